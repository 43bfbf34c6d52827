"""Rank ladders: tiers by a member's place among all members."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.fields import HumanText
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Months, Part, Rate, RuleId
from app.engine.program.parts.reviews import ReviewPart
from app.engine.program.terms.tiers import RankLadder, RankLevel


class RankLevelPart(Part):
    """A tier for the top `share` of all members, kept while within `stay_share`."""

    id: Annotated[RuleId, Field(description="Your name for the tier.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    share: Annotated[
        Rate,
        Field(
            description=(
                "The top share of all members that reaches the tier, as a decimal text (`0.10` is the top 10 %)."
            )
        ),
    ]
    stay_share: Annotated[
        Rate | None,
        Field(
            description=(
                "The share within which a member keeps the tier, to avoid frequent changes; null means `share`."
            )
        ),
    ] = None
    privileges: Annotated[
        list[RuleId],
        Field(description="Other privileges of the tier, as short names that your own systems understand."),
    ] = []


class LadderPart(Part):
    """A rank ladder: tiers by a member's place among all members."""

    id: Annotated[RuleId, Field(description="Your name for the ladder.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    rank_by: Annotated[Literal["spend"], Field(description="The measure for ranking: spend, less returns.")] = "spend"
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count as spend; null means all.")] = (
        None
    )
    months: Annotated[Months, Field(description="The number of months before a review that count.")] = 12
    review: Annotated[ReviewPart, Field(description="When all members are ranked and their tiers set.")]
    levels: Annotated[
        list[RankLevelPart],
        Field(min_length=1, max_length=20, description="The tiers, in any order: the smaller the share, the higher."),
    ]


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
