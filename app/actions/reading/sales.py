"""The report of sales: sums by store and local hour, which a worker keeps, and what has been recorded since."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from app.actions.programs import Programs
from app.engine.model.instants import instant
from app.engine.model.sales import SalesCorrection, SalesHour, SalesMinute, SalesSums, summed
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import sales as store
from app.store.queries.sales import Reach

Division = Literal["day", "hour", "store"]
_EVER = ("0001-01-01", "9999-12-31")
LIMIT_SECONDS = 120


class SalesRow(NamedTuple):
    """The sums of a day, of an hour of a day, or of a store; None for what does not divide them."""

    day: str | None
    hour: int | None
    store: str | None
    sums: SalesSums


class SalesReport:
    """Reads the sales of one database."""

    def __init__(self, database: Database, programs: Programs) -> None:
        self._database = database
        self._programs = programs

    async def rows(self, program_id: str, first_day: str, last_day: str, by: Division) -> tuple[str, list[SalesRow]]:
        """The programme's currency, and its sales on these business days: in order of time, or of the stores' names."""

        async def work(transaction: Transaction) -> tuple[Program, dict[SalesHour, SalesSums]]:
            program = await self._programs.one(transaction, program_id)
            return program, await sales_by_hour(transaction, program, (first_day, last_day))

        program, hours = await self._database.read(work, limit_seconds=LIMIT_SECONDS)
        found: dict[tuple[str | None, int | None, str | None], SalesSums] = {}
        for hour, sums in hours.items():
            key = {
                "day": (hour.day, None, None),
                "hour": (hour.day, hour.hour, None),
                "store": (None, None, hour.store),
            }
            found[key[by]] = found.get(key[by], SalesSums()).plus(sums)
        rows = sorted(found.items(), key=lambda one: (one[0][0] or "", one[0][1] or 0, one[0][2] or ""))
        return program.currency, [SalesRow(day, at, shop, sums) for (day, at, shop), sums in rows if any(sums)]


async def sales_by_hour(
    transaction: Transaction, program: Program, days: tuple[str, str] = _EVER
) -> dict[SalesHour, SalesSums]:
    """The sales of a programme on business days, both included, with everything this transaction sees."""
    parts = await store.kept(transaction, program.id, days)
    late = await store.corrections(transaction, program.id, None)
    parts += [correction_in(program, one) for one in late if days[0] <= one.business_date <= days[1]]
    for kind, last in (await store.reached(transaction)).items():
        newest = await store.recorded(transaction, kind, Reach(last, program_id=program.id, days=days))
        parts += hours_of(program, newest)
    return summed(parts)


def hours_of(program: Program, minutes: Iterable[SalesMinute]) -> list[tuple[SalesHour, SalesSums]]:
    """The local hours of minutes."""
    return [(SalesHour(one.day, _hour(program, one.minute), one.store), one.sums) for one in minutes]


def correction_in(program: Program, one: SalesCorrection) -> tuple[SalesHour, SalesSums]:
    """The hour that a correction is about, and what it adds."""
    hour = SalesHour(one.business_date, _hour(program, one.occurred_at[:16]), one.store or "")
    return hour, SalesSums(returned=one.returned, member_sales=one.member_sales, member_net=one.member_net)


def _hour(program: Program, minute: str) -> int:
    return program.local_time(instant(f"{minute}:00.000000Z")).minute // 60
