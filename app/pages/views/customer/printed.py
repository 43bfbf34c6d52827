"""Everything kept about a customer, to print or hand over (GDPR, Article 15)."""

from collections.abc import Sequence
from typing import Any, Final

from app.pages.calls import MOST_ROWS, Refused, named
from app.pages.people import name_of
from app.pages.views.customer.timeline import entry_amount
from app.pages.visit import Page, Shown, Visit

# So that a page stays one that can be printed; what is older is in the exports.
MOST_PAGES: Final = 25


async def printed_page(visit: Visit) -> Shown:
    """The page."""
    if not visit.may("ledger:read"):
        raise Refused(403, {"type": "/insufficient-scope"})
    words, text = visit.words, visit.text
    path = f"/v1/members/{named(visit.names['member'])}"
    member = await visit.calls.get(path)
    facts = [
        (text("Name"), member["name"]),
        (text("E-mail address"), member["email"]),
        (text("Phone"), member["phone"]),
        (text("Birthday"), words.day(member["birth_date"], year=True) if member["birth_date"] else None),
        (text("Cards"), ", ".join(member["card_numbers"])),
        (text("Your own name for her"), member["external_id"]),
        (text("Member since"), words.day(member["joined_on"] or words.day_of(member["created_at"]), year=True)),
        (text("Agrees to offers"), text("yes") if member["consents"]["marketing"] else text("no")),
        *sorted(member["metadata"].items()),
    ]
    sales, more_sales = await _all(visit, "/v1/purchases", member=member["id"])
    entries, more_entries = await _all(visit, f"{path}/entries")
    notes, more_notes = await _all(visit, f"{path}/notes") if visit.may("tasks:read") else ([], False)
    tables = [
        {
            "name": text("Sales"),
            "heads": [text("Day"), text("Store"), text("What"), text("Sum"), text("Taken back")],
            "rows": [
                [
                    words.full(one["occurred_at"]),
                    one["store"] or "",
                    ", ".join(f"{line['quantity']} × {line['sku'] or line['category'] or ''}" for line in one["lines"]),
                    words.money(one["net"]),
                    words.money(one["returned_net"]) if one["returned_net"] else "",
                ]
                for one in sales
            ],
        },
        {
            "name": text("Ledger"),
            "heads": [text("Day"), text("Change"), text("Reason")],
            "rows": [[words.full(one["recorded_at"]), entry_amount(visit, one), one["why"]] for one in entries],
        },
        {
            "name": text("Notes"),
            "heads": [text("Day"), text("Note")],
            "rows": [[words.full(one["created_at"]), one["text"]] for one in notes],
        },
    ]
    values = {
        "facts": [(name, value) for name, value in facts if value],
        "tables": [one for one in tables if one["rows"]],
        "cut": more_sales or more_entries or more_notes,
        "back": f"/pages/members/{member['id']}",
        "on": words.day(words.today.isoformat(), year=True),
    }
    return Page("printed.html", text("All that is kept about %(name)s", name=name_of(visit, member)), values)


async def _all(visit: Visit, path: str, **query: object) -> tuple[Sequence[Any], bool]:
    """All rows of a list, and whether there are more than fit."""
    rows: list[Any] = []
    cursor = None
    for _page in range(MOST_PAGES):
        found = await visit.calls.get(path, limit=MOST_ROWS, cursor=cursor, **query)
        rows += found["data"]
        cursor = found["next_cursor"]
        if cursor is None:
            return rows, False
    return rows, True
