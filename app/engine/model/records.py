"""What the engine reads and makes. Each record's fields are the columns of the table that keeps it.

Instants are text in one fixed form, `2026-03-01T10:15:00.000000Z`, so that they sort as they happened;
days are ISO text. Money is in minor units.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.engine.model.state import MemberState


class Line(NamedTuple):
    """One line of a basket. `share` is what the line comes to after its part of the basket discount.

    `freed` units were paid with vouchers for a free item.
    """

    sku: str | None
    category: str | None
    quantity: int
    unit_price: int
    discount: int
    share: int
    freed: int = 0


class ReturnedLine(NamedTuple):
    """What one return takes of one line of a purchase: `line` counts from 1; units, or value without a unit."""

    line: int
    quantity: int
    amount: int


class Payment(NamedTuple):
    """What was paid with besides money: points, what they were worth, and credit, both in minor units."""

    points: int = 0
    points_worth: int = 0
    credit: int = 0


class Discount(NamedTuple):
    """What a level, a campaign or a voucher (`kind`) took off a basket that was quoted.

    `parts` are [line (from 1), minor units]: all lines that it touched, also those on which it took nothing. `extra` is
    the value of what it gave beyond the price, in minor units.
    """

    kind: str
    id: str
    name: str
    code: str | None
    reward: str | None
    parts: list[list[int]]
    extra: int
    why: str


class Quote(NamedTuple):
    """A basket as it was priced, kept until it expires. `booked_by` is the purchase that was made of it.

    All that is a text but for ids and instants is JSON: `basket` what was asked, `lines` (`Line`) and `discounts`
    (`Discount`) as it would be sold, `paid_with` (`Payment`), `earns` the sums of what it would bring by unit, type and
    rule, `answer` the whole answer, and `terms` (`Terms`) on what the points were worked out. `held_by` is the newest
    hold that keeps it, or did.
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
    """On what a basket is sold, as it was before anything of it was used or spent.

    By what its points are multiplied, as a decimal text, the ids of the campaigns that have a part in it, and the
    instant (text) at which it counts as bought.
    """

    multiplier: str
    campaigns: tuple[str, ...] = ()
    occurred_at: str = ""

    def with_discounts(self, discounts: Iterable[Discount]) -> "Terms":
        """The same, with the campaigns that take something off."""
        return self._replace(campaigns=(*self.campaigns, *(one.id for one in discounts if one.kind == "campaign")))


class Hold(NamedTuple):
    """What is kept of a member's for a checkout under way, until `expires_at`; only its end ever changes.

    `vouchers` is a JSON list of codes, `content` JSON of how much is held: unit -> lot -> amount, supply -> amount, and
    a list of the campaigns of its quote. `after` is JSON text, as of a purchase.
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
    """A purchase as it was recorded; only `status` and `activated_on` ever change.

    `lines` is a JSON list of `Line`; `multiplier` a decimal string; `after` is the JSON text of where the
    member stood, kept for replays ("null" for a guest). `vouchers` and `shortfalls` are JSON lists: the codes that it
    named, and what it could not have. A guest's purchase that was claimed stays as it was, with status `claimed`,
    beside the member's own. `activated_on`: the business date from which its points could be spent, if somebody said
    so before it was time. `paid_with` is a JSON `Payment`, None where all was money; `discounts` a JSON list of
    `Discount`, None where nothing was quoted. `campaigns` is a JSON list of those that multiplied its points,
    `{"id", "name"}` each. `notices` is a JSON list of what it tells besides, None where that is nothing.
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


