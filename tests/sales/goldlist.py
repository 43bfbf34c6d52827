"""Goldlist as somebody at a shell has it: the real commands and the real server, on one database."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import httpx2

from tests.sales import oracle
from tests.sales.oracle import Figures, Quarter, Terms
from tests.service.processes import Installation, Process

STATUSES_AT_ONCE = 500


class Shop:
    """A test programme whose clock stands at the end of a day, in a folder of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._folder = folder
        self._installation = Installation(database_url, folder)
        self.key = ""
        if database_url.startswith("postgresql"):
            self._installation.run("migrate")

    def create(self, document: dict[str, Any], terms: Terms, last_day: date) -> "Shop":
        """Make the programme."""
        file = self._folder / "program.json"
        file.write_text(json.dumps(document), "utf-8")
        clock = datetime.combine(last_day, time_of_day(23, 59, 59), terms.zone).isoformat()
        said = self._installation.run(
            "program", "create", "--slug", "shop", "--file", str(file), "--test", "--clock", clock
        )
        self.key = json.loads(said)["api_key"]
        return self

    def import_file(self, file: Path) -> str:
        """Import a file of purchases: what the command said."""
        return self._installation.run(*_import(file))

    def start_importing(self, file: Path) -> Process:
        """Start an import that may be killed."""
        with open(os.devnull, "wb") as nothing:
            return self._installation.launch(*_import(file), stdout=nothing, stderr=nothing)

    def refused_baskets(self) -> set[str]:
        """The names of the baskets that the last import refused."""
        file = self._folder / "rejects.csv"
        return {row["external_id"] for row in oracle.read(file)} if file.exists() else set()

    def verify(self) -> dict[str, Any]:
        """Make every state anew from the tables, and compare: what the command found."""
        return self._installation.verify()

    def figures(self, members: list[str], terms: Terms) -> dict[str, Figures]:
        """Where members stand, asked over HTTP."""
        with self._installation.serving() as server, server.client(self.key) as client:
            return {
                member: _figures(status, _read(client.get(f"/v1/members/ext:{member}/rebates"))["data"], terms)
                for start in range(0, len(members), STATUSES_AT_ONCE)
                for member, status in _statuses(client, members[start : start + STATUSES_AT_ONCE])
            }


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
