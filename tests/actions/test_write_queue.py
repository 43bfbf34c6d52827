import asyncio
from collections.abc import Callable, Sequence

import pytest

from app.actions.write_queue import (
    LARGEST_BATCH,
    LONGEST_WAIT_SECONDS,
    MOST_WAITING,
    Answer,
    Asked,
    Unavailable,
    WriteQueue,
)
from app.engine.model.book import Refusal
from app.engine.model.commands import Command, VoidPurchase
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict

pytestmark = pytest.mark.anyio


def command(name: str) -> VoidPurchase:
    return VoidPurchase("prg_1", "ret_1", name)


class Scripted:
    """Performs batches as a script says; every command is answered with a refusal that bears its name."""

    def __init__(self, *script: Callable[[Sequence[Command]], None] | Exception | None) -> None:
        self.script = list(script)
        self.batches: list[list[str]] = []
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, asked: Sequence[Asked]) -> list[Answer]:
        commands = [one.command for one in asked]
        await self.go.wait()
        self.batches.append([one.purchase for one in commands])  # type: ignore[union-attr]
        step = self.script.pop(0) if self.script else None
        if isinstance(step, Exception):
            raise step
        if step:
            step(commands)
        return [Refusal("not-found", one.purchase) for one in commands]  # type: ignore[union-attr]


def started(perform: Scripted) -> WriteQueue:
    queue = WriteQueue(perform, on_death=lambda: None)
    queue.start()
    return queue


async def all_of(queue: WriteQueue, *names: str) -> list[Answer | BaseException]:
    return await asyncio.gather(*(queue.submit(command(name)) for name in names), return_exceptions=True)


async def test_what_arrives_while_a_batch_is_under_way_is_the_next_batch_in_order_of_arrival() -> None:
    perform = Scripted()
    perform.go.clear()
    queue = started(perform)
    waiting = asyncio.create_task(all_of(queue, "a"))
    await asyncio.sleep(0.01)
    more = asyncio.create_task(all_of(queue, "b", "c", "d"))
    await asyncio.sleep(0.01)
    perform.go.set()
    await asyncio.gather(waiting, more)
    assert perform.batches == [["a"], ["b", "c", "d"]]


async def test_a_batch_is_no_larger_than_it_may_be() -> None:
    perform = Scripted()
    queue = started(perform)
    await all_of(queue, *map(str, range(LARGEST_BATCH + 1)))
    assert [len(batch) for batch in perform.batches] == [LARGEST_BATCH, 1]


async def test_after_a_neighbour_wrote_first_the_batch_runs_once_more() -> None:
    perform = Scripted(IntegrityConflict())
    assert await all_of(started(perform), "a", "b") == [Refusal("not-found", "a"), Refusal("not-found", "b")]
    assert perform.batches == [["a", "b"], ["a", "b"]]


async def test_a_command_that_cannot_be_carried_out_fails_alone() -> None:
    def break_on_b(commands: Sequence[Command]) -> None:
        if any(one.purchase == "b" for one in commands):  # type: ignore[union-attr]
            raise ZeroDivisionError

    perform = Scripted(*[break_on_b] * 4)
    queue = started(perform)
    a, b, c = await all_of(queue, "a", "b", "c")
    assert (a, c) == (Refusal("not-found", "a"), Refusal("not-found", "c"))
    assert isinstance(b, ZeroDivisionError)
    assert await all_of(queue, "d") == [Refusal("not-found", "d")], "and the queue goes on"


async def test_when_the_database_is_gone_everybody_who_waits_is_told_at_once() -> None:
    perform = Scripted(None, DatabaseUnavailable())
    perform.go.clear()
    queue = started(perform)
    first = asyncio.create_task(all_of(queue, "a"))
    await asyncio.sleep(0.01)
    behind = asyncio.create_task(all_of(queue, *map(str, range(LARGEST_BATCH + 5))))
    await asyncio.sleep(0.01)
    perform.go.set()
    assert await first == [Refusal("not-found", "a")]
    answers = await behind
    assert {type(one) for one in answers} == {Unavailable}
    assert len(perform.batches) == 2, "those behind were not tried one after another"


async def test_a_full_queue_takes_no_more() -> None:
    perform = Scripted()
    perform.go.clear()
    queue = started(perform)
    in_hand = asyncio.create_task(all_of(queue, "in hand"))
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(all_of(queue, *map(str, range(MOST_WAITING))))
    await asyncio.sleep(0.01)
    assert queue.depth == MOST_WAITING
    with pytest.raises(Unavailable):
        await queue.submit(command("one too many"))
    perform.go.set()
    assert not any(isinstance(one, BaseException) for one in [*await in_hand, *await waiting])


async def test_tills_are_turned_away_when_more_wait_than_are_served_in_time_and_others_still_taken_on() -> None:
    now = [100.0]

    def slowly(_: Sequence[Command]) -> None:
        now[0] += LONGEST_WAIT_SECONDS / 2

    perform = Scripted(slowly, None)
    queue = WriteQueue(perform, on_death=lambda: None, now=lambda: now[0])
    queue.start()
    await all_of(queue, "takes half of the time that a till waits")
    perform.go.clear()
    in_hand = asyncio.create_task(all_of(queue, "in hand"))
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(all_of(queue, *map(str, range(2 * LARGEST_BATCH - 1))))
    await asyncio.sleep(0.01)
    assert not queue.is_full, "two batches are served in time"
    more = asyncio.create_task(all_of(queue, "one more", "and another"))
    await asyncio.sleep(0.01)
    assert queue.is_full
    perform.go.set()
    assert not any(isinstance(one, BaseException) for one in [*await in_hand, *await waiting, *await more])
    assert not queue.is_full


async def test_closing_carries_out_what_waits_and_takes_no_more() -> None:
    perform = Scripted()
    queue = started(perform)
    waiting = asyncio.create_task(all_of(queue, "a", "b"))
    await asyncio.sleep(0.01)
    await queue.close()
    assert await waiting == [Refusal("not-found", "a"), Refusal("not-found", "b")]
    with pytest.raises(Unavailable):
        await queue.submit(command("late"))


async def test_a_caller_who_hangs_up_takes_nothing_back_and_hurts_nobody() -> None:
    perform = Scripted()
    perform.go.clear()
    queue = started(perform)
    gone = asyncio.create_task(queue.submit(command("a")))
    stays = asyncio.create_task(queue.submit(command("b")))
    await asyncio.sleep(0.01)
    gone.cancel()
    perform.go.set()
    assert await stays == Refusal("not-found", "b")
    assert perform.batches == [["a", "b"]]


async def test_the_death_of_the_queue_is_told_to_who_waits_and_to_the_process() -> None:
    def kill(_: Sequence[Command]) -> None:
        raise asyncio.CancelledError

    deaths: list[str] = []
    queue = WriteQueue(Scripted(kill), on_death=lambda: deaths.append("dead"))
    queue.start()
    (answer,) = await all_of(queue, "a")
    await asyncio.sleep(0.01)
    assert isinstance(answer, Unavailable)
    assert deaths == ["dead"]
    with pytest.raises(Unavailable):
        await queue.submit(command("b"))
