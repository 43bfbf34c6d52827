"""`./run bench --only events`: what writing events costs a purchase, in processor time.

Rounds with and without events take turns in one process, against one database: the service's application is called
directly, without sockets, by as many tills at once as elsewhere. Time that others take from the machine does not count.
On PostgreSQL the server's processes count too, and so does giving events their positions.
"""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch

from app.actions.event_log import EventLog
from app.actions.goldlist import Goldlist
from app.api.http.application import create_application
from app.main import opened
from app.progress import Progress
from app.settings import Settings
from bench import workload
from bench.contests import POSTGRESQL, SQLITE
from bench.databases import Databases
from bench.processes import seconds_of

TILLS = 64
PURCHASES = 1_500
ROUNDS = 12
HISTORY = 10_000
GOAL = 0.9


class Figure(NamedTuple):
    """A figure with its unit. `ratio`: the part of the rate without events that is kept; None for other figures."""

    name: str
    value: str
    ratio: float | None = None


def measure(rounds: int = ROUNDS, purchases: int = PURCHASES, history: int = HISTORY) -> list[Figure]:
    """Measure on both databases."""
    databases = Databases()
    try:
        return [one for kind in (SQLITE, POSTGRESQL) for one in _on(databases, kind, rounds, (purchases, history))]
    finally:
        databases.end()


def _on(databases: Databases, kind: str, rounds: int, sizes: tuple[int, int]) -> list[Figure]:
    purchases, history = sizes
    url, key = databases.copy(kind, "events", history), databases.key(kind, history)
    server = databases.postgresql_process() if kind == POSTGRESQL else None

    def used() -> float:
        return time.process_time() + (seconds_of(server) if server else 0.0)

    told, silent = asyncio.run(_measure(url, key, used, rounds, purchases))
    # Rates in turn are those of neighbours: what the machine does meanwhile is much the same for both.
    ratio = statistics.median(less / more for more, less in zip(told, silent, strict=True))
    return [
        Figure(f"{kind}: with events", f"{1e6 * statistics.median(told):,.0f} µs of processor a purchase"),
        Figure(f"{kind}: without", f"{1e6 * statistics.median(silent):,.0f} µs of processor a purchase"),
        Figure(f"{kind}: rate kept", f"{ratio:.3f} (goal {GOAL})", ratio),
    ]


async def _measure(
    url: str, key: str, used: Callable[[], float], rounds: int, purchases: int
) -> tuple[list[float], list[float]]:
    """The processor time of a purchase in each round, with events and without."""
    told: list[float] = []
    silent: list[float] = []
    async with opened(Settings(database_url=url)) as goldlist:
        tills = _Tills(goldlist, key)
        await tills.sell(purchases)
        with Progress("measuring", 2 * rounds, "rounds") as progress:
            for number in range(rounds):
                # Whoever went first goes last the next time.
                for events in (True, False) if number % 2 == 0 else (False, True):
                    before = used()
                    if events:
                        await tills.sell(purchases)
                        await goldlist.sequencer.catch_up()
                    else:
                        with _without_events():
                            await tills.sell(purchases)
                    (told if events else silent).append((used() - before) / purchases)
                    progress.add(1)
    return told, silent


@contextmanager
def _without_events() -> Iterator[None]:
    """The service as if it had no events."""

    async def nothing(*_: object) -> bool:
        return False

    with patch.object(EventLog, "enter", lambda *_: None), patch.object(EventLog, "save", nothing):
        yield


class _Tills:
    """Tills that call the application."""

    def __init__(self, goldlist: Goldlist, key: str) -> None:
        self._application: Any = create_application(goldlist)
        self._headers = [
            (b"host", b"127.0.0.1"),
            (b"authorization", f"Bearer {key}".encode()),
            (b"content-type", b"application/json"),
        ]
        requests = workload.purchases(key, workload.everybody())
        self._bodies = [one.partition(b"\r\n\r\n")[2] for one in requests]
        self._numbers = count()

    async def sell(self, purchases: int) -> None:
        """Sell this often."""
        left = iter(range(purchases))

        async def till() -> None:
            for _ in left:
                await self._buy()

        await asyncio.gather(*(till() for _ in range(TILLS)))

    async def _buy(self) -> None:
        number = next(self._numbers)
        mark = f"{number:0{len(workload.MARK)}}".encode()
        body = self._bodies[number % len(self._bodies)].replace(workload.MARK.encode(), mark)
        length = (b"content-length", str(len(body)).encode())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/v1/purchases",
            "raw_path": b"/v1/purchases",
            "query_string": b"",
            "root_path": "",
            "headers": [*self._headers, length],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._application(scope, receive, send)
        assert statuses == [201], statuses
