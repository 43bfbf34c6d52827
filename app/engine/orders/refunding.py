"""Which goods come back with a refund of a shop system."""

from typing import NamedTuple

from app.engine.model import value
from app.engine.model.commands.sales import LinePart
from app.engine.model.orders import Refund, RefundPart
from app.engine.model.ratio import rounded
from app.engine.model.records.sales import ReturnedLine
from app.engine.orders.known import KnownOrder, Remainder, TakenRefund


class GoodsBack(NamedTuple):
    """Goods of one purchase that come back; `parts` None: all that was left. `net` is their value."""

    purchase: str
    parts: tuple[LinePart, ...] | None
    net: int


def unknown_lines(known: KnownOrder, refund: Refund) -> bool:
    """Whether a refund names lines that nobody has told of."""
    ids = {*known.left_out, *(id_ for one in known.sold for id_ in one.ids)}
    return any(part.line not in ids for part in refund.parts)


def goods_back(known: KnownOrder, refund: Refund, left: Remainder) -> tuple[list[GoodsBack], TakenRefund]:
    """The goods that come back, which are taken from `left`, and the refund as it is remembered."""
    money = refund.money
    if refund.in_all is not None:
        money = refund.in_all - sum(one.money for one in known.refunds.values())
    found = _of_lines(refund.parts, left)
    if refund.goods:
        found = _joined(found, _spread(refund.goods, left))
    if not refund.parts and not refund.goods and money > 0:
        found = _of_money(known, money, left)
    # A later sum takes its part of the goods only from those that sums, not lines, gave back.
    return found, TakenRefund(money, sum(one.net for one in found) if money else 0)


def _of_money(known: KnownOrder, money: int, left: Remainder) -> list[GoodsBack]:
    """Goods are their part of all that was paid, so their part of all that was paid back."""
    back = sum(one.money for one in known.refunds.values()) + money
    goods = known.goods
    if known.paid > 0:
        goods = min(goods, rounded(known.goods * back, known.paid, "half_up"))
    return _spread(goods - sum(one.goods for one in known.refunds.values()), left)


def _spread(amount: int, left: Remainder) -> list[GoodsBack]:
    """A sum over all that is left, by largest remainder."""
    total = left.value
    if amount <= 0 or total == 0:
        return []
    if amount >= total:
        return [_all_of(name, left) for name in left.sold if value.net(left.of(name))]
    places = [(name, place, part.value) for name in left.sold for place, part in enumerate(left.of(name), 1)]
    values = [part for _, _, part in places]
    rest = value.spread(amount, values, total)
    found = []
    for name in left.sold:
        parts = tuple(
            LinePart(place, amount=was - now)
            for (owner, place, was), now in zip(places, rest, strict=True)
            if owner == name and was > now
        )
        if parts:
            found.append(_take(name, parts, left))
    return found


def _of_lines(parts: tuple[RefundPart, ...], left: Remainder) -> list[GoodsBack]:
    by_purchase: dict[str, list[LinePart]] = {}
    for part in parts:
        for name, found in _places(part, left):
            by_purchase.setdefault(name, []).append(found)
    return [_take(name, tuple(found), left) for name, found in by_purchase.items()]


def _places(part: RefundPart, left: Remainder) -> list[tuple[str, LinePart]]:
    """The lines of purchases that a part of a refund takes back, those with units left first."""
    places = [
        (name, place, left.of(name)[place - 1], part.line not in sold.parts, part.line in sold.measured)
        for name, sold in left.sold.items()
        for place, id_ in enumerate(sold.ids, 1)
        if id_ == part.line
    ]
    found = []
    units, amount = part.quantity, part.amount
    for number, (name, place, kept, is_whole, measured) in enumerate(places, 1):
        is_last = number == len(places)
        if part.quantity and (is_whole or not part.amount):
            taken = units if is_last else min(units, kept.quantity)
            units -= taken
            found += [(name, LinePart(place, quantity=taken))] if taken else []
        else:
            taken = min(amount, kept.value)
            amount -= taken
            if taken and taken == kept.value and measured and kept.quantity:
                # All that is left of goods by weight comes back as their weight, so that no visit stays of them.
                found.append((name, LinePart(place, quantity=kept.quantity, measured=True)))
            elif taken:
                found.append((name, LinePart(place, amount=taken)))
    return found


def _take(name: str, parts: tuple[LinePart, ...], left: Remainder) -> GoodsBack:
    taken = [ReturnedLine(part.line, part.quantity or 0, part.amount or 0, part.measured) for part in parts]
    return GoodsBack(name, parts, left.take(name, taken))


def _all_of(name: str, left: Remainder) -> GoodsBack:
    kept = left.of(name)
    units = [ReturnedLine(place, part.quantity, 0) for place, part in enumerate(kept, 1) if part.quantity]
    left.take(name, units)
    return GoodsBack(name, None, value.net(kept))


def _joined(first: list[GoodsBack], second: list[GoodsBack]) -> list[GoodsBack]:
    found = {one.purchase: one for one in first}
    for one in second:
        before = found.get(one.purchase)
        if before is None:
            found[one.purchase] = one
        elif before.parts is not None:
            parts = None if one.parts is None else (*before.parts, *one.parts)
            found[one.purchase] = GoodsBack(one.purchase, parts, before.net + one.net)
    return list(found.values())
