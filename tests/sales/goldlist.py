"""Goldlist as somebody at a shell has it: the real commands and the real server, on one database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import httpx2

from tests.databases import WAIT_SECONDS
from tests.lifeline import Lifeline
from tests.sales import oracle
from tests.sales.oracle import Figures, Quarter, Terms

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
ROOT = Path(__file__).parent.parent.parent
START_LIMIT_SECONDS = 120
STATUSES_AT_ONCE = 500


class Shop:
    """A test programme whose clock stands at the end of a day, in a folder of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._folder = folder
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOLDLIST_")}
        self._environment = settings | {
            "GOLDLIST_DATABASE_URL": database_url,
            "GOLDLIST_DATABASE_WAIT_SECONDS": str(WAIT_SECONDS),
            "PYTHONPATH": str(ROOT),
        }
        self.key = ""
        if database_url.startswith("postgresql"):
            self._run("migrate")

    def create(self, document: dict[str, Any], terms: Terms, last_day: date) -> "Shop":
        """Make the programme."""
        file = self._folder / "program.json"
        file.write_text(json.dumps(document), "utf-8")
        clock = datetime.combine(last_day, time_of_day(23, 59, 59), terms.zone).isoformat()
        said = self._run("program", "create", "--slug", "shop", "--file", str(file), "--test", "--clock", clock)
        self.key = json.loads(said)["api_key"]
        return self

    def import_file(self, file: Path) -> str:
        """Import a file of purchases: what the command said."""
        return self._run(*_import(file))

    def start_importing(self, file: Path) -> "subprocess.Popen[bytes]":
        """Start an import that may be killed."""
        return subprocess.Popen(
            [*COMMAND, *_import(file)],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def refused_baskets(self) -> set[str]:
        """The names of the baskets that the last import refused."""
        file = self._folder / "rejects.csv"
        return {row["external_id"] for row in oracle.read(file)} if file.exists() else set()

    def verify(self) -> dict[str, Any]:
        """Make every state anew from the tables, and compare: what the command found."""
        found: dict[str, Any] = json.loads(self._run("verify", "--program", "shop", "--rebuild"))
        return found

    def figures(self, members: list[str], terms: Terms) -> dict[str, Figures]:
        """Where members stand, asked over HTTP."""
        with (
            self._serving() as address,
            httpx2.Client(base_url=address, headers=self._headers(), timeout=START_LIMIT_SECONDS) as client,
        ):
            return {
                member: _figures(status, _read(client.get(f"/v1/members/ext:{member}/rebates"))["data"], terms)
                for start in range(0, len(members), STATUSES_AT_ONCE)
                for member, status in _statuses(client, members[start : start + STATUSES_AT_ONCE])
            }

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=self._folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"goldlist {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @contextmanager
    def _serving(self) -> Iterator[str]:
        port = _free_port()
        with (self._folder / "server.log").open("w") as log:
            server = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(port)],
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        lifeline = Lifeline(server.pid)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_ready(address, server, self._folder / "server.log")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(START_LIMIT_SECONDS)
            lifeline.let_go()


def _import(file: Path) -> list[str]:
    return ["import", "--program", "shop", str(file), "--rejects", "rejects.csv"]


def _statuses(client: httpx2.Client, members: list[str]) -> Iterator[tuple[str, Any]]:
    asked = {"members": [f"ext:{member}" for member in members]}
    return zip(members, _read(client.post("/v1/status/batch", json=asked))["data"], strict=True)


def _read(answer: httpx2.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def _figures(status: dict[str, Any], periods: list[dict[str, Any]], terms: Terms) -> Figures:
    (card,) = status["punch_cards"]
    return Figures(
        net_spend=sum(period["spend"] for period in periods),
        points=status["points"]["balance"],
        last_12_months=status["qualifying"]["amount"],
        tier=status["tier"]["name"],
        punches=card["completed"] * terms.punch_size + card["punches"],
        quarters={_quarter_name(period): _quarter(period) for period in periods},
    )


def _quarter_name(period: dict[str, Any]) -> str:
    first_day = date.fromisoformat(period["period"]["from"])
    return f"{first_day.year}Q{(first_day.month + 2) // 3}"


def _quarter(period: dict[str, Any]) -> Quarter:
    assert period["paid"] == period["due"], "this programme pays at once"
    _, _, decimals = (period["rate"] or "0.0000").partition(".")
    return Quarter(period["spend"], int(decimals.ljust(4, "0")), period["due"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text()}")
