"""Ladders of ranks: levels by a member's place among all members, set on the days of reviews.

Who spent the same has the same place. A place is within a share of so many members as long as there is room for it:
of 25 members, the first two are within 10 %. Who holds a level, or a higher one, keeps it while within its `stay`
share, so that nobody flaps.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic_core import from_json

from app.engine.model import calendar
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.calendar import add_months, day_after, period_start
from app.engine.model.commands import SetRank
from app.engine.model.ratio import Ratio
from app.engine.model.records import ReturnedLine, TierChange
from app.engine.model.state import MemberState
from app.engine.model.value import kept, purchase_lines
from app.engine.program.match import Match
from app.engine.program.terms import Program, RankLadder, RankLevel
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin


class Review(NamedTuple):
    """A review of a ladder, on the local midnight at which a day starts."""

    review_on: str
    ladder: RankLadder


class Standings(NamedTuple):
    """How members stand for a review: how many there are, the places of those at the top, and who holds which level.

    In `places` are all that can be within a share; who spent nothing has none.
    """

    members: int
    places: Mapping[str, int]
    holders: Mapping[str, str]


def reviews(program: Program, done: Mapping[str, str], until: str) -> list[Review]:
    """The reviews that are due by a local day, in their order. `done`: the day of the last one of each ladder."""
    known = {ladder.id for rules in program.versions for ladder in rules.ladders}
    found = [review for ladder_id in known for review in _reviews_of(program, ladder_id, done.get(ladder_id), until)]
    return sorted(found, key=lambda one: (one.review_on, one.ladder.id))


def _reviews_of(program: Program, ladder_id: str, done: str | None, until: str) -> Iterator[Review]:
    first = min(rules.published_at for rules in program.versions if rules.ladder(ladder_id))
    day = period_start(done or first[:10], "month")
    while day <= until:
        # By the version in force at that midnight, which may have it no more, or not yet.
        at = program.midnight(day)
        ladder = program.in_force(at).ladder(ladder_id) if first <= at and day > (done or "") else None
        if ladder and period_start(day, ladder.unit) == day:
            yield Review(day, ladder)
        day = _months_later(day, 1)


def next_review_on(ladder: RankLadder, today: str) -> str:
    """The first day of the next period."""
    return day_after(calendar.period_end(period_start(today, ladder.unit), ladder.unit))


def window(review: Review) -> tuple[str, str]:
    """The first day that counts, and the first one after it that does not any more."""
    return _months_later(review.review_on, -review.ladder.months), review.review_on


def spend_kept(match: Match, store: str | None, channel: str | None, lines: str, returned: Iterable[str] = ()) -> int:
    """What counts of a basket, in minor units, after what came back of it; lines and returns as they are stored."""
    if not match.takes_basket(store, channel):
        return 0
    known = purchase_lines(lines)
    parts = kept(known, [ReturnedLine(*part) for text in returned for part in from_json(text)])
    return sum(part.value for line, part in zip(known, parts, strict=True) if match.takes(line))


def places(spends: Mapping[str, int], lowest: int) -> dict[str, int]:
    """The places of members by what they spent, as far as a place; who spent nothing has none."""
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
    """The last place that can be within a share of so many members."""
    return max(members * share.amount // share.per for level in ladder.levels for share in (level.share, level.stay))


def changes(ladder: RankLadder, standings: Standings) -> dict[str, str | None]:
    """The new level, by id, of each member whose level is another one now; None for no level."""
    told: dict[str, str | None] = {}
    for member_id in sorted(standings.places.keys() | standings.holders.keys()):
        before = standings.holders.get(member_id)
        after = _level(ladder, standings.places.get(member_id), before, standings.members)
        if after != before:
            told[member_id] = after
    return told


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
    """Let a member hold the level, or none, that a review has found. What is so already changes nothing."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None or member.member_id != command.member:
        return Refusal("not-found", "there is no such member")
    before, since = member.state.ladders.get(command.ladder, (None, None))
    # Who is slow may come with what a later review has found otherwise since.
    if before == command.level or (since or "") >= command.review_on:
        return Decision(member, replayed=True)
    change = begin(program, book, member, "review", command.review_on, now)
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
    """Let another level of a ladder be held, and put it on record; announced at once, if it is another one."""
    change.state.ladders = {**change.state.ladders, ladder: [after, effective_on]}
    is_news = announced_from != after
    change.tier_changes.append(
        TierChange(
            change.member.member_id,
            change.book.draw_id("tch"),
            change.program.id,
            ladder,
            before,
            after,
            effective_on,
            change.decided_at,
            change.program.in_force(change.program.midnight(effective_on)).version,
            change.cause,
            change.cause_id,
            None,
            announced_from if is_news else None,
            change.decided_at if is_news else None,
        )
    )


def held(tier_changes: Iterable[TierChange]) -> dict[str, list[str | None]]:
    """What the history says is held of each ladder, and since when."""
    newest = {one.ladder: one for one in sorted(tier_changes, key=lambda one: one.tier_change_id) if one.ladder}
    return {ladder: [one.to_level, one.effective_on] for ladder, one in newest.items() if ladder}


def level_of(ladder: RankLadder, state: MemberState) -> RankLevel | None:
    """The level that a member holds of a ladder."""
    height = ladder.height(state.ladders.get(ladder.id, (None, None))[0])
    return ladder.levels[height] if height >= 0 else None


def shown(ladder: RankLadder, state: MemberState, today: str) -> dict[str, Any]:
    """A ladder as the status shows it."""
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
