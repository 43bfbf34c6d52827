"""Points: how they are earned, expire, are spent and transferred."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import ONE, Rounding, ratio
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import EarnedPoints, Months, Part, PositiveAmount, Rate, RuleId
from app.engine.program.terms.earning import EarnRule, Expiry
from app.engine.program.terms.offers import Worth


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


def worth_of_points(part: WorthPart) -> Worth:
    """The worth of points."""
    share = ratio(part.max_share) if part.max_share else ONE
    return Worth(part.points, part.amount, share, part.min_points, compiled_match(part.match))


def points_expiry(part: ExpiryPart) -> Expiry:
    """When points expire."""
    months = part.min_age_months if part.kind == "yearly" else part.months
    return Expiry(
        part.kind, months or 0, part.round_up_to, part.month or 0, part.day or 0, max_months=part.max_age_months or 0
    )


def earn_rule(part: EarnPart) -> EarnRule:
    """A rule that earns points."""
    amounts = {"spend": part.points, "items": part.per_item, "purchase": part.per_purchase}
    counts, points = next((name, amount) for name, amount in amounts.items() if amount)
    return EarnRule(
        id=part.id,
        points=points,
        per=part.per or 1,
        counts=counts,
        min_spend=part.min_spend,
        not_with_discount=part.not_with_discount,
        rounding=part.rounding,
        match=compiled_match(part.match),
        steps=part.steps,
        carry=part.carry,
    )
