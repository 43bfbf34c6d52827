"""The answers of a member's status, part by part."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.api.contract.answer_types import (
    ShownCode,
    ShownCurrency,
    ShownDay,
    ShownExpiresOn,
    ShownId,
    ShownInstant,
    ShownMember,
    ShownName,
    ShownReward,
)
from app.api.contract.problems import ProblemAnswer
from app.engine.rules.contacts import Group


class GivenAnswer(BaseModel):
    """A tier grant."""

    level: Annotated[str, Field(description="The id of the tier.")]
    kind: Annotated[Literal["gift", "invitation", "status_match"], Field(description="The kind of grant.")]
    reason: Annotated[str, Field(description="The reason for the grant.")]
    until: Annotated[ShownDay | None, Field(description="The last day; null means until revoked.")]


class TierAnswer(BaseModel):
    """The tier of the member."""

    id: Annotated[str, Field(description="The id of the tier.")]
    name: ShownName
    since: Annotated[
        ShownDay | None,
        Field(description="The day since when the tier is held; null if from the start."),
    ]
    until: Annotated[ShownDay | None, Field(description="The last day through which the tier is guaranteed, or null.")]
    points_multiplier: Annotated[
        str, Field(description="The multiplier for points, a decimal text; `1` changes nothing.")
    ]
    discount: Annotated[
        str | None,
        Field(
            description=("The price reduction that your till may apply, as a decimal text (`0.05` is 5 %), or null.")
        ),
    ]
    privileges: Annotated[
        list[str], Field(description="Other privileges of the tier, as short names that your own systems understand.")
    ]
    given: Annotated[GivenAnswer | None, Field(description="The tier grant in force, if any.")]


class NextTierAnswer(BaseModel):
    """The next higher tier, and what is missing to reach it."""

    id: Annotated[str, Field(description="The id of the tier.")]
    name: ShownName
    needs: Annotated[int, Field(description="The missing amount of the measure.")]
    measure: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="The measure: `spend` in minor units, `points` earned, or `visits`."),
    ]
    by: Annotated[
        ShownDay | None,
        Field(
            description=(
                "The last day of the window in which it can be reached; null for a rolling window or a lifetime."
            )
        ),
    ]


class KeepTierAnswer(BaseModel):
    """What is missing to keep the tier beyond its present end."""

    needs: Annotated[
        int,
        Field(description="The amount of the measure that will then be missing to keep it; 0 if none."),
    ]
    by: Annotated[
        ShownDay | None,
        Field(
            description=("The last day on which the tier holds without further purchases; null if it holds for good.")
        ),
    ]


class QualifyingAnswer(BaseModel):
    """The measure that decides the tier, over its window."""

    measure: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="The measure: `spend` in minor units, `points` earned, or `visits`."),
    ]
    amount: Annotated[int, Field(description="The measure within the window; may be negative after returns.")]
    from_: Annotated[
        ShownDay | None, Field(alias="from", description="The first day that counts; null if everything counts.")
    ]
    to: Annotated[ShownDay, Field(description="The last day that counts: today.")]


class ExpiringAnswer(BaseModel):
    """Points with their last valid day."""

    points: Annotated[int, Field(description="The points that expire then.")]
    on: Annotated[ShownDay, Field(description="The last valid day.")]


class PointsAnswer(BaseModel):
    """The member's points: `balance` is the available ones less debt."""

    balance: Annotated[int, Field(description="Available points less debt; negative with more debt than points.")]
    pending: Annotated[int, Field(description="Pending points, earned but not yet available; not part of `balance`.")]
    held: Annotated[int, Field(description="Reserved by holds for checkouts.")]
    debt: Annotated[
        int,
        Field(
            description=(
                "Debt in points, after more were taken back than available; the next points pay it. Never negative."
            )
        ),
    ]
    expiring: Annotated[
        list[ExpiringAnswer],
        Field(description="The points that expire, earliest first, without those that never do."),
    ]


class CreditAnswer(BaseModel):
    """Credit in minor units."""

    balance: Annotated[int, Field(description="Credit in minor units; negative if more was taken back than available.")]
    held: Annotated[int, Field(description="Reserved by holds for checkouts.")]


class ExpiringPunchesAnswer(BaseModel):
    """Punches with their last valid day."""

    punches: Annotated[int, Field(description="The number of punches on the current card that expire then.")]
    on: Annotated[ShownDay, Field(description="Their last valid day.")]


class PunchCardAnswer(BaseModel):
    """A punch card."""

    id: Annotated[str, Field(description="The id of the card.")]
    name: ShownName
    punches: Annotated[
        int,
        Field(
            description=(
                "The punches on the card, head start included; negative only if more were taken back than available. "
                "If the voucher of a full card was used before its goods were returned, the card shows the remaining "
                "punches, and filling it again issues no second voucher."
            )
        ),
    ]
    of: Annotated[int, Field(description="The punches that fill it.")]
    completed: Annotated[int, Field(description="The number of times it was filled; each time a voucher was issued.")]
    expiring: Annotated[
        list[ExpiringPunchesAnswer],
        Field(description="The punches on the current card that expire, earliest first."),
    ]


