"""The golden list: who brings the sales, by grade, and who of them is slipping away."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.csv_text import csv_of
from app.pages.people import members_of, name_of, nearest, statuses_of
from app.pages.views.golden.golden_actions import list_actions
from app.pages.views.golden.golden_figures import chips, curve, finding, grade_rows, moved
from app.pages.views.golden.listed import LISTS, list_rows
from app.pages.views.golden.reviewed import Habits, Review, read_habits, read_review
from app.pages.visit import Moved, Page, Shown, Text, Visit
from app.pages.words import Words


async def golden_list_page(visit: Visit) -> Shown:
    """The page, its CSV, or the list for the counter."""
    review = await read_review(visit)
    title = visit.text("Golden list")
    if review is None:
        return Page("golden_list.html", title, {"finding": None})
    shown = visit.query.get("show", "golden")
    if shown not in LISTS:
        shown = "golden"
    if visit.query.get("view") == "counter":
        return await _counter(visit, review)
    found = await list_rows(visit, shown, review, visit.query.get("cursor"))
    habits = await read_habits(visit)
    if visit.query.get("format") == "csv":
        return _csv(found)
    ids = [row["member"] for row in found["data"]]
    known, statuses = await members_of(visit, ids), await statuses_of(visit, ids)
    rows = [_row(visit, review, one, (known, statuses, habits)) for one in found["data"]]
    if shown == "golden" and "cursor" not in visit.query:
        _mark_cuts(visit.words, review, rows)
    next_page = f"?show={shown}&cursor={found['next_cursor']}" if found["next_cursor"] else None
    movements, moves = await moved(visit, review)
    values = {
        "finding": finding(visit, review, habits),
        "curve": curve(visit, review),
        "grades": grade_rows(visit, review, moves),
        "moved": movements,
        "chips": chips(visit, shown, review, habits),
        "rows": rows,
        "nobody": _nobody(visit, shown),
        "next": next_page,
        "csv": f"?show={shown}&format=csv",
        "actions": list_actions(visit, shown) if rows else [],
        "done": visit.text("Done.") if visit.query.get("done") else "",
    }
    return Page("golden_list.html", title, values)


async def ask_for_review(visit: Visit) -> Shown:
    """Ask for a review as of yesterday."""
    body = {"external_id": f"page-{visit.once}", "as_of": visit.words.ago(1)}
    await visit.calls.send("POST", "/v1/insights/reviews", body)
    return Moved("/pages/golden-list")


def _row(
    visit: Visit,
    review: Review,
    row: Mapping[str, Any],
    about: tuple[Mapping[str, Any], Mapping[str, Any], Habits],
) -> dict[str, Any]:
    known, statuses, habits = about
    words, member_id = visit.words, row["member"]
    status, silence = statuses.get(member_id), habits.lapsed.get(member_id)
    amount = row.get("measure", row.get("at_stake", row.get("spend")))
    best = _largest(review)
    tier = status["tier"] if status else None
    return {
        "id": member_id,
        "place": words.number(row["place"]) if row.get("place") else "",
        "rank": row.get("place"),
        "grade": review.badge(row["grade"]) if row.get("grade") else None,
        "golden": row.get("grade") in review.golden,
        "name": name_of(visit, known.get(member_id), member_id),
        "amount": words.money(amount) if amount is not None else "",
        "permille": min(1000, max(0, (amount or 0) * 1000 // (best or 1))),
        **_habit(visit, row, habits),
        "last_on": row.get("last_on") or (silence["last_on"] if silence else None),
        "level": tier["name"] if tier and tier["since"] else "",
        "top_level": bool(tier and status and status["next_tier"] is None),
        "near": _nearby(visit, row) or (nearest(visit, status) if status else ""),
        "cut": "",
    }


def _nearby(visit: Visit, row: Mapping[str, Any]) -> str:
    """What the list itself is about."""
    words = visit.words
    if "item" in row:
        return words.text("%(item)s, about %(day)s", item=row["item"], day=words.day(row["expected_on"]))
    if "needs" in row:
        text = words.text(
            "%(amount)s by %(day)s to be golden", amount=words.money(row["needs"]), day=words.day(row["by"])
        )
        return text
    return ""


def _largest(review: Review) -> int:
    first = review.pareto["top"][0]
    return int(first["amount"]) // max(int(first["members"]), 1)


def _habit(visit: Visit, row: Mapping[str, Any], habits: Habits) -> dict[str, str]:
    words, member_id = visit.words, row["member"]
    silence = habits.lapsed.get(member_id)
    if silence and silence["state"] == "lapsed":
        text = words.several("gone, %(n)s day", "gone, %(n)s days", silence["silent_days"])
        return {"habit": text, "habit_look": "bad", "habit_why": silence["why"]}
    found = habits.deviations.get(member_id)
    if found and found["expected"]:
        percent = words.part(abs(found["shortfall"]), found["expected"])
        is_down = found["direction"] == "down"
        text = words.text("down %(part)s", part=percent) if is_down else words.text("up %(part)s", part=percent)
        return {"habit": text, "habit_look": "bad" if is_down else "good", "habit_why": found["why"]}
    if silence:
        text = words.several("quiet, %(n)s day", "quiet, %(n)s days", silence["silent_days"])
        return {"habit": text, "habit_look": "gold", "habit_why": silence["why"]}
    return {"habit": words.text("new") if row.get("young") else words.text("steady"), "habit_look": "", "habit_why": ""}


def _mark_cuts(words: Words, review: Review, rows: Sequence[dict[str, Any]]) -> None:
    tenth = review.pareto["top"][2]
    for place, row in enumerate(rows, 1):
        if place == tenth["members"] < review.people and tenth["of_amount"]:
            row["cut"] = words.text(
                "The first %(n)s, a tenth, brought %(part)s",
                n=words.number(place),
                part=words.percent(tenth["of_amount"]),
            )
        if place == review.people:
            part = words.part(review.amount, review.pareto["amount"])
            row["cut"] = words.text(
                "The golden list ends here: %(n)s customers, who brought %(part)s", n=words.number(place), part=part
            )


def _nobody(visit: Visit, shown: str) -> str:
    words = visit.words
    return {
        "slipping": words.text("No golden customer spends less than usual"),
        "quiet": words.text("No regular customer stays away"),
        "due": words.text("Nobody is due to buy again"),
        "once": words.text("Nobody has bought only once"),
    }.get(shown, words.text("Nobody is on this list yet"))


def _csv(found: Mapping[str, Any]) -> Text:
    rows = found["data"]
    heads = [name for name, value in rows[0].items() if not isinstance(value, dict | list)] if rows else ["member"]
    return Text(csv_of(heads, ([row[head] for head in heads] for row in rows)), "text/csv", "golden-list.csv")


async def _counter(visit: Visit, review: Review) -> Page:
    found = await list_rows(visit, "golden", review, visit.query.get("cursor"))
    known = await members_of(visit, [row["member"] for row in found["data"]])
    people = [
        {"who": name_of(visit, known.get(row["member"]), row["member"]), "grade": review.badge(row["grade"])}
        for row in found["data"]
    ]
    people.sort(key=lambda one: str(one["who"]).casefold())
    return Page("counter.html", visit.text("Golden list for the counter"), {"people": people})
