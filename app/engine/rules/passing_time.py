"""The effects of time on a member: applied before every operation on that member, and by a sweep for all others.

Effects happen at local midnight, day by day and in one fixed order of families, so the result does not depend on how
often a member is processed. Only holds end at their own instant. An entry caused by time carries the instant at which
it was due, whenever it is written.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.calendar import day_after
from app.engine.model.commands.points import PassTime
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member
from app.engine.model.state import STALE, MemberState
from app.engine.program.versions import Program
from app.engine.rules import hold_lots, tiers
from app.engine.rules.balances import bonuses, point_moves
from app.engine.rules.changes import expiry, held_tier
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.tier_history import Why
from app.engine.rules.rewards import punch_cards, rebates, settlements, vouchers
from app.ledger import lots
from app.ledger.entries import POINTS


class Family(NamedTuple):
    """A family of effects: the next day with an effect (it may lie in the past), and the effect of one day."""

    next_day: Callable[[Program, MemberState], str | None]
    pass_day: Callable[[Change], None]


def _next_end_of_points(program: Program, state: MemberState) -> str | None:
    held = state.balances.get(POINTS)
    end = lots.first_end(held, expiry.last_day_of(program, state)) if held else None
    return day_after(end) if end else None


def _expire(change: Change) -> None:
    point_moves.expire_points(change, change.rules)


def _next_payment_of_debt(_: Program, state: MemberState) -> str | None:
    held = state.balances.get(POINTS, {})
    return lots.first_available_on(held, state.day) if lots.DEBT in held else None


def _pay_debt(change: Change) -> None:
    point_moves.pay_debt(change, change.rules, rule=None)


def _next_end_of_given(_: Program, state: MemberState) -> str | None:
    lent = held_tier.given(state) if state.given else None
    return day_after(lent.until) if lent and lent.until else None


def _end_given(change: Change) -> None:
    lent = held_tier.given(change.state)
    if lent and lent.until and lent.until < change.today:
        change.state.given = []


def _next_loss_of_tier(_: Program, state: MemberState) -> str | None:
    return state.tier_check_on


def _requalify(change: Change) -> None:
    ladder = change.program.rules.tiers
    if ladder:
        tiers.requalify(change.state, ladder, change.today)


FAMILIES: Final = (
    Family(_next_end_of_points, _expire),
    Family(bonuses.next_birthday, bonuses.pass_day),
    Family(_next_payment_of_debt, _pay_debt),
    Family(punch_cards.next_day, punch_cards.expire),
    Family(vouchers.next_day, vouchers.expire),
    Family(_next_end_of_given, _end_given),
    Family(_next_loss_of_tier, _requalify),
    Family(settlements.next_day, settlements.settle),
)


def begin(program: Program, book: Book, member: Member, cause: str, cause_id: str, now: datetime) -> Change:
    """Begin a command's change of a member, after applying all effects of time until now."""
    change = Change(
        program=program,
        book=book,
        member=member,
        cause=cause,
        cause_id=cause_id,
        recorded_at=instant_text(now),
        today=program.business_date(now),
    )
    if change.state.to_reckon:
        _reckon(change)
        _advance(change)
    elif is_due(member, change.recorded_at) or bonuses.is_overdue(program, change.state, change.today):
        # A version with the first bonus for birthdays may have come after the instant was stored.
        _advance(change)
    _requalify(change)
    change.state.day = change.today
    if change.state.given or change.level != change.state.tier:
        change.note_level(_cause_of_recount(change))
    return change


def advanced(program: Program, member: Member, now: datetime) -> Change:
    """The effects of time on a member until now, for reading only: the caller must not store them."""
    return begin(program, Book(_nameless, _nameless, _nameless), member, cause="time", cause_id="", now=now)


def pass_time(program: Program, book: Book, command: PassTime, now: datetime) -> Decision | Refusal:
    """Bring a member up to date; a no-op if nothing is due."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if not is_due(member, instant_text(now)):
        return Decision(member, replayed=True)
    change = begin(program, book, member, cause="time", cause_id="", now=now)
    return change.decision(change.changed_member())


def is_due(member: Member, at: str) -> bool:
    """Whether an effect of time is due by an instant (text) and not yet applied."""
    return member.next_due_at is not None and member.next_due_at <= at


def next_due_at(program: Program, state: MemberState) -> str | None:
    """The instant (text) of the next effect; None when there is none in sight."""
    # A stale measure may hide effects that are long overdue: the next command finds them.
    day = state.day if state.window == STALE else _next_day(program, state)
    at = program.midnight(day) if day else None
    held = hold_lots.next_end(state)
    return min(at or held[0], held[0]) if held else at


def _reckon(change: Change) -> None:
    """Post the rebates due under a version that counts more than those before it, as of its publication."""
    change.state.to_reckon = False
    version = change.program.reckoned_by
    if version is None:
        return
    now = change.moment
    published = change.instant(version.published_at)
    if published.today >= change.state.day:
        change.moment = published
    rebates.reckon(change, version.version)
    change.moment = now


def _advance(change: Change) -> None:
    state, now = change.state, change.moment
    while (day := _next_day(change.program, state)) and day <= now.today:
        _end_holds(change, change.program.midnight(day))
        change.moment = change.midnight(day)
        for family in FAMILIES:
            family.pass_day(change)
        change.note_level()
        state.day = change.today
    _end_holds(change, now.at)
    change.moment = now
    change.passed, change.entries = change.entries, []


def _end_holds(change: Change, by: str) -> None:
    """End the holds that have expired by an instant (text), each at its own instant: only holds do not wait for
    midnight.
    """
    while (held := hold_lots.next_end(change.state)) and held[0] <= by:
        change.moment = change.instant(held[0])
        hold_lots.expire(change, held[1])


def _cause_of_recount(change: Change) -> Why:
    """The cause of a change of tier that neither an event nor time explains."""
    rules = change.program.rules
    if change.member.changed_at <= rules.published_at:
        return Why("version", str(rules.version), change.decided_at, change.today)
    # A return took something that no sum in the state shows; only a full recount finds it.
    return Why("recount", change.today, change.decided_at, change.today)


def _next_day(program: Program, state: MemberState) -> str | None:
    days = [day for family in FAMILIES if (day := family.next_day(program, state))]
    if not days:
        return None
    # An effect that turns out to be overdue, because of a return, happens at the next midnight.
    return max(min(days), day_after(state.day)) if state.day else min(days)


def _nameless(*_: str) -> str:
    return ""
