"""The programme document: one readable text with the whole programme."""

from functools import cache
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.engine.model.calendar import PeriodUnit
from app.engine.model.money import DECIMALS
from app.engine.model.phones import is_country
from app.engine.model.ratio import Rounding
from app.engine.program.bonus_terms import BonusOccasion, ProfileField
from app.engine.program.fields import Amount, Category, Day, HumanText, Name, Sku
from app.engine.program.holdouts import Covered
from app.engine.program.reward_kinds import RewardKindName
from app.engine.program.task_terms import ACCOUNT_MANAGER, BY_DEFAULT, TASK_OWNER

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
EarnedPoints = Annotated[int, Field(ge=1, le=10**6)]
PositiveAmount = Annotated[int, Field(ge=1, le=10**12)]
Months = Annotated[int, Field(ge=1, le=120)]
Month = Annotated[int, Field(ge=1, le=12)]
Rate = Annotated[str, StringConstraints(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$")]
Growth = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})?$")]
Multiplier = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?(\.[0-9]{1,4})?|0\.[0-9]{0,3}[1-9])$")]
# A multiple of 1 or more.
Multiple = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}(\.[0-9]{1,4})?$")]
HorizonDays = Annotated[int, Field(ge=1, le=730)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
MOST_CODES: Final = 500_000
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


# Reads some hundred files, which took most of the time of a check.
_zones: Final = cache(available_timezones)


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise PydanticCustomError("unknown-time-zone", "should be a time zone of the IANA database, as Europe/London")
    return name


def _known_currency(code: str) -> str:
    if code not in DECIMALS:
        raise PydanticCustomError("unknown-currency", "should be a currency of ISO 4217, as GBP")
    return code


def _known_country(code: str) -> str:
    if not is_country(code):
        raise PydanticCustomError("unknown-country", "should be a country of ISO 3166-1 with two letters, as GB")
    return code


class Part(BaseModel):
    """A part of a programme document: strict, without unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MatchPart(Part):
    """Selects lines; absent means all. A category includes everything below it."""

    categories: Annotated[
        list[Category] | None, Field(description="Only these categories and all below them; null means all.")
    ] = None
    skus: Annotated[list[Sku] | None, Field(description="Only these articles; null means all.")] = None
    exclude_categories: Annotated[
        list[Category] | None, Field(description="Excludes these categories and all below them.")
    ] = None
    exclude_skus: Annotated[list[Sku] | None, Field(description="Excludes these articles.")] = None
    stores: Annotated[list[Name] | None, Field(description="Only purchases in these stores; null means all.")] = None
    channels: Annotated[
        list[Name] | None, Field(description="Only purchases through these channels; null means all.")
    ] = None


class EarnPart(Part):
    """Exactly one of: `points` for every `per` minor units of matching spend, `per_item`, `per_purchase`."""

    id: Annotated[RuleId, Field(description="Your name for the rule, shown in the ledger.")]
    points: Annotated[EarnedPoints | None, Field(description="The points earned for each `per`.")] = None
    per: Annotated[
        PositiveAmount | None, Field(description="The matching spend, in minor units, that earns `points`.")
    ] = None
    per_item: Annotated[
        EarnedPoints | None, Field(description="The points earned for each matching unit with a price above 0.")
    ] = None
    per_purchase: Annotated[
        EarnedPoints | None, Field(description="The points earned for a purchase with a matching line.")
    ] = None
    min_spend: Annotated[
        int, Field(ge=0, le=10**12, description="The matching spend, in minor units, below which nothing is earned.")
    ] = 0
    not_with_discount: Annotated[
        bool, Field(description="Whether lines sold below their price earn nothing, whatever gave the discount.")
    ] = False
    rounding: Annotated[Rounding, Field(description="How a fraction of a point is rounded, once per purchase.")] = (
        "floor"
    )
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None
    steps: Annotated[bool, Field(description="Counts only full `per`: 10 points per 2.00 are 30 on 7.00, not 35.")] = (
        False
    )
    carry: Annotated[
        bool,
        Field(
            description=(
                "Carries fractions over to the member's next purchase, so that splitting a purchase changes nothing."
            )
        ),
    ] = False


class ExpiryPart(Part):
    """The expiry of points."""

    kind: Annotated[
        Literal["none", "after", "inactivity", "yearly"],
        Field(
            description=(
                "When points expire: never (`none`), `months` after the day of the purchase (`after`), "
                "`months` after the newest purchase or spending (`inactivity`), or on one day of the year "
                "(`yearly`)."
            )
        ),
    ]
    months: Annotated[
        Months | None,
        Field(description="The number of months that points are valid; required for `after` and `inactivity`."),
    ] = None
    round_up_to: Annotated[
        Literal["day", "month", "quarter", "half_year", "year"],
        Field(
            description="For `after`, and for `max_age_months`: extends the validity to the end of that day, month, … "
            "or year."
        ),
    ] = "day"
    max_age_months: Annotated[
        Months | None,
        Field(
            description="For `inactivity`: points expire this number of months after the day of the purchase at the "
            "latest, however active the member is; null means no such limit."
        ),
    ] = None
    month: Annotated[
        Annotated[int, Field(ge=1, le=12)] | None, Field(description="For `yearly`: the month in which points expire.")
    ] = None
    day: Annotated[
        Annotated[int, Field(ge=1, le=31)] | None,
        Field(description="For `yearly`: the last valid day of that month; 31 means the last day of a shorter month."),
    ] = None
    min_age_months: Annotated[
        Annotated[int, Field(ge=0, le=120)] | None,
        Field(description="For `yearly`: points younger than this are kept until the next year."),
    ] = None


class WorthPart(Part):
    """The worth of points: `points` are worth `amount` minor units."""

    points: Annotated[int, Field(ge=1, le=10**6, description="The number of points that are worth `amount`.")]
    amount: Annotated[PositiveAmount, Field(description="The worth of `points`, in minor units.")]
    max_share: Annotated[
        Rate | None,
        Field(
            description="The maximum share of a purchase that can be paid with points, after all discounts: `0.5` is "
            "half; null means all of it."
        ),
    ] = None
    min_points: Annotated[int, Field(ge=0, le=10**9, description="The minimum points of a payment.")] = 0
    match: Annotated[
        MatchPart | None, Field(description="Selects the lines that can be paid with points; null means all.")
    ] = None


class TransferPart(Part):
    """Transfers of points between members, and the minimum per transfer."""

    allowed: Annotated[
        bool, Field(description="Whether members may transfer points to each other (`POST /v1/transfers`).")
    ] = False
    min: Annotated[int, Field(ge=1, le=10**9, description="The minimum points of a transfer.")] = 1


class PointsPart(Part):
    """How points are earned, expire and become debt."""

    earn: Annotated[
        list[EarnPart],
        Field(description="The rules for earning points. They add up: a line that matches two rules earns from both."),
    ] = []
    pending_days: Annotated[
        int,
        Field(
            ge=0,
            le=365,
            description=(
                "The number of days before points are available: they can be spent from the day after the last of "
                "these."
            ),
        ),
    ] = 0
    expiry: Annotated[ExpiryPart, Field(description="When points expire.")] = ExpiryPart(kind="none")
    on_debt: Annotated[
        Literal["allow", "write_off"],
        Field(
            description=(
                "What happens to points that a return takes back after they were spent: they become debt (`allow`) or "
                "are written off (`write_off`)."
            )
        ),
    ] = "allow"
    worth: Annotated[
        WorthPart | None,
        Field(
            description=(
                "The worth of points in money: for rebates paid as points, and for payment with points, in "
                "multiples of its `points`."
            )
        ),
    ] = None
    earn_on_rewards: Annotated[
        bool, Field(description="Whether amounts paid with points or credit also earn points and punches.")
    ] = False
    transfer: Annotated[TransferPart, Field(description="Transfers of points between members.")] = TransferPart()


class WindowPart(Part):
    """The window of the tier ladder: the days that count."""

    kind: Annotated[
        Literal["rolling", "calendar", "anniversary", "lifetime"],
        Field(
            description=(
                "The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's "
                "last anniversary (`anniversary`), or everything (`lifetime`)."
            )
        ),
    ]
    months: Annotated[Months | None, Field(description="For `rolling`: the number of months.")] = None
    unit: Annotated[
        Literal["month", "quarter", "year"] | None, Field(description="For `calendar`: month, quarter or year.")
    ] = None
    starts_month: Annotated[
        Month, Field(description="For `calendar`: the month in which a year begins, such as 4 for April.")
    ] = 1


class KeepPart(Part):
    """The retention of tiers: how long one is kept."""

    kind: Annotated[
        Literal["while_qualified", "until_end_of_next_window", "months"],
        Field(
            description=(
                "How long a tier is kept: `while_qualified`, as long as the window reaches it; "
                "`until_end_of_next_window`, to the end of the year (or month, quarter, membership year) "
                "after the one in which it was reached; `months`, counted from the day on which it was "
                "reached, and renewed if the window still reaches it on the last day."
            )
        ),
    ]
    n: Annotated[Months | None, Field(description="For `months`: the number of months.")] = None


class LevelPart(Part):
    """A tier, reached at `from` of the measure."""

    id: Annotated[RuleId, Field(description="Your name for the tier.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    from_: Annotated[
        Amount,
        Field(
            alias="from",
            description="The measure from which the tier is held; 0 for the first tier, which every member has.",
        ),
    ]
    points_multiplier: Annotated[
        Multiplier,
        Field(description="The multiplier for points earned in this tier, a decimal text such as `1.25`."),
    ] = "1"
    discount: Annotated[
        Rate | None,
        Field(
            description="A price reduction that your till may apply in this tier, as a decimal text (`0.05` is 5 %)."
        ),
    ] = None
    privileges: Annotated[
        list[RuleId],
        Field(description="Other privileges of the tier, as short names that your own systems understand."),
    ] = []


class TiersPart(Part):
    """The tier ladder and its measure."""

    qualify_by: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="The measure that decides the tier: spend, points earned, or visits."),
    ] = "spend"
    match: Annotated[
        MatchPart | None,
        Field(description="Selects the lines that count as spend or make a visit; null means all. Not for points."),
    ] = None
    window: Annotated[WindowPart, Field(description="The days that count towards a tier.")]
    keep: Annotated[KeepPart, Field(description="How long a tier is kept.")] = KeepPart(kind="while_qualified")
    downgrade: Annotated[
        Literal["requalify", "one_down"],
        Field(
            description=(
                "The tier after a loss: the one that the window gives (`requalify`), or the next lower one "
                "(`one_down`)."
            )
        ),
    ] = "requalify"
    on_return: Annotated[
        Literal["requalify", "keep"],
        Field(description="Whether a return can cost a tier (`requalify`) or not (`keep`)."),
    ] = "requalify"
    grace_days: Annotated[
        int, Field(ge=0, le=365, description="The number of days that a tier is kept after its end.")
    ] = 0
    notice_delay_minutes: Annotated[
        int,
        Field(
            ge=0,
            le=10080,
            description="The number of minutes that a change of tier must last before it is announced.",
        ),
    ] = 0
    levels: Annotated[list[LevelPart], Field(min_length=1, max_length=20, description="The tiers, lowest first.")]


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


class BandPart(Part):
    """A band of a rebate: from this spend (for `growth`, this growth; or units), a rate or an amount."""

    from_: Annotated[
        Amount | Growth,
        Field(
            alias="from",
            description=(
                "The spend from which the band applies, in minor units; for growth, the growth as text (`0.10` is "
                "10 %); for a rebate by quantity, the units."
            ),
        ),
    ]
    rate: Annotated[
        Rate | None,
        Field(description="The share of the spend that is due, as a decimal text (`0.02` is 2 %); not for a lump sum."),
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(
            description="For a lump sum: the total amount due once this band is reached, in minor units. For "
            "`retroactive` and `marginal` by quantity: the amount for each unit."
        ),
    ] = None


class RebatePart(Part):
    """A rebate: money back on the spend of a period."""

    id: Annotated[RuleId, Field(description="Your name for the rebate.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    period: Annotated[PeriodUnit, Field(description="The period over which spend is summed. It cannot change.")]
    starts_month: Annotated[
        Month,
        Field(
            description="The month in which a year begins: with 4, quarters begin in April, July, October and January. "
            "It cannot change."
        ),
    ] = 1
    method: Annotated[
        Literal["retroactive", "marginal", "lump_sum", "per_multiple", "growth"],
        Field(
            description=(
                "The rate of the highest band on the whole spend (`retroactive`), each slice at its own rate "
                "(`marginal`), one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a "
                "rate for growth over the year before (`growth`). It cannot change."
            )
        ),
    ]
    measure: Annotated[
        Literal["spend", "quantity"],
        Field(
            description="What bands and `per` count: the matching spend, or the matching units with a price above 0. "
            "Not for `growth`. It cannot change."
        ),
    ] = "spend"
    cap: Annotated[
        PositiveAmount | None,
        Field(description="The maximum amount due for a period, in minor units; null means no limit."),
    ] = None
    expected_rate: Annotated[
        Rate | None,
        Field(
            description="The rate at which the liability report accrues the spend of a period, beside the amount due, "
            "as a decimal text (`0.02` is 2 %); null means no accrual."
        ),
    ] = None
    pay: Annotated[
        Literal["at_once", "at_period_end"],
        Field(
            description=(
                "Whether the amount due is paid with each purchase, or after the end of the period. It cannot change."
            )
        ),
    ] = "at_once"
    as_: Annotated[
        Literal["credit", "points", "voucher", "statement"],
        Field(
            alias="as",
            description=(
                "The form of payment. A `voucher` at once requires a lump sum or multiples, a `statement` "
                "payment at the end of the period. It cannot change."
            ),
        ),
    ] = "credit"
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None
    bands: Annotated[
        list[BandPart], Field(max_length=50, description="The bands, lowest first; not for `per_multiple`.")
    ] = []
    per: Annotated[
        PositiveAmount | None,
        Field(description="For `per_multiple`: the matching spend, in minor units, or the matching units."),
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(description="For `per_multiple`: the amount due for every full `per`, in minor units."),
    ] = None
    grace_days: Annotated[
        int, Field(ge=0, le=365, description="The number of days between the end of a period and its settlement.")
    ] = 0
    on: Annotated[
        Literal["spend", "growth"],
        Field(description="For `growth`: whether the rate applies to the whole spend or to the growth only."),
    ] = "spend"


class BuyPart(Part):
    """What has to be bought: `quantity` units or goods for `amount`."""

    match: Annotated[MatchPart | None, Field(description="Selects the goods; null means all.")] = None
    quantity: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None, Field(description="The number of units; not with `amount`.")
    ] = None
    amount: Annotated[
        PositiveAmount | None, Field(description="The price of the goods in minor units; not with `quantity`.")
    ] = None


class GetPart(Part):
    """What one then gets for less."""

    match: Annotated[
        MatchPart | None, Field(description="Selects the goods; null means the goods that have to be bought.")
    ] = None
    quantity: Annotated[int, Field(ge=1, le=1000, description="The number of units.")] = 1
    percent_off: Annotated[
        Rate, Field(description="The discount on these units, as a decimal text: `1` is free, `0.5` half price.")
    ] = "1"
    choose: Annotated[
        Literal["cheapest", "dearest"],
        Field(description="Which of the goods in the basket these units are: the cheapest or the dearest."),
    ] = "cheapest"


Buy = Annotated[BuyPart | None, Field(description="For `buy_get`: what has to be bought.")]
Get = Annotated[GetPart | None, Field(description="For `buy_get`: what one then gets for less.")]
Times = Annotated[
    Annotated[int, Field(ge=1, le=1000)] | None,
    Field(description="For `buy_get`: the maximum number of times in a purchase; null means no limit."),
]


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


def _comparable(value: object) -> object:
    parts = value if isinstance(value, list) else [value]
    if len(parts) > 100:
        raise PydanticCustomError("wrong-length", "has too many values: at most 100")
    if not all(isinstance(part, bool | int | str) for part in parts):
        raise PydanticCustomError("wrong-type", "must be a number, a text, true or false, or up to 100 of them")
    return value


class ConditionPart(Part):
    """A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value."""

    all_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="all", min_length=1, max_length=100, description="Conditions that must all hold."),
    ] = None
    any_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="any", min_length=1, max_length=100, description="Conditions, at least one of which must hold."),
    ] = None
    not_: Annotated["ConditionPart | None", Field(alias="not", description="A condition that must not hold.")] = None
    fact: Annotated[
        Literal[
            "basket.total",
            "basket.quantity",
            "basket.matching_quantity",
            "basket.matching_amount",
            "basket.categories",
            "basket.skus",
            "basket.store",
            "basket.channel",
            "member.tier",
            "member.points",
            "member.joined_on",
            "member.days_since_joined",
            "member.first_purchase",
            "member.birthday_in_days",
            "member.segments",
            "member.consents",
            "member.reachable",
            "member.owner",
            "member.group",
            "time.date",
            "time.weekday",
            "time.hour",
            "time.minute_of_day",
            "insight.grade",
            "insight.measure",
            "insight.place",
            "insight.visit_days",
            "insight.silent_days",
            "insight.state",
            "insight.stage",
            "insight.usual_gap_days",
            "insight.first_on",
            "insight.last_on",
            "insight.deviates",
            "insight.shortfall",
            "insight.categories",
            "insight.skus",
            "insight.due_items",
        ]
        | None,
        Field(description="The fact to compare, such as `basket.total`; used with `is` and `value`."),
    ] = None
    is_: Annotated[
        Literal["equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of", "contains"] | None,
        Field(alias="is", description="The comparison of the fact with the `value`."),
    ] = None
    value: Annotated[
        Any,
        AfterValidator(lambda value: value if value is None else _comparable(value)),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string"},
                    {"type": "boolean"},
                    {
                        "type": "array",
                        "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                        "minItems": 1,
                        "maxItems": 100,
                    },
                    {"type": "null"},
                ]
            }
        ),
        Field(
            description=(
                "The value to compare with: an amount in minor units, a number, a text, a day, true or false; "
                "for `one_of` a list of them."
            )
        ),
    ] = None


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


class CheckoutPart(Part):
    """How baskets are quoted."""

    quote_minutes: Annotated[int, Field(ge=1, le=1440, description="The number of minutes that a quote is valid.")] = 15
    max_vouchers: Annotated[
        Annotated[int, Field(ge=0, le=100)] | None,
        Field(description="The maximum vouchers per purchase; null means no limit."),
    ] = None
    max_discount: Annotated[
        Rate | None,
        Field(
            description=(
                "The maximum share of a basket that all discounts together may take, as a decimal text "
                "(`0.50` is half); null means all of it."
            )
        ),
    ] = None


class GiftCardsPart(Part):
    """Gift cards with a balance."""

    valid_months: Annotated[
        Months | None,
        Field(
            description="The months that a card is good for from its issue, and again from every top-up, through the "
            "last day; null means for ever."
        ),
    ] = None
    max_balance: Annotated[
        PositiveAmount | None,
        Field(description="The maximum balance of a card, in minor units; null means no limit of its own."),
    ] = None


class ReviewPart(Part):
    """The dates of reviews: the first day of each period."""

    unit: Annotated[
        Literal["month", "quarter", "year"], Field(description="On the first day of each month, quarter or year.")
    ]
    starts_month: Annotated[Month, Field(description="The month in which a year begins, such as 4 for April.")] = 1


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


class GradePart(Part):
    """A grade for the top `share` of customers with purchases; the last two have none."""

    id: Annotated[RuleId, Field(description="Your name for the grade.")]
    share: Annotated[
        Rate | None,
        Field(
            description=(
                "The share of all customers with purchases, as a decimal text (`0.05` is 5 %), after those of the "
                "grades above. The last two grades have none: the last but one is for the rest, the last for "
                "customers without purchases."
            )
        ),
    ] = None


class MarginPart(Part):
    """The margin of goods with unknown cost."""

    match: Annotated[MatchPart | None, Field(description="Selects the lines; null means all.")] = None
    rate: Annotated[Rate, Field(description="The margin as a share of the price paid, a decimal text.")]


class DeviationPart(Part):
    """The terms for listing customers who spend less, or more, than before."""

    unit: Annotated[Literal["month", "quarter"], Field(description="The length of a period.")] = "quarter"
    base_periods: Annotated[
        int, Field(ge=1, le=24, description="The maximum number of earlier periods to compare with.")
    ] = 4
    min_periods: Annotated[
        int, Field(ge=1, le=24, description="The minimum number of earlier periods; with fewer, no customer is listed.")
    ] = 2
    grades: Annotated[
        list[RuleId], Field(min_length=1, max_length=7, description="The grades whose customers are checked.")
    ] = ["A", "B"]
    below: Annotated[
        Rate, Field(description=("Spend below this part of the expected one counts as down, a decimal text."))
    ] = "0.70"
    above: Annotated[
        Multiple, Field(description=("Spend above this multiple of the expected one counts as up, a decimal text."))
    ] = "1.50"
    list_chance: Annotated[
        Rate,
        Field(description=("The maximum probability of the number of visits by chance, for customers to be listed.")),
    ] = "0.20"
    tell_chance: Annotated[
        Rate,
        Field(description=("The maximum probability for customers to be reported as well; not above `list_chance`.")),
    ] = "0.10"
    min_amount: Annotated[
        Amount, Field(description="The minimum difference from the expected spend, in minor units.")
    ] = 0


class RhythmPart(Part):
    """The terms for customers who are late, at risk or lapsed, by their own rhythm."""

    min_purchases: Annotated[
        int, Field(ge=2, le=100, description="The minimum number of days with purchases for a rhythm.")
    ] = 3
    at_risk: Annotated[
        Multiple, Field(description="At risk after more than this multiple of the usual gap, a decimal text.")
    ] = "2.5"
    lapsed: Annotated[
        Multiple, Field(description=("Lapsed after more than this multiple of the usual gap; not below `at_risk`."))
    ] = "4"
    horizon_days: Annotated[
        HorizonDays, Field(description="The number of days after which the outcome of each state is reported.")
    ] = 90
    win_back_days: Annotated[
        HorizonDays, Field(description="A lapsed customer who buys within this number of days is won back.")
    ] = 90
    tell_grades: Annotated[
        list[RuleId],
        Field(min_length=1, max_length=7, description="The grades whose lapsed customers are reported."),
    ] = ["A", "B", "C"]


class ReorderPart(Part):
    """The terms for expecting a customer to buy the same item again."""

    by: Annotated[Literal["sku", "category"], Field(description="Whether an item is an article or a category.")] = (
        "category"
    )
    depth: Annotated[
        int,
        Field(
            ge=1,
            le=20,
            description=("For `category`: the number of its levels that count; `a/b/c` to 2 levels is `a/b`."),
        ),
    ] = 2
    min_purchases: Annotated[
        int, Field(ge=2, le=100, description="The minimum number of days with purchases of an item for an expectation.")
    ] = 3
    within: Annotated[
        Rate, Field(description="The part of all re-orders that the interval should contain, a decimal text.")
    ] = "0.80"
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None


class InsightsPart(Part):
    """The grades of customers, and the changes worth a look."""

    measure: Annotated[
        Literal["spend", "margin"], Field(description="The measure for ranking: spend, or its margin.")
    ] = "spend"
    months: Annotated[Months, Field(description="The number of months that count, up to the day of the review.")] = 12
    review: Annotated[ReviewPart, Field(description="When grades are assigned.")] = ReviewPart(unit="quarter")
    grades: Annotated[list[GradePart], Field(min_length=3, max_length=7, description="The grades, the best first.")] = [
        GradePart(id="A", share="0.05"),
        GradePart(id="B", share="0.15"),
        GradePart(id="C", share="0.30"),
        GradePart(id="D"),
        GradePart(id="E"),
    ]
    stay: Annotated[
        Multiple,
        Field(
            description=(
                "A customer keeps a grade while within its share times this, a decimal text, to avoid frequent changes."
            )
        ),
    ] = "1.2"
    golden: Annotated[
        list[RuleId],
        Field(min_length=1, max_length=5, description="The grades of the golden list: the first one or more."),
    ] = ["A", "B"]
    margins: Annotated[
        list[MarginPart],
        Field(
            max_length=100,
            description="The margins of lines without a `unit_cost`: for each line the first that matches.",
        ),
    ] = []
    deviation: Annotated[
        DeviationPart, Field(description="Spending less, or more, than the customer's own history suggests.")
    ] = DeviationPart()
    rhythm: Annotated[RhythmPart, Field(description="Staying away longer than usual.")] = RhythmPart()
    reorder: Annotated[ReorderPart, Field(description="Buying the same item again.")] = ReorderPart()
    task_control: Annotated[
        Rate,
        Field(
            description=(
                "Not available yet. The part of the customers due for a report who are listed but not reported, to "
                "measure the effect of reports."
            )
        ),
    ] = "0"


class SegmentPart(Part):
    """The members who meet a condition, decided at every review of customers."""

    id: Annotated[RuleId, Field(description="Your name for the segment.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    # With a validator, since pydantic may copy the description of a bare reference to others of the same kind.
    when: Annotated[
        ConditionPart,
        AfterValidator(lambda condition: condition),
        Field(description="The condition, on facts about the member and from reviews (`insight.grade` …)."),
    ]


class TaskRulePart(Part):
    """Makes a task of each alert of a review."""

    id: Annotated[RuleId, Field(description="Your name for the rule.")]
    on: Annotated[
        Literal["member.deviated", "member.lapsed"],
        Field(
            description="The alert: a golden customer spends much less than before (`member.deviated`), or has lapsed "
            "(`member.lapsed`)."
        ),
    ]
    levels: Annotated[
        list[RuleId], Field(max_length=50, description="Only for members with one of these tiers; empty: for all.")
    ] = []
    owner: Annotated[
        str,
        StringConstraints(max_length=70, pattern=TASK_OWNER),
        Field(
            description="The owner of the task: the member's owner (`account_manager`), that person's `manager`, or "
            "someone named (`staff:ext:…`). Without one it is in the managers' queue."
        ),
    ] = ACCOUNT_MANAGER
    due_days: Annotated[int, Field(ge=1, le=365, description="The number of days until the due day.")] = 14
    max_open: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="The most open tasks of the rule for one owner; the others wait, the largest amount first.",
        ),
    ] = 20


class TasksPart(Part):
    """Tasks for the staff."""

    escalate_days: Annotated[
        int, Field(ge=1, le=365, description="The days after the due day when a task goes to its owner's manager.")
    ] = BY_DEFAULT.escalate_days
    reasons: Annotated[
        list[RuleId], Field(min_length=1, max_length=50, description="The reasons for closing a task, for the report.")
    ] = [*BY_DEFAULT.reasons]
    rules: Annotated[
        list[TaskRulePart],
        Field(
            max_length=50,
            description="The alerts that become tasks, once the programme has active staff. Left out: every customer "
            "who deviates (`deviation`) and every one who has lapsed (`lapsed`).",
        ),
    ] = [
        TaskRulePart(id="deviation", on="member.deviated"),
        TaskRulePart(id="lapsed", on="member.lapsed"),
    ]


class CapPart(Part):
    """How often a member is contacted at most."""

    max: Annotated[int, Field(ge=1, le=1000, description="The most contacts.")]
    days: Annotated[
        int, Field(ge=1, le=366, description="On so many business days in a row, the present one included.")
    ]


class PurposeCapPart(CapPart):
    """How often a member is contacted over a channel at most."""

    channel: Annotated[Literal["email", "sms", "phone", "post", "push"], Field(description="The channel.")]


class PurposePart(Part):
    """A purpose of contacts."""

    id: Annotated[RuleId, Field(description="Its id. `honours` and `share` are taken.")]
    needs: Annotated[
        list[Literal["consent", "soft_opt_in", "contract"]],
        Field(
            max_length=3,
            description="The bases of consents, of which a member's must have one. Empty: members may be contacted "
            "until they object.",
        ),
    ] = ["consent"]
    caps: Annotated[
        list[PurposeCapPart],
        Field(max_length=10, description="How often a member is contacted for this purpose at most, by channel."),
    ] = []


class PremiumPart(Part):
    """Which members the group `premium` has."""

    levels: Annotated[list[RuleId], Field(min_length=1, max_length=20, description="The ids of tiers.")]


class ContactsPart(Part):
    """For what members are contacted, and how often at most."""

    premium: Annotated[PremiumPart | None, Field(description="The members of the group `premium`; left out: none.")] = (
        None
    )
    all_: Annotated[
        CapPart | None,
        Field(alias="all", description="How often a member is contacted at most, for all purposes over all channels."),
    ] = None
    purposes: Annotated[
        list[PurposePart],
        Field(
            max_length=20,
            description="The purposes, besides `marketing` (which needs `consent` or `soft_opt_in` unless it is listed "
            "with other needs), `honours` and `share`.",
        ),
    ] = []


NoticeDays = Annotated[list[Annotated[int, Field(ge=1, le=366)]], Field(max_length=5)]


class NoticesPart(Part):
    """The events that announce what ends or comes soon. What is left out is not announced."""

    points_expiring_days: Annotated[
        NoticeDays, Field(description="`points.expiring` so many days before the last day of points: `[30, 7]`.")
    ] = []
    voucher_expiring_days: Annotated[
        NoticeDays, Field(description="`voucher.expiring` so many days before the last day of a voucher.")
    ] = []
    tier_ending_days: Annotated[
        Annotated[int, Field(ge=1, le=366)] | None,
        Field(description="`tier.ending` so many days before the last day of a tier that is not kept yet."),
    ] = None
    birthday_days: Annotated[
        Annotated[int, Field(ge=0, le=60)] | None,
        Field(description="`member.birthday` so many days before a birthday; 0 on the day itself."),
    ] = None
    reorder_days: Annotated[
        Annotated[int, Field(ge=0, le=7)] | None,
        Field(description="`reorder.due` so many days before a member is expected to buy an item again."),
    ] = None


class BonusPart(Part):
    """Points for joining, for a birthday, or for a complete profile."""

    id: Annotated[RuleId, Field(description="Your name for the bonus, shown in the ledger.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    on: Annotated[
        BonusOccasion,
        Field(
            description=(
                "The occasion: a member has `joined`, at the start of each `birthday`, or once all `fields` are known "
                "(`profile_complete`). It cannot change under the same `id`."
            )
        ),
    ]
    points: Annotated[EarnedPoints, Field(description="The points given.")]
    fields: Annotated[
        Annotated[list[ProfileField], Field(max_length=4)] | None,
        Field(description="For `profile_complete`: the fields of the member that must be known."),
    ] = None


class HoldoutPart(Part):
    """A control group: a share of the members, excluded from the covered offers."""

    id: Annotated[
        RuleId,
        Field(
            description=(
                "Your name for the control group. Its members follow from this name and the member's id, for ever; a "
                "new name draws a new group."
            )
        ),
    ]
    share: Annotated[
        Rate,
        Field(
            description=(
                "The share of members in it, as a decimal text, at most `0.5`. It cannot change under the same `id`."
            )
        ),
    ]
    from_: Annotated[Day, Field(alias="from", description="The first day on which its members are excluded.")]
    covers: Annotated[
        list[Covered],
        Field(
            min_length=1,
            max_length=3,
            description=(
                "The offers that its members are excluded from. A campaign with `holdout` false includes them; "
                "points, cards, tiers and rebates always do."
            ),
        ),
    ]


class StorePart(Part):
    """A store with a time zone of its own."""

    id: Annotated[Name, Field(description="The store, as purchases name it.")]
    time_zone: Annotated[
        str,
        AfterValidator(_known_zone),
        Field(description="The IANA time zone that decides the business dates and hours of its purchases."),
    ]


class TaxPart(Part):
    """How prices and rules treat tax. Lines state their `tax`."""

    prices: Annotated[
        Literal["with_tax", "without_tax"],
        Field(description="Whether prices, discounts and totals include tax (`with_tax`), or it comes on top."),
    ]
    counts: Annotated[
        Literal["with_tax", "without_tax"],
        Field(
            description="Whether points, tiers, cards and rebates count the value of goods with its tax. A line that "
            "states no tax counts at its price."
        ),
    ]


class ProgramDocument(Part):
    """A whole programme."""

    name: Annotated[HumanText, Field(description="The name of the programme.")]
    currency: Annotated[
        str,
        AfterValidator(_known_currency),
        Field(description="The only currency (ISO 4217). It cannot change."),
    ]
    time_zone: Annotated[
        str,
        AfterValidator(_known_zone),
        Field(description="The IANA time zone of the business day, such as `Europe/London`. It cannot change."),
    ]
    day_starts: Annotated[
        str,
        # Clocks change at whole hours, so that such a day has one start.
        StringConstraints(pattern=r"^(0[0-9]|1[01]):00$"),
        Field(
            description="The hour at which a business day starts, from `00:00` to `11:00`: with `04:00`, a purchase at "
            "02:30 belongs to the day before. It cannot change."
        ),
    ] = "00:00"
    stores: Annotated[
        list[StorePart],
        Field(
            max_length=1000,
            description="The stores in another time zone. All effects of time remain at the start of the programme's "
            "day.",
        ),
    ] = []
    default_country: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_known_country)] | None,
        Field(
            description=(
                "The country (ISO 3166-1, such as `GB`) of phone numbers without a country code; null means that a "
                "number is found only in the form it was given."
            )
        ),
    ] = None
    tax: Annotated[
        TaxPart | None, Field(description="How tax is treated; null means that only prices count, as they are sent.")
    ] = None
    points: Annotated[PointsPart, Field(description="How points are earned and when they expire.")] = PointsPart()
    tiers: Annotated[TiersPart | None, Field(description="The tiers; null for a programme without tiers.")] = None
    ladders: Annotated[
        list[LadderPart], Field(description="Tiers by rank, such as for the top 10 % of all members.", max_length=20)
    ] = []
    bonuses: Annotated[
        list[BonusPart],
        Field(max_length=20, description="Points for joining, for birthdays, and for complete profiles."),
    ] = []
    punch_cards: Annotated[
        list[PunchCardPart], Field(description="Punch cards; a full card issues a voucher.", max_length=50)
    ] = []
    coupons: Annotated[
        list[CouponPart], Field(description="Vouchers that a purchase issues for later purchases.", max_length=20)
    ] = []
    rebates: Annotated[list[RebatePart], Field(description="Money back on the spend of a period.", max_length=20)] = []
    rewards: Annotated[
        list[RewardPart], Field(description="The rewards that vouchers are issued for.", max_length=200)
    ] = []
    checkout: Annotated[CheckoutPart, Field(description="How baskets are quoted, and which discounts combine.")] = (
        CheckoutPart()
    )
    campaigns: Annotated[
        list[CampaignPart],
        Field(description="Multiplied points or discounts for some purchases during some time.", max_length=100),
    ] = []
    insights: Annotated[InsightsPart, Field(description="Grades of customers, and the changes to list.")] = (
        InsightsPart()
    )
    segments: Annotated[
        list[SegmentPart],
        Field(max_length=20, description="Groups of members, decided by conditions at every review."),
    ] = []
    contacts: Annotated[ContactsPart, Field(description="For what members are contacted, and what that requires.")] = (
        ContactsPart()
    )
    notices: Annotated[NoticesPart, Field(description="Events that announce what ends or comes soon.")] = NoticesPart()
    tasks: Annotated[TasksPart, Field(description="The tasks that follow from reviews of customers.")] = TasksPart()
    gift_cards: Annotated[
        GiftCardsPart | None,
        Field(
            description="Gift cards with a balance; null means that none are issued. Those issued before can be spent."
        ),
    ] = None
    holdout: Annotated[
        HoldoutPart | None,
        Field(description="A control group, to measure the effect of campaigns and other offers; null means none."),
    ] = None
