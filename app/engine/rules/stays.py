"""Stays in segments: members enter and leave as reviews decide.

The stays are stored with their reasons; the state has a member's present segments, so that campaigns need no query.
"""

from collections.abc import Iterable
from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.tiers import DecideSegments
from app.engine.model.records.members import Member
from app.engine.model.records.tiers import SegmentStay
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin


def decide_segments(program: Program, book: Book, command: DecideSegments, now: datetime) -> Decision | Refusal:
    """Let a member enter and leave segments. Decisions that are already in effect are no-ops."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None or member.member_id != command.member:
        return Refusal("not-found", "there is no such member")
    stays = book.open_stays(member.member_id)
    news = [one for one in command.decisions if one.is_in != (one.segment in stays)]
    if member.erased_at or not news:
        return Decision(member, replayed=True)
    change = begin(program, book, member, cause="review", cause_id=command.decided_by, now=now)
    changed: list[SegmentStay] = []
    for one in news:
        if one.is_in:
            stay = SegmentStay(
                member_id=member.member_id,
                stay_id=book.draw_id("sst"),
                program_id=program.id,
                segment=one.segment,
                entered_on=command.decided_on,
                entered_at=change.decided_at,
                entered_version=command.program_version,
                entered_why=one.why,
            )
        else:
            stay = left(stays[one.segment], command.decided_on, change.decided_at, command.program_version, one.why)
        stays[one.segment] = stay
        changed.append(stay)
    change.state.segments = held(stays.values())
    return change.decision(member, stays=changed)


def join(change: Change, merged: Member, stays: Iterable[SegmentStay]) -> list[SegmentStay]:
    """Join the stays of two members; if both are in a segment, the merged member's stay ends."""
    still = [one for one in stays if one.left_on is None]
    mine = {one.segment for one in still if one.member_id != merged.member_id}
    twice = [one for one in still if one.member_id == merged.member_id and one.segment in mine]
    change.state.segments = held(one for one in still if one not in twice)
    why = "merged into another member, who is in it too"
    return [left(one, change.today, change.decided_at, change.rules.version, why) for one in twice]


def left(stay: SegmentStay, on: str, at: str, version: int, why: str) -> SegmentStay:
    """An ended stay."""
    return stay._replace(left_on=on, left_at=at, left_version=version, left_why=why)


def held(stays: Iterable[SegmentStay]) -> dict[str, str]:
    """The segments of the open ones of these stays, with the days of entering."""
    return {one.segment: one.entered_on for one in sorted(stays) if one.left_on is None}
