"""What time does to a member. Every operation first brings the member to its own moment, and a sweep brings those whom
nobody looks at.

Time has its effects at local midnight, day by day and family by family in one order, so that it makes no difference
whether somebody looks every day or once in years; holds alone end at their own moment. An entry of time says the moment
at which it was due, whenever it is written.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.calendar import day_after
from app.engine.model.commands import PassTime
from app.engine.model.instants import instant_text
from app.engine.model.records import Member
from app.engine.model.state import STALE, MemberState
from app.engine.program.terms import Program
from app.engine.rules import (
    expiry,
    held_tier,
    hold_lots,
    point_moves,
    punch_cards,
    rebates,
    settlements,
    tiers,
    vouchers,
)
from app.engine.rules.change import Change
from app.engine.rules.tier_history import Why
from app.ledger import lots
from app.ledger.entries import POINTS


class Family(NamedTuple):
    """A family of effects: the next day on which there is one (it may be over already), and what happens on a day."""

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
    Family(_next_payment_of_debt, _pay_debt),
    Family(punch_cards.next_day, punch_cards.expire),
    Family(vouchers.next_day, vouchers.expire),
    Family(_next_end_of_given, _end_given),
    Family(_next_loss_of_tier, _requalify),
    Family(settlements.next_day, settlements.settle),
)


def begin(program: Program, book: Book, member: Member, cause: str, cause_id: str, now: datetime) -> Change:
    """A change of a member by a command, with all that time has done to the member until now."""
    change = Change(program, book, member, cause, cause_id, instant_text(now), program.business_date(now))
    if change.state.to_reckon:
        _reckon(change)
        _advance(change)
    elif is_due(member, change.recorded_at):
        _advance(change)
    _requalify(change)
    change.state.day = change.today
    if change.state.given or change.level != change.state.tier:
        change.note_level(_found_by_looking(change))
    return change


def advanced(program: Program, member: Member, now: datetime) -> Change:
    """What time has done to a member until now, for those who only look: nothing of it is to be kept."""
    return begin(program, Book(_nameless, _nameless, _nameless), member, "time", "", now)


def pass_time(program: Program, book: Book, command: PassTime, now: datetime) -> Decision | Refusal:
    """Bring a member to the present; nothing changes where nothing is due."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if not is_due(member, instant_text(now)):
        return Decision(member, replayed=True)
    change = begin(program, book, member, "time", "", now)
    return change.decision(change.changed_member())


def is_due(member: Member, at: str) -> bool:
    """Whether time has something to do by an instant (text) that was not done."""
    return member.next_due_at is not None and member.next_due_at <= at


def next_due_at(program: Program, state: MemberState) -> str | None:
    """The instant (text) of the next effect; None when there is none in sight."""
    # What is to be measured anew may have been over for long: whoever comes next finds out.
    day = state.day if state.window == STALE else _next_day(program, state)
    at = program.midnight(day) if day else None
    held = hold_lots.next_end(state)
    return min(at or held[0], held[0]) if held else at


def _reckon(change: Change) -> None:
    """Post what is due by a version that counts more than those before it, as of the moment of its publication."""
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
    """Let the holds end that are over by an instant (text), each at its own: they alone do not wait for midnight."""
    while (held := hold_lots.next_end(change.state)) and held[0] <= by:
        change.moment = change.instant(held[0])
        hold_lots.expire(change, held[1])


def _found_by_looking(change: Change) -> Why:
    """Why the level is another one though nothing has happened and time did nothing."""
    rules = change.program.rules
    if change.member.changed_at <= rules.published_at:
        return Why("version", str(rules.version), change.decided_at, change.today)
    # A return took what no sum shows that is kept: that is found out when all is counted again.
    return Why("recount", change.today, change.decided_at, change.today)


def _next_day(program: Program, state: MemberState) -> str | None:
    days = [day for family in FAMILIES if (day := family.next_day(program, state))]
    if not days:
        return None
    # What turns out to be over since long, because something was taken back, is over at the next midnight.
    return max(min(days), day_after(state.day)) if state.day else min(days)


def _nameless(*_: str) -> str:
    return ""
