"""A voucher for each of many members: once, however often the giving is interrupted."""

import asyncio
from typing import Any

import pytest

from app.actions.background import voucher_batches
from app.actions.background.voucher_batches import BatchRequest
from app.actions.writing.write_queue import Unavailable
from app.engine.model.book import Refusal
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio
from app.store.rows.vouchers import VoucherBatch
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

REWARDS: list[dict[str, Any]] = [
    *PROGRAM["rewards"],
    {"id": "gala", "name": "Gala", "kind": "gift", "text": "An evening", "stock": 3},
]


def wish(till: Till, reward: str = "free", name: str = "easter", **meant: Any) -> BatchRequest:
    return BatchRequest(till.program_id, name, repr((reward, meant)), reward, None, "Happy Easter", **meant)


async def begun(till: Till, reward: str = "free", **meant: Any) -> VoucherBatch:
    answer = await till.goldlist.voucher_batches.start(wish(till, reward, **meant))
    assert not isinstance(answer, Refusal), answer
    return answer[0]


async def now(till: Till, batch: VoucherBatch) -> VoucherBatch:
    found = await till.goldlist.voucher_batches.one(till.program_id, batch.batch_id)
    assert found
    return found


async def done(till: Till, batch: VoucherBatch) -> VoucherBatch:
    """The batch after as many rounds as it takes."""
    for _ in range(100):
        await till.goldlist.voucher_batches.go_round()
        found = await now(till, batch)
        if found.status == "done":
            return found
    raise AssertionError("it does not come to an end")


async def customers(till: Till, count: int, spent: int = 100) -> list[str]:
    names = [f"c{number}-{spent}" for number in range(count)]
    await asyncio.gather(*(till.buy(spent, name) for name in names))
    return names


async def vouchers_of(till: Till, names: list[str]) -> list[int]:
    return [len(await till.usable(name)) for name in names]


async def test_all_who_are_there_get_one_each(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voucher_batches, "MEMBERS_AT_ONCE", 7)
    async with till_on(database_url) as till:
        names = await customers(till, 20)
        batch = await begun(till)
        assert (batch.status, batch.wanted, batch.issued) == ("running", 20, 0)
        later = await customers(till, 2, 50)
        found = await done(till, batch)
        assert (found.wanted, found.issued, found.refused) == (20, 20, 0)
        assert await vouchers_of(till, names) == [1] * 20
        assert await vouchers_of(till, later) == [0, 0], "who came later was not meant"
        assert await till.goldlist.voucher_batches.go_round() == 0
        await till.prove()


async def test_those_at_a_level_get_one_and_nobody_else(database_url: str) -> None:
    async with till_on(database_url) as till:
        base, gold = await customers(till, 3), await customers(till, 2, 10_000)
        found = await done(till, await begun(till, tier="gold"))
        assert (found.wanted, found.issued) == (2, 2)
        assert (await vouchers_of(till, base), await vouchers_of(till, gold)) == ([0] * 3, [1] * 2)


async def test_who_is_named_twice_gets_one_and_who_is_unknown_is_told_of(database_url: str) -> None:
    async with till_on(database_url) as till:
        names = await customers(till, 2)
        known = await till.goldlist.reads.member(till.program_id, f"ext:{names[0]}")
        assert known
        references = (f"ext:{names[0]}", "ext:nobody", known.member.member_id, f"ext:{names[1]}")
        found = await done(till, await begun(till, references=references))
        assert (found.wanted, found.issued, found.refused) == (3, 2, 1)
        assert found.failed == '[{"member":"ext:nobody","problem":"not-found"}]'
        assert await vouchers_of(till, names) == [1, 1]


