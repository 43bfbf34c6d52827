"""What the tills send: whole HTTP requests, made before anything is measured.

The baskets are those of the sample shop's members (one to five lines), sold to other and more members. Each request
is written once with a mark where its number belongs; whoever sends it puts a fresh number there, so that every
purchase is a new one. The mark is as long as the number, so the request's length stays right.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.sample.sales import Sale, shop

MEMBERS = 2_000
REQUESTS = 4_000
BATCH = 500
# Baskets come from a shop that stands still, so that every run sells the same.
SHOP_UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 7

MARK = "@" * 12
SEPARATOR = b"\0"

HOT = "ext:bench-0000"

COLUMNS = (
    "external_id",
    "occurred_at",
    "member_id",
    "store",
    "sku",
    "category",
    "quantity",
    "unit_price_minor",
    "discount_minor",
)


def member(number: int) -> str:
    """The name of a member."""
    return f"bench-{number:04}"


def purchases(key: str, hot: bool = False) -> list[bytes]:
    """Single purchases of all members, or of one and the same."""
    chance = Random(SEED)
    return [_post("/v1/purchases", key, _purchase(chance, sale, MARK, hot)) for sale in _sales(chance, REQUESTS)]


def batches(key: str) -> list[bytes]:
    """Batches of 500 purchases."""
    chance = Random(SEED)
    sales = _sales(chance, 8 * BATCH)
    parts = [sales[start : start + BATCH] for start in range(0, len(sales), BATCH)]
    return [
        _post(
            "/v1/purchases/batch",
            key,
            {"purchases": [_purchase(chance, sale, f"{MARK}-{place}") for place, sale in enumerate(part)]},
        )
        for part in parts
    ]


def statuses(key: str, tags: dict[str, str] | None = None) -> list[bytes]:
    """Reads of where members stand: of all, or of those with a tag, which is sent along."""
    names = tags or {member(number): "" for number in range(MEMBERS)}
    return [
        _request("GET", f"/v1/members/ext:{name}/status", key, f"If-None-Match: {tag}\r\n" if tag else "")
        for name, tag in names.items()
    ]


def write_requests(path: Path, requests: Sequence[bytes]) -> None:
    """Put requests into a file, as the load generators read it."""
    path.write_bytes(SEPARATOR.join(requests))


def write_sales(path: Path, name: str, baskets: int, first_days_ago: int, last_days_ago: int) -> None:
    """Write a file of sales for `goldlist import`, of days between these."""
    chance = Random(f"{SEED} {name}")
    now = datetime.now(UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, sale in enumerate(_sales(chance, baskets)):
            # The first basket of each member comes first: so that every one of them is there however few baskets.
            who = member(number if number < MEMBERS else chance.randrange(MEMBERS))
            at = now - timedelta(days=chance.randint(last_days_ago, first_days_ago), minutes=chance.randrange(600))
            for row in _rows(sale):
                writer.writerow([f"{name}-{number}", at.isoformat(timespec="seconds"), who, *row])


def _sales(chance: Random, count: int) -> list[Sale]:
    known = [event for event in shop(SHOP_UNTIL).events if isinstance(event, Sale) and event.member]
    return chance.choices(known, k=count)


def _rows(sale: Sale) -> Iterator[list[Any]]:
    for one in sale.visit.basket:
        yield ["corner", one.item.sku, one.item.category, one.quantity, one.item.price, one.discount]


def _purchase(chance: Random, sale: Sale, name: str, hot: bool = False) -> dict[str, Any]:
    who = HOT if hot else f"ext:{member(chance.randrange(MEMBERS))}"
    at = datetime.now(UTC) - timedelta(minutes=1)
    return {**sale.request(), "external_id": name, "member": who, "occurred_at": at.isoformat(timespec="seconds")}


def _post(path: str, key: str, body: dict[str, Any]) -> bytes:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    headers = f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n"
    return _request("POST", path, key, headers, text)


def _request(method: str, path: str, key: str, headers: str = "", body: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n{headers}"
    return f"{head}\r\n{body}".encode()
