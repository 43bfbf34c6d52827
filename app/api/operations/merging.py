"""Merging two members who are one person."""

from typing import Annotated

from pydantic import Field

from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.operations.members import MemberAnswer, member_answer, member_of
from app.engine.model.commands import MergeMembers
from app.engine.program.fields import MemberReference


class MergeRequest(Request):
    """Who is the same person."""

    from_: Annotated[MemberReference, Field(alias="from", description="All of this member becomes the other's.")]


async def merge_members(call: Call) -> Answer:
    """Make all of another member this one's: purchases, balances, vouchers, cards and names.

    The other's names and id find this member from then on. What is known of the person is this member's, and where
    nothing is known, the other's. Saying it again changes nothing.
    """
    request = call.read(MergeRequest)
    await call.submit(MergeMembers(call.program_id, member_of(call), request.from_))
    return await member_answer(call)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/members/{member}/merge",
        function=merge_members,
        scope="members:write",
        tag="Members",
        request=(MergeRequest,),
        answer=MemberAnswer,
        problems=("not-found", "member-erased"),
        example={"from": "card:6331009876543210"},
    )
]
