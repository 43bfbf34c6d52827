"""Compiles points: earn rules, their expiry, and bonuses."""

from app.engine.program.compiling.match import compiled_match
from app.engine.program.parts.bonuses import BonusPart
from app.engine.program.parts.points import EarnPart, ExpiryPart
from app.engine.program.terms.bonuses import Bonus
from app.engine.program.terms.earning import EarnRule, Expiry


def points_expiry(part: ExpiryPart) -> Expiry:
    """When points expire."""
    months = part.min_age_months if part.kind == "yearly" else part.months
    return Expiry(
        part.kind, months or 0, part.round_up_to, part.month or 0, part.day or 0, max_months=part.max_age_months or 0
    )


def earn_rule(part: EarnPart) -> EarnRule:
    """A rule that earns points."""
    amounts = {"spend": part.points, "items": part.per_item, "purchase": part.per_purchase}
    counts, points = next((name, amount) for name, amount in amounts.items() if amount)
    return EarnRule(
        id=part.id,
        points=points,
        per=part.per or 1,
        counts=counts,
        min_spend=part.min_spend,
        not_with_discount=part.not_with_discount,
        rounding=part.rounding,
        match=compiled_match(part.match),
        steps=part.steps,
        carry=part.carry,
    )


def bonus(part: BonusPart) -> Bonus:
    """A bonus."""
    return Bonus(part.id, part.name, part.on, part.points, tuple(part.fields or ()))
