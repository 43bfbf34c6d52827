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

    categories: list[Category] | None = None
    skus: list[Sku] | None = None
    exclude_categories: list[Category] | None = None
    exclude_skus: list[Sku] | None = None
    stores: list[Name] | None = None
    channels: list[Name] | None = None


class EarnPart(Part):
    """`points` for every `per` minor units of matching spend; `steps`: only for every full `per`."""

    id: RuleId
    points: Annotated[int, Field(ge=1, le=10**6)]
    per: PositiveAmount
    rounding: Rounding = "floor"
    match: MatchPart | None = None
    steps: bool = False
    carry: bool = False


class ExpiryPart(Part):
    """When points end."""

    kind: Literal["none", "after", "inactivity", "yearly"]
    months: Months | None = None
    round_up_to: Literal["day", "month", "quarter", "half_year", "year"] = "day"
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    min_age_months: Annotated[int, Field(ge=0, le=120)] | None = None


class WorthPart(Part):
    """What points are worth: so many points are so many minor units."""

    points: Annotated[int, Field(ge=1, le=10**6)]
    amount: PositiveAmount


class TransferPart(Part):
    """Whether members may give points to each other, and how few at the least."""

    allowed: bool = False
    min: Annotated[int, Field(ge=1, le=10**9)] = 1


class PointsPart(Part):
    """How points are earned, kept and owed."""

    earn: list[EarnPart] = []
    pending_days: Annotated[int, Field(ge=0, le=365)] = 0
    expiry: ExpiryPart = ExpiryPart(kind="none")
    on_debt: Literal["allow", "write_off"] = "allow"
    worth: WorthPart | None = None
    earn_on_rewards: bool = False
    transfer: TransferPart = TransferPart()


class WindowPart(Part):
    """The days that count towards a tier."""

    kind: Literal["rolling", "calendar", "anniversary", "lifetime"]
    months: Months | None = None
    unit: Literal["month", "quarter", "year"] | None = None


class KeepPart(Part):
    """How long a level is kept."""

    kind: Literal["while_qualified", "until_end_of_next_window", "months"]
    n: Months | None = None


class LevelPart(Part):
    """A level, reached at `from` of the measure."""

    id: RuleId
    name: HumanText
    from_: Annotated[Amount, Field(alias="from")]
    points_multiplier: Multiplier = "1"
    discount: Rate | None = None
    privileges: list[RuleId] = []


class TiersPart(Part):
    """The ladder of levels and what decides them."""

    qualify_by: Literal["spend", "points", "visits"] = "spend"
    match: MatchPart | None = None
    window: WindowPart
    keep: KeepPart = KeepPart(kind="while_qualified")
    downgrade: Literal["requalify", "one_down"] = "requalify"
    on_return: Literal["requalify", "keep"] = "requalify"
    grace_days: Annotated[int, Field(ge=0, le=365)] = 0
    notice_delay_minutes: Annotated[int, Field(ge=0, le=10080)] = 0
    levels: Annotated[list[LevelPart], Field(min_length=1, max_length=20)]


class PunchCardPart(Part):
    """Buy so many, get the reward."""

    id: RuleId
    name: HumanText
    counts: Literal["items", "visits", "spend"]
    match: MatchPart | None = None
    punches: Annotated[int, Field(ge=1, le=1000)]
    head_start: Annotated[int, Field(ge=0, le=999)] = 0
    reward: RuleId
    per: PositiveAmount | None = None
    min_spend: Amount = 0
    max_per_purchase: Annotated[int, Field(ge=1, le=1000)] | None = None
    expires_after_months: Months | None = None


class CouponPart(Part):
    """A voucher with every purchase that comes to enough, for one of the next."""

    id: RuleId
    name: HumanText
    reward: RuleId
    match: MatchPart | None = None
    min_spend: Amount = 0


class BandPart(Part):
    """A band of a rebate: from this spend (for `growth`, this growth) on, a rate, or an amount."""

    from_: Annotated[Amount | Growth, Field(alias="from")]
    rate: Rate | None = None
    amount: PositiveAmount | None = None


class RebatePart(Part):
    """A cumulative discount on the spend of a period."""

    id: RuleId
    name: HumanText
    period: PeriodUnit
    method: Literal["retroactive", "marginal", "lump_sum", "per_multiple", "growth"]
    pay: Literal["at_once", "at_period_end"] = "at_once"
    as_: Annotated[Literal["credit", "points", "voucher", "statement"], Field(alias="as")] = "credit"
    match: MatchPart | None = None
    bands: Annotated[list[BandPart], Field(max_length=50)] = []
    per: PositiveAmount | None = None
    amount: PositiveAmount | None = None
    grace_days: Annotated[int, Field(ge=0, le=365)] = 0
    on: Literal["spend", "growth"] = "spend"


