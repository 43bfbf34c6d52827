"""What a till says of a basket, checked: its currency, its time and what its lines come to."""

from datetime import datetime

from app.engine import value
from app.engine.book import Refusal
from app.engine.commands import AskQuote, RecordPurchase, TakeReturnWithoutReceipt
from app.engine.instants import untimely
from app.engine.records import Line
from app.engine.rules import Program


def checked_lines(
    program: Program, command: RecordPurchase | AskQuote | TakeReturnWithoutReceipt, now: datetime
) -> tuple[Line, ...] | Refusal:
    """The lines with their shares, or why the basket cannot be taken."""
    if command.currency != program.currency:
        return Refusal("currency-mismatch", f"this programme's currency is {program.currency}", "/currency")
    refusal = untimely(command.occurred_at, now) if command.occurred_at else None
    return refusal or value.priced(command.lines, command.discount)
