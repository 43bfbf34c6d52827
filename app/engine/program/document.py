"""The programme document: the one readable text in which a merchant writes the whole programme."""

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.engine.model.calendar import PeriodUnit
from app.engine.model.money import DECIMALS
from app.engine.model.ratio import Rounding
from app.engine.program.fields import Amount, Category, Day, HumanText, Name, Sku

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
PositiveAmount = Annotated[int, Field(ge=1, le=10**12)]
Months = Annotated[int, Field(ge=1, le=120)]
Rate = Annotated[str, StringConstraints(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$")]
Growth = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})?$")]
Multiplier = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?(\.[0-9]{1,4})?|0\.[0-9]{0,3}[1-9])$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("unknown-time-zone", "should be a time zone of the IANA database, as Europe/London")
    return name


def _known_currency(code: str) -> str:
    if code not in DECIMALS:
        raise PydanticCustomError("unknown-currency", "should be a currency of ISO 4217, as GBP")
    return code


class Part(BaseModel):
    """A part of a programme document: strict, and nothing in it that is not named."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MatchPart(Part):
    """Which lines count; absent means all. A category matches itself and everything below it."""

    categories: Annotated[
        list[Category] | None, Field(description="Only these categories and all below them; null means all.")
    ] = None
    skus: Annotated[list[Sku] | None, Field(description="Only these articles; null means all.")] = None
    exclude_categories: Annotated[
        list[Category] | None, Field(description="Not these categories, nor any below them.")
    ] = None
    exclude_skus: Annotated[list[Sku] | None, Field(description="Not these articles.")] = None
    stores: Annotated[list[Name] | None, Field(description="Only purchases in these stores; null means all.")] = None
    channels: Annotated[
        list[Name] | None, Field(description="Only purchases through these channels; null means all.")
    ] = None


class EarnPart(Part):
    """`points` for every `per` minor units of matching spend; `steps`: only for every full `per`."""

    id: Annotated[RuleId, Field(description="Your name for the rule; it stands in the ledger.")]
    points: Annotated[int, Field(ge=1, le=10**6, description="So many points.")]
    per: Annotated[PositiveAmount, Field(description="For so many minor units of matching spend.")]
    rounding: Annotated[Rounding, Field(description="How a fraction of a point is rounded, once per purchase.")] = (
        "floor"
    )
    match: Annotated[MatchPart | None, Field(description="Which lines count; null means all.")] = None
    steps: Annotated[bool, Field(description="Count only full `per`: 10 points per 2.00 are 30 on 7.00, not 35.")] = (
        False
    )
    carry: Annotated[
        bool,
        Field(
            description=(
                "Carry fractions over to the member's next purchase, so that splitting a purchase changes nothing."
            )
        ),
    ] = False


class ExpiryPart(Part):
    """When points end."""

    kind: Annotated[
        Literal["none", "after", "inactivity", "yearly"],
        Field(
            description=(
                "When points end: never (`none`), so many `months` `after` the day of the purchase, so many "
                "months after the newest purchase or spending (`inactivity`), or on a day of the year (`yearly`)."
            )
        ),
    ]
    months: Annotated[
        Months | None, Field(description="How many months points are good; needed with `after` and `inactivity`.")
    ] = None
    round_up_to: Annotated[
        Literal["day", "month", "quarter", "half_year", "year"],
        Field(
            description="Of `after`: points are good to the end of the day, month, … or year that the months lead to."
        ),
    ] = "day"
    month: Annotated[
        Annotated[int, Field(ge=1, le=12)] | None, Field(description="Of `yearly`: the month in which points end.")
    ] = None
    day: Annotated[
        Annotated[int, Field(ge=1, le=31)] | None,
        Field(
            description=(
                "Of `yearly`: the day of the month, the last on which they are good; 31 of a shorter month is its last."
            )
        ),
    ] = None
    min_age_months: Annotated[
        Annotated[int, Field(ge=0, le=120)] | None,
        Field(description="Of `yearly`: points younger than this stay until the year after."),
    ] = None


class WorthPart(Part):
    """What points are worth: so many points are so many minor units."""

    points: Annotated[int, Field(ge=1, le=10**6, description="How many points are worth the `amount`.")]
    amount: Annotated[PositiveAmount, Field(description="What so many `points` are worth, in minor units.")]


class TransferPart(Part):
    """Whether members may give points to each other, and how few at the least."""

    allowed: Annotated[
        bool, Field(description="Whether members may give points to each other (`POST /v1/transfers`).")
    ] = False
    min: Annotated[int, Field(ge=1, le=10**9, description="The fewest points that can be given at a time.")] = 1


class PointsPart(Part):
    """How points are earned, kept and owed."""

    earn: Annotated[
        list[EarnPart],
        Field(
            description=(
                "The rules by which points are earned. They add up: a line that two rules match earns by both."
            )
        ),
    ] = []
    pending_days: Annotated[
        int,
        Field(
            ge=0,
            le=365,
            description="For so many days points cannot be spent. They can from the day after the last of them.",
        ),
    ] = 0
    expiry: Annotated[ExpiryPart, Field(description="When points expire.")] = ExpiryPart(kind="none")
    on_debt: Annotated[
        Literal["allow", "write_off"],
        Field(description="Points that are taken back and were spent are owed (`allow`) or forgotten (`write_off`)."),
    ] = "allow"
    worth: Annotated[
        WorthPart | None,
        Field(
            description=(
                "What points are worth in money: for rebates that pay points, and for paying with points, in "
                "whole units of so many `points`."
            )
        ),
    ] = None
    earn_on_rewards: Annotated[
        bool, Field(description="Whether what was paid with points or credit earns points and punches all the same.")
    ] = False
    transfer: Annotated[TransferPart, Field(description="Whether members may give points to each other.")] = (
        TransferPart()
    )


class WindowPart(Part):
    """The days that count towards a tier."""

    kind: Annotated[
        Literal["rolling", "calendar", "anniversary", "lifetime"],
        Field(
            description=(
                "The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's last "
                "anniversary (`anniversary`), or everything (`lifetime`)."
            )
        ),
    ]
    months: Annotated[Months | None, Field(description="For `rolling`: how many months back.")] = None
    unit: Annotated[
        Literal["month", "quarter", "year"] | None, Field(description="For `calendar`: month, quarter or year.")
    ] = None


class KeepPart(Part):
    """How long a level is kept."""

    kind: Annotated[
        Literal["while_qualified", "until_end_of_next_window", "months"],
        Field(
            description=(
                "How long a level is kept: `while_qualified`, as long as the window says so; "
                "`until_end_of_next_window`, to the end of the year (or month, quarter, year of the member) after "
                "the one in which it was earned; `months`, counted from the day on which it was reached, and "
                "again as long as the window says so on the last of them."
            )
        ),
    ]
    n: Annotated[Months | None, Field(description="Of `months`: how many.")] = None


class LevelPart(Part):
    """A level, reached at `from` of the measure."""

    id: Annotated[RuleId, Field(description="Your name for the level.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    from_: Annotated[
        Amount,
        Field(alias="from", description="From this much of the measure on; the first level has 0 and is everybody's."),
    ]
    points_multiplier: Annotated[
        Multiplier,
        Field(description="Points earned at this level are multiplied by this, a decimal text such as `1.25`."),
    ] = "1"
    discount: Annotated[
        Rate | None,
        Field(
            description="A price reduction that your till may give at this level, as a decimal text (`0.05` is 5 %)."
        ),
    ] = None
    privileges: Annotated[
        list[RuleId], Field(description="What else the level gives, as short names that your own systems understand.")
    ] = []


class TiersPart(Part):
    """The ladder of levels and what decides them."""

    qualify_by: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="What decides the level: spend, points earned, or visits."),
    ] = "spend"
    match: Annotated[
        MatchPart | None,
        Field(description="What counts as spend, or makes a visit; null is everything. Not for points."),
    ] = None
    window: Annotated[WindowPart, Field(description="Which days count towards a level.")]
    keep: Annotated[KeepPart, Field(description="For how long a level is kept.")] = KeepPart(kind="while_qualified")
    downgrade: Annotated[
        Literal["requalify", "one_down"],
        Field(
            description="Where a member falls: to what the window says (`requalify`), or one level down (`one_down`)."
        ),
    ] = "requalify"
    on_return: Annotated[
        Literal["requalify", "keep"],
        Field(description="Whether a return can take a level (`requalify`) or not (`keep`)."),
    ] = "requalify"
    grace_days: Annotated[int, Field(ge=0, le=365, description="For how many days a level stays after its end.")] = 0
    notice_delay_minutes: Annotated[
        int,
        Field(ge=0, le=10080, description="For how many minutes a change of level must stand before it is announced."),
    ] = 0
    levels: Annotated[list[LevelPart], Field(min_length=1, max_length=20, description="The levels, lowest first.")]


class PunchCardPart(Part):
    """Buy so many, get the reward."""

    id: Annotated[RuleId, Field(description="Your name for the card.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    counts: Annotated[
        Literal["items", "visits", "spend"],
        Field(
            description=(
                "What gives a punch: each matching item, each visit, or every full `per` of spend. It cannot change."
            )
        ),
    ]
    match: Annotated[MatchPart | None, Field(description="Which lines count; null means all.")] = None
    punches: Annotated[int, Field(ge=1, le=1000, description="How many punches fill the card. It cannot change.")]
    head_start: Annotated[
        int,
        Field(
            ge=0,
            le=999,
            description="Punches that are on every card from the start; fewer than `punches`. It cannot change.",
        ),
    ] = 0
    reward: Annotated[RuleId, Field(description="The id of the reward for which a full card gives a voucher.")]
    per: Annotated[
        PositiveAmount | None, Field(description="For `spend`: minor units of matching spend for one punch.")
    ] = None
    min_spend: Annotated[
        Amount, Field(description="For `visits`: what a visit must come to, in minor units of matching spend.")
    ] = 0
    max_per_purchase: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None,
        Field(description="The most punches that one purchase gives; null means any number."),
    ] = None
    expires_after_months: Annotated[
        Months | None,
        Field(description="How many months a punch counts, from the day of its purchase; for ever if absent."),
    ] = None


class CouponPart(Part):
    """A voucher with every purchase that comes to enough, for one of the next."""

    id: Annotated[RuleId, Field(description="Your name for the coupon; it stands in the ledger.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    reward: Annotated[
        RuleId, Field(description="The id of the reward that the voucher is for; its `valid_days` say for how long.")
    ]
    match: Annotated[MatchPart | None, Field(description="Which lines count; null means all.")] = None
    min_spend: Annotated[Amount, Field(description="What the lines that count must come to, in minor units.")] = 0


class BandPart(Part):
    """A band of a rebate: from this spend (for `growth`, this growth) on, a rate, or an amount."""

    from_: Annotated[
        Amount | Growth,
        Field(
            alias="from",
            description="From this spend on, in minor units; of growth, this growth, as text (`0.10` is 10 %).",
        ),
    ]
    rate: Annotated[
        Rate | None,
        Field(description="What share of the spend is due, as a decimal text (`0.02` is 2 %); not with a lump sum."),
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(description="Of a lump sum: what is due in all once this band is reached, in minor units."),
    ] = None


class RebatePart(Part):
    """A cumulative discount on the spend of a period."""

    id: Annotated[RuleId, Field(description="Your name for the rebate.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    period: Annotated[
        PeriodUnit, Field(description="How long spend is added up before it starts again. It cannot change.")
    ]
    method: Annotated[
        Literal["retroactive", "marginal", "lump_sum", "per_multiple", "growth"],
        Field(
            description=(
                "The rate of the highest band on all of the spend (`retroactive`), each slice at its own rate "
                "(`marginal`), one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a "
                "rate for growth against the year before (`growth`). It cannot change."
            )
        ),
    ]
    pay: Annotated[
        Literal["at_once", "at_period_end"],
        Field(
            description=(
                "Whether what is due is paid with each purchase, or once the period has ended. It cannot change."
            )
        ),
    ] = "at_once"
    as_: Annotated[
        Literal["credit", "points", "voucher", "statement"],
        Field(
            alias="as",
            description=(
                "What is paid. A `voucher` at once is for lump sums and multiples, a `statement` for a period's "
                "end. It cannot change."
            ),
        ),
    ] = "credit"
    match: Annotated[MatchPart | None, Field(description="Which lines count; null means all.")] = None
    bands: Annotated[
        list[BandPart], Field(max_length=50, description="The bands, lowest first; not with `per_multiple`.")
    ] = []
    per: Annotated[PositiveAmount | None, Field(description="For `per_multiple`: minor units of matching spend.")] = (
        None
    )
    amount: Annotated[
        PositiveAmount | None, Field(description="For `per_multiple`: what every full `per` brings, in minor units.")
    ] = None
    grace_days: Annotated[
        int, Field(ge=0, le=365, description="How many days after the end of a period it is settled.")
    ] = 0
    on: Annotated[
        Literal["spend", "growth"],
        Field(description="For `growth`: whether the rate is of all spend, or of the growth alone."),
    ] = "spend"


class RewardPart(Part):
    """What a voucher stands for."""

    id: Annotated[RuleId, Field(description="Your name for the reward.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    kind: Annotated[
        Literal["amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift"],
        Field(description="Which kind it is; the other fields depend on it."),
    ]
    match: Annotated[MatchPart | None, Field(description="What it may be used for; null means everything.")] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(description="For `amount_off` and `store_credit`: what it is worth, in minor units."),
    ] = None
    percent: Annotated[
        Rate | None, Field(description="For `percent_off`: how much, as a decimal text (`0.10` is 10 %).")
    ] = None
    max_amount: Annotated[
        PositiveAmount | None, Field(description="The most that it takes off, in minor units; null means any amount.")
    ] = None
    extra: Annotated[
        Rate | None,
        Field(
            description="For `bonus_quantity`: how much more for the same price, as a decimal text (`0.20` is 20 %)."
        ),
    ] = None
    cause: Annotated[HumanText | None, Field(description="For `donation`: who is given to.")] = None
    text: Annotated[HumanText | None, Field(description="For `gift`: what it is.")] = None
    points_price: Annotated[
        Annotated[int, Field(ge=1, le=10**9)] | None,
        Field(description="What it costs in points; null when it cannot be bought with points."),
    ] = None
    min_spend: Annotated[Amount, Field(description="What a basket must come to for it to be used, in minor units.")] = 0
    valid_days: Annotated[
        Annotated[int, Field(ge=1, le=3650)] | None,
        Field(description="For how many days a voucher is good; null means for ever."),
    ] = None
    valid_until: Annotated[
        Day | None, Field(description="The last day on which it can be had and its vouchers are good; null for none.")
    ] = None
    limit_per_member: Annotated[
        Annotated[int, Field(ge=1, le=10**6)] | None,
        Field(description="How often a member may have it for points; null means any number of times."),
    ] = None
    stock: Annotated[
        Annotated[int, Field(ge=0, le=10**9)] | None,
        Field(description="How many there are in all to be had for points and as gifts; null means any number."),
    ] = None
    codes: Annotated[
        Literal["drawn", "imported"],
        Field(
            description=(
                "Whether its vouchers bear codes that are `drawn` here, or those of a partner that were `imported`."
            )
        ),
    ] = "drawn"
    budget: Annotated[
        Amount | None, Field(description="How much may be given away in all, in minor units; null means any amount.")
    ] = None
    exclusive: Annotated[
        bool, Field(description="Whether it is used alone: with nothing else, or only with what has the same `group`.")
    ] = False
    group: Annotated[
        RuleId | None,
        Field(description="Your name for the discounts that may be used together even if they are `exclusive`."),
    ] = None
    order: Annotated[
        Annotated[int, Field(ge=0, le=1000)] | None,
        Field(
            description="What takes its discount first: the lower number. If absent, percentages come before amounts."
        ),
    ] = None


def _comparable(value: object) -> object:
    parts = value if isinstance(value, list) else [value]
    if len(parts) > 100:
        raise PydanticCustomError("wrong-length", "has too many of them: there may be at most 100")
    if not all(isinstance(part, bool | int | str) for part in parts):
        raise PydanticCustomError("wrong-type", "must be a number, a text, true or false, or up to 100 of them")
    return value


class ConditionPart(Part):
    """A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value."""

    all_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="all", min_length=1, max_length=100, description="Conditions of which all must hold."),
    ] = None
    any_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="any", min_length=1, max_length=100, description="Conditions of which one must hold."),
    ] = None
    not_: Annotated["ConditionPart | None", Field(alias="not", description="A condition that must not hold.")] = None
    fact: Annotated[
        Literal[
            "basket.total",
            "basket.quantity",
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
            "time.date",
            "time.weekday",
            "time.hour",
            "time.minute_of_day",
        ]
        | None,
        Field(description="What is compared, such as `basket.total`; then `is` and `value` say with what."),
    ] = None
    is_: Annotated[
        Literal["equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of", "contains"] | None,
        Field(alias="is", description="How the fact is compared with the `value`."),
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
                "What the fact is compared with: an amount in minor units, a number, a text, a day, true or "
                "false; for `one_of` a list of them."
            )
        ),
    ] = None


class HoursPart(Part):
    """Hours of the local day, from one time up to another, which may be past midnight."""

    from_: Annotated[TimeOfDay, Field(alias="from", description="From this time of the local day on, such as `10:00`.")]
    to: Annotated[TimeOfDay, Field(description="Up to this time, not included; before `from` it is past midnight.")]


class CampaignPart(Part):
    """Something that is so for a while: more points, or less to pay, for the purchases to which it applies."""

    id: Annotated[
        RuleId, Field(description="Your name for the campaign; it stands with the purchases to which it applied.")
    ]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    from_: Annotated[Day | None, Field(alias="from", description="The first day; null means always.")] = None
    to: Annotated[Day | None, Field(description="The last day; null means for ever.")] = None
    weekdays: Annotated[
        Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None,
        Field(description="Only on these days of the week; null means all."),
    ] = None
    hours: Annotated[
        Annotated[list[HoursPart], Field(min_length=1, max_length=20)] | None,
        Field(
            description=(
                "Only in these hours of the local day; null means all. A night belongs to the day on which it began."
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
        Field(description="Which lines count; null means all. At least one such line must be in the basket."),
    ] = None
    first_purchase: Annotated[
        bool, Field(description="Only for a member's first purchase: there is no other of which anything is kept.")
    ] = False
    birthday: Annotated[
        Literal["day", "week", "month"] | None,
        Field(
            description=(
                "Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`."
            )
        ),
    ] = None
    min_spend: Annotated[Amount, Field(description="What the lines that count must come to, in minor units.")] = 0
    limit_per_member: Annotated[
        Annotated[int, Field(ge=1, le=10**6)] | None,
        Field(description="To how many purchases of one member it applies; null means any number."),
    ] = None
    limit_total: Annotated[
        Annotated[int, Field(ge=1, le=10**9)] | None,
        Field(description="To how many purchases it applies in all; null means any number."),
    ] = None
    budget: Annotated[
        PositiveAmount | None,
        Field(description="The most that it may take off in all, in minor units; null means any amount."),
    ] = None
    when: Annotated[ConditionPart | None, Field(description="A condition that must hold; null means none.")] = None
    points_multiplier: Annotated[
        Multiplier | None,
        Field(description="The points of the whole purchase are multiplied by this, a decimal text such as `2`."),
    ] = None
    percent_off: Annotated[
        Rate | None,
        Field(description="What share of the lines that count is taken off, as a decimal text; by quotes alone."),
    ] = None
    max_amount: Annotated[
        PositiveAmount | None, Field(description="Of `percent_off`: the most that it takes off, in minor units.")
    ] = None
    amount_off: Annotated[
        PositiveAmount | None,
        Field(description="What is taken off the lines that count, in minor units; by quotes alone."),
    ] = None
    exclusive: Annotated[
        bool,
        Field(
            description=(
                "Whether it goes alone: with nothing else, or only with what has the same `group`. Of what is "
                "possible, the best for the customer counts."
            )
        ),
    ] = False
    group: Annotated[
        RuleId | None, Field(description="Your name for what may go together even if it is `exclusive`.")
    ] = None
    order: Annotated[
        Annotated[int, Field(ge=0, le=1000)] | None,
        Field(
            description="Which takes its discount first, and comes first where campaigns are alike: the lower number."
        ),
    ] = None


class CheckoutPart(Part):
    """How baskets are quoted."""

    quote_minutes: Annotated[int, Field(ge=1, le=1440, description="For how many minutes a quote can be booked.")] = 15
    max_vouchers: Annotated[
        Annotated[int, Field(ge=0, le=100)] | None,
        Field(description="How many vouchers may be used with one purchase; null means any number."),
    ] = None
    max_discount: Annotated[
        Rate | None,
        Field(
            description=(
                "The largest part of a basket that all discounts may take together, as a decimal text (`0.50` is "
                "half); null means all of it."
            )
        ),
    ] = None


class ReviewPart(Part):
    """When a ladder of ranks is reviewed: on the first day of each period."""

    unit: Annotated[
        Literal["month", "quarter", "year"], Field(description="On the first day of each month, quarter or year.")
    ]


class RankLevelPart(Part):
    """A level for the best `share` of all members, kept while within `stay_share`."""

    id: Annotated[RuleId, Field(description="Your name for the level.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    share: Annotated[
        Rate,
        Field(description="For the best members up to this share of all, as a decimal text (`0.10` is the best 10 %)."),
    ]
    stay_share: Annotated[
        Rate | None,
        Field(description="Who holds it keeps it while within this share, so that nobody flaps; null means `share`."),
    ] = None
    privileges: Annotated[
        list[RuleId], Field(description="What else the level gives, as short names that your own systems understand.")
    ] = []


class LadderPart(Part):
    """Levels by a member's place among all members."""

    id: Annotated[RuleId, Field(description="Your name for the ladder.")]
    name: Annotated[HumanText, Field(description="What it is called, as people read it.")]
    rank_by: Annotated[
        Literal["spend"], Field(description="By what members are ranked: what they spent, less what came back.")
    ] = "spend"
    match: Annotated[MatchPart | None, Field(description="What counts as spend; null is everything.")] = None
    months: Annotated[Months, Field(description="How many months before a review count.")] = 12
    review: Annotated[ReviewPart, Field(description="When all members are looked at, and levels are set.")]
    levels: Annotated[
        list[RankLevelPart],
        Field(min_length=1, max_length=20, description="The levels, in any order: the smaller the share, the higher."),
    ]


