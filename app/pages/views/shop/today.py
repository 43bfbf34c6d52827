"""Today: what needs this person, dearest first, beside the week's sales and what is owed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.pages.people import members_of, name_of
from app.pages.sitemap_roles import OWNERS
from app.pages.views.golden.reviewed import Habits, read_habits
from app.pages.views.shop.health import lights_of
from app.pages.views.shop.sales_week import week_of
from app.pages.views.tasks import own_tasks
from app.pages.visit import Page, Shown, Visit

NAMED: Final = 3
LAST: Final = 6


async def today_page(visit: Visit) -> Shown:
    """The page."""
    words = visit.words
    liability = await visit.calls.get("/v1/reports/liability") if visit.may("reports:read") else None
    needs = await _needs(visit, liability)
    sales, week = await week_of(visit)
    lights = await lights_of(visit)
    good = all(one["good"] for one in lights)
    finding = words.several("%(n)s thing needs you.", "%(n)s things need you.", len(needs)) if needs else ""
    values = {
        "finding": finding,
        "needs": needs,
        "sales": sales,
        "week": week,
        "owed": _owed(visit, liability) if liability else None,
        "last": await _last(visit),
        "lights": lights,
        "health_title": words.text("All is well") if good else words.text("Something needs a look"),
        "can_health": visit.person.caller.role in OWNERS,
    }
    return Page("today.html", words.weekday(words.today), values)


async def _needs(visit: Visit, liability: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    needs: list[dict[str, Any]] = await own_tasks(visit)
    if visit.may("insights:read"):
        habits = await read_habits(visit)
        # With a task somebody is asked about it, above.
        down = [one for one in habits.deviations.values() if one["direction"] == "down" and not one["task"]]
        gone = [one for one in habits.lapsed.values() if one["state"] == "lapsed" and not one["task"]]
        lift = await visit.calls.try_get("/v1/insights/lift", "no-review", limit=NAMED)
        near = [one for one in (lift["data"] if lift else ()) if one["needs"] * 10 <= max(one["measure"], 1)]
        wanted = [one["member"] for one in [*down[:NAMED], *gone[:NAMED], *near]]
        known = await members_of(visit, wanted) if wanted else {}
        needs += [_slipping(visit, one, known) for one in down[:NAMED] if one["member"] not in _ids(gone)]
        needs += _quiet(visit, habits, gone, known)
        needs += _near_golden(visit, near, known)
    if liability:
        needs += _ending(visit, liability)
    return [{"forms": [], **need} for need in needs]


def _ids(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    return {row["member"] for row in rows}


def _slipping(visit: Visit, one: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    words = visit.words
    name = name_of(visit, known.get(one["member"]), one["member"])
    part = words.part(one["shortfall"], one["expected"])
    period = one["period"]
    text = words.text(
        "%(spend)s from %(from)s to %(to)s, where %(expected)s was to be expected.",
        spend=words.money(one["spend"]),
        expected=words.money(one["expected"]),
        **{"from": words.day(period["from"], year=True), "to": words.day(period["to"], year=True)},
    )
    return {
        "look": "gold",
        "icon": "down",
        "title": words.text("%(name)s buys %(part)s less than usual", name=name, part=part),
        "text": text,
        "buttons": [_button(visit, one["member"], words.text("See what happened"))],
        "due": "",
    }


def _quiet(
    visit: Visit, habits: Habits, gone: Sequence[Mapping[str, Any]], known: Mapping[str, Any]
) -> list[dict[str, Any]]:
    words = visit.words
    if not gone:
        return []
    names = [name_of(visit, known.get(one["member"]), one["member"]) for one in gone[:NAMED]]
    at_stake = sum(one["at_stake"] for one in gone)
    more = len(gone) - len(names)
    if more > 0:
        names.append(words.several("%(n)s more", "%(n)s more", more))
    text = words.text(
        "They brought %(amount)s in the twelve months before. Silent for %(days)s days and more.",
        amount=words.money(at_stake),
        days=words.number(min(one["silent_days"] for one in gone)),
    )
    asked = words.text("See %(name)s", name=names[0])
    return [
        {
            "look": "gold",
            "icon": "phone",
            "title": words.several(
                "%(names)s has gone quiet", "%(names)s have gone quiet", len(gone), names=words.joined(names)
            ),
            "text": text,
            "buttons": [
                _button(visit, gone[0]["member"], asked),
                {"path": "/pages/golden-list?show=quiet", "name": words.text("See the list"), "go": False},
            ],
            "due": "",
        }
    ]


def _near_golden(visit: Visit, near: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> list[dict[str, Any]]:
    words = visit.words
    if not near:
        return []
    texts = [f"{name_of(visit, known.get(one['member']), one['member'])} {words.money(one['needs'])}" for one in near]
    return [
        {
            "look": "good",
            "icon": "up",
            "title": words.several(
                "%(n)s customer is close to the golden list", "%(n)s customers are close to the golden list", len(near)
            ),
            "text": words.text("Missing: %(who)s.", who=", ".join(texts)),
            "buttons": [{"path": "/pages/golden-list?show=lift", "name": words.text("See the list"), "go": False}],
            "due": words.text("by %(day)s", day=words.day(near[0]["by"])),
        }
    ]


def _ending(visit: Visit, liability: Mapping[str, Any]) -> list[dict[str, Any]]:
    words, this_month = visit.words, visit.words.today.isoformat()[:7]
    lots = [lot for lot in liability["points"]["lots"] if lot["month"] == this_month and lot["outstanding"] > 0]
    if not lots:
        return []
    points = sum(lot["outstanding"] for lot in lots)
    return [
        {
            "look": "",
            "icon": "clock",
            "title": words.several("%(n)s point ends this month", "%(n)s points end this month", points),
            "text": words.text("Customers who have agreed to be written to can still use them."),
            "buttons": [{"path": "/pages/money", "name": words.text("See the points"), "go": False}],
            "due": words.month(this_month),
        }
    ]


def _button(visit: Visit, member_id: str, name: str) -> dict[str, Any]:
    return {"path": f"/pages/members/{member_id}", "name": name, "go": False}


def _owed(visit: Visit, liability: Mapping[str, Any]) -> list[dict[str, str]]:
    words, points, credit = visit.words, liability["points"], liability["credit"]
    number = words.several("%(n)s point", "%(n)s points", points["outstanding"])
    worth = points["worth"]
    return [
        {"name": words.text("Points"), "amount": words.money(worth) if worth is not None else number, "note": number},
        {"name": words.text("Credit"), "amount": words.money(credit["outstanding"]), "note": ""},
    ]


async def _last(visit: Visit) -> list[dict[str, str]]:
    words = visit.words
    if not visit.may("purchases:read"):
        return []
    found = await visit.calls.get("/v1/purchases", limit=LAST)
    ids = [sale["member"] for sale in found["data"] if sale["member"]]
    known = await members_of(visit, ids) if ids else {}
    rows = []
    for sale in found["data"]:
        member_id = sale["member"]
        rows.append(
            {
                "at": words.clock(sale["occurred_at"]),
                "name": name_of(visit, known.get(member_id), member_id or ""),
                "path": f"/pages/members/{member_id}" if member_id in known else "",
                "amount": words.money(sale["net"]),
                "note": words.day(sale["occurred_at"]),
            }
        )
    return rows
