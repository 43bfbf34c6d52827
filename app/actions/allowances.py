"""What keys may issue and take in a day. Only keys with a limit are counted, so the others cost nothing.

A key that was stolen, or a till that has gone mad, can do no more harm than its limit before somebody looks.
"""

from collections.abc import Iterable
from datetime import datetime

from app.actions.keys import Caller
from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.program.terms import Program
from app.ledger.entries import CREDIT, POINTS, Entry
from app.store.connection.transaction import Transaction
from app.store.queries import key_days
from app.store.tables.rows import KeyDay


class Allowances:
    """The days of the limited keys of a batch, locked and kept account of until `save`."""

    def __init__(self, days: Iterable[KeyDay]) -> None:
        self._days = {(one.key_id, one.day): one for one in days}
        self._changed: set[tuple[str, str]] = set()

    @classmethod
    async def loaded(
        cls, transaction: Transaction, asked: Iterable[tuple[Caller | None, Program]], real_now: datetime
    ) -> "Allowances":
        """Those of the keys that commands of a batch came with. A day is a day in the programme's time zone."""
        wanted = {
            (caller.key_id, program.business_date(real_now))
            for caller, program in asked
            if caller and caller.limits.has_daily
        }
        return cls(await key_days.lock(transaction, wanted) if wanted else [])

    def refusal(
        self, caller: Caller | None, program: Program, entries: Iterable[Entry], real_now: datetime
    ) -> Refusal | None:
        """Why a key may not have these entries made today; if it may, they are counted."""
        if caller is None or not caller.limits.has_daily:
            return None
        limits = {POINTS: caller.limits.points_per_day, CREDIT: caller.limits.credit_per_day}
        key = (caller.key_id, program.business_date(real_now))
        counted = self._days[key]
        for (unit, way), amount in _moved(entries).items():
            limit = limits[unit]
            field = f"{unit}_{way}"
            total = getattr(counted, field) + amount
            if limit is not None and total > limit:
                return Refusal(
                    "rate-limited",
                    f"this key may {'issue' if way == 'issued' else 'take'} {limit} a day of {unit}, "
                    "and this would be more",
                    code="daily-limit",
                    retry_seconds=_seconds_to_midnight(program, real_now),
                )
            counted = counted._replace(**{field: total})
        self._days[key] = counted
        self._changed.add(key)
        return None

    async def save(self, transaction: Transaction) -> None:
        """Write what was counted."""
        await key_days.save(transaction, [self._days[key] for key in sorted(self._changed)])


def _seconds_to_midnight(program: Program, real_now: datetime) -> int:
    midnight = calendar.midnight(calendar.day_after(program.business_date(real_now)), program.zone)
    return int((midnight - real_now).total_seconds()) + 1


def _moved(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """What a command gives (`issued`) and takes (`taken`) of each unit that has a limit.

    All entries count but those by which points expire and those between lots of one member. What moves to and fro for
    one member in one command counts as its sum; what one member gives another counts on both sides.
    """
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.unit in (POINTS, CREDIT) and entry.type != "expire":
            key = (entry.member_id, entry.unit)
            sums[key] = sums.get(key, 0) + entry.amount
    moved: dict[tuple[str, str], int] = {}
    for (_, unit), amount in sums.items():
        if amount:
            way = (unit, "issued" if amount > 0 else "taken")
            moved[way] = moved.get(way, 0) + abs(amount)
    return moved
