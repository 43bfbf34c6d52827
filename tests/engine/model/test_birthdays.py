"""Birthdays by month and day; one on 29 February is on 1 March where a year has none."""

import pytest

from app.engine.model.birthdays import birthday_of, days_until, is_near


@pytest.mark.parametrize(
    ("birthday", "day", "days"),
    [
        ("03-02", "2026-03-02", 0),
        ("03-03", "2026-03-02", 1),
        ("03-01", "2026-03-02", 364),
        ("01-01", "2026-12-31", 1),
        ("02-29", "2026-02-28", 1),
        ("02-29", "2026-03-01", 0),
        ("02-29", "2028-02-29", 0),
        ("02-29", "2028-03-01", 365),
    ],
)
def test_days_are_counted_to_the_next_birthday(birthday: str, day: str, days: int) -> None:
    assert days_until(birthday, day) == days


@pytest.mark.parametrize(
    ("birthday", "span", "days", "other_days"),
    [
        ("05-20", "day", ("2026-05-20",), ("2026-05-19", "2026-05-21")),
        ("05-20", "week", ("2026-05-17", "2026-05-23"), ("2026-05-16", "2026-05-24")),
        ("01-01", "week", ("2025-12-29", "2026-01-04"), ("2025-12-28", "2026-01-05")),
        ("05-20", "month", ("2026-05-01", "2026-05-31"), ("2026-04-30", "2026-06-01", "2027-01-20")),
        ("02-29", "month", ("2026-03-31", "2028-02-01"), ("2026-02-28", "2028-03-01")),
        ("02-29", "day", ("2026-03-01", "2028-02-29"), ("2026-02-28", "2028-03-01")),
    ],
)
def test_a_day_is_near_a_birthday_or_not(
    birthday: str, span: str, days: tuple[str, ...], other_days: tuple[str, ...]
) -> None:
    assert [is_near(birthday, day, span) for day in days] == [True] * len(days)
    assert [is_near(birthday, day, span) for day in other_days] == [False] * len(other_days)


def test_of_a_day_of_birth_only_month_and_day_are_kept() -> None:
    assert birthday_of("1990-05-31") == "05-31"
    assert birthday_of(None) is None
