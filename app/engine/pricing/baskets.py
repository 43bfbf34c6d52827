"""Checks a till's basket: its currency, time and totals."""

from datetime import datetime

from app.engine.model import value
from app.engine.model.book import Refusal
from app.engine.model.commands.checkout import AskQuote
from app.engine.model.commands.sales import RecordPurchase, TakeReturnWithoutReceipt
from app.engine.model.instants import untimely
from app.engine.model.money import money_text
from app.engine.model.records.sales import Line
from app.engine.program.versions import Program


def wrong_total(program: Program, told: int | None, comes_to: int) -> Refusal | None:
    """Refuse a total that differs from the basket's, in minor units."""
    if told is None or told == comes_to:
        return None
    amount = money_text(comes_to, program.currency)
    return Refusal("total-mismatch", f"the lines less discounts come to {amount}, not to this total", "/total")


def checked_lines(
    program: Program, command: RecordPurchase | AskQuote | TakeReturnWithoutReceipt, now: datetime
) -> tuple[Line, ...] | Refusal:
    """The lines with their shares, or the refusal of the basket."""
    if command.currency != program.currency:
        return Refusal("currency-mismatch", f"this programme's currency is {program.currency}", "/currency")
    refusal = untimely(command.occurred_at, now) if command.occurred_at else None
    if refusal:
        return refusal
    lines = value.priced(command.lines, command.discount)
    if program.rules.prices_with_tax and not isinstance(lines, Refusal):
        return _first_overtaxed(lines) or lines
    return lines


def _first_overtaxed(lines: tuple[Line, ...]) -> Refusal | None:
    """Refuse a line whose price includes less than its tax."""
    for position, line in enumerate(lines):
        if line.tax and line.tax > line.share:
            detail = "prices include tax, and the line comes to less than its tax"
            return Refusal("validation", detail, f"/lines/{position}/tax", "too-large")
    return None
