"""The demo's rehearsal: one changed rule on the sales of the last 12 months."""

import time
from datetime import datetime, timedelta
from typing import Any, Final

from rich.console import Console

from app import sample
from app.demo.client import Client
from app.demo.failure import DemoFailure
from app.rehearsal_tables import figures_table, winners_text

GOLD_FROM: Final = 100_000
NAMES: Final = ("published", "Gold from 1,000")
LIMIT_SECONDS: Final = 60


def begin_rehearsal(client: Client, until: datetime) -> str:
    """Start the rehearsal in the background, and return its id."""
    yesterday = until.date() - timedelta(days=1)
    body = {
        "external_id": "gold-from-1000",
        "documents": [{"version": 1}, changed()],
        "from": (yesterday - timedelta(days=364)).isoformat(),
        "to": yesterday.isoformat(),
        "spend_points": "when_enough",
    }
    return str(client.post("/v1/rehearsals", body)["id"])


def changed() -> dict[str, Any]:
    """The sample programme with one changed rule."""
    document = sample.programme()
    levels = [{**one, "from": GOLD_FROM} if one["id"] == "gold" else one for one in document["tiers"]["levels"]]
    return {**document, "tiers": {**document["tiers"], "levels": levels}}


def show_rehearsal(console: Console, client: Client, rehearsal: str) -> None:
    """Wait for the rehearsal, and print its table."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while (told := client.get(f"/v1/rehearsals/{rehearsal}"))["status"] == "running":
        if time.monotonic() > deadline:
            raise DemoFailure(f"the rehearsal was not done within {LIMIT_SECONDS} s")
        time.sleep(0.2)
    currency = sample.programme()["currency"]
    console.print("[bold]Rehearsal[/bold]: the last 12 months, if Gold began at 1,000.00 instead of 900.00")
    console.print(figures_table(told, NAMES, currency))
    console.print(winners_text(told, currency))
    console.print()
