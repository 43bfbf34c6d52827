"""The owner of a member: the person who looks after the customer."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.actions.customers.tasks.owners import Owned
from app.api.contract.answer_types import ShownInstant, ShownMember
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import refused
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, problems
from app.engine.model.book import Refusal
from app.engine.model.instants import shown_instant
from app.engine.program.fields import StaffReference

router = APIRouter(route_class=OperationRoute, tags=["Staff"])


class OwnerRequest(Request):
    """The owner of a member."""

    staff: Annotated[StaffReference | None, Field(description="The person who looks after the member; null: nobody.")]


class ContactAnswer(BaseModel):
    """A person to contact."""

    id: Annotated[str, Field(description="The id of the person.")]
    name: Annotated[str, Field(description="The name.")]
    email: Annotated[str | None, Field(description="The e-mail address, or null.")]


class OwnerAnswer(BaseModel):
    """The owner of a member."""

    member: ShownMember
    staff: Annotated[str | None, Field(description="The id of the owner; null: nobody.")]
    since: Annotated[ShownInstant | None, Field(description="The time since when, by the programme's clock, or null.")]
    contact: Annotated[
        ContactAnswer | None,
        Field(description="The owner, or the deputy while the owner is away or has left; null if there is neither."),
    ]


@router.put("/v1/members/{member}/owner", responses=problems("not-found"), openapi_extra=example({"staff": "ext:sam"}))
async def set_owner(
    member: MemberPath, request: OwnerRequest, context: Annotated[RequestContext, needs("tasks:write")]
) -> OwnerAnswer:
    """Make a member of staff the owner of a member, the account manager. Repeating the request changes nothing.

    The owner gets the tasks about the member. The audit log has the earlier owners.
    """
    return _shown(await context.goldlist.owners.set(context.caller, member, request.staff))


@router.get("/v1/members/{member}/owner", responses=problems("not-found"))
async def get_owner(member: MemberPath, context: Annotated[RequestContext, needs("tasks:read")]) -> OwnerAnswer:
    """Read the owner of a member, and the person to contact now."""
    return _shown(await context.goldlist.owners.of(context.caller, member))


def _shown(found: Owned | Refusal) -> OwnerAnswer:
    if isinstance(found, Refusal):
        raise refused(found)
    owner, person = found.owner, found.contact
    return OwnerAnswer(
        member=found.member_id,
        staff=owner and owner.staff_id,
        since=owner and shown_instant(owner.since),
        contact=person and ContactAnswer(id=person.staff_id, name=person.name, email=person.email),
    )
