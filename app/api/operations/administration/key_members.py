"""The members that a partner's key knows: for it, no others exist."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant
from app.api.contract.operation import Nothing, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import absent, accepted, refused
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems

router = APIRouter(route_class=OperationRoute, tags=["Keys"])

is_key_id = re.compile(r"key_[0-9a-z]{1,40}").fullmatch

KeyPath = Annotated[str, Path(alias="key")]


class KeyMemberAnswer(BaseModel):
    """A member that a partner's key knows."""

    model_config = ConfigDict(from_attributes=True)

    member: Annotated[str, Field(validation_alias="member_id", description="The member's id, `mem_…`.")]
    added_at: Annotated[RecordedInstant, Field(description="The real time since when the key knows the member.")]


class KeyMembersAnswer(BaseModel):
    """A page of the members that a partner's key knows, in the order of their ids."""

    data: Page[KeyMemberAnswer]
    next_cursor: NextCursor


@router.get("/v1/keys/{key}/members", responses=problems("not-found", "invalid-cursor"))
async def list_key_members(
    key: KeyPath, query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("keys:read")]
) -> KeyMembersAnswer:
    """List the members that a partner's key knows.

    Those that it, or a key sharing its members, has enrolled, and those that were added to it.
    """
    after = paging.last_id("key_members", context, query)
    _require_key_id(key)
    found = accepted(await context.goldlist.key_members.page(context.caller, key, query.limit + 1, after))
    rows, next_cursor = paging.page("key_members", context, query, found, lambda last: last.member_id)
    return KeyMembersAnswer(data=[KeyMemberAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.put("/v1/keys/{key}/members/{member}", responses=problems("not-found", "store-not-allowed"))
async def add_key_member(
    key: KeyPath,
    member: MemberPath,
    context: Annotated[RequestContext, needs("keys:write")],
    request: Nothing | None = None,
) -> KeyMemberAnswer:
    """Let a partner's key know a member. Repeating the request changes nothing.

    From then on the key, and those that share its members, can use the member as their scopes allow. All other members
    are 404 for it, as if they did not exist. Refused for a key that knows all members.
    """
    _require_key_id(key)
    known = accepted(await context.goldlist.key_members.add(context.caller, key, member))
    return KeyMemberAnswer.model_validate(known)


@router.delete(
    "/v1/keys/{key}/members/{member}",
    status_code=204,
    responses=problems("not-found", "store-not-allowed"),
)
async def remove_key_member(
    key: KeyPath, member: MemberPath, context: Annotated[RequestContext, needs("keys:write")]
) -> None:
    """Remove a member from those that a partner's key, and those that share its members, know."""
    _require_key_id(key)
    if refusal := await context.goldlist.key_members.remove(context.caller, key, member):
        raise refused(refusal)


def _require_key_id(key: str) -> None:
    if not is_key_id(key):
        raise absent("key")
