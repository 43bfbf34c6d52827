"""Staff: the people of the shop, with their roles, managers and deputies."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.actions.access.staff import StaffRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownCreatedAt, ShownDay, ShownId, ShownInstant
from app.api.contract.operation import Nothing, Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import absent, accepted, existing
from app.api.contract.routing import OperationRoute, StaffPath, example, needs, problems
from app.engine.model.instants import shown_instant
from app.engine.program.fields import Day, Email, HumanText, Name, StaffReference
from app.store.rows.access import StaffRow

router = APIRouter(route_class=OperationRoute, tags=["Staff"])

CHANGED: dict[int | str, dict[str, Any]] = {200: {"description": "Changed, or already so."}}

StaffRole = Literal["admin", "manager", "representative", "auditor", "operator"]


class StaffBody(Request):
    """A person of the shop, in full: what is left out is removed."""

    name: Annotated[HumanText, Field(description="The name; no two staff have the same one, case and accents ignored.")]
    role: Annotated[StaffRole, Field(description="The role, which decides the permissions.")]
    email: Annotated[Email | None, Field(description="The e-mail address, of one person only.")] = None
    manager: Annotated[StaffReference | None, Field(description="The manager, who gets tasks that are late.")] = None
    store: Annotated[Name | None, Field(description="The store of this person; null for no store in particular.")] = (
        None
    )
    active: Annotated[
        bool, Field(description="False: the person has left. Keys of this person are refused, and no task is added.")
    ] = True
    deputy: Annotated[
        StaffReference | None, Field(description="The person who stands in during an absence, or after leaving.")
    ] = None
    away_until: Annotated[Day | None, Field(description="The last business date of an absence; null if none.")] = None


class StaffAnswer(BaseModel):
    """A person of the shop."""

    id: ShownId
    external_id: Annotated[str | None, Field(description="Your own name for the person, or null.")]
    name: Annotated[str, Field(description="The name.")]
    role: Annotated[StaffRole, Field(description="The role.")]
    email: Annotated[str | None, Field(description="The e-mail address, in lower case, or null.")]
    manager: Annotated[str | None, Field(description="The manager's id, or null.")]
    store: Annotated[str | None, Field(description="The store, or null.")]
    active: Annotated[bool, Field(description="False if the person has left.")]
    deputy: Annotated[str | None, Field(description="The id of the person who stands in, or null.")]
    away_until: Annotated[ShownDay | None, Field(description="The last business date of an absence, or null.")]
    created_at: ShownCreatedAt


class StaffListAnswer(BaseModel):
    """A page of staff, including those who have left."""

    data: Page[StaffAnswer]
    next_cursor: NextCursor


@router.put(
    "/v1/staff/{staff}",
    status_code=201,
    responses=CHANGED | problems("not-found", "name-taken", "store-not-allowed"),
    openapi_extra=example({"name": "Sam Hill", "role": "representative", "email": "sam@shop.example"}),
)
async def put_staff(
    staff: StaffPath, request: StaffBody, response: Response, context: Annotated[RequestContext, needs("staff:write")]
) -> StaffAnswer:
    """Make a member of staff, or replace everything about one.

    `ext:…` makes the person if there is none yet. Repeating the request changes nothing. A key can only make and change
    staff whose role has no more scopes than the key.
    """
    saved = accepted(
        await context.goldlist.staff.put(
            context.program_id, staff, StaffRequest(**request.model_dump()), context.caller
        )
    )
    person, is_new = saved
    if not is_new:
        response.status_code = 200
    return _shown(person)


@router.get("/v1/staff", responses=problems("invalid-cursor"))
async def list_staff(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("staff:read")]
) -> StaffListAnswer:
    """List the staff of the programme, oldest first, including those who have left."""
    after = paging.last_id("staff", context, query)
    rows, next_cursor = paging.page(
        "staff",
        context,
        query,
        await context.goldlist.staff.page(context.program_id, query.limit + 1, after),
        lambda last: last.staff_id,
    )
    return StaffListAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/staff/{staff}", responses=problems("not-found"))
async def get_staff(staff: StaffPath, context: Annotated[RequestContext, needs("staff:read")]) -> StaffAnswer:
    """Read a member of staff."""
    found = existing(await context.goldlist.staff.one(context.program_id, staff), "member of staff")
    return _shown(found)


def _shown(person: StaffRow) -> StaffAnswer:
    return StaffAnswer(
        id=person.staff_id,
        external_id=person.external_id,
        name=person.name,
        role=person.role,  # type: ignore[arg-type]  # the table holds these only
        email=person.email,
        manager=person.manager_id,
        store=person.store,
        active=bool(person.active),
        deputy=person.deputy_id,
        away_until=person.away_until,
        created_at=shown_instant(person.created_at),
    )


class InvitationAnswer(BaseModel):
    """A link with which a person signs in for the first time, or sets a new password."""

    staff: ShownId
    path: Annotated[str, Field(description="The path of the link, below the service's address. Shown only once.")]
    ends_at: Annotated[ShownInstant, Field(description="The end of the invitation, by the real clock.")]


@router.post("/v1/staff/{staff}/invitation", status_code=201, responses=problems("not-found"))
async def invite_staff(
    staff: StaffPath, context: Annotated[RequestContext, needs("staff:write")], request: Nothing | None = None
) -> InvitationAnswer:
    """Invite a member of staff to the pages.

    The link works once, for an hour, asks for a password, and replaces earlier invitations. A key can only invite staff
    whose role has no more scopes than the key.
    """
    known = await context.goldlist.staff.one(context.program_id, staff)
    made = accepted(
        await context.goldlist.sign_ins.invite(context.program_id, staff, context.caller) if known else None
    )
    if known is None or made is None:
        raise absent("member of staff at work")
    path = f"/pages/invitation/{made.token}"
    return InvitationAnswer(staff=known.staff_id, path=path, ends_at=shown_instant(made.ends_at))
