"""Reads any JSON by a mapping: where in a message the fields of a purchase or return are."""

from collections.abc import Mapping
from typing import Any, Final

from app.engine.model.orders import Order, OrderLine, Refund, RefundPart
from app.engine.model.quantities import price_of
from app.engine.orders.naming import plain_label, plain_sku
from app.sources.reading import Fields, Kept, Message, NotUsed, Reading, Unreadable, version_of
from app.sources.settings import MapPart, MapTest

TOPIC: Final = "order"
_OF_LINE: Final = ("line", "sku", "title", "category", "quantity", "unit_price", "gross", "net", "discount")


def kept_by(map_: MapPart) -> Kept:
    """The fields that the mapping names."""
    kept: dict[str, Any] = {}
    pointers = [one for name, one in map_.columns.items() if name not in _OF_LINE]
    pointers += [map_.lines + one for name, one in map_.columns.items() if name in _OF_LINE]
    pointers += [one.column for one in (map_.is_return, map_.is_cancelled) if one]
    pointers += [one.column for one in map_.skip]
    for pointer in pointers:
        place = kept
        *above, last = _names(pointer)
        for name in above:
            inner = place.get(name)
            place[name] = place = inner if inner is not None else {}
        place.setdefault(last, None)
    return kept


def read_mapped(message: Message) -> Reading:
    """A purchase or a return. Raises Unreadable."""
    map_ = message.settings.map
    assert map_, "a connector of this kind has a mapping"
    told = _Told(Fields(message.payload), map_.columns)
    if any(_is_so(told, one) for one in map_.skip):
        return NotUsed("not-sold-yet")
    id_ = told.needed("external_id")
    currency = told.text("currency") or message.currency
    changed_at = told.instant("changed_at")
    if _is_so(told, map_.is_cancelled):
        return Order(id=id_, state="cancelled", version=version_of(changed_at))
    lines = [
        _line(map_, _Told(one, map_.columns), place, currency) for place, one in enumerate(told.each(map_.lines), 1)
    ]
    if _is_so(told, map_.is_return):
        parts = tuple(RefundPart(line.id, line.quantity if line.is_whole else 0, line.net) for line in lines)
        refund = Refund(id_, told.instant("occurred_at"), parts)
        return Order(id=told.needed("return_of"), state="refunds-only", refunds=(refund,))
    occurred_at = told.instant("occurred_at")
    if occurred_at is None:
        raise Unreadable(map_.columns["occurred_at"], "is missing")
    return Order(
        id=id_,
        state="sold",
        version=version_of(changed_at),
        changed_at=changed_at,
        occurred_at=occurred_at,
        currency=currency,
        lines=tuple(line for line in lines if line.quantity),
        discount=told.amount("basket_discount", currency, is_minor=map_.minor),
        paid=sum(line.net for line in lines),
        customer=told.text("member"),
        email=told.text("email"),
        codes=tuple(one for one in [told.text("voucher")] if one),
        store=told.text("store"),
    )


class _Told:
    """The fields of a message by the names of columns."""

    def __init__(self, fields: Fields, columns: Mapping[Any, str]) -> None:
        self._fields = fields
        self._columns = columns

    def text(self, column: str) -> str | None:
        """A text; None if it is missing, or not mapped."""
        found = self._owner(self._columns.get(column))
        return found[0].text(found[1]) if found else None

    def at(self, pointer: str) -> str | None:
        """The text at a pointer; true and false as words."""
        found = self._owner(pointer)
        if found is None:
            return None
        return found[0].word(found[1])

    def needed(self, column: str) -> str:
        """A text that must be there."""
        text = self.text(column)
        if text is None:
            raise Unreadable(self._columns.get(column, ""), f"{column} is missing")
        return text

    def instant(self, column: str) -> Any:
        """An instant; None if it is missing."""
        found = self._owner(self._columns.get(column))
        return found[0].instant(found[1]) if found else None

    def amount(self, column: str, currency: str, *, is_minor: bool) -> int:
        """An amount; 0 if it is missing."""
        found = self._owner(self._columns.get(column))
        if found is None:
            return 0
        return found[0].minor(found[1], 0) if is_minor else found[0].amount(found[1], currency, 0)

    def units(self, column: str) -> tuple[int, bool]:
        """A quantity; 1 if it is not mapped."""
        found = self._owner(self._columns.get(column))
        return found[0].units(found[1]) if found else (1, True)

    def has(self, column: str) -> bool:
        """Whether a column is mapped and there."""
        found = self._owner(self._columns.get(column))
        return bool(found and found[0].has(found[1]))

    def each(self, pointer: str) -> list[Fields]:
        """The objects of a list."""
        found = self._owner(pointer)
        return found[0].each(found[1]) if found else []

    def _owner(self, pointer: str | None) -> tuple[Fields, str] | None:
        if pointer is None:
            return None
        *above, last = _names(pointer)
        fields = self._fields
        for name in above:
            fields = fields.within(name)
        return fields, last


def _line(map_: MapPart, line: _Told, place: int, currency: str) -> OrderLine:
    quantity, is_whole = line.units("quantity")
    off = abs(line.amount("discount", currency, is_minor=map_.minor))
    if line.has("net"):
        net = abs(line.amount("net", currency, is_minor=map_.minor))
        before = net + off
    else:
        before = abs(line.amount("gross", currency, is_minor=map_.minor))
        if not line.has("gross"):
            price = abs(line.amount("unit_price", currency, is_minor=map_.minor))
            before = price * quantity if is_whole else price_of(quantity, price)
        net = max(0, before - off)
    sku = plain_sku(line.text("sku"))
    category = line.text("category")
    return OrderLine(
        id=line.text("line") or sku or str(place),
        quantity=quantity,
        net=net,
        before=before,
        sku=sku,
        title=line.text("title") or "",
        category=plain_label(category) if category else None,
        is_whole=is_whole,
        measured=not is_whole,
    )


def _is_so(told: _Told, test: MapTest | None) -> bool:
    return test is not None and told.at(test.column) in test.in_


def _names(pointer: str) -> list[str]:
    return [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
