"""Changes of level: the history of a member, and what is announced of everybody's for those who write to members."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownDay, ShownVersion
from app.api.contract.operation import RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.problems import absent
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import MemberPath, OperationRoute, needs, operations_of, problems
from app.engine.model.instants import instant_text

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])

Cause = Literal[
    "purchase",
    "return",
    "purchase_void",
    "return_void",
    "claim",
    "activation",
    "adjustment",
    "merge",
    "time",
    "hand",
    "version",
    "recount",
    "review",
]


class TierChangeAnswer(BaseModel):
    """A change from one level to another."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, Field(validation_alias="tier_change_id", description="The id of the level.")]
    ladder: Annotated[
        str | None, Field(description="The id of the ladder of ranks; null for the levels of the programme's tiers.")
    ]
    from_: Annotated[
        str | None,
        Field(
            validation_alias="from_level",
            serialization_alias="from",
            description="The id of the level before; null for none.",
        ),
    ]
    to: Annotated[
        str | None, Field(validation_alias="to_level", description="The id of the level since then; null for none.")
    ]
    effective_on: Annotated[ShownDay, Field(description="The local day from which it holds.")]
    recorded_at: Annotated[RecordedInstant, Field(description="When it was recorded here, by the programme's clock.")]
    program_version: ShownVersion
    cause: Annotated[Cause, Field(description="What it follows from; more causes may come.")]
    cause_id: Annotated[
        str,
        Field(
            description="The id of the purchase, return, given level or merged member; the day of time, of a recount "
            "and of a review; the number of a version."
        ),
    ]
    reason: Annotated[str | None, Field(description="Why, in the words of who did it by hand; else null.")]


class TierChangesAnswer(BaseModel):
    """A page of a member's history, newest first."""

    data: Annotated[list[TierChangeAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


class AnnouncedAnswer(BaseModel):
    """A change of level that has stood long enough to be told to the member."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(
            validation_alias="tier_change_id", description="Our name for it. Take it as it is: its form has no meaning."
        ),
    ]
    member: Annotated[str, Field(validation_alias="member_id", description="The member's id, `mem_…`.")]
    ladder: Annotated[
        str | None, Field(description="The id of the ladder of ranks; null for the levels of the programme's tiers.")
    ]
    from_: Annotated[
        str | None,
        Field(
            validation_alias="notice_from",
            serialization_alias="from",
            description="The id of the level that was announced before; null for none.",
        ),
    ]
    to: Annotated[str | None, Field(validation_alias="to_level", description="The id of the level; null for none.")]
    at: Annotated[
        RecordedInstant,
        Field(validation_alias="notice_at", description="When it is announced, by the programme's clock."),
    ]
    effective_on: Annotated[ShownDay, Field(description="The local day from which the level holds.")]


class AnnouncedPageAnswer(BaseModel):
    """A page of what is announced, in the order of that."""

    data: Annotated[list[AnnouncedAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor
    resume_cursor: Annotated[
        str | None,
        Field(
            description="Keep it, and send it as `cursor` the next time you ask, to get what was announced since, and "
            "nothing twice; null as long as there was nothing."
        ),
    ]


class AnnouncedQuery(PageQuery):
    """Since when."""

    since: Annotated[
        QueryInstant | None, Field(description="Only what is announced from then on; from the beginning if left out.")
    ] = None


@router.get("/v1/members/{member}/tiers", responses=problems("not-found", "invalid-cursor"))
async def list_member_tiers(
    member: MemberPath, query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("status:read")]
) -> TierChangesAnswer:
    """Read how a member's levels have changed, newest first.

    Every change of level with its day and its cause. What time did has the day of its midnight.
    """
    before = paging.last_id("tiers", context, query)
    found = await context.service.tier_changes_page(context.program_id, member, query.limit + 1, before)
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, query.limit)
    next_cursor = paging.cursor("tiers", context, rows[-1].tier_change_id, query=query) if more else None
    return TierChangesAnswer(data=[TierChangeAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/tier-changes", responses=problems("invalid-cursor"))
async def list_tier_changes(
    query: Annotated[AnnouncedQuery, Query()], context: Annotated[RequestContext, needs("status:read")]
) -> AnnouncedPageAnswer:
    """Read which changes of level are to be told to members, in the order in which they are announced.

    A change is announced when it has stood for the programme's `tiers.notice_delay_minutes`. What was undone before
    that is never announced, nor is its undoing, and several changes within that time are announced as one. What was
    announced stays. In a live programme a change may be seen some seconds after its instant; none is left out.
    """
    since = instant_text(query.since) if query.since else ""
    notice_at, last_id = paging.position("announced", context, query, parts=2) or (since, "")
    found = await context.service.announced_page(context.program_id, query.limit + 1, (notice_at, last_id))
    rows, more = paging.cut(found, query.limit)
    resume = query.cursor
    if rows:
        key = (rows[-1].notice_at or "", rows[-1].tier_change_id)
        resume = paging.cursor("announced", context, *key, query=query)
    data = [AnnouncedAnswer.model_validate(one) for one in rows]
    return AnnouncedPageAnswer(data=data, next_cursor=resume if more else None, resume_cursor=resume)


OPERATIONS = operations_of(router)
