"""Imports partner codes from a file into the pool of a reward; known codes are skipped."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from app.actions.files.csv_file import CsvFile, Unreadable, opened
from app.actions.ids import read_voucher_code
from app.engine.model.instants import instant_text
from app.engine.model.records.vouchers import PartnerCode
from app.engine.program.texts import DAY
from app.engine.program.values import read_day
from app.engine.program.versions import Program
from app.engine.rules.rewards.partner_codes import NEVER
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction, Work
from app.store.queries.checkout import partner_codes

CODES_AT_ONCE: Final = 500
TRIES: Final = 3
COLUMNS: Final = ("code", "expires_on")

_is_code = re.compile(r"[!-~]{4,40}").fullmatch


class NoCodes(ValueError):
    """The file cannot be read as codes, or the reward has no pool."""


class Row(NamedTuple):
    """A code in the file, with its line. `problem` is its fault."""

    line: int
    code: str
    expires_on: str
    problem: str = ""


class Imported(NamedTuple):
    """The number of new codes and of known ones, and the faults of others, by line."""

    imported: int
    known: int
    refused: list[tuple[int, str]]


async def import_codes(
    database: Database, program: Program, reward_id: str, path: Path, clock: Callable[[], datetime]
) -> Imported:
    """Import the codes of a file into the pool of a reward. Raises NoCodes."""
    reward = program.rules.rewards.get(reward_id)
    if reward is None or not reward.has_partner_codes:
        raise NoCodes(f'the programme has no reward {reward_id!r} with "codes": "imported"')
    now = program.now(clock())
    today, imported_at = program.business_date(now), instant_text(now)
    imported, there = 0, 0
    refused: list[tuple[int, str]] = []
    rows = iter(_read(path, today))
    while part := list(islice(rows, CODES_AT_ONCE)):
        good = {row.code: row for row in reversed(part) if not row.problem}

        async def work(transaction: Transaction, good: dict[str, Row] = good) -> dict[str, str]:
            taken = await partner_codes.known(transaction, program.id, good)
            new = [
                PartnerCode(
                    program_id=program.id,
                    code=row.code,
                    reward=reward_id,
                    expires_on=row.expires_on,
                    imported_at=imported_at,
                    voucher_id=None,
                )
                for row in good.values()
                if row.code not in taken
            ]
            if new:
                await transaction.insert(PartnerCode, new)
            return taken

        taken = await _settled(database, work)
        imported += len(good) - len(taken)
        for row in part:
            if row.problem:
                refused.append((row.line, row.problem))
            elif row is not good[row.code] or taken.get(row.code) == reward_id:
                there += 1
            elif row.code in taken:
                refused.append((row.line, f"the code already belongs to another reward, {taken[row.code]}"))
    return Imported(imported, there, refused)


async def _settled(database: Database, work: Work[dict[str, str]]) -> dict[str, str]:
    """The result of work, repeated if another process has just imported the same."""
    for _ in range(TRIES - 1):
        with suppress(IntegrityConflict):
            return await database.write(work)
    return await database.write(work)


def _read(path: Path, today: str) -> list[Row]:
    """All rows, before anything is written: an unreadable file imports nothing."""
    try:
        with opened(path, COLUMNS) as file:
            return list(_rows(file, today))
    except Unreadable as error:
        raise NoCodes(str(error)) from error


def _rows(file: CsvFile, today: str) -> Iterator[Row]:
    columns = file.columns
    if columns not in (list(COLUMNS), list(COLUMNS[:1])):
        raise NoCodes("the first line must name the columns: code, or code,expires_on")
    # A code has no second line: a cell with one has an unclosed quote.
    for line, cells in file.rows(lambda _: True):
        yield _row(line, cells, len(columns), today)


def _row(line: int, cells: list[str], columns: int, today: str) -> Row:
    code, expires_on = cells[0], cells[1] if len(cells) > 1 else ""
    row = Row(line, code, expires_on or NEVER)
    if len(cells) > columns:
        return row._replace(problem="has more cells than columns")
    if not _is_code(code):
        return row._replace(problem="a code must be 4 to 40 visible ASCII characters")
    if read_voucher_code(code) not in (None, code):
        return row._replace(problem="looks like one of Goldlist's own codes, and would be read as one")
    if expires_on and not _is_day(expires_on):
        return row._replace(problem="expires_on must be a day in the form YYYY-MM-DD, or empty")
    if row.expires_on < today:
        return row._replace(problem="the code has expired")
    return row


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(DAY, text, re.ASCII) is not None and bool(read_day(text))
    except ValueError:
        return False
