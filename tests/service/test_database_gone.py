"""The database goes away under a running server: callers are told at once, and all is well when it is back."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.service.own_postgres import OwnPostgres
from tests.service.processes import LIMIT_SECONDS, Installation, Server
from tests.service.shop import DOCUMENT, purchase
from tests.service.test_import_beside import start_import, write_file
from tests.service.test_kills import wait_until

BASKETS = 2000
# The promise is 3 seconds; a busy machine may add to it.
LONGEST_SECONDS = 60
ANSWERS_IN_A_ROW = 5
PURCHASES = "/v1/purchases"
PATHS = [PURCHASES, PURCHASES, "/v1/members/ext:ada/status", "/v1/members", "/readyz", "/healthz"]


class Said(NamedTuple):
    """What a caller was told: to what, when, and how long it took."""

    path: str
    at: float
    seconds: float
    answer: httpx2.Response


class Callers:
    """Callers who ask one thing after another, whatever they are told."""

    def __init__(self, server: Server, key: str) -> None:
        self.said: list[Said] = []
        self.sent: dict[str, bytes] = {}
        self._server = server
        self._key = key
        self._stopping = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """They ask as long as the context lasts. A connection that breaks is an error of the test."""
        broken: list[Exception] = []

        def work(number: int, path: str) -> None:
            try:
                self._ask(number, path)
            except Exception as error:
                broken.append(error)

        threads = [threading.Thread(target=work, args=one, daemon=True) for one in enumerate(PATHS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join(LIMIT_SECONDS)
        assert broken == []

    def since(self, begin: float) -> list[Said]:
        """What was told on requests made since then."""
        return [one for one in list(self.said) if begin <= one.at]

    def are_all_well(self, begin: float) -> bool:
        """Whether everything was answered well a few times in a row, the last times that it was asked."""
        last = {path: [one.answer for one in self.since(begin) if one.path == path] for path in PATHS}
        return all(
            len(answers) >= ANSWERS_IN_A_ROW and all(one.is_success for one in answers[-ANSWERS_IN_A_ROW:])
            for answers in last.values()
        )

    def _ask(self, number: int, path: str) -> None:
        with self._server.client(self._key) as client:
            place = 0
            while not self._stopping.is_set():
                if path != PURCHASES:
                    self._say(client, "GET", path)
                else:
                    place += 1
                    name = f"till-{number}-{place}"
                    body = self.sent[name] = json.dumps(purchase(name, "ext:ada", 100)).encode()
                    self._say(client, "POST", path, content=body, headers={"Content-Type": "application/json"})
                time.sleep(0.05)

    def _say(self, client: httpx2.Client, method: str, path: str, **more: object) -> None:
        at = time.monotonic()
        answer = client.request(method, path, **more)  # type: ignore[arg-type]
        self.said.append(Said(path, at, time.monotonic() - at, answer))


def test_everybody_is_told_and_all_is_well_again_afterwards(tmp_path: Path) -> None:
    with OwnPostgres.started() as postgres:
        installation = Installation(postgres.url, tmp_path, wait_seconds=None)
        installation.run("migrate")
        key = installation.create_program(DOCUMENT)
        with installation.serving() as server, server.client(key) as client:
            client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
            callers = Callers(server, key)
            with callers.at_work():
                begun_at = time.monotonic()
                wait_until(lambda: callers.are_all_well(begun_at))
                for gone in (stopped, OwnPostgres.frozen):
                    with gone(postgres):
                        assert_told(callers, time.monotonic())
                    back_at = time.monotonic()
                    wait_until(partial(callers.are_all_well, back_at))
            print(f"{len(callers.said)} answers, the slowest after {max(one.seconds for one in callers.said):.1f} s")
            for one in callers.said:
                assert one.answer.status_code in (200, 201, 503), one.answer.text
                assert one.seconds < LONGEST_SECONDS, one
            assert_settled(client, callers)
        installation.verify()


def test_an_import_waits_for_a_database_that_pauses(tmp_path: Path) -> None:
    with OwnPostgres.started() as postgres:
        installation = Installation(postgres.url, tmp_path, wait_seconds=None)
        installation.run("migrate")
        installation.create_program(DOCUMENT)
        file = write_file(tmp_path / "sales.csv", BASKETS)
        importing = start_import(installation, file)
        assert importing.stderr
        began = importing.stderr.readline()  # its first report: it is at work
        paused = f"{BASKETS} of {BASKETS}" not in began
        with postgres.frozen():
            time.sleep(7)  # longer than anybody waits
        said, rest = importing.communicate(timeout=120)
        told = began + rest
        assert importing.returncode == 0, told
        assert "Traceback" not in told
        recorded, repeated = map(int, re.findall(r"(\d+) (?:purchases|already)", said))
        assert (recorded, repeated) == (BASKETS, 0), said
        assert ("retrying in" in told) == paused
        installation.verify()


@contextmanager
def stopped(postgres: OwnPostgres) -> Iterator[None]:
    """Nobody listens."""
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


def assert_told(callers: Callers, gone_at: float) -> None:
    """While it is gone, the process is up but not ready, and everything else is to be asked again later."""
    wait_until(lambda: {one.path for one in callers.since(gone_at)} == set(PATHS))
    for one in callers.since(gone_at):
        if one.path == "/healthz":
            assert one.answer.status_code == 200
            continue
        assert one.answer.status_code == 503, one.answer.text
        assert one.answer.headers["content-type"] == "application/problem+json"
        assert int(one.answer.headers["retry-after"]) >= 1
        assert (one.answer.json()["type"], one.answer.json()["retry"]) == ("/problems/unavailable", "later")


def assert_settled(client: httpx2.Client, callers: Callers) -> None:
    """What was acknowledged was done once; what was not is done by asking again."""
    acknowledged = {
        one.answer.json()["external_id"]: one.answer.content for one in callers.said if one.answer.status_code == 201
    }
    for name, body in callers.sent.items():
        again = client.post(PURCHASES, content=body, headers={"Content-Type": "application/json"})
        assert again.status_code == 200 if name in acknowledged else again.status_code in (200, 201)
        assert again.content == acknowledged.get(name, again.content)
    balance = client.get("/v1/members/ext:ada/status").json()["points"]["balance"]
    assert balance == len(callers.sent)
