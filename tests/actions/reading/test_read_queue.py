import asyncio
from collections.abc import Sequence

import pytest

from app.actions.reading.read_queue import LARGEST_READ, ReadQueue
from app.store.connection.errors import DatabaseUnavailable

pytestmark = pytest.mark.anyio


class Reader:
    """Answers each reference with itself, None for `nobody`; fails a read that asks for `broken`, or as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.reads: list[tuple[str, list[str]]] = []
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        self.reads.append((program_id, list(references)))
        await self.go.wait()
        if self.failure:
            raise self.failure
        if "broken" in references:
            raise ValueError("broken")
        return [None if reference == "nobody" else reference.encode() for reference in references]


async def test_what_is_asked_while_a_read_is_under_way_is_read_together() -> None:
    reader = Reader()
    reader.go.clear()
    queue = ReadQueue(reader)
    asked = [asyncio.create_task(queue.read("prg_1", "a"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked += [asyncio.create_task(queue.read("prg_1", name)) for name in ("b", "nobody", "b")]
    await asyncio.sleep(0)
    reader.go.set()
    assert await asyncio.gather(*asked) == [b"a", b"b", None, b"b"]
    assert reader.reads == [("prg_1", ["a"]), ("prg_1", ["b", "nobody", "b"])]


async def test_a_lone_question_does_not_wait_for_another_programme() -> None:
    reader = Reader()
    reader.go.clear()
    queue = ReadQueue(reader)
    asked = [asyncio.create_task(queue.read(program, "a")) for program in ("prg_1", "prg_2")]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert reader.reads == [("prg_1", ["a"]), ("prg_2", ["a"])]
    reader.go.set()
    await asyncio.gather(*asked)


async def test_a_read_is_no_larger_than_it_may_be() -> None:
    reader = Reader()
    queue = ReadQueue(reader)
    await asyncio.gather(*(queue.read("prg_1", str(number)) for number in range(LARGEST_READ + 1)))
    assert [len(references) for _, references in reader.reads] == [LARGEST_READ, 1]


async def test_what_cannot_be_answered_fails_alone() -> None:
    queue = ReadQueue(Reader())
    answers = await asyncio.gather(
        *(queue.read("prg_1", name) for name in ("a", "broken", "b")), return_exceptions=True
    )
    assert answers[0] == b"a"
    assert isinstance(answers[1], ValueError)
    assert answers[2] == b"b"


async def test_a_database_that_is_gone_fails_all_who_wait_and_is_asked_once() -> None:
    reader = Reader(DatabaseUnavailable())
    queue = ReadQueue(reader)
    answers = await asyncio.gather(*(queue.read("prg_1", name) for name in "abc"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseUnavailable] * 3
    assert len(reader.reads) == 1
    reader.failure = None
    assert await queue.read("prg_1", "a") == b"a"


async def test_whoever_hangs_up_takes_nobody_along() -> None:
    reader = Reader()
    reader.go.clear()
    queue = ReadQueue(reader)
    gone, stays = (asyncio.create_task(queue.read("prg_1", name)) for name in "ab")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone.cancel()
    reader.go.set()
    assert await stays == b"b"
