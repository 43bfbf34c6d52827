"""Changes of tier: the history of a member, and all announced changes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownDay, ShownVersion
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import existing
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.api.operations.answers.baskets import require_all_stores
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
    """A change from one tier to another."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, Field(validation_alias="tier_change_id", description="The id of the tier.")]
    ladder: Annotated[str | None, Field(description="The id of the rank ladder; null for the programme's tiers.")]
    from_: Annotated[
        str | None,
        Field(
            validation_alias="from_level",
            serialization_alias="from",
            description="The id of the tier before, or null.",
        ),
    ]
    to: Annotated[str | None, Field(validation_alias="to_level", description="The id of the tier since then, or null.")]
    effective_on: Annotated[ShownDay, Field(description="The local day from which the change holds.")]
    recorded_at: Annotated[RecordedInstant, Field(description="The time of recording, by the programme's clock.")]
    program_version: ShownVersion
    cause: Annotated[Cause, Field(description="The event behind it; more causes may be added.")]
    cause_id: Annotated[
        str,
        Field(
            description="The id of the purchase, return, tier grant or merged member; for time, a recount or a "
            "review, the day; for a version, its number."
        ),
    ]
    reason: Annotated[str | None, Field(description="The reason of a manual change; else null.")]


class TierChangesAnswer(BaseModel):
    """A page of a member's history, newest first."""

    data: Page[TierChangeAnswer]
    next_cursor: NextCursor


class AnnouncedAnswer(BaseModel):
    """A change of tier that is announced, because it has lasted long enough."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="tier_change_id", description="Goldlist's id. Treat it as opaque text."),
    ]
    member: Annotated[str, Field(validation_alias="member_id", description="The member's id, `mem_…`.")]
    ladder: Annotated[str | None, Field(description="The id of the rank ladder; null for the programme's tiers.")]
    from_: Annotated[
        str | None,
        Field(
            validation_alias="notice_from",
            serialization_alias="from",
            description="The id of the tier announced before, or null.",
        ),
    ]
    to: Annotated[str | None, Field(validation_alias="to_level", description="The id of the new tier, or null.")]
    at: Annotated[
        RecordedInstant,
        Field(validation_alias="notice_at", description="The time of announcement, by the programme's clock."),
    ]
    effective_on: Annotated[ShownDay, Field(description="The local day from which the tier holds.")]


class AnnouncedPageAnswer(BaseModel):
    """A page of announcements, in order."""

    data: Page[AnnouncedAnswer]
    next_cursor: NextCursor
    resume_cursor: Annotated[
        str | None,
        Field(
            description="Store it, and send it as `cursor` the next time, to get every later announcement once; null "
            "before the first."
        ),
    ]


class AnnouncedQuery(PageQuery):
    """The start of the announcements."""

    since: Annotated[QueryInstant | None, Field(description="Only announcements from then on; all by default.")] = None


@router.get("/v1/members/{member}/tiers", responses=problems("not-found", "invalid-cursor"))
async def list_member_tiers(
    member: MemberPath, query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("status:read")]
) -> TierChangesAnswer:
    """List a member's changes of tier, newest first.

    Every change of tier with its day and its cause. Effects of time have the day of their midnight.
    """
    before = paging.last_id("tiers", context, query)
    found = existing(
        await context.goldlist.reads.tier_changes_page(context.program_id, member, query.limit + 1, before), "member"
    )
    rows, next_cursor = paging.page("tiers", context, query, found, lambda last: last.tier_change_id)
    return TierChangesAnswer(data=[TierChangeAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/tier-changes", responses=problems("invalid-cursor"))
async def list_tier_changes(
    query: Annotated[AnnouncedQuery, Query()], context: Annotated[RequestContext, needs("status:read")]
) -> AnnouncedPageAnswer:
    """List announced changes of tier, in the order of announcement.

    A change is announced once it has lasted for the programme's `tiers.notice_delay_minutes`. A change undone before
    that is never announced, and neither is its undoing; several changes within that time are announced as one. An
    announcement is final. In a live programme a change may become visible some seconds after its instant; none is
    skipped. A key limited to a store cannot list them, because they name members of all stores.
    """
    require_all_stores(context.caller, "list announced changes of tier")
    since = instant_text(query.since) if query.since else ""
    notice_at, last_id = paging.position("announced", context, query, parts=2) or (since, "")
    found = await context.goldlist.reads.announced_page(context.program_id, query.limit + 1, (notice_at, last_id))
    rows, more = paging.cut(found, query.limit)
    resume = query.cursor
    if rows:
        key = (rows[-1].notice_at or "", rows[-1].tier_change_id)
        resume = paging.cursor("announced", context, *key, query=query)
    data = [AnnouncedAnswer.model_validate(one) for one in rows]
    return AnnouncedPageAnswer(data=data, next_cursor=resume if more else None, resume_cursor=resume)
