"""Exports a programme's records, page by page, as CSV or JSON lines.

A file of any size takes the memory of one page. Amounts are minor units, with their currency in each row. Only the
export of members has personal data.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from app.actions.files.export_rows import (
    COLUMNS,
    Names,
    entry_row,
    gift_card_row,
    line_rows,
    member_row,
    purchase_row,
    return_row,
    voucher_row,
)
from app.actions.reading.settlements import csv_text
from app.engine.model.calendar import day_after
from app.engine.model.gift_cards import GiftCard
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text
from app.engine.rules.passing_time import advanced
from app.ledger.entries import Entry
from app.store.connection.database import Database
from app.store.connection.statements import key_of, table_of
from app.store.connection.transaction import Transaction
from app.store.queries import exports
from app.store.queries.exports import Span
from app.store.queries.members import members

PAGE: Final = 500
LIMIT_SECONDS: Final = 120
FORMATS: Final = ("csv", "jsonl")
# Spreadsheets recognise UTF-8 by it.
BOM: Final = "\ufeff"

Cells = dict[str, Any]
_KINDS: Final[dict[str, type[Any]]] = {
    "purchases": Purchase,
    "lines": Purchase,
    "returns": Return,
    "entries": Entry,
    "vouchers": Voucher,
    "gift_cards": GiftCard,
}
_ROW: Final[dict[str, Callable[[str, Any, Names], Cells]]] = {
    "purchases": purchase_row,
    "returns": return_row,
    "entries": entry_row,
    "vouchers": voucher_row,
    "gift_cards": gift_card_row,
}
WHAT: Final = ("members", *_KINDS)


class Wish(NamedTuple):
    """What to export: business days from-to, or members changed since an instant (stored form); None: all.

    `segment`: only its members. `columns` in this order; empty: all of them, without those in `hidden`.
    """

    what: str
    first_day: str | None = None
    last_day: str | None = None
    changed_since: str | None = None
    columns: Sequence[str] = ()
    segment: str | None = None
    hidden: frozenset[str] = frozenset()


def columns_of(program: Program, wish: Wish) -> list[str]:
    """The columns of an export. Raises ValueError with a message for people."""
    known = list(COLUMNS[wish.what])
    if wish.what == "members":
        known += [f"punches:{card.id}" for card in program.rules.shown_cards]
    unknown = [column for column in wish.columns if column not in known]
    if unknown:
        raise ValueError(f"{wish.what} have no column {unknown[0]}; they have {', '.join(known)}")
    return list(wish.columns) or [column for column in known if column not in wish.hidden]


async def export(
    database: Database, program: Program, wish: Wish, now: Callable[[], datetime]
) -> AsyncIterator[list[Cells]]:
    """The rows of an export, a page at a time. Raises DatabaseUnavailable."""
    if wish.what == "members":
        async for page in _members(database, program, wish, now):
            yield page
        return
    kind = _KINDS[wish.what]
    key = key_of(table_of(kind))
    after = tuple("" for _ in key)
    span = _span(program, wish, kind)
    while True:
        records, names = await _read(database, program, kind, after, span)
        if not records:
            return
        yield [cells for record in records for cells in _cells(program, wish.what, record, names)]
        after = tuple(getattr(records[-1], name) for name in key)


def text_of(rows: Iterable[Cells], columns: Sequence[str], form: str) -> str:
    """Rows as text: CSV without its header, or JSON lines."""
    if form == "csv":
        return csv_text([_csv_cell(row[column]) for column in columns] for row in rows)
    return "".join(f"{json.dumps({column: row[column] for column in columns}, ensure_ascii=False)}\n" for row in rows)


def header_of(columns: Sequence[str], form: str, *, bom: bool = False) -> str:
    """The beginning of a file."""
    return (BOM if bom else "") + (csv_text([columns]) if form == "csv" else "")


def _csv_cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int) else str(value)


async def _members(
    database: Database, program: Program, wish: Wish, now: Callable[[], datetime]
) -> AsyncIterator[list[Cells]]:
    after = ""
    while True:

        async def work(transaction: Transaction, after: str = after) -> list[members.KnownMember]:
            return await members.members_page(transaction, program.id, PAGE, after, segment=wish.segment)

        found = await database.read(work, limit_seconds=LIMIT_SECONDS)
        if not found:
            return
        moment = program.now(now())
        yield [
            _with_balances(program, one, moment)
            for one in found
            if not wish.changed_since or one.member.changed_at >= wish.changed_since
        ]
        after = found[-1].member.member_id


def _with_balances(program: Program, known: members.KnownMember, now: datetime) -> Cells:
    present = advanced(program, known.member, now)
    balances = from_json(after_text(program, present.state, present.today, present.today))
    return member_row(program.currency, known, balances)


async def _read(
    database: Database, program: Program, kind: type[Any], after: tuple[str, ...], span: Span
) -> tuple[list[Any], Names]:
    async def work(transaction: Transaction) -> tuple[list[Any], Names]:
        found = await exports.page(transaction, kind, program.id, after=after, limit=PAGE, span=span)
        owners = await exports.member_names(transaction, {one.member_id for one in found if one.member_id})
        bought = {one.purchase_id for one in found if one.purchase_id} if kind is Return else set()
        sold = await exports.purchase_names(transaction, bought) if bought else {}
        return found, Names(owners, sold)

    return await database.read(work, limit_seconds=LIMIT_SECONDS)


def _span(program: Program, wish: Wish, kind: type[Any]) -> Span:
    end = day_after(wish.last_day) if wish.last_day else None
    if exports.TIME_OF[kind] == "business_date":
        return Span(wish.first_day, end)
    start = program.midnight(wish.first_day) if wish.first_day else None
    return Span(start, program.midnight(end) if end else None)


def _cells(program: Program, what: str, record: Any, names: Names) -> Iterator[Cells]:
    if what == "lines":
        yield from line_rows(program.currency, record, names)
    else:
        yield _ROW[what](program.currency, record, names)