class ProgramDocument(Part):
    """A whole programme, as a merchant writes it."""

    name: Annotated[HumanText, Field(description="What the programme is called.")]
    currency: Annotated[
        str,
        AfterValidator(_known_currency),
        Field(description="The one currency (ISO 4217). It cannot change."),
    ]
    time_zone: Annotated[
        str,
        AfterValidator(_known_zone),
        Field(description="The IANA time zone in which days begin and end, such as `Europe/London`. It cannot change."),
    ]
    points: Annotated[PointsPart, Field(description="How points are earned and when they end.")] = PointsPart()
    tiers: Annotated[TiersPart | None, Field(description="The levels; null for a programme without.")] = None
    ladders: Annotated[
        list[LadderPart], Field(description="Levels by rank, such as for the best 10 % of all members.", max_length=20)
    ] = []
    punch_cards: Annotated[
        list[PunchCardPart], Field(description="Cards of which a full one gives a voucher.", max_length=50)
    ] = []
    coupons: Annotated[
        list[CouponPart], Field(description="Vouchers that come with purchases, for the next ones.", max_length=20)
    ] = []
    rebates: Annotated[list[RebatePart], Field(description="Money back on the spend of a period.", max_length=20)] = []
    rewards: Annotated[list[RewardPart], Field(description="What vouchers stand for.", max_length=200)] = []
    checkout: Annotated[CheckoutPart, Field(description="How baskets are quoted, and what goes together.")] = (
        CheckoutPart()
    )
    campaigns: Annotated[
        list[CampaignPart], Field(description="What is so for a while: more points for some purchases.", max_length=100)
    ] = []
