"""Workers are killed while they send events: in the end each has arrived, signed, in order for each member."""

import base64
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.actions.events.receiver import CUT_OFF, HALF_SAID, SLOWLY, Receiver, receiving_beside
from tests.lifeline import Lifeline
from tests.service.processes import LIMIT_SECONDS, Installation, Server
from tests.service.shop import DOCUMENT, coffees

KEY = b"k" * 32
# As it is, but that a killed worker's lease ends soon.
COMMAND = (
    sys.executable,
    "-c",
    "from app.actions.events import pushing; pushing.LEASE_SECONDS = 1; from app.cli import main; main()",
)
BAD = (
    "500 Oops",
    "429 Later\r\nRetry-After: 0",
    "302 Found\r\nLocation: http://127.0.0.1:1/",
    CUT_OFF,
    HALF_SAID,
    SLOWLY,
)
# Kills, sales, and the part of all requests that is answered badly.
QUICK = (2, 40, 0.15)
LONG = pytest.param((10, 600, 0.3), marks=pytest.mark.long)
IN_TIME = 400
MOST_SECONDS_LATE = 2


class Worker:
    """What sends events: `goldlist worker`; on SQLite the server itself, which must be the only process."""

    def __init__(self, installation: Installation, port: int | None) -> None:
        self._server = installation.start(port=port) if port else None
        self.log = Path(installation.folder / "worker.log")
        self._process: subprocess.Popen[bytes] | None = None
        if not port:
            with self.log.open("a") as log:
                self._process = subprocess.Popen(
                    [*installation.command, "worker"],
                    cwd=installation.folder,
                    env=installation.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self._lifeline = Lifeline(self._process.pid)

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        if self._server:
            self._server.kill()
        if self._process:
            self._process.kill()
            self._process.wait(LIMIT_SECONDS)
            self._lifeline.let_go()


@pytest.mark.parametrize("ordeal", [QUICK, LONG], ids=["quick", "long"])
def test_every_event_arrives_whoever_is_killed(
    database_url: str, tmp_path: Path, ordeal: tuple[int, int, float]
) -> None:
    kills, sales, badly = ordeal
    draw = random.Random(7)

    def behave(_: int) -> str | None:
        return draw.choice(BAD) if draw.random() < badly else "200 OK"

    installation = Installation(database_url, tmp_path, COMMAND)
    with receiving_beside([KEY], behave) as failing, receiving_beside([KEY]) as healthy:
        allowed = ",".join(f"127.0.0.1:{one.port}" for one in (failing, healthy))
        installation.environment |= {
            "GOLDLIST_OUTGOING_ALLOW": allowed,
            "GOLDLIST_WEBHOOK_WAITS": ",".join(["0"] * 60),
        }
        installation.run("migrate")
        key = installation.create_program(DOCUMENT)
        server = installation.start("--no-worker")
        is_sqlite = database_url.startswith("sqlite")
        try:
            sell(server, key, [failing, healthy], sales)
            if is_sqlite:
                server.kill()
            for number in range(kills):
                worker = Worker(installation, server.port if is_sqlite else None)
                enough = failing.requests + sales // (2 * kills)
                until(lambda enough=enough: failing.requests >= enough or len(failing.taken) >= sales)
                worker.kill()
                if number == 0 and not is_sqlite:
                    rotate(server, key, failing)
            worker = Worker(installation, server.port if is_sqlite else None)
            events = told(server, key, sales)
            until(lambda: min(len(failing.taken), len(healthy.taken)) >= events)
            worker.kill()
        finally:
            server.kill()
        for receiver in (failing, healthy):
            assert (receiver.inversions, receiver.unsigned) == ([], 0)
            positions = sorted(event["position"] for event in receiver.taken.values())
            assert positions == list(range(1, events + 1))
        print(f"{events} events, {failing.requests} requests, {failing.twice} and {healthy.twice} told twice")


@pytest.mark.long
def test_a_healthy_address_is_told_within_two_seconds_while_another_hangs(database_url: str, tmp_path: Path) -> None:
    installation = Installation(database_url, tmp_path)
    with receiving_beside([KEY], lambda _: None) as hanging, receiving_beside([KEY]) as healthy:
        allowed = ",".join(f"127.0.0.1:{one.port}" for one in (hanging, healthy))
        installation.environment["GOLDLIST_OUTGOING_ALLOW"] = allowed
        installation.run("migrate")
        key = installation.create_program(DOCUMENT)
        server = installation.start()
        try:
            sell(server, key, [hanging, healthy], IN_TIME)
            events = told(server, key, IN_TIME)
            until(lambda: len(healthy.taken) >= events)
        finally:
            server.kill()
        late = sorted(
            (healthy.arrived[name] - datetime.fromisoformat(event["time"])).total_seconds()
            for name, event in healthy.taken.items()
        )
        print(f"{len(late)} events, p95 {late[len(late) * 95 // 100]:.3f} s")
        assert late[len(late) * 95 // 100] <= MOST_SECONDS_LATE
        assert hanging.requests > 0
        assert hanging.taken == {}


def sell(server: Server, key: str, receivers: list[Receiver], sales: int) -> None:
    """Webhooks for the receivers, and sales to a few customers."""
    draw = random.Random(sales)
    with server.client(key) as client:
        for receiver in receivers:
            wish = {"url": receiver.url, "types": ["*"], "secret": secret_of(KEY), "after": "start"}
            assert client.post("/v1/webhooks", json=wish).status_code == 201
        for number in range(sales):
            sale = coffees(f"s{number}", f"ext:c{draw.randrange(5)}", draw.randrange(1, 4), enrol=True)
            assert client.post("/v1/purchases", json=sale).status_code == 201


def told(server: Server, key: str, sales: int) -> int:
    """The number of events, of which each sale is one."""
    events, cursor, more, sold = 0, "start", True, 0
    with server.client(key) as client:
        deadline = time.monotonic() + LIMIT_SECONDS
        while more or sold < sales:
            page = client.get("/v1/events", params={"after": cursor, "limit": 1000, "wait_seconds": 1}).json()
            cursor, more, events = page["next_cursor"], page["more"], events + len(page["data"])
            sold += sum(event["type"] == "purchase.recorded" for event in page["data"])
            assert time.monotonic() < deadline
    return events


def rotate(server: Server, key: str, receiver: Receiver) -> None:
    """A new secret, while messages bear the old signature too."""
    with server.client(key) as client:
        [webhook] = [one for one in client.get("/v1/webhooks").json()["data"] if one["url"] == receiver.url]
        fresh = client.post(f"/v1/webhooks/{webhook['id']}/rotate", json={"overlap_hours": 24}).json()["secret"]
    # Whoever had read the old one before may have just been killed: from now on the new one signs everything.
    receiver.keys = [base64.b64decode(fresh.removeprefix("whsec_"))]


def secret_of(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()


def until(holds: Callable[[], bool], seconds: float = LIMIT_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
