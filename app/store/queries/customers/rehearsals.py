"""Rehearsals with their progress and the result of each member, and the records that they read. Instants are text."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from app.engine.model.records.members import Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import POINTS, Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.rows.programs import RehearsalRow, RehearsedMember
from app.store.tables.ledger import entries, purchases, returns
from app.store.tables.members import members
from app.store.tables.rehearsals import rehearsal_members, rehearsals

_ran: Final = rehearsals.c
_one: Final = rehearsal_members.c
_NOT_FORGOTTEN: Final = _ran.status != "forgotten"


class Reached(NamedTuple):
    """A member, the day of joining if known, and the instant of an erasure."""

    member_id: str
    joined_on: str | None
    erased_at: str | None


class Records(NamedTuple):
    """The records of members, by member."""

    purchases: Mapping[str, Sequence[Purchase]]
    returns: Mapping[str, Sequence[Return]]
    vouchers: Mapping[str, Sequence[Voucher]]
    redemptions: Mapping[str, Sequence[Entry]]
    birth_dates: Mapping[str, str | None]


NO_RECORDS: Final = Records(purchases={}, returns={}, vouchers={}, redemptions={}, birth_dates={})


class RehearsedOf(NamedTuple):
    """A member's result with the `external_id`."""

    member: RehearsedMember
    external_id: str | None


async def begin(transaction: Transaction, rehearsal: RehearsalRow) -> None:
    """Add a rehearsal. Raises IntegrityConflict if its name is taken."""
    await transaction.insert(RehearsalRow, [rehearsal])


async def at_work(transaction: Transaction, program_id: str | None = None) -> list[RehearsalRow]:
    """The running and forgotten rehearsals of a programme or of all, oldest first."""
    wanted = [_ran.status.in_(("running", "forgotten")), *([_ran.program_id == program_id] if program_id else [])]
    return await _rehearsals(transaction, select(rehearsals).where(*wanted).order_by(_ran.rehearsal_id))


async def by_id(transaction: Transaction, program_id: str, rehearsal_id: str) -> RehearsalRow | None:
    """The rehearsal with this id in a programme, unless it is forgotten."""
    wanted = _ran.program_id == program_id, _ran.rehearsal_id == rehearsal_id, _NOT_FORGOTTEN
    return next(iter(await _rehearsals(transaction, select(rehearsals).where(*wanted))), None)


async def by_name(transaction: Transaction, program_id: str, external_id: str) -> RehearsalRow | None:
    """The rehearsal with this name in a programme."""
    wanted = _ran.program_id == program_id, _ran.external_id == external_id
    return next(iter(await _rehearsals(transaction, select(rehearsals).where(*wanted))), None)


async def rehearsals_page(
    transaction: Transaction, program_id: str, limit: int, before: str | None = None
) -> list[RehearsalRow]:
    """Up to `limit` rehearsals, newest first, before an id."""
    wanted = [_ran.program_id == program_id, _NOT_FORGOTTEN, *([_ran.rehearsal_id < before] if before else [])]
    found = select(rehearsals).where(*wanted).order_by(_ran.rehearsal_id.desc()).limit(limit)
    return await _rehearsals(transaction, found)


async def change(transaction: Transaction, was: RehearsalRow, **changes: Any) -> bool:
    """Change a rehearsal; False, without a change, if another worker has moved it on."""
    changed = (
        update(rehearsals)
        .where(_ran.rehearsal_id == was.rehearsal_id, _ran.reached == was.reached, _ran.status == was.status)
        .values(**changes)
        .returning(_ran.rehearsal_id)
    )
    return bool(await transaction.execute(changed))


async def forget_rehearsal(transaction: Transaction, program_id: str, rehearsal_id: str) -> bool:
    """Forget a rehearsal, which also frees its name; False if there is none."""
    wanted = _ran.program_id == program_id, _ran.rehearsal_id == rehearsal_id, _NOT_FORGOTTEN
    forgotten = update(rehearsals).where(*wanted).values(status="forgotten", external_id=None)
    return bool(await transaction.execute(forgotten.returning(_ran.rehearsal_id)))


async def delete_some(transaction: Transaction, rehearsal_id: str, limit: int) -> int:
    """Delete up to `limit` members of a rehearsal, and return their number; the rehearsal itself after the last."""
    some = select(_one.member_id).where(_one.rehearsal_id == rehearsal_id).limit(limit)
    gone = delete(rehearsal_members).where(_one.rehearsal_id == rehearsal_id, _one.member_id.in_(some))
    deleted = len(await transaction.execute(gone.returning(_one.member_id)))
    if not deleted:
        await transaction.execute(delete(rehearsals).where(_ran.rehearsal_id == rehearsal_id))
    return deleted


async def forget_rehearsed(transaction: Transaction, member_id: str) -> None:
    """Delete a member's results."""
    await transaction.execute(delete(rehearsal_members).where(_one.member_id == member_id))


async def add_results(transaction: Transaction, results: Sequence[RehearsedMember]) -> None:
    """Add members with their results."""
    if results:
        await transaction.insert(RehearsedMember, results)


