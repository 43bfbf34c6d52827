"""Merges two members who are the same person."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, problems
from app.api.operations.membership.members import MemberAnswer, member_answer
from app.engine.model.commands.members import MergeMembers
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class MergeRequest(Request):
    """The member to merge."""

    from_: Annotated[MemberReference, Field(alias="from", description="The member to merge into the other.")]


@router.post(
    "/v1/members/{member}/merge",
    responses=problems("not-found", "member-erased"),
    openapi_extra=example({"from": "card:6331009876543210"}),
)
async def merge_members(
    member: MemberPath,
    request: MergeRequest,
    response: Response,
    context: Annotated[RequestContext, needs("members:erase")],
) -> MemberAnswer:
    """Merge another member into this one: purchases, balances, vouchers, cards and names.

    From then on the other's names and id find this member. Personal data is this member's, completed by the other's.
    Repeating the request changes nothing.
    """
    await context.submit(MergeMembers(context.program_id, member, request.from_))
    return await member_answer(context, response, member)
