"""The grades of customers in a review, the history of a member's grades, and the concentration of spend."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownAsOf, ShownDay, ShownGrade, ShownReview
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import existing
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.api.operations.insights.insight_answers import (
    ListedMemberAnswer,
    ListQuery,
    OfReviewAnswer,
    ReviewId,
    page_of,
    told_of,
    wanted_of,
)

router = APIRouter(route_class=OperationRoute, tags=["Insights"])


class StandingAnswer(BaseModel):
    """A place among all ranked members."""

    place: Annotated[
        int | None,
        Field(
            description=("1 plus the number of members with more; null for a member with nothing, who has no place.")
        ),
    ]
    of: Annotated[int, Field(description="The number of members with a place.")]
    measure: Annotated[
        int, Field(description="The measure in minor units: spend, or its margin, by `insights.measure`.")
    ]
    why: Annotated[str, Field(description="The reason for the grade, in words.")]


class MemberGradeAnswer(ListedMemberAnswer, StandingAnswer):
    """A member with a grade."""

    grade: ShownGrade
    before: Annotated[str | None, Field(description="The grade in the previous scheduled review, or null.")]
    since: Annotated[
        ShownDay, Field(description="The day of the first scheduled review in the unbroken run with this grade.")
    ]
    visit_days: Annotated[int, Field(description="The number of days in the window with purchases kept in part.")]
    first_on: Annotated[ShownDay | None, Field(description="The first such day ever, or null.")]
    last_on: Annotated[ShownDay | None, Field(description="The last such day ever, or null.")]
    customer_for_days: Annotated[int | None, Field(description="The number of days since the first one, including it.")]
    young: Annotated[
        bool, Field(description="Whether the first one is within the window, so that only part of the window counts.")
    ]


class GradesAnswer(OfReviewAnswer):
    """A page of members by place, best first."""

    data: Page[MemberGradeAnswer]
    next_cursor: NextCursor


class GradeOfReviewAnswer(StandingAnswer):
    """The grade of a member in one review."""

    review: ShownReview
    as_of: ShownAsOf
    grade: ShownGrade


class MemberGradesAnswer(BaseModel):
    """A page of a member's history, newest first."""

    data: Page[GradeOfReviewAnswer]
    next_cursor: NextCursor


class ParetoQuery(Request):
    """The review."""

    review: ReviewId = None


class TopAnswer(BaseModel):
    """The total of the top members."""

    share: Annotated[str, Field(description="The maximum share of members, as a decimal text.")]
    members: Annotated[int, Field(description="Their number, rounded up.")]
    amount: Annotated[int, Field(description="Their total, in minor units.")]
    of_amount: Annotated[str | None, Field(description="Its share of the grand total; null if that is 0.")]


class FewestAnswer(BaseModel):
    """The smallest number of members with a part of the total."""

    members: Annotated[int, Field(description="How many.")]
    of_members: Annotated[str | None, Field(description="Their share of all members; null if there are none.")]


class NegativeAnswer(BaseModel):
    """The members below 0."""

    members: Annotated[int, Field(description="How many.")]
    amount: Annotated[int, Field(description="Their total, in minor units.")]


class ParetoAnswer(OfReviewAnswer):
    """The concentration of spend among ranked members. Amounts in minor units."""

    measure: Annotated[Literal["spend", "margin"], Field(description="The measure.")]
    from_: Annotated[ShownDay, Field(alias="from", description="The first business day that counts.")]
    to: Annotated[ShownDay, Field(description="The last day with a visit.")]
    members: Annotated[int, Field(description="The number of ranked members: those above 0.")]
    amount: Annotated[int, Field(description="Their total.")]
    top: Annotated[list[TopAnswer], Field(description="The totals of the top 1, 5, 10, 20, 50 and 80 %.")]
    half: Annotated[FewestAnswer, Field(description="The smallest number of members with half of it.")]
    four_fifths: Annotated[FewestAnswer, Field(description="The smallest number of members with four fifths of it.")]
    curve: Annotated[list[int], Field(description="The totals of the top 0, 1, … 100 %: 101 sums, for a chart.")]
    negative: Annotated[NegativeAnswer, Field(description="The members below 0, not included.")]
    guest_amount: Annotated[int, Field(description="The spend of guests, not included.")]
    covered: Annotated[
        str | None,
        Field(description="The part of members' spend with a known margin; null without spend."),
    ]


@router.get("/v1/insights/grades", responses=problems("not-found", "no-review", "invalid-cursor"))
async def list_grades(
    query: Annotated[ListQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> GradesAnswer:
    """Read the grades of all members, best place first.

    As found by a review, without members erased since. Members without a place come last.
    """
    found = await context.goldlist.insights.grades(context.program_id, wanted_of("grades", context, query))
    return GradesAnswer.model_validate(page_of("grades", context, query, found))


@router.get("/v1/members/{member}/grades", responses=problems("not-found", "invalid-cursor"))
async def list_member_grades(
    member: MemberPath, query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> MemberGradesAnswer:
    """Read the grade of a member in each scheduled review, newest first."""
    at = paging.position("member-grades", context, query, parts=2)
    before = (at[0], at[1]) if at else None
    found = existing(
        await context.goldlist.insights.member_grades(context.program_id, member, query.limit + 1, before), "member"
    )
    rows, next_cursor = paging.page(
        "member-grades", context, query, found, lambda last: (last["as_of"], last["review"])
    )
    return MemberGradesAnswer.model_validate({"data": rows, "next_cursor": next_cursor})


@router.get("/v1/insights/pareto", responses=problems("not-found", "no-review"))
async def get_pareto(
    query: Annotated[ParetoQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> ParetoAnswer:
    """Read the concentration of spend among customers."""
    found = await context.goldlist.insights.pareto(context.program_id, query.review)
    return ParetoAnswer.model_validate(told_of(found))
