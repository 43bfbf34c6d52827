"""Bonuses: points for joining, for birthdays, and for complete details. No return takes them back.

The entries of type `bonus` are the memory: the state has the year of each member's newest one by its id, so a bonus of
a birthday comes once a year, and any other once ever.
"""

from calendar import isleap
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.engine.model.instants import instant
from app.engine.model.records.members import Profile
from app.engine.model.state import MemberState
from app.engine.program.terms.bonuses import BIRTHDAYS, Bonus
from app.engine.program.versions import Program
from app.engine.rules.balances.point_moves import give_points, take_points
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.expiry import lot_of
from app.ledger.entries import POINTS, Entry

_LAST_YEAR: Final = 9999


def is_one(entry: Entry) -> bool:
    """Whether an entry gives a bonus."""
    return entry.type == "bonus" and entry.unit == POINTS


def given(program: Program, entries: Iterable[Entry]) -> dict[str, int]:
    """The year of the newest bonus in these entries, by its id."""
    years: dict[str, int] = {}
    for entry in filter(is_one, entries):
        rule = entry.rule or ""
        years[rule] = max(years.get(rule, 0), _year_of(program, entry))
    return years


def join(change: Change, joined_on: str) -> None:
    """Give a new member the bonuses for joining that were promised on the day of joining."""
    for bonus in change.rules.bonuses:
        if bonus.on == "joined" and joined_on >= _promised_on(change.program, bonus.id):
            _give(change, bonus, bonus.name)


def complete(change: Change, before: Profile | None, after: Profile) -> None:
    """Give the bonuses for a profile whose last missing field has come in."""
    for bonus in change.rules.bonuses:
        if bonus.on == "profile_complete" and _is_complete(bonus, after):
            if (before and _is_complete(bonus, before)) or bonus.id in change.state.bonuses:
                continue
            _give(change, bonus, f"{bonus.name}: {', '.join(bonus.fields)} known")


def next_birthday(program: Program, state: MemberState) -> str | None:
    """The next birthday after the day through which time has passed, if some version has a bonus for it."""
    if not program.gives_at_birthdays or not state.birthday or not state.day:
        return None
    year = int(state.day[:4])
    for one in (year, year + 1):
        if one <= _LAST_YEAR and (day := birthday_in(state.birthday, one)) > state.day:
            return day
    return None


def is_overdue(program: Program, state: MemberState, today: str) -> bool:
    """Whether a birthday with a bonus has passed since the last effects of time."""
    day = next_birthday(program, state)
    return day is not None and day <= today


def pass_day(change: Change) -> None:
    """Give the bonuses for a birthday that is today, in the version in force at the start of the day."""
    today, year = change.today, int(change.today[:4])
    if not change.state.birthday or birthday_in(change.state.birthday, year) != today:
        return
    for bonus in change.rules.bonuses:
        if bonus.on == BIRTHDAYS and change.state.bonuses.get(bonus.id) != year:
            _give(change, bonus, f"{bonus.name}: birthday on {today}")


def birthday_in(birthday: str, year: int) -> str:
    """The day of the bonus for a birthday ("02-29") in a year: 28 February where there is no 29th."""
    if birthday == "02-29" and not isleap(year):
        birthday = "02-28"
    return f"{year:04}-{birthday}"


def join_members(change: Change, mine: Iterable[Entry], theirs: Iterable[Entry]) -> None:
    """Take back the later one of two bonuses that merged members had each, if its points have not expired."""
    own, others = (_firsts(change.program, entries) for entries in (mine, theirs))
    for key in sorted(own.keys() & others.keys()):
        later = max(own[key], others[key], key=_order)
        end = change.last_day(later.lot)
        if end and end < change.today:
            continue
        why = f"{later.rule}: given to both members, counts once"
        take_points(change, change.program.rules, later.lot, later.amount, why, type_="reverse", rule=later.rule)


def _firsts(program: Program, entries: Iterable[Entry]) -> dict[tuple[str, int], Entry]:
    """The first bonus by id, and for birthdays by year: any later one was taken back by an earlier merge."""
    found: dict[tuple[str, int], Entry] = {}
    for entry in sorted(filter(is_one, entries), key=_order):
        rule = entry.rule or ""
        found.setdefault((rule, _year_of(program, entry) if _is_yearly(program, rule) else 0), entry)
    return found


def _order(entry: Entry) -> tuple[str, str]:
    return entry.recorded_at, entry.entry_id


def _year_of(program: Program, entry: Entry) -> int:
    return int(program.business_date(instant(entry.recorded_at))[:4])


def _is_yearly(program: Program, bonus_id: str) -> bool:
    return any(one.on == BIRTHDAYS for rules in program.versions for one in rules.bonuses if one.id == bonus_id)


def _promised_on(program: Program, bonus_id: str) -> str:
    """The day of the first version with this bonus."""
    first = next(rules for rules in program.versions if any(one.id == bonus_id for one in rules.bonuses))
    return program.business_date(datetime.fromisoformat(first.published_at))


def _is_complete(bonus: Bonus, profile: Profile) -> bool:
    return all(getattr(profile, name) for name in bonus.fields)


def _give(change: Change, bonus: Bonus, why: str) -> None:
    change.state.bonuses = {**change.state.bonuses, bonus.id: int(change.today[:4])}
    lot = lot_of(change.rules, change.today)
    points = f"{bonus.points} {'point' if bonus.points == 1 else 'points'}"
    give_points(change, change.rules, lot, bonus.points, f"{why}, {points}", type_="bonus", rule=bonus.id)
