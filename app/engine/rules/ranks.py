"""Rank ladders: tiers by a member's place among all members, set on review days.

Members with equal spend share a place. A place is within a share if `place <= share * members`: of 25 members, the
first two are within 10 %. A member keeps a tier while within its `stay` share, so that tiers do not flap.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic_core import from_json

from app.engine.model import calendar
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.calendar import add_months, day_after, period_start
from app.engine.model.commands.tiers import SetRank
from app.engine.model.ratio import Ratio
from app.engine.model.records.sales import ReturnedLine
from app.engine.model.records.tiers import TierChange
from app.engine.model.state import MemberState
from app.engine.model.value import kept, purchase_lines
from app.engine.program.match import Match
from app.engine.program.terms.tiers import RankLadder, RankLevel
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin


class Review(NamedTuple):
    """A review of a rank ladder, at the local midnight that starts a day."""

    review_on: str
    ladder: RankLadder


class Standings(NamedTuple):
    """The members at a review: their number, the places of those at the top, and the holders of each tier.

    `places` has every place that can be within a share; a member without spend has none.
    """

    members: int
    places: Mapping[str, int]
    holders: Mapping[str, str]


def reviews(program: Program, done: Mapping[str, str], until: str) -> list[Review]:
    """The reviews due by a local day, in order. `done`: the day of each ladder's last review."""
    known = {ladder.id for rules in program.versions for ladder in rules.ladders}
    found = [review for ladder_id in known for review in _reviews_of(program, ladder_id, done.get(ladder_id), until)]
    return sorted(found, key=lambda one: (one.review_on, one.ladder.id))


def _reviews_of(program: Program, ladder_id: str, done: str | None, until: str) -> Iterator[Review]:
    first = min(rules.published_at for rules in program.versions if rules.ladder(ladder_id))
    day = period_start(done or first[:10], "month")
    while day <= until:
        # The version in force at that midnight may not have the ladder yet, or may have dropped it.
        at = program.midnight(day)
        ladder = program.in_force(at).ladder(ladder_id) if first <= at and day > (done or "") else None
        if ladder and ladder.start_of(day) == day:
            yield Review(day, ladder)
        day = _months_later(day, 1)


def next_review_on(ladder: RankLadder, today: str) -> str:
    """The first day of the next period."""
    return day_after(calendar.period_end(ladder.start_of(today), ladder.unit))


def window(review: Review) -> tuple[str, str]:
    """The first day that counts, and the first day after the window."""
    return _months_later(review.review_on, -review.ladder.months), review.review_on


def spend_kept(match: Match, store: str | None, channel: str | None, lines: str, returned: Iterable[str] = ()) -> int:
    """The matching value of a basket after its returns, in minor units; lines and returns are in their stored form."""
    if not match.takes_basket(store, channel):
        return 0
    known = purchase_lines(lines)
    parts = kept(known, [ReturnedLine(*part) for text in returned for part in from_json(text)])
    return sum(part.value for line, part in zip(known, parts, strict=True) if match.takes(line))


def places(spends: Mapping[str, int], lowest: int) -> dict[str, int]:
    """The places of members by spend, down to the place `lowest`; a member without spend has none."""
    found: dict[str, int] = {}
    place, last = 0, 0
    ordered = sorted((-spend, member_id) for member_id, spend in spends.items() if spend > 0)
    for number, (spend, member_id) in enumerate(ordered, 1):
        if spend != last:
            place, last = number, spend
        if place > lowest:
            break
        found[member_id] = place
    return found


def lowest_place(ladder: RankLadder, members: int) -> int:
    """The lowest place that can be within any share of this number of members."""
    return max(members * share.amount // share.per for level in ladder.levels for share in (level.share, level.stay))


def changes(ladder: RankLadder, standings: Standings) -> dict[str, str | None]:
    """The new tier, by id, of each member whose tier changes; None for no tier."""
    changed: dict[str, str | None] = {}
    for member_id in sorted(standings.places.keys() | standings.holders.keys()):
        before = standings.holders.get(member_id)
        after = _level(ladder, standings.places.get(member_id), before, standings.members)
        if after != before:
            changed[member_id] = after
    return changed


def _level(ladder: RankLadder, place: int | None, held: str | None, members: int) -> str | None:
    if place is None:
        return None
    held_height = ladder.height(held)
    for number in range(len(ladder.levels) - 1, -1, -1):
        level = ladder.levels[number]
        if _is_within(place, level.stay if held_height >= number else level.share, members):
            return level.id
    return None


def _is_within(place: int, share: Ratio, members: int) -> bool:
    return place * share.per <= share.amount * members


def set_rank(program: Program, book: Book, command: SetRank, now: datetime) -> Decision | Refusal:
    """Set a member's tier on a rank ladder to the result of a review. A no-op if it is set already."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None or member.member_id != command.member:
        return Refusal("not-found", "there is no such member")
    before, since = member.state.ladders.get(command.ladder, (None, None))
    # A slow worker may arrive after a later review has set another tier.
    if before == command.level or (since or "") >= command.review_on:
        return Decision(member, replayed=True)
    change = begin(program, book, member, cause="review", cause_id=command.review_on, now=now)
    enter(change, command.ladder, before, command.level, command.review_on, announced_from=before)
    return change.decision(change.changed_member())


def enter(
    change: Change,
    ladder: str,
    before: str | None,
    after: str | None,
    effective_on: str,
    *,
    announced_from: str | None,
) -> None:
    """Set a tier of a rank ladder and put it on record; announce it at once if it differs from `announced_from`."""
    change.state.ladders = {**change.state.ladders, ladder: [after, effective_on]}
    is_news = announced_from != after
    change.tier_changes.append(
        TierChange(
            member_id=change.member.member_id,
            tier_change_id=change.book.draw_id("tch"),
            program_id=change.program.id,
            ladder=ladder,
            from_level=before,
            to_level=after,
            effective_on=effective_on,
            recorded_at=change.decided_at,
            program_version=change.program.in_force(change.program.midnight(effective_on)).version,
            cause=change.cause,
            cause_id=change.cause_id,
            reason=None,
            notice_from=announced_from if is_news else None,
            notice_at=change.decided_at if is_news else None,
        )
    )


def held(tier_changes: Iterable[TierChange]) -> dict[str, list[str | None]]:
    """The tier held on each ladder, and since when, by the recorded changes."""
    newest = {one.ladder: one for one in sorted(tier_changes, key=lambda one: one.tier_change_id) if one.ladder}
    return {ladder: [one.to_level, one.effective_on] for ladder, one in newest.items() if ladder}


def level_of(ladder: RankLadder, state: MemberState) -> RankLevel | None:
    """A member's tier on a rank ladder."""
    height = ladder.height(state.ladders.get(ladder.id, (None, None))[0])
    return ladder.levels[height] if height >= 0 else None


def shown(ladder: RankLadder, state: MemberState, today: str) -> dict[str, Any]:
    """A rank ladder in the form that the status shows."""
    level = level_of(ladder, state)
    return {
        "id": ladder.id,
        "name": ladder.name,
        "level": {"id": level.id, "name": level.name, "privileges": list(level.privileges)} if level else None,
        "since": state.ladders[ladder.id][1] if level else None,
        "next_review_on": next_review_on(ladder, today),
    }


def _months_later(day: str, months: int) -> str:
    return add_months(date.fromisoformat(day), months).isoformat()
