"""The sales of the last twelve months, as bars and as a table."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from app.pages.visit import Visit

MONTHS: Final = 12


class Sums(NamedTuple):
    """A month's sales in minor units: all, what came back, and what members bought of all."""

    sold: int
    back: int
    members: int

    @property
    def kept(self) -> int:
        """What was sold and did not come back."""
        return self.sold - self.back


async def months_of(visit: Visit, on: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The drawing (None without sales) and the table of the months up to a day, the last one as far as it has come."""
    words, text = visit.words, visit.text
    months = _months(date.fromisoformat(on))
    found = await visit.calls.get("/v1/reports/sales", from_=f"{months[0]}-01", to=on, by="day")
    sums = {month: Sums(0, 0, 0) for month in months}
    for row in found["data"]:
        before = sums[row["day"][:7]]
        sums[row["day"][:7]] = Sums(
            before.sold + row["net"], before.back + row["returns"], before.members + row["members"]["net"]
        )
    rows = [
        [
            words.month(month),
            words.money(one.sold),
            words.money(-one.back),
            words.money(one.kept),
            words.part(one.members, one.sold) if one.sold else "",
        ]
        for month in reversed(months)
        if any(one := sums[month])
    ]
    table = {
        "name": text("Sales by month"),
        "heads": [text("Month"), text("Sold"), text("Came back"), text("Kept"), text("Bought by members")],
        "rows": rows,
        "nothing": text("Nothing has been sold in these months."),
    }
    return _drawn(visit, months, {month: one.kept for month, one in sums.items()}), table


def _months(last: date) -> list[str]:
    numbers = range(last.year * 12 + last.month - MONTHS, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def _drawn(visit: Visit, months: list[str], kept: Mapping[str, int]) -> dict[str, Any] | None:
    top = max(kept.values())
    if top <= 0:
        return None
    words = visit.words
    bars = [
        {
            "x": place * 100 + 15,
            "middle": (place * 100 + 50) // MONTHS,
            "height": max(0, kept[month]) * 95 // top,
            "name": words.short_month(month),
            "now": place == MONTHS - 1,
        }
        for place, month in enumerate(months)
    ]
    told = ", ".join(f"{words.month(month)} {words.money(kept[month])}" for month in months)
    return {"bars": bars, "width": MONTHS * 100, "told": told}
