"""Batches single reads of members: those that arrive at the same time are answered together.

Reads that arrive while one is in progress wait; then all of a programme's waiting reads are answered by a few
statements, however many they are. A lone one starts at once. A read starts after its request, so it sees every write
acknowledged before.
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
    """Calls `read_all` for members of a programme (by reference); it returns the answers in the same order."""

    def __init__(self, read_all: ReadAll) -> None:
        self._read_all = read_all
        self._waiting: dict[str, list[_Waiting]] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}

    async def read(self, program_id: str, reference: str) -> Answer:
        """The answer to one read. Raises the exception of `read_all` for it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(program_id, []).append(_Waiting(reference, answer))
        if program_id not in self._readers:
            # A task of its own: a caller that hangs up does not cancel it for the others.
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
                # A failing read fails alone.
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
