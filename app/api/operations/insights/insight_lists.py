"""Lists of customers who spend less than expected, stay away, are about to reorder, or are nearly golden."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.answer_types import NextCursor, ShownDay, ShownLastDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page
from app.api.contract.routing import OperationRoute, needs, problems
from app.api.operations.insights.insight_answers import (
    ListedMemberAnswer,
    ListQuery,
    OfReviewAnswer,
    ReviewId,
    page_of,
    told_of,
    wanted_of,
)
from app.engine.program.parts.part import Rate

router = APIRouter(route_class=OperationRoute, tags=["Insights"])

Direction = Literal["down", "up"]
State = Literal["new", "active", "late", "at_risk", "lapsed"]
Status = Literal["due", "overdue"]
STAYING_AWAY: tuple[State, ...] = ("at_risk", "lapsed")
STATES: tuple[State, ...] = ("new", "active", "late", *STAYING_AWAY)


class DeviationsQuery(ListQuery):
    """The review, and optionally a grade."""

    direction: Annotated[
        Direction | None, Field(description=("Only members who spent less (`down`), or more (`up`)."))
    ] = None
    chance: Annotated[
        Rate | None, Field(description="Only members with at most this `chance`, a decimal text such as `0.10`.")
    ] = None


class DaysAnswer(BaseModel):
    """A period by its days."""

    model_config = ConfigDict(validate_by_name=True)

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay


class BaseAnswer(BaseModel):
    """The earlier periods to compare with."""

    periods: Annotated[int, Field(description="Their number.")]
    spend: Annotated[int, Field(description="Their total spend, in minor units.")]
    visits: Annotated[int, Field(description="Their total number of days with a visit.")]


class DeviationAnswer(ListedMemberAnswer):
    """A member who spent less, or more, than expected from the member's past."""

    grade: Annotated[str, Field(description="The grade on the day before the period began.")]
    period: Annotated[DaysAnswer, Field(description="The last full period.")]
    direction: Annotated[Direction, Field(description="Less than expected (`down`), or more (`up`).")]
    spend: Annotated[int, Field(description="The spend in the period, in minor units.")]
    expected: Annotated[int, Field(description="The expected spend, from the base and the season, in minor units.")]
    shortfall: Annotated[int, Field(description="`expected - spend`; negative for `up`.")]
    visits: Annotated[int, Field(description="The number of days with a visit in the period.")]
    base: Annotated[BaseAnswer, Field(description="The earlier periods, without that of the first purchase.")]
    season: Annotated[
        str, Field(description="The share of the visits in base and period that falls into the period: `0.248`.")
    ]
    chance: Annotated[
        str,
        Field(
            description="The probability of at most this number of visits in the period (for `up`: at least) if "
            "nothing had changed; rounded up."
        ),
    ]
    continued: Annotated[bool, Field(description="Whether the previous period's list has the member as `down`, too.")]
    task: Annotated[str | None, Field(description="The id of the task about it, or null.")]
    why: Annotated[str, Field(description="The explanation.")]


class DeviationsAnswer(OfReviewAnswer):
    """A page of deviating members, the largest shortfall first."""

    data: Page[DeviationAnswer]
    next_cursor: NextCursor


class LapsedQuery(ListQuery):
    """The review, and optionally a state, or the members who have come once."""

    state: Annotated[
        State | None,
        Field(description="Only members in this state; the default is at risk and lapsed, with `bought` all."),
    ] = None
    bought: Annotated[
        Literal["once"] | None, Field(description="Only members who have come on one day; all of them by default.")
    ] = None


class MeanGapAnswer(BaseModel):
    """The mean gap between visits of all customers: a number of days in a number of gaps."""

    days: Annotated[
        int, Field(description=("Days from the first to the last visit, of all members with three visits or more."))
    ]
    gaps: Annotated[int, Field(description="Gaps between their visits; if 0, the mean gap is taken as 30 days.")]


class SilenceAnswer(ListedMemberAnswer):
    """A member with the time since the last visit."""

    state: Annotated[State, Field(description="The state, by their usual gap.")]
    first_on: Annotated[ShownDay, Field(description="The first day with a visit.")]
    last_on: Annotated[ShownDay, Field(description="The last day with a visit.")]
    visit_days: Annotated[int, Field(description="The number of days with a visit.")]
    silent_days: Annotated[int, Field(description="The days since the last visit.")]
    usual_gap_days: Annotated[int, Field(description="Their usual gap, rounded to whole days.")]
    at_stake: Annotated[int, Field(description="Their spend in the 12 months up to the last visit, in minor units.")]
    task: Annotated[str | None, Field(description="The id of the task about it, or null.")]
    why: Annotated[str, Field(description="The explanation.")]


class LapsedAnswer(OfReviewAnswer):
    """A page of members who stay away, the largest amount at stake first."""

    mean_gap: Annotated[MeanGapAnswer, Field(description="The mean gap between visits, of all customers.")]
    data: Page[SilenceAnswer]
    next_cursor: NextCursor


class ReordersQuery(ListQuery):
    """The review, and optionally a status."""

    status: Annotated[
        Literal["due", "overdue", "all"],
        Field(description="Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`)."),
    ] = "all"


class DueItemAnswer(BaseModel):
    """An item with the expected day of the next purchase."""

    model_config = ConfigDict(validate_by_name=True)

    item: Annotated[str, Field(description="The article or category, by `insights.reorder`.")]
    status: Annotated[Status, Field(description="`due` or `overdue`.")]
    times: Annotated[int, Field(description="The number of days on which it was bought.")]
    last_on: Annotated[ShownDay, Field(description="The last of these days.")]
    expected_on: Annotated[ShownDay, Field(description="The expected day, by the mean gap.")]
    from_: Annotated[ShownDay, Field(alias="from", description="The first day of the interval.")]
    to: Annotated[
        ShownDay, Field(description="The last day of the interval, which contains most of the shop's reorders.")
    ]
    usual_amount: Annotated[int, Field(description="The mean amount kept per day of purchase, in minor units.")]


