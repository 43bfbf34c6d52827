"""What callers want, parsed and complete: nothing in a command needs looking up to be understood.

A reference is `mem_…`, `ext:<name>` or `card:<number>` for members, and `pur_…`, `ret_…` or `ext:<name>` for
purchases and returns. Ids of what a command makes are drawn before it is decided.
"""

from datetime import datetime
from typing import NamedTuple


class RequestKey(NamedTuple):
    """By what name a request is remembered (`kind` as in `IdempotencyRecord`), and what it said."""

    kind: str
    name: str
    fingerprint: str


class BasketLine(NamedTuple):
    """A line as a till gives it; amounts in minor units."""

    quantity: int
    unit_price: int
    discount: int = 0
    sku: str | None = None
    category: str | None = None


class LinePart(NamedTuple):
    """A part of a line to take back: units, or an amount without a unit (exactly one of them)."""

    line: int
    quantity: int | None = None
    amount: int | None = None


class ReturnedGoods(NamedTuple):
    """Units to take back of whatever lines of the purchase have this sku and price, earlier lines first."""

    sku: str | None
    unit_price: int
    quantity: int


class RecordPurchase(NamedTuple):
    """Record what was paid. `member` None is a guest; `enrol` makes a member of an unknown name.

    `vouchers` are codes that were used; `credit_to_spend` is minor units. `already_paid`: it is recorded in any
    case, and what it cannot have is listed.
    """

    program_id: str
    purchase_id: str
    request_key: RequestKey
    external_id: str | None
    member: str | None
    enrol: bool
    occurred_at: datetime
    currency: str
    lines: tuple[BasketLine, ...]
    discount: int = 0
    total: int | None = None
    store: str | None = None
    channel: str | None = None
    metadata: str = "{}"
    vouchers: tuple[str, ...] = ()
    already_paid: bool = False
    points_to_spend: int = 0
    credit_to_spend: int = 0
    quote: str | None = None
    hold: str | None = None


class AskQuote(NamedTuple):
    """Price a basket, to be bought at a moment (None: now).

    `vouchers` None: all that the member can use are candidates.
    """

    program_id: str
    quote_id: str
    member: str | None
    occurred_at: datetime | None
    currency: str
    lines: tuple[BasketLine, ...]
    discount: int = 0
    total: int | None = None
    store: str | None = None
    channel: str | None = None
    vouchers: tuple[str, ...] | None = None
    points_to_spend: int = 0
    credit_to_spend: int = 0


class TakeReturn(NamedTuple):
    """Take back part of a purchase, or all that is left of it (`parts` None).

    `only_store`: the only one whose purchases the caller may take back; None is every store.
    """

    program_id: str
    return_id: str
    request_key: RequestKey
    external_id: str | None
    purchase: str
    occurred_at: datetime
    parts: tuple[LinePart, ...] | tuple[ReturnedGoods, ...] | None
    store: str | None = None
    metadata: str = "{}"
    member: str | None = None
    only_store: str | None = None


class TakeReturnWithoutReceipt(NamedTuple):
    """Take back goods of which nobody knows the purchase."""

    program_id: str
    return_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    enrol: bool
    occurred_at: datetime
    currency: str
    lines: tuple[BasketLine, ...]
    discount: int = 0
    store: str | None = None
    metadata: str = "{}"


class VoidPurchase(NamedTuple):
    """Undo a purchase: all that is left of it goes back. `return_id` names the return that this makes.

    `store`: the only one whose purchases the caller may undo; None is every store.
    """

    program_id: str
    return_id: str
    purchase: str
    store: str | None = None


class VoidReturn(NamedTuple):
    """Undo a mistaken return: what it took is kept again. `store` as of `VoidPurchase`."""

    program_id: str
    returned: str
    store: str | None = None


class ClaimPurchase(NamedTuple):
    """Record a guest's purchase for a member after all. `store` as of `VoidPurchase`."""

    program_id: str
    purchase: str
    member: str
    store: str | None = None


class ActivatePurchase(NamedTuple):
    """Let the points of a purchase be spent from now on: its goods have arrived. `store` as of `VoidPurchase`."""

    program_id: str
    purchase: str
    store: str | None = None


