"""Decides what a message about an order changes: purchases to record, goods that come back, purchases to void.

A known order is never sold again: a newer state adds what is new in it, and an older one nothing but refunds not seen
yet. So messages may come in any order and any number of times. A cancelled order stays cancelled for everything older.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from app.engine.model import value
from app.engine.model.commands.sales import BasketLine
from app.engine.model.instants import instant, instant_text
from app.engine.model.orders import Order, OrderLine, Refund
from app.engine.model.quantities import full_price
from app.engine.model.records.sales import ReturnedLine
from app.engine.orders.known import KnownOrder, Remainder, Sold
from app.engine.orders.naming import CategoryRule, basket_line, name_of
from app.engine.orders.refunding import GoodsBack, goods_back, unknown_lines

Outcome = Literal["recorded", "ignored", "waiting", "failed"]


class ShopTerms(NamedTuple):
    """What a connector is: its name, the rules for categories, and the programme's currency.

    `takes_tests`: whether test orders count, as they do in a test programme. `weights`: whether quantities that are not
    whole are recorded as such; otherwise they are one unit.
    """

    connector: str
    currency: str
    categories: tuple[CategoryRule, ...] = ()
    takes_tests: bool = False
    weights: bool = False


class Sale(NamedTuple):
    """A purchase to record."""

    name: str
    occurred_at: datetime
    lines: tuple[BasketLine, ...]
    discount: int = 0

    @property
    def net(self) -> int:
        """Its value after every discount."""
        return sum(full_price(line) - line.discount for line in self.lines) - self.discount


class Back(NamedTuple):
    """A return to record, for a refund of theirs."""

    name: str
    refund: str
    at: datetime
    goods: GoodsBack


class Settlement(NamedTuple):
    """What a message changes, and what is known of the order afterwards. `code` says why nothing changes."""

    outcome: Outcome
    code: str | None
    known: KnownOrder
    sales: tuple[Sale, ...] = ()
    returns: tuple[Back, ...] = ()
    voids: tuple[str, ...] = ()


def settle(
    terms: ShopTerms, known: KnownOrder, order: Order, standing: Mapping[str, Sequence[ReturnedLine]]
) -> Settlement:
    """What a message about an order changes.

    `standing` are the parts of its purchases that were taken back, by name, without refunds that are not known yet.
    """
    if not terms.weights:
        lines = tuple([line if line.is_whole else line._replace(quantity=1, measured=False) for line in order.lines])
        order = order._replace(lines=lines)
    if order.is_test and not terms.takes_tests:
        return Settlement("ignored", "test-order", known)
    newest = max(known.version, order.version)
    if known.is_cancelled and order.version <= known.version:
        return Settlement("ignored", "cancelled", known)
    if order.state == "cancelled":
        return _cancelled(known, order, newest)
    if order.state == "not-sold":
        return Settlement("ignored", order.code, known._replace(version=newest))
    if order.currency and order.currency != terms.currency:
        return Settlement("failed", "currency-mismatch", known)
    if order.state == "refunds-only":
        return _refunds_only(terms, known, order, standing)
    is_stale = known.is_heard_of and bool(order.version) and order.version < known.version
    return _sold(terms, known._replace(version=newest), order, standing=standing, is_stale=is_stale)


def _cancelled(known: KnownOrder, order: Order, newest: str) -> Settlement:
    if order.version and order.version < known.version:
        return Settlement("ignored", "stale", known)
    after = known._replace(version=newest, is_cancelled=True)
    voids = tuple(one.name for one in known.sold)
    return Settlement("recorded" if voids else "ignored", None if voids else "cancelled", after, voids=voids)


def _refunds_only(
    terms: ShopTerms, known: KnownOrder, order: Order, standing: Mapping[str, Sequence[ReturnedLine]]
) -> Settlement:
    if not known.is_heard_of or any(unknown_lines(known, one) for one in order.refunds):
        return Settlement("waiting", "purchase-not-here", known)
    after, returns, code = _returned(terms, known, order, Remainder(known.sold, standing))
    return Settlement("recorded" if returns else "ignored", None if returns else code, after, returns=returns)


def _sold(
    terms: ShopTerms,
    known: KnownOrder,
    order: Order,
    *,
    standing: Mapping[str, Sequence[ReturnedLine]],
    is_stale: bool,
) -> Settlement:
    again = known.version if known.is_cancelled else ""
    if known.is_cancelled:
        # It was reopened: the voided goods are sold once more, under another name.
        known = known._replace(is_cancelled=False, sold=(), refunds={} if known.sold else known.refunds)
    is_first = not known.is_heard_of
    sale, sold = (None, None) if is_stale else _sale(terms, known, order, is_first=is_first, again=again)
    after = known if is_stale else known._replace(left_out=_with(known.left_out, order.left_out), paid=order.paid)
    if sold:
        after = after._replace(sold=(*after.sold, sold))
    after, returns, code = _returned(terms, after, order, Remainder(after.sold, standing))
    sales = (sale,) if sale else ()
    if sales or returns:
        return Settlement("recorded", None, after, sales, returns)
    if is_first:
        return Settlement("ignored", order.code or "nothing-counted", after)
    return Settlement("ignored", "stale" if is_stale else code if code != "nothing-counted" else "nothing-new", after)


def _sale(
    terms: ShopTerms, known: KnownOrder, order: Order, *, is_first: bool, again: str
) -> tuple[Sale | None, Sold | None]:
    lines = order.lines if is_first else [] if order.is_final else _new_lines(known, order.lines)
    if not lines:
        return None, None
    at = order.occurred_at if is_first or again else order.changed_at or order.occurred_at
    assert at, "readers give sold orders a time"
    name = name_of(terms.connector, order.id)
    if again:
        name = name_of(terms.connector, order.id, "".join(one for one in again if one.isalnum()))
    elif not is_first:
        name = name_of(terms.connector, order.id, lines[0].id)
        if any(one.name == name for one in known.sold):
            in_all = known.sold_of(lines[0].id)[0] + lines[0].quantity
            name = name_of(terms.connector, order.id, lines[0].id, str(in_all))
    discount = order.discount if is_first or again else 0
    baskets = tuple(basket_line(line, terms.categories) for line in lines)
    nets = [line.net for line in lines]
    discount = min(discount, sum(nets))
    shares = value.spread(discount, nets, sum(nets)) if discount else nets
    ids, units = tuple(line.id for line in lines), tuple(line.quantity for line in lines)
    parts = tuple(line.id for line in lines if not line.is_whole)
    measured = tuple(line.id for line in lines if line.measured)
    sold = Sold(name, instant_text(at), ids, quantities=units, nets=tuple(shares), parts=parts, measured=measured)
    return Sale(name, at, baskets, discount), sold


def _new_lines(known: KnownOrder, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines that were added, and the units that were added to others."""
    found = []
    for line in lines:
        units, net = known.sold_of(line.id)
        if units == 1 and line.measured:
            # It was recorded as one unit, before weights counted.
            continue
        if line.quantity > units:
            grown = max(0, line.net - net)
            before = max(grown, line.before * (line.quantity - units) // line.quantity) if units else line.before
            found.append(line._replace(quantity=line.quantity - units, net=grown, before=before))
    return found


def _returned(
    terms: ShopTerms, known: KnownOrder, order: Order, left: Remainder
) -> tuple[KnownOrder, tuple[Back, ...], str]:
    """The refunds that are not known yet, in the order of their times; the code says why there is none."""
    found: list[Back] = []
    code = "nothing-new"
    fresh = [one for one in order.refunds if one.id not in known.refunds]
    for refund in sorted(fresh, key=_by_time):
        if not refund.is_done:
            code = "refund-not-done"
            continue
        goods, taken = goods_back(known, refund, left)
        if refund.in_all is not None and taken.money <= 0:
            continue
        known = known._replace(refunds={**known.refunds, refund.id: taken})
        code = "nothing-counted"
        at = refund.at or order.changed_at
        for number, one in enumerate(goods):
            parts = (refund.id, str(number + 1)) if number else (refund.id,)
            sold_at = instant(left.sold[one.purchase].at)
            # Nothing comes back before it was sold, whatever their clock says.
            found.append(Back(name_of(terms.connector, *parts), refund.id, max(at or sold_at, sold_at), one))
    return known, tuple(found), code


def _by_time(refund: Refund) -> tuple[str, int, str]:
    return refund.at.isoformat() if refund.at else "", len(refund.id), refund.id


def _with(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return (*known, *(one for one in more if one not in known))
