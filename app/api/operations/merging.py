"""Merging two members who are one person."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, operations_of, problems
from app.api.operations.members import MemberAnswer, member_answer
from app.engine.model.commands import MergeMembers
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class MergeRequest(Request):
    """Who is the same person."""

    from_: Annotated[MemberReference, Field(alias="from", description="All of this member becomes the other's.")]


@router.post(
    "/v1/members/{member}/merge",
    responses=problems("not-found", "member-erased"),
    openapi_extra=example({"from": "card:6331009876543210"}),
)
async def merge_members(
    member: MemberPath,
    request: MergeRequest,
    response: Response,
    context: Annotated[RequestContext, needs("members:write")],
) -> MemberAnswer:
    """Make all of another member this one's: purchases, balances, vouchers, cards and names.

    The other's names and id find this member from then on. What is known of the person is this member's, and where
    nothing is known, the other's. Saying it again changes nothing.
    """
    await context.submit(MergeMembers(context.program_id, member, request.from_))
    return await member_answer(context, response, member)


OPERATIONS = operations_of(router)
