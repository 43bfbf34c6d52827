"""The one way by which anything that changes a member is written: group commit.

Commands that arrive while a transaction is in flight wait; when it is done, all that wait are the next batch:
loaded and locked together, decided one by one in the order of arrival, written with a few statements, and
committed once. A lone command goes at once. Callers get their answers after the commit, never before.

When a batch fails it is run one by one, so that a command that cannot be carried out fails alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import monotonic
from typing import NamedTuple

from app.actions.keys import Caller
from app.actions.observer import Observer
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import Command, MergeMembers
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict

LARGEST_BATCH = 256
MOST_WAITING = 2048
# For as many as can be served in this time: a till that has given up is work for nothing.
LONGEST_WAIT_SECONDS = 2.0


class Asked(NamedTuple):
    """A command, and with whose key it came; None for what is done beside the API."""

    command: Command
    caller: Caller | None = None


Answer = Decision | Refusal
Perform = Callable[[Sequence[Asked]], Awaitable[list[Answer]]]
# Is told what became of a command: its answer, or why there is none.
Done = Callable[[Answer | Exception], None]


class Unavailable(Exception):
    """The command could not be carried out now; whether it was is unknown, and asking again settles it."""


class _Waiting(NamedTuple):
    asked: Asked
    done: Done


def _settle(answer: "asyncio.Future[Answer]", ended: Answer | Exception) -> None:
    if answer.done():
        return
    if isinstance(ended, Exception):
        answer.set_exception(ended)
    else:
        answer.set_result(ended)


def _goes_alone(one: _Waiting) -> bool:
    return type(one.asked.command) is MergeMembers


def _room_for_tills(batch_seconds: float) -> int:
    batches = LONGEST_WAIT_SECONDS / max(batch_seconds, 0.001)
    return max(LARGEST_BATCH, min(MOST_WAITING, int(LARGEST_BATCH * batches)))


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
        self._room_for_tills = MOST_WAITING
        self._watch = watch or Observer()
        self._on_death = on_death
        self._waiting: deque[_Waiting] = deque()
        self._work = asyncio.Event()
        self._closing = False
        self._runner: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start taking commands."""
        self._runner = asyncio.create_task(self._run(), name="write queue")
        self._runner.add_done_callback(self._ended)

    async def close(self) -> None:
        """Take no more commands, and carry out those that wait."""
        self._closing = True
        self._work.set()
        if self._runner:
            await asyncio.wait([self._runner])

    async def submit(self, command: Command, caller: Caller | None = None) -> Answer:
        """The answer to a command that came with this key, after its commit. Raises Unavailable.

        A caller who gives up does not take the command back.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.take(command, caller, partial(_settle, answer))
        return await answer

    def take(self, command: Command, caller: Caller | None, done: Done) -> None:
        """Take a command on; `done`, which raises nothing, is called as `submit` would end. Raises Unavailable."""
        if self._closing or len(self._waiting) >= MOST_WAITING:
            raise Unavailable
        self._waiting.append(_Waiting(Asked(command, caller), done))
        self._work.set()

    @property
    def depth(self) -> int:
        """Commands that wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether tills should be turned away: as many wait as are served before they give up, going by the last batch.

        Who brings much at once, or works beside the API, is in no such hurry, and is taken on while there is room.
        """
        return len(self._waiting) >= self._room_for_tills

    async def _run(self) -> None:
        while self._waiting or not self._closing:
            if not self._waiting:
                self._work.clear()
                await self._work.wait()
                continue
            batch = self._next_batch()
            try:
                self._watch.batch_taken(len(batch), len(self._waiting))
                began = self._now()
                await self._carry_out(batch)
                self._room_for_tills = _room_for_tills(self._now() - began)
            except BaseException:
                self._fail(batch, Unavailable())
                raise

    def _next_batch(self) -> list[_Waiting]:
        batch = [self._waiting.popleft()]
        # All that the tables say of a member is read once for a batch, so who needs it may have no neighbours.
        while self._waiting and len(batch) < LARGEST_BATCH and not any(map(_goes_alone, (batch[-1], self._waiting[0]))):
            batch.append(self._waiting.popleft())
        return batch

    async def _carry_out(self, batch: list[_Waiting]) -> None:
        try:
            try:
                answers = await self._perform([one.asked for one in batch])
            except IntegrityConflict:
                # Another process wrote one of these names first: its rows are visible to a second run.
                answers = await self._perform([one.asked for one in batch])
        except DatabaseUnavailable as error:
            # Who waits behind this batch has waited long enough: they are told now rather than after another limit.
            behind = list(self._waiting)
            self._waiting.clear()
            self._fail(batch + behind, Unavailable(str(error)))
        except Exception as error:
            if len(batch) == 1:
                self._fail(batch, error if not isinstance(error, IntegrityConflict) else Unavailable())
                return
            for one in batch:
                await self._carry_out([one])
        else:
            # In a moment: the database is to have the next batch before answers are put into words.
            asyncio.get_running_loop().call_soon(self._answer, batch, answers)

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
