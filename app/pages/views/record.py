"""The record of administrative actions: who did what."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.cells import Cell
from app.pages.csv_text import csv_of
from app.pages.people import members_of, name_of
from app.pages.visit import Page, Shown, Text, Visit

PER_PAGE: Final = 50


async def record_page(visit: Visit) -> Shown:
    """The page, or its CSV."""
    found = await visit.calls.get("/v1/audit", limit=PER_PAGE, cursor=visit.query.get("cursor"))
    acts = found["data"]
    if visit.query.get("format") == "csv":
        heads = ["at", "staff", "key", "act", "object", "detail"]
        lines = ([act["at"], act["staff"], act["key"], act["act"], act["object"], str(act["detail"])] for act in acts)
        return Text(csv_of(heads, lines), "text/csv", "record.csv")
    people = await _people(visit, acts)
    ids = [act["object"] for act in acts if act["object"].startswith("mem_")]
    known = await members_of(visit, ids) if ids and visit.may("members:read") else {}
    rows = [
        [
            Cell(at=act["at"]),
            Cell(people.get(act["staff"]) or act["staff"] or act["key"] or visit.text("a shell")),
            Cell(_act(visit, act["act"])),
            _object(visit, act["object"], known),
            Cell(_detail(act["detail"])),
        ]
        for act in acts
    ]
    heads = [visit.text("When"), visit.text("Who"), visit.text("What"), visit.text("On what"), visit.text("Details")]
    values = {
        "told": visit.text("Every administrative action, newest first. Nothing here is ever altered."),
        "heads": heads,
        "rows": rows,
        "nothing": visit.text("Nothing has been done yet"),
        "buttons": [{"path": "?format=csv", "name": "CSV"}],
        "next": f"?cursor={found['next_cursor']}" if found["next_cursor"] else None,
    }
    return Page("table.html", visit.text("Record"), values)


async def _people(visit: Visit, acts: list[Mapping[str, Any]]) -> dict[str, str]:
    if not visit.may("staff:read") or not any(act["staff"] for act in acts):
        return {}
    found = await visit.calls.get("/v1/staff", limit=200)
    return {one["id"]: one["name"] for one in found["data"]}


def _act(visit: Visit, act: str) -> str:
    text = visit.text(act.replace("_", " "))
    return text[:1].upper() + text[1:]


def _object(visit: Visit, object_id: str, known: Mapping[str, Any]) -> Cell:
    if object_id in known:
        return Cell(name_of(visit, known[object_id]), path=f"/pages/members/{object_id}")
    return Cell(object_id)


def _detail(detail: Mapping[str, Any]) -> str:
    shown = [(name, value) for name, value in detail.items() if value not in (None, [], {}, "")]
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in shown)
