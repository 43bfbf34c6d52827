"""What keys may issue and take in a day. Only keys with a limit are counted, so the others cost nothing.

A key that was stolen, or a till that has gone mad, can do no more harm than its limit before somebody looks.
"""

from collections.abc import Iterable
from datetime import datetime

from app.actions.keys import Caller
from app.actions.trade import GIVES_OR_TAKES
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
        for unit, amount in _moved(entries).items():
            limit = limits[unit]
            field = f"{unit}_{'issued' if amount > 0 else 'taken'}"
            total = getattr(counted, field) + abs(amount)
            if limit is not None and total > limit:
                return Refusal(
                    "rate-limited",
                    f"this key may {'issue' if amount > 0 else 'take'} {limit} a day of {unit}, and this would be more",
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


def _moved(entries: Iterable[Entry]) -> dict[str, int]:
    """What a command gives (or, negative, takes) of each unit that has a limit."""
    moved: dict[str, int] = {}
    for entry in entries:
        if entry.unit in (POINTS, CREDIT) and entry.type in GIVES_OR_TAKES:
            moved[entry.unit] = moved.get(entry.unit, 0) + entry.amount
    return {unit: amount for unit, amount in moved.items() if amount}
