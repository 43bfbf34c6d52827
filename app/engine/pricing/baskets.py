"""Checks a till's basket: its currency, time and totals."""

from datetime import datetime

from app.engine.model import value
from app.engine.model.book import Refusal
from app.engine.model.commands import AskQuote, RecordPurchase, TakeReturnWithoutReceipt
from app.engine.model.instants import untimely
from app.engine.model.money import money_text
from app.engine.model.records import Line
from app.engine.program.terms import Program


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
    return refusal or value.priced(command.lines, command.discount)
