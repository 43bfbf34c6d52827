"""Enrolling members, and finding them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownDay, ShownId, ShownInstant
from app.api.contract.idempotency import request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.problems import Problem, absent
from app.api.contract.query_values import QueryEmail, QueryInstant, QueryPhone
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    IfNoneMatch,
    MemberPath,
    OperationRoute,
    example,
    needs,
    operations_of,
    problems,
    repeated,
    tagged,
    unless_known,
)
from app.api.contract.service import KnownMember
from app.api.operations.baskets import metadata_text
from app.engine.model.book import Decision
from app.engine.model.commands import EnrolMember
from app.engine.model.instants import instant_text, shown_instant
from app.engine.model.records import Enrolment, Member
from app.engine.program.fields import CardNumber, Day, Email, HumanText, Metadata, Name, Phone

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class ConsentsRequest(Request):
    """What the member agreed to."""

    marketing: Annotated[bool, Field(description="Whether the member may be sent advertisements.")] = False


class MemberRequest(Request):
    """A new member. Whatever is left out can be told later; a card number is drawn if none is given."""

    external_id: Annotated[
        Name | None, Field(description="Your own name for the member. Give it, or send the header Idempotency-Key.")
    ] = None
    card_number: Annotated[CardNumber | None, Field(description="The card; if left out, a number is drawn.")] = None
    name: Annotated[HumanText | None, Field(description="The member's name; null when not known.")] = None
    email: Annotated[Email | None, Field(description="The e-mail address; null when not known.")] = None
    phone: Annotated[Phone | None, Field(description="The phone number; null when not known.")] = None
    birth_date: Annotated[
        Day | None, Field(description="The day of birth, not in the future; null when not known.")
    ] = None
    joined_on: Annotated[
        Day | None,
        Field(
            description="The day of joining; null when not known, and anniversaries then count from the first purchase."
        ),
    ] = None
    consents: ConsentsRequest = Field(ConsentsRequest(), description="What the member has agreed to.")
    metadata: Metadata = Field(
        {}, description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing."
    )


class ConsentsAnswer(BaseModel):
    """What the member agreed to."""

    marketing: Annotated[bool, Field(description="Whether the member may be sent advertisements.")]


class MemberAnswer(BaseModel):
    """A member. Where the member stands is the status."""

    id: ShownId
    external_id: Annotated[str | None, Field(description="Your own name for the member; null when none was given.")]
    card_number: Annotated[str | None, Field(description="The first of the cards.")]
    card_numbers: Annotated[list[str], Field(description="All cards of the member, in the order of their numbers.")]
    name: Annotated[str | None, Field(description="The member's name; null when not known.")]
    email: Annotated[str | None, Field(description="The e-mail address; null when not known.")]
    phone: Annotated[str | None, Field(description="The phone number; null when not known.")]
    birth_date: Annotated[
        ShownDay | None, Field(description="The day of birth, not in the future; null when not known.")
    ]
    joined_on: Annotated[
        ShownDay | None,
        Field(
            description=(
                "The day of joining; null when not known, and anniversaries then count from the first purchase."
            )
        ),
    ]
    consents: Annotated[ConsentsAnswer, Field(description="What the member has agreed to.")]
    metadata: Annotated[
        dict[str, str],
        Field(description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing."),
    ]
    created_at: Annotated[ShownInstant, Field(description="When the member was enrolled here.")]


class MembersAnswer(BaseModel):
    """A page of members."""

    data: Annotated[list[MemberAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


class MembersQuery(PageQuery):
    """Which members; every parameter exactly as the member has it, an e-mail address in any case."""

    external_id: Annotated[Name | None, Field(description="Your own name for the member.")] = None
    card: Annotated[CardNumber | None, Field(description="One of the member's card numbers.")] = None
    email: Annotated[QueryEmail | None, Field(description="The e-mail address, in any case.")] = None
    phone: Annotated[
        QueryPhone | None, Field(description="The phone number, with or without blanks and punctuation.")
    ] = None
    changed_since: Annotated[
        QueryInstant | None,
        Field(
            description="Only who has changed since then in any way, the oldest change first. A change may be seen a "
            "few seconds after its instant: ask the next time from 10 seconds before you asked this time."
        ),
    ] = None
    expiring_by: Annotated[
        Day | None, Field(description="Only who has points whose last good day is this one or an earlier one.")
    ] = None


@router.post(
    "/v1/members",
    status_code=201,
    responses=REPEATED
    | problems(
        "idempotency-key-required",
        "invalid-idempotency-key",
        "external-id-conflict",
        "member-exists",
        "request-in-progress",
        "idempotency-mismatch",
        "member-erased",
    ),
    openapi_extra=example(
        {
            "external_id": "crm-5531",
            "card_number": "6331001234567890",
            "name": "Ada Byron",
            "email": "ada@example.com",
        }
    ),
)
async def enrol_member(
    request: MemberRequest,
    response: Response,
    context: Annotated[RequestContext, needs("members:enrol")],
    idempotency_key: IdempotencyKey = None,
) -> MemberAnswer:
    """Make a member."""
    decision = await context.submit(_command(context, request, idempotency_key))
    if decision.replayed:
        repeated(response)
    return _first_answer(decision, request)


@router.get("/v1/members/{member}", responses=problems("not-found"))
async def get_member(
    member: MemberPath,
    response: Response,
    context: Annotated[RequestContext, needs("members:read")],
    if_none_match: IfNoneMatch = None,
) -> MemberAnswer:
    """A member, by id, external_id or card."""
    found = await known_member(context, member)
    unless_known(context, response, _tag(found))
    return _shown(found)


@router.get("/v1/members", responses=problems("validation", "invalid-cursor"))
async def list_members(
    query: Annotated[MembersQuery, Query()], context: Annotated[RequestContext, needs("members:read")]
) -> MembersAnswer:
    """All members, or those of whom all that is asked for is true, in the order of their enrolment."""
    list_name = "members" if query.changed_since is None else "changes"
    found = await _members(context, query, list_name)
    rows, more = paging.cut(found, query.limit)
    next_cursor = None
    if more:
        last = rows[-1][0]
        key = (last.member_id,) if query.changed_since is None else (last.changed_at, last.member_id)
        next_cursor = paging.cursor(list_name, context, *key, query=query)
    return MembersAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


async def _members(context: RequestContext, query: MembersQuery, list_name: str) -> Sequence[KnownMember]:
    asked = {"ext": query.external_id, "card": query.card, "email": query.email, "phone": query.phone}
    names = {kind: value for kind, value in asked.items() if value is not None}
    if context.caller.store is not None and not names:
        detail = "a key that is bound to a store finds members by external_id, card, email or phone, not all of them"
        raise Problem("insufficient-scope", detail)
    if query.changed_since is None:
        after = paging.last_id(list_name, context, query)
        return await context.service.members_page(context.program_id, query.limit + 1, after, names, query.expiring_by)
    changed_at, member_id = paging.position(list_name, context, query, parts=2) or (
        instant_text(query.changed_since),
        "",
    )
    return await context.service.changed_members_page(
        context.program_id, query.limit + 1, (changed_at, member_id), names, query.expiring_by
    )


OPERATIONS = operations_of(router)


async def member_answer(context: RequestContext, response: Response, member: str) -> MemberAnswer:
    """The member in the address as it is now, with its ETag. Raises Problem."""
    found = await known_member(context, member)
    tagged(response, _tag(found))
    return _shown(found)


async def known_member(context: RequestContext, member: str) -> KnownMember:
    """The member in the address. Raises Problem."""
    found = await context.service.member(context.program_id, member)
    if found is None:
        raise absent("member")
    return found


def _tag(found: KnownMember) -> str:
    return f'"{found[0].version}"'


def _command(context: RequestContext, request: MemberRequest, idempotency_key: str | None) -> EnrolMember:
    return EnrolMember(
        program_id=context.program_id,
        member_id=context.service.draw_id("mem"),
        request_key=request_key_of("member", request.external_id, idempotency_key, request),
        external_id=request.external_id,
        card_number=request.card_number,
        joined_on=request.joined_on,
        name=request.name,
        email=request.email,
        phone=request.phone,
        birth_date=request.birth_date,
        consents=request.consents.model_dump_json(),
        metadata=metadata_text(request.metadata),
    )


def _first_answer(decision: Decision, request: MemberRequest) -> MemberAnswer:
    # The first answer is made of the request, so that it comes again although the data has changed since.
    made = decision.subject
    assert isinstance(made, (Member, Enrolment))
    card = request.card_number or next(one.value for one in decision.identifiers if one.kind == "card")
    return MemberAnswer(
        id=made.member_id,
        external_id=request.external_id,
        card_number=card,
        card_numbers=[card],
        name=request.name,
        email=request.email,
        phone=request.phone,
        birth_date=request.birth_date,
        joined_on=request.joined_on,
        consents=ConsentsAnswer(**request.consents.model_dump()),
        metadata=request.metadata,
        created_at=shown_instant(made.created_at),
    )


def _shown(found: KnownMember) -> MemberAnswer:
    member, profile, names = found
    cards = [one.value for one in names if one.kind == "card"]
    return MemberAnswer(
        id=member.member_id,
        external_id=member.external_id,
        card_number=cards[0] if cards else None,
        card_numbers=cards,
        name=profile.name if profile else None,
        email=profile.email if profile else None,
        phone=profile.phone if profile else None,
        birth_date=profile.birth_date if profile else None,
        joined_on=member.joined_on,
        consents=ConsentsAnswer(**{"marketing": False, **(from_json(profile.consents) if profile else {})}),
        metadata=from_json(profile.metadata) if profile else {},
        created_at=shown_instant(member.created_at),
    )
