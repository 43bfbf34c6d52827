"""Decides the members of segments: the conditions of segments, on the readings of the newest reviews."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.engine.insights import stages
from app.engine.insights.likes import BoughtNames
from app.engine.insights.readings import MemberReading
from app.engine.model.commands.tiers import SegmentDecision
from app.engine.model.state import MemberState
from app.engine.program.conditions import Scene
from app.engine.program.insight_facts import InsightFacts
from app.engine.program.segments import Segment

NO_SUCH_SEGMENT: Final = "the segment no longer exists"


class Contact(NamedTuple):
    """Whether an e-mail address or phone number is known, and the purposes to which the member agreed."""

    has_address: bool = False
    consents: frozenset[str] = frozenset()

    @property
    def usable(self) -> frozenset[str]:
        """The purposes for which the member may be contacted."""
        return self.consents if self.has_address else frozenset()


class Looked(NamedTuple):
    """A member to decide: the readings of the newest review and of the newest scheduled one (it may be the same).

    `state` and `level` are the member's present ones. `bought` are the goods of the window, `owner` is a
    name of the person who looks after the member.
    """

    member_id: str
    newest: MemberReading
    scheduled: MemberReading | None
    state: MemberState
    level: str | None
    due_items: frozenset[str] = frozenset()
    contact: Contact = Contact()
    bought: BoughtNames = BoughtNames()
    owner: str | None = None


def insight_facts(member: Looked, as_of: str) -> InsightFacts:
    """The facts about a member from reviews. `as_of` is the day of the newest."""
    newest = member.newest
    graded = newest if newest.grade is not None else member.scheduled or newest
    deviating = member.scheduled or newest
    reachable = "marketing" in member.contact.usable
    visit_days = newest.all_visit_days or 0
    return InsightFacts(
        grade=graded.grade,
        measure=graded.measure,
        # Unranked members have the place after the last.
        place=graded.place if (graded.measure or 0) > 0 else None,
        visit_days=graded.visit_days,
        silent_days=_days_between(newest.last_on, as_of) if newest.last_on else None,
        state=newest.state,
        stage=stages.stage(visit_days, has_referred=False, is_reachable=reachable),
        usual_gap_days=newest.usual_gap_days,
        first_on=newest.first_on,
        last_on=newest.last_on,
        deviates=deviating.direction or "none",
        shortfall=deviating.shortfall if deviating.direction else None,
        categories=member.bought.categories,
        skus=member.bought.skus,
        due_items=member.due_items,
        consents=member.contact.usable,
        is_reachable=reachable,
        owner=member.owner,
    )


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def scene(member: Looked, as_of: str, day: str, currency: str) -> Scene:
    """The input of segments' conditions: a member on a day, without a basket."""
    insight = insight_facts(member, as_of)
    return Scene(
        lines=(),
        store=None,
        channel=None,
        state=member.state,
        day=day,
        minute=0,
        currency=currency,
        level=member.level,
        insight=insight,
    )


def news(segments: Sequence[Segment], stays: Collection[str], seen: Scene) -> tuple[SegmentDecision, ...]:
    """The segments that a member enters or leaves, with the reasons. `stays` are the member's present ones."""
    found = []
    for segment in segments:
        is_in = segment.condition.holds(seen)
        if is_in != (segment.id in stays):
            found.append(SegmentDecision(segment.id, is_in, segment.condition.words(seen)))
    return (*found, *gone(segments, stays))


def gone(segments: Iterable[Segment], stays: Collection[str]) -> tuple[SegmentDecision, ...]:
    """The member's segments that no longer exist."""
    known = {segment.id for segment in segments}
    return tuple(SegmentDecision(name, False, NO_SUCH_SEGMENT) for name in sorted(stays) if name not in known)
