"""The records that the engine reads and makes. A record's fields are the columns of its table.

Instants are text in one fixed form, `2026-03-01T10:15:00.000000Z`, so that they sort by time; days are ISO text. Money
is in minor units.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.engine.model.state import MemberState


class Line(NamedTuple):
    """One line of a basket. `share` is the line's value after its part of the basket discount.

    Vouchers for a free item paid for `freed` units. `unit_cost` is the shop's cost of a unit, None if unknown.
    `gift_card`: it sells a gift card, which no rule counts. `measured`: goods by weight or length, whose quantity is in
    thousandths. `tax` is the tax on its share, None if unknown; whether the share includes it, the programme says.
    """

    sku: str | None
    category: str | None
    quantity: int
    unit_price: int
    discount: int
    share: int
    freed: int = 0
    unit_cost: int | None = None
    gift_card: bool = False
    measured: bool = False
    tax: int | None = None


class ReturnedLine(NamedTuple):
    """The part of one purchase line that a return takes back: `line` counts from 1; units, or value without a unit.

    The quantity of a `measured` line is in thousandths.
    """

    line: int
    quantity: int
    amount: int
    measured: bool = False


class CardPayment(NamedTuple):
    """The part of a purchase that a gift card paid, in minor units."""

    card_id: str
    amount: int


class Payment(NamedTuple):
    """The part of a purchase not paid in money: points, their worth, credit (both in minor units), and gift cards."""

    points: int = 0
    points_worth: int = 0
    credit: int = 0
    gift_cards: tuple[CardPayment, ...] = ()


class Discount(NamedTuple):
    """The discount of a tier, campaign or voucher (`kind`) on a quoted basket.

    `parts` are [line (from 1), minor units] for every line considered, including those with no discount. `extra` is the
    value, in minor units, of anything granted beyond the price. `code` is a voucher's, `typed` the one typed for a
    campaign.
    """

    kind: str
    id: str
    name: str
    code: str | None
    reward: str | None
    parts: list[list[int]]
    extra: int
    why: str
    typed: str | None = None


class Quote(NamedTuple):
    """A priced basket, stored until it expires. `booked_by` is the purchase made from it.

    Text fields other than ids and instants are JSON: `basket` is the request, `lines` (`Line`) and `discounts`
    (`Discount`) the terms of sale, `paid_with` a `Payment`, `earns` the sums it would earn by unit, type and rule,
    `answer` the whole answer, and `terms` (`Terms`) the basis of its points. `held_by` is the newest hold that reserves
    it, or did.
    """

    quote_id: str
    program_id: str
    member_id: str | None
    created_at: str
    expires_at: str
    program_version: int
    basket: str
    lines: str
    discounts: str
    paid_with: str
    earns: str
    answer: str
    booked_by: str | None
    terms: str | None = None
    held_by: str | None = None


class Terms(NamedTuple):
    """The terms on which a basket is sold, before any reward is used or spent.

    The points multiplier as a decimal text, the ids of the campaigns involved, and the instant (text) of the purchase.
    """

    multiplier: str
    campaigns: tuple[str, ...] = ()
    occurred_at: str = ""

    def with_discounts(self, discounts: Iterable[Discount]) -> "Terms":
        """The same terms, plus the campaigns among these discounts."""
        return self._replace(campaigns=(*self.campaigns, *(one.id for one in discounts if one.kind == "campaign")))


class Hold(NamedTuple):
    """Balances and vouchers reserved for a checkout until `expires_at`; only its end ever changes.

    `vouchers` is a JSON list of codes; `content` is JSON of the amounts held (unit -> lot -> amount), the draws on
    shared limits (name -> amount), and the campaigns of its quote. `after` is JSON text, as in a purchase.
    """

    member_id: str
    hold_id: str
    program_id: str
    external_id: str | None
    status: str
    created_at: str
    expires_at: str
    points: int
    credit: int
    vouchers: str
    quote_id: str | None
    content: str
    ended_at: str | None
    captured_by: str | None
    after: str


class Purchase(NamedTuple):
    """A recorded purchase; only `status` and `activated_on` ever change.

    * `lines` is a JSON list of `Line`; `multiplier` a decimal string.
    * `after` are the member's balances as JSON text, stored for replays ("null" for a guest).
    * `vouchers` and `shortfalls` are JSON lists: the codes in the request, and the parts that could not be granted.
    * `status` is `claimed` for a guest's purchase that a member has claimed; it stays beside the member's own.
    * `activated_on` is the business date from which its points are available, if they were activated early.
    * `paid_with` is a JSON `Payment`, None where all was money.
    * `discounts` is a JSON list of `Discount`, None without a quote.
    * `campaigns` is a JSON list of those that multiplied its points, `{"id", "name"}` each.
    * `notices` is a JSON list of remarks, None where there are none.
    * `history` is 1 for a past sale that counts for tiers and windows and gives nothing.
    """

    member_id: str
    purchase_id: str
    program_id: str
    external_id: str | None
    guest: int
    status: str
    occurred_at: str
    recorded_at: str
    business_date: str
    store: str | None
    channel: str | None
    net: int
    discount: int
    program_version: int
    multiplier: str
    lines: str
    vouchers: str
    shortfalls: str
    metadata: str
    after: str
    activated_on: str | None = None
    paid_with: str | None = None
    discounts: str | None = None
    campaigns: str = "[]"
    notices: str | None = None
    history: int = 0


class Return(NamedTuple):
    """A return, or a void (`kind`): a return of everything that was left.

    `lines` is a JSON list of `ReturnedLine` if `purchase_id` is set, else (without receipt) of `Line`. `returned_net`
    is the value taken back. `status` is `recorded` or, for a mistake, `voided`. `outcome` is a JSON `Outcome`, None for
    rows older than that column. `history` as in `Purchase`, for a return without receipt.
    """

    member_id: str
    return_id: str
    program_id: str
    external_id: str | None
    kind: str
    purchase_id: str | None
    status: str
    occurred_at: str
    recorded_at: str
    business_date: str
    store: str | None
    returned_net: int
    program_version: int
    lines: str
    metadata: str
    after: str
    outcome: str | None = None
    history: int = 0


class GivenBack(NamedTuple):
    """A customer's refund: money and credit in minor units, points, their worth, and the part of gift cards."""

    money: int = 0
    points: int = 0
    points_worth: int = 0
    credit: int = 0
    gift_cards: tuple[CardPayment, ...] = ()


