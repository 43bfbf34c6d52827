"""Work without locks: what a first look sees, when nothing is written, and when work begins again with locks."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.sales import Purchase
from app.store.connection.database import Database
from app.store.connection.optimistic import Caution, OptimisticTransaction
from app.store.connection.postgres_transaction import PostgresTransaction
from app.store.connection.transaction import FirstLook, Transaction
from app.store.queries import programs
from app.store.rows.programs import ProgramRow
from tests.databases import open_database
from tests.store.samples import AT, PROGRAM, identifier, member, purchase, receipt

pytestmark = pytest.mark.anyio

LOOK = FirstLook(
    [(PROGRAM, "ext", "ada"), (PROGRAM, "card", "1"), (PROGRAM, "mem", "mem_b"), (PROGRAM, "ext", "nobody")],
    [(PROGRAM, "purchase", "known"), (PROGRAM, "purchase", "new")],
    [PROGRAM],
)


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = open_database(postgres_url)

    async def fill(transaction: Transaction) -> None:
        await programs.create(transaction, ProgramRow(PROGRAM, "one", 0, None, 1, AT), "{}")
        await transaction.insert(Member, [member("mem_a"), member("mem_b")])
        await transaction.insert(Identifier, [identifier("ext", "ada"), identifier("card", "1")])
        await transaction.insert(IdempotencyRecord, [receipt("purchase", "known", "pur_a")])

    await database.write(fill)
    yield database
    await database.close()


async def rows_in(url: str, table: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))
    finally:
        await connection.close()


async def test_a_look_sees_names_members_records_and_programs_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    plain = asyncpg.Connection.fetch
    monkeypatch.setattr(
        asyncpg.Connection,
        "fetch",
        lambda wire, statement, *rest: asked.append(statement) or plain(wire, statement, *rest),
    )

    async def work(transaction: Transaction) -> None:
        assert isinstance(transaction, OptimisticTransaction)
        found = await transaction.named(Identifier, LOOK.names)
        assert {one[2:] for one in found} == {("ada", "mem_a"), ("1", "mem_a")}
        assert await transaction.lock_members(["mem_b", "mem_a"]) == [member("mem_a"), member("mem_b")]
        assert await transaction.named(IdempotencyRecord, LOOK.records) == [receipt("purchase", "known", "pur_a")]
        assert [row.slug for row in await programs.rows(transaction, [PROGRAM])] == ["one"]

    await database.write(work, look=LOOK)
    assert len(asked) == 1


@pytest.mark.parametrize("moved", [(), ("mem_a",), ("mem_b",), ("mem_a", "mem_b")])
async def test_all_is_written_once_whoever_was_changed_meanwhile(
    database: Database, postgres_url: str, moved: tuple[str, ...]
) -> None:
    attempts: list[type[Any]] = []

    async def change(transaction: Transaction) -> None:
        for one in await transaction.lock_members(moved):
            await transaction.save([], [one._replace(version=one.version + 1, points=100)])

    async def work(transaction: Transaction) -> None:
        attempts.append(type(transaction))
        before = await transaction.lock_members(["mem_a", "mem_b"])
        if len(attempts) == 1:
            await database.write(change)
        changed = [one._replace(version=one.version + 1, points=one.points + 1) for one in before]
        bought = [purchase(f"pur_{one.member_id}", one.member_id) for one in before]
        await transaction.save([bought, [receipt("purchase", "new", "pur_mem_a")]], changed)

    await database.write(work, look=LOOK)
    assert attempts == [OptimisticTransaction] + [PostgresTransaction] * bool(moved)
    known = await database.read(lambda one: one.rows(Member, "member_id", ["mem_a", "mem_b"]))
    assert [one.points for one in known] == [101 if one in moved else 8 for one in ("mem_a", "mem_b")]
    assert (await rows_in(postgres_url, "purchases"), await rows_in(postgres_url, "receipts")) == (2, 2)


async def test_a_name_that_was_taken_meanwhile_is_seen_with_locks(database: Database, postgres_url: str) -> None:
    attempts = []

    async def work(transaction: Transaction) -> bool:
        attempts.append(transaction)
        known = await transaction.named(IdempotencyRecord, [(PROGRAM, "purchase", "new")])
        if len(attempts) == 1:
            new = receipt("purchase", "new", "pur_other")
            await database.write(lambda one: one.insert(IdempotencyRecord, [new]))
        if not known:
            await transaction.save([[receipt("purchase", "new", "pur_mine")], [purchase("pur_mine")]], [])
        return bool(known)

    assert await database.write(work, look=LOOK)
    assert len(attempts) == 2
    assert await rows_in(postgres_url, "purchases") == 0


@pytest.mark.parametrize(
    "need",
    [
        lambda one: one.rows(Purchase, "purchase_id", ["pur_a"]),
        lambda one: one.named(Identifier, [(PROGRAM, "ext", "somebody")]),
        lambda one: one.lock_members(["mem_other"]),
        lambda one: one.rows_of_members(Purchase, ["mem_a"], ("status",), ("recorded",)),
        lambda one: one.lock_purchases(["pur_a"]),
        lambda one: one.execute(programs.select(programs.programs)),
        lambda one: one.update(Purchase, [], ("status",)),
        lambda one: one.insert(Purchase, []),
        lambda one: one.save([], [member("mem_unseen")._replace(version=2)]),
    ],
)
async def test_work_that_needs_more_begins_again_with_locks(database: Database, need: Any) -> None:
    attempts = []

    async def work(transaction: Transaction) -> None:
        attempts.append(type(transaction))
        if len(attempts) == 1:
            await need(transaction)

    await database.write(work, look=LOOK)
    assert attempts == [OptimisticTransaction, PostgresTransaction]


async def test_behind_a_pooler_all_work_has_locks(database: Database, postgres_url: str) -> None:
    behind, attempts = open_database(postgres_url, pooler=True), []

    async def work(transaction: Transaction) -> None:
        attempts.append(type(transaction))

    await behind.write(work, look=LOOK)
    await behind.close()
    assert attempts == [PostgresTransaction]


def test_attempts_in_vain_become_rarer_and_one_that_was_enough_sets_them_free() -> None:
    caution = Caution()

    def left_out() -> int:
        count = 0
        while not caution.allows():
            count += 1
        return count

    waits = []
    for _ in range(7):
        waits.append(left_out())
        caution.failed()
    assert waits == [0, 1, 2, 4, 8, 16, 16]
    assert left_out() == 16
    caution.succeeded()
    assert caution.allows()
    caution.failed()
    assert left_out() == 1


def test_being_overtaken_once_does_not_make_attempts_rarer() -> None:
    caution = Caution()
    caution.overtaken()
    assert caution.allows()
    caution.overtaken()
    assert [caution.allows() for _ in range(3)] == [False, False, True]
    caution.succeeded()
    caution.overtaken()
    assert caution.allows()