class Return(NamedTuple):
    """A return, or a void (`kind`), which is a return of everything that was left.

    `lines` is a JSON list of `ReturnedLine` when `purchase_id` is set, else (without receipt) of `Line`.
    `returned_net` is the value taken back. `status` is `recorded` or, for a mistake, `voided`. `outcome` is a JSON
    `Outcome`, None where it was recorded before there was such a thing.
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


class GivenBack(NamedTuple):
    """What a customer gets back with a return: money and credit in minor units, points, and what they were worth."""

    money: int = 0
    points: int = 0
    points_worth: int = 0
    credit: int = 0


class Outcome(NamedTuple):
    """What a return came to when it was recorded: what was given back, and the ids of the vouchers it took back.

    `taken_again` is what the customer gives back once more where the return was a mistake, None where it was none.
    """

    given_back: GivenBack
    vouchers: list[str]
    taken_again: GivenBack | None = None


class Voucher(NamedTuple):
    """A reward issued to a member, with a code. `issued_by` and `revoked_by` are ids of causes, `used_by` those of
    the purchases that used it (of sales that were paid already there may be several).

    `source` is what it was issued from: `card:<id>`, `coupon:<id>/<purchase>`, `rebate:<id>/<first day of the period>`,
    `points:<reward>`, or `gift:<reward>` by hand. `amount` is what it is worth in minor units where the reward does not
    say it. `revoked_by` is set where it was revoked, and where it is no longer due but held, used or expired already.
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
    """A level given by hand, or (`level` None) that what was given holds no more; the newest of a member counts.

    `until` is the last day, None until it is taken away; `kind` is `gift`, `invitation` or `status_match`.
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
    """A member held one level and holds another: of the ladder of tiers, or of a `ladder` of ranks.

    `effective_on` is the business date from which it holds, of what time did the day of its midnight; `recorded_at`
    when it was found. `cause` and `cause_id` are as those of entries, or `hand`, `version`, `recount`, `review`.
    It is announced at `notice_at` as a change from `notice_from`; None: never, for it came to nothing, or the next one
    came within its delay and is announced instead.
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


class PartnerCode(NamedTuple):
    """A code that a partner has made for a reward. `voucher_id`: the voucher with which it was handed out.

    `expires_on` is its last good day, 9999-12-31 when it never ends.
    """

    program_id: str
    code: str
    reward: str
    expires_on: str
    imported_at: str
    voucher_id: str | None


class IdempotencyRecord(NamedTuple):
    """The memory of a request that had an effect: what its name made, and a fingerprint of its content.

    `kind` is `purchase`, `return`, `member`, `adjustment`, `redemption`, `hold`, `gift` or `transfer` for names given
    as `external_id`, `key` for an Idempotency-Key, `batch` for one gift of a batch. `answer` is JSON text of what was
    made, where no table of its own keeps it.
    """

    program_id: str
    kind: str
    name: str
    member_id: str
    object_id: str
    fingerprint: str
    answer: str | None = None


class Adjustment(NamedTuple):
    """A change of a balance by hand, with its reason. `after` is JSON text, as of a purchase."""

    adjustment_id: str
    member_id: str
    unit: str
    amount: int
    reason: str
    recorded_at: str
    after: str


class Redemption(NamedTuple):
    """Points given for a reward. `voucher_id` None: it was had at once. `after` is JSON text, as of a purchase."""

    redemption_id: str
    external_id: str | None
    member_id: str
    reward: str
    points: int
    recorded_at: str
    voucher_id: str | None
    after: str


class Transfer(NamedTuple):
    """Points that one member gave to another. `after` is JSON text, where the giver stood, as of a purchase."""

    transfer_id: str
    external_id: str | None
    member_id: str
    taker_id: str
    points: int
    reason: str | None
    recorded_at: str
    after: str


class Enrolment(NamedTuple):
    """What an enrolment is answered with when it is repeated, besides what it said: nothing personal.

    `card_number` is one that was drawn.
    """

    member_id: str
    created_at: str
    card_number: str | None


class Identifier(NamedTuple):
    """A name by which a member is known; its kinds and forms are those of `engine/names.py`."""

    program_id: str
    kind: str
    value: str
    member_id: str


class Profile(NamedTuple):
    """Personal data, kept apart so that erasing is deleting one row. `consents` and `metadata` are JSON.

    Of it, the state knows the birthday without its year, which goes with it.
    """

    member_id: str
    program_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    consents: str = "{}"
    metadata: str = "{}"


class Member(NamedTuple):
    """A member's row: the state, and the few columns that lists and reports need.

    `version` counts the changes; `next_due_at` is the instant at which time has its next effect, None when it has none;
    `tier`, `points` and `points_expire_on` (the last good day of those that end first)
    repeat what the state says. `erased_at`: the personal data is gone, and only the anonymous ledger remains.
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
