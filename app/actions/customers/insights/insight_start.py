"""The start of a review of customers: its terms, what it knows, and the parts in which its members are divided."""

from datetime import timedelta
from typing import Final

from app.actions.reading.reads import ALL_IS_WRITTEN_AFTER
from app.engine.insights.facts import FoldTerms, fold_terms
from app.engine.model.instants import instant, instant_text
from app.engine.program.terms.insights import Insights
from app.engine.program.versions import Program
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts as facts
from app.store.queries.customers.insight_facts import LAST_OF_ALL
from app.store.rows.reviews import InsightFold, InsightPart, InsightReview

MEMBERS_A_PART: Final = 2_000
MOST_PARTS: Final = 64
LIMIT_SECONDS: Final = 300


async def divided(transaction: Transaction, program: Program, review: InsightReview) -> tuple[list[InsightPart], int]:
    """The parts of a starting review, and the number of members that its phases process."""
    members = await facts.count_members(transaction, program.id)
    terms = fold_terms(terms_of(program, review))
    since = changed_from(await facts.fold_of(transaction, program.id), terms, known_before(review))
    to_fold = await facts.count_members(transaction, program.id, since)
    step = max(MEMBERS_A_PART, -(-members // MOST_PARTS))
    ends = await facts.every_nth_member(transaction, program.id, step) if members > step else []
    ends = [*ends, LAST_OF_ALL]
    parts = [
        InsightPart(review.review_id, number, start, end, "{}")
        for number, (start, end) in enumerate(zip(["", *ends], ends, strict=False))
    ]
    return parts, members + to_fold


async def begin_fold(transaction: Transaction, program: Program, review: InsightReview) -> None:
    """Reset the folds if members are to be folded by other terms than before."""
    terms = fold_terms(terms_of(program, review))
    known = await facts.fold_of(transaction, program.id)
    if known is None or known.terms != terms.name:
        await facts.set_fold(transaction, InsightFold(program.id, terms.name, None, None))


def terms_of(program: Program, review: InsightReview) -> Insights:
    """The terms of a review: those in force at its instant."""
    return program.version(review.program_version).insights


def known_before(review: InsightReview) -> str:
    """The instant (text) before which everything a review knows was recorded.

    A scheduled review excludes its midnight; a requested one includes its instant.
    """
    if review.kind != "asked" and not review.backfilled:
        return review.known_at
    return instant_text(instant(review.known_at) + timedelta.resolution)


def changed_from(known: InsightFold | None, terms: FoldTerms, before: str) -> str | None:
    """The instant since when changed members must be folded again; None for all."""
    if known is None or known.terms != terms.name or known.changed_to is None:
        return None
    return min(known.changed_to, before)


def changed_to(program: Program, review: InsightReview) -> str:
    """The instant (text) up to which a fold for a review includes all changes."""
    is_settled = program.clock is not None or (review.kind != "asked" and not review.backfilled)
    return review.known_at if is_settled else instant_text(instant(review.known_at) - ALL_IS_WRITTEN_AFTER)
