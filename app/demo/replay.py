"""Enrols the sample's customers and replays what they bought and brought back, through the API."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.demo.client import Client
from app.demo.failure import DemoFailure
from app.progress import Progress
from app.sample.sales import BroughtBack, Sale, Shop

# Long past days come as a batch of an offline till would; the last few as they happen.
SLICE = 200
ONE_BY_ONE = 60


class Replayed(NamedTuple):
    """What was sent, and how long it took; `answers` holds those to the last purchases, in full."""

    purchases: int
    returns: int
    seconds: int
    answers: list[dict[str, Any]]


def replay(client: Client, shop: Shop) -> Replayed:
    """Send everything in the order in which it happened."""
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


def _send_batch(client: Client, events: Sequence[Sale | BroughtBack]) -> None:
    items = [event.request() if isinstance(event, Sale) else {"return": event.request()} for event in events]
    results = client.post("/v1/purchases/batch?answer=brief", {"purchases": items})["results"]
    for event, result in zip(events, results, strict=True):
        if "problem" in result:
            raise DemoFailure(f"{event.external_id} was refused: {result['problem']}")
