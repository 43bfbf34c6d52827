"""What the tills send: whole HTTP requests, made before anything is measured.

The baskets are those of the sample shop's members (one to five lines), sold to other and more members. Each request
is written once with a mark where its number belongs; whoever sends it puts a fresh number there, so that every
purchase is a new one. The mark is as long as the number, so the request's length stays right.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
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
# What a purchase says and a quote does not: its name, and when it was bought.
UNQUOTED = ("external_id", "occurred_at")
SEPARATOR = b"\0"

HOT = "bench-0000"

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


def everybody() -> list[str]:
    """The names of all members."""
    return [member(number) for number in range(MEMBERS)]


def purchases(key: str, who: Sequence[str], count: int = REQUESTS, *, enrol: bool = False) -> list[bytes]:
    """Single purchases of some members."""
    chance = Random(SEED)
    return [_post("/v1/purchases", key, _purchase(chance, sale, MARK, who, enrol)) for sale in _sales(chance, count)]


def batches(key: str) -> list[bytes]:
    """Batches of 500 purchases."""
    chance = Random(SEED)
    sales = _sales(chance, 8 * BATCH)
    who = everybody()
    parts = [sales[start : start + BATCH] for start in range(0, len(sales), BATCH)]
    return [
        _post(
            "/v1/purchases/batch",
            key,
            {"purchases": [_purchase(chance, sale, f"{MARK}-{place}", who) for place, sale in enumerate(part)]},
        )
        for part in parts
    ]


def quotes(key: str) -> list[bytes]:
    """Baskets of any member, to be quoted with all that the member can use."""
    chance = Random(SEED)
    who = everybody()
    baskets = [_purchase(chance, sale, MARK, who) for sale in _sales(chance, REQUESTS)]
    unnamed = [{name: value for name, value in one.items() if name not in UNQUOTED} for one in baskets]
    return [_post("/v1/quotes", key, one) for one in unnamed]


def statuses(key: str, tags: dict[str, str] | None = None) -> list[bytes]:
    """Reads of where members stand: of all, or of those with a tag, which is sent along."""
    names = tags or dict.fromkeys(everybody(), "")
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
    sold = []
    for number, sale in enumerate(_sales(chance, baskets)):
        # The first basket of each member comes first: so that every one of them is there however few baskets.
        who = member(number if number < MEMBERS else chance.randrange(MEMBERS))
        sold.append((who, chance.randint(last_days_ago, first_days_ago), chance.randrange(600), sale))
    _write(path, name, sold)


def write_daily_sales(path: Path, who: str, days: int) -> None:
    """Write a file of sales for `goldlist import`: one a day to the same member, up to yesterday."""
    sales = _sales(Random(SEED), days)
    _write(path, "daily", [(who, day, 0, sale) for day, sale in zip(range(days, 0, -1), sales, strict=True)])


def _write(path: Path, name: str, sold: Iterable[tuple[str, int, int, Sale]]) -> None:
    now = datetime.now(UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, (who, days_ago, minutes_ago, sale) in enumerate(sold):
            at = now - timedelta(days=days_ago, minutes=minutes_ago)
            for row in _rows(sale):
                writer.writerow([f"{name}-{number}", at.isoformat(timespec="seconds"), who, *row])


def _sales(chance: Random, count: int) -> list[Sale]:
    return chance.choices(_known_sales(), k=count)


@cache
def _known_sales() -> list[Sale]:
    return [event for event in shop(SHOP_UNTIL).events if isinstance(event, Sale) and event.member]


def _rows(sale: Sale) -> Iterator[list[Any]]:
    for one in sale.visit.basket:
        yield ["corner", one.item.sku, one.item.category, one.quantity, one.item.price, one.discount]


def _purchase(chance: Random, sale: Sale, name: str, who: Sequence[str], enrol: bool = False) -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat(timespec="seconds")
    new = {"enrol": True} if enrol else {}
    return {**sale.request(), "external_id": name, "member": f"ext:{chance.choice(who)}", "occurred_at": at, **new}


def _post(path: str, key: str, body: dict[str, Any]) -> bytes:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    headers = f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n"
    return _request("POST", path, key, headers, text)


def _request(method: str, path: str, key: str, headers: str = "", body: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n{headers}"
    return f"{head}\r\n{body}".encode()
