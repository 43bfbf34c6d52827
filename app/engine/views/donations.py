"""Donations of members by cause, summed for the shop that forwards them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program


class Given(NamedTuple):
    """The donations for one reward under one version: their number, and their points in all."""

    reward: str
    program_version: int
    gifts: int
    points: int


def donations(program: Program, first_day: str, last_day: str, given: Iterable[Given]) -> dict[str, Any]:
    """The report of the API contract. The shop donates the reward's `amount` in the version of the donation."""
    causes: dict[str, dict[str, Any]] = {}
    for one in sorted(given):
        newest = _newest(program, one.reward)
        row = causes.setdefault(
            one.reward,
            {
                "reward": one.reward,
                "name": newest.name,
                "cause": newest.told or newest.name,
                "gifts": 0,
                "points": 0,
                "amount": None,
            },
        )
        row["gifts"] += one.gifts
        row["points"] += one.points
        amount = program.version(one.program_version).rewards[one.reward].amount
        if amount is not None:
            row["amount"] = (row["amount"] or 0) + amount * one.gifts
    data = list(causes.values())
    return {
        "from": first_day,
        "to": last_day,
        "currency": program.currency,
        "data": data,
        "points": sum(row["points"] for row in data),
        "amount": sum(row["amount"] or 0 for row in data),
    }


def _newest(program: Program, reward_id: str) -> Reward:
    return next(rules.rewards[reward_id] for rules in reversed(program.versions) if reward_id in rules.rewards)
