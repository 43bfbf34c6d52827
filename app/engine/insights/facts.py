"""A member's facts by day and by item: one fold of purchases and returns for all uses.

A return with receipt reduces the day of its purchase, whatever its own day; one without receipt counts on its own day.
Only kept goods count, so buying and returning leaves nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from pydantic_core import from_json

from app.engine.model.quantities import price_of
from app.engine.model.records.sales import Line, Purchase, Return, ReturnedLine
from app.engine.model.value import Kept, everything, kept, purchase_lines
from app.engine.program.match import Match
from app.engine.program.terms.insights import Insights, Margin

# Increase this when the same purchases fold to something else than before.
FORMAT = 2


class FoldTerms(NamedTuple):
    """The terms of a version for folding purchases: margins and items.

    `depth` is the number of category levels of an item, 0 for its sku; `match`: only such lines count for items.
    """

    margins: tuple[Margin, ...]
    depth: int
    match: Match

    @property
    def name(self) -> str:
        """A text that is equal for equal terms."""
        margins = [(margin.match.text, *margin.rate) for margin in self.margins]
        return repr((FORMAT, margins, self.depth, self.match.text))


def fold_terms(insights: Insights) -> FoldTerms:
    """The terms of a version's folds."""
    return FoldTerms(insights.margins, insights.reorder.depth, insights.reorder.match)


class Bought(NamedTuple):
    """A purchase with the fields that are used; `lines` in stored form. `touched`: part of it may be returned."""

    purchase_id: str
    business_date: str
    recorded_at: str
    store: str | None
    channel: str | None
    lines: str
    touched: bool


class Returned(NamedTuple):
    """A valid return; without `purchase_id` its lines are goods of an unknown purchase."""

    purchase_id: str | None
    business_date: str
    recorded_at: str
    store: str | None
    lines: str


def looked_at(purchases: Iterable[Purchase], returns: Iterable[Return]) -> tuple[list[Bought], list[Returned]]:
    """A member's purchases and returns, with the fields that are used."""
    bought = [
        Bought(
            purchase_id=one.purchase_id,
            business_date=one.business_date,
            recorded_at=one.recorded_at,
            store=one.store,
            channel=one.channel,
            lines=one.lines,
            touched=one.status != "recorded",
        )
        for one in purchases
        if not one.guest
    ]
    returned = [
        Returned(one.purchase_id, one.business_date, one.recorded_at, one.store, one.lines)
        for one in returns
        if one.status == "recorded"
    ]
    return bought, returned


class Day(NamedTuple):
    """A member's facts of a business date, in minor units.

    `spend` is the kept value, less goods returned without receipt; `visits` is 1 if a unit of some purchase is kept,
    else 0. `margin` is that of the lines for which it is known, and `covered` the part of `spend` on these lines.
    """

    business_date: str
    spend: int
    visits: int
    margin: int
    covered: int


class Item(NamedTuple):
    """An item that a member keeps: its first, last but one and last day, their number, and its value."""

    item: str
    first_on: str
    previous_on: str | None
    last_on: str
    days: int
    amount: int


class Facts(NamedTuple):
    """A member's facts: by day, earliest first, and by item, in the order of their names."""

    days: tuple[Day, ...]
    items: tuple[Item, ...]


NOTHING_DONE: Final = Facts((), ())


def fold(
    purchases: Iterable[Bought],
    returns: Iterable[Returned],
    terms: FoldTerms,
    known_before: str,
    as_of: str | None = None,
) -> Facts:
    """The facts of a member from records before an instant, for business dates up to a day if one is given."""
    came_back: dict[str, list[str]] = {}
    without_receipt: list[Returned] = []
    for returned in returns:
        if returned.recorded_at >= known_before:
            continue
        if returned.purchase_id is not None:
            came_back.setdefault(returned.purchase_id, []).append(returned.lines)
        elif as_of is None or returned.business_date <= as_of:
            without_receipt.append(returned)
    days: dict[str, list[int]] = {}
    items: dict[str, _Item] = {}
    known = [
        one for one in purchases if one.recorded_at < known_before and (as_of is None or one.business_date <= as_of)
    ]
    for bought in sorted(known, key=_by_day):
        lines = purchase_lines(bought.lines)
        back = came_back.get(bought.purchase_id, ()) if bought.touched else ()
        parts = kept(lines, [ReturnedLine(*part) for text in back for part in from_json(text)]) if back else None
        _add(days, terms, bought, lines, parts or everything(lines))
        _add_items(items, terms, bought, lines, parts)
    for returned in without_receipt:
        lines = purchase_lines(returned.lines)
        day = days.setdefault(returned.business_date, [0, 0, 0, 0])
        for line in lines:
            _add_line(day, terms, (returned.store, None), line=line, part=Kept(line.quantity, line.share), sign=-1)
    return Facts(
        tuple(Day(day, *days[day]) for day in sorted(days)), tuple(items[name].closed(name) for name in sorted(items))
    )


