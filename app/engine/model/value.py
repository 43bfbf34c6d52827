"""The value of a basket and of its kept part: exact shares of every line, however it is split.

A basket's value is fixed when it is recorded: line nets less the basket discount, spread over the lines so that shares
are never negative and sum exactly.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model.book import Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.quantities import PARTS, full_price
from app.engine.model.records.checkout import Discount
from app.engine.model.records.sales import CardPayment, GivenBack, Line, Outcome, Payment, Return, ReturnedLine

LARGEST_NET = 10**12


class Kept(NamedTuple):
    """The kept part of one line: units (thousandths of a measured line), and minor units of money."""

    quantity: int
    value: int


def priced(lines: Sequence[BasketLine], discount: int) -> tuple[Line, ...] | Refusal:
    """The lines with their shares. `discount` is the basket's own. Refuses a negative net."""
    nets = []
    for position, line in enumerate(lines):
        net = (full_price(line) if line.measured else line.quantity * line.unit_price) - line.discount
        if net > LARGEST_NET:
            return Refusal("validation", "the line exceeds 10^12 minor units", f"/lines/{position}", "too-large")
        if net < 0:
            discount -= net
            net = 0
        nets.append(net)
    total = sum(nets)
    if total > LARGEST_NET:
        return Refusal("validation", "the basket exceeds 10^12 minor units", "/lines", "too-large")
    if discount > total:
        return Refusal("total-mismatch", "the discounts exceed the sum of the lines", "/discount")
    shares = spread(discount, nets, total) if discount else nets
    # By keyword, a line would cost half as much again as everything else here.
    return tuple(
        [
            Line._make(
                (
                    line.sku,
                    line.category,
                    line.quantity,
                    line.unit_price,
                    line.discount,
                    share,
                    0,
                    line.unit_cost,
                    line.gift_card,
                    line.measured,
                    line.tax,
                )
            )
            for line, share in zip(lines, shares, strict=True)
        ]
    )


