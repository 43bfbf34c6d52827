"""Settlements as CSV for accounting: one line per entry that pays a rebate or takes it back."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

from app.engine.model import calendar
from app.engine.model.instants import shown_instant
from app.engine.program.versions import Program
from app.engine.views.liability import terms_of
from app.store.queries.reports import SettledRow

HEADER: Final = (
    "settled_at",
    "member",
    "external_id",
    "rebate",
    "period_from",
    "period_to",
    "amount",
    "currency",
    "paid_as",
    "why",
)
# Spreadsheets execute a cell that begins so; if semicolons separate cells, a new cell begins after each.
_runs = re.compile(r"(^|[;\t\r\n])(?=[=+\-@\t\r\n])")


def csv_text(rows: Iterable[Iterable[str | int]]) -> str:
    """Rows as CSV (RFC 4180). Numbers stay numbers; no text remains that a spreadsheet would execute."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def settlement_cells(program: Program, row: SettledRow) -> tuple[str | int, ...]:
    """The cells of one settlement; the amount is positive for a payment to the member."""
    terms = terms_of(program, row.unit, row.lot)
    return (
        shown_instant(row.recorded_at),
        row.member_id,
        row.external_id or "",
        terms.id,
        row.lot,
        calendar.period_end(row.lot, terms.period),
        -row.amount,
        program.currency,
        terms.pays_as,
        row.why,
    )


def _harmless(cell: str | int) -> str | int:
    return _runs.sub(r"\1'", cell) if isinstance(cell, str) else cell
