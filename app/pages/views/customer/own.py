"""The customer's own page: standing, card, vouchers, what is near, and what happened lately."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from app.pages import languages
from app.pages.drawings.qr import qr_drawn
from app.pages.people import measured
from app.pages.views.customer.standing import card_drawn, levels_drawn, rebate_drawn
from app.pages.views.customer.timeline import entry_amount, goods_of, ledger_lines
from app.pages.visit import Page, Visit

LATELY: Final = 5
ENTRIES: Final = 50
NOON, EVENING = 12, 18


async def own_page(visit: Visit) -> Page:
    """The page."""
    path = f"/v1/members/{visit.names['member']}"
    member, status = await visit.calls.get(path), await visit.calls.get(f"{path}/status")
    name = _first_word(member["name"])
    title = visit.text("%(name)s at %(shop)s", name=name, shop=visit.shop.name) if name else visit.shop.name
    until = visit.words.day(visit.names["expires_at"], year=True)
    values = {
        "greeting": _greeting(visit, name),
        "pass_": _pass(visit, member, status),
        "vouchers": _vouchers(visit, status),
        "cards": [_card(visit, one) for one in status["punch_cards"]],
        "level": _level(visit, status),
        "rebates": [_rebate(visit, one) for one in status["rebates"]],
        "sales": await _lately(visit),
        "all": _path(visit, "/entries"),
        "until": visit.text("The link works until %(day)s.", day=until),
        "languages": _languages(visit, ""),
    }
    return Page("own.html", title, values)


async def own_entries_page(visit: Visit) -> Page:
    """All changes of the balances, each with its reason."""
    words, path = visit.words, f"/v1/members/{visit.names['member']}/entries"
    found = await visit.calls.get(path, limit=ENTRIES, cursor=visit.query.get("cursor"))
    rows = [
        {"day": words.recent_day(one["recorded_at"]), "amount": entry_amount(visit, one), "why": one["why"]}
        for one in found["data"]
        if one["amount"]
    ]
    more = _path(visit, "/entries", cursor=found["next_cursor"]) if found["next_cursor"] else None
    languages_shown = _languages(visit, "/entries")
    values = {"rows": rows, "next": more, "back": _path(visit, ""), "languages": languages_shown}
    return Page("own_entries.html", words.text("Everything, with its reasons"), values)


def _path(visit: Visit, rest: str, **query: str) -> str:
    """A path behind the same link, in the language that the address asks for."""
    if visit.query.get("lang") in languages.LANGUAGES:
        query = {"lang": visit.query["lang"], **query}
    return f"/c/{visit.names['token']}{rest}" + (f"?{urlencode(query)}" if query else "")


def _languages(visit: Visit, rest: str) -> list[dict[str, Any]]:
    here, now = f"/c/{visit.names['token']}{rest}", visit.words.locale.language
    return [
        {"key": key, "name": name, "path": f"{here}?lang={key}", "now": key == now}
        for key, name in languages.own_names().items()
    ]


def _first_word(name: str | None) -> str:
    return (name or "").split(" ")[0]


def _greeting(visit: Visit, name: str) -> str:
    hour = visit.words.now.astimezone(visit.words.zone).hour
    if hour < NOON:
        return visit.text("Good morning, %(name)s", name=name) if name else visit.text("Good morning")
    if hour < EVENING:
        return visit.text("Good afternoon, %(name)s", name=name) if name else visit.text("Good afternoon")
    return visit.text("Good evening, %(name)s", name=name) if name else visit.text("Good evening")


def _pass(visit: Visit, member: Mapping[str, Any], status: Mapping[str, Any]) -> dict[str, Any]:
    words, points, credit, tier = visit.words, status["points"], status["credit"]["balance"], status["tier"]
    number = member["card_number"]
    ending = points["expiring"][:1]
    return {
        "points": words.number(points["balance"]),
        "credit": words.text("and %(amount)s credit", amount=words.money(credit)) if credit else "",
        "ending": words.text(
            "%(n)s end on %(day)s", n=words.number(ending[0]["points"]), day=_long_day(visit, ending[0]["on"])
        )
        if ending
        else "",
        "level": tier["name"] if tier else "",
        "gives": _gives(visit, tier) if tier else "",
        "qr": qr_drawn(number) if number else None,
        "card": words.text("card …%(last)s", last=number[-4:]) if number else "",
    }


def _gives(visit: Visit, tier: Mapping[str, Any]) -> str:
    words, gives = visit.words, []
    if tier["points_multiplier"] != "1":
        gives.append(words.text("×%(factor)s points", factor=tier["points_multiplier"]))
    if tier["discount"]:
        gives.append(words.text("%(rate)s off", rate=words.percent(tier["discount"], 1)))
    return words.joined(gives)


def _vouchers(visit: Visit, status: Mapping[str, Any]) -> list[dict[str, str]]:
    words = visit.words
    return [
        {
            "name": one["name"],
            "until": words.text("valid through %(day)s", day=_long_day(visit, one["expires_on"]))
            if one["expires_on"]
            else "",
            "code": one["code"],
        }
        for one in status["vouchers"]
    ]


def _long_day(visit: Visit, day: str) -> str:
    return visit.words.weekday(date.fromisoformat(day))


def _card(visit: Visit, card: Mapping[str, Any]) -> dict[str, Any]:
    drawn, missing = card_drawn(visit, card), card["of"] - card["punches"]
    document = visit.shop.document
    wanted = next((one.get("reward") for one in document.get("punch_cards") or () if one["id"] == card["id"]), None)
    reward = next((one["name"] for one in document.get("rewards") or () if one["id"] == wanted), "")
    note = visit.words.several("%(n)s more fills the card", "%(n)s more fill the card", missing) if missing > 0 else ""
    if note and reward:
        note = visit.text("%(note)s: %(reward)s", note=note, reward=reward)
    return {**drawn, "note": note}


def _level(visit: Visit, status: Mapping[str, Any]) -> dict[str, Any] | None:
    following = status["next_tier"]
    drawn = levels_drawn(visit, status)
    if not following or not drawn:
        return None
    by = visit.text("by %(day)s", day=_long_day(visit, following["by"])) if following["by"] else ""
    return {
        "title": visit.text("To %(name)s", name=following["name"]),
        "missing": visit.text("%(amount)s more", amount=measured(visit, following)),
        "drawn": drawn,
        "note": by,
    }


def _rebate(visit: Visit, rebate: Mapping[str, Any]) -> dict[str, Any]:
    words, band, drawn = visit.words, rebate["next_band"], rebate_drawn(visit, rebate)
    day = _long_day(visit, rebate["period"]["to"])
    note = words.text("The period ends on %(day)s.", day=day)
    if band:
        values = {"needs": words.money(band["needs"]), "day": day, "due": words.money(band["due_then"])}
        note = words.text("%(needs)s more by %(day)s, and %(due)s comes back. You need not ask.", **values)
    so_far = words.text("%(amount)s so far", amount=words.money(rebate["due"]))
    return {"name": rebate["name"], "so_far": so_far, "drawn": drawn["drawn"], "note": note}


async def _lately(visit: Visit) -> list[dict[str, Any]]:
    words, member = visit.words, visit.names["member"]
    sales = (await visit.calls.get("/v1/purchases", member=member, limit=LATELY))["data"]
    shown = []
    for sale in sales:
        entries = await visit.calls.get(f"/v1/members/{member}/entries", purchase=sale["id"], limit=ENTRIES)
        amounts = [one["amount"] for one in ledger_lines(visit, _of_sale(entries["data"]))]
        goods = goods_of(visit, sale["lines"]) or words.text("a sale")
        day = words.recent_day(sale["occurred_at"])
        shown.append(
            {
                "name": words.text("%(day)s: %(goods)s", day=day[:1].upper() + day[1:], goods=goods),
                "amount": words.money(sale["net"] - sale["returned_net"]),
                "note": words.joined(amounts),
                "struck": sale["status"] == "voided",
            }
        )
    return shown


def _of_sale(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What the sale itself gave, without its returns."""
    return [one for one in entries if one["cause"] == "purchase"]