class Outcome(NamedTuple):
    """The outcome of a return at its recording: the refund, and the ids of the vouchers it revoked.

    `taken_again` is what the customer owes again if the return was a mistake, else None. `tax` is that on the returned
    value, in minor units, None if unknown.
    """

    given_back: GivenBack
    vouchers: list[str]
    taken_again: GivenBack | None = None
    tax: int | None = None


class Voucher(NamedTuple):
    """A reward issued to a member, with a code.

    `issued_by` and `revoked_by` are ids of causes, `used_by` those of the purchases that used it (several only for
    sales that were paid already).

    `source` is its origin: `card:<id>`, `coupon:<id>/<purchase>`, `rebate:<id>/<first day of the period>`,
    `points:<reward>`, or `gift:<reward>` for a manual one. `amount` is its value in minor units where the reward does
    not set it. `revoked_by` is set on a revoked voucher, and on one that is no longer due but held, used or expired.
    """

    member_id: str
    voucher_id: str
    program_id: str
    code: str
    reward: str
    source: str
    amount: int | None
    status: str
    program_version: int
    issued_by: str
    issued_at: str
    expires_on: str | None
    revoked_by: str | None
    used_by: str | None
    held_by: str | None = None


class TierGrant(NamedTuple):
    """A tier grant, or (`level` None) its revocation; the newest of a member counts.

    `until` is the last day, None for a grant until revoked; `kind` is `gift`, `invitation` or `status_match`.
    """

    member_id: str
    given_id: str
    program_id: str
    level: str | None
    until: str | None
    kind: str | None
    reason: str | None
    recorded_at: str


class TierChange(NamedTuple):
    """A member's change from one tier to another: on the tier ladder, or on a rank `ladder`.

    `effective_on` is the business date from which it holds (for effects of time, the day of the midnight);
    `recorded_at` the instant of its discovery. `cause` and `cause_id` are as in entries, or `hand`, `version`,
    `recount`, `review`. It is announced at `notice_at` as a change from `notice_from`; None: never, because it came to
    nothing, or a later change within its delay is announced instead.
    """

    member_id: str
    tier_change_id: str
    program_id: str
    ladder: str | None
    from_level: str | None
    to_level: str | None
    effective_on: str
    recorded_at: str
    program_version: int
    cause: str
    cause_id: str
    reason: str | None
    notice_from: str | None
    notice_at: str | None


