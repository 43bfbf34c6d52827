"""Compiles programme documents to rules."""

from zoneinfo import ZoneInfo

from app.engine.program.document import ProgramDocument
from app.engine.program.limit_names import budget, uses
from app.engine.program.parts.bonuses import bonus
from app.engine.program.parts.campaigns import campaign, takes_off
from app.engine.program.parts.checkout import TaxPart, checkout_terms, gift_card_terms
from app.engine.program.parts.contacts import contact_terms
from app.engine.program.parts.holdouts import holdout
from app.engine.program.parts.insights import compile_insights
from app.engine.program.parts.ladders import rank_ladder
from app.engine.program.parts.notices import notice_terms
from app.engine.program.parts.part import minute
from app.engine.program.parts.points import earn_rule, points_expiry, worth_of_points
from app.engine.program.parts.punch_cards import coupon, punch_card
from app.engine.program.parts.rebates import rebate
from app.engine.program.parts.rewards import reward
from app.engine.program.parts.segments import segment
from app.engine.program.parts.tasks import task_terms
from app.engine.program.parts.tiers import tier_ladder
from app.engine.program.terms.rules import Rules


def compile_version(document: ProgramDocument, version: int, published_at: str) -> Rules:
    """The rules of one version."""
    points = document.points
    return Rules(
        version=version,
        published_at=published_at,
        name=document.name,
        insights=compile_insights(document.insights),
        earn=tuple(map(earn_rule, points.earn)),
        pending_days=points.pending_days,
        expiry=points_expiry(points.expiry),
        writes_off_debt=points.on_debt == "write_off",
        worth=worth_of_points(points.worth) if points.worth else None,
        earns_on_rewards=points.earn_on_rewards,
        fewest_transferred=points.transfer.min if points.transfer.allowed else None,
        tiers=tier_ladder(document.tiers, days_ahead=bool(document.stores)) if document.tiers else None,
        ladders=tuple(rank_ladder(part) for part in document.ladders),
        cards=(*(punch_card(part) for part in document.punch_cards), *(coupon(part) for part in document.coupons)),
        rebates=tuple(rebate(part, document.points.worth) for part in document.rebates),
        rewards={part.id: reward(part) for part in document.rewards},
        checkout=checkout_terms(document.checkout),
        gift_cards=gift_card_terms(document.gift_cards),
        campaigns=tuple(campaign(part) for part in document.campaigns),
        segments=tuple(segment(part) for part in document.segments),
        tasks=task_terms(document.tasks),
        contacts=contact_terms(document.contacts),
        notices=notice_terms(document.notices),
        holdout=holdout(document.holdout) if document.holdout else None,
        currency=document.currency,
        default_country=document.default_country,
        day_starts=minute(document.day_starts),
        stores={part.id: ZoneInfo(part.time_zone) for part in document.stores},
        prices_with_tax=document.tax.prices == "with_tax" if document.tax else None,
        tax_counts=_tax_counts(document.tax) if document.tax else 0,
        bonuses=tuple(map(bonus, document.bonuses)),
        limited=_limited(document),
        limited_uses=tuple(uses(part.id) for part in document.campaigns if part.limit_total and not takes_off(part)),
    )


def _tax_counts(part: TaxPart) -> int:
    if part.prices == part.counts:
        return 0
    return 1 if part.counts == "with_tax" else -1


def _limited(document: ProgramDocument) -> tuple[str, ...]:
    limits = [uses(part.id) for part in document.campaigns if part.limit_total]
    budgets = [budget("campaign", part.id) for part in document.campaigns if part.budget]
    return (*limits, *budgets, *(budget("reward", part.id) for part in document.rewards if part.budget is not None))
