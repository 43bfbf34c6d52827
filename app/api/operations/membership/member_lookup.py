"""Reads many members at once, for lists that have only their ids."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent, invalid
from app.api.contract.routing import OperationRoute, example, needs
from app.api.operations.membership.members import MemberAnswer, shown_member
from app.api.operations.membership.status_answers import UnknownMemberAnswer
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class MembersRequest(Request):
    """The members to read."""

    members: Annotated[
        list[MemberReference],
        Field(
            min_length=1,
            max_length=200,
            description="Up to 200 members: `mem_…`, `ext:<external_id>`, `card:<number>` or "
            "`link:<connector>/<customer>`.",
        ),
    ]


class MembersFoundAnswer(BaseModel):
    """One member per reference, in the order of the request."""

    data: Annotated[
        list[MemberAnswer | UnknownMemberAnswer],
        Field(max_length=200, description="One member for each reference, in the order of the request."),
    ]


@router.post(
    "/v1/members/batch",
    openapi_extra=example({"members": ["card:6331001234567890", "ext:crm-0000"]}),
)
async def get_members(
    request: MembersRequest, context: Annotated[RequestContext, needs("members:read")]
) -> MembersFoundAnswer:
    """Read up to 200 members.

    In the order of the references; an unknown one gets a problem in its place. Each reference may occur once.
    """
    first: dict[str, int] = {}
    for index, reference in enumerate(request.members):
        if first.setdefault(reference, index) != index:
            raise invalid(f"/members/{index}", "repeated", f"the same as /members/{first[reference]}")
    found = await context.goldlist.reads.members(context.program_id, request.members)
    unknown = absent("member").document(context.request_id)
    rows = [
        {"member": reference, "problem": unknown} if one is None else shown_member(one).model_dump()
        for reference, one in zip(request.members, found, strict=True)
    ]
    return MembersFoundAnswer.model_validate({"data": rows})
