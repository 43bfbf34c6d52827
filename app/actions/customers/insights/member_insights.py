"""The insight of one member, as of now, from the member's own purchases and the figures of the newest reviews."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.actions.customers.insights.insight_rows import Told, days_as_customer, is_young
from app.actions.customers.insights.insights import ALL_KINDS, NO_REVIEW
from app.actions.programs import Programs
from app.engine.insights.facts import fold, fold_terms
from app.engine.insights.likes import likes
from app.engine.insights.present import Present, ShopFigures, present
from app.engine.insights.reorders import Reorder, Spread
from app.engine.insights.rhythm import MeanGap
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.terms.tasks import DEVIATION
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts, insight_lists, insight_reviews, segments, tasks
from app.store.queries.customers.insight_lists import Read
from app.store.queries.members import members
from app.store.queries.members.members import KnownMember


class MemberInsights:
    """Reads members of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def one(self, program_id: str, reference: str) -> dict[str, Any] | Refusal | None:
        """The insight of a member; None for an unknown reference."""

        async def work(transaction: Transaction) -> dict[str, Any] | Refusal | None:
            known = await members.find(transaction, program_id, reference)
            if known is None:
                return None
            review = await insight_reviews.newest_done(transaction, program_id, ALL_KINDS)
            if review is None:
                return NO_REVIEW
            program = await self._programs.one(transaction, program_id)
            told = Told(program, review)
            return {
                **await self._now(transaction, program, told, known),
                **await _graded(transaction, program, known.member.member_id, _external_id(known)),
                "segments": await _segments(transaction, program, known.member.member_id),
            }

        return await self._database.read(work)

    async def _now(self, transaction: Transaction, program: Program, told: Told, known: KnownMember) -> dict[str, Any]:
        """What the member's own purchases say now, given the shop's figures of the newest review."""
        member_id = known.member.member_id
        now = program.now(self._clock())
        today, before = program.business_date(now), instant_text(now + timedelta.resolution)
        bought = (await insight_facts.bought_by(transaction, [member_id])).get(member_id, ())
        returned = (await insight_facts.returned_by(transaction, [member_id])).get(member_id, ())
        terms = program.rules.insights
        facts = fold(bought, returned, fold_terms(terms), before, today)
        shop = ShopFigures(
            MeanGap(**told.figures["mean_gap"]), tuple(Spread(*spread) for spread in told.figures["spreads"])
        )
        reachable = await insight_facts.reachable(transaction, [member_id])
        found = present(terms, shop, facts, today, is_reachable=member_id in reachable)
        liked = likes(bought, returned, found.within, before)
        return {
            "member": member_id,
            "external_id": _external_id(known),
            "name": known.profile.name if known.profile else None,
            "as_of": today,
            "review": told.id,
            "currency": program.currency,
            **_shown(found, today),
            "measure": found.measured.amount,
            "measured_by": terms.measure,
            "likes": {"categories": liked.categories, "store": liked.store, "usual_gap_days": found.usual_gap_days},
        }


def _shown(found: Present, today: str) -> dict[str, Any]:
    seen = found.seen
    return {
        "first_on": seen.first_on,
        "second_on": seen.second_on,
        "previous_on": seen.previous_on,
        "last_on": seen.last_on,
        "visit_days": seen.visit_days,
        "customer_for_days": days_as_customer(seen.first_on, today),
        "young": is_young(seen.first_on, found.within),
        "window": {
            "from": found.within.first_on,
            "to": found.within.last_on,
            "visit_days": found.measured.visit_days,
        },
        "state": found.state,
        "silent_days": found.silent_days,
        "usual_gap_days": found.usual_gap_days,
        "at_stake": found.at_stake,
        "why": found.why,
        "stage": found.stage,
        "due_items": [_item(one) for one in found.items],
    }


def _item(one: Reorder) -> dict[str, Any]:
    item, expected = one.pair.bought, one.expected
    return {
        "item": item.item,
        "status": one.status,
        "times": item.days,
        "last_on": item.last_on,
        "expected_on": expected.expected_on,
        "from": expected.first_on,
        "to": expected.last_on,
        "usual_amount": one.usual_amount,
    }


def _external_id(known: KnownMember) -> str | None:
    return next((one.value for one in known.identifiers if one.kind == "ext"), None)


async def _graded(
    transaction: Transaction, program: Program, member_id: str, external_id: str | None
) -> dict[str, Any]:
    """The grade and the deviation in the newest scheduled review, each None if it has none."""
    review = await insight_reviews.newest_done(transaction, program.id, ("scheduled",))
    review = review or await insight_reviews.newest_done(transaction, program.id, ("asked",))
    if review is None:
        return {"grade": None, "deviation": None}
    reading = (await insight_lists.of_members(transaction, review.review_id, [member_id])).get(member_id)
    if reading is None:
        return {"grade": None, "deviation": None}
    told = Told(program, review)
    read = Read(reading, external_id)
    known = await tasks.tasks_of_alerts(transaction, DEVIATION, [member_id])
    return {
        "grade": {"review": told.id, "as_of": review.as_of, **told.grade(read)},
        "deviation": told.deviation(read, known) if reading.direction else None,
    }


async def _segments(transaction: Transaction, program: Program, member_id: str) -> list[dict[str, Any]]:
    names = {segment.id: segment.name for segment in program.rules.segments}
    return [
        {"segment": one.segment, "name": names.get(one.segment), "entered_on": one.entered_on, "why": one.entered_why}
        for one in await segments.stays_of(transaction, member_id)
    ]
