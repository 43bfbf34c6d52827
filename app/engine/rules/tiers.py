"""Tiers: the tier that a member's measure reaches within a moving window.

The measure is spend (minor units), points earned or visits, net of returns, each on its business date.
"""

from datetime import date

from app.engine.model import calendar
from app.engine.model.calendar import add_months
from app.engine.model.state import STALE, MemberState
from app.engine.model.value import Kept, everything
from app.engine.program.terms.tiers import Tier, TierLadder
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.tier_retention import TierState, TierTimeline


def measure(tiers: TierLadder, state: MemberState, today: str) -> int:
    """The measure that counts towards the tier on `today`."""
    return _within(tiers, state, state.measured, today)


def qualify(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Count the difference between keeping `before` and keeping `after`, and adjust the tier."""
    state, tiers = change.state, change.program.rules.tiers
    if basket.sign > 0 and any(part.quantity for part in after):
        state.first_on = min(state.first_on or basket.business_date, basket.business_date)
    if not tiers:
        return
    gained = change.points_earned if tiers.measure == "points" else counted(tiers, basket, after, before)
    count(tiers, state, basket.business_date, gained)
    if tiers.keeps_on_return and change.cause not in ("purchase", "claim"):
        given_back = -gained
        if change.cause == "purchase_void":
            # The whole purchase was a mistake, including its earlier returns.
            spend_or_visits = tiers.measure != "points"
            given_back = -counted(tiers, basket, everything(basket.lines), before) if spend_or_visits else 0
        _add(state.given_back, tiers.bucket(basket.business_date), given_back)
    if gained < 0:
        # A lower measure may mean an earlier loss. A higher one may mean a later loss; the old day is then checked in
        # vain.
        state.tier_check_on = None
    requalify(state, tiers, change.today, basket.business_date)
    # A purchase recorded on its day affects no earlier day; only late ones and returns do.
    if basket.business_date < change.today or change.cause != "purchase":
        state.tier_since = held_since(state, tiers, change.today) or state.tier_since


def counted(tiers: TierLadder, basket: Basket, more: tuple[Kept, ...], less: tuple[Kept, ...]) -> int:
    """The difference in measure, spend or visits, between keeping `more` of a basket and keeping `less`."""
    places = basket.matching(tiers.match)
    if tiers.measure == "visits":
        # A return without receipt does not undo a visit: the visit is unknown.
        return (_kept_anything(places, more) - _kept_anything(places, less)) * (basket.sign > 0)
    return (basket.value(places, more) - basket.value(places, less)) * basket.sign


def count(tiers: TierLadder, state: MemberState, day: str, amount: int) -> None:
    """Add to the measure of a day."""
    _add(state.measured, tiers.bucket(day), amount)
    if state.stood_recently and day <= (state.stood_recently[0] or ""):
        state.stood_recently = []
    if state.stood and day <= (state.stood[0] or ""):
        # This day precedes the stored checkpoint, so the measure is recalculated from the tables.
        state.window = STALE


def requalify(state: MemberState, tiers: TierLadder, today: str, counted_on: str | None = None) -> None:
    """Set the tier to the one the window gives today, and drop the days that can no longer count.

    `counted_on` is the business date of the purchase or return that may change the tier, if there is one.
    """
    _requalify(state, tiers, today, counted_on)
    if tiers.days_ahead:
        # In a store to the east it may be tomorrow already: its purchases count when the programme's day begins.
        ahead = [bucket for bucket in state.measured if bucket > tiers.bucket(today)]
        known = [state.tier_check_on] if state.tier_check_on else []
        state.tier_check_on = min([*ahead, *known], default=None)


def _requalify(state: MemberState, tiers: TierLadder, today: str, counted_on: str | None) -> None:
    if tiers.looks_back:
        # Once computed for a day, a tier stands for that day until something is counted.
        if counted_on or state.stood_recently[:1] != [calendar.day_before(today)]:
            _walk_on(state, tiers, today)
        return
    level = _level(tiers, state, today)
    changed = level.id != state.tier
    if changed:
        state.tier_since = _changed_on(state, tiers, today) if state.tier is not None else today
        if state.tier_since in state.measured and not tiers.window.keeps_days:
            # Only the period's sum is stored, not its days; so the tier was reached with the last thing counted.
            risen = _height(level) > _height(tiers.level(state.tier))
            state.tier_since = min(counted_on, today) if counted_on and risen else today
        state.tier = level.id
    if level is tiers.levels[0]:
        state.tier_check_on = None
    elif changed or state.tier_check_on is None or state.tier_check_on <= today:
        state.tier_check_on = lost_on(tiers, state, today)
    first = tiers.window.forgets_before(today)
    for buckets in (state.measured, state.given_back):
        for bucket in [bucket for bucket in buckets if bucket < first]:
            del buckets[bucket]


def _walk_on(state: MemberState, tiers: TierLadder, today: str) -> None:
    """Bring a retained tier up to today, and drop days that no longer matter."""
    walk = TierTimeline(tiers, state.measured, _with_returns(tiers, state), state.anchor)
    stood, recent = _stood(state.stood, tiers), _stood(state.stood_recently, tiers)
    # Nothing was counted up to the recent checkpoint since then, so the walk continues from there.
    before = walk.to(max(stood, recent, key=_day), calendar.day_before(today))
    held = walk.to(before, today)
    if held.level.id != state.tier or state.tier_since is None:
        state.tier_since = held.since or today
    elif held.since:
        state.tier_since = held.since
    state.tier, state.tier_until = held.level.id, held.until
    state.tier_check_on = walk.lost_on(held)
    state.stood_recently = _stored(before)
    span = tiers.window.span_months
    horizon = _months_before(today, max(span, tiers.keep_months))
    if horizon <= stood.day:
        return
    state.stood = _stored(walk.to(stood, horizon))
    # The spend of one window keeps a tier through the next, which looks back at both.
    first = _months_before(horizon, span * 2 if tiers.keep == "until_end_of_next_window" else span)
    for buckets in (state.measured, state.given_back):
        for bucket in [bucket for bucket in buckets if bucket < first]:
            del buckets[bucket]


def _stood(stored: list[str | None], tiers: TierLadder) -> TierState:
    if not stored:
        return TierState("", tiers.levels[0])
    day, level, *rest = stored
    return TierState(day or "", tiers.level(level), *rest)


def _stored(held: TierState) -> list[str | None]:
    return [held.day, held.level.id, held.since, held.until, held.started_on, held.lapsed_on]


def _day(held: TierState) -> str:
    return held.day


def _months_before(day: str, months: int) -> str:
    """The first day of the month that many months earlier: it moves monthly, so walks seldom restart."""
    return add_months(date.fromisoformat(f"{day[:7]}-01"), -months).isoformat()


def held_since(state: MemberState, tiers: TierLadder, today: str) -> str | None:
    """The first day since which the tier has been held without a gap, in business dates.

    None where it cannot be computed, and the day recorded at the change stands: when days that counted once were
    dropped, when only the sums of periods are stored, and when a return caused a fall that no day explains or left a
    tier standing.
    """
    window = tiers.window
    first = window.first_day(today, state.anchor)
    if tiers.looks_back or not window.keeps_days or not state.first_on or state.first_on < first:
        return None
    if tiers.keeps_on_return and state.given_back:
        return None
    level, since, running = tiers.levels[0], None, 0
    # None of these days has left the window before today, because the first of them has not.
    for day in sorted(day for day in state.measured if first <= day <= today):
        running += state.measured[day]
        reached = tiers.level_at(running)
        if reached != level:
            level, since = reached, day
    return since if level.id == state.tier else None


def recalculate(
    state: MemberState, tiers: TierLadder | None, measured: dict[str, int], given_back: dict[str, int], today: str
) -> None:
    """Recalculate the measure from the business dates, for a new window or measure."""
    mended = state.window == STALE
    state.measured, state.given_back = {}, {}
    state.tier_check_on = state.tier_until = None
    state.stood, state.stood_recently = [], []
    if tiers is None:
        state.tier = state.tier_since = None
        return
    for day, amount in measured.items():
        count(tiers, state, day, amount)
    for day, amount in given_back.items() if tiers.keeps_on_return else ():
        _add(state.given_back, tiers.bucket(day), amount)
    requalify(state, tiers, today)
    if mended:
        state.tier_since = held_since(state, tiers, today) or state.tier_since


def lost_on(tiers: TierLadder, state: MemberState, today: str) -> str | None:
    """The day on which the tier is lost without further purchases; None when it never is."""
    level = tiers.level(state.tier)
    if level == tiers.levels[0]:
        return None
    if tiers.looks_back:
        return state.tier_check_on
    buckets = _with_returns(tiers, state)
    left = sum(buckets.values())
    for bucket in sorted(buckets):
        left -= buckets[bucket]
        if left >= level.reached_at:
            continue
        day = tiers.window.leaves_on(bucket, state.anchor)
        # Several buckets may leave on one day, so the measure of that day decides.
        if day and day > today and _within(tiers, state, buckets, day) < level.reached_at:
            return day
    return None


def _with_returns(tiers: TierLadder, state: MemberState) -> dict[str, int]:
    """The measure that keeps a tier: includes returned value where a return takes no tier."""
    if not (tiers.keeps_on_return and state.given_back):
        return state.measured
    buckets = dict(state.measured)
    for bucket, amount in state.given_back.items():
        _add(buckets, bucket, amount)
    return buckets


def _level(tiers: TierLadder, state: MemberState, today: str) -> Tier:
    level = tiers.level_at(measure(tiers, state, today))
    if not tiers.keeps_on_return or state.tier is None:
        return level
    # A return takes no tier, but returned value does not help to reach a higher one.
    without_returns = tiers.level_at(measure(tiers, state, today) + _within(tiers, state, state.given_back, today))
    return max(level, min(tiers.level(state.tier), without_returns, key=_height), key=_height)


def _height(level: Tier) -> int:
    return level.reached_at


def _within(tiers: TierLadder, state: MemberState, buckets: dict[str, int], today: str) -> int:
    window = tiers.window
    first, last = window.first_day(today, state.anchor), tiers.bucket(today)
    return sum(amount for bucket, amount in buckets.items() if first <= bucket <= last)


def _add(buckets: dict[str, int], bucket: str, amount: int) -> None:
    total = buckets.get(bucket, 0) + amount
    if total:
        buckets[bucket] = total
    else:
        buckets.pop(bucket, None)


def _kept_anything(places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
    return int(any(parts[place].quantity for place in places))


def _changed_on(state: MemberState, tiers: TierLadder, today: str) -> str:
    steps: dict[str, int] = {}
    for bucket, amount in state.measured.items():
        _add(steps, bucket, amount)
        leaves_on = tiers.window.leaves_on(bucket, state.anchor)
        if leaves_on:
            _add(steps, leaves_on, -amount)
    running = 0
    level, changed_on = tiers.levels[0].id, today
    for day in sorted(day for day in steps if day <= today):
        running += steps[day]
        reached = tiers.level_at(running).id
        if reached != level:
            level, changed_on = reached, day
    return changed_on
