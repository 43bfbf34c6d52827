"""Finds customers."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.people import name_of
from app.pages.rendering import initials
from app.pages.visit import Moved, Page, Shown, Visit

PER_PAGE: Final = 50


async def customers_page(visit: Visit) -> Shown:
    """The customers found; one alone opens at once."""
    sought = visit.query.get("q", "").strip()
    if sought:
        found = await visit.calls.get("/v1/members", q=sought[:200])
        if len(found["data"]) == 1:
            return Moved(f"/pages/members/{found['data'][0]['id']}")
        title = visit.text("Customers")
        told = visit.words.several("%(n)s found", "%(n)s found", len(found["data"]))
        rows, next_page = [_row(visit, one) for one in found["data"]], None
    else:
        found = await visit.calls.get("/v1/members", limit=PER_PAGE, cursor=visit.query.get("cursor"))
        title, told = visit.text("Customers"), visit.text("In the order of enrolment. Type / to search.")
        rows = [_row(visit, one) for one in found["data"]]
        next_page = f"?cursor={found['next_cursor']}" if found["next_cursor"] else None
    return Page("members.html", title, {"told": told, "rows": rows, "next": next_page, "sought": sought})


def _row(visit: Visit, member: Mapping[str, Any]) -> dict[str, Any]:
    name, card = name_of(visit, member), member["card_number"]
    return {
        "id": member["id"],
        "name": name,
        "initials": initials(name),
        "card": f"…{card[-4:]}" if card else "",
        "contact": member["email"] or member["phone"] or "",
        "since": member["joined_on"] or member["created_at"],
    }