class PeriodAnswer(BaseModel):
    """A period, by its first and last day."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first day.")]
    to: Annotated[ShownDay, Field(description="The last day.")]


class NextBandAnswer(BaseModel):
    """The next band, what is missing to reach it, and the amount due then."""

    from_: Annotated[
        int, Field(alias="from", description="The spend from which it applies, in minor units, or the units.")
    ]
    rate: Annotated[
        str | None, Field(description="Its rate as a decimal text (`0.05` is 5 %); null if a band is an amount.")
    ]
    needs: Annotated[int, Field(description="The missing spend, in minor units, or the missing units.")]
    due_then: Annotated[
        int,
        Field(
            description="The amount due for the whole period once the band is reached, in minor units; with a rate on "
            "units, of the spend so far."
        ),
    ]


# The parts of a rebate in a period.
ShownSpend = Annotated[
    int, Field(description="Matching spend of the period less returns, in minor units; may be negative.")
]
ShownUnits = Annotated[
    int | str | None,
    Field(
        description="Matching units of the period less returns, for a rebate by quantity; a decimal text where goods "
        "by weight or length leave part of a unit. Null for other rebates."
    ),
]
ShownRate = Annotated[
    str | None,
    Field(description="The rate of the band reached, as a decimal text (`0.02` is 2 %), or null."),
]
ShownDue = Annotated[
    int, Field(description="The amount due on the spend, in minor units; never negative, and always current.")
]
ShownPaid = Annotated[
    int,
    Field(
        description=(
            "The paid part of `due`, as credit, points or vouchers, in minor units; more than `due` if overpaid."
        )
    ),
]


class RebateAnswer(BaseModel):
    """A rebate in its current period, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    name: ShownName
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    spend: ShownSpend
    quantity: ShownUnits
    rate: ShownRate
    due: ShownDue
    paid: ShownPaid
    next_band: Annotated[NextBandAnswer | None, Field(description="The next higher band; null in the highest.")]


class UsableVoucherAnswer(BaseModel):
    """A usable voucher."""

    id: ShownId
    code: ShownCode
    reward: ShownReward
    name: ShownName
    amount: Annotated[int | None, Field(description="The value in minor units; null if the reward sets it.")]
    expires_on: ShownExpiresOn


class RankLevelAnswer(BaseModel):
    """A tier of a rank ladder."""

    id: Annotated[str, Field(description="The id of the tier.")]
    name: ShownName
    privileges: Annotated[
        list[str], Field(description="Other privileges of the tier, as short names that your own systems understand.")
    ]


class LadderAnswer(BaseModel):
    """A rank ladder, with the member's tier on it."""

    id: Annotated[str, Field(description="The id of the ladder.")]
    name: ShownName
    level: Annotated[RankLevelAnswer | None, Field(description="The tier held on this ladder, or null.")]
    since: Annotated[ShownDay | None, Field(description="The day since when the tier is held; null without a tier.")]
    next_review_on: Annotated[ShownDay, Field(description="The day of the next review.")]


class StatusContactAnswer(BaseModel):
    """The person who looks after a member."""

    name: Annotated[str, Field(description="The name.")]
    email: Annotated[str | None, Field(description="The e-mail address, or null.")]


class StatusAnswer(BaseModel):
    """A member's status. Days are last valid days."""

    member: ShownMember
    as_of: Annotated[ShownInstant, Field(description="The time of this answer, by the programme's clock.")]
    currency: ShownCurrency
    program_version: Annotated[int, Field(description="The version of the programme in force.")]
    tier: Annotated[TierAnswer | None, Field(description="The tier held; null in a programme without tiers.")]
    next_tier: Annotated[
        NextTierAnswer | None,
        Field(description=("The next higher tier; null at the top and in a programme without tiers.")),
    ]
    keep_tier: Annotated[
        KeepTierAnswer | None,
        Field(description=("The requirement for keeping the tier; null in a programme without tiers.")),
    ]
    qualifying: Annotated[
        QualifyingAnswer | None,
        Field(description="The present measure for tiers; null in a programme without tiers."),
    ]
    points: Annotated[PointsAnswer, Field(description="The member's points: available, pending and owed.")]
    credit: Annotated[CreditAnswer, Field(description="Money that the member can spend here.")]
    punch_cards: Annotated[list[PunchCardAnswer], Field(description="Every punch card of the programme.")]
    rebates: Annotated[list[RebateAnswer], Field(description="Every rebate of the programme, in its current period.")]
    vouchers: Annotated[
        list[UsableVoucherAnswer],
        Field(description="The usable vouchers, oldest first, at most 50; the member's list has all."),
    ]
    vouchers_total: Annotated[int, Field(description="The number of usable vouchers.")]
    ladders: Annotated[list[LadderAnswer], Field(description="Every rank ladder of the programme.")]
    group: Annotated[
        Group,
        Field(
            description="`prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group; "
            "`customers`: all others."
        ),
    ]
    contact: Annotated[
        StatusContactAnswer | None,
        Field(
            description="The person who looks after the member, or the deputy; null for nobody, and in a status "
            "of the past."
        ),
    ]


class UnknownMemberAnswer(BaseModel):
    """An unknown reference."""

    member: Annotated[str, Field(description="The reference in the request.")]
    problem: Annotated[ProblemAnswer, Field(description="The problem, as in a single answer.")]


class StatusBatchAnswer(BaseModel):
    """One status per reference, in the order of the request."""

    data: Annotated[
        list[StatusAnswer | UnknownMemberAnswer],
        Field(description="One status for each reference, in the order of the request."),
    ]
