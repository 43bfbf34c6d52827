"""A customer's next reward in a few words: the nearest one in the status."""

from datetime import date
from typing import Any, NamedTuple


class Near(NamedTuple):
    """A reward within reach; the missing part is in thousandths."""

    missing_permille: int
    text: str


def nearest(status: dict[str, Any]) -> Near:
    """The nearest of the coffee card, the next tier and the rebate's next band."""
    found = [_card(card) for card in status["punch_cards"]]
    if status["next_tier"]:
        found.append(_tier(status["next_tier"], status["qualifying"]["amount"]))
    found += [_band(rebate) for rebate in status["rebates"] if rebate["next_band"]]
    return min(found)


def pounds(amount: int) -> str:
    """Minor units as text."""
    return f"{'-' if amount < 0 else ''}£{abs(amount) // 100:,}.{abs(amount) % 100:02}"


def _card(card: dict[str, Any]) -> Near:
    missing = card["of"] - card["punches"]
    coffees = "1 more coffee fills" if missing == 1 else f"{missing} more coffees fill"
    return Near(missing * 1000 // card["of"], f"{coffees} the card")


def _tier(tier: dict[str, Any], spent: int) -> Near:
    missing_permille = tier["needs"] * 1000 // (tier["needs"] + spent)
    return Near(missing_permille, f"{pounds(tier['needs'])} more: {tier['name']}")


def _band(rebate: dict[str, Any]) -> Near:
    band, ends_on = rebate["next_band"], date.fromisoformat(rebate["period"]["to"])
    more = f"{pounds(band['needs'])} more by {ends_on.day} {ends_on:%b}: {pounds(band['due_then'])} back"
    return Near(band["needs"] * 1000 // band["from"], more)
