"""The results of alerts: whether customers who spent less recovered, and whether those who lapsed came back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.insights import deviation, rhythm
from app.engine.insights.deviation import Base
from app.engine.insights.sums import dates
from app.engine.model.ratio import rounded
from app.engine.program.terms.insights import Insights
from app.engine.program.terms.tasks import LAPSE
from app.store.connection.transaction import Transaction
from app.store.queries.customers import alerts as store
from app.store.queries.customers.alerts import PENDING, Days
from app.store.rows.reviews import Alert, InsightReview


async def results_of(
    transaction: Transaction, terms: Insights, review: InsightReview, pending: Sequence[Alert]
) -> dict[str, str]:
    """The results known as of a review, by alert; without those that are still open."""
    found = {}
    for one in pending:
        if one.kind == LAPSE:
            told_on = json.loads(one.basis)["told_on"]
            back_on = await store.first_visit(transaction, one.member_id, told_on)
            result: str = rhythm.outcome(terms.rhythm, told_on, back_on, review.as_of)
        else:
            result = await _recovery(transaction, terms, review, one)
        if result != PENDING:
            found[one.alert_id] = result
    return found


async def _recovery(transaction: Transaction, terms: Insights, review: InsightReview, one: Alert) -> str:
    """Whether the period after the low one was as expected from the same base, once a scheduled review compares it."""
    basis = json.loads(one.basis)
    base, following = Base(*basis["base"]), basis["period"] + 1
    span = Days(*deviation.period_days(following, basis["unit"]))
    if review.kind != "scheduled" or span.last_on > review.as_of:
        return PENDING
    is_compared = terms.deviation.unit == basis["unit"] and dates(terms, review.as_of).listed == following
    season = _season(json.loads(review.figures) if is_compared else {}, base.periods)
    spend = await store.measure_on(transaction, one.member_id, span, "spend")
    return "recovered" if deviation.has_recovered(base, season, spend) else "not_recovered"


def _season(figures: Mapping[str, Any], periods: int) -> int:
    """The season of the following period; where the review has not estimated it, as if all periods were alike."""
    known: Mapping[str, int] = figures.get("following_seasons") or {}
    return known.get(str(periods)) or rounded(1000, periods + 1, "half_up")
