"""A customer who has come every day for years, under the sample programme and under one that remembers days."""

from pathlib import Path
from typing import Any

from app.sample import programme
from bench.databases import ask
from bench.workload import write_daily_sales

REGULAR = "bench-regular"
DAYS = 3 * 365


def write_sales(path: Path) -> None:
    """Write what was sold to the customer, for `goldlist import`."""
    write_daily_sales(path, REGULAR, DAYS)


def size(url: str) -> dict[str, int]:
    """How much is kept of the customer: purchases, and the bytes of the state that each of them reads and writes."""
    one = f"FROM members JOIN purchases USING (member_id) WHERE members.external_id = '{REGULAR}'"
    purchases, state_bytes = ask(url, f"SELECT count(*), max(length(state)) {one}")[0]
    return {"purchases": purchases, "state_bytes": state_bytes}


def rich_programme() -> dict[str, Any]:
    """The sample programme with all that depends on single days: kept levels, growth, punches and points that end."""
    document = programme()
    document["points"]["expiry"]["round_up_to"] = "day"
    document["tiers"]["keep"] = {"kind": "months", "n": 12}
    document["rebates"].append(
        {
            "id": "growth",
            "name": "More than last year",
            "period": "month",
            "method": "growth",
            "pay": "at_period_end",
            "as": "credit",
            "bands": [{"from": "0.10", "rate": "0.02"}, {"from": "0.30", "rate": "0.05"}],
        }
    )
    document["punch_cards"].append(
        {
            "id": "beans",
            "name": "Beans card",
            "counts": "items",
            "match": {"categories": ["beans"]},
            "punches": 10,
            "expires_after_months": 12,
            "reward": "free-coffee",
        }
    )
    return document
