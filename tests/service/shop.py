"""The shop that most of these tests are about: its programme, and requests as its tills make them."""

from typing import Any

from tests.moments import a_moment_ago

DOCUMENT: dict[str, Any] = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {
        "earn": [
            {"id": "base", "points": 1, "per": 100},
            {"id": "beans", "points": 2, "per": 100, "match": {"categories": ["beans"]}},
        ],
        "expiry": {"kind": "after", "months": 12, "round_up_to": "month"},
    },
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "silver", "name": "Silver", "from": 30000, "points_multiplier": "1.25", "discount": "0.05"},
        ],
    },
    "gift_cards": {"valid_months": 24},
    "punch_cards": [
        {
            "id": "coffee",
            "name": "Coffee card",
            "counts": "items",
            "match": {"categories": ["coffee"]},
            "punches": 10,
            "reward": "free-coffee",
        }
    ],
    "rebates": [
        {
            "id": "quarter",
            "name": "Quarterly money back",
            "period": "quarter",
            "method": "retroactive",
            "bands": [{"from": 30000, "rate": "0.02"}, {"from": 90000, "rate": "0.05"}],
        }
    ],
    "rewards": [{"id": "free-coffee", "name": "A free coffee", "kind": "free_item", "valid_days": 60}],
}


def just_now() -> str:
    """An instant of the recent past."""
    return a_moment_ago().isoformat(timespec="seconds")


def purchase(name: str | None, member: str | None, *amounts: int, **fields: Any) -> dict[str, Any]:
    """One unit at each of these prices, bought a moment ago."""
    document = {
        "external_id": name,
        "member": member,
        "occurred_at": just_now(),
        "currency": "GBP",
        "lines": [{"quantity": 1, "unit_price": amount} for amount in amounts],
        **fields,
    }
    return {field: value for field, value in document.items() if value is not None}


def coffees(name: str, member: str | None, count: int, **fields: Any) -> dict[str, Any]:
    """So many coffees at 3.50."""
    lines = [{"sku": "latte", "category": "coffee/latte", "quantity": count, "unit_price": 350}]
    return purchase(name, member, lines=lines, **fields)


def back(name: str, of: str, line: int = 1, **part: int) -> dict[str, Any]:
    """A part of one line of a purchase brought back a moment ago: `quantity` or `amount`."""
    return {
        "external_id": name,
        "purchase": of,
        "occurred_at": just_now(),
        **({"lines": [{"line": line, **part}]} if part else {}),
    }