class SegmentStay(NamedTuple):
    """A member's stay in a segment, until `left_on` (None: still in it).

    Days are business dates, instants the time of the decision; each end has the version that decided it and the reason
    in words.
    """

    member_id: str
    stay_id: str
    program_id: str
    segment: str
    entered_on: str
    entered_at: str
    entered_version: int
    entered_why: str
    left_on: str | None = None
    left_at: str | None = None
    left_version: int | None = None
    left_why: str | None = None


class PartnerCode(NamedTuple):
    """A partner's code for a reward. `voucher_id`: the voucher that it was assigned to.

    `expires_on` is its last valid day, 9999-12-31 if it never expires.
    """

    program_id: str
    code: str
    reward: str
    expires_on: str
    imported_at: str
    voucher_id: str | None


class IdempotencyRecord(NamedTuple):
    """The memory of a request that had an effect: the record it made, and a fingerprint of its content.

    `kind` is `purchase`, `return`, `member`, `adjustment`, `redemption`, `hold`, `gift`, `transfer`, `gift_card` or
    `gift_card_top_up` for an `external_id`, `key` for an Idempotency-Key, `batch` for one voucher of a batch. `answer`
    is the JSON text of the record, where no table of its own stores it.
    """

    program_id: str
    kind: str
    name: str
    member_id: str
    object_id: str
    fingerprint: str
    answer: str | None = None


class Adjustment(NamedTuple):
    """A manual change of a balance, with its reason. `after` is JSON text, as in a purchase."""

    adjustment_id: str
    member_id: str
    unit: str
    amount: int
    reason: str
    recorded_at: str
    after: str


class Redemption(NamedTuple):
    """Points redeemed for a reward. `voucher_id` None: granted immediately. `after` is JSON text, as in a purchase."""

    redemption_id: str
    external_id: str | None
    member_id: str
    reward: str
    points: int
    recorded_at: str
    voucher_id: str | None
    after: str


class Transfer(NamedTuple):
    """Points transferred between members. `after` are the sender's balances as JSON text, as in a purchase."""

    transfer_id: str
    external_id: str | None
    member_id: str
    taker_id: str
    points: int
    reason: str | None
    recorded_at: str
    after: str


class Enrolment(NamedTuple):
    """The answer of an enrolment, stored for replays, besides the request's own fields: nothing personal.

    `card_number` is one that was drawn.
    """

    member_id: str
    created_at: str
    card_number: str | None


class Identifier(NamedTuple):
    """A name that identifies a member; kinds and forms are those of `engine/model/names.py`."""

    program_id: str
    kind: str
    value: str
    member_id: str


class Profile(NamedTuple):
    """Personal data, stored apart so that erasure deletes one row. `consents` and `metadata` are JSON.

    The state repeats only the birthday without its year, and erasure removes that too.
    """

    member_id: str
    program_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    consents: str = "{}"
    metadata: str = "{}"


class Consent(NamedTuple):
    """What a member allowed or withdrew, with the evidence; rows are only added.

    `channel` None: all channels. `basis`: `consent`, `soft_opt_in` or `contract`. `at`: when it was said; `how`: where.
    `shown_as`: the name for lists of honour. `confirmed`: by a link in a message to the address. `external_id`,
    `fingerprint` and `text_version` are None where Goldlist wrote the row itself.
    """

    member_id: str
    consent_id: str
    program_id: str
    external_id: str | None
    fingerprint: str | None
    purpose: str
    channel: str | None
    given: int
    basis: str
    at: str
    how: str
    text_version: str | None
    shown_as: str | None
    evidence: str | None
    confirmed: int
    created_by: str | None
    recorded_at: str


class Member(NamedTuple):
    """A member's row: the state, and the few columns that lists and reports need.

    `version` counts the changes; `next_due_at` is the instant of time's next effect, None without one; `tier`, `points`
    and `points_expire_on` (the last valid day of the points that expire first) repeat the state. `erased_at`: the
    personal data is deleted, and only the anonymous ledger remains.
    """

    member_id: str
    program_id: str
    external_id: str | None
    joined_on: str | None
    created_at: str
    changed_at: str
    version: int
    tier: str | None
    points: int
    points_expire_on: str | None
    next_due_at: str | None
    erased_at: str | None
    state: MemberState
