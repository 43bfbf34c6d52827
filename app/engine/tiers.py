"""Tiers: the level that a member's dated spend reaches, in a window that moves with the days."""

from app.engine.calendar import Window
from app.engine.change import Basket, Change
from app.engine.rules import Tiers
from app.engine.state import MemberState
from app.engine.value import Kept, net


def measure(tiers: Tiers, state: MemberState, today: str) -> int:
    """What counts towards the tier on `today`, in minor units."""
    first = tiers.window.first_day(today)
    last = today if tiers.window.kind == "rolling" else tiers.window.bucket(today)
    return sum(amount for bucket, amount in state.spent.items() if first <= bucket <= last)


def qualify(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Count the spend gained or lost now that `after` is kept instead of `before`, and set the level right."""
    tiers = change.program.rules.tiers
    if tiers:
        count(change.state, tiers.window, basket.business_date, (net(after) - net(before)) * basket.sign)
        requalify(change.state, tiers, change.today)


def count(state: MemberState, window: Window, day: str, amount: int) -> None:
    """Add spend to the bucket of its day."""
    bucket = window.bucket(day)
    total = state.spent.get(bucket, 0) + amount
    if total:
        state.spent[bucket] = total
    else:
        state.spent.pop(bucket, None)


def requalify(state: MemberState, tiers: Tiers, today: str) -> None:
    """Bring the level to what the window says today, and forget the days that have left it."""
    level = tiers.level_at(measure(tiers, state, today)).id
    if level != state.tier:
        state.tier_since = _changed_on(state, tiers, today) if state.tier is not None else today
        state.tier = level
    first = tiers.window.first_day(today)
    if any(bucket < first for bucket in state.spent):
        state.spent = {bucket: amount for bucket, amount in state.spent.items() if bucket >= first}


def rebucket(state: MemberState, tiers: Tiers | None, spent_by_day: dict[str, int], today: str) -> None:
    """Make the measure anew for another window, from what was spent on each business date."""
    state.window = tiers.window.name if tiers else ""
    state.spent = {}
    if tiers is None:
        state.tier = state.tier_since = None
        return
    for day, amount in spent_by_day.items():
        count(state, tiers.window, day, amount)
    requalify(state, tiers, today)


def lost_on(tiers: Tiers, state: MemberState, today: str) -> str | None:
    """The day on which the level is lost if nothing more is bought; None when it never is."""
    level = tiers.level(state.tier)
    if level == tiers.levels[0]:
        return None
    left = sum(state.spent.values())
    for bucket in sorted(state.spent):
        left -= state.spent[bucket]
        if left >= level.reached_at:
            continue
        day = tiers.window.leaves_on(bucket)
        # Several buckets may leave on one day, so the measure of that day has the last word.
        if day and day > today and measure(tiers, state, day) < level.reached_at:
            return day
    return None


def _changed_on(state: MemberState, tiers: Tiers, today: str) -> str:
    steps: dict[str, int] = {}
    for bucket, amount in state.spent.items():
        steps[bucket] = steps.get(bucket, 0) + amount
        leaves_on = tiers.window.leaves_on(bucket)
        if leaves_on:
            steps[leaves_on] = steps.get(leaves_on, 0) - amount
    running = 0
    level, changed_on = tiers.levels[0].id, today
    for day in sorted(day for day in steps if day <= today):
        running += steps[day]
        reached = tiers.level_at(running).id
        if reached != level:
            level, changed_on = reached, day
    return changed_on
