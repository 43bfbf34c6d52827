"""Campaigns: their times, their conditions, their codes and their effects."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from app.engine.model.ratio import ratio
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE, WEEKDAYS
from app.engine.program.fields import Amount, Day, HumanText, Name
from app.engine.program.parts.buy_get import Buy, Get, Times, buy_get_terms
from app.engine.program.parts.conditions import ConditionPart, compiled, facts_of
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import (
    EarnedPoints,
    Multiplier,
    Part,
    PositiveAmount,
    Rate,
    RuleId,
    TimeOfDay,
    Weekday,
    minute,
)
from app.engine.program.terms.offers import Campaign, Stacking, typed_form

MOST_CODES: Final = 500_000


class HoursPart(Part):
    """Hours of the local day, from one time until another, which may be past midnight."""

    from_: Annotated[TimeOfDay, Field(alias="from", description="The start, in local time, such as `10:00`.")]
    to: Annotated[TimeOfDay, Field(description="The end, exclusive; if it is before `from`, it is on the next day.")]


class OneCodePart(Part):
    """The code that has to be typed for a campaign."""

    kind: Annotated[Literal["one"], Field(description="`one`: the same code for everybody.")]
    code: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{1,38}[A-Za-z0-9]$"),
        Field(description="The code, such as `SPRING-10`; case, dashes and blanks do not matter."),
    ]


class ManyCodesPart(Part):
    """Codes for a campaign, each of which can be used once."""

    kind: Annotated[Literal["many"], Field(description="`many`: codes of their own (`GET /v1/campaigns/…/codes`).")]
    count: Annotated[int, Field(ge=1, le=MOST_CODES, description="The number of codes. It may grow later.")]
    each: Annotated[
        Literal["once"], Field(description="`once`: each code is good for one purchase, unless all of it is returned.")
    ] = "once"


CodesPart = Annotated[OneCodePart | ManyCodesPart, Field(discriminator="kind")]


class CampaignPart(Part):
    """A campaign: multiplied points or a discount for the purchases to which it applies."""

    id: Annotated[
        RuleId, Field(description="Your name for the campaign, shown with the purchases to which it applied.")
    ]
    name: Annotated[HumanText, Field(description="The display name.")]
    from_: Annotated[Day | None, Field(alias="from", description="The first day; null means no limit.")] = None
    to: Annotated[Day | None, Field(description="The last day; null means no limit.")] = None
    weekdays: Annotated[
        Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None,
        Field(description="Only on these days of the week; null means all."),
    ] = None
    hours: Annotated[
        Annotated[list[HoursPart], Field(min_length=1, max_length=20)] | None,
        Field(
            description=(
                "Only in these hours of the local day; null means all. Hours past midnight belong to the day "
                "on which they start."
            )
        ),
    ] = None
    channels: Annotated[
        Annotated[list[Name], Field(min_length=1, max_length=100)] | None,
        Field(description="Only for purchases through these channels; null means all."),
    ] = None
    stores: Annotated[
        Annotated[list[Name], Field(min_length=1, max_length=1000)] | None,
        Field(description="Only for purchases in these stores; null means all."),
    ] = None
    match: Annotated[
        MatchPart | None,
        Field(
            description="Selects the lines that count; null means all. At least one such line must be in the basket."
        ),
    ] = None
    first_purchase: Annotated[
        bool, Field(description="Only for a member's first purchase: no other purchase of the member is kept.")
    ] = False
    birthday: Annotated[
        Literal["day", "week", "month"] | None,
        Field(
            description=(
                "Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`."
            )
        ),
    ] = None
    min_spend: Annotated[Amount, Field(description="The minimum matching spend, in minor units.")] = 0
    limit_per_member: Annotated[
        Annotated[int, Field(ge=1, le=10**6)] | None,
        Field(description="The maximum number of purchases per member; null means no limit."),
    ] = None
    limit_total: Annotated[
        Annotated[int, Field(ge=1, le=10**9)] | None,
        Field(description="The maximum number of purchases in all; null means no limit."),
    ] = None
    budget: Annotated[
        PositiveAmount | None,
        Field(description="The maximum total discount, in minor units; null means no limit."),
    ] = None
    when: Annotated[ConditionPart | None, Field(description="A condition that must hold; null means none.")] = None
    codes: Annotated[
        CodesPart | None,
        Field(description="Only for those who type a code (`codes` of a quote); null means for all. Discounts only."),
    ] = None
    for_guests: Annotated[
        bool,
        Field(description="Whether guests are quoted it too. Discounts only, without conditions on the member."),
    ] = False
    holdout: Annotated[
        bool,
        Field(description="Whether the members of the programme's `holdout` are left out, if it covers campaigns."),
    ] = True
    points_multiplier: Annotated[
        Multiplier | None,
        Field(description="The multiplier for the points of the whole purchase, a decimal text such as `2`."),
    ] = None
    bonus_points: Annotated[
        EarnedPoints | None,
        Field(
            description="Points for the purchase beside those of the earn rules, never multiplied, as long as what is "
            "kept has a line that counts and `min_spend`. It stacks with everything."
        ),
    ] = None
    percent_off: Annotated[
        Rate | None,
        Field(description="The discount on the lines that count, as a decimal text; in quotes only."),
    ] = None
    max_amount: Annotated[
        PositiveAmount | None,
        Field(description="For `percent_off` and `buy_get`: the maximum discount, in minor units."),
    ] = None
    amount_off: Annotated[
        PositiveAmount | None,
        Field(description="The discount on the lines that count, in minor units; in quotes only."),
    ] = None
    kind: Annotated[
        Literal["buy_get"] | None,
        Field(
            description="Buy X get Y (`buy_get`), described by `buy`, `get` and `times`; null for other effects. In "
            "quotes only."
        ),
    ] = None
    buy: Buy = None
    get: Get = None
    times: Times = None
    exclusive: Annotated[
        bool,
        Field(
            description=(
                "Whether it excludes other discounts, except those of the same `group`. The best combination "
                "for the customer is used."
            )
        ),
    ] = False
    group: Annotated[
        RuleId | None, Field(description="Your name for a group of `exclusive` discounts that can be used together.")
    ] = None
    order: Annotated[
        Annotated[int, Field(ge=0, le=1000)] | None,
        Field(description="The order of discounts: lower numbers apply first, and win between equal campaigns."),
    ] = None


def takes_off(part: CampaignPart) -> bool:
    """Whether a campaign is a discount, not points."""
    return part.points_multiplier is None and part.bonus_points is None


def campaign(part: CampaignPart) -> Campaign:
    """A campaign."""
    asks = facts_of(part.when) | ({FIRST_PURCHASE} if part.first_purchase else set())
    return Campaign(
        id=part.id,
        name=part.name,
        first_day=part.from_,
        last_day=part.to,
        weekdays=frozenset(WEEKDAYS.index(day) for day in part.weekdays or ()),
        hours=tuple((minute(hours.from_), minute(hours.to)) for hours in part.hours or ()),
        channels=frozenset(part.channels or ()),
        stores=frozenset(part.stores or ()),
        match=compiled_match(part.match),
        first_purchase=part.first_purchase,
        birthday=part.birthday,
        min_spend=part.min_spend,
        limit_per_member=part.limit_per_member,
        limit_total=part.limit_total,
        budget=part.budget,
        condition=compiled(part.when) if part.when else None,
        multiplier=part.points_multiplier,
        bonus_points=part.bonus_points or 0,
        percent_off=ratio(part.percent_off) if part.percent_off else None,
        max_amount=part.max_amount,
        amount_off=part.amount_off,
        stacking=Stacking(part.exclusive, part.group, part.order),
        asks=asks | ({BIRTHDAY} if part.birthday else set()),
        for_everybody=not part.holdout,
        buy_get=buy_get_terms(part.buy, part.get, part.times),
        code=typed_form(part.codes.code) if isinstance(part.codes, OneCodePart) else None,
        single_codes=part.codes.count if isinstance(part.codes, ManyCodesPart) else 0,
        for_guests=part.for_guests,
    )
