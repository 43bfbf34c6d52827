"""Commands of the till: purchases, returns, exchanges, voids and claims."""

from datetime import datetime
from typing import NamedTuple

from app.engine.model.gift_cards import GiftCardPart
from app.engine.model.receipts import RequestKey


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
