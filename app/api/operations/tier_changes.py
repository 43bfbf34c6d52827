"""Changes of level: the history of a member, and what is announced of everybody's for those who write to members."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.operation import Answer, Call, Operation
from app.api.contract.paging import PageQuery
from app.api.contract.problems import absent
from app.api.contract.query_values import QueryInstant
from app.api.contract.shown import ShownDay, ShownInstant
from app.engine.model.instants import instant_text, shown_instant
from app.engine.model.records import TierChange
from app.engine.program.fields import is_member_reference

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

    id: str
    ladder: Annotated[
        str | None, Field(description="The id of the ladder of ranks; null for the levels of the programme's tiers.")
    ]
    from_: Annotated[str | None, Field(alias="from", description="The id of the level before; null for none.")]
    to: Annotated[str | None, Field(description="The id of the level since then; null for none.")]
    effective_on: Annotated[ShownDay, Field(description="The local day from which it holds.")]
    recorded_at: ShownInstant
    program_version: int
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

    data: list[TierChangeAnswer]
    next_cursor: str | None


class AnnouncedAnswer(BaseModel):
    """A change of level that has stood long enough to be told to the member."""

    id: str
    member: Annotated[str, Field(description="The member's id, `mem_…`.")]
    ladder: Annotated[
        str | None, Field(description="The id of the ladder of ranks; null for the levels of the programme's tiers.")
    ]
    from_: Annotated[
        str | None, Field(alias="from", description="The id of the level that was announced before; null for none.")
    ]
    to: Annotated[str | None, Field(description="The id of the level; null for none.")]
    at: Annotated[ShownInstant, Field(description="When it is announced, by the programme's clock.")]
    effective_on: Annotated[ShownDay, Field(description="The local day from which the level holds.")]


class AnnouncedPageAnswer(BaseModel):
    """A page of what is announced, in the order of that."""

    data: list[AnnouncedAnswer]
    next_cursor: str | None
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


async def list_member_tiers(call: Call) -> Answer:
    """Read how a member's levels have changed, newest first.

    Every change of level with its day and its cause. What time did has the day of its midnight.
    """
    member = call.path["member"]
    before = paging.last_id("tiers", call)
    found = None
    if is_member_reference(member):
        found = await call.service.tier_changes_page(call.program_id, member, call.query.limit + 1, before)
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, call.query.limit)
    next_cursor = paging.cursor("tiers", call, rows[-1].tier_change_id) if more else None
    return Answer(200, paging.page([_document(one) for one in rows], next_cursor))


async def list_tier_changes(call: Call) -> Answer:
    """Read which changes of level are to be told to members, in the order in which they are announced.

    A change is announced when it has stood for the programme's `tiers.notice_delay_minutes`. What was undone before
    that is never announced, nor is its undoing, and several changes within that time are announced as one. What was
    announced stays. In a live programme a change may be seen some seconds after its instant; none is left out.
    """
    query: AnnouncedQuery = call.query
    since = instant_text(query.since) if query.since else ""
    notice_at, last_id = paging.position("announced", call, parts=2) or (since, "")
    found = await call.service.announced_page(call.program_id, query.limit + 1, (notice_at, last_id))
    rows, more = paging.cut(found, query.limit)
    resume = query.cursor
    if rows:
        resume = paging.cursor("announced", call, rows[-1].notice_at or "", rows[-1].tier_change_id)
    data = [_announced(one) for one in rows]
    return Answer(200, paging.page(data, resume if more else None, resume_cursor=resume))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/members/{member}/tiers",
        function=list_member_tiers,
        scope="status:read",
        tag="Status and ledger",
        query=PageQuery,
        answer=TierChangesAnswer,
        problems=("not-found", "invalid-cursor"),
    ),
    Operation(
        method="GET",
        path="/v1/tier-changes",
        function=list_tier_changes,
        scope="status:read",
        tag="Status and ledger",
        query=AnnouncedQuery,
        answer=AnnouncedPageAnswer,
        problems=("invalid-cursor",),
    ),
]


def _document(change: TierChange) -> dict[str, Any]:
    return {
        "id": change.tier_change_id,
        "ladder": change.ladder,
        "from": change.from_level,
        "to": change.to_level,
        "effective_on": change.effective_on,
        "recorded_at": shown_instant(change.recorded_at),
        "program_version": change.program_version,
        "cause": change.cause,
        "cause_id": change.cause_id,
        "reason": change.reason,
    }


def _announced(change: TierChange) -> dict[str, Any]:
    assert change.notice_at
    return {
        "id": change.tier_change_id,
        "member": change.member_id,
        "ladder": change.ladder,
        "from": change.notice_from,
        "to": change.to_level,
        "at": shown_instant(change.notice_at),
        "effective_on": change.effective_on,
    }