async def test_the_control_group_is_left_out_and_counted(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voucher_batches, "MEMBERS_AT_ONCE", 7)
    holdout = {"id": "h", "share": "0.5", "from": "2026-01-01", "covers": ["voucher_batches"]}
    async with till_on(database_url, holdout=holdout) as till:
        names = await customers(till, 20)
        known = [await till.goldlist.reads.member(till.program_id, f"ext:{name}") for name in names]
        ids = [one.member.member_id for one in known if one]
        control = [is_in_control_group(till.program_id, "h", member_id, Ratio(1, 2)) for member_id in ids]
        found = await done(till, await begun(till))
        assert (found.wanted, found.issued, found.refused) == (20, control.count(False), 0)
        assert found.held_out == control.count(True) > 0
        assert await vouchers_of(till, names) == [0 if one else 1 for one in control]
        named = await done(till, await begun(till, name="by name", references=tuple(ids)))
        assert (named.issued + named.refused, named.held_out) == (control.count(False), control.count(True))
        await till.prove()


async def test_when_none_is_left_the_others_are_told_of(database_url: str) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        await customers(till, 5)
        found = await done(till, await begun(till, "gala"))
        assert (found.issued, found.refused) == (3, 2)
        assert found.failed.count("reward-not-available") == 2
        await till.prove()


async def test_an_interrupted_batch_goes_on_and_nobody_gets_two(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voucher_batches, "MEMBERS_AT_ONCE", 4)
    async with till_on(database_url) as till:
        names = await customers(till, 10)
        batch = await begun(till)
        batches: Any = till.goldlist.voucher_batches
        submit, given = batches._submit, 0

        async def interrupted(command: Any) -> Any:
            nonlocal given
            answer = await submit(command)
            given += 1
            if given % 3 == 0:
                raise Unavailable
            return answer

        monkeypatch.setattr(batches, "_submit", interrupted)
        with pytest.raises(Unavailable):
            await till.goldlist.voucher_batches.go_round()
        assert sum(await vouchers_of(till, names)) > (await now(till, batch)).issued, "some are given and not counted"
        monkeypatch.setattr(batches, "_submit", submit)
        found = await done(till, batch)
        assert (found.issued, found.refused) == (10, 0)
        assert await vouchers_of(till, names) == [1] * 10
        await till.prove()


async def test_two_who_give_at_once_give_everybody_one_and_count_each_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voucher_batches, "MEMBERS_AT_ONCE", 3)

    async def always(*_: Any) -> bool:
        return True

    async with till_on(database_url) as till:
        names = await customers(till, 12)
        batch = await begun(till)
        # Nothing may depend on leases.
        monkeypatch.setattr("app.store.queries.leases.take", always)
        for _ in range(10):
            await asyncio.gather(*(till.goldlist.voucher_batches.go_round() for _ in range(3)))
        found = await now(till, batch)
        assert (found.status, found.issued, found.refused) == ("done", 12, 0)
        assert await vouchers_of(till, names) == [1] * 12
        await till.prove()


async def test_the_same_again_begins_nothing_and_another_wish_under_the_name_is_refused(database_url: str) -> None:
    async with till_on(database_url) as till:
        await customers(till, 2)
        first = await begun(till)
        await done(till, first)
        assert await till.goldlist.voucher_batches.start(wish(till)) == (first, True)
        refusal = await till.goldlist.voucher_batches.start(wish(till, tier="gold"))
        assert isinstance(refusal, Refusal)
        assert refusal.problem == "external-id-conflict"


async def test_ten_who_begin_the_same_at_once_begin_one(database_url: str) -> None:
    async with till_on(database_url) as till:
        names = await customers(till, 3)
        answers = await asyncio.gather(*(till.goldlist.voucher_batches.start(wish(till)) for _ in range(10)))
        begun = [one for one in answers if not isinstance(one, Refusal)]
        assert len({batch.batch_id for batch, _ in begun}) == 1
        assert [was_there for _, was_there in begun].count(False) == 1
        await done(till, begun[0][0])
        assert await vouchers_of(till, names) == [1] * 3


async def test_what_cannot_be_given_is_refused_before_anything_begins(database_url: str) -> None:
    async with till_on(database_url) as till:
        for asked, problem in (
            (wish(till, "nothing"), "not-found"),
            (wish(till, tier="platinum"), "validation"),
            (wish(till)._replace(valid_until="2001-01-01"), "validation"),
        ):
            refusal = await till.goldlist.voucher_batches.start(asked)
            assert isinstance(refusal, Refusal)
            assert refusal.problem == problem