class ReorderAnswer(DueItemAnswer, ListedMemberAnswer):
    """An item that a member is expected to buy again."""


class ReordersAnswer(OfReviewAnswer):
    """A page of expected reorders, the largest usual amount first."""

    data: Page[ReorderAnswer]
    next_cursor: NextCursor


class LiftAnswer(ListedMemberAnswer):
    """A member who is not golden yet, and the missing amount."""

    grade: Annotated[str, Field(description="The grade.")]
    measure: Annotated[int, Field(description="The present measure, in minor units.")]
    counts_on: Annotated[int, Field(description="The part of it that still counts at the next review.")]
    needs: Annotated[int, Field(description="The amount missing to the `floor` at the next review.")]
    by: Annotated[ShownDay, Field(description="The last day that counts for the next review.")]
    visits: Annotated[int, Field(description="The number of visits of the usual size for this amount.")]
    unbought: Annotated[
        list[str],
        Field(
            description=("Up to three of the golden members' top categories, not bought by this member in the window.")
        ),
    ]


class LiftsAnswer(OfReviewAnswer):
    """A page of the members nearest to the golden grades."""

    floor: Annotated[
        int | None, Field(description="The smallest measure within the golden shares; null if no member is ranked.")
    ]
    data: Page[LiftAnswer]
    next_cursor: NextCursor


class StagesQuery(Request):
    """The review."""

    review: ReviewId = None


class StageCountsAnswer(BaseModel):
    """The number of members in each stage."""

    suspect: Annotated[int, Field(description="No purchases, and no consent or address for offers.")]
    prospect: Annotated[int, Field(description="No purchases, but consent and an address for offers.")]
    customer: Annotated[int, Field(description="Visits on one day.")]
    client: Annotated[int, Field(description="Visits on two days or more.")]
    advocate: Annotated[int, Field(description="Have referred a friend.")]


class WithinAnswer(BaseModel):
    """The number of members who came again within these days."""

    days: Annotated[int, Field(description="The number of days.")]
    of: Annotated[int, Field(description="The members whose first visit was at least that long ago.")]
    did: Annotated[int, Field(description="Those of them who came again within these days.")]


class SecondPurchaseAnswer(BaseModel):
    """The time until members come a second time."""

    within: Annotated[list[WithinAnswer], Field(description="Within 30, 60, 90, 180 and 365 days.")]
    median_days: Annotated[
        int | None,
        Field(
            description="The days until half of them have come again (a Kaplan-Meier estimate, which includes members "
            "who have not come again yet); null if fewer have."
        ),
    ]


class StagesAnswer(OfReviewAnswer):
    """Members by stage."""

    stages: Annotated[StageCountsAnswer, Field(description="The members by stage.")]
    second_purchase: Annotated[SecondPurchaseAnswer, Field(description="The time until the second visit.")]


LISTED = problems("not-found", "no-review", "invalid-cursor")


@router.get("/v1/insights/deviations", responses=LISTED)
async def list_deviations(
    query: Annotated[DeviationsQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> DeviationsAnswer:
    """List customers who spent less, or more, than expected from their past.

    Only customers of the grades in `insights.deviation`, with enough purchases to tell.
    """
    wanted = wanted_of("deviations", context, query)
    found = await context.goldlist.insights.deviations(context.program_id, wanted, query.direction, query.chance)
    return DeviationsAnswer.model_validate(page_of("deviations", context, query, found))


@router.get("/v1/insights/lapsed", responses=LISTED)
async def list_lapsed(
    query: Annotated[LapsedQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> LapsedAnswer:
    """List customers who have stayed away for longer than usual.

    With `bought=once` those who have come on one day, whatever their state.
    """
    states = (query.state,) if query.state else STATES if query.bought else STAYING_AWAY
    wanted = wanted_of("lapsed", context, query)
    found = await context.goldlist.insights.silences(context.program_id, wanted, states, 1 if query.bought else None)
    return LapsedAnswer.model_validate(page_of("lapsed", context, query, found))


@router.get("/v1/insights/reorders", responses=LISTED)
async def list_reorders(
    query: Annotated[ReordersQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> ReordersAnswer:
    """List items that customers are expected to buy again.

    The interval around the expected day comes from the shop's own reorders. Lapsed customers are left out.
    """
    statuses: tuple[Status, ...] = ("due", "overdue") if query.status == "all" else (query.status,)
    wanted = wanted_of("reorders", context, query, parts=4)
    found = await context.goldlist.insights.reorders(context.program_id, wanted, statuses)
    return ReordersAnswer.model_validate(page_of("reorders", context, query, found))


@router.get("/v1/insights/lift", responses=LISTED)
async def list_lift(
    query: Annotated[ListQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> LiftsAnswer:
    """List the customers nearest to the golden grades, and the missing amounts."""
    wanted = wanted_of("lift", context, query, parts=4)
    found = await context.goldlist.insights.lifts(context.program_id, wanted)
    return LiftsAnswer.model_validate(page_of("lift", context, query, found))


@router.get("/v1/insights/stages", responses=problems("not-found", "no-review"))
async def get_stages(
    query: Annotated[StagesQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> StagesAnswer:
    """Read the number of customers in each stage, and how many come a second time."""
    found = await context.goldlist.insights.stages(context.program_id, query.review)
    return StagesAnswer.model_validate(told_of(found))
