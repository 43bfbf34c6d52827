"""A customer: the standing as the till sees it, and one timeline of all that happened."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.pages.calls import named
from app.pages.grades import golden_grades, shown_grade
from app.pages.people import measured, name_of
from app.pages.views.customer import page_link
from app.pages.views.customer.actions import actions_of
from app.pages.views.customer.standing import card_drawn, levels_drawn, rebate_drawn
from app.pages.views.customer.timeline import read_timeline
from app.pages.views.tasks import tasks_of
from app.pages.visit import Page, Shown, Visit

SHOWN_VOUCHERS: Final = 5
SHOWN_NOTES: Final = 3
# The rest is behind a button.
SHOWN_ACTIONS: Final = 4


async def member_page(visit: Visit) -> Shown:
    """The page."""
    path = f"/v1/members/{named(visit.names['member'])}"
    member = await visit.calls.get(path)
    status = await visit.calls.get(f"{path}/status")
    base = f"/pages/members/{member['id']}"
    grade, rank = await _grade(visit, path)
    timeline = await read_timeline(visit, member["id"])
    name = name_of(visit, member)
    values = {
        "base": base,
        "name": name,
        "grade": grade,
        "facts": _facts(visit, member, rank),
        "actions": [*actions_of(visit), *_own_page(visit)],
        "shown": SHOWN_ACTIONS,
        "can_print": visit.may("ledger:read"),
        "notes": await _notes(visit, path),
        "done": visit.text("Done.") if visit.query.get("done") else None,
        "given": _given(visit, status),
        "own_page": f"{base}/page-link" if visit.may(page_link.SCOPE) else "",
        "points": _points(visit, status),
        "credit": _credit(visit, status),
        "level": _level(visit, status),
        "ladders": [_ladder(visit, one) for one in status["ladders"]],
        "cards": [card_drawn(visit, one) for one in status["punch_cards"]],
        "rebates": [rebate_drawn(visit, one) for one in status["rebates"]],
        "vouchers": _vouchers(visit, status),
        "vouchers_total": visit.words.number(status["vouchers_total"]),
        "privileges": [one.replace("_", " ") for one in (status["tier"] or {}).get("privileges", ())],
        "tasks": await tasks_of(visit, member["id"]),
        "noted": _noted(visit, member),
        "events": timeline.events,
        "chips": timeline.chips,
        "next": timeline.next,
    }
    return Page("member.html", name, values)


def _given(visit: Visit, status: Mapping[str, Any]) -> dict[str, str] | None:
    """The voucher that was just given, with its code for the customer."""
    made = visit.query.get("made")
    found = next((one for one in status["vouchers"] if one["id"] == made and one["code"]), None)
    if found is None:
        return None
    day = visit.words.day(found["expires_on"], year=True) if found["expires_on"] else ""
    return {
        "name": found["name"],
        "code": found["code"],
        "until": visit.text("to %(day)s", day=day) if day else "",
    }


async def _notes(visit: Visit, path: str) -> list[dict[str, str]]:
    if not visit.may("tasks:read"):
        return []
    found = await visit.calls.get(f"{path}/notes", limit=SHOWN_NOTES)
    return [{"text": one["text"], "on": visit.words.day(one["created_at"])} for one in found["data"]]


async def _grade(visit: Visit, path: str) -> tuple[Mapping[str, str] | None, str]:
    if not visit.may("insights:read"):
        return None, ""
    found = await visit.calls.get(f"{path}/grades", limit=1)
    if not found["data"]:
        return None, ""
    row, golden = found["data"][0], golden_grades(visit.shop.document)
    words, rank = visit.words, ""
    if row["place"]:
        rank = words.text(
            "place %(n)s of %(of)s on %(day)s",
            n=words.number(row["place"]),
            of=words.number(row["of"]),
            day=words.day(row["as_of"]),
        )
        if row["grade"] in golden:
            rank = words.text("%(rank)s, on the golden list", rank=rank)
    return shown_grade(row["grade"], golden, list(golden)), rank


def _own_page(visit: Visit) -> list[dict[str, str]]:
    return [{"path": "page-link", "name": visit.text("Customer's page")}] if visit.may(page_link.SCOPE) else []


def _facts(visit: Visit, member: Mapping[str, Any], rank: str) -> list[str]:
    words, facts = visit.words, [rank] if rank else []
    since = member["joined_on"] or member["created_at"]
    facts.append(words.text("since %(month)s", month=words.month(words.day_of(since))))
    cards = member["card_numbers"]
    if cards:
        facts.append(words.text("card …%(last)s", last=cards[0][-4:]))
    if len(cards) > 1:
        facts.append(words.several("and %(n)s more card", "and %(n)s more cards", len(cards) - 1))
    return facts


def _points(visit: Visit, status: Mapping[str, Any]) -> dict[str, Any]:
    words, points = visit.words, status["points"]
    worth = (visit.shop.document.get("points") or {}).get("worth")
    lines = [words.text("points")]
    if worth and points["balance"] > 0:
        amount = points["balance"] * worth["amount"] // worth["points"]
        lines = [words.text("points, worth %(amount)s", amount=words.money(amount))]
    for one in points["expiring"][:1]:
        lines.append(words.text("%(n)s end on %(day)s", n=words.number(one["points"]), day=words.day(one["on"])))
    if points["pending"]:
        lines.append(words.text("%(n)s are still to come", n=words.number(points["pending"])))
    if points["held"]:
        lines.append(words.text("%(n)s are held for a checkout", n=words.number(points["held"])))
    return {"balance": words.number(points["balance"]), "lines": lines}


def _credit(visit: Visit, status: Mapping[str, Any]) -> dict[str, str]:
    words, credit = visit.words, status["credit"]
    line = words.text("credit to spend")
    if credit["held"]:
        line = words.text("credit, and %(amount)s held for a checkout", amount=words.money(credit["held"]))
    return {"balance": words.money(credit["balance"]), "line": line}


def _level(visit: Visit, status: Mapping[str, Any]) -> dict[str, Any] | None:
    words, tier, following = visit.words, status["tier"], status["next_tier"]
    if tier is None:
        return None
    gives = []
    if tier["points_multiplier"] != "1":
        gives.append(words.text("×%(factor)s points", factor=tier["points_multiplier"]))
    if tier["discount"]:
        gives.append(words.text("%(rate)s off", rate=words.percent(tier["discount"], 1)))
    return {
        "name": tier["name"],
        "gives": ", ".join(gives),
        "drawn": levels_drawn(visit, status),
        "missing": measured(visit, following) if following else "",
        "next": _leads_to(visit, following) if following else "",
        "safe": _safe(visit, status),
    }


def _leads_to(visit: Visit, following: Mapping[str, Any]) -> str:
    if following["by"]:
        day = visit.words.day(following["by"])
        return visit.text("more by %(day)s leads to %(level)s.", day=day, level=following["name"])
    return visit.text("more leads to %(level)s.", level=following["name"])


def _safe(visit: Visit, status: Mapping[str, Any]) -> str:
    words, tier, keep = visit.words, status["tier"], status["keep_tier"]
    if tier["given"]:
        given = tier["given"]
        until = words.day(given["until"], year=True) if given["until"] else words.text("further notice")
        return words.text("Given: %(reason)s, until %(day)s.", reason=given["reason"], day=until)
    if keep and keep["by"] and tier["since"]:
        return words.text("%(level)s is safe until %(day)s.", level=tier["name"], day=words.day(keep["by"], year=True))
    return ""


def _ladder(visit: Visit, ladder: Mapping[str, Any]) -> dict[str, str]:
    level, day = ladder["level"], visit.words.day(ladder["next_review_on"], year=True)
    return {
        "name": ladder["name"],
        "level": level["name"] if level else visit.text("none"),
        "told": visit.text("The next review is on %(day)s.", day=day),
    }


def _vouchers(visit: Visit, status: Mapping[str, Any]) -> list[dict[str, str]]:
    words = visit.words
    return [
        {
            "name": one["name"],
            "until": words.text("to %(day)s", day=words.day(one["expires_on"])) if one["expires_on"] else "",
            "code": one["code"] or "",
        }
        for one in status["vouchers"][:SHOWN_VOUCHERS]
    ]


def _noted(visit: Visit, member: Mapping[str, Any]) -> Sequence[dict[str, str]]:
    words, lines = visit.words, []
    if member["email"]:
        lines.append({"icon": "speech", "text": member["email"]})
    if member["phone"]:
        lines.append({"icon": "phone", "text": member["phone"]})
    if member["birth_date"]:
        lines.append(
            {"icon": "gift", "text": words.text("born %(day)s", day=words.day(member["birth_date"], year=True))}
        )
    may_write = member["consents"]["marketing"]
    text = words.text("has agreed to offers") if may_write else words.text("has not agreed to offers")
    lines.append({"icon": "tick" if may_write else "warning", "text": text})
    lines += [{"icon": "page", "text": f"{name}: {value}"} for name, value in sorted(member["metadata"].items())]
    return lines
