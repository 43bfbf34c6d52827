"""Segments: their members now, and a trial of a condition."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownAsOf, ShownDay, ShownMember, ShownName, ShownReview
from app.api.contract.csv_answers import ALSO_CSV, CsvText, csv_answer
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import Problem, accepted, existing, invalid
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.api.operations.insights.insight_answers import ListedMemberAnswer
from app.engine.program.parts.conditions import ConditionPart

router = APIRouter(route_class=OperationRoute, tags=["Insights"])

SegmentPath = Annotated[str, Path(alias="segment")]
MOST_SEGMENTS = 20
MOST_SAMPLED = 20


class SegmentAnswer(BaseModel):
    """A segment with its members now."""

    id: Annotated[str, Field(description="The id of the segment.")]
    name: ShownName
    members: Annotated[int, Field(description="The number of members in it now.")]
    decided_on: Annotated[ShownDay | None, Field(description="The business day of the last decision; null before it.")]
    review: Annotated[str | None, Field(description="The id of the review it was decided by; null before.")]


class SegmentsAnswer(BaseModel):
    """The segments of the newest version."""

    data: Annotated[
        list[SegmentAnswer], Field(max_length=MOST_SEGMENTS, description="The segments, in the order of the document.")
    ]


class SegmentMembersQuery(PageQuery):
    """The page, and the format."""

    format: Annotated[
        Literal["json", "csv"], Field(description="`csv`: all members, without `limit` and `cursor`.")
    ] = "json"


class SegmentMemberAnswer(ListedMemberAnswer):
    """A member of a segment."""

    entered_on: Annotated[ShownDay, Field(description="The business day of entering.")]
    why: Annotated[str, Field(description="The reason for entering, in words.")]


class SegmentMembersAnswer(BaseModel):
    """A page of a segment's members, in the order of their ids."""

    data: Page[SegmentMemberAnswer]
    next_cursor: NextCursor


class SegmentCheckRequest(Request):
    """A condition to try."""

    # With a validator, since pydantic may copy the description of a bare reference to others of the same kind.
    when: Annotated[
        ConditionPart,
        AfterValidator(lambda condition: condition),
        Field(description="A condition as in `segments` of the programme document."),
    ]


class SelectedAnswer(BaseModel):
    """A member that the condition selects."""

    member: ShownMember
    why: Annotated[str, Field(description="The reason, in words.")]


class SegmentCheckAnswer(BaseModel):
    """The members that a condition selects by the newest review."""

    review: ShownReview
    as_of: ShownAsOf
    members: Annotated[int, Field(description="The number of members selected.")]
    of: Annotated[int, Field(description="The number of members looked at, at most 100,000, drawn by hash.")]
    sample: Annotated[
        list[SelectedAnswer], Field(max_length=MOST_SAMPLED, description="The first of them, with the reason.")
    ]


@router.get("/v1/segments")
async def list_segments(context: Annotated[RequestContext, needs("segments:read")]) -> SegmentsAnswer:
    """List the segments of the newest version, with the number of their members now."""
    return SegmentsAnswer.model_validate({"data": await context.goldlist.segment_lists.all(context.program_id)})


@router.get("/v1/segments/{segment}", responses=problems("not-found"))
async def get_segment(
    segment: SegmentPath, context: Annotated[RequestContext, needs("segments:read")]
) -> SegmentAnswer:
    """Read a segment, with the number of its members now."""
    found = await context.goldlist.segment_lists.all(context.program_id)
    one = existing(next((one for one in found if one["id"] == segment), None), "segment")
    return SegmentAnswer.model_validate(one)


@router.get(
    "/v1/segments/{segment}/members",
    response_model=SegmentMembersAnswer,
    responses=ALSO_CSV | problems("not-found", "invalid-cursor"),
)
async def list_segment_members(
    segment: SegmentPath,
    query: Annotated[SegmentMembersQuery, Query()],
    context: Annotated[RequestContext, needs("segments:read")],
) -> SegmentMembersAnswer | CsvText:
    """List the members of a segment, with the reason of each.

    With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.
    """
    lists = context.goldlist.segment_lists
    is_csv = query.format == "csv"
    for name in ("limit", "cursor"):
        if is_csv and name in query.model_fields_set:
            raise invalid(f"/{name}", "one-of", "the CSV has all members")
    after = paging.last_id("segment-members", context, query)
    found = existing(await lists.members(context.program_id, segment, query.limit + 1, after), "segment")
    if is_csv:
        return await csv_answer(lists.csv(context.program_id, segment))
    rows, next_cursor = paging.page("segment-members", context, query, found, lambda last: last.member_id)
    shown = [{"member": one.member_id, **one._asdict()} for one in rows]
    return SegmentMembersAnswer.model_validate({"data": shown, "next_cursor": next_cursor})


@router.post(
    "/v1/segments/check",
    responses=problems("no-review"),
    openapi_extra=example({"when": {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}}),
)
async def check_segment(
    request: SegmentCheckRequest, context: Annotated[RequestContext, needs("segments:read")]
) -> SegmentCheckAnswer:
    """Try a condition on the newest review, without saving anything.

    Requires a key that knows all members.
    """
    require_all_members(context.caller)
    found = accepted(await context.goldlist.segment_lists.check(context.program_id, request.when))
    if isinstance(found, list):
        raise Problem("validation", found[0].detail, found)
    return SegmentCheckAnswer.model_validate(found)