class PassTime(NamedTuple):
    """Let time have its effects on a member whom nobody looks at."""

    program_id: str
    member: str


class AdjustBalance(NamedTuple):
    """Change a balance by hand: points, minor units of credit, or punches of a card, signed."""

    program_id: str
    adjustment_id: str
    request_key: RequestKey
    member: str
    unit: str
    amount: int
    reason: str
    allow_negative: bool = False


class RedeemReward(NamedTuple):
    """Give a member's points for a reward."""

    program_id: str
    redemption_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    reward: str


class IssueVoucher(NamedTuple):
    """Give a member a voucher by hand. `valid_until` None: as long as the reward says.

    `batch`: the id of the batch of gifts that it belongs to.
    """

    program_id: str
    gift_id: str
    request_key: RequestKey
    member: str
    reward: str
    valid_until: str | None
    reason: str
    batch: str | None = None


class RevokeVoucher(NamedTuple):
    """Take a voucher back by hand, with what was given for it."""

    program_id: str
    revocation_id: str
    code: str
    reason: str


class TransferPoints(NamedTuple):
    """Let a member give points to another."""

    program_id: str
    transfer_id: str
    request_key: RequestKey
    external_id: str | None
    giver: str
    taker: str
    points: int
    reason: str | None


class PlaceHold(NamedTuple):
    """Keep what a quote needs, or points, credit (minor units) and vouchers (codes), for so long."""

    program_id: str
    hold_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    ttl_seconds: int
    quote: str | None = None
    points: int = 0
    credit: int = 0
    vouchers: tuple[str, ...] = ()


class ReleaseHold(NamedTuple):
    """Let go of a hold."""

    program_id: str
    hold: str


class GrantTier(NamedTuple):
    """Let a member hold at least a level of the tiers through the day `until`; None: until it is taken away.

    `kind` is `gift`, `invitation` or `status_match`.
    """

    program_id: str
    given_id: str
    member: str
    level: str
    until: str | None
    kind: str
    reason: str


class RevokeTierGrant(NamedTuple):
    """Take away the level that a member was given."""

    program_id: str
    given_id: str
    member: str


class SetRank(NamedTuple):
    """Let a member hold the level of a ladder of ranks that a review has found; None is no level."""

    program_id: str
    member: str
    ladder: str
    level: str | None
    review_on: str


class AddCard(NamedTuple):
    """Give a member one more card."""

    program_id: str
    member: str
    card_number: str


class RemoveCard(NamedTuple):
    """Take a card from a member."""

    program_id: str
    member: str
    card_number: str


class ChangeMember(NamedTuple):
    """Change what is known of a member, if it is still at the version that was read (None: at any).

    `told` has the columns that change (`name`, `email`, `phone`, `birth_date`, `joined_on`) with their new values.
    `consents` and `metadata` are merged into what is there, name by name, and None takes away: one name, or all of it.
    """

    program_id: str
    member: str
    expected_version: int | None
    told: dict[str, str | None]
    consents: dict[str, bool | None] | None
    metadata: dict[str, str | None] | None


class EraseMember(NamedTuple):
    """Forget who a member is: personal data and names go, the anonymous ledger stays."""

    program_id: str
    member: str


class MergeMembers(NamedTuple):
    """Make all of `merged` the member's own."""

    program_id: str
    member: str
    merged: str


class EnrolMember(NamedTuple):
    """Make a member. `card_number` None draws one; personal data as given, or None."""

    program_id: str
    member_id: str
    request_key: RequestKey
    external_id: str | None
    card_number: str | None
    joined_on: str | None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    consents: str = "{}"
    metadata: str = "{}"


Command = (
    RecordPurchase
    | AskQuote
    | TakeReturn
    | TakeReturnWithoutReceipt
    | VoidPurchase
    | VoidReturn
    | ClaimPurchase
    | ActivatePurchase
    | PassTime
    | AdjustBalance
    | RedeemReward
    | IssueVoucher
    | RevokeVoucher
    | TransferPoints
    | PlaceHold
    | ReleaseHold
    | GrantTier
    | RevokeTierGrant
    | SetRank
    | AddCard
    | RemoveCard
    | ChangeMember
    | EraseMember
    | MergeMembers
    | EnrolMember
)
