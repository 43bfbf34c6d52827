"""Enrols the sample's customers and replays their purchases and returns through the API."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.demo.client import Client
from app.demo.failure import DemoFailure
from app.progress import Progress
from app.sample.sales import BroughtBack, Sale, Shop

# Old days are sent in batches, as by an offline till; the last few one by one.
SLICE = 200
ONE_BY_ONE = 60
REVIEW_LIMIT_SECONDS = 60


class Replayed(NamedTuple):
    """The number of requests, and the time they took; `answers` has those to the last purchases, in full."""

    purchases: int
    returns: int
    seconds: int
    answers: list[dict[str, Any]]


def replay(client: Client, shop: Shop) -> Replayed:
    """Send all events in chronological order."""
    began = time.monotonic()
    events = shop.events
    answers = []
    with Progress("enrolling", len(shop.customers), "customers") as progress:
        for customer in shop.customers:
            client.post("/v1/members", customer.request())
            progress.add(1)
    with Progress("replaying", len(events), "purchases") as progress:
        past, last = events[:-ONE_BY_ONE], events[-ONE_BY_ONE:]
        for start in range(0, len(past), SLICE):
            part = past[start : start + SLICE]
            _send_batch(client, part)
            progress.add(len(part))
        for event in last:
            answer = client.post("/v1/purchases" if isinstance(event, Sale) else "/v1/returns", event.request())
            answers.append(answer)
            progress.add(1)
    returns = sum(isinstance(event, BroughtBack) for event in events)
    return Replayed(len(events) - returns, returns, round(time.monotonic() - began), answers)


def review(client: Client, until: datetime) -> None:
    """Find the grades of the customers, as of the day before, and of the half year before it."""
    yesterday = until.date() - timedelta(days=1)
    body = {"external_id": "first-look", "as_of": yesterday.isoformat()}
    body["backfill_from"] = (yesterday - timedelta(days=183)).isoformat()
    asked = client.post("/v1/insights/reviews", body)
    with Progress("reviewing", 1, "reviews") as progress:
        deadline = time.monotonic() + REVIEW_LIMIT_SECONDS
        while client.get(f"/v1/insights/reviews/{asked['id']}")["status"] == "running":
            if time.monotonic() > deadline:
                return
            time.sleep(0.2)
        progress.add(1)


def _send_batch(client: Client, events: Sequence[Sale | BroughtBack]) -> None:
    items = [event.request() if isinstance(event, Sale) else {"return": event.request()} for event in events]
    results = client.post("/v1/purchases/batch?answer=brief", {"purchases": items})["results"]
    for event, result in zip(events, results, strict=True):
        if "problem" in result:
            raise DemoFailure(f"{event.external_id} was refused: {result['problem']}")
