"""What every member should have, worked out plainly from the rows of a file of purchases.

It shares nothing with the service: no rules, no ledger, no parsing; only the definitions. All amounts are
minor units of a currency with two decimals.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

Row = dict[str, str]


class Terms(NamedTuple):
    """The figures of a programme: levels of the last 12 months' spend, bands of a quarter's spend, a punch card."""

    zone: ZoneInfo
    levels: tuple[tuple[str, int], ...]
    bands: tuple[tuple[int, int], ...]  # from this spend on, so many hundredths of a per cent of all of it
    punch_category: str
    punch_size: int


class Basket(NamedTuple):
    """A basket as its rows say it: `day` is the local one, `net` is negative for goods brought back."""

    name: str
    member: str
    day: date
    net: int
    punches: int
    refused: bool


class Quarter(NamedTuple):
    """What a member spent in a calendar quarter, and the rebate on it."""

    spend: int
    rate: int  # hundredths of a per cent
    rebate: int


class Figures(NamedTuple):
    """Where one member stands at the end of the file's last day."""

    net_spend: int
    points: int
    last_12_months: int
    tier: str
    punches: int
    quarters: dict[str, Quarter]


class Expected(NamedTuple):
    """What an import of the whole file should come to."""

    last_day: date
    members: dict[str, Figures]
    left_out: set[str]  # members with a basket that is refused
    refused: set[str]
    enrolled: set[str]  # members with a basket that is not


def expected(rows: Iterable[Row], terms: Terms) -> Expected:
    """Every member's figures, leaving out those who have a basket that cannot be recorded."""
    found = list(baskets(rows, terms))
    last_day = max(basket.day for basket in found)
    refused = {basket.name for basket in found if basket.refused}
    left_out = {basket.member for basket in found if basket.refused and basket.member}
    by_member: dict[str, list[Basket]] = {}
    for basket in found:
        if basket.member and basket.member not in left_out:
            by_member.setdefault(basket.member, []).append(basket)
    members = {member: _figures(own, terms, last_day) for member, own in by_member.items()}
    enrolled = {basket.member for basket in found if basket.member and not basket.refused}
    return Expected(last_day, members, left_out, refused, enrolled)


def read(path: Path) -> list[Row]:
    """The rows of a file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def baskets(rows: Iterable[Row], terms: Terms) -> Iterator[Basket]:
    """The rows put together by basket, wherever in the file they stand."""
    together: dict[str, list[Row]] = {}
    for row in rows:
        together.setdefault(row["external_id"], []).append(row)
    for name, lines in together.items():
        net = sum(_net(row) for row in lines)
        sold = {int(row["quantity"]) > 0 for row in lines}
        # A basket either sells or takes back, and nobody is paid for buying.
        refused = len(sold) == 2 or (True in sold and net < 0)
        day = min(_instant(row["occurred_at"], terms.zone) for row in lines).date()
        punches = sum(_punches(row, terms.punch_category) for row in lines)
        yield Basket(name, lines[0]["member_id"], day, net, punches, refused)


def one_year_before(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _figures(own: list[Basket], terms: Terms, last_day: date) -> Figures:
    since = one_year_before(last_day)
    last_12_months = sum(basket.net for basket in own if basket.day > since)
    spends: dict[str, int] = {}
    for basket in own:
        quarter = f"{basket.day.year}Q{(basket.day.month + 2) // 3}"
        spends[quarter] = spends.get(quarter, 0) + basket.net
    return Figures(
        net_spend=sum(basket.net for basket in own),
        points=sum(_points(basket.net) for basket in own),
        last_12_months=last_12_months,
        tier=[name for name, start in terms.levels if start <= last_12_months or start == 0][-1],
        punches=sum(basket.punches for basket in own),
        quarters={quarter: _quarter(spend, terms.bands) for quarter, spend in spends.items()},
    )


def _net(row: Row) -> int:
    return int(row["quantity"]) * int(row["unit_price_minor"]) - int(row["discount_minor"] or 0)


def _instant(text: str, zone: ZoneInfo) -> datetime:
    stamp = datetime.fromisoformat(text)
    return stamp.replace(tzinfo=zone) if len(text) == 10 else stamp.astimezone(zone)


def _points(net: int) -> int:
    whole = abs(net) // 100
    return whole if net >= 0 else -whole


def _punches(row: Row, category: str) -> int:
    inside = row["category"] == category or row["category"].startswith(category + "/")
    return int(row["quantity"]) if inside and int(row["unit_price_minor"]) > 0 else 0


def _quarter(spend: int, bands: tuple[tuple[int, int], ...]) -> Quarter:
    rate = max((rate for start, rate in bands if spend >= start), default=0)
    # Half up: the half that decides is added before whole units are taken.
    return Quarter(spend, rate, (spend * rate + 5000) // 10000 if rate else 0)
