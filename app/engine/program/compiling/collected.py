"""Compiles what purchases collect: punch cards, coupons and rebates."""

from app.engine.model.ratio import Ratio, ratio
from app.engine.program.compiling.match import compiled_match
from app.engine.program.parts.points import WorthPart
from app.engine.program.parts.punch_cards import CouponPart, PunchCardPart
from app.engine.program.parts.rebates import BandPart, RebatePart
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rebates import Band, Rebate


def punch_card(part: PunchCardPart) -> PunchCard:
    """A punch card."""
    return PunchCard(
        id=part.id,
        name=part.name,
        counts=part.counts,
        match=compiled_match(part.match),
        punches=part.punches,
        reward=part.reward,
        head_start=part.head_start,
        per=part.per or 0,
        min_spend=part.min_spend,
        max_per_purchase=part.max_per_purchase,
        max_per_day=part.max_per_day,
        expires_after_months=part.expires_after_months,
    )


def coupon(part: CouponPart) -> PunchCard:
    """A coupon, as a hidden card that one visit fills."""
    return PunchCard(
        id=part.id,
        name=part.name,
        counts="visits",
        match=compiled_match(part.match),
        punches=1,
        reward=part.reward,
        min_spend=part.min_spend,
        is_coupon=True,
    )


def rebate(part: RebatePart, worth: WorthPart | None) -> Rebate:
    """A rebate; `worth` is that of points, for rebates paid as points."""
    return Rebate(
        id=part.id,
        name=part.name,
        period=part.period,
        method=part.method,
        match=compiled_match(part.match),
        bands=tuple(_band(band) for band in part.bands),
        per=part.per or 0,
        amount=part.amount or 0,
        pays_at_once=part.pay == "at_once",
        pays_as=part.as_,
        on_growth=part.on == "growth",
        grace_days=part.grace_days,
        worth=Ratio(worth.points, worth.amount) if worth else None,
        starts_month=part.starts_month,
        by_quantity=part.measure == "quantity",
        cap=part.cap,
        expected_rate=ratio(part.expected_rate) if part.expected_rate else None,
    )


def _band(band: BandPart) -> Band:
    rate = ratio(band.rate or "0")
    if isinstance(band.from_, str):
        return Band(0, rate, band.rate, growth=ratio(band.from_))
    return Band(band.from_, rate, band.rate, band.amount or 0)
