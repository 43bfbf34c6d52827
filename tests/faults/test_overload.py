"""More comes than can be done: the rest is turned away at once, and what can be done still is."""

import asyncio
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from tests.service.concurrency import request
from tests.service.processes import Installation, Server
from tests.service.shop import DOCUMENT, coffees

# So slow that any machine can ask for much more than it can do, and its queue so short that it soon is full.
A_SLOW_SERVER = """
import asyncio
from app.actions.writing import write_queue
from app.cli import main

write_queue.LARGEST_BATCH, write_queue.MOST_WAITING = 10, 80
carry_out = write_queue.WriteQueue._carry_out

async def slowly(self, batch):
    await asyncio.sleep(1)
    return await carry_out(self, batch)

write_queue.WriteQueue._carry_out = slowly
main()
"""
CALLERS = 64
CROWD = 500
# A server closes a line on which nothing is asked for five seconds.
MOST_IDLE_SECONDS = 3
# More at once than the queues of two processes take.
MOST_LINES = 6_000


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """Each line is an open file, of which many a shell allows a thousand only."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_LINES
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(most, wanted), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


class Said(NamedTuple):
    """An answer, when it came, and how long that took."""

    status: int
    retry_after: bool
    at: float
    seconds: float


class Callers:
    """Callers on lines that are kept open, as many as there are questions without an answer."""

    def __init__(self, server: Server, key: str) -> None:
        self.said: list[Said] = []
        self._port = server.port
        self._key = key
        self._number = 0
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._left: list[asyncio.StreamWriter] = []

    async def sell(self) -> None:
        """One sale, and its answer."""
        self._number += 1
        name = f"till-{id(self)}-{self._number}"
        sent = request(self._key, "POST", "/v1/purchases", coffees(name, f"ext:m-{self._number % 500}", 1, enrol=True))
        began = time.monotonic()
        reader, writer = await self._line()
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        ended = time.monotonic()
        self.said.append(Said(int(head.split()[1]), b"\r\nretry-after: " in head, ended, ended - began))
        self._idle.append((ended, reader, writer))

    async def one_after_the_other(self, seconds: float) -> float:
        """Each asks again when it was answered: how many sales a second that makes."""
        end = time.monotonic() + seconds

        async def sell_on() -> None:
            while time.monotonic() < end:
                await self.sell()

        began = time.monotonic()
        await asyncio.gather(*(sell_on() for _ in range(CALLERS)))
        return _done(self.said) / (time.monotonic() - began)

    async def at_a_rate(self, a_second: float, seconds: float) -> float:
        """They come at their own pace, whatever others are told: how many sales a second were done meanwhile."""
        began = time.monotonic()
        sales: list[asyncio.Task[None]] = []
        while (passed := time.monotonic() - began) < seconds:
            due = min(int(a_second * passed) - len(sales), MOST_LINES - (len(sales) - len(self.said)))
            sales += [asyncio.create_task(self.sell()) for _ in range(due)]
            await asyncio.sleep(0.005)
        ended = time.monotonic()
        await asyncio.gather(*sales)
        return _done([one for one in self.said if one.at <= ended]) / (ended - began)

    async def hang_up(self) -> None:
        """Close every line."""
        self._left += [writer for _, _, writer in self._idle]
        for writer in self._left:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._left), return_exceptions=True)

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            since, reader, writer = self._idle.pop()
            if time.monotonic() - since < MOST_IDLE_SECONDS:
                return reader, writer
            self._left.append(writer)
        return await asyncio.open_connection("127.0.0.1", self._port)


def _done(said: Sequence[Said]) -> int:
    return sum(one.status == 201 for one in said)


async def overloaded(server: Server, key: str, times: float, seconds: float) -> tuple[float, float, list[Said]]:
    """What it does when asked at its own pace, and when so many times as much comes; and what that was answered."""
    calm, crowd = Callers(server, key), Callers(server, key)
    capacity = await calm.one_after_the_other(seconds)
    await calm.hang_up()
    goodput = await crowd.at_a_rate(times * capacity, seconds)
    await crowd.hang_up()
    assert {one.status for one in calm.said} == {201}
    print(f"{capacity:.0f} sales a second, {goodput:.0f} of {times * capacity:.0f}; {_summary(crowd.said)}")
    return capacity, goodput, crowd.said


def _summary(said: Sequence[Said]) -> dict[int, str]:
    took = {
        status: median(one.seconds for one in said if one.status == status) for status in {one.status for one in said}
    }
    return {status: f"{count} in {took[status]:.3f} s" for status, count in Counter(one.status for one in said).items()}


def test_what_is_too_much_is_turned_away_at_once_and_the_rest_done(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path, [sys.executable, "-c", A_SLOW_SERVER])
    key = installation.create_program(DOCUMENT)
    with installation.serving() as server, server.client(key) as client:
        said = asyncio.run(crowding(server, key))
        print(_summary(said))
        assert {one.status for one in said} == {201, 503}
        done, turned_away = ([one for one in said if one.status == status] for status in (201, 503))
        assert all(one.retry_after for one in turned_away)
        # Ten are done in a second, and those who are turned away wait for none of them.
        assert median(one.at for one in turned_away) < max(one.at for one in done)
        assert client.post("/v1/purchases", json=coffees("after", "ext:ada", 1, enrol=True)).status_code == 201
        members = client.get("/v1/members", params={"limit": 200}).json()["data"]
        assert len(members) == len(done) + 1
    installation.verify()


async def crowding(server: Server, key: str) -> list[Said]:
    """What a crowd is told that comes all at once."""
    crowd = Callers(server, key)
    await asyncio.gather(*(crowd.sell() for _ in range(CROWD)))
    await crowd.hang_up()
    return crowd.said


@pytest.mark.long
def test_an_open_door_does_not_collapse(installation: Installation) -> None:
    """The server as it is. Its callers take their part of the same processors, and to turn somebody away takes some of
    its time too, so what is asked for is that it goes on, not how well."""
    key = installation.create_program(DOCUMENT)
    with installation.serving(*installation.most_processes) as server, server.client(key) as client:
        capacity, goodput, said = asyncio.run(overloaded(server, key, times=2, seconds=10))
        assert {one.status for one in said} <= {201, 503}
        assert all(one.retry_after for one in said if one.status == 503)
        assert goodput > capacity / 5
        assert client.post("/v1/purchases", json=coffees("after", "ext:ada", 1, enrol=True)).status_code == 201
    installation.verify()