async def measures(transaction: Transaction, rehearsal_id: str) -> list[tuple[int, int]]:
    """Each measure with the number of members who have it."""
    found = select(_one.measure, func.count()).where(_one.rehearsal_id == rehearsal_id).group_by(_one.measure)
    return [(int(measure), int(number)) for measure, number in await transaction.execute(found)]


async def by_difference(
    transaction: Transaction, rehearsal_id: str, limit: int, after: tuple[int, str] | None
) -> list[RehearsedMember]:
    """Up to `limit` members of a rehearsal by difference and id, after these."""
    wanted = [_one.rehearsal_id == rehearsal_id, *_behind(after, is_rising=True)]
    found = select(rehearsal_members).where(*wanted).order_by(_one.difference, _one.member_id).limit(limit)
    return [RehearsedMember(*row) for row in await transaction.execute(found)]


async def set_grades(transaction: Transaction, rehearsal_id: str, grades: Mapping[str, Collection[str]]) -> None:
    """Set the grade of members, given as the ids of each grade."""
    ids = [one for some in grades.values() for one in some]
    if not ids:
        return
    by_member = case(*((_one.member_id.in_(some), grade) for grade, some in grades.items()))
    wanted = _one.rehearsal_id == rehearsal_id, _one.member_id.in_(ids)
    await transaction.execute(update(rehearsal_members).where(*wanted).values(grade=by_member))


async def results_page(
    transaction: Transaction,
    rehearsal_id: str,
    limit: int,
    after: tuple[int, str] | None,
    *,
    is_rising: bool,
) -> list[RehearsedOf]:
    """Up to `limit` members by rising or falling difference, then by id; without members erased or merged since."""
    wanted = [_one.rehearsal_id == rehearsal_id, members.c.erased_at.is_(None), *_behind(after, is_rising=is_rising)]
    order = _one.difference if is_rising else _one.difference.desc()
    found = (
        select(rehearsal_members, members.c.external_id)
        .join_from(rehearsal_members, members, members.c.member_id == _one.member_id)
        .where(*wanted)
        .order_by(order, _one.member_id)
        .limit(limit)
    )
    return [RehearsedOf(RehearsedMember(*row[:-1]), row[-1]) for row in await transaction.execute(found)]


async def count_purchases(transaction: Transaction, program_id: str, earliest: str, latest: str) -> int:
    """The number of members' purchases between two instants."""
    table = purchases.c
    wanted = table.program_id == program_id, table.guest == 0, table.status != "claimed"
    found = select(func.count()).where(*wanted, table.occurred_at >= earliest, table.occurred_at < latest)
    return int((await transaction.execute(found))[0][0])


async def next_members(transaction: Transaction, program_id: str, after: str, limit: int) -> list[Reached]:
    """Up to `limit` members after an id, including erased ones."""
    table = members.c
    wanted = table.program_id == program_id, table.member_id > after
    found = (
        select(table.member_id, table.joined_on, table.erased_at).where(*wanted).order_by(table.member_id).limit(limit)
    )
    return [Reached(*row) for row in await transaction.execute(found)]


async def records_of(
    transaction: Transaction, ids: Collection[str], known_at: str, earliest: str, latest: str
) -> Records:
    """The records of members up to `known_at`; of purchases, those from `earliest` to before `latest`."""
    if not ids:
        return NO_RECORDS
    table = purchases.c
    wanted = table.member_id.in_(ids), table.guest == 0, table.status != "claimed", table.recorded_at <= known_at
    bought = select(purchases).where(*wanted, table.occurred_at >= earliest, table.occurred_at < latest)
    returned = select(returns).where(
        returns.c.member_id.in_(ids), returns.c.status == "recorded", returns.c.recorded_at <= known_at
    )
    redeemed = select(entries).where(
        entries.c.member_id.in_(ids),
        entries.c.cause == "redemption",
        entries.c.unit == POINTS,
        entries.c.recorded_at <= known_at,
    )
    profiles = await transaction.rows(Profile, "member_id", ids)
    return Records(
        purchases=_by_member(from_rows(Purchase, await transaction.execute(bought))),
        returns=_by_member(from_rows(Return, await transaction.execute(returned))),
        vouchers=_by_member(await transaction.rows(Voucher, "member_id", ids)),
        redemptions=_by_member(from_rows(Entry, await transaction.execute(redeemed))),
        birth_dates={one.member_id: one.birth_date for one in profiles},
    )


def _by_member(records: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in records:
        found.setdefault(one.member_id, []).append(one)
    return found


def _behind(after: tuple[int, str] | None, *, is_rising: bool) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    difference, member_id = after
    beyond = _one.difference > difference if is_rising else _one.difference < difference
    same = _one.difference >= difference if is_rising else _one.difference <= difference
    return [same, or_(beyond, and_(_one.difference == difference, _one.member_id > member_id))]


async def _rehearsals(transaction: Transaction, found: Any) -> list[RehearsalRow]:
    return [RehearsalRow(*row) for row in await transaction.execute(found)]
