"""Writers, sequencers and a follower of the feed are killed: the follower has every event once, in its order."""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.lifeline import Lifeline
from tests.service import follower
from tests.service.follower import lines_of
from tests.service.processes import LIMIT_SECONDS, Installation, Server
from tests.service.shop import DOCUMENT, coffees

WRITERS = 32
MEMBERS = 200
AT_ONCE = 25
# Sales, kills, and seconds for all. A sale is 1.4 events, so the long one has more than 100,000.
QUICK = (1_600, 3, LIMIT_SECONDS)
LONG = pytest.param((75_000, 30, 3_000), marks=pytest.mark.long)


class Helper:
    """A process that is killed and started again: a worker, or the follower."""

    def __init__(self, command: list[str], installation: Installation, log: Path) -> None:
        self._command = command
        self._installation = installation
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it anew."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._installation.folder,
                env=self._installation.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._lifeline = Lifeline(self._process.pid)

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        assert self._process
        self._process.kill()
        self._process.wait(LIMIT_SECONDS)
        self._lifeline.let_go()


class Writers:
    """Threads that record sales in batches, and repeat a batch until it is answered."""

    def __init__(self, key: str, ports: list[int], sales: int) -> None:
        self._key = key
        self._ports = ports
        self._batches = iter(range(0, sales, AT_ONCE))
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self.recorded = 0
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def are_done(self) -> bool:
        """Whether all is recorded."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Stop, whatever is left."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(LIMIT_SECONDS)

    def _write(self, number: int) -> None:
        draw, port = random.Random(number), self._ports[number % len(self._ports)]
        while not self._is_over.is_set():
            with self._lock:
                first = next(self._batches, None)
            if first is None:
                return
            sales = [
                coffees(f"s{sale}", f"ext:c{draw.randrange(MEMBERS)}", draw.randrange(1, 4), enrol=True)
                for sale in range(first, first + AT_ONCE)
            ]
            body = json.dumps({"purchases": sales}).encode()
            while not self._is_recorded(port, body) and not self._is_over.is_set():
                time.sleep(0.05)
            with self._lock:
                self.recorded += AT_ONCE

    def _is_recorded(self, port: int, body: bytes) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        try:
            line.request("POST", "/v1/purchases/batch", body, headers)
            answer = line.getresponse()
            told = json.loads(answer.read() or b"{}")
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            line.close()
        return {one["status"] for one in told.get("results", [{"status": answer.status}])} <= {200, 201}


@pytest.mark.parametrize("ordeal", [QUICK, LONG], ids=["quick", "long"])
def test_a_follower_has_every_event_once_whoever_is_killed(
    database_url: str, tmp_path: Path, ordeal: tuple[int, int, int]
) -> None:
    sales, kills, seconds = ordeal
    draw = random.Random(11)
    installation = Installation(database_url, tmp_path)
    installation.run("migrate")
    key = installation.create_program(DOCUMENT)
    is_sqlite = database_url.startswith("sqlite")
    # SQLite has one process, which writes and gives positions.
    options = () if is_sqlite else ("--no-worker",)
    servers = [installation.start(*options) for _ in range(1 if is_sqlite else 2)]
    file = tmp_path / "followed.jsonl"
    addresses = [one.address for one in servers]
    helpers = [
        Helper([sys.executable, follower.__file__, key, str(file), *addresses], installation, tmp_path / "follower.log")
    ]
    if not is_sqlite:
        worker = [*installation.command, "worker"]
        helpers += [Helper(worker, installation, tmp_path / f"worker{number}.log") for number in range(2)]
    began = time.monotonic()
    writers = Writers(key, [one.port for one in servers], sales)
    try:
        for number in range(kills):
            enough = (number + 1) * sales // (kills + 2)
            until(lambda enough=enough: writers.recorded >= enough, seconds)
            # The follower, a writer and a sequencer first, then at random.
            everyone = len(helpers) + len(servers)
            place = (0, len(helpers), 1)[number] if number < 3 else draw.randrange(everyone)
            if place < len(helpers):
                helpers[place].kill()
                time.sleep(draw.random() / 5)
                helpers[place].start()
            else:
                kill_and_start(installation, servers, place - len(helpers), options)
        until(writers.are_done, seconds)
        events = told(servers[0], key, sales)
        until(lambda: sum(len(one["seen"]) for one in lines_of_running(file)) >= len(events), seconds)
    finally:
        writers.stop()
        for helper in helpers:
            helper.kill()
        for server in servers:
            server.kill()
    followed = [tuple(event) for line in lines_of(file) for event in line["seen"]]
    assert followed == events, "the follower has what the feed tells from its start"
    assert_whole(followed, sales)
    print(f"{len(followed)} events, {kills} kills, {time.monotonic() - began:.0f} s")
    installation.verify()


def kill_and_start(installation: Installation, servers: list[Server], place: int, options: tuple[str, ...]) -> None:
    """Kill a server, and start one at the same port."""
    server = servers[place]
    server.kill()
    servers[place] = installation.start(*options, port=server.port)


def assert_whole(events: list[tuple[Any, ...]], sales: int) -> None:
    """No event is missing or there twice: positions and each member's numbers are 1, 2, 3 …"""
    assert [position for _, position, *_ in events] == list(range(1, len(events) + 1))
    assert len({id_ for id_, *_ in events}) == len(events)
    assert sum(type_ == "purchase.recorded" for *_, type_ in events) == sales
    numbers: dict[str, Any] = defaultdict(lambda: count(1))
    for _, _, subject, memberseq, _ in events:
        assert memberseq == (next(numbers[subject]) if subject else None)
    assert len(numbers) <= MEMBERS


def told(server: Server, key: str, sales: int) -> list[tuple[Any, ...]]:
    """All events of the feed, once every sale is in it."""
    found: list[tuple[Any, ...]] = []
    cursor, deadline = "start", time.monotonic() + LIMIT_SECONDS
    with server.client(key) as client:
        while True:
            asked = {"after": cursor, "limit": 1000, "wait_seconds": 1}
            page = client.get("/v1/events", params=asked).raise_for_status().json()
            found += [tuple(event[name] for name in follower.TOLD) for event in page["data"]]
            cursor = page["next_cursor"]
            is_all = sum(type_ == "purchase.recorded" for *_, type_ in found) >= sales
            if is_all and not page["data"]:
                return found
            assert time.monotonic() < deadline or page["data"], f"{len(found)} events and no more"


def lines_of_running(file: Path) -> list[dict[str, Any]]:
    """The whole lines so far of a follower at work."""
    text = file.read_bytes() if file.exists() else b""
    return [json.loads(line) for line in text[: text.rfind(b"\n") + 1].splitlines()]


def until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
