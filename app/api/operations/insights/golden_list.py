"""The golden list, and the insight of one member."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.actions.access.keys import may
from app.actions.customers.insights.golden_list import ListRefused
from app.api.contract.answer_types import (
    PERSONAL,
    NextCursor,
    ShownAsOf,
    ShownCurrency,
    ShownDay,
    ShownGrade,
    ShownLastDay,
    ShownReview,
)
from app.api.contract.csv_answers import ALSO_CSV, CsvText, csv_answer
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page
from app.api.contract.problems import accepted, existing, invalid, refused
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.api.operations.answers.baskets import NearAnswer
from app.api.operations.insights.insight_answers import (
    ListedMemberAnswer,
    ListQuery,
    OfReviewAnswer,
    page_of,
    wanted_of,
)
from app.api.operations.insights.insight_grades import MemberGradeAnswer, StandingAnswer
from app.api.operations.insights.insight_lists import DeviationAnswer, DueItemAnswer

router = APIRouter(route_class=OperationRoute, tags=["Insights"])

State = Literal["none", "new", "active", "late", "at_risk", "lapsed"]
ShownMemberExternalId = Annotated[
    str | None,
    Field(
        description="The member's name; null without one, and for a key without the scope `members:read`.",
        json_schema_extra=PERSONAL,
    ),
]


class GoldenListQuery(ListQuery):
    """The review, a golden grade, and the format."""

    format: Annotated[
        Literal["json", "csv"],
        Field(description="`csv`: the whole list, without `limit` and `cursor`."),
    ] = "json"


class LikesAnswer(BaseModel):
    """The preferences of a member within the window."""

    categories: Annotated[
        list[str], Field(max_length=3, description="Up to three first-level categories, by the value kept.")
    ]
    store: Annotated[str | None, Field(description="The store with most visit days; null without one.")]
    usual_gap_days: Annotated[
        int | None, Field(description="The usual gap between visits, rounded to whole days; null without visits.")
    ]


class GoldenMemberAnswer(StandingAnswer, ListedMemberAnswer):
    """A member on the golden list."""

    name: ShownMemberExternalId
    grade: ShownGrade
    since: Annotated[
        ShownDay, Field(description="The day of the first scheduled review in the unbroken run with this grade.")
    ]
    of_amount: Annotated[
        str | None,
        Field(description="The member's share of the total of all ranked members, as a decimal text."),
    ]
    likes: Annotated[LikesAnswer, Field(description="The member's preferences.")]
    near: Annotated[
        list[NearAnswer], Field(description="The rewards within reach now, as in a quote of an empty basket.")
    ]
    last_on: Annotated[ShownDay | None, Field(description="The last visit day, as of the newest review.")]
    state: Annotated[State, Field(description="The state by the usual gap, as of the newest review.")]
    deviates: Annotated[
        Literal["none", "down", "up"],
        Field(description="Whether the list of deviations of this review has the member, and its direction."),
    ]
    owner: Annotated[str | None, Field(description="The id of the person who looks after the member, or null.")]
    open_tasks: Annotated[int, Field(description="The number of open tasks about the member.")]


class GoldenListAnswer(OfReviewAnswer):
    """A page of the members with golden grades, best place first."""

    data: Page[GoldenMemberAnswer]
    next_cursor: NextCursor


class WindowAnswer(BaseModel):
    """The days that count for grades."""

    model_config = ConfigDict(validate_by_name=True)

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay
    visit_days: Annotated[int, Field(description="The number of the member's visit days within it.")]


class StayAnswer(BaseModel):
    """A segment that the member is in."""

    segment: Annotated[str, Field(description="The id of the segment.")]
    name: Annotated[str | None, Field(description="Its name; null if the newest version does not have it.")]
    entered_on: Annotated[ShownDay, Field(description="The business day of entering.")]
    why: Annotated[str, Field(description="The reason for entering, in words.")]


class MemberGradeOfReviewAnswer(MemberGradeAnswer):
    """The member in a review of grades."""

    review: ShownReview
    as_of: ShownAsOf


class MemberInsightAnswer(ListedMemberAnswer):
    """A member as of now. Amounts in minor units."""

    name: ShownMemberExternalId
    as_of: Annotated[ShownDay, Field(description="The present business day.")]
    review: Annotated[
        str, Field(description="The id of the review with the shop's figures: the usual gap and reorder intervals.")
    ]
    currency: ShownCurrency
    first_on: Annotated[ShownDay | None, Field(description="The first visit day ever, or null.")]
    second_on: Annotated[ShownDay | None, Field(description="The second visit day, or null.")]
    previous_on: Annotated[ShownDay | None, Field(description="The last visit day but one, or null.")]
    last_on: Annotated[ShownDay | None, Field(description="The last visit day, or null.")]
    visit_days: Annotated[int, Field(description="The number of visit days of all time.")]
    customer_for_days: Annotated[int | None, Field(description="The number of days since the first one, including it.")]
    young: Annotated[
        bool, Field(description="Whether the first one is within the window, so that only part of the window counts.")
    ]
    window: Annotated[WindowAnswer, Field(description="The days that count for grades, up to now.")]
    measure: Annotated[int, Field(description="The measure within the window.")]
    measured_by: Annotated[Literal["spend", "margin"], Field(description="The measure's kind: `insights.measure`.")]
    state: Annotated[State, Field(description="The state by the usual gap.")]
    silent_days: Annotated[int | None, Field(description="The days since the last visit; null without visits.")]
    usual_gap_days: Annotated[
        int | None, Field(description="The usual gap between visits, rounded to whole days; null without visits.")
    ]
    at_stake: Annotated[int, Field(description="The spend in the 12 months up to the last visit.")]
    why: Annotated[str, Field(description="The reason for the state.")]
    stage: Annotated[Literal["suspect", "prospect", "customer", "client", "advocate"], Field(description="The stage.")]
    likes: Annotated[LikesAnswer, Field(description="The preferences within the window.")]
    due_items: Annotated[
        list[DueItemAnswer],
        Field(description="The items due or overdue, the largest usual amount first; none for a lapsed member."),
    ]
    segments: Annotated[list[StayAnswer], Field(description="The segments that the member is in.")]
    grade: Annotated[
        MemberGradeOfReviewAnswer | None,
        Field(description="The grade in the newest scheduled review; null if it does not include the member."),
    ]
    deviation: Annotated[
        DeviationAnswer | None,
        Field(description="The member's row in that review's list of deviations; null without one."),
    ]


@router.get(
    "/v1/golden-list",
    response_model=GoldenListAnswer,
    responses=ALSO_CSV | problems("not-found", "no-review", "invalid-cursor"),
)
async def get_golden_list(
    query: Annotated[GoldenListQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> GoldenListAnswer | CsvText:
    """Read the golden list: the members with golden grades, best place first.

    As found by the newest scheduled review, without members erased since. State and last visit are those of the newest
    review, and rewards within reach those of now. With `format=csv` a text that a spreadsheet would execute gets a
    leading apostrophe.
    """
    golden_list = context.goldlist.golden_list
    if query.format == "json":
        found = await golden_list.page(context.program_id, wanted_of("golden-list", context, query))
        return GoldenListAnswer.model_validate(page_of("golden-list", context, query, found))
    for name in ("limit", "cursor"):
        if name in query.model_fields_set:
            raise invalid(f"/{name}", "one-of", "the CSV has the whole list")
    wanted = wanted_of("golden-list", context, query)
    try:
        return await csv_answer(
            golden_list.csv(context.program_id, wanted, with_names=may(context.caller.scopes, "members:read"))
        )
    except ListRefused as refused_list:
        raise refused(refused_list.refusal) from None


@router.get("/v1/members/{member}/insight", responses=problems("not-found", "no-review"))
async def get_member_insight(
    member: MemberPath, context: Annotated[RequestContext, needs("insights:read")]
) -> MemberInsightAnswer:
    """Read the insight of a member, as of now.

    Computed from the member's own purchases until now, and the shop's figures of the newest review. The grade and the
    deviation are those of the newest scheduled review.
    """
    found = existing(accepted(await context.goldlist.member_insights.one(context.program_id, member)), "member")
    return MemberInsightAnswer.model_validate(found)
