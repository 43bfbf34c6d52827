"""Members come in chunks with all their facts, none left out and none twice."""

import pytest

from app.engine.proof.rebuild import Facts
from app.store.connection.database import Database
from app.store.queries.members.folds import chunk, count_entries
from tests.store.samples import entry, given_level, keep, member, purchase, returned, stay, tier_change, voucher

pytestmark = pytest.mark.anyio


async def test_every_member_comes_once_with_its_own_facts(database: Database) -> None:
    await keep(
        database,
        members=[member(f"mem_{name}") for name in "abc"] + [member("mem_d", program_id="prg_two")],
        entries=[entry(), entry("ent_b"), entry("ent_c", member_id="mem_c"), entry("ent_d", program_id="prg_two")],
        purchases=[purchase(), purchase("pur_b", "mem_b")],
        returns=[returned()],
        vouchers=[voucher(), voucher("vou_b", member_id="mem_c", status="used")],
        added=[given_level()],
        tier_changes=[tier_change(), tier_change("tch_b", member_id="mem_c", ladder="circle")],
        stays=[stay(), stay("sst_b", left_on=None, left_at=None, left_version=None, left_why=None)],
    )
    first = await database.read(lambda transaction: chunk(transaction, "prg_one", None, 2))
    second = await database.read(lambda transaction: chunk(transaction, "prg_one", "mem_b", 2))
    last = await database.read(lambda transaction: chunk(transaction, "prg_one", "mem_c", 2))
    entries = [entry(), entry("ent_b"), entry("ent_d", program_id="prg_two")]
    stays = [stay(), stay("sst_b", left_on=None, left_at=None, left_version=None, left_why=None)]
    assert first == [
        (
            member("mem_a"),
            Facts(entries, [purchase()], [returned()], [voucher()], [], None, [given_level()], [tier_change()], stays),
        ),
        (member("mem_b"), Facts([], [purchase("pur_b", "mem_b")], [], [], [], None, [], [], [])),
    ]
    stray = voucher("vou_b", member_id="mem_c", status="used")
    theirs = tier_change("tch_b", member_id="mem_c", ladder="circle")
    assert second == [
        (member("mem_c"), Facts([entry("ent_c", member_id="mem_c")], [], [], [stray], [], None, [], [theirs], []))
    ]
    assert last == []


async def test_entries_are_counted_whether_their_member_is_there_or_not(database: Database) -> None:
    await keep(database, entries=[entry(), entry("ent_b", member_id="mem_gone"), entry("ent_c", program_id="prg_two")])
    assert await database.read(lambda transaction: count_entries(transaction, "prg_one"), limit_seconds=None) == 2
