"""A member's status as one flat object, as e-mail platforms merge it into their texts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

VOUCHERS: Final = 3
LONGEST_TAG: Final = 10
_TAGS: Final = {
    "email": "EMAIL",
    "external_id": "EXTID",
    "points": "PTS",
    "points_expiring": "PTSEXP",
    "points_expiring_on": "PTSEXPON",
    "next_tier": "NEXTTIER",
    "next_tier_needs": "NEEDS",
    "next_tier_by": "NEEDSBY",
    "unsubscribe_url": "UNSUBURL",
}


class Texts(NamedTuple):
    """How amounts in minor units, whole numbers and ISO days are written for the reader."""

    money: Callable[[int], str]
    number: Callable[[int], str]
    day: Callable[[str], str]


def merge_fields(status: Mapping[str, Any], texts: Texts, *, codes: bool) -> dict[str, Any]:
    """The fields of a status, by name. Amounts (`…_minor`) and days (`…_iso`) stand beside their texts.

    `codes`: whether to show the codes of vouchers, with which anybody can use them.
    """
    found: dict[str, Any] = {"points": status["points"]["balance"]}
    expiring = next(iter(status["points"]["expiring"]), None)
    found["points_expiring"] = expiring["points"] if expiring else 0
    found |= _day("points_expiring_on", expiring["on"] if expiring else None, texts)
    found |= _money("credit", status["credit"]["balance"], texts)
    tier, following = status["tier"], status["next_tier"]
    found["tier"] = tier["name"] if tier else None
    found["next_tier"] = following["name"] if following else None
    if following and following["measure"] != "spend":
        found |= {"next_tier_needs": texts.number(following["needs"]), "next_tier_needs_minor": None}
    else:
        found |= _money("next_tier_needs", following["needs"] if following else None, texts)
    found |= _day("next_tier_by", following["by"] if following else None, texts)
    for card in status["punch_cards"]:
        found |= {f"punch_{card['id']}": card["punches"], f"punch_{card['id']}_of": card["of"]}
    for rebate in status["rebates"]:
        name, band = f"rebate_{rebate['id']}", rebate["next_band"]
        found |= _money(f"{name}_needs", band["needs"] if band else None, texts)
        found |= _money(f"{name}_due_then", band["due_then"] if band else None, texts)
        found |= _day(f"{name}_by", rebate["period"]["to"] if band else None, texts)
    for place in range(VOUCHERS):
        shown = status["vouchers"][place : place + 1]
        name = f"voucher_{place + 1}"
        if codes:
            found[name] = shown[0]["code"] if shown else None
        found[f"{name}_name"] = shown[0]["name"] if shown else None
        found |= _day(f"{name}_until", shown[0]["expires_on"] if shown else None, texts)
    return found


def tags(names: Iterable[str], style: str) -> dict[str, str]:
    """The names of the fields at a platform: `plain`, `brevo` (capitals) or `mailchimp` (at most 10 capitals)."""
    found: dict[str, str] = {}
    for name in names:
        tag = name if style == "plain" else name.upper().replace("-", "_").replace(".", "_")
        if style == "mailchimp":
            tag = _TAGS.get(name) or tag.replace("_", "")
            tag = _unlike(tag[:LONGEST_TAG], set(found.values()))
        found[name] = tag
    return found


def _unlike(tag: str, taken: set[str]) -> str:
    """The tag, with a number at its end if another field has it."""
    number, made = 2, tag
    while made in taken:
        made = f"{tag[: LONGEST_TAG - len(str(number))]}{number}"
        number += 1
    return made


def _money(name: str, amount: int | None, texts: Texts) -> dict[str, Any]:
    return {name: None if amount is None else texts.money(amount), f"{name}_minor": amount}


def _day(name: str, day: str | None, texts: Texts) -> dict[str, Any]:
    return {name: None if day is None else texts.day(day), f"{name}_iso": day}
