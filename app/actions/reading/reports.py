"""Reports over a whole programme, for accounting."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.actions.programs import Programs
from app.actions.reading.settlements import HEADER, csv_text, settlement_cells
from app.actions.writing.batches import refresh_if_stale
from app.engine.model.book import Refusal
from app.engine.model.calendar import day_after
from app.engine.model.instants import instant, instant_text
from app.engine.model.value import purchase_lines
from app.engine.program.document import ProgramDocument
from app.engine.program.versions import Program
from app.engine.rules.passing_time import advanced
from app.engine.views.donations import donations
from app.engine.views.liability import LotSum, Owed, liability, owed_by_each, sum_of
from app.engine.views.unmatched import UnmatchedGoods, named_goods
from app.ledger.entries import CREDIT, Entry
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import programs as versions
from app.store.queries import reports
from app.store.queries.checkout import gift_cards
from app.store.queries.members import members
from app.store.queries.reports import SettledRow

DUE_AT_ONCE: Final = 500
SETTLED_AT_ONCE: Final = 5_000
SOLD_AT_ONCE: Final = 500
USUAL_DAYS: Final = 30
LIMIT_SECONDS: Final = 120
# The number of purchases checked while a caller waits.
MOST_PURCHASES: Final = 10_000
# Before any ledger, and far enough from the first possible day for every zone.
_EARLIEST: Final = "1900-01-01"
_LATEST: Final = "9999-12-30"


class Reports:
    """Reports from one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def liability(self, program_id: str, on: str | None) -> dict[str, Any] | Refusal:
        """The shop's liability at the end of a business day; for today (the default), the present one."""

        async def work(transaction: Transaction) -> dict[str, Any] | Refusal:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            today = program.business_date(now)
            day = on or today
            if day > today:
                return Refusal("validation", "must not be in the future", "/on", "in-future")
            end = start_of(program, day_after(day))
            sums = await reports.lot_sums(transaction, program_id, end)
            credit = await reports.credit_owed(transaction, program_id, end)
            late, differences = await _late(transaction, program, now, end)
            outstanding, owed = (sum(one) for one in zip(credit, *differences, strict=True))
            rules = program.in_force(_just_before(end))
            (version, *_) = await versions.versions(transaction, program_id, rules.version - 1)
            worth = ProgramDocument.model_validate(json.loads(version.document)).points.worth
            vouchers = await reports.voucher_sums(transaction, program_id, end)
            amounts = await reports.voucher_amounts(transaction, program_id) if day == today else None
            owing = Owed(outstanding, owed)
            of_cards = await gift_cards.outstanding(transaction, program_id, end, day)
            return liability(
                program,
                day,
                rules.version,
                worth=worth,
                sums=sums + late,
                credit=owing,
                vouchers=vouchers,
                amounts=amounts,
                gift_cards=of_cards,
            )

        return await self._database.read(work, limit_seconds=LIMIT_SECONDS)

    async def donations(
        self, program_id: str, first_day: str, last_day: str, member: str | None = None
    ) -> dict[str, Any] | None:
        """The donations on these business days; None for an unknown member."""

        async def work(transaction: Transaction) -> dict[str, Any] | None:
            program = await self._programs.one(transaction, program_id)
            member_id = None
            if member is not None:
                found = await members.find_many(transaction, program_id, [member], erased_too=True)
                if member not in found:
                    return None
                member_id = found[member].member_id
            start, end = start_of(program, first_day), _end_of(program, last_day)
            given = await reports.given(transaction, program_id, start, end, member_id)
            return donations(program, first_day, last_day, given)

        return await self._database.read(work, limit_seconds=LIMIT_SECONDS)

    async def unmatched_goods(
        self, program_id: str, first_day: str | None, last_day: str | None, most_purchases: int = MOST_PURCHASES
    ) -> dict[str, Any] | Refusal:
        """The goods sold on these business days that no rule of the newest version matches.

        The last 30 days by default; checks at most `most_purchases`, the newest.
        """
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        last_day = last_day or program.business_date(program.now(self._clock()))
        first_day = first_day or _days_before(last_day, USUAL_DAYS - 1)
        if last_day < first_day:
            return Refusal("validation", "must not be before from", "/to", "before-from")
        start, end = start_of(program, first_day), _end_of(program, last_day)
        rules = program.rules.version
        (version, *_) = await self._database.read(
            lambda transaction: versions.versions(transaction, program_id, rules - 1)
        )
        goods = UnmatchedGoods(named_goods(json.loads(version.document)))
        behind: tuple[str, str] | None = None
        complete = False
        # In parts, so that tills are served in between.
        while not complete and goods.purchases < most_purchases:
            page = await self._database.read(
                lambda transaction, behind=behind: reports.sold_page(  # type: ignore[misc]
                    transaction, program_id, start, before=end, limit=SOLD_AT_ONCE, behind=behind
                )
            )
            for sold in page:
                goods.add(sold.business_date, purchase_lines(sold.lines))
                await asyncio.sleep(0)
            complete = len(page) < SOLD_AT_ONCE
            behind = page[-1][:2] if page else None
        return {"from": first_day, "to": last_day, "program_version": rules, "complete": complete, **goods.report()}

    async def settlements(self, program_id: str, first_day: str, last_day: str) -> AsyncIterator[bytes]:
        """The settlements recorded on these business days as CSV, in chronological order, in chunks."""
        after = ("", "")

        async def work(transaction: Transaction) -> tuple[Program, list[SettledRow]]:
            program = await self._programs.one(transaction, program_id)
            start, end = start_of(program, first_day), _end_of(program, last_day)
            return program, await reports.settled_page(
                transaction, program_id, start, before=end, limit=SETTLED_AT_ONCE, after=after
            )

        yield csv_text([HEADER]).encode()
        while True:
            program, page = await self._database.read(work, limit_seconds=LIMIT_SECONDS)
            if page:
                yield csv_text(settlement_cells(program, row) for row in page).encode()
            if len(page) < SETTLED_AT_ONCE:
                return
            after = (page[-1].recorded_at, page[-1].entry_id)


