"""What a customer is near to once a basket is bought: what a little more would bring."""

from collections.abc import Iterable
from typing import Any, Final

from app.engine.model import calendar
from app.engine.model.money import money_text
from app.engine.pricing.candidates import Rejected
from app.engine.program.terms import Program
from app.engine.rules import held_tier, punch_cards, tiers
from app.engine.rules.change import Change
from app.engine.views.status import rebate_period
from app.ledger import balances
from app.ledger.entries import punches

MOST_TOLD: Final = 5
# Near is who has this part of the way behind them: numerator and denominator.
_NEAR: Final = (1, 2)
_FINE: Final = 10**6


def near(program: Program, change: Change, business_date: str, rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    """What is near, the nearest first: money that is missing (`needs` in minor units), or punches."""
    found = [*_cards(program, change), *_rebates(program, change, business_date), *_tier(program, change)]
    found += _vouchers(program, rejected)
    there = [one for one in found if _is_near(one["needs"], one["of"])]
    told = sorted(there, key=lambda one: one["needs"] * _FINE // one["of"])
    return [{name: value for name, value in one.items() if name != "of"} for one in told[:MOST_TOLD]]


def _is_near(needs: int, of: int) -> bool:
    return needs > 0 and needs * _NEAR[1] <= of * _NEAR[0]


def _cards(program: Program, change: Change) -> list[dict[str, Any]]:
    told = []
    for card in program.rules.shown_cards:
        shown = punch_cards.shown(card, balances.total(change.state.balances, punches(card.id)))
        reward = program.rules.rewards[card.reward]
        needs = card.punches - shown
        more = f"{needs} more {'punch' if needs == 1 else 'punches'}"
        told.append(_told("punch_card", card.id, card.name, needs, card.punches, "punches", f"{more}: {reward.name}"))
    return told


def _rebates(program: Program, change: Change, business_date: str) -> list[dict[str, Any]]:
    told = []
    for rebate in program.rules.rebates:
        start = calendar.period_start(business_date, rebate.period)
        shown = rebate_period(program, rebate, change.state, start)
        band = shown["next_band"]
        if band:
            needs, due = (money_text(band[name], program.currency) for name in ("needs", "due_then"))
            text = f"{needs} more by {shown['period']['to']}, and {due} comes back"
            of = max(band["from"], 1)
            told.append(_told("rebate", rebate.id, rebate.name, band["needs"], of, program.currency, text))
    return told


def _tier(program: Program, change: Change) -> list[dict[str, Any]]:
    ladder = program.rules.tiers
    above = ladder.level_after(held_tier.level(ladder, change.state)) if ladder else None
    if ladder is None or above is None:
        return []
    needs = above.reached_at - tiers.measure(ladder, change.state, change.today)
    is_money = ladder.measure == "spend"
    more = money_text(needs, program.currency) if is_money else f"{needs} {ladder.measure}"
    unit = program.currency if is_money else ladder.measure
    return [_told("tier", above.id, above.name, needs, above.reached_at, unit, f"{more} more to {above.name}")]


def _vouchers(program: Program, rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    told = {}
    for reward, needs in (one.short for one in rejected if one.short):
        text = f"{money_text(needs, program.currency)} more, and {reward.name} can be used"
        told[reward.id] = _told("voucher", reward.id, reward.name, needs, reward.min_spend, program.currency, text)
    return list(told.values())


def _told(kind: str, id_: str, name: str, needs: int, of: int, unit: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "id": id_, "name": name, "needs": needs, "of": of, "unit": unit, "text": text}
