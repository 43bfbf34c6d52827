"""The results of reviews of customers, as lists and figures, as found at the time of the review."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from app.actions.customers.insights.insight_rows import (
    Found,
    Row,
    Told,
    Wanted,
    item_key,
    paged_text,
    reorder,
    unknown_grade,
)
from app.actions.customers.insights.insight_start import known_before
from app.actions.programs import Programs
from app.engine.insights.facts import kept_by_category
from app.engine.insights.readings import deviation_of
from app.engine.model.book import Refusal
from app.engine.program.terms.tasks import DEVIATION, LAPSE
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts, insight_lists, tasks
from app.store.queries.customers import insight_reviews as reviews
from app.store.queries.customers.insight_lists import Read
from app.store.queries.members import members
from app.store.rows.reviews import InsightReview

# The kinds of reviews with grades and compared periods, and those with everything else.
COMPARING: Final = ("scheduled", "asked")
ALL_KINDS: Final = ("scheduled", "daily", "asked")
NO_REVIEW: Final = Refusal("no-review", "no review with this content is done yet")
NO_SUCH_REVIEW: Final = Refusal("not-found", "there is no such review", "/review")


class Insights:
    """Reads the results of reviews in one database."""

    def __init__(self, database: Database, programs: Programs) -> None:
        self._database = database
        self._programs = programs

    async def grades(self, program_id: str, wanted: Wanted) -> Found | Refusal:
        """Members by rank."""

        async def work(transaction: Transaction, told: Told) -> Found | Refusal:
            places = told.places([wanted.grade]) if wanted.grade else None
            if wanted.grade and places is None:
                return unknown_grade()
            place, member_id = (int(wanted.after[0]), wanted.after[1]) if wanted.after else (0, "")
            of = ([wanted.grade], places) if wanted.grade and places else None
            found = await insight_lists.by_place(
                transaction, told.id, wanted.limit, (place, member_id), of, chosen=wanted.chosen(program_id)
            )
            return told.found([Row(told.grade(one), told.key(one.reading.place, one)) for one in found])

        return await self._of_review(program_id, wanted.review_id, COMPARING, work)

    async def member_grades(
        self, program_id: str, reference: str, limit: int, before: tuple[str, str] | None
    ) -> list[dict[str, Any]] | None:
        """The grade of a member in up to `limit` scheduled reviews, newest first; None for an unknown reference."""

        async def work(transaction: Transaction) -> list[dict[str, Any]] | None:
            member = (await members.find_many(transaction, program_id, [reference])).get(reference)
            if member is None:
                return None
            program = await self._programs.one(transaction, program_id)
            found = await insight_lists.scheduled_of(transaction, member.member_id, limit, before)
            return [Told(program, review).grade_of_member(reading) for review, reading in found]

        return await self._database.read(work)

    async def pareto(self, program_id: str, review_id: str | None) -> Found | Refusal:
        """The share of the total by share of members."""

        async def work(transaction: Transaction, told: Told) -> Found:
            window = {"measure": told.terms.measure, "from": told.within.first_on, "to": told.within.last_on}
            return told.found(more={**window, **told.figures["pareto"]})

        return await self._of_review(program_id, review_id, COMPARING, work)

    async def deviations(
        self, program_id: str, wanted: Wanted, direction: str | None, chance: str | None
    ) -> Found | Refusal:
        """Members who spent less, or more, than expected, the largest shortfall first."""

        async def work(transaction: Transaction, told: Told) -> Found:
            rows: list[Row] = []
            after = (int(wanted.after[0]), wanted.after[1]) if wanted.after else None
            while len(rows) < wanted.limit:
                page = await insight_lists.deviating(
                    transaction, told.id, wanted.limit, after, direction, chosen=wanted.chosen(program_id)
                )
                known = await tasks.tasks_of_alerts(transaction, DEVIATION, _ids(page))
                for one in page:
                    found, _ = deviation_of(one.reading)
                    is_wanted = wanted.grade in (None, found.grade)
                    if is_wanted and (chance is None or found.chance <= 1000 * Decimal(chance)):
                        rows.append(Row(told.deviation(one, known), told.key(one.reading.shortfall, one)))
                if len(page) < wanted.limit:
                    break
                after = (page[-1].reading.shortfall or 0, page[-1].reading.member_id)
            return told.found(rows[: wanted.limit])

        return await self._of_review(program_id, wanted.review_id, COMPARING, work)

    async def silences(
        self, program_id: str, wanted: Wanted, states: Sequence[str], visit_days: int | None = None
    ) -> Found | Refusal:
        """Members in these states, the largest amount at stake first; with `visit_days` only with this number."""

        async def work(transaction: Transaction, told: Told) -> Found:
            after = (int(wanted.after[0]), wanted.after[1]) if wanted.after else None
            found = await insight_lists.in_states(
                transaction,
                told.id,
                wanted.limit,
                after,
                states,
                grade=wanted.grade,
                visit_days=visit_days,
                chosen=wanted.chosen(program_id),
            )
            known = await tasks.tasks_of_alerts(transaction, LAPSE, _ids(found))
            rows = [Row(told.silence(one, known), told.key(one.reading.at_stake, one)) for one in found]
            return told.found(rows, {"mean_gap": told.figures["mean_gap"]})

        return await self._of_review(program_id, wanted.review_id, ALL_KINDS, work)

    async def reorders(self, program_id: str, wanted: Wanted, statuses: Sequence[str]) -> Found | Refusal:
        """The items that members are expected to buy again, the largest usual amount first."""

        async def work(transaction: Transaction, told: Told) -> Found | Refusal:
            if not told.figures["has_items"] or await _is_superseded(transaction, told.review):
                return NO_REVIEW
            after = None
            if wanted.after:
                amount, member_id, item = wanted.after
                after = int(amount), member_id, paged_text(item)
            found = await insight_lists.reorders(
                transaction, told.id, wanted.limit, after, statuses, chosen=wanted.chosen(program_id)
            )
            return told.found([Row(reorder(one), item_key(told.id, one)) for one in found])

        return await self._of_review(program_id, wanted.review_id, ALL_KINDS, work)

    async def lifts(self, program_id: str, wanted: Wanted) -> Found | Refusal:
        """Members nearest to the golden grades, the smallest amount missing first."""

        async def work(transaction: Transaction, told: Told) -> Found:
            after = None
            if wanted.after:
                after = int(wanted.after[0]), int(wanted.after[1]), wanted.after[2]
            found = await insight_lists.to_lift(
                transaction, told.id, wanted.limit, after, wanted.grade, chosen=wanted.chosen(program_id)
            )
            bought = await _bought_categories(transaction, told, [one.reading.member_id for one in found])
            rows = []
            for one in found:
                review_id, needs, member_id = told.key(one.reading.needs, one)
                key = review_id, needs, str(one.reading.measure), member_id
                rows.append(Row(told.lift(one, bought[member_id]), key))
            return told.found(rows, {"floor": told.figures["floor"]})

        return await self._of_review(program_id, wanted.review_id, ALL_KINDS, work)

    async def stages(self, program_id: str, review_id: str | None) -> Found | Refusal:
        """The stages of members, and how many come a second time."""

        async def work(transaction: Transaction, told: Told) -> Found:
            return told.found(more={name: told.figures[name] for name in ("stages", "second_purchase")})

        return await self._of_review(program_id, review_id, ALL_KINDS, work)

    async def _of_review(
        self, program_id: str, review_id: str | None, kinds: Sequence[str], work: Callable[..., Any]
    ) -> Found | Refusal:
        """The results of the review of this id, or (None) of the newest done one of these kinds."""

        async def read(transaction: Transaction) -> Found | Refusal:
            if review_id is None:
                review = await reviews.newest_done(transaction, program_id, kinds)
            else:
                review = await reviews.one(transaction, program_id, review_id)
                if review is None:
                    return NO_SUCH_REVIEW
            if review is None or review.status != "done" or review.kind not in kinds:
                return NO_REVIEW
            told = Told(await self._programs.one(transaction, program_id), review)
            found: Found | Refusal = await work(transaction, told)
            return found

        return await self._database.read(read)


def _ids(page: Sequence[Read]) -> list[str]:
    return [one.reading.member_id for one in page]


async def _is_superseded(transaction: Transaction, review: InsightReview) -> bool:
    """Whether a newer review is done, so that this one's items are deleted."""
    newest = await reviews.newest_done(transaction, review.program_id, ("scheduled", "daily"))
    return review.kind != "asked" and newest is not None and newest.review_id != review.review_id


async def _bought_categories(
    transaction: Transaction, told: Told, member_ids: Sequence[str]
) -> dict[str, Mapping[str, int]]:
    """Each member's kept purchases in a review's window, by first-level category."""
    bought = await insight_facts.bought_by(transaction, member_ids)
    returned = await insight_facts.returned_by(transaction, member_ids)
    before = known_before(told.review)
    return {
        one: kept_by_category(bought.get(one, ()), returned.get(one, ()), told.within, before) for one in member_ids
    }