def spread(discount: int, nets: Sequence[int], total: int) -> list[int]:
    """Each net after its part of `discount` (0..total), split in proportion by largest remainder."""
    parts = [discount * net // total for net in nets]
    rests = [discount * net % total for net in nets]
    missing = discount - sum(parts)
    # Ties go to the earlier line; a line with a remainder always has a net to take one more from.
    for position in sorted(range(len(nets)), key=rests.__getitem__, reverse=True)[:missing]:
        parts[position] += 1
    return [net - part for net, part in zip(nets, parts, strict=True)]


def as_sent(lines: Iterable[BasketLine | Line]) -> list[tuple[object, ...]]:
    """What a request said of each line, to compare with another."""
    return [
        (line.sku, line.category, line.quantity, line.unit_price, line.discount, line.measured, line.tax)
        for line in lines
    ]


def nothing(lines: Sequence[Line]) -> tuple[Kept, ...]:
    """No part of any line."""
    return (Kept(0, 0),) * len(lines)


def everything(lines: Sequence[Line]) -> tuple[Kept, ...]:
    """All of every line."""
    return tuple(Kept(line.quantity, line.share) for line in lines)


def kept(lines: Sequence[Line], returned: Iterable[ReturnedLine]) -> tuple[Kept, ...]:
    """The rest of each line after these returned parts, in whatever order and split.

    The first k of q units are worth `share * k / q`, rounded half up; value taken back without a unit is deducted from
    that.
    """
    units = [0] * len(lines)
    amounts = [0] * len(lines)
    for part in returned:
        units[part.line - 1] += part.quantity
        amounts[part.line - 1] += part.amount
    return tuple(
        Kept(line.quantity - gone, max(0, line.share - worth(line, gone) - amount))
        for line, gone, amount in zip(lines, units, amounts, strict=True)
    )


def kept_lines(lines: Iterable[Line], parts: Iterable[Kept]) -> tuple[Line, ...]:
    """The lines as if only the kept part had been bought."""
    return tuple(
        line._replace(quantity=part.quantity, share=part.value)
        for line, part in zip(lines, parts, strict=True)
        if part.quantity
    )


def worth(line: Line, units: int) -> int:
    """The value of the first `units` units of a line, in minor units."""
    return (2 * line.share * units + line.quantity) // (2 * line.quantity)


def paid_units(line: Line, part: Kept) -> int:
    """Units kept that cost something; units freed by a voucher are assumed to be returned last.

    Measured goods have no units.
    """
    return min(part.quantity, line.quantity - line.freed) if line.unit_price > 0 and not line.measured else 0


def paid_thousandths(line: Line, part: Kept) -> int:
    """The quantity kept that cost something, in thousandths of a unit, measured goods included."""
    if not line.measured:
        return paid_units(line, part) * PARTS
    return part.quantity if line.unit_price > 0 else 0


def tax_of(line: Line, part: Kept) -> int:
    """The tax on the kept part of a line, in proportion to its value and rounded half up; 0 if unknown."""
    if not line.tax:
        return 0
    of, whole = (part.value, line.share) if line.share else (part.quantity, line.quantity)
    return (2 * line.tax * of + whole) // (2 * whole)


def tax_in_all(lines: Sequence[Line], parts: Sequence[Kept]) -> int | None:
    """The tax on the kept parts of some lines; None if none of them states any."""
    if all(line.tax is None for line in lines):
        return None
    return sum(tax_of(line, part) for line, part in zip(lines, parts, strict=True))


def tax_back(lines: Sequence[Line], before: Sequence[Kept], after: Sequence[Kept]) -> int | None:
    """The tax on what is kept before and not after; None if no line states any."""
    was, becomes = tax_in_all(lines, before), tax_in_all(lines, after)
    return None if was is None or becomes is None else was - becomes


def is_discounted(line: Line) -> bool:
    """Whether a line was sold below its price, by a discount of its own or a part of the basket's."""
    return line.share < full_price(line)


def net(parts: Iterable[Kept]) -> int:
    """The total kept value, in minor units."""
    return sum(part.value for part in parts)


def paid_in_money(parts: tuple[Kept, ...], rewarded: int) -> tuple[Kept, ...]:
    """The kept parts without the `rewarded` minor units that were paid with rewards, spread over all parts.

    A unit counts if money paid for all of it.
    """
    total = net(parts)
    if not total:
        return parts
    values = spread(min(rewarded, total), [part.value for part in parts], total)
    return tuple(
        Kept(part.quantity * value // part.value if part.value else part.quantity, value)
        for part, value in zip(parts, values, strict=True)
    )


def rest_taken(lines: Sequence[Line], left: Sequence[Kept]) -> list[ReturnedLine]:
    """Everything left of all lines, as taken back."""
    return [
        ReturnedLine(place, part.quantity, 0, line.measured)
        for place, (line, part) in enumerate(zip(lines, left, strict=True), 1)
        if part.quantity
    ]


def sum_taken(left: Sequence[Kept], amount: int) -> list[ReturnedLine]:
    """An amount (up to all that is left) taken off the kept parts of all lines, spread as a basket discount is."""
    values = [part.value for part in left]
    rest = spread(amount, values, sum(values))
    taken = [was - becomes for was, becomes in zip(values, rest, strict=True)]
    return [ReturnedLine(line, 0, part) for line, part in enumerate(taken, 1) if part]


def standing_parts(returns: Iterable[Return]) -> list[ReturnedLine]:
    """The parts of all valid returns (a voided return took nothing)."""
    return [part for one in returns if one.status == "recorded" for part in returned_lines(one)]


def returned_lines(returned: Return) -> list[ReturnedLine]:
    """The lines of a linked return."""
    return [ReturnedLine(*part) for part in from_json(returned.lines)]


def purchase_lines(text: str) -> tuple[Line, ...]:
    """The lines of a purchase, or of a return without receipt, from their stored form."""
    return tuple(Line(*line) for line in from_json(text))


def outcome_of(returned: Return) -> Outcome | None:
    """The outcome of a return, None for rows older than that column."""
    if returned.outcome is None:
        return None
    given_back, vouchers, taken_again, *tax = from_json(returned.outcome)
    return Outcome(_given_back(given_back), vouchers, _given_back(taken_again) if taken_again else None, *tax)


def _given_back(parts: Sequence[Any]) -> GivenBack:
    money, points, worth, credit, *rest = parts
    return GivenBack(money, points, worth, credit, _card_payments(*rest))


def payment_from(text: str) -> Payment:
    """A payment from its stored form."""
    points, worth, credit, *rest = from_json(text)
    return Payment(points, worth, credit, _card_payments(*rest))


def _card_payments(parts: Sequence[Sequence[Any]] = ()) -> tuple[CardPayment, ...]:
    return tuple([CardPayment(*one) for one in parts])


def vouchers_taken(returned: Return) -> list[str]:
    """The ids of the vouchers that a return is known to have revoked."""
    outcome = outcome_of(returned)
    return outcome.vouchers if outcome else []


def outcome_text(outcome: Outcome) -> str:
    """An outcome in its stored form."""
    return to_json(outcome).decode()


def discounts_of(text: str | None) -> tuple[Discount, ...]:
    """The discounts of a quote, or of its purchase, from their stored form; none without a quote."""
    return tuple(Discount(*one) for one in from_json(text)) if text else ()


def lines_text(lines: Sequence[Line] | Sequence[ReturnedLine]) -> str:
    """Lines in their stored form."""
    return to_json(lines).decode()
