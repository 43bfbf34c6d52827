"""Rewards within reach after a basket: the next ones, and what is missing for each."""

from collections.abc import Iterable
from typing import Any, Final

from app.engine.model.money import money_text
from app.engine.pricing.candidates import Rejected
from app.engine.program.versions import Program
from app.engine.rules import tiers
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import punch_cards
from app.engine.views.status import rebate_period
from app.ledger import balances
from app.ledger.entries import punches

MOST_TOLD: Final = 5
# The part of the way that counts as near: numerator and denominator.
_NEAR: Final = (1, 2)
_FINE: Final = 10**6


def near(program: Program, change: Change, business_date: str, rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    """The rewards within reach, nearest first: missing money (`needs` in minor units), or missing punches."""
    found = [*_cards(program, change), *_rebates(program, change, business_date), *_tier(program, change)]
    found += _vouchers(program, rejected)
    there = [one for one in found if _is_near(one["needs"], one["of"])]
    found = sorted(there, key=lambda one: one["needs"] * _FINE // one["of"])
    return [{name: value for name, value in one.items() if name != "of"} for one in found[:MOST_TOLD]]


def _is_near(needs: int, of: int) -> bool:
    return needs > 0 and needs * _NEAR[1] <= of * _NEAR[0]


def _cards(program: Program, change: Change) -> list[dict[str, Any]]:
    found = []
    for card in program.rules.shown_cards:
        shown = punch_cards.shown(card, balances.total(change.state.balances, punches(card.id)))
        reward = program.rules.rewards[card.reward]
        needs = card.punches - shown
        more = f"{needs} more {'punch' if needs == 1 else 'punches'}"
        found.append(
            _reward(
                "punch_card",
                card.id,
                card.name,
                needs=needs,
                of=card.punches,
                unit="punches",
                text=f"{more}: {reward.name}",
            )
        )
    return found


def _rebates(program: Program, change: Change, business_date: str) -> list[dict[str, Any]]:
    found = []
    for rebate in program.rules.rebates:
        start = rebate.start_of(business_date)
        shown = rebate_period(program, rebate, change.state, start)
        band = shown["next_band"]
        if band:
            due = money_text(band["due_then"], program.currency)
            unit = "units" if rebate.by_quantity else program.currency
            needs = f"{band['needs']} units" if rebate.by_quantity else money_text(band["needs"], program.currency)
            text = f"{needs} more by {shown['period']['to']} earns {due} back"
            of = max(band["from"], 1)
            found.append(_reward("rebate", rebate.id, rebate.name, needs=band["needs"], of=of, unit=unit, text=text))
    return found


def _tier(program: Program, change: Change) -> list[dict[str, Any]]:
    ladder = program.rules.tiers
    above = ladder.level_after(held_tier.level(ladder, change.state)) if ladder else None
    if ladder is None or above is None:
        return []
    needs = above.reached_at - tiers.measure(ladder, change.state, change.today)
    is_money = ladder.measure == "spend"
    more = money_text(needs, program.currency) if is_money else f"{needs} {ladder.measure}"
    unit = program.currency if is_money else ladder.measure
    return [
        _reward(
            "tier",
            above.id,
            above.name,
            needs=needs,
            of=above.reached_at,
            unit=unit,
            text=f"{more} more to reach {above.name}",
        )
    ]


def _vouchers(program: Program, rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    found = {}
    for reward, needs in (one.short for one in rejected if one.short):
        text = f"{money_text(needs, program.currency)} more to use {reward.name}"
        found[reward.id] = _reward(
            "voucher", reward.id, reward.name, needs=needs, of=reward.min_spend, unit=program.currency, text=text
        )
    return list(found.values())


def _reward(kind: str, id_: str, name: str, needs: int, of: int, unit: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "id": id_, "name": name, "needs": needs, "of": of, "unit": unit, "text": text}
