"""Batches that end before all of their commands were decided, on a real database."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from app.actions.writing import batches
from app.actions.writing.write_queue import Asked, Performed
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import VoidPurchase
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio


def crowd(till: Till, who: str) -> list[Command]:
    """Sales to two customers, one of them told twice, and the void of one that is not recorded when it is asked for."""
    sales = [till.purchase(1_000 + number, f"{who}{number % 2}", name=f"{who}-{number}") for number in range(6)]
    repeated = sales[0]._replace(purchase_id=till.goldlist.ids.draw("pur"))
    voided, unknown = (
        VoidPurchase(till.program_id, till.goldlist.ids.draw("ret"), f"ext:{name}") for name in (f"{who}-3", "no-sale")
    )
    return [*sales, repeated, voided, unknown]


async def test_it_makes_no_difference_where_a_batch_ends(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with till_on(database_url) as till:

        async def outcome(who: str, deciding_seconds: float) -> tuple[list[str], list[dict[str, Any]]]:
            monkeypatch.setattr(batches, "DECIDING_SECONDS", deciding_seconds)
            answers = await asyncio.gather(*(till.goldlist.commands.submit(command) for command in crowd(till, who)))
            told = [one.problem if isinstance(one, Refusal) else f"replayed: {one.replayed}" for one in answers]
            return told, [await till.after(f"{who}{number}") for number in range(2)]

        each_its_own, all_in_one = await outcome("ann", 0.0), await outcome("bob", 60.0)
        assert each_its_own == all_in_one
        assert each_its_own[0] == [*["replayed: False"] * 6, "replayed: True", "replayed: False", "not-found"]
        await till.prove()


async def test_a_batch_that_takes_too_long_ends_with_what_was_begun(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[int] = []
    perform = batches.Batches.perform

    async def counted(self: batches.Batches, asked: Sequence[Asked]) -> Performed:
        performed = await perform(self, asked)
        answered.append(len(performed.answers))
        assert all(seconds > 0 for seconds in performed.seconds)
        return performed

    monkeypatch.setattr(batches, "DECIDING_SECONDS", 0.0)
    monkeypatch.setattr(batches.Batches, "perform", counted)
    async with till_on(database_url) as till:
        await asyncio.gather(*(till.goldlist.commands.submit(till.purchase(100)) for _ in range(4)))
    assert answered == [1, 1, 1, 1]
