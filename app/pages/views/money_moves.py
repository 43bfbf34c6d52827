"""How what is owed moved since the beginning of a month, and the rebates settled in it."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from app.pages.drawings.waterfalls import Step, waterfall
from app.pages.visit import Visit

SHOWN: Final = 20


async def points_moved(visit: Visit, now: Mapping[str, Any]) -> dict[str, Any] | None:
    """The points outstanding: at the end of the month before, and what happened since."""
    words, day = visit.words, date.fromisoformat(now["on"])
    before_on = day.replace(day=1) - timedelta(1)
    before = (await visit.calls.get("/v1/reports/liability", on=before_on.isoformat()))["points"]
    after = now["points"]
    issued, spent, expired = (after[name] - before[name] for name in ("issued", "spent", "expired"))

    def step(name: str, amount: int, *, sign: bool = True) -> Step:
        return Step(name, amount, words.number(amount, sign=sign and amount > 0))

    return waterfall(
        step(words.day(before_on.isoformat(), year=True), before["outstanding"], sign=False),
        [step(words.text("issued"), issued), step(words.text("spent"), -spent), step(words.text("expired"), -expired)],
        step(words.day(now["on"], year=True), after["outstanding"], sign=False),
    )


async def settled(visit: Visit, on: str) -> dict[str, Any]:
    """The rebates paid or taken back in the month of a day up to it, the newest first."""
    words, text = visit.words, visit.text
    found = await visit.calls.get("/v1/reports/settlements", from_=f"{on[:7]}-01", to=on)
    rows = list(csv.DictReader(io.StringIO(found if isinstance(found, str) else "")))
    total = sum(int(one["amount"]) for one in rows)
    shown = [
        [
            words.moment(one["settled_at"]),
            one["rebate"],
            one["external_id"] or one["member"],
            words.money(int(one["amount"])),
        ]
        for one in reversed(rows[-SHOWN:])
    ]
    together = [[text("Together"), "", words.several("%(n)s payment", "%(n)s payments", len(rows)), words.money(total)]]
    return {
        "name": text("Settlements of the month"),
        "heads": [text("Day"), text("Rebate"), text("Customer"), text("Paid")],
        "rows": [*shown, *together] if rows else [],
        "nothing": text("No rebate was paid in this month."),
    }
