"""Made-up sales of customers with habits: regular, seasonal, fading, growing, lapsed and new ones, with returns.

The same seed makes the same rows.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from tests.sales.made_up import COLUMNS, Calendar
from tests.sales.oracle import Row

GOODS = (
    ("latte", "coffee/latte/large", 395),
    ("mocha", "coffee/latte/small", 310),
    ("espresso", "coffee/espresso", 260),
    ("beans", "beans", 1333),
    ("tea", "drinks/tea", 199),
    ("cake", "bakery/cake", 450),
    ("bag", "", 5),
    ("sample", "coffee/espresso", 0),
)
# By habit: the number of members, and the mean days between their visits in each quarter of a year.
HABITS = {
    "regular": (36, (25, 25, 25, 25)),
    "seasonal": (6, (40, 40, 40, 9)),
    "large": (5, (12, 12, 12, 12)),
    "rare": (8, (80, 80, 80, 80)),
}
# Members who change: the mean days between visits until a year before the end, then, and in the last half year.
CHANGES = {
    "fading": (4, (8, 8, 60)),
    "growing": (4, (30, 30, 5)),
    "lapsed": (5, (9, 14, 9999)),
    "new": (8, (9999, 70, 40)),
    "newest": (5, (9999, 9999, 90)),
}


def rows(calendar: Calendar, seed: int = 1) -> list[Row]:
    """The rows of a whole file, in no order at all."""
    chance = Random(f"customers {calendar.zone.key} {seed}")
    found: list[Row] = []
    for habit, (members, gaps) in HABITS.items():
        for number in range(members):
            found += _sales(chance, f"{habit}-{number:02}", calendar, lambda day, gaps=gaps: gaps[(day.month - 1) // 3])
    for habit, (members, gaps) in CHANGES.items():
        for number in range(members):
            found += _sales(
                chance, f"{habit}-{number:02}", calendar, lambda day, gaps=gaps: _changing(gaps, day, calendar)
            )
    chance.shuffle(found)
    return found


def _changing(gaps: tuple[int, int, int], day: date, calendar: Calendar) -> int:
    left = (calendar.last_day - day).days
    return gaps[0] if left > 365 else gaps[1] if left > 183 else gaps[2]


def _sales(chance: Random, member: str, calendar: Calendar, gap_on: object) -> Iterator[Row]:
    assert callable(gap_on)
    day = calendar.first_day + timedelta(days=chance.randrange(40))
    number = 0
    while day <= calendar.last_day:
        gap = gap_on(day)
        if gap < 9999:
            yield from _basket(chance, f"{member}-{number}", member, day, calendar)
            number += 1
        day += timedelta(days=max(1, round(gap * chance.uniform(0.4, 1.6))) if gap < 9999 else 30)


def _basket(chance: Random, name: str, member: str, day: date, calendar: Calendar) -> Iterator[Row]:
    goods = chance.sample(GOODS, chance.choice((1, 1, 2, 3)))
    lines = [(*one, chance.choice((1, 1, 2, 5 if member.startswith("large") else 3))) for one in goods]
    for place, (sku, category, price, quantity) in enumerate(lines, 1):
        discount = chance.choice((0, 0, 0, price * quantity // 7))
        yield _row(calendar, name, member, day, (place, sku, category, quantity, price, discount))
    if not chance.randrange(9):
        # Everything, or a part of the first line, comes back with its receipt, on the day or later.
        back_on = min(day + timedelta(days=chance.choice((0, 1, 20))), calendar.last_day)
        for place, (sku, category, price, quantity) in enumerate(lines, 1):
            if back_on == day or place == 1:
                units = -quantity if back_on == day else -1
                yield _row(calendar, f"{name}-back", member, back_on, (place, sku, category, units, price, 0), name)
    elif not chance.randrange(30):
        sku, category, price = GOODS[3]
        yield _row(calendar, f"{name}-loose", member, day, (1, sku, category, -1, price, 0))


def _row(
    calendar: Calendar,
    name: str,
    member: str,
    day: date,
    line: tuple[int, str, str, int, int, int],
    return_of: str = "",
) -> Row:
    place, sku, category, quantity, price, discount = line
    hour = 9 if quantity > 0 else 15
    at = datetime.combine(day, time(hour), calendar.zone)
    row = dict.fromkeys(COLUMNS, "") | {
        "source": "made_up",
        "external_id": name,
        "member_id": member,
        "store": "corner",
    }
    return row | {
        "occurred_at": at.isoformat(),
        "sku": sku,
        "category": category,
        "quantity": str(quantity),
        "unit_price_minor": str(price),
        "currency": "GBP",
        "discount_minor": str(discount),
        "return_of": return_of,
        "line_no": str(place),
    }