class RewardPart(Part):
    """What a voucher stands for."""

    id: RuleId
    name: HumanText
    kind: Literal["amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift"]
    match: MatchPart | None = None
    amount: PositiveAmount | None = None
    percent: Rate | None = None
    max_amount: PositiveAmount | None = None
    extra: Rate | None = None
    cause: HumanText | None = None
    text: HumanText | None = None
    points_price: Annotated[int, Field(ge=1, le=10**9)] | None = None
    min_spend: Amount = 0
    valid_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    valid_until: Day | None = None
    limit_per_member: Annotated[int, Field(ge=1, le=10**6)] | None = None
    stock: Annotated[int, Field(ge=0, le=10**9)] | None = None
    codes: Literal["drawn", "imported"] = "drawn"
    budget: Amount | None = None
    exclusive: bool = False
    group: RuleId | None = None
    order: Annotated[int, Field(ge=0, le=1000)] | None = None


def _comparable(value: object) -> object:
    parts = value if isinstance(value, list) else [value]
    if len(parts) > 100:
        raise PydanticCustomError("wrong-length", "has too many of them: there may be at most 100")
    if not all(isinstance(part, bool | int | str) for part in parts):
        raise PydanticCustomError("wrong-type", "must be a number, a text, true or false, or up to 100 of them")
    return value


class ConditionPart(Part):
    """A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value."""

    all_: Annotated[list["ConditionPart"] | None, Field(alias="all", min_length=1, max_length=100)] = None
    any_: Annotated[list["ConditionPart"] | None, Field(alias="any", min_length=1, max_length=100)] = None
    not_: Annotated["ConditionPart | None", Field(alias="not")] = None
    fact: (
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
        | None
    ) = None
    is_: Annotated[
        Literal["equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of", "contains"] | None,
        Field(alias="is"),
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
    ] = None


class HoursPart(Part):
    """Hours of the local day, from one time up to another, which may be past midnight."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    to: TimeOfDay


class CampaignPart(Part):
    """Something that is so for a while: more points, or less to pay, for the purchases to which it applies."""

    id: RuleId
    name: HumanText
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = None
    hours: Annotated[list[HoursPart], Field(min_length=1, max_length=20)] | None = None
    channels: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None
    stores: Annotated[list[Name], Field(min_length=1, max_length=1000)] | None = None
    match: MatchPart | None = None
    first_purchase: bool = False
    birthday: Literal["day", "week", "month"] | None = None
    min_spend: Amount = 0
    limit_per_member: Annotated[int, Field(ge=1, le=10**6)] | None = None
    limit_total: Annotated[int, Field(ge=1, le=10**9)] | None = None
    budget: PositiveAmount | None = None
    when: ConditionPart | None = None
    points_multiplier: Multiplier | None = None
    percent_off: Rate | None = None
    max_amount: PositiveAmount | None = None
    amount_off: PositiveAmount | None = None
    exclusive: bool = False
    group: RuleId | None = None
    order: Annotated[int, Field(ge=0, le=1000)] | None = None


class CheckoutPart(Part):
    """How baskets are quoted."""

    quote_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    max_vouchers: Annotated[int, Field(ge=0, le=100)] | None = None
    max_discount: Rate | None = None


class ReviewPart(Part):
    """When a ladder of ranks is reviewed: on the first day of each period."""

    unit: Literal["month", "quarter", "year"]


class RankLevelPart(Part):
    """A level for the best `share` of all members, kept while within `stay_share`."""

    id: RuleId
    name: HumanText
    share: Rate
    stay_share: Rate | None = None
    privileges: list[RuleId] = []


class LadderPart(Part):
    """Levels by a member's place among all members."""

    id: RuleId
    name: HumanText
    rank_by: Literal["spend"] = "spend"
    match: MatchPart | None = None
    months: Months = 12
    review: ReviewPart
    levels: Annotated[list[RankLevelPart], Field(min_length=1, max_length=20)]


class ProgramDocument(Part):
    """A whole programme, as a merchant writes it."""

    name: HumanText
    currency: Annotated[str, AfterValidator(_known_currency)]
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    points: PointsPart = PointsPart()
    tiers: TiersPart | None = None
    ladders: Annotated[list[LadderPart], Field(max_length=20)] = []
    punch_cards: Annotated[list[PunchCardPart], Field(max_length=50)] = []
    coupons: Annotated[list[CouponPart], Field(max_length=20)] = []
    rebates: Annotated[list[RebatePart], Field(max_length=20)] = []
    rewards: Annotated[list[RewardPart], Field(max_length=200)] = []
    checkout: CheckoutPart = CheckoutPart()
    campaigns: Annotated[list[CampaignPart], Field(max_length=100)] = []
