"""Sales by store and hour: the sums that are kept, and what has been recorded since.

Records are found by their ids, which sort in the order of drawing. A claimed purchase has two rows with one id: it
counts as the guest's, and its correction makes it a member's.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    TextClause,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    select,
    text,
)

from app.engine.model.sales import SalesCorrection, SalesHour, SalesMinute, SalesSums
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.tables.ledger import purchases, returns
from app.store.tables.sales import sales_corrections, sales_hours, sales_reached

PURCHASES: Final = "purchases"
RETURNS: Final = "returns"
KINDS: Final = {PURCHASES: "pur", RETURNS: "ret"}
HOURS_AT_ONCE: Final = 32
# Before and after every id.
_FIRST: Final = ""
_LAST: Final = "~"

_MOVE: Final = text(
    "INSERT INTO sales_reached (kind, reached) VALUES (:kind, :to) ON CONFLICT (kind) DO UPDATE "
    "SET reached = excluded.reached WHERE sales_reached.reached = :came_from RETURNING kind"
)


class Reach(NamedTuple):
    """Ids after one, up to another; and the business days, both included, and the programme that count, if not all."""

    after: str = _FIRST
    last: str = _LAST
    program_id: str | None = None
    days: tuple[str, str] | None = None


async def reached(transaction: Transaction) -> dict[str, str]:
    """The last ids that are in the sums, by kind."""
    rows = await transaction.execute(select(sales_reached))
    return dict.fromkeys(KINDS, _FIRST) | {str(row[0]): str(row[1]) for row in rows}


async def next_id(transaction: Transaction, kind: str, after: str, rows: int) -> str | None:
    """The id of the row this number of rows after an id, if there are so many."""
    column = _table(kind).c[f"{kind[:-1]}_id"]
    found = select(column).where(column > after).order_by(column).offset(rows - 1).limit(1)
    ids = await transaction.execute(found)
    return ids[0][0] if ids else None


async def recorded(transaction: Transaction, kind: str, reach: Reach) -> list[SalesMinute]:
    """What was recorded, by programme, store and minute."""
    one = _each(kind, reach).subquery()
    bought = kind == PURCHASES
    nothing = cast(literal(0), Integer)
    amount = func.sum(one.c.amount)
    flagged = func.sum(one.c.flag)
    of_guests = func.sum(case((one.c.flag == 1, one.c.amount), else_=0))
    sums = (
        (func.count(), amount, nothing, nothing, func.count() - flagged, amount - of_guests)
        if bought
        else (nothing, nothing, flagged, amount, nothing, nothing)
    )
    minute = _minute(one.c.occurred_at)
    by = (one.c.program_id, one.c.business_date, minute, one.c.store)
    rows = await transaction.execute(select(*by, *sums).group_by(*by))
    return [
        SalesMinute(program_id, day, at, store or "", SalesSums(*(int(number) for number in numbers)))
        for program_id, day, at, store, *numbers in rows
    ]


async def corrections(transaction: Transaction, program_id: str | None, limit: int | None) -> list[SalesCorrection]:
    """The corrections that are not in the sums yet, oldest first."""
    found = select(sales_corrections).order_by(sales_corrections.c.correction_id)
    if program_id is not None:
        found = found.where(sales_corrections.c.program_id == program_id)
    return [SalesCorrection(*row) for row in await transaction.execute(found.limit(limit))]


async def kept(transaction: Transaction, program_id: str, days: tuple[str, str]) -> list[tuple[SalesHour, SalesSums]]:
    """The sums of these business days, both included."""
    hour = (sales_hours.c.day, sales_hours.c.hour, sales_hours.c.store)
    wanted = (sales_hours.c.program_id == program_id, sales_hours.c.day >= days[0], sales_hours.c.day <= days[1])
    sums = [sales_hours.c[name] for name in SalesSums._fields]
    rows = await transaction.execute(select(*hour, *sums).where(*wanted))
    return [(SalesHour(*row[:3]), SalesSums(*row[3:])) for row in rows]


async def add_sums(transaction: Transaction, program_id: str, sums: Mapping[SalesHour, SalesSums]) -> None:
    """Add to the sums, in one order for all transactions."""
    hours = sorted(sums)
    while hours:
        # A few sizes only, so that their statements are prepared: 32, 16, 8, 4, 2 hours or one.
        count = min(1 << len(hours).bit_length() - 1, HOURS_AT_ONCE)
        part, hours = hours[:count], hours[count:]
        values = {
            f"c{n}_{place}": value for n, hour in enumerate(part) for place, value in enumerate(hour + sums[hour])
        }
        await transaction.execute(_add(count).bindparams(program_id=program_id, **values))


@cache
def _add(count: int) -> TextClause:
    added = SalesSums._fields
    columns = ", ".join(["program_id", *SalesHour._fields, *added])
    places = range(len(SalesHour._fields + added))
    rows = (", ".join([":program_id", *(f":c{n}_{place}" for place in places)]) for n in range(count))
    sums = ", ".join(f"{name} = sales_hours.{name} + excluded.{name}" for name in added)
    return text(
        f"INSERT INTO sales_hours ({columns}) VALUES ({'), ('.join(rows)}) "
        f"ON CONFLICT (program_id, day, hour, store) DO UPDATE SET {sums}"
    )


async def move_on(transaction: Transaction, kind: str, before: str, to: str) -> bool:
    """Note how far the sums reach; False if another worker has moved on meanwhile."""
    return bool(await transaction.execute(_MOVE.bindparams(kind=kind, to=to, came_from=before)))


async def remove(transaction: Transaction, done: Sequence[SalesCorrection]) -> None:
    """Remove corrections that are in the sums now. Raises IntegrityConflict if another worker has removed some."""
    ids = [one.correction_id for one in done]
    gone = delete(sales_corrections).where(sales_corrections.c.correction_id.in_(ids))
    if len(await transaction.execute(gone.returning(sales_corrections.c.correction_id))) != len(ids):
        raise IntegrityConflict("another worker has removed corrections")


async def anew(transaction: Transaction, program_id: str) -> list[SalesMinute]:
    """All of a programme's sales by minute, from the rows as they are now, without sums or corrections."""
    sold = (
        select(
            purchases.c.business_date,
            _minute(purchases.c.occurred_at),
            purchases.c.store,
            func.count(),
            func.sum(purchases.c.net),
            func.sum(1 - purchases.c.guest),
            func.sum(case((purchases.c.guest == 0, purchases.c.net), else_=0)),
        )
        .where(purchases.c.program_id == program_id, purchases.c.status != "claimed")
        .group_by(purchases.c.business_date, _minute(purchases.c.occurred_at), purchases.c.store)
    )
    back = (
        select(
            returns.c.business_date,
            _minute(returns.c.occurred_at),
            returns.c.store,
            func.sum(case((returns.c.kind == "void", 1), else_=0)),
            func.sum(returns.c.returned_net),
        )
        .where(returns.c.program_id == program_id, returns.c.status == "recorded")
        .group_by(returns.c.business_date, _minute(returns.c.occurred_at), returns.c.store)
    )
    found = []
    for day, at, store, count, net, members, members_net in await transaction.execute(sold):
        sums = SalesSums(int(count), int(net), member_sales=int(members), member_net=int(members_net))
        found.append(SalesMinute(program_id, day, at, store or "", sums))
    for day, at, store, voids, amount in await transaction.execute(back):
        found.append(SalesMinute(program_id, day, at, store or "", SalesSums(voids=int(voids), returned=int(amount))))
    return found