def start_of(program: Program, day: str) -> str:
    """The instant (text) at which a business day starts; for days long before any ledger, one before all entries."""
    return program.midnight(max(day, _EARLIEST))


def _end_of(program: Program, day: str) -> str:
    return start_of(program, day_after(min(day, _LATEST)))


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(max(day, _EARLIEST)) - timedelta(days)).isoformat()


def _just_before(at: str) -> str:
    return instant_text(instant(at) - timedelta.resolution)


async def _late(transaction: Transaction, program: Program, now: datetime, end: str) -> tuple[list[LotSum], list[Owed]]:
    """Effects due before the end and not yet written, and their effect on credit."""
    sums: dict[tuple[str, str], LotSum] = {}
    differences: list[Owed] = []
    after = ("", "")
    while True:
        page = await reports.due_page(transaction, program.id, min(end, instant_text(now)), DUE_AT_ONCE, after)
        credited: dict[str, int] = {}
        for member in page:
            current = await refresh_if_stale(transaction, program, member, now)
            for entry in _before(end, advanced(program, current, now).passed):
                if entry.unit == CREDIT:
                    credited[member.member_id] = credited.get(member.member_id, 0) + entry.amount
                else:
                    one = sum_of(entry)
                    was = sums.get((one.unit, one.lot), one._replace(amount=0, spent=0, expired=0, accrued=0))
                    sums[one.unit, one.lot] = LotSum(
                        *one[:2], *(before + more for before, more in zip(was[2:], one[2:], strict=True))
                    )
        if credited:
            held = await reports.credit_of(transaction, program.id, end, credited)
            before = owed_by_each(held.get(member_id, 0) for member_id in credited)
            then = owed_by_each(held.get(member_id, 0) + more for member_id, more in credited.items())
            differences.append(Owed(*(new - old for old, new in zip(before, then, strict=True))))
        if len(page) < DUE_AT_ONCE:
            return list(sums.values()), differences
        after = (page[-1].next_due_at or "", page[-1].member_id)


def _before(end: str, passed: list[Entry]) -> list[Entry]:
    return [one for one in passed if one.recorded_at < end]
