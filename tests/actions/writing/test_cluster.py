"""A cluster ends where SQLite does, whatever is sold, returned and merged, also by two processes at once."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.main import opened
from app.store.connection import citus
from app.store.connection import postgres_statements as sql
from app.store.connection.statements import table_of
from tests.actions.till import Till, till_on
from tests.databases import settings_for
from tests.store.samples import member

pytestmark = [pytest.mark.anyio, pytest.mark.citus]

CUSTOMERS = ("ann", "bob", "cat", "dan", "eve")
STEPS = 30
CLOCK = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(4))
async def test_random_days_end_as_on_sqlite(sqlite_url: str, citus_url: str, seed: int) -> None:
    assert await _played(citus_url, random.Random(seed)) == await _played(sqlite_url, random.Random(seed))


async def _played(url: str, chance: random.Random) -> str:
    async with till_on(url, clock=CLOCK) as till:
        sold: list[str] = []
        for step in range(STEPS):
            customer = chance.choice(CUSTOMERS)
            match chance.randrange(8):
                case 0:
                    amounts = [chance.randrange(1, 90) * 100 for _ in CUSTOMERS]
                    pairs = zip(amounts, CUSTOMERS, strict=True)
                    await asyncio.gather(*(till.buy(*pair, name=f"storm{step}-{pair[1]}") for pair in pairs))
                    sold += [f"storm{step}-{one}" for one in CUSTOMERS]
                case 1 if sold:
                    await till.goldlist.commands.submit(till.returning(chance.choice(sold)))
                case 2:
                    adjustment = till.adjust("points", chance.randrange(-50, 90), f"a{step}", customer)
                    await till.goldlist.commands.submit(adjustment)
                case 3:
                    await till.goldlist.commands.submit(till.merge(customer, chance.choice(CUSTOMERS)))
                case _:
                    await till.buy(
                        chance.randrange(1, 90) * 100, customer, coffees=chance.randrange(4), name=f"sale{step}"
                    )
                    sold.append(f"sale{step}")
        return await till.prove()


async def test_two_processes_count_every_purchase_of_the_same_customers(citus_url: str) -> None:
    each = 40
    async with till_on(citus_url) as till:
        for customer in CUSTOMERS:
            await till.buy(100, customer)
        async with _beside(citus_url, till) as other:
            await asyncio.gather(
                *(till.buy(100, CUSTOMERS[n % 3], name=f"here{n}") for n in range(each)),
                *(other.buy(100, CUSTOMERS[n % 3], name=f"there{n}") for n in range(each)),
            )
            # The same names at both: one is the first, and the other is told so.
            both = await asyncio.gather(*(one.buy(100, "eve", name="same") for one in (till, other)))
        assert sorted(one.replayed for one in both) == [False, True]
        points = {customer: (await till.after(customer))["points"] for customer in CUSTOMERS}
        assert sum(points.values()) == len(CUSTOMERS) + 2 * each + 1
        assert (points["dan"], points["eve"]) == (1, 2)
        await till.prove()


@asynccontextmanager
async def _beside(url: str, till: Till) -> AsyncIterator[Till]:
    """Another process that serves the same programme."""
    async with opened(settings_for(url)) as goldlist:
        other = Till(goldlist, till.program_id)
        other.now = till.now
        yield other


async def test_the_statements_of_a_plain_purchase_are_one_task_each(citus_url: str) -> None:
    names, records, members = table_of(Identifier), table_of(IdempotencyRecord), table_of(Member)
    asked = (
        (citus._named(names), sql.as_columns([("prg_a", "ext", "ann")])),
        (citus._named(records), sql.as_columns([("prg_a", "purchase", "sale")])),
        (sql.rows(members, "member_id"), [sql.joined(["mem_a"])]),
        (sql.rows(members, "member_id") + " FOR UPDATE", [sql.joined(["mem_a"])]),
        (citus._update_members(), [*sql.lines_to_save((), [member()], {"mem_a": 1}), sql.joined(["mem_a"])]),
    )
    connection = await asyncpg.connect(citus_url)
    try:
        for statement, values in asked:
            for place, value in reversed(list(enumerate(values, 1))):
                quoted = "'" + value.replace("'", "''") + "'"
                statement = statement.replace(f"${place},", f"{quoted},").replace(f"${place})", f"{quoted})")
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN (COSTS OFF) {statement}"))
            assert "Task Count: 1\n" in plan, plan
    finally:
        await connection.close()
