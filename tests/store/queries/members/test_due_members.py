"""Who is due is found in order, in parts that leave nobody out, and by an index."""

from typing import Any

import pytest
from sqlalchemy import text

from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import programs
from app.store.queries.members import due_members
from app.store.queries.members.due_members import DueMember, FirstDue
from app.store.rows.programs import ProgramRow
from tests.store.samples import AT, PROGRAM, keep, member

pytestmark = pytest.mark.anyio

OTHER, EMPTY = "prg_two", "prg_zero"
ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz"


BEGINNING = DueMember("", "")


def day(number: int) -> str:
    return f"2026-03-{number:02}T00:00:00.000000Z"


def at(number: int, name: str) -> DueMember:
    return DueMember(day(number), name)


@pytest.fixture
async def known(database: Database) -> Database:
    for place, (program_id, clock) in enumerate(((PROGRAM, None), (OTHER, day(9)), (EMPTY, None))):
        row = ProgramRow(program_id, f"shop-{place}", int(bool(clock)), clock, 1, AT)
        await database.write(lambda transaction, row=row: programs.create(transaction, row, "{}"))  # type: ignore[misc]
    await keep(
        database,
        members=[
            member("mem_a", next_due_at=day(3)),
            member("mem_b", next_due_at=day(1)),
            member("mem_c", next_due_at=None),
            member("mem_d", next_due_at=day(3)),
            member("mem_e", next_due_at=day(5)),
            member("mem_f", next_due_at=day(2), program_id=OTHER),
        ],
    )
    return database


async def chunk(
    database: Database, now: int, after: DueMember = BEGINNING, limit: int = 10, part: int | None = None
) -> list[DueMember]:
    return await database.read(
        lambda transaction: due_members.chunk(transaction, PROGRAM, day(now), after, limit, part)
    )


async def test_of_each_programme_it_is_known_when_something_is_due_first(known: Database) -> None:
    ours = FirstDue(PROGRAM, None, day(1))
    assert await known.read(due_members.first_of_each) == [
        ours,
        FirstDue(OTHER, day(9), day(2)),
        FirstDue(EMPTY, None, None),
    ]
    assert await known.read(lambda transaction: due_members.first_of_each(transaction, PROGRAM)) == [ours]


async def test_who_is_due_longest_comes_first(known: Database) -> None:
    everybody = [at(1, "mem_b"), at(3, "mem_a"), at(3, "mem_d"), at(5, "mem_e")]
    assert await chunk(known, 5) == everybody
    assert await chunk(known, 4) == everybody[:3]
    assert await chunk(known, 5, limit=2) == everybody[:2]
    assert await chunk(known, 5, after=everybody[1]) == everybody[2:]


async def test_the_parts_are_everybody_once(database: Database) -> None:
    everybody = [at(1, f"mem_{character}") for character in ID_CHARACTERS]
    await keep(database, members=[member(one.member_id, next_due_at=one.due_at) for one in everybody])
    parts = [await chunk(database, 5, limit=40, part=part) for part in range(due_members.PARTS)]
    assert sorted(one for part in parts for one in part) == everybody
    assert min(map(len, parts)) >= 3


async def test_it_is_found_by_the_index(known: Database, database_url: str) -> None:
    explain = "EXPLAIN QUERY PLAN" if database_url.startswith("sqlite") else "EXPLAIN"
    plans: list[str] = []

    class Explaining:
        def __init__(self, transaction: Transaction) -> None:
            self._transaction = transaction

        async def execute(self, statement: Any) -> list[Any]:
            told = statement.compile(compile_kwargs={"literal_binds": True})
            if "FROM programs" not in str(told):
                plans.append("\n".join(str(row) for row in await self._transaction.execute(text(f"{explain} {told}"))))
            return await self._transaction.execute(statement)

    async def look(transaction: Transaction) -> None:
        explaining: Any = Explaining(transaction)
        await due_members.first_of_each(explaining)
        for part in (None, 3):
            await due_members.chunk(explaining, PROGRAM, day(3), at(1, "mem_b"), 64, part)

    await known.read(look)
    assert len(plans) == 5
    for plan in plans:
        assert "members_by_next_due" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        # The coordinator sorts what the servers have found in order.
        assert known.is_cluster or "Sort" not in plan, plan