def _by_day(bought: Bought) -> str:
    return bought.business_date


def _add(
    days: dict[str, list[int]], terms: FoldTerms, bought: Bought, lines: Sequence[Line], parts: Sequence[Kept]
) -> None:
    day = days.setdefault(bought.business_date, [0, 0, 0, 0])
    basket = bought.store, bought.channel
    for line, part in zip(lines, parts, strict=True):
        if part.quantity:
            day[1] = 1
            _add_line(day, terms, basket, line=line, part=part, sign=1)


def _add_line(
    day: list[int], terms: FoldTerms, basket: tuple[str | None, str | None], line: Line, part: Kept, sign: int
) -> None:
    day[0] += sign * part.value
    if line.unit_cost is not None:
        day[2] += sign * (part.value - cost_of(line, part))
        day[3] += sign * part.value
        return
    for margin in terms.margins:
        if margin.match.takes_basket(*basket) and margin.match.takes(line):
            day[2] += sign * (part.value * margin.rate.amount // margin.rate.per)
            day[3] += sign * part.value
            return


def cost_of(line: Line, part: Kept) -> int:
    """The shop's cost of the kept part of a line, in minor units; 0 if unknown."""
    unit_cost = line.unit_cost or 0
    return price_of(part.quantity, unit_cost) if line.measured else unit_cost * part.quantity


def _add_items(
    items: "dict[str, _Item]", terms: FoldTerms, bought: Bought, lines: Sequence[Line], parts: Sequence[Kept] | None
) -> None:
    if not terms.match.takes_basket(bought.store, bought.channel):
        return
    for place, line in enumerate(lines):
        name = item_of(line, terms.depth)
        quantity, value = parts[place] if parts else (line.quantity, line.share)
        if name is not None and quantity and terms.match.takes(line):
            if name in items:
                items[name].add(bought.business_date, value)
            else:
                items[name] = _Item(bought.business_date, value)


def item_of(line: Line, depth: int) -> str | None:
    """The item of a line: its category cut to `depth` levels, or (`depth` 0) its sku; None if it has none."""
    if not depth:
        return line.sku
    return None if line.category is None else "/".join(line.category.split("/", depth)[:depth])


class _Item:
    """An item while its days are added, earliest first."""

    __slots__ = ("amount", "days", "first_on", "last_on", "previous_on")

    def __init__(self, day: str, value: int) -> None:
        self.first_on = self.last_on = day
        self.previous_on: str | None = None
        self.days = 1
        self.amount = value

    def add(self, day: str, value: int) -> None:
        self.amount += value
        if day != self.last_on:
            self.previous_on, self.last_on = self.last_on, day
            self.days += 1

    def closed(self, name: str) -> Item:
        return Item(
            item=name,
            first_on=self.first_on,
            previous_on=self.previous_on,
            last_on=self.last_on,
            days=self.days,
            amount=self.amount,
        )


def kept_lines(
    purchases: Iterable[Bought], returns: Iterable[Returned], within: tuple[str, str], known_before: str
) -> Iterator[tuple[Bought, Line, Kept]]:
    """The lines with kept units of purchases between two business dates (both included), with the kept part."""
    came_back: dict[str, list[str]] = {}
    for returned in returns:
        if returned.purchase_id is not None and returned.recorded_at < known_before:
            came_back.setdefault(returned.purchase_id, []).append(returned.lines)
    first_on, last_on = within
    for bought in purchases:
        if bought.recorded_at >= known_before or not first_on <= bought.business_date <= last_on:
            continue
        lines = purchase_lines(bought.lines)
        back = came_back.get(bought.purchase_id, ()) if bought.touched else ()
        parts = kept(lines, [ReturnedLine(*part) for text in back for part in from_json(text)])
        for line, part in zip(lines, parts, strict=True):
            if part.quantity:
                yield bought, line, part


def kept_by_category(
    purchases: Iterable[Bought], returns: Iterable[Returned], within: tuple[str, str], known_before: str
) -> dict[str, int]:
    """Kept purchases by first-level category, in minor units, between two business dates (both included).

    Lines without a category are left out.
    """
    values: dict[str, int] = {}
    for _, line, part in kept_lines(purchases, returns, within, known_before):
        category = item_of(line, 1)
        if category is not None:
            values[category] = values.get(category, 0) + part.value
    return values


class Visits(NamedTuple):
    """The days with kept purchases of a member, over all time: their number, and the days that matter."""

    first_on: str | None = None
    second_on: str | None = None
    previous_on: str | None = None
    last_on: str | None = None
    visit_days: int = 0


def visits(days: Sequence[Day], as_of: str) -> Visits:
    """The visits of a member up to a day."""
    found = [day.business_date for day in days if day.visits and day.business_date <= as_of]
    if not found:
        return Visits()
    second, previous = (found[1], found[-2]) if len(found) > 1 else (None, None)
    return Visits(found[0], second, previous, found[-1], len(found))
