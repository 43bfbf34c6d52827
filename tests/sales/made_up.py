"""A made-up file of purchases with everything awkward that real files have, and some that they could have.

Days come from a calendar full of traps: clocks that change, 29 February, instants in other offsets. The same
seed makes the same rows.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.sales import oracle
from tests.sales.oracle import Row

COLUMNS = (
    *("source", "external_id", "member_id", "occurred_at", "store", "sku", "category", "quantity"),
    *("unit_price_minor", "currency", "discount_minor", "return_of", "line_no"),
)

# Where the programme of these sales begins to give something.
FIRST_BAND = 12_000
SECOND_LEVEL = 30_000

GOODS = (
    ("latte", "coffee/latte", 395),
    ("espresso", "coffee", 260),
    ("beans", "coffee/beans/dark", 1333),
    ("coffeecake", "coffeecake", 350),  # looks like coffee and is none
    ("tea", "drinks/tea", 199),
    ("grinder", "kit/grinders", 4999),
    ("machine", "kit/machines", 64950),
    ("sample", "coffee/sample", 0),
    ("bag", "", 5),
)
PAID_GOODS = GOODS[:5]
FORMS = ("local", "utc", "far", "day")


class Calendar(NamedTuple):
    """The zone and the days of a made-up shop."""

    zone: ZoneInfo
    first_day: date
    last_day: date


def rows(calendar: Calendar, members: int = 40, baskets: int = 700, seed: int = 1) -> list[Row]:
    """The rows of a whole file, in no order at all."""
    chance = Random(f"made up {calendar.zone.key} {seed}")
    found = [
        row
        for number in range(baskets)
        for row in _basket(
            chance, f"b{number:05}", f"m{chance.randrange(members):03}", _day(chance, calendar), calendar
        )
    ]
    for number, build in enumerate(AWKWARD):
        kind = build.__name__.strip("_")
        for turn, day in enumerate(_awkward_days(calendar)):
            # The last one befalls somebody who has bought other things.
            member = f"m{number:03}" if day == calendar.last_day else f"{kind}-{turn}"
            lines = build(day, calendar)
            found += [_row(f"{kind}-{turn}", member, place, **cells) for place, cells in enumerate(lines, 1)]
    chance.shuffle(found)
    return found


def write(path: Path, found: Iterable[Row]) -> Path:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(found)
    return path


def _awkward_days(calendar: Calendar) -> tuple[date, ...]:
    """The first day of a year, the first of the last 12 months, and the last of all."""
    last_day = calendar.last_day
    return date(last_day.year, 1, 1), oracle.one_year_before(last_day) + timedelta(days=1), last_day


def _day(chance: Random, calendar: Calendar) -> date:
    traps = [day for day in _traps(calendar) if calendar.first_day <= day <= calendar.last_day]
    if not chance.randrange(5):
        return chance.choice(traps)
    return calendar.first_day + timedelta(days=chance.randrange((calendar.last_day - calendar.first_day).days + 1))


def _traps(calendar: Calendar) -> list[date]:
    """Days on which something changes: clocks, quarters, years, leap days, the edges of the last 12 months."""
    days = [calendar.first_day + timedelta(days=n) for n in range((calendar.last_day - calendar.first_day).days + 1)]
    clocks = [day for day in days if _offset(day, calendar.zone) != _offset(day + timedelta(days=1), calendar.zone)]
    edges = [day for day in days if (day.month % 3 == 1 and day.day == 1) or (day.month % 3 == 0 and day.day > 29)]
    leap = [day for day in days if (day.month, day.day) in ((2, 28), (2, 29), (3, 1))]
    around_a_year_ago = [calendar.last_day - timedelta(days=n) for n in range(363, 369)]
    return [*clocks, *edges, *leap, *around_a_year_ago, calendar.last_day]


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(12), zone).utcoffset()


def _basket(chance: Random, name: str, member: str, day: date, calendar: Calendar) -> Iterator[Row]:
    returning = not chance.randrange(6)
    form = chance.choice(FORMS)
    at = datetime.combine(day, time(chance.randrange(24), chance.randrange(60), chance.randrange(60)), calendar.zone)
    # An hour that the clocks skip is no time of day; going by way of UTC makes it the one that was shown instead.
    at = min(at.astimezone(UTC).astimezone(calendar.zone), _end_of(day, calendar.zone))
    guest = not chance.randrange(12)
    for place in range(1, 2 + chance.randrange(5)):
        sku, category, price = chance.choice(PAID_GOODS if returning or chance.randrange(9) else GOODS)
        quantity = 1 + chance.randrange(1 + chance.choice((0, 3, 11)))
        discount = chance.choice((0, 0, 0, price * quantity // 3)) if not returning else 0
        yield _row(
            name,
            "" if guest else member,
            place,
            occurred_at=_stamp(at, form),
            sku=sku,
            category=category,
            quantity=-quantity if returning else quantity,
            unit_price_minor=price,
            discount_minor=discount,
        )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone)


def _stamp(at: datetime, form: str) -> str:
    if form == "day":
        return at.date().isoformat()
    if form == "utc":
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if form == "far":
        return at.astimezone(timezone(timedelta(hours=13, minutes=45))).isoformat()
    return at.isoformat()


def _row(name: str, member: str, place: int, **cells: object) -> Row:
    row = dict.fromkeys(COLUMNS, "") | {
        "source": "made_up",
        "external_id": name,
        "member_id": member,
        "store": "corner",
        "currency": "GBP",
        "discount_minor": "0",
        "line_no": str(place),
    }
    return row | {cell: str(value) for cell, value in cells.items()}


def _line(day: date, calendar: Calendar, quantity: int, price: int, discount: int = 0, hour: int = 9) -> Row:
    at = datetime.combine(day, time(hour, 30), calendar.zone)
    cells = {"quantity": quantity, "unit_price_minor": price, "discount_minor": discount, "category": "coffee"}
    return {"occurred_at": at.isoformat()} | {cell: str(value) for cell, value in cells.items()}


def _equal_lines(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, 260)] * 3


def _coupon_larger_than_its_line(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, 300, 500), _line(day, calendar, 7, 101), _line(day, calendar, 1, 999)]


def _just_a_band(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 3, FIRST_BAND // 3)]


def _a_penny_less_than_a_band(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, FIRST_BAND, 1)]


def _just_a_level(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 3, SECOND_LEVEL // 3)]


def _a_penny_less_than_a_level(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, SECOND_LEVEL, 1)]


def _nothing_to_pay(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 2, 150, 300), _line(day, calendar, 1, 0)]


def _coupons_worth_more_than_the_basket(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, 300, 500), _line(day, calendar, 1, 199)]


def _sells_and_takes_back(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 2, 400), _line(day, calendar, -1, 300)]


def _only_brings_back(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, -3, 7777)]


def _brings_a_free_thing_back(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, -2, 0), _line(day, calendar, -1, 260)]


def _bought_dear_and_cheap_on_one_day(day: date, calendar: Calendar) -> list[Row]:
    return [_line(day, calendar, 1, 12_345_678), _line(day, calendar, 1, 1)]


def _paid_over_midnight(day: date, calendar: Calendar) -> list[Row]:
    late, early = _line(day, calendar, 1, 5000), _line(day - timedelta(days=1), calendar, 1, 5000, hour=23)
    return [late, early]


AWKWARD = (
    _just_a_band,
    _a_penny_less_than_a_band,
    _just_a_level,
    _a_penny_less_than_a_level,
    _equal_lines,
    _coupon_larger_than_its_line,
    _nothing_to_pay,
    _coupons_worth_more_than_the_basket,
    _sells_and_takes_back,
    _only_brings_back,
    _brings_a_free_thing_back,
    _bought_dear_and_cheap_on_one_day,
    _paid_over_midnight,
)
