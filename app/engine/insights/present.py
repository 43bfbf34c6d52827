"""The present insight of one member, from the member's own facts and the shop's figures of a review."""

from typing import NamedTuple

from app.engine.insights import reorders, rhythm, stages
from app.engine.insights.facts import Facts, Visits, visits
from app.engine.insights.grades import Measured, Span, measured, span
from app.engine.insights.reorders import Pair, Reorder, Spreads
from app.engine.insights.rhythm import MeanGap, State
from app.engine.insights.stages import Stage
from app.engine.program.terms.insights import Insights


class ShopFigures(NamedTuple):
    """The figures of all members together that a member is compared with."""

    mean_gap: MeanGap
    spreads: Spreads


class Present(NamedTuple):
    """A member at the end of a day, or now. Amounts in minor units.

    `silent_days` and `usual_gap_days` are None for a member without visits; `at_stake` is the spend of the 12 months up
    to the last visit. `items` are due or overdue; a lapsed member has none.
    """

    seen: Visits
    within: Span
    measured: Measured
    state: State
    silent_days: int | None
    usual_gap_days: int | None
    at_stake: int
    why: str
    stage: Stage
    items: list[Reorder]


def present(terms: Insights, shop: ShopFigures, facts: Facts, as_of: str, *, is_reachable: bool) -> Present:
    """The insight of a member whose facts include everything up to a day."""
    seen, within = visits(facts.days, as_of), span(terms, as_of)
    state = rhythm.state(terms.rhythm, shop.mean_gap, seen, as_of)
    at_stake = 0
    if seen.last_on:
        first, last = rhythm.stake_window(seen.last_on)
        at_stake = sum(day.spend for day in facts.days if first <= day.business_date <= last)
    pairs = [Pair("", item) for item in facts.items] if state != "lapsed" else []
    return Present(
        seen=seen,
        within=within,
        measured=measured(terms, facts.days, within),
        state=state,
        silent_days=rhythm.silent_days(seen, as_of),
        usual_gap_days=rhythm.usual_gap_days(shop.mean_gap, seen),
        at_stake=at_stake,
        why=rhythm.why(terms.rhythm, shop.mean_gap, seen, as_of),
        stage=stages.stage(seen.visit_days, has_referred=False, is_reachable=is_reachable),
        items=reorders.reorders(terms.reorder, shop.spreads, pairs, as_of),
    )
