"""The commands of callers, parsed and complete: understanding one needs no lookup.

A reference is `mem_…`, `ext:<name>`, `card:<number>` or `link:<connector>/<customer>` for members, and `pur_…`, `ret_…`
or `ext:<name>` for purchases and returns. The ids of new records are drawn beforehand.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from app.engine.model.gift_cards import GiftCardPart


class RequestKey(NamedTuple):
    """The name under which a request is remembered (`kind`: see `IdempotencyRecord`), and its fingerprint."""

    kind: str
    name: str
    fingerprint: str


class BasketLine(NamedTuple):
    """A line from a till; amounts in minor units. `gift_card`: it sells a gift card, which no rule counts.

    `measured`: goods by weight or length, whose quantity is in thousandths. `tax` is the tax on the line after all
    discounts, None if unknown.
    """

    quantity: int
    unit_price: int
    discount: int = 0
    sku: str | None = None
    category: str | None = None
    unit_cost: int | None = None
    gift_card: bool = False
    measured: bool = False
    tax: int | None = None


class LinePart(NamedTuple):
    """The part of a line to take back: units, or an amount without a unit (exactly one of them).

    `measured`: the quantity is in thousandths, of a measured line.
    """

    line: int
    quantity: int | None = None
    amount: int | None = None
    measured: bool = False


class ReturnedGoods(NamedTuple):
    """Units to take back by sku and price, from earlier lines of the purchase first.

    `any_price`: units at another price where none is left at this one. `amount`: minor units instead of units.
    `measured`: the quantity is in thousandths, of measured lines.
    """

    sku: str | None
    unit_price: int
    quantity: int
    any_price: bool = False
    amount: int = 0
    measured: bool = False


class RecordPurchase(NamedTuple):
    """Record a purchase. `member` None is a guest; `enrol` makes a member of an unknown name.

    `vouchers` are the codes used; `credit_to_spend` is minor units. `already_paid`: record it in any case, and list the
    parts that could not be granted as shortfalls. `history`: it counts for tiers and windows, and gives nothing.
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
    history: bool = False
    gift_cards: tuple[GiftCardPart, ...] = ()


class AskQuote(NamedTuple):
    """Price a basket for purchase at a moment (None: now).

    `vouchers` None considers all vouchers the member can use. `codes` are those typed for campaigns.
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
    codes: tuple[str, ...] = ()
    gift_cards: tuple[GiftCardPart, ...] = ()


class TakeReturn(NamedTuple):
    """Take back part of a purchase, or the rest of it (`parts` None), or an `amount` (minor units) of no line.

    `only_store`: the only store whose purchases the caller may take back; None is every store.
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
    amount: int | None = None


class TakeReturnWithoutReceipt(NamedTuple):
    """Take back goods from an unknown purchase. `history` as in `RecordPurchase`: it takes nothing away."""

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
    history: bool = False


class Exchange(NamedTuple):
    """Take goods back and sell others, both or neither."""

    program_id: str
    taken: TakeReturn | TakeReturnWithoutReceipt
    bought: RecordPurchase


class VoidPurchase(NamedTuple):
    """Void a purchase: the rest of it is taken back. `return_id` is the id of the resulting return.

    `store`: the only store whose purchases the caller may void; None is every store.
    """

    program_id: str
    return_id: str
    purchase: str
    store: str | None = None


class VoidReturn(NamedTuple):
    """Undo a mistaken return: its goods count as kept again. `store` as in `VoidPurchase`."""

    program_id: str
    returned: str
    store: str | None = None


class ClaimPurchase(NamedTuple):
    """Assign a guest's purchase to a member. `store` as in `VoidPurchase`."""

    program_id: str
    purchase: str
    member: str
    store: str | None = None


class ActivatePurchase(NamedTuple):
    """Make the points of a purchase available now, because its goods have arrived. `store` as in `VoidPurchase`."""

    program_id: str
    purchase: str
    store: str | None = None


class PassTime(NamedTuple):
    """Apply the effects of time to a member."""

    program_id: str
    member: str


class AdjustBalance(NamedTuple):
    """Adjust a balance manually: points, minor units of credit, or punches of a card, signed."""

    program_id: str
    adjustment_id: str
    request_key: RequestKey
    member: str
    unit: str
    amount: int
    reason: str
    allow_negative: bool = False


class RedeemReward(NamedTuple):
    """Redeem a member's points for a reward."""

    program_id: str
    redemption_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    reward: str


