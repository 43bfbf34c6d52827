"""The drawn parts of a customer's standing: levels, punch cards and rebates."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.drawings.meters import Mark, meter
from app.pages.visit import Visit

MOST_PLACES: Final = 10


def levels_drawn(visit: Visit, status: Mapping[str, Any]) -> dict[str, Any] | None:
    """The way through the levels; None without any to draw."""
    tiers, measure = visit.shop.document.get("tiers"), status["qualifying"]
    if not tiers or not measure or not isinstance(tiers, Mapping):
        return None
    levels = [one for one in tiers.get("levels", ()) if isinstance(one.get("from"), int)]
    marks = [Mark(one["from"], one["name"], _in_measure(visit, measure["measure"], one["from"])) for one in levels]
    now = _in_measure(visit, measure["measure"], measure["amount"])
    told = visit.text("%(amount)s counts towards the levels", amount=now)
    told += ": " + ", ".join(f"{mark.name} {mark.text}" for mark in marks if mark.amount > 0)
    return meter(measure["amount"], marks, told)


def _in_measure(visit: Visit, measure: str, amount: int) -> str:
    return visit.words.round_money(amount) if measure == "spend" else visit.words.number(amount)


def card_drawn(visit: Visit, card: Mapping[str, Any]) -> dict[str, Any]:
    """A punch card with its places."""
    words, done, of = visit.words, max(card["punches"], 0), card["of"]
    told = words.text("%(done)s of %(of)s", done=words.number(card["punches"]), of=words.number(of))
    if card["completed"]:
        times = words.several("filled once", "filled %(n)s times", card["completed"])
        told = words.text("%(told)s; %(times)s", told=told, times=times)
    lines = [
        words.several(
            "%(n)s punch ends on %(day)s", "%(n)s punches end on %(day)s", one["punches"], day=words.day(one["on"])
        )
        for one in card["expiring"][:1]
    ]
    return {
        "id": card["id"],
        "name": card["name"],
        "told": told,
        "punches": words.number(card["punches"]),
        "of": words.number(of),
        "places": [place < done for place in range(of)] if of <= MOST_PLACES else [],
        "icon": _icon(visit, card["id"]),
        "lines": lines,
    }


def _icon(visit: Visit, card_id: str) -> str:
    """A cup for coffee, a coin for spend, a tick for anything else."""
    for card in visit.shop.document.get("punch_cards") or ():
        if card["id"] == card_id:
            if any("coffee" in one for one in (card.get("match") or {}).get("categories") or ()):
                return "cup"
            return {"spend": "money", "visits": "today"}.get(card.get("counts", ""), "tick")
    return "tick"


def rebate_drawn(visit: Visit, rebate: Mapping[str, Any]) -> dict[str, Any]:
    """A rebate with the way through its bands."""
    words, band, period = visit.words, rebate["next_band"], rebate["period"]
    known = {one["id"]: one["bands"] for one in visit.shop.document.get("rebates") or ()}
    marks = [
        Mark(one["from"], _band_name(visit, one), words.round_money(one["from"])) for one in known.get(rebate["id"], ())
    ]
    spent = words.money(rebate["spend"])
    to = words.day(period["to"])
    following = ""
    if band:
        following = words.text(
            "%(needs)s more by %(day)s makes it %(due)s.",
            needs=words.money(band["needs"]),
            day=to,
            due=words.money(band["due_then"]),
        )
    return {
        "id": rebate["id"],
        "name": words.text("%(name)s, to %(day)s", name=rebate["name"], day=to),
        "rate": words.percent(rebate["rate"], 1) if rebate["rate"] else "",
        "drawn": meter(rebate["spend"], marks, words.text("%(amount)s spent in the period", amount=spent)),
        "due": words.money(rebate["due"]),
        "earned": words.text("earned on %(amount)s.", amount=spent),
        "next": following,
    }


def _band_name(visit: Visit, band: Mapping[str, Any]) -> str:
    if band.get("rate"):
        return visit.words.percent(str(band["rate"]), 1)
    return visit.words.round_money(band["amount"]) if band.get("amount") else ""
