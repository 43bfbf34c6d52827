"""Makes rules of a programme document."""

from decimal import Decimal

from app.engine.model.calendar import Window
from app.engine.model.ratio import Ratio, ratio
from app.engine.program import document as parts
from app.engine.program import offers, terms
from app.engine.program.condition_parts import compiled, facts_of
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE, WEEKDAYS
from app.engine.program.document import ProgramDocument
from app.engine.program.limit_names import budget, uses
from app.engine.program.match import EVERYTHING, Match


def compile_version(document: ProgramDocument, version: int, published_at: str) -> terms.Rules:
    """The rules of one version."""
    points = document.points
    return terms.Rules(
        version=version,
        published_at=published_at,
        name=document.name,
        earn=tuple(
            terms.EarnRule(part.id, part.points, part.per, part.rounding, _match(part.match), part.steps, part.carry)
            for part in points.earn
        ),
        pending_days=points.pending_days,
        expiry=_expiry(points.expiry),
        writes_off_debt=points.on_debt == "write_off",
        worth=offers.Worth(points.worth.points, points.worth.amount) if points.worth else None,
        earns_on_rewards=points.earn_on_rewards,
        fewest_transferred=points.transfer.min if points.transfer.allowed else None,
        tiers=_tiers(document.tiers) if document.tiers else None,
        ladders=tuple(_ladder(part) for part in document.ladders),
        cards=(*(_card(part) for part in document.punch_cards), *(_coupon(part) for part in document.coupons)),
        rebates=tuple(_rebate(part, document.points.worth) for part in document.rebates),
        rewards={part.id: _reward(part) for part in document.rewards},
        checkout=_checkout(document.checkout),
        campaigns=tuple(_campaign(part) for part in document.campaigns),
        currency=document.currency,
        limited=_limited(document),
        limited_uses=tuple(uses(part.id) for part in document.campaigns if part.limit_total and part.points_multiplier),
    )


def _limited(document: ProgramDocument) -> tuple[str, ...]:
    limits = [uses(part.id) for part in document.campaigns if part.limit_total]
    budgets = [budget("campaign", part.id) for part in document.campaigns if part.budget]
    return (*limits, *budgets, *(budget("reward", part.id) for part in document.rewards if part.budget is not None))


def _expiry(part: parts.ExpiryPart) -> terms.Expiry:
    months = part.min_age_months if part.kind == "yearly" else part.months
    return terms.Expiry(part.kind, months or 0, part.round_up_to, part.month or 0, part.day or 0)


def _match(part: parts.MatchPart | None) -> Match:
    if part is None or part == parts.MatchPart():
        return EVERYTHING
    return Match(
        tuple(part.categories or ()),
        frozenset(part.skus or ()),
        tuple(part.exclude_categories or ()),
        frozenset(part.exclude_skus or ()),
        frozenset(part.stores or ()),
        frozenset(part.channels or ()),
    )


def _tiers(part: parts.TiersPart) -> terms.TierLadder:
    levels = tuple(
        terms.Tier(
            level.id,
            level.name,
            level.from_,
            ratio(level.points_multiplier),
            level.points_multiplier,
            level.discount,
            tuple(level.privileges),
        )
        for level in part.levels
    )
    window = Window(part.window.kind, part.window.months or 0, part.window.unit or "year")
    kept = part.keep.kind != "while_qualified" or part.downgrade == "one_down" or part.grace_days > 0
    return terms.TierLadder(
        window,
        levels,
        part.qualify_by,
        part.on_return == "keep",
        part.keep.kind,
        part.keep.n or 0,
        part.downgrade == "one_down",
        part.grace_days,
        # What a whole lifetime counts can be lost by returns only.
        looks_back=kept and window.kind != "lifetime",
        notice_delay_minutes=part.notice_delay_minutes,
        match=_match(part.match),
    )


def _ladder(part: parts.LadderPart) -> terms.RankLadder:
    levels = [
        terms.RankLevel(
            level.id, level.name, ratio(level.share), ratio(level.stay_share or level.share), tuple(level.privileges)
        )
        for level in sorted(part.levels, key=lambda level: Decimal(level.share), reverse=True)
    ]
    return terms.RankLadder(part.id, part.name, part.months, part.review.unit, tuple(levels), _match(part.match))


def _card(part: parts.PunchCardPart) -> terms.PunchCard:
    return terms.PunchCard(
        part.id,
        part.name,
        part.counts,
        _match(part.match),
        part.punches,
        part.reward,
        part.head_start,
        part.per or 0,
        part.min_spend,
        part.max_per_purchase,
        part.expires_after_months,
    )


def _checkout(part: parts.CheckoutPart) -> offers.Checkout:
    most = part.max_discount
    return offers.Checkout(part.quote_minutes, part.max_vouchers, ratio(most) if most else None)


def _reward(part: parts.RewardPart) -> offers.Reward:
    rate = part.percent or part.extra
    return offers.Reward(
        part.id,
        part.name,
        part.kind,
        part.valid_days,
        _match(part.match),
        part.amount,
        ratio(rate) if rate else None,
        part.max_amount,
        part.min_spend,
        part.points_price,
        part.valid_until,
        part.limit_per_member,
        part.stock,
        part.budget,
        offers.Stacking(part.exclusive, part.group, part.order),
        part.cause or part.text,
        part.codes == "imported",
    )


def _coupon(part: parts.CouponPart) -> terms.PunchCard:
    return terms.PunchCard(
        part.id, part.name, "visits", _match(part.match), 1, part.reward, min_spend=part.min_spend, is_coupon=True
    )


def _rebate(part: parts.RebatePart, worth: parts.WorthPart | None) -> terms.Rebate:
    return terms.Rebate(
        part.id,
        part.name,
        part.period,
        part.method,
        _match(part.match),
        tuple(_band(band) for band in part.bands),
        part.per or 0,
        part.amount or 0,
        part.pay == "at_once",
        part.as_,
        part.on == "growth",
        part.grace_days,
        Ratio(worth.points, worth.amount) if worth else None,
    )


def _band(band: parts.BandPart) -> terms.Band:
    rate = ratio(band.rate or "0")
    if isinstance(band.from_, str):
        return terms.Band(0, rate, band.rate, growth=ratio(band.from_))
    return terms.Band(band.from_, rate, band.rate, band.amount or 0)


def _campaign(part: parts.CampaignPart) -> offers.Campaign:
    asks = facts_of(part.when) | ({FIRST_PURCHASE} if part.first_purchase else set())
    return offers.Campaign(
        part.id,
        part.name,
        part.from_,
        part.to,
        frozenset(WEEKDAYS.index(day) for day in part.weekdays or ()),
        tuple((_minute(hours.from_), _minute(hours.to)) for hours in part.hours or ()),
        frozenset(part.channels or ()),
        frozenset(part.stores or ()),
        _match(part.match),
        part.first_purchase,
        part.birthday,
        part.min_spend,
        part.limit_per_member,
        part.limit_total,
        part.budget,
        compiled(part.when) if part.when else None,
        part.points_multiplier,
        ratio(part.percent_off) if part.percent_off else None,
        part.max_amount,
        part.amount_off,
        offers.Stacking(part.exclusive, part.group, part.order),
        asks | ({BIRTHDAY} if part.birthday else set()),
    )


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
