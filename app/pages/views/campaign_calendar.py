"""Thirteen weeks of campaigns as a drawing: what runs when."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from app.pages.visit import Visit

WEEKS: Final = 13
# The weeks before today that are shown.
PAST: Final = 4
MOST: Final = 24


def calendar_of(visit: Visit, campaigns: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The campaigns that run within the thirteen weeks around today; places in hundredths of a per cent."""
    words, today = visit.words, visit.words.today
    first = today - timedelta(days=today.weekday() + 7 * PAST)
    days = WEEKS * 7
    last = first + timedelta(days=days - 1)
    bars: list[dict[str, str]] = []
    for one in campaigns:
        begin = date.fromisoformat(one["from"]) if one.get("from") else first
        end = date.fromisoformat(one["to"]) if one.get("to") else last
        if end < first or begin > last or len(bars) >= MOST:
            continue
        left = (max(begin, first) - first).days
        width = (min(end, last) - max(begin, first)).days + 1
        bars.append(
            {
                "name": str(one["name"]),
                "x": _per_cent(left, days),
                "width": _per_cent(width, days),
                "look": {"running": "pine", "upcoming": "gold"}.get(one["state"], "bar"),
                "told": words.text(
                    "%(name)s: %(begin)s to %(end)s",
                    name=one["name"],
                    begin=words.day(one["from"], year=True) if one.get("from") else words.text("always"),
                    end=words.day(one["to"], year=True) if one.get("to") else words.text("no end"),
                ),
            }
        )
    if not bars:
        return None
    weeks = [first + timedelta(days=7 * week) for week in range(0, WEEKS, 2)]
    return {
        "bars": bars,
        "height": len(bars) * 44 + 24,
        "today": _per_cent((today - first).days, days),
        "weeks": [{"x": _per_cent((one - first).days, days), "name": words.day(one.isoformat())} for one in weeks],
        "told": "; ".join(one["told"] for one in bars),
    }


def _per_cent(part: int, of: int) -> str:
    hundredths = part * 10000 // of
    return f"{hundredths // 100}.{hundredths % 100:02}"
