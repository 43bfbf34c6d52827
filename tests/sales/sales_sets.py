"""The files of purchases to run on, each with its programme's figures: made up ones, and real ones if any."""

import hashlib
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.sales.made_up import FIRST_BAND, SECOND_LEVEL, Calendar
from tests.sales.oracle import Row, Terms

FOLDER_SETTING = "GOLDLIST_REAL_SALES"
LONG_FROM_BYTES = 4_000_000

# A real file says its currency, and its instants their offset, but not the shop's zone.
ZONES = {
    "cdnow": "America/New_York",
    "coffee_vending": "Europe/Kyiv",
    "complete_journey": "America/New_York",
    "online_retail": "Europe/London",
}

MADE_UP = {
    # Midnight itself is skipped when the clocks go forward, and the leap day is a year and a day before the end.
    "santiago": Calendar(ZoneInfo("America/Santiago"), date(2023, 1, 15), date(2025, 2, 28)),
    # Ends on a leap day.
    "london": Calendar(ZoneInfo("Europe/London"), date(2022, 10, 20), date(2024, 2, 29)),
}
MADE_UP_TERMS = Terms(
    zone=ZoneInfo("UTC"),
    levels=(("Base", 0), ("Silver", SECOND_LEVEL), ("Gold", 90_000), ("Platinum", 400_000)),
    bands=((FIRST_BAND, 200), (60_000, 500)),
    punch_category="coffee",
    punch_size=10,
)


class RealSales(NamedTuple):
    """A real file, with the figures that others agreed on."""

    name: str
    purchases: Path
    answers: Path
    terms: Terms

    @property
    def is_long(self) -> bool:
        """Whether an import takes minutes."""
        return self.purchases.stat().st_size > LONG_FROM_BYTES


def real_sales() -> list[RealSales]:
    """Every set that the folder holds and its programme.json knows; none without the setting."""
    setting = os.environ.get(FOLDER_SETTING)
    if not setting:
        return []
    folder = Path(setting)
    figures = json.loads((folder / "programme.json").read_text("utf-8"))
    return [
        RealSales(name, folder / name / "purchases.csv.gz", folder / name / "answers", _terms(figures, name))
        for name in sorted(figures)
        if (folder / name / "purchases.csv.gz").exists()
    ]


def drawn(rows: list[Row], most: int | None) -> list[Row]:
    """All rows if they are no more than so many; else those of some members, drawn by their names' hashes."""
    if most is None or len(rows) <= most:
        return rows
    counts = Counter(row["member_id"] for row in rows)
    members: set[str] = set()
    for member in sorted(counts, key=lambda name: hashlib.sha256(name.encode()).digest()):
        most -= counts[member]
        if most < 0:
            break
        members.add(member)
    return [row for row in rows if row["member_id"] in members]


def document(terms: Terms, currency: str) -> dict[str, Any]:
    """The programme document with these figures."""
    return {
        "name": "Sales",
        "currency": currency,
        "time_zone": terms.zone.key,
        "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
        "tiers": {
            "window": {"kind": "rolling", "months": 12},
            "levels": [{"id": name.lower(), "name": name, "from": start} for name, start in terms.levels],
        },
        "punch_cards": [
            {
                "id": "card",
                "name": "Card",
                "counts": "items",
                "match": {"categories": [terms.punch_category]},
                "punches": terms.punch_size,
                "reward": "one-more",
            }
        ],
        "rebates": [
            {
                "id": "quarter",
                "name": "Quarterly money back",
                "period": "quarter",
                "method": "retroactive",
                "bands": [{"from": start, "rate": rate_text(rate)} for start, rate in terms.bands],
            }
        ],
        "rewards": [{"id": "one-more", "name": "One more", "kind": "free_item"}],
    }


def rate_text(rate: int) -> str:
    """Hundredths of a per cent as the document and the answers write a rate: 200 -> "0.02"."""
    return f"0.{rate:04}".rstrip("0")


def _terms(figures: dict[str, Any], name: str) -> Terms:
    own = figures["defaults"] | figures[name]
    zone = next(zone for beginning, zone in ZONES.items() if name.startswith(beginning))
    return Terms(
        ZoneInfo(zone),
        tuple(zip(own["tiers"], (0, *own["thresholds"]), strict=True)),
        tuple(zip(own["bands"], own["rebate_bp"][1:], strict=True)),
        own["punch_category"],
        own["punch_size"],
    )
