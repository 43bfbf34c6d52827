"""Rehearsals of the draft: past sales by the version in force and by the draft, side by side."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.calls import Refused, named
from app.pages.cells import Cell
from app.pages.people import members_of, name_of
from app.pages.visit import Page, Shown, Visit

DAYS: Final = 365
NAMED: Final = 4
LISTED: Final = 50


def _name(visit: Visit, revision: int) -> str:
    return f"draft-{revision}-on-{visit.shop.version}-{visit.words.today.isoformat()}"


async def rehearse(visit: Visit, document: Mapping[str, Any], revision: int) -> None:
    """Rehearse a revision of the draft on the last twelve months beside the version in force; once a day."""
    if not revision:
        return
    body = {
        "external_id": _name(visit, revision),
        "documents": [{"version": visit.shop.version}, document],
        "from": visit.words.ago(DAYS),
        "to": visit.words.today.isoformat(),
    }
    await visit.calls.send("POST", "/v1/rehearsals", body)


async def rehearsal_of(visit: Visit, revision: int) -> dict[str, Any] | None:
    """The rehearsal of a revision, if one was begun today: its progress or its results."""
    if not visit.may("rehearsals:read"):
        return None
    known = await visit.calls.get("/v1/rehearsals")
    mine = [one["id"] for one in known["data"] if one["external_id"] == _name(visit, revision)]
    if not mine:
        return None
    found = await visit.calls.get(f"/v1/rehearsals/{mine[0]}")
    words, progress = visit.words, found["progress"]
    if found["status"] != "done":
        told = words.text("%(done)s of %(of)s customers", done=progress["done"], of=progress["of"])
        failed = found["status"] == "failed"
        share = progress["done"] * 100 // max(progress["of"], 1)
        return {"done": False, "failed": failed, "told": told, "share": share, "people": {}}
    return {"done": True, "failed": False, **await _results(visit, found)}


async def _results(visit: Visit, found: Mapping[str, Any]) -> dict[str, Any]:
    words, compared = visit.words, found["compared"]
    first, second = [one["total"] for one in found["documents"]]
    counts = [{one["level"]: one["members"] for one in document["levels"]} for document in found["documents"]]
    levels = (visit.shop.document.get("tiers") or {}).get("levels") or []
    rows = [
        _row(words.text("Points given"), *(words.number(one["points"]["issued"]) for one in (first, second))),
        _row(words.text("Vouchers"), *(words.number(one["vouchers"]["issued"]) for one in (first, second))),
        _row(words.text("Money back"), *(words.money(one["rebates"]["due"]) for one in (first, second))),
        *(_row(level["name"], *(words.number(count.get(level["id"], 0)) for count in counts)) for level in levels[1:]),
        _row(words.text("Cost"), *(words.money(one["cost_high"]) for one in (first, second))),
        _row(words.text("Cost of sales"), *(_share(visit, one["of_sales"]["high"]) for one in (first, second))),
    ]
    winners, losers = compared["winners"], compared["losers"]
    told = words.text(
        "%(more)s customers would have had more, %(less)s less, %(same)s the same.",
        more=words.number(winners["members"]),
        less=words.number(losers["members"]),
        same=words.number(compared["even"]),
    )
    return {
        "on": words.several("on %(n)s sale of 12 months", "on %(n)s sales of 12 months", first["purchases"]),
        "version": words.text("v %(n)s", n=visit.shop.version),
        "rows": rows,
        "told": told,
        "moves": await _moves(visit, found, levels),
        "who": f"/pages/programme/rehearsed/{found['id']}",
        "people": {name: (counts[0].get(name, 0), counts[1].get(name, 0)) for name in {**counts[0], **counts[1]}},
    }


def _row(name: str, before: str, after: str) -> dict[str, Any]:
    return {"name": name, "before": before, "after": after, "same": before == after}


def _share(visit: Visit, rate: str | None) -> str:
    return visit.words.percent(rate, 1) if rate is not None else ""


async def _moves(visit: Visit, found: Mapping[str, Any], levels: list[Mapping[str, Any]]) -> list[str]:
    """The changes of level: each in a sentence, with some of the names."""
    words, names = visit.words, {one["id"]: one["name"] for one in levels}
    moves = [one for one in found["compared"]["tier_moves"] if one["from"] != one["to"]]
    if not moves:
        return []
    order = {one["id"]: place for place, one in enumerate(levels)}
    rows = await visit.calls.get(f"/v1/rehearsals/{found['id']}/members", order="losers", limit=200)
    told = []
    for one in moves:
        ids = [row["member"] for row in rows["data"] if row["levels"] == [one["from"], one["to"]]][:NAMED]
        known = await members_of(visit, ids) if ids else {}
        people = words.joined([name_of(visit, known.get(member), member) for member in ids])
        down = order.get(one["to"], -1) < order.get(one["from"], -1)
        text = (
            words.several(
                "%(n)s falls to %(level)s", "%(n)s fall to %(level)s", one["members"], level=names.get(one["to"], "")
            )
            if down
            else words.several(
                "%(n)s rises to %(level)s", "%(n)s rise to %(level)s", one["members"], level=names.get(one["to"], "")
            )
        )
        told.append(f"{text}: {people}" if people else text)
    return told


async def rehearsed_page(visit: Visit) -> Shown:
    """Customers by what they would have had more or less with the draft."""
    words, order = visit.words, visit.query.get("order", "losers")
    if order not in ("winners", "losers"):
        raise Refused(404, {"type": "/not-found"})
    path = f"/v1/rehearsals/{named(visit.names['rehearsal'])}/members"
    found = await visit.calls.get(path, order=order, limit=LISTED, cursor=visit.query.get("cursor"))
    known = await members_of(visit, [one["member"] for one in found["data"]])
    rows = [
        [
            Cell(name_of(visit, known.get(one["member"]), one["member"]), f"/pages/members/{one['member']}"),
            *(Cell(words.money(amount)) for amount in one["received"]),
            Cell(words.money(one["difference"], sign=True)),
        ]
        for one in found["data"]
        if len(one["received"]) > 1
    ]
    here = f"/pages/programme/rehearsed/{visit.names['rehearsal']}"
    values = {
        "told": words.text(
            "What each customer received in the twelve months, with the version in force and with the draft."
        ),
        "heads": [words.text("Customer"), words.text("In force"), words.text("Draft"), words.text("Difference")],
        "rows": rows,
        "nothing": words.text("Nobody is in this rehearsal."),
        "buttons": [
            {"path": f"{here}?order=winners", "name": words.text("Winners first")},
            {"path": f"{here}?order=losers", "name": words.text("Losers first")},
            {"path": "/pages/programme/draft", "name": words.text("To the draft")},
        ],
        "next": f"?order={order}&cursor={found['next_cursor']}" if found["next_cursor"] else None,
    }
    return Page("table.html", words.text("Winners and losers"), values)
