"""The way by which single questions about members are answered: together with those that come at the same time.

Questions that arrive while a read is under way wait; when it is done, all of a programme that wait are the next read,
which costs a few statements however many they are. A lone one goes at once. A read begins after its questions have
come, so it sees all that was acknowledged before them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from app.store.connection.errors import DatabaseUnavailable

LARGEST_READ = 256

Answer = bytes | None
ReadAll = Callable[[str, Sequence[str]], Awaitable[Sequence[Answer]]]


class _Waiting(NamedTuple):
    reference: str
    answer: "asyncio.Future[Answer]"


class ReadQueue:
    """Asks `read_all` of a programme's members (by their references) for the answers in the same order."""

    def __init__(self, read_all: ReadAll) -> None:
        self._read_all = read_all
        self._waiting: dict[str, list[_Waiting]] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}

    async def read(self, program_id: str, reference: str) -> Answer:
        """The answer to one question. Raises what `read_all` raises for it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(program_id, []).append(_Waiting(reference, answer))
        if program_id not in self._readers:
            # A task of its own: whoever hangs up takes nobody along.
            self._readers[program_id] = asyncio.create_task(self._run(program_id), name="read queue")
        return await answer

    async def _run(self, program_id: str) -> None:
        try:
            while waiting := self._waiting.pop(program_id, None):
                if len(waiting) > LARGEST_READ:
                    self._waiting[program_id] = waiting[LARGEST_READ:]
                await self._answer(program_id, waiting[:LARGEST_READ])
        finally:
            del self._readers[program_id]

    async def _answer(self, program_id: str, waiting: list[_Waiting]) -> None:
        try:
            answers = await self._read_all(program_id, [one.reference for one in waiting])
        except Exception as error:
            if len(waiting) > 1 and not isinstance(error, DatabaseUnavailable):
                # One that cannot be answered fails alone.
                for one in waiting:
                    await self._answer(program_id, [one])
                return
            for one in waiting:
                if not one.answer.done():
                    one.answer.set_exception(error)
            return
        for one, answer in zip(waiting, answers, strict=True):
            if not one.answer.done():
                one.answer.set_result(answer)
