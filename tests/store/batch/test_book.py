"""What is written by save_book comes back from load_book, with all that a command needs and nothing stale."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

import pytest

from app.engine.model.book import Book, Decision
from app.engine.model.commands.command import Command
from app.engine.model.receipts import IdempotencyRecord
from app.store.batch.saving import save_book
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import NameKey, Transaction
from tests.databases import open_database
from tests.store.samples import (
    book_of,
    buying,
    change,
    enrolling,
    entry,
    identifier,
    keep,
    load,
    member,
    profile,
    purchase,
    receipt,
    request_key,
    returned,
    returning,
    save,
    voiding,
    voiding_return,
    voucher,
)

pytestmark = pytest.mark.anyio


async def test_a_member_comes_back_as_it_was_by_each_of_its_names(database: Database) -> None:
    await keep(
        database,
        members=[member()],
        profiles=[profile()],
        identifiers=[identifier("ext", "ada"), identifier("card", "6331")],
    )
    for reference in ("mem_a", "ext:ada", "card:6331"):
        book = await load(database, buying(reference))
        assert book.member("prg_one", reference) == member()
        assert book.member("prg_two", reference) is None


async def test_names_that_nobody_has_load_nothing(database: Database) -> None:
    book = await load(database, buying("ext:nobody"), buying("mem_nobody"), buying(None), returning("pur_nothing"))
    assert (book.members, book.purchases, book.receipts) == ({}, {}, {})


async def test_a_named_purchase_comes_with_its_returns_its_owner_and_the_owner_s_usable_vouchers(
    database: Database,
) -> None:
    await keep(
        database,
        members=[member()],
        purchases=[purchase(external_id="till-1")],
        returns=[returned(), returned("ret_b"), returned("ret_other", None)],
        receipts=[receipt("purchase", "till-1", "pur_a")],
        vouchers=[
            voucher(),
            voucher("vou_used", status="used"),
            voucher("vou_money", source="rebate:quarter/2026-01-01", amount=500),
        ],
    )
    for reference in ("pur_a", "ext:till-1"):
        book = await load(database, returning(reference))
        assert book.purchase("prg_one", reference) == purchase(external_id="till-1")
        assert [one.return_id for one in book.returns_of("pur_a")] == ["ret_a", "ret_b"]
        assert book.members == {"mem_a": member()}
        assert set(book.vouchers) == {"vou_a", "vou_money"}
        assert book.vouchers_from("mem_a", "card:coffee") == [voucher()]


async def test_a_named_return_comes_with_its_purchase_and_that_one_s_other_returns(database: Database) -> None:
    taken = [entry("ent_b", "ret_a", amount=-1), entry("ent_c", "ret_b", amount=-2)]
    await keep(
        database,
        members=[member()],
        purchases=[purchase()],
        returns=[returned(), returned("ret_b")],
        receipts=[receipt("return", "back-1", "ret_b")],
        entries=[entry("ent_a"), *taken],
    )
    for reference in ("ret_b", "ext:back-1"):
        book = await load(database, voiding_return(reference))
        assert book.returned("prg_one", reference) == returned("ret_b")
        assert book.purchases == {"pur_a": purchase()}
        assert set(book.returns) == {"ret_a", "ret_b"}
        assert book.entries == {"ret_a": taken[:1], "ret_b": taken[1:]}
        assert set(book.members) == {"mem_a"}
    repeat = returning("pur_a", "back-1")
    assert (await load(database, repeat, voiding_return("ret_b"))).entries == book.entries


async def test_a_guest_s_purchase_needs_no_member(database: Database) -> None:
    guest = purchase(member_id="gst_a", guest=1)
    await keep(database, purchases=[guest], receipts=[receipt("purchase", "till-1", "pur_a", "gst_a")])
    book = await load(database, voiding("ext:till-1"))
    assert book.purchases == {"pur_a": guest}
    assert book.members == {}
    repeated = await load(database, buying(None, "till-1"))
    assert repeated.purchases == {"pur_a": guest}


async def test_a_repeated_purchase_comes_with_all_that_its_first_answer_said(database: Database) -> None:
    await keep(
        database,
        members=[member()],
        purchases=[purchase()],
        receipts=[receipt("purchase", "till-1", "pur_a")],
        entries=[entry("ent_a"), entry("ent_b"), entry("ent_other", "pur_other")],
        vouchers=[voucher(status="used"), voucher("vou_other", issued_by="pur_other")],
    )
    book = await load(database, buying("mem_a", "till-1"))
    assert book.receipts["prg_one", "purchase", "till-1"].object_id == "pur_a"
    assert book.purchases == {"pur_a": purchase()}
    assert book.entries == {"pur_a": [entry("ent_a"), entry("ent_b")]}
    assert book.vouchers == {"vou_a": voucher(status="used")}


async def test_a_repeated_return_comes_with_the_vouchers_it_revoked(database: Database) -> None:
    revoked = voucher(status="revoked", revoked_by="ret_a")
    await keep(
        database,
        members=[member()],
        purchases=[purchase(status="partly_returned")],
        returns=[returned()],
        receipts=[receipt("return", "back-1", "ret_a")],
        entries=[entry(cause_id="ret_a", cause="return", type="reverse", amount=-2)],
        vouchers=[revoked],
    )
    book = await load(database, returning("pur_a", "back-1"))
    assert book.returns == {"ret_a": returned()}
    assert book.vouchers == {"vou_a": revoked}
    assert len(book.entries["ret_a"]) == 1


async def test_a_repeated_enrolment_comes_with_the_member(database: Database) -> None:
    await keep(
        database,
        members=[member(external_id="ada")],
        identifiers=[identifier("ext", "ada")],
        receipts=[receipt("member", "ada", "mem_a")],
    )
    assert (await load(database, enrolling("ada"))).members == {"mem_a": member(external_id="ada")}
    by_key = enrolling("bob")._replace(request_key=request_key("member", "ada"))
    assert set((await load(database, by_key)).members) == {"mem_a"}


async def test_changes_are_written(database: Database) -> None:
    await keep(database, members=[member()], purchases=[purchase()], returns=[returned()], vouchers=[voucher()])
    state = member().state.copy()
    state.balances["points"] = {"/": -3}
    now = member(version=4, points=-3, tier="silver", changed_at="2026-03-02T00:00:00.000000Z", state=state)
    done = Decision(
        now,
        members=[now],
        purchases=[purchase(status="returned")],
        returns=[returned(status="voided")],
        vouchers=[voucher(status="revoked", revoked_by="ret_a")],
    )
    await change(database, returning("pur_a"), lambda _: done)
    book = await load(database, returning("pur_a"))
    assert book.members == {"mem_a": now}
    assert book.purchases == {"pur_a": purchase(status="returned")}
    assert book.returns == {"ret_a": returned(status="voided")}
    assert book.vouchers == {}


async def test_a_member_that_was_not_locked_cannot_be_written(database: Database) -> None:
    await keep(database, members=[member()])
    book = await load(database, buying("mem_a"))
    book.apply(Decision(member(), members=[member(version=2)]))
    with pytest.raises(AssertionError, match="members: 1 rows"):
        await save(database, book)


async def test_a_status_of_something_that_is_not_there_cannot_be_written(database: Database) -> None:
    await keep(database, members=[member()], purchases=[purchase()])
    book = await load(database, voiding("pur_a"))
    book.purchases.changed["pur_gone"] = purchase("pur_gone")
    with pytest.raises(AssertionError, match="purchases: 1 rows"):
        await save(database, book)


def one_point_more(book: Book) -> Decision:
    found = book.members["mem_a"]
    return Decision(found, members=[found._replace(points=found.points + 1, version=found.version + 1)])


async def test_writers_of_one_member_wait_for_each_other_and_all_count(database_url: str, database: Database) -> None:
    await keep(database, members=[member()])
    neighbour = open_database(database_url)
    await asyncio.gather(
        *(change(each, buying("mem_a"), one_point_more) for _ in range(25) for each in (database, neighbour))
    )
    await neighbour.close()
    assert (await load(database, buying("mem_a"))).members["mem_a"].points == 7 + 50


async def test_crossing_batches_do_not_deadlock(database: Database) -> None:
    """Each batch names the members in another order."""
    await keep(database, members=[member(f"mem_{number}") for number in range(10)])

    def touch_all(book: Book) -> Decision:
        return Decision(member(), members=[one._replace(version=one.version + 1) for one in book.members.values()])

    async def batch(turn: int) -> None:
        async def work(transaction: Transaction) -> None:
            book = await book_of(transaction, *(buying(f"mem_{(number * 3 + turn) % 10}") for number in range(10)))
            book.apply(touch_all(book))
            await save_book(transaction, book)

        await database.write(work)

    await asyncio.gather(*(batch(turn) for turn in range(20)))
    assert {one.version for one in (await load(database, buying("mem_1"))).members.values()} == {21}


async def test_whoever_waited_at_the_lock_finds_the_first_one_s_receipt(postgres_url: str) -> None:
    first, second = open_database(postgres_url), open_database(postgres_url)
    await keep(first, members=[member()])
    holding, asked = asyncio.Event(), asyncio.Event()

    async def record(transaction: Transaction) -> None:
        book = await book_of(transaction, buying("mem_a", "till-1"))
        holding.set()
        await asked.wait()
        await asyncio.sleep(0)
        book.apply(Decision(purchase(), purchases=[purchase()], receipts=[receipt("purchase", "till-1", "pur_a")]))
        await save_book(transaction, book)

    recording = asyncio.create_task(first.write(record))
    await holding.wait()
    repeating = asyncio.create_task(load(second, buying("mem_a", "till-1")))
    await asyncio.wait([repeating], timeout=1)
    assert not repeating.done()
    asked.set()
    await recording
    assert (await repeating).purchases == {"pur_a": purchase()}
    await first.close()
    await second.close()


async def test_returns_of_a_guest_s_purchase_wait_for_each_other(database_url: str, database: Database) -> None:
    guest = purchase(member_id="gst_a", guest=1)
    await keep(database, purchases=[guest])
    neighbour = open_database(database_url)
    seen: list[int] = []

    def take(number: int) -> Callable[[Book], Decision]:
        def decide(book: Book) -> Decision:
            seen.append(len(book.returns_of("pur_a")))
            one = returned(f"ret_{number}", member_id="gst_a")
            return Decision(one, returns=[one], purchases=[guest._replace(status="partly_returned")])

        return decide

    await asyncio.gather(
        *(change(each, returning("pur_a"), take(number)) for number, each in enumerate([database, neighbour] * 5))
    )
    await neighbour.close()
    assert sorted(seen) == list(range(10))


async def test_what_a_neighbour_recorded_meanwhile_is_not_half_known(database: Database) -> None:
    """The name was unknown when the batch began and known behind the lock: other returns may be known too."""
    await keep(database, members=[member()], purchases=[purchase()], receipts=[receipt("purchase", "till-1", "pur_a")])

    class Late:
        def __init__(self, transaction: Transaction) -> None:
            self._transaction = transaction
            self._asked = False

        def __getattr__(self, name: str) -> Any:
            return getattr(self._transaction, name)

        async def named(self, kind: type[Any], keys: Collection[NameKey]) -> list[Any]:
            if kind is IdempotencyRecord and not self._asked:
                self._asked = True
                return []
            return await self._transaction.named(kind, keys)

    commands: list[Command] = [buying("mem_a", "till-1"), returning("ext:till-1")]
    with pytest.raises(IntegrityConflict):
        await database.write(lambda transaction: book_of(Late(transaction), *commands))  # type: ignore[arg-type]
    assert (await load(database, *commands)).purchases == {"pur_a": purchase()}


async def test_the_same_name_written_twice_is_a_conflict_and_then_found(database: Database) -> None:
    await keep(database, receipts=[receipt("purchase", "till-1", "pur_a", "gst_a")])
    with pytest.raises(IntegrityConflict):
        await keep(database, receipts=[receipt("purchase", "till-1", "pur_b", "gst_b")])


class Counting:
    """A transaction that counts the statements sent through it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.sent: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.sent.append(name)
        return getattr(self._transaction, name)


async def test_a_batch_of_plain_purchases_costs_four_statements(database: Database) -> None:
    await keep(
        database,
        members=[member(), member("mem_b")],
        identifiers=[identifier("ext", "a"), identifier("ext", "b", "mem_b")],
    )
    commands: list[Command] = [buying("ext:a", "till-1"), buying("ext:b", "till-2")]

    async def work(transaction: Transaction) -> list[str]:
        counting = Counting(transaction)
        book = await book_of(counting, *commands)  # type: ignore[arg-type]
        for place, one in enumerate([*book.members.values()]):
            bought = purchase(f"pur_{place}", one.member_id)
            book.apply(
                Decision(
                    bought,
                    members=[one._replace(version=2)],
                    purchases=[bought],
                    entries=[entry(f"ent_{place}", member_id=one.member_id)],
                    receipts=[receipt("purchase", f"till-{place}", bought.purchase_id, one.member_id)],
                )
            )
        await save_book(counting, book)  # type: ignore[arg-type]
        return counting.sent

    assert await database.write(work) == [
        "named",
        "lock_members",
        "named",
        "save",
    ]
