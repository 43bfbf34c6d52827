"""Health: a light for each part of the service, with what to do."""

from datetime import datetime
from typing import Any, Final

from app.pages.cells import Cell
from app.pages.visit import Page, Shown, Visit

SILENT_HOURS: Final = 24
LAST: Final = 50


async def health_page(visit: Visit) -> Shown:
    """The page."""
    lights = await lights_of(visit)
    text = visit.text
    rows = [
        [Cell(text("well") if one["good"] else text("look"), look="good" if one["good"] else "bad"), Cell(one["text"])]
        for one in lights
    ]
    values = {
        "told": text("Nothing to do while every light is green."),
        "heads": [text("Light"), text("What it says")],
        "rows": rows,
        "nothing": "",
        "buttons": [],
        "next": None,
    }
    return Page("table.html", text("Health"), values)


async def lights_of(visit: Visit) -> list[dict[str, Any]]:
    """The lights, each with its sentence."""
    words = visit.words
    ready = await visit.calls.goldlist.ready()
    lights = [
        {
            "good": ready,
            "text": words.text("The database answers and has the current tables.")
            if ready
            else words.text("The database does not answer, or its tables are old: run goldlist migrate."),
        },
        _queue(visit),
    ]
    if visit.may("insights:read"):
        lights.append(await _review(visit))
    if visit.may("purchases:read"):
        lights.append(await _tills(visit))
    return lights


def _queue(visit: Visit) -> dict[str, Any]:
    if visit.calls.goldlist.commands.is_full:
        return {"good": False, "text": visit.text("Sales wait to be written: the database is too slow for them.")}
    return {"good": True, "text": visit.text("Nothing waits to be written.")}


async def _review(visit: Visit) -> dict[str, Any]:
    found = await visit.calls.get("/v1/insights/reviews", limit=1)
    for review in found["data"]:
        day = visit.words.day(review["as_of"], year=True)
        if review["status"] == "failed":
            text = visit.text("The review as of %(day)s failed; see the server's log.", day=day)
            return {"good": False, "text": text}
        if review["status"] == "running":
            return {"good": True, "text": visit.text("A review of the customers is under way.")}
    newest = await visit.calls.try_get("/v1/insights/pareto", "no-review")
    if newest is None:
        return {"good": True, "text": visit.text("The customers have not been reviewed yet.")}
    day = visit.words.day(newest["as_of"], year=True)
    return {"good": True, "text": visit.text("The customers were reviewed as of %(day)s.", day=day)}


async def _tills(visit: Visit) -> dict[str, Any]:
    words = visit.words
    found = await visit.calls.get("/v1/purchases", limit=LAST)
    heard: dict[str, str] = {}
    for sale in found["data"]:
        store = sale["store"] or words.text("without a store")
        heard[store] = max(heard.get(store, ""), sale["recorded_at"])
    if not heard:
        return {"good": True, "text": words.text("No till has sent a sale yet.")}
    listed = ", ".join(f"{store} {words.moment(at)}" for store, at in sorted(heard.items())[:10])
    silent = (words.now - datetime.fromisoformat(max(heard.values()))).total_seconds() // 3600
    return {"good": silent < SILENT_HOURS, "text": words.text("Tills were last heard from: %(stores)s.", stores=listed)}
