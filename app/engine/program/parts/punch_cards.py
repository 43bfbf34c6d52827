"""Punch cards and coupons: vouchers for purchases made."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.program.fields import Amount, HumanText
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Months, Part, PositiveAmount, RuleId
from app.engine.program.terms.punch_cards import PunchCard


class PunchCardPart(Part):
    """A punch card: collect a number of punches, get the reward."""

    id: Annotated[RuleId, Field(description="Your name for the card.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    counts: Annotated[
        Literal["items", "visits", "spend"],
        Field(
            description=(
                "What earns a punch: each matching item, each visit, or every full `per` of spend. It cannot change."
            )
        ),
    ]
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None
    punches: Annotated[
        int, Field(ge=1, le=1000, description="The number of punches that fill the card. It cannot change.")
    ]
    head_start: Annotated[
        int,
        Field(
            ge=0,
            le=999,
            description="The punches on every new card; fewer than `punches`. It cannot change.",
        ),
    ] = 0
    reward: Annotated[RuleId, Field(description="The id of the reward; a full card issues a voucher for it.")]
    per: Annotated[
        PositiveAmount | None, Field(description="For `spend`: the matching spend for one punch, in minor units.")
    ] = None
    min_spend: Annotated[
        Amount, Field(description="For `visits`: the minimum matching spend of a visit, in minor units.")
    ] = 0
    max_per_purchase: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None,
        Field(description="The maximum punches per purchase; null means no limit."),
    ] = None
    max_per_day: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None,
        Field(
            description="The maximum punches per business day, for all purchases of it together; null means no limit. "
            "A change applies from the next day."
        ),
    ] = None
    expires_after_months: Annotated[
        Months | None,
        Field(
            description=(
                "The number of months that a punch is valid, from the day of its purchase; null means without limit."
            )
        ),
    ] = None


class CouponPart(Part):
    """A coupon: each purchase above a minimum issues a voucher for a later purchase."""

    id: Annotated[RuleId, Field(description="Your name for the coupon, shown in the ledger.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    reward: Annotated[RuleId, Field(description="The id of the voucher's reward; its `valid_days` set the validity.")]
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None
    min_spend: Annotated[Amount, Field(description="The minimum matching spend, in minor units.")] = 0


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