class IssueVoucher(NamedTuple):
    """Issue a voucher manually. `valid_until` None: as long as the reward says.

    `batch`: the id of the voucher batch that it belongs to.
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
    """Revoke a voucher manually, and refund the points that were paid for it."""

    program_id: str
    revocation_id: str
    code: str
    reason: str


class TransferPoints(NamedTuple):
    """Transfer points from one member to another."""

    program_id: str
    transfer_id: str
    request_key: RequestKey
    external_id: str | None
    giver: str
    taker: str
    points: int
    reason: str | None


class PlaceHold(NamedTuple):
    """Reserve the needs of a quote, or points, credit (minor units), vouchers (codes) and gift cards, for a while."""

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
    gift_cards: tuple[GiftCardPart, ...] = ()


class ReleaseHold(NamedTuple):
    """Release a hold."""

    program_id: str
    hold: str


class GrantTier(NamedTuple):
    """Grant a member at least a tier through the day `until`; None: until it is revoked."""

    program_id: str
    given_id: str
    member: str
    level: str
    until: str | None
    kind: str
    reason: str


class RevokeTierGrant(NamedTuple):
    """Revoke a member's tier grant."""

    program_id: str
    given_id: str
    member: str


class SetRank(NamedTuple):
    """Set a member's tier on a rank ladder to the result of a review; None is no tier."""

    program_id: str
    member: str
    ladder: str
    level: str | None
    review_on: str


class SegmentDecision(NamedTuple):
    """Whether a member is in a segment, with the reason in words."""

    segment: str
    is_in: bool
    why: str


class DecideSegments(NamedTuple):
    """A member enters and leaves segments, as decided for a day under a version."""

    program_id: str
    member: str
    decisions: tuple[SegmentDecision, ...]
    decided_on: str
    decided_by: str
    program_version: int


class AddCard(NamedTuple):
    """Add a card to a member."""

    program_id: str
    member: str
    card_number: str


class RemoveCard(NamedTuple):
    """Remove a card from a member."""

    program_id: str
    member: str
    card_number: str


class LinkMember(NamedTuple):
    """Make a customer of a shop system known as this member; `link` is `<connector>/<customer>`."""

    program_id: str
    member: str
    link: str


class UnlinkMember(NamedTuple):
    """Remove the link of a member to a customer of a shop system."""

    program_id: str
    member: str
    link: str


class ChangeMember(NamedTuple):
    """Change a member's data, if the member is still at the version that was read (None: at any).

    `told` has the columns that change (`name`, `email`, `phone`, `birth_date`, `joined_on`) with their new values.
    `consents` and `metadata` are merged by name; None removes one name, or all of them. `how`: where consents were
    given.
    """

    program_id: str
    member: str
    expected_version: int | None
    told: dict[str, str | None]
    consents: dict[str, bool | None] | None
    metadata: dict[str, str | None] | None
    how: str = "platform"


class EraseMember(NamedTuple):
    """Erase a member's personal data and names; the anonymous ledger stays."""

    program_id: str
    member: str


class MergeMembers(NamedTuple):
    """Merge the member `merged` into this one."""

    program_id: str
    member: str
    merged: str


class EnrolMember(NamedTuple):
    """Enrol a member. `card_number` None draws one; personal data as given, or None.

    `how`: where consents were given.
    """

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
    how: str = "platform"


class IssueGiftCard(NamedTuple):
    """Issue a gift card with a balance in minor units, to nobody in particular or to a member."""

    program_id: str
    card_id: str
    request_key: RequestKey
    external_id: str | None
    amount: int
    member: str | None = None
    reason: str | None = None


class TopUpGiftCard(NamedTuple):
    """Add an amount in minor units to a gift card."""

    program_id: str
    top_up_id: str
    request_key: RequestKey
    card: str
    amount: int
    reason: str | None = None


class ReplaceGiftCard(NamedTuple):
    """Give a lost card's balance to a new card, `card_id`."""

    program_id: str
    card_id: str
    request_key: RequestKey
    external_id: str | None
    card: str
    reason: str


class ChangeGiftCard(NamedTuple):
    """Block a gift card, unblock it, void its issue, or end an expired one."""

    program_id: str
    change_id: str
    card: str
    act: Literal["block", "unblock", "void", "expire"]
    reason: str = ""


Command = (
    RecordPurchase
    | AskQuote
    | TakeReturn
    | TakeReturnWithoutReceipt
    | Exchange
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
    | DecideSegments
    | AddCard
    | RemoveCard
    | LinkMember
    | UnlinkMember
    | ChangeMember
    | EraseMember
    | MergeMembers
    | EnrolMember
    | IssueGiftCard
    | TopUpGiftCard
    | ReplaceGiftCard
    | ChangeGiftCard
)


def parts_of(command: Command) -> tuple[Command, ...]:
    """The commands that one consists of: itself, but for an exchange its return and its purchase."""
    return (command.taken, command.bought) if isinstance(command, Exchange) else (command,)
