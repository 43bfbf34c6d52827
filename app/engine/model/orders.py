"""Orders of shop systems, as their readers hand them over: what was sold for how much, and what came back.

Amounts are minor units of the order's currency; ids are the shop system's own.
"""

from datetime import datetime
from typing import Literal, NamedTuple

State = Literal["sold", "not-sold", "cancelled", "refunds-only"]


class OrderLine(NamedTuple):
    """Goods of an order. `net` is what they came to after every discount, `before` that without discounts.

    `quantity` is in thousandths for `measured` goods, by weight or length, which are not `is_whole`. `products` are
    the ids by which rules know the goods.
    """

    id: str
    quantity: int
    net: int
    before: int
    sku: str | None = None
    title: str = ""
    products: tuple[str, ...] = ()
    category: str | None = None
    is_whole: bool = True
    measured: bool = False


class RefundPart(NamedTuple):
    """A part of a line that came back: units, or an amount. With both, the amount is for lines without whole units."""

    line: str
    quantity: int = 0
    amount: int = 0


class Refund(NamedTuple):
    """A refund: units of lines, a sum on the goods as a whole (`goods`), or a sum of everything paid (`money`).

    `at` None: when the order last changed. `in_all`: what is refunded in all, for shops that tell nothing else.
    """

    id: str
    at: datetime | None = None
    parts: tuple[RefundPart, ...] = ()
    goods: int = 0
    money: int = 0
    in_all: int | None = None
    is_done: bool = True


class Order(NamedTuple):
    """An order as one message tells it. `version` sorts the states of an order; "" is unknown.

    `left_out` are the ids of lines that count for nothing. `code` says why it is not sold. `paid` is all that was paid,
    with delivery and tax. `has_account`: whether the customer is more than an e-mail address. `is_final`: it is never
    edited, so that its lines count once, whatever their ids are in another message.
    """

    id: str
    state: State
    version: str = ""
    changed_at: datetime | None = None
    occurred_at: datetime | None = None
    currency: str = ""
    lines: tuple[OrderLine, ...] = ()
    left_out: tuple[str, ...] = ()
    discount: int = 0
    paid: int = 0
    code: str = ""
    customer: str | None = None
    email: str | None = None
    codes: tuple[str, ...] = ()
    store: str | None = None
    refunds: tuple[Refund, ...] = ()
    is_test: bool = False
    has_account: bool = True
    is_final: bool = False
