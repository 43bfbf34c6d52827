"""Campaigns: running, to come and over."""

from datetime import date
from typing import Final

from app.pages.cells import Cell
from app.pages.views.campaign_calendar import calendar_of
from app.pages.views.prose.campaigns import campaign_access, campaign_words
from app.pages.visit import Page, Shown, Visit

EFFECT_DAYS: Final = 84
LEAST_DAYS: Final = 28


async def campaigns_page(visit: Visit) -> Shown:
    """The page."""
    text, found = visit.text, await visit.calls.get("/v1/campaigns")
    names = {"running": text("running"), "upcoming": text("to come"), "over": text("over")}
    looks = {"running": "good", "upcoming": "gold", "over": ""}
    order = list(names)
    rows = [
        [
            Cell(names[one["state"]], look=looks[one["state"]] or "plain"),
            Cell(one["name"]),
            Cell(_days(visit, one.get("from"), one.get("to"))),
            Cell(" ".join([campaign_words(visit, one) + ".", *campaign_access(visit, one)])),
        ]
        for one in sorted(found["data"], key=lambda one: order.index(one["state"]))
    ]
    running = sum(one["state"] == "running" for one in found["data"])
    values = {
        "told": visit.words.several("%(n)s campaign is running.", "%(n)s campaigns are running.", running),
        "heads": [text("State"), text("Campaign"), text("Days"), text("What it does")],
        "rows": rows,
        "drawn": calendar_of(visit, found["data"]),
        "effect": await _effect(visit),
    }
    return Page("campaigns.html", text("Campaigns"), values)


async def _effect(visit: Visit) -> list[str]:
    """What the covered offers brought, against the control group, in the twelve weeks up to yesterday."""
    if not visit.may("insights:read"):
        return []
    holdout = await visit.calls.try_get("/v1/holdout", "not-found")
    if holdout is None:
        return []
    words, to = visit.words, visit.words.ago(1)
    told = [
        words.text(
            "%(share)s of the customers get no campaigns, so that the others can be compared with them.",
            share=words.percent(holdout["share"], 1),
        )
    ]
    since = max(visit.words.ago(EFFECT_DAYS), holdout["from"])
    if (date.fromisoformat(to) - date.fromisoformat(since)).days + 1 < LEAST_DAYS:
        return [*told, words.text("Four weeks have to pass before something can be said.")]
    found = await visit.calls.try_get("/v1/holdout/effect", "validation", "not-found", from_=since, to=to)
    if found is None or found["status"] != "done":
        return [*told, words.text("It is being computed; look again in a minute.")]
    return [*told, str(found["why"])]


def _days(visit: Visit, first: str | None, last: str | None) -> str:
    words = visit.words
    begins = words.day(first, year=True) if first else words.text("always")
    return f"{begins} – {words.day(last, year=True) if last else words.text('no end')}"