def _minute(occurred_at: ColumnElement[str]) -> ColumnElement[str]:
    # Numbers in the text of the statement: PostgreSQL tells two parameters apart, so it would not group by them.
    return func.substr(occurred_at, literal_column("1"), literal_column("16"))


def _table(kind: str) -> Table:
    return purchases if kind == PURCHASES else returns


def _each(kind: str, reach: Reach) -> Select[tuple[object, ...]]:
    """One row for each purchase or return; `flag`: a guest's purchase, or a void."""
    table = _table(kind)
    key = table.c[f"{kind[:-1]}_id"]
    bought = kind == PURCHASES
    amount = table.c.net if bought else table.c.returned_net
    flag: ColumnElement[int] = table.c.guest if bought else case((table.c.kind == "void", 1), else_=0)
    wanted: list[ColumnElement[bool]] = [key > reach.after, key <= reach.last]
    wanted += [table.c.program_id == reach.program_id] if reach.program_id else []
    if reach.days:
        wanted += [table.c.business_date >= reach.days[0], table.c.business_date <= reach.days[1]]
    texts = [func.max(table.c[name]).label(name) for name in ("program_id", "business_date", "occurred_at", "store")]
    numbers = [func.max(amount).label("amount"), func.max(flag).label("flag")]
    return select(*texts, *numbers).where(*wanted).group_by(key)


def by_program(minutes: Iterable[SalesMinute]) -> dict[str, list[SalesMinute]]:
    """Minutes of several programmes, those of each together."""
    found: dict[str, list[SalesMinute]] = {}
    for one in minutes:
        found.setdefault(one.program_id, []).append(one)
    return found
