"""How what is owed moved since the beginning of a month, and the rebates settled in it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.pages.drawings.waterfalls import Step, waterfall
from app.pages.visit import Text, Visit


def month_before(on: str) -> str:
    """The last day of the month before that of a day."""
    return (date.fromisoformat(on).replace(day=1) - timedelta(1)).isoformat()


def points_moved(visit: Visit, now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any] | None:
    """The points outstanding: at the end of the month before, and what happened since."""
    words, before, after = visit.words, then["points"], now["points"]
    issued, spent, expired = (after[name] - before[name] for name in ("issued", "spent", "expired"))

    def step(name: str, amount: int, *, sign: bool = True) -> Step:
        return Step(name, amount, words.number(amount, sign=sign and amount > 0))

    return waterfall(
        step(words.day(then["on"]), before["outstanding"], sign=False),
        [step(words.text("issued"), issued), step(words.text("spent"), -spent), step(words.text("expired"), -expired)],
        step(words.day(now["on"]), after["outstanding"], sign=False),
    )


def settled(visit: Visit, now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """The rebates paid in the month of a day up to it, less what was taken back, by rebate and period."""
    words, text = visit.words, visit.text
    after, before = ({(one["id"], one["period"]["from"]): one for one in each["rebates"]} for each in (now, then))
    nothing = {"paid": 0}
    paid = [
        (one, after.get(key, nothing)["paid"] - before.get(key, nothing)["paid"])
        for key, one in {**before, **after}.items()
    ]
    names = {one["id"]: one["name"] for one in visit.shop.document.get("rebates") or ()}
    rows = [
        [
            names.get(one["id"], one["id"]),
            f"{words.day(one['period']['from'], year=True)} – {words.day(one['period']['to'], year=True)}",
            words.money(amount),
        ]
        for one, amount in paid
        if amount
    ]
    total = [text("Together"), "", words.money(sum(amount for _, amount in paid))]
    return {
        "name": text("Settlements of the month"),
        "heads": [text("Rebate"), text("Period"), text("Paid")],
        "rows": [*rows, total] if rows else [],
        "nothing": text("No rebate was paid in this month."),
        "csv": f"?format=settlements&on={now['on']}" if rows else "",
    }


async def settlements_csv(visit: Visit, on: str) -> Text:
    """Each payment of the month of a day up to it, as the report has it."""
    found = await visit.calls.get("/v1/reports/settlements", from_=f"{on[:7]}-01", to=on)
    return Text(found if isinstance(found, str) else "", "text/csv", f"settlements-{on}.csv")
