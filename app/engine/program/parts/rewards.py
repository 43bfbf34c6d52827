"""Rewards, for which vouchers are issued."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.fields import Amount, Day, HumanText
from app.engine.program.parts.buy_get import Buy, Get, Times, buy_get_terms
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Part, PositiveAmount, Rate, RuleId
from app.engine.program.reward_kinds import RewardKindName
from app.engine.program.terms.offers import Reward, Stacking


class RewardPart(Part):
    """A reward; vouchers are issued for it."""

    id: Annotated[RuleId, Field(description="Your name for the reward.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    kind: Annotated[
        RewardKindName,
        Field(description="The kind of reward; the other fields depend on it."),
    ]
    match: Annotated[
        MatchPart | None, Field(description="Selects the lines that it can be used for; null means all.")
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(description="For `amount_off` and `store_credit`: the value in minor units."),
    ] = None
    percent: Annotated[
        Rate | None, Field(description="For `percent_off`: the rate as a decimal text (`0.10` is 10 %).")
    ] = None
    max_amount: Annotated[
        PositiveAmount | None, Field(description="The maximum discount, in minor units; null means no limit.")
    ] = None
    extra: Annotated[
        Rate | None,
        Field(
            description=(
                "For `bonus_quantity`: the extra quantity for the same price, as a decimal text (`0.20` is 20 %)."
            )
        ),
    ] = None
    buy: Buy = None
    get: Get = None
    times: Times = None
    cause: Annotated[HumanText | None, Field(description="For `donation`: the recipient.")] = None
    text: Annotated[HumanText | None, Field(description="For `gift`: a description of the gift.")] = None
    points_price: Annotated[
        Annotated[int, Field(ge=1, le=10**9)] | None,
        Field(description="The price in points; null if it is not sold for points."),
    ] = None
    min_spend: Annotated[Amount, Field(description="The minimum basket for using it, in minor units.")] = 0
    valid_days: Annotated[
        Annotated[int, Field(ge=1, le=3650)] | None,
        Field(description="The number of days that a voucher is valid; null means without limit."),
    ] = None
    valid_until: Annotated[
        Day | None,
        Field(description="The last day on which it is available and its vouchers are valid; null means none."),
    ] = None
    limit_per_member: Annotated[
        Annotated[int, Field(ge=1, le=10**6)] | None,
        Field(description="The maximum redemptions for points per member; null means no limit."),
    ] = None
    stock: Annotated[
        Annotated[int, Field(ge=0, le=10**9)] | None,
        Field(description="The total number available for points and as gifts; null means no limit."),
    ] = None
    codes: Annotated[
        Literal["drawn", "imported"],
        Field(description="Whether its vouchers carry codes `drawn` here, or `imported` codes of a partner."),
    ] = "drawn"
    budget: Annotated[
        Amount | None, Field(description="The maximum total discount, in minor units; null means no limit.")
    ] = None
    exclusive: Annotated[
        bool, Field(description="Whether it excludes other discounts, except those of the same `group`.")
    ] = False
    group: Annotated[
        RuleId | None,
        Field(description="Your name for a group of `exclusive` discounts that can be used together."),
    ] = None
    order: Annotated[
        Annotated[int, Field(ge=0, le=1000)] | None,
        Field(
            description=(
                "The order of discounts: lower numbers apply first. If absent, percentages apply before amounts."
            )
        ),
    ] = None


def reward(part: RewardPart) -> Reward:
    """A reward."""
    rate = part.percent or part.extra
    return Reward(
        id=part.id,
        name=part.name,
        kind=part.kind,
        valid_days=part.valid_days,
        match=compiled_match(part.match),
        amount=part.amount,
        rate=ratio(rate) if rate else None,
        max_amount=part.max_amount,
        min_spend=part.min_spend,
        points_price=part.points_price,
        valid_until=part.valid_until,
        limit_per_member=part.limit_per_member,
        stock=part.stock,
        budget=part.budget,
        stacking=Stacking(part.exclusive, part.group, part.order),
        told=part.cause or part.text,
        has_partner_codes=part.codes == "imported",
        buy_get=buy_get_terms(part.buy, part.get, part.times),
    )
