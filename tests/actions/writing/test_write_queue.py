import asyncio
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.access.keys import Caller
from app.actions.writing.write_queue import (
    DECIDING_SECONDS,
    GIVEN_UP_SECONDS,
    LARGEST_BATCH,
    LONGEST_WAIT_SECONDS,
    MOST_WAITING,
    Answer,
    Asked,
    Performed,
    Share,
    Source,
    Unavailable,
    WriteQueue,
    callers_in_turn,
    shares_after,
    shares_of,
)
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import VoidPurchase
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from tests.actions.turns import let_run

pytestmark = pytest.mark.anyio


def command(name: str) -> VoidPurchase:
    return VoidPurchase("prg_1", "ret_1", name)


def caller(key_id: str) -> Caller:
    return Caller(key_id, "prg_1", "pos", frozenset(), None, False)


class Scripted:
    """Performs batches as a script says; every command is answered with a refusal that bears its name.

    `seconds` says what deciding takes by the first letter of the name, and a batch ends when it has taken too long.
    """

    def __init__(self, *script: Callable[[Sequence[Command]], None] | Exception | None, **seconds: float) -> None:
        self.script = list(script)
        self.seconds = seconds
        self.batches: list[list[str]] = []
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, asked: Sequence[Asked]) -> Performed:
        commands = [one.command for one in asked]
        await self.go.wait()
        names: list[str] = [one.purchase for one in commands]  # type: ignore[union-attr]
        seconds = [self.seconds.get(name[0], 0.0) for name in names]
        begun = next((place for place in range(1, len(names)) if sum(seconds[:place]) >= DECIDING_SECONDS), len(names))
        self.batches.append(names[:begun])
        step = self.script.pop(0) if self.script else None
        if isinstance(step, Exception):
            raise step
        if step:
            step(commands)
        return Performed([Refusal("not-found", name) for name in names[:begun]], seconds[:begun])


def started(perform: Scripted) -> WriteQueue:
    queue = WriteQueue(perform, on_death=lambda: None)
    queue.start()
    return queue


async def all_of(queue: WriteQueue, *names: str, key: str = "", in_bulk: bool = False) -> list[Answer | BaseException]:
    asked = (queue.submit(command(name), caller(key) if key else None, in_bulk=in_bulk) for name in names)
    return await asyncio.gather(*asked, return_exceptions=True)


