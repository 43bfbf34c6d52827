"""The amounts that keys may issue and take per day. Only keys with a limit are counted, so others cost nothing.

A stolen key, or a broken till, can do no more harm than its limit before somebody notices.
"""

from collections.abc import Iterable
from datetime import datetime

from app.actions.access.keys import Caller
from app.engine.model import calendar
from app.engine.model.book import Decision, Refusal
from app.engine.model.instants import instant
from app.engine.model.records.members import Member
from app.engine.program.versions import Program
from app.ledger import balances
from app.ledger.entries import CREDIT, GIFT_CARD, POINTS, Entry
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_days
from app.store.rows.access import KeyDay


class Allowances:
    """The days of a batch's limited keys, locked and updated until `save`."""

    def __init__(self, days: Iterable[KeyDay]) -> None:
        self._days = {(one.key_id, one.day): one for one in days}
        self._changed: set[tuple[str, str]] = set()

    @classmethod
    async def loaded(
        cls, transaction: Transaction, asked: Iterable[tuple[Caller | None, Program]], real_now: datetime
    ) -> "Allowances":
        """The days of the keys in a batch. A day is one in the programme's time zone."""
        wanted = {
            (caller.key_id, program.business_date(real_now))
            for caller, program in asked
            if caller and caller.limits.has_daily
        }
        return cls(await key_days.lock_key_days(transaction, wanted) if wanted else [])

    def refusal(
        self, caller: Caller | None, program: Program, answer: Decision, merged: Member | None, real_now: datetime
    ) -> Refusal | None:
        """The reason why a key may not have this decision carried out today; otherwise count its amounts.

        `merged` is the member whose balances a merge hands over.
        """
        if caller is None or not caller.limits.has_daily:
            return None
        limits = {POINTS: caller.limits.points_per_day, CREDIT: caller.limits.credit_per_day}
        key = (caller.key_id, program.business_date(real_now))
        counted = self._days[key]
        for (unit, way), amount in _moved([*answer.entries, *answer.card_entries], merged).items():
            limit = limits[unit]
            field = f"{unit}_{way}"
            total = getattr(counted, field) + amount
            if limit is not None and total > limit:
                return Refusal(
                    "rate-limited",
                    f"this key may {'issue' if way == 'issued' else 'take'} {limit} {unit} a day, "
                    "and this would exceed the limit",
                    code="daily-limit",
                    retry_seconds=_seconds_to_midnight(program, real_now),
                )
            counted = counted._replace(**{field: total})
        self._days[key] = counted
        self._changed.add(key)
        return None

    async def save(self, transaction: Transaction) -> None:
        """Write the updated days."""
        await key_days.save(transaction, [self._days[key] for key in sorted(self._changed)])


def _seconds_to_midnight(program: Program, real_now: datetime) -> int:
    midnight = instant(program.midnight(calendar.day_after(program.business_date(real_now))))
    return int((midnight - real_now).total_seconds()) + 1


def _moved(entries: Iterable[Entry], merged: Member | None) -> dict[tuple[str, str], int]:
    """The amounts that a command issues (`issued`) and takes (`taken`), of each unit with a limit.

    All entries count except expiry and moves between lots of one member. Opposite entries of one member in one command
    are netted; a transfer counts on both sides, and so does the balance that a merge hands over. Money on gift cards
    counts as credit.
    """
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        unit = CREDIT if entry.unit == GIFT_CARD else entry.unit
        if unit in (POINTS, CREDIT) and entry.type != "expire":
            key = (entry.member_id, unit)
            sums[key] = sums.get(key, 0) + entry.amount
    moved: dict[tuple[str, str], int] = {}
    for (_, unit), amount in sums.items():
        if amount:
            way = (unit, "issued" if amount > 0 else "taken")
            moved[way] = moved.get(way, 0) + abs(amount)
    if merged:
        for unit in (POINTS, CREDIT):
            amount = abs(balances.total(merged.state.balances, unit))
            for side in ("issued", "taken"):
                moved[unit, side] = moved.get((unit, side), 0) + amount
    return moved
