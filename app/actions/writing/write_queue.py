"""The only way to write members: group commit.

Commands that arrive while a transaction is in flight wait; when it is done, all waiting ones are the next batch: loaded
and locked together, decided one by one in order of arrival, written with a few statements, and committed once. A lone
command starts at once. Callers get their answers after the commit, never before.

A batch ends early if deciding takes long. From then on callers take turns by the time spent on deciding for each, until
nobody is left behind. The commands of one caller stay in order.

A failed batch is repeated one by one, so that a command that cannot be carried out fails alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import heapify, heappop, heapreplace
from time import monotonic
from typing import Any, Final, NamedTuple

from app.actions.access.keys import Caller
from app.actions.writing.observer import Observer
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import MergeMembers
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict

LARGEST_BATCH = 256
MOST_WAITING = 2048
# The time for deciding one batch before the next has its turn; a command in progress is finished.
DECIDING_SECONDS: Final = 0.05
# The queue holds what can be served in this time: serving a till that has given up is wasted work.
LONGEST_WAIT_SECONDS = 2.0
# When the estimate was wrong, a till waits a little longer before its purchase is refused.
GIVEN_UP_SECONDS: Final = 3.0
# Smaller batches are mostly fixed costs, and say little about a full queue.
FEWEST_TO_MEASURE: Final = 32


# A party that takes turns: a key ("" for background work), and whether its commands come in bulk.
Source = tuple[str, bool]


class Asked(NamedTuple):
    """A command, the caller of its key (None for background work), and whether it is one of many.

    `mark`: what WriteQueue.observe was given to mark commands with.
    """

    command: Command
    caller: Caller | None = None
    in_bulk: bool = False
    mark: Any = None

    @property
    def source(self) -> Source:
        """The party that waits for it."""
        return (self.caller.key_id if self.caller else "", self.in_bulk)


Answer = Decision | Refusal


class Performed(NamedTuple):
    """The answers to the first commands of a batch, at least one, and the seconds spent on deciding each.

    The commands after them were not started.
    """

    answers: list[Answer]
    seconds: list[float]


class Share(NamedTuple):
    """The seconds spent on deciding for one party: in all, and recently per command."""

    taken: float
    each: float = 0.0


Perform = Callable[[Sequence[Asked]], Awaitable[Performed]]
# Receives the outcome of a command: its answer, or its exception.
Done = Callable[[Answer | Exception], None]


class Unavailable(Exception):
    """The command cannot be carried out now; whether it had an effect is unknown, and a retry settles it."""


class Pace(NamedTuple):
    """The commands and seconds of recent batches; each batch halves the weight of those before it."""

    commands: float
    seconds: float

    def after(self, commands: int, seconds: float) -> "Pace":
        """The pace after another batch."""
        return Pace(self.commands / 2 + commands, self.seconds / 2 + seconds)

    @property
    def room(self) -> int:
        """The commands that are carried out in LONGEST_WAIT_SECONDS: LARGEST_BATCH to MOST_WAITING."""
        served = self.commands * LONGEST_WAIT_SECONDS / max(self.seconds, 0.001)
        return max(LARGEST_BATCH, min(MOST_WAITING, int(served)))


# A server that has not been measured is taken to carry out two full batches in that time.
UNMEASURED: Final = Pace(2 * LARGEST_BATCH / LONGEST_WAIT_SECONDS, 1.0)


class _Waiting(NamedTuple):
    asked: Asked
    done: Done
    latest: float | None = None  # when its caller gives up

    def is_late(self, now: float) -> bool:
        """Whether its caller has given up."""
        return self.latest is not None and self.latest < now


def _settle(answer: "asyncio.Future[Answer]", ended: Answer | Exception) -> None:
    if answer.done():
        return
    if isinstance(ended, Exception):
        answer.set_exception(ended)
    else:
        answer.set_result(ended)


def callers_in_turn(waiting: Iterable[Asked], shares: Mapping[Source, Share]) -> Iterator[int]:
    """The positions of waiting commands, in turn: the party with the least time goes next, each in order of arrival."""
    places: dict[Source, deque[int]] = {}
    for place, asked in enumerate(waiting):
        places.setdefault(asked.source, deque()).append(place)
    turns = []
    for source, own in places.items():
        taken, each = shares[source]
        turns.append((taken + each, 0, own[0], each, own))
    heapify(turns)
    while turns:
        taken, turn, place, each, own = turns[0]
        own.popleft()
        if own:
            heapreplace(turns, (taken + each, turn + 1, own[0], each, own))
        else:
            heappop(turns)
        yield place


def shares_of(sources: Collection[Source], known: Mapping[Source, Share]) -> dict[Source, Share]:
    """The shares of the waiting parties. A new party starts at the lowest share: idle time is not saved up."""
    least = min((known[source].taken for source in sources if source in known), default=0.0)
    return {source: known.get(source) or Share(least) for source in sources}


def shares_after(shares: Mapping[Source, Share], took: Iterable[tuple[Source, float]]) -> dict[Source, Share]:
    """The shares after spending these seconds on deciding, command by command."""
    by_source: dict[Source, list[float]] = {}
    for source, seconds in took:
        by_source.setdefault(source, []).append(seconds)
    after = dict(shares)
    for source, all_seconds in by_source.items():
        before = shares[source].taken if source in shares else 0.0
        after[source] = Share(before + sum(all_seconds), sum(all_seconds) / len(all_seconds))
    return after


def _goes_alone(one: _Waiting) -> bool:
    return type(one.asked.command) is MergeMembers


class WriteQueue:
    """Runs `perform` on batches of commands, one transaction at a time. Use it inside a running event loop.

    `now` counts seconds.
    """

    def __init__(
        self,
        perform: Perform,
        on_death: Callable[[], None],
        watch: Observer | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._perform = perform
        self._now = now
        self._pace = UNMEASURED
        self._in_hand = 0  # commands of the batch in progress
        self._watch = watch or Observer()
        self._on_death = on_death
        self._waiting: deque[_Waiting] = deque()
        # Only while somebody is left behind: without a backlog nobody needs turns.
        self._shares: dict[Source, Share] = {}
        self._work = asyncio.Event()
        self._closing = False
        self._runner: asyncio.Task[None] | None = None
        self._mark: Callable[[], Any] | None = None

    def observe(self, around: Callable[[Perform], Perform], mark: Callable[[], Any]) -> None:
        """Put something around the work on each batch, and a mark on each command when it is taken."""
        self._perform = around(self._perform)
        self._mark = mark

    def start(self) -> None:
        """Start accepting commands."""
        self._runner = asyncio.create_task(self._run(), name="write queue")
        self._runner.add_done_callback(self._ended)

    async def close(self) -> None:
        """Stop accepting commands, and finish the waiting ones."""
        self._closing = True
        self._work.set()
        if self._runner:
            await asyncio.wait([self._runner])

    async def submit(self, command: Command, caller: Caller | None = None, *, in_bulk: bool = False) -> Answer:
        """The answer to a command of this caller, after its commit. Raises Unavailable.

        `in_bulk`: it is one of many, and takes turns with single commands of the same key. If the caller gives up, the
        command is still carried out.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.take(command, caller, partial(_settle, answer), in_bulk=in_bulk)
        return await answer

    def take(
        self, command: Command, caller: Caller | None, done: Done, *, in_bulk: bool = False, gives_up: bool = False
    ) -> None:
        """Queue a command; `done`, which must not raise, gets the outcome of `submit`. Raises Unavailable.

        `gives_up`: the caller does not wait long; what is not begun after GIVEN_UP_SECONDS ends as Unavailable.
        """
        if self._closing or len(self._waiting) >= MOST_WAITING:
            raise Unavailable
        mark = self._mark() if self._mark else None
        latest = self._now() + GIVEN_UP_SECONDS if gives_up else None
        self._waiting.append(_Waiting(Asked(command, caller, in_bulk, mark), done, latest))
        self._work.set()

    @property
    def depth(self) -> int:
        """The number of waiting commands."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether to refuse tills: as many commands wait, or are in progress, as are served before callers give up.

        Batches and background work may still queue, up to MOST_WAITING.
        """
        return len(self._waiting) + self._in_hand >= self._pace.room

    async def _run(self) -> None:
        while self._waiting or not self._closing:
            if not self._waiting:
                self._work.clear()
                await self._work.wait()
                continue
            if not self._closing:
                self._refuse_late()
                if not self._waiting:
                    continue
            batch = self._next_batch()
            self._in_hand = len(batch)
            behind = len(self._waiting)
            try:
                self._watch.batch_taken(behind)
                began = self._now()
                not_begun = await self._carry_out(batch)
                self._measure(len(batch) - len(not_begun), self._now() - began, behind + len(not_begun))
            except BaseException:
                self._fail(batch, Unavailable())
                raise
            self._in_hand = 0
            self._waiting.extendleft(reversed(not_begun))
            if not not_begun and not behind:
                self._shares = {}

    def _measure(self, commands: int, seconds: float, left: int) -> None:
        if commands >= FEWEST_TO_MEASURE or left:
            self._pace = self._pace.after(commands, seconds)

    def _refuse_late(self) -> None:
        """Refuse the commands whose callers have given up: carrying them out would make all others late, too."""
        now = self._now()
        late = [one for one in self._waiting if one.is_late(now)]
        if late:
            self._waiting = deque(one for one in self._waiting if not one.is_late(now))
            self._fail(late, Unavailable())

    def _next_batch(self) -> list[_Waiting]:
        if self._shares or len(self._waiting) > LARGEST_BATCH:
            return self._batch_in_turn()
        batch = [self._waiting.popleft()]
        # It needs all records of its members, which are loaded once per batch, so it gets a batch of its own.
        while self._waiting and not any(map(_goes_alone, (batch[-1], self._waiting[0]))):
            batch.append(self._waiting.popleft())
        return batch

    def _batch_in_turn(self) -> list[_Waiting]:
        waiting = list(self._waiting)
        self._shares = shares_of({one.asked.source for one in waiting}, self._shares)
        taken: dict[int, _Waiting] = {}
        seconds = 0.0
        before: _Waiting | None = None
        for place in callers_in_turn([one.asked for one in waiting], self._shares):
            one = waiting[place]
            seconds += self._shares[one.asked.source].each
            if before and (seconds > DECIDING_SECONDS or _goes_alone(before) or _goes_alone(one)):
                break
            taken[place] = before = one
            if len(taken) == LARGEST_BATCH:
                break
        self._waiting = deque(one for place, one in enumerate(waiting) if place not in taken)
        return list(taken.values())

    async def _carry_out(self, batch: list[_Waiting]) -> list[_Waiting]:
        """Carry out a batch, or its first commands; returns those not started."""
        try:
            try:
                answers, seconds = await self._perform([one.asked for one in batch])
            except IntegrityConflict:
                # Another process wrote one of these names first: a second run will see its rows.
                answers, seconds = await self._perform([one.asked for one in batch])
        except DatabaseUnavailable as error:
            # Commands behind this batch have waited long enough: answer them now rather than after another time limit.
            behind = list(self._waiting)
            self._waiting.clear()
            self._fail(batch + behind, Unavailable(str(error)))
        except Exception as error:
            if len(batch) == 1:
                self._fail(batch, error if not isinstance(error, IntegrityConflict) else Unavailable())
                return []
            for one in batch:
                await self._carry_out([one])
        else:
            performed, not_begun = batch[: len(answers)], batch[len(answers) :]
            self._watch.batch_done(len(answers))
            if self._shares or not_begun:
                took = zip([one.asked.source for one in performed], seconds, strict=True)
                self._shares = shares_after(self._shares, took)
            # Later in the loop, so that the database gets the next batch before answers are rendered.
            asyncio.get_running_loop().call_soon(self._answer, performed, answers)
            return not_begun
        return []

    @staticmethod
    def _answer(batch: list[_Waiting], answers: list[Answer]) -> None:
        for one, answer in zip(batch, answers, strict=True):
            one.done(answer)

    @staticmethod
    def _fail(batch: list[_Waiting], error: Exception) -> None:
        for one in batch:
            one.done(error)

    def _ended(self, runner: "asyncio.Task[None]") -> None:
        self._fail(list(self._waiting), Unavailable())
        self._waiting.clear()
        if not self._closing:
            self._closing = True
            self._on_death()