def names_of(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


async def test_what_arrives_while_a_batch_is_under_way_is_the_next_batch_in_order_of_arrival() -> None:
    perform = Scripted()
    perform.go.clear()
    queue = started(perform)
    waiting = asyncio.create_task(all_of(queue, "a"))
    await let_run()
    more = asyncio.create_task(all_of(queue, "b", "c", "d"))
    await let_run()
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
    await let_run()
    behind = asyncio.create_task(all_of(queue, *map(str, range(LARGEST_BATCH + 5))))
    await let_run()
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
    await let_run()
    waiting = asyncio.create_task(all_of(queue, *map(str, range(MOST_WAITING))))
    await let_run()
    assert queue.depth == MOST_WAITING
    with pytest.raises(Unavailable):
        await queue.submit(command("one too many"))
    perform.go.set()
    assert not any(isinstance(one, BaseException) for one in [*await in_hand, *await waiting])


class Clocked(Scripted):
    """Performs a batch of so many commands a second, by a clock of its own."""

    def __init__(self, a_second: int) -> None:
        super().__init__()
        self.a_second = a_second
        self.now = 100.0

    async def __call__(self, asked: Sequence[Asked]) -> Performed:
        performed = await super().__call__(asked)
        self.now += len(asked) / self.a_second
        return performed


def clocked(a_second: int) -> tuple[Clocked, WriteQueue]:
    perform = Clocked(a_second)
    queue = WriteQueue(perform, on_death=lambda: None, now=lambda: perform.now)
    queue.start()
    return perform, queue


def take_until_full(queue: WriteQueue, ended: list[Answer | Exception]) -> int:
    for number in range(MOST_WAITING):
        if queue.is_full:
            return number
        queue.take(command(f"t{number}"), caller("till"), ended.append, gives_up=True)
    return MOST_WAITING


async def test_a_server_not_yet_measured_accepts_two_full_batches_from_tills_and_more_from_others() -> None:
    perform, queue = clocked(100)
    perform.go.clear()
    ended: list[Answer | Exception] = []
    assert take_until_full(queue, ended) == 2 * LARGEST_BATCH
    others = asyncio.create_task(all_of(queue, "one more", "and another"))
    await let_run()
    assert queue.is_full, "the batch in progress counts as well"
    perform.go.set()
    assert not any(isinstance(one, BaseException) for one in await others)
    await let_run()
    assert len(ended) == 2 * LARGEST_BATCH
    assert not queue.is_full


async def test_small_batches_of_a_calm_hour_do_not_widen_the_queue() -> None:
    _, queue = clocked(100_000)
    for number in range(20):
        await all_of(queue, f"a{number}")
    assert take_until_full(queue, []) == 2 * LARGEST_BATCH


@pytest.mark.parametrize("a_second", [200, 300, 600, 900])
async def test_tills_find_room_for_what_is_served_before_they_give_up(a_second: int) -> None:
    _, queue = clocked(a_second)
    for _ in range(12):
        await all_of(queue, *map(str, range(LARGEST_BATCH)))
    served = int(a_second * LONGEST_WAIT_SECONDS)
    assert served - 5 <= take_until_full(queue, []) <= served + 5


async def test_a_server_that_slows_down_narrows_its_queue_with_the_first_batch() -> None:
    perform, queue = clocked(1000)
    for _ in range(12):
        await all_of(queue, *map(str, range(LARGEST_BATCH)))
    perform.a_second = 100
    await all_of(queue, *map(str, range(LARGEST_BATCH)))
    assert take_until_full(queue, []) < 3 * 100 * LONGEST_WAIT_SECONDS


async def test_the_queue_keeps_a_full_batch_however_slow_the_server_is() -> None:
    _, queue = clocked(1)
    for _ in range(12):
        await all_of(queue, *map(str, range(LARGEST_BATCH)))
    assert take_until_full(queue, []) == LARGEST_BATCH


async def test_a_command_not_begun_before_its_caller_gives_up_is_refused_and_others_are_carried_out() -> None:
    perform, queue = clocked(1_000_000)
    perform.go.clear()
    in_hand = asyncio.create_task(all_of(queue, "in hand"))
    await let_run()
    late: list[Answer | Exception] = []
    in_time: list[Answer | Exception] = []
    queue.take(command("late"), caller("till"), late.append, gives_up=True)
    patient = asyncio.create_task(all_of(queue, "patient", key="till"))
    await let_run()
    perform.now += GIVEN_UP_SECONDS
    queue.take(command("in time"), caller("till"), in_time.append, gives_up=True)
    perform.go.set()
    await asyncio.gather(in_hand, patient)
    await let_run()
    assert [type(one) for one in late] == [Unavailable]
    assert in_time == [Refusal("not-found", "in time")]
    assert perform.batches == [["in hand"], ["patient", "in time"]]


async def test_closing_carries_out_what_waits_and_takes_no_more() -> None:
    perform = Scripted()
    queue = started(perform)
    waiting = asyncio.create_task(all_of(queue, "a", "b"))
    await let_run()
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
    await let_run()
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
    await let_run()
    assert isinstance(answer, Unavailable)
    assert deaths == ["dead"]
    with pytest.raises(Unavailable):
        await queue.submit(command("b"))


async def test_what_was_not_begun_is_carried_out_next_in_its_order() -> None:
    perform = Scripted(a=DECIDING_SECONDS / 2)
    answers = await all_of(started(perform), *names_of("a", 5))
    assert [one.detail for one in answers] == names_of("a", 5)  # type: ignore[union-attr]
    assert perform.batches == [["a0", "a1"], ["a2", "a3"], ["a4"]]


@pytest.mark.parametrize("keys", [("import", "till"), ("one", "one")])
async def test_a_till_does_not_stand_behind_all_that_another_has_brought(keys: tuple[str, str]) -> None:
    perform = Scripted(h=2 * DECIDING_SECONDS, t=DECIDING_SECONDS / 1000)
    perform.go.clear()
    queue = started(perform)
    bulk = asyncio.create_task(all_of(queue, *names_of("h", 50), key=keys[0], in_bulk=True))
    await let_run()
    tills = asyncio.create_task(all_of(queue, *names_of("t", 64), key=keys[1]))
    await let_run()
    perform.go.set()
    await asyncio.gather(bulk, tills)
    assert perform.batches[:3] == [["h0"], names_of("t", 64), ["h1"]]
    assert [name for batch in perform.batches for name in batch if name[0] == "h"] == names_of("h", 50)


async def test_tills_that_are_never_done_leave_another_the_half() -> None:
    perform = Scripted(h=DECIDING_SECONDS, t=DECIDING_SECONDS / 100)
    perform.go.clear()
    queue = started(perform)
    bulk = asyncio.create_task(all_of(queue, *names_of("h", 4), key="import", in_bulk=True))
    tills = asyncio.create_task(all_of(queue, *names_of("t", 1000), key="tills"))
    await let_run()
    perform.go.set()
    await asyncio.gather(bulk, tills)
    order = "".join(name[0] for batch in perform.batches for name in batch)
    last = order.rindex("h")
    assert order[:last].count("t") <= 500, "four slices of theirs by the time of four"


async def test_where_many_wait_and_nobody_is_slow_callers_take_turns() -> None:
    perform = Scripted()
    perform.go.clear()
    queue = started(perform)
    many = asyncio.create_task(all_of(queue, *names_of("m", 1000), key="many"))
    await let_run()
    few = asyncio.create_task(all_of(queue, *names_of("f", 3), key="few"))
    await let_run()
    perform.go.set()
    await asyncio.gather(many, few)
    first = perform.batches[0]
    assert set(names_of("f", 3)) <= set(perform.batches[1][:7]), first


def test_next_in_turn_is_who_will_have_taken_least() -> None:
    asked = [Asked(command(name), caller(name[0])) for name in ("h1", "h2", "t1", "t2", "t3")]
    shares = {("h", False): Share(0.0, 0.05), ("t", False): Share(0.0, 0.02)}
    order = [asked[place].command.purchase for place in callers_in_turn(asked, shares)]  # type: ignore[union-attr]
    assert order == ["t1", "t2", "h1", "t3", "h2"]


def test_who_comes_anew_begins_level_with_who_has_taken_least() -> None:
    old, older, new = ("old", False), ("older", True), ("new", False)
    known = {old: Share(3.0, 0.1), older: Share(7.0, 0.2), ("gone", False): Share(1.0)}
    assert shares_of([old, older, new], known) == {old: known[old], older: known[older], new: Share(3.0)}
    assert shares_of([new], {}) == {new: Share(0.0)}


def test_what_deciding_has_taken_is_counted_by_who_asked() -> None:
    one, other = ("one", False), ("other", True)
    after = shares_after({one: Share(1.0, 0.5)}, [(one, 0.2), (other, 0.3), (one, 0.4)])
    assert after == {one: Share(pytest.approx(1.6), pytest.approx(0.3)), other: Share(0.3, 0.3)}


SOURCES: list[Source] = [("", True), ("a", False), ("a", True), ("b", False)]


@given(st.lists(st.sampled_from(SOURCES), max_size=60), st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_turns_leave_nobody_out_and_each_caller_in_order_and_nobody_ahead(
    waiting: list[Source], each: list[int]
) -> None:
    asked = [Asked(command("p"), caller(key) if key else None, in_bulk) for key, in_bulk in waiting]
    shares = {source: Share(0.0, float(seconds)) for source, seconds in zip(SOURCES, each, strict=True)}
    order = list(callers_in_turn(asked, shares))
    assert sorted(order) == list(range(len(waiting)))
    left = {source: [place for place, one in enumerate(waiting) if one == source] for source in SOURCES}
    taken = dict.fromkeys(SOURCES, 0.0)
    for place in order:
        source = waiting[place]
        assert left[source].pop(0) == place
        taken[source] += shares[source].each
        others = [taken[one] + shares[one].each for one in SOURCES if left[one]]
        assert taken[source] <= min(others, default=taken[source])
