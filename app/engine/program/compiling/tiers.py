"""Compiles the tier ladder, and rank ladders."""

from decimal import Decimal

from app.engine.model.calendar import Window
from app.engine.model.ratio import ratio
from app.engine.program.compiling.match import compiled_match
from app.engine.program.parts.ladders import LadderPart
from app.engine.program.parts.tiers import TiersPart
from app.engine.program.terms.tiers import RankLadder, RankLevel, Tier, TierLadder


def tier_ladder(part: TiersPart, *, days_ahead: bool) -> TierLadder:
    """The tier ladder. `days_ahead`: some stores' days start before the programme's."""
    levels = tuple(
        Tier(
            id=level.id,
            name=level.name,
            reached_at=level.from_,
            multiplier=ratio(level.points_multiplier),
            multiplier_text=level.points_multiplier,
            discount=level.discount,
            privileges=tuple(level.privileges),
        )
        for level in part.levels
    )
    window = Window(part.window.kind, part.window.months or 0, part.window.unit or "year", part.window.starts_month)
    kept = part.keep.kind != "while_qualified" or part.downgrade == "one_down" or part.grace_days > 0
    return TierLadder(
        window=window,
        levels=levels,
        measure=part.qualify_by,
        keeps_on_return=part.on_return == "keep",
        keep=part.keep.kind,
        keep_months=part.keep.n or 0,
        one_down=part.downgrade == "one_down",
        grace_days=part.grace_days,
        # Over a lifetime, only returns can reduce the measure.
        looks_back=kept and window.kind != "lifetime",
        days_ahead=days_ahead,
        notice_delay_minutes=part.notice_delay_minutes,
        match=compiled_match(part.match),
    )


def rank_ladder(part: LadderPart) -> RankLadder:
    """A rank ladder, lowest tier first."""
    levels = [
        RankLevel(
            level.id, level.name, ratio(level.share), ratio(level.stay_share or level.share), tuple(level.privileges)
        )
        for level in sorted(part.levels, key=lambda level: Decimal(level.share), reverse=True)
    ]
    return RankLadder(
        id=part.id,
        name=part.name,
        months=part.months,
        unit=part.review.unit,
        levels=tuple(levels),
        match=compiled_match(part.match),
        starts_month=part.review.starts_month,
    )
