"""Birthdays as month and day only ("05-31"), so that the engine need not know the birth year.

As for anniversaries, 29 February counts as 1 March in other years.
"""

from datetime import date

from app.engine.model.calendar import last_anniversary, next_anniversary

WEEK_DAYS = 3


def birthday_of(birth_date: str | None) -> str | None:
    """The month and day of a birth date."""
    return birth_date[5:] if birth_date else None


def days_until(birthday: str, day: str) -> int:
    """The number of days until the next birthday; 0 on the day itself."""
    last, next_ = _around(birthday, day)
    return 0 if last == day else _days(day, next_)


def is_near(birthday: str, day: str, span: str) -> bool:
    """Whether `day` is the birthday, within its `week` (3 days either way) or within its `month`."""
    last, next_ = _around(birthday, day)
    if span == "day":
        return last == day
    if span == "week":
        return min(_days(last, day), _days(day, next_)) <= WEEK_DAYS
    return day[:7] in (last[:7], next_[:7])


def _around(birthday: str, day: str) -> tuple[str, str]:
    """The latest birthday up to a day, and the next one after it."""
    anchor = f"2000-{birthday}"
    return last_anniversary(anchor, day), next_anniversary(anchor, day)


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days
