"""The sales of the last seven days beside the usual ones, and those of today."""

from datetime import date, timedelta
from typing import Any, Final

from app.pages.visit import Visit

WEEK: Final = 7
# The weeks that make the usual day.
WEEKS: Final = 4


async def week_of(visit: Visit) -> tuple[dict[str, str] | None, dict[str, Any] | None]:
    """The sentence about today, and the drawing of the week."""
    words, today = visit.words, visit.words.today
    if not visit.may("reports:read"):
        return None, None
    first = today - timedelta(days=WEEK * (WEEKS + 1) - 1)
    found = await visit.calls.get("/v1/reports/sales", from_=first.isoformat(), to=today.isoformat(), by="day")
    rows = {date.fromisoformat(row["day"]): row for row in found["data"]}
    sums = {day: row["net"] - row["returns"] for day, row in rows.items()}
    count = rows[today]["count"] - rows[today]["voids"] if today in rows else 0
    days = [today - timedelta(days=back) for back in reversed(range(WEEK))]
    usual = {
        day: sum(sums.get(day - timedelta(days=WEEK * week), 0) for week in range(1, WEEKS + 1)) // WEEKS
        for day in days
    }
    sales = {
        "told": words.several("%(n)s sale today came to", "%(n)s sales today came to", count),
        "amount": words.money(sums.get(today, 0)),
        "usual": words.text(
            "; a usual %(day)s brings %(amount)s.",
            day=words.weekday_name(today),
            amount=words.money(usual[today]),
        ),
    }
    top = max([*usual.values(), *(sums.get(day, 0) for day in days), 1])
    bars = [
        {
            "x": place * 100 + 15,
            "middle": (place * 100 + 50) // WEEK,
            "height": max(sums.get(day, 0), 0) * 95 // top,
            "usual": max(usual[day], 0) * 95 // top,
            "name": words.short_weekday(day),
            "now": day == today,
        }
        for place, day in enumerate(days)
    ]
    shown = ", ".join(f"{words.short_weekday(day)} {words.money(sums.get(day, 0))}" for day in days)
    return sales, {"bars": bars, "told": words.text("Sales of the last seven days: %(days)s", days=shown)}
