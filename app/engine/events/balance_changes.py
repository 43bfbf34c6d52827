"""What the sums in a member's state show, before and after a decision: full cards, debts, bands of rebates."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from app.engine.model import calendar
from app.engine.model.ratio import Ratio
from app.engine.model.state import MemberState
from app.engine.program.terms.rebates import Band, Rebate
from app.engine.program.versions import Program
from app.engine.rules.rewards import rebates
from app.ledger.entries import POINTS
from app.ledger.lots import DEBT

Found = tuple[str, dict[str, Any]]


def changes_of_state(program: Program, before: MemberState, after: MemberState) -> list[Found]:
    """The types and facts of events between two states of a member."""
    found: list[Found] = []
    if before.completed != after.completed:
        found += _full_cards(program, before, after)
    if (DEBT in before.balances.get(POINTS, ())) != (DEBT in after.balances.get(POINTS, ())):
        debt = -after.balances.get(POINTS, {}).get(DEBT, 0)
        found.append(("points.owed" if debt else "points.settled", {"debt": debt}))
    if before.rebates != after.rebates and (program.rules.notices.rebate_near or _may_cross(program, before, after)):
        found += _bands(program, before, after)
    return found


def _may_cross(program: Program, before: MemberState, after: MemberState) -> bool:
    """Whether a spend has passed the beginning of a band: seldom, and quick to see for most rebates."""
    if before.rebates.keys() != after.rebates.keys():
        return True
    for rebate_id, becomes in after.rebates.items():
        was = before.rebates[rebate_id]
        if was == becomes:
            continue
        for start, sums in becomes.items():
            if start in was and was[start] == sums:
                continue
            terms = program.known_terms(rebate_id, start)
            if terms is None or terms.by_quantity or terms.method in ("growth", "per_multiple"):
                return True
            before_it = was[start][0] if start in was else 0
            for band in terms.bands:
                if (band.start <= before_it) != (band.start <= sums[0]):
                    return True
        if len(was) > len(becomes):
            return True
    return False


def _full_cards(program: Program, before: MemberState, after: MemberState) -> Iterator[Found]:
    for card_id in sorted(before.completed.keys() | after.completed.keys()):
        more = after.completed.get(card_id, 0) - before.completed.get(card_id, 0)
        card = next((known for rules in reversed(program.versions) if (known := rules.card(card_id))), None)
        if more and card:
            facts = {"id": card_id, "of": card.punches, "completed": abs(more)}
            yield "punch_card.completed" if more > 0 else "punch_card.undone", {"punch_card": facts}


def _bands(program: Program, before: MemberState, after: MemberState) -> Iterator[Found]:
    for rebate_id in sorted(before.rebates.keys() | after.rebates.keys()):
        was, becomes = before.rebates.get(rebate_id, {}), after.rebates.get(rebate_id, {})
        if was == becomes:
            continue
        rebate = next(known for rules in reversed(program.versions) if (known := rules.rebate(rebate_id)))
        for start in sorted(was.keys() | becomes.keys()):
            if was.get(start) != becomes.get(start):
                terms = program.rebate_terms(rebate, start)
                yield from _of_period(terms, start, was, becomes, program.rules.notices.rebate_near)


def _of_period(
    terms: Rebate, start: str, was: rebates.Periods, becomes: rebates.Periods, near: Ratio | None
) -> Iterator[Found]:
    year_before = calendar.year_before(start)
    sums = [
        (rebates.sums_of(sums, start).counted(terms), rebates.spend_of(sums, year_before)) for sums in (was, becomes)
    ]
    lower, higher = (_reached(terms, *counts) for counts in sums)
    now = rebates.sums_of(becomes, start)
    rebate = {"id": terms.id, "period": start, "spend": now.spend, "due": now.due}
    if lower != higher:
        band = rebates.band_of(terms, *sums[1]) if terms.method != "per_multiple" else None
        facts = {"rebate": rebate, "band": _shown(band) if band else None, "next_band": _next(terms, *sums[1])}
        yield "rebate.band_reached" if higher > lower else "rebate.band_lost", facts
    if near and sums[1][0] > sums[0][0]:
        target = _near(terms, near, *sums[1])
        if target is not None and target != _near(terms, near, *sums[0]):
            yield "rebate.near", {"rebate": rebate, "next_band": _next(terms, *sums[1])}


def _near(terms: Rebate, near: Ratio, spend: rebates.Count, year_before: int) -> int | None:
    """What reaches the next band, if no more than this part of it is missing."""
    found = rebates.band_after(terms, spend, year_before)
    return found[1] if found and (found[1] - spend) * near.per <= near.amount * found[1] else None


def _reached(terms: Rebate, spend: rebates.Count, year_before: int) -> int:
    """How many bands a spend (or these units) has reached; with a rebate for each multiple, how many multiples."""
    if terms.method == "per_multiple":
        return max(0, spend) // terms.per
    band = rebates.band_of(terms, spend, year_before)
    return terms.bands.index(band) + 1 if band else 0


def _next(terms: Rebate, spend: rebates.Count, year_before: int) -> dict[str, Any] | None:
    found = rebates.band_after(terms, spend, year_before)
    return {**_shown(found[0]), "needs": ceil(found[1] - spend)} if found else None


def _shown(band: Band) -> dict[str, Any]:
    return {"from": band.start, "rate": band.rate_text, "amount": band.amount or None}
