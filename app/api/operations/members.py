"""Enrolling members, and finding them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json

from app.api.contract import paging
from app.api.contract.idempotency import basis
from app.api.contract.operation import Answer, Call, Operation, Request, conditional
from app.api.contract.paging import PageQuery
from app.api.contract.problems import Problem, absent
from app.api.contract.query_values import QueryEmail, QueryInstant, QueryPhone
from app.api.contract.service import KnownMember
from app.api.contract.shown import ShownDay, ShownInstant
from app.api.operations.baskets import metadata_text
from app.api.operations.returns import recorded_answer
from app.engine.model.book import Decision
from app.engine.model.commands import EnrolMember
from app.engine.model.instants import instant_text, shown_instant
from app.engine.model.records import Enrolment, Identifier, Member, Profile
from app.engine.program.fields import CardNumber, Day, Email, HumanText, Metadata, Name, Phone, is_member_reference


class ConsentsRequest(Request):
    """What the member agreed to."""

    marketing: bool = False


class MemberRequest(Request):
    """A new member. Whatever is left out can be told later; a card number is drawn if none is given."""

    external_id: Annotated[
        Name | None, Field(description="Your own name for the member. Give it, or send the header Idempotency-Key.")
    ] = None
    card_number: CardNumber | None = None
    name: HumanText | None = None
    email: Email | None = None
    phone: Phone | None = None
    birth_date: Day | None = None
    joined_on: Annotated[
        Day | None,
        Field(
            description="The day of joining; null when not known, and anniversaries then count from the first purchase."
        ),
    ] = None
    consents: ConsentsRequest = Field(ConsentsRequest())
    metadata: Metadata = Field({})


class ConsentsAnswer(BaseModel):
    """What the member agreed to."""

    marketing: bool


class MemberAnswer(BaseModel):
    """A member. Where the member stands is the status."""

    id: str
    external_id: str | None
    card_number: Annotated[str | None, Field(description="The first of the cards.")]
    card_numbers: list[str]
    name: str | None
    email: str | None
    phone: str | None
    birth_date: ShownDay | None
    joined_on: ShownDay | None
    consents: ConsentsAnswer
    metadata: dict[str, str]
    created_at: ShownInstant


class MembersAnswer(BaseModel):
    """A page of members."""

    data: list[MemberAnswer]
    next_cursor: str | None


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


async def enrol_member(call: Call) -> Answer:
    """Make a member."""
    request = call.read(MemberRequest)
    decision = await call.submit(_command(call, request))
    return recorded_answer(decision, to_json(_first_document(decision, request)))


async def get_member(call: Call) -> Answer:
    """A member, by id, external_id or card."""
    return conditional(call, *await _shown(call))


async def list_members(call: Call) -> Answer:
    """All members, or those of whom all that is asked for is true, in the order of their enrolment."""
    query: MembersQuery = call.query
    list_name = "members" if query.changed_since is None else "changes"
    found = await _members(call, query, list_name)
    rows, more = paging.cut(found, query.limit)
    next_cursor = None
    if more:
        last = rows[-1][0]
        key = (last.member_id,) if query.changed_since is None else (last.changed_at, last.member_id)
        next_cursor = paging.cursor(list_name, call, *key)
    return Answer(200, paging.page([_document(*one) for one in rows], next_cursor))


async def _members(call: Call, query: MembersQuery, list_name: str) -> Sequence[KnownMember]:
    asked = {"ext": query.external_id, "card": query.card, "email": query.email, "phone": query.phone}
    names = {kind: value for kind, value in asked.items() if value is not None}
    if call.caller.store is not None and not names:
        detail = "a key that is bound to a store finds members by external_id, card, email or phone, not all of them"
        raise Problem("insufficient-scope", detail)
    if query.changed_since is None:
        after = paging.last_id(list_name, call)
        return await call.service.members_page(call.program_id, query.limit + 1, after, names, query.expiring_by)
    changed_at, member_id = paging.position(list_name, call, parts=2) or (instant_text(query.changed_since), "")
    return await call.service.changed_members_page(
        call.program_id, query.limit + 1, (changed_at, member_id), names, query.expiring_by
    )


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/members",
        function=enrol_member,
        scope="members:enrol",
        tag="Members",
        request=(MemberRequest,),
        headers=("Idempotency-Key",),
        answer=MemberAnswer,
        statuses=(201, 200),
        problems=(
            "idempotency-key-required",
            "invalid-idempotency-key",
            "external-id-conflict",
            "member-exists",
            "request-in-progress",
            "idempotency-mismatch",
            "member-erased",
        ),
        example={
            "external_id": "crm-5531",
            "card_number": "6331001234567890",
            "name": "Ada Byron",
            "email": "ada@example.com",
        },
    ),
    Operation(
        method="GET",
        path="/v1/members",
        function=list_members,
        scope="members:read",
        tag="Members",
        query=MembersQuery,
        answer=MembersAnswer,
        problems=("validation", "invalid-cursor"),
    ),
    Operation(
        method="GET",
        path="/v1/members/{member}",
        function=get_member,
        scope="members:read",
        tag="Members",
        headers=("If-None-Match",),
        answer=MemberAnswer,
        problems=("not-found",),
    ),
]


def member_of(call: Call) -> str:
    """The reference to a member in the address. Raises Problem if it could name nobody."""
    reference = call.path["member"]
    if not is_member_reference(reference):
        raise absent("member")
    return reference


async def member_answer(call: Call) -> Answer:
    """The member in the address as it is now, with its ETag. Raises Problem."""
    body, tag = await _shown(call)
    return Answer(200, body, ((b"etag", tag.encode()),))


async def known_member(call: Call) -> KnownMember:
    """The member in the address. Raises Problem."""
    found = await call.service.member(call.program_id, member_of(call))
    if found is None:
        raise absent("member")
    return found


async def _shown(call: Call) -> tuple[bytes, str]:
    found = await known_member(call)
    return to_json(_document(*found)), f'"{found[0].version}"'


def _command(call: Call, request: MemberRequest) -> EnrolMember:
    return EnrolMember(
        program_id=call.program_id,
        member_id=call.service.draw_id("mem"),
        basis=basis("member", request.external_id, call.headers, request),
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


def _first_document(decision: Decision, request: MemberRequest) -> dict[str, Any]:
    # The first answer is made of the request, so that it comes again although the data has changed since.
    made = decision.subject
    assert isinstance(made, (Member, Enrolment))
    card = request.card_number or next(one.value for one in decision.identifiers if one.kind == "card")
    return {
        "id": made.member_id,
        "external_id": request.external_id,
        "card_number": card,
        "card_numbers": [card],
        "name": request.name,
        "email": request.email,
        "phone": request.phone,
        "birth_date": request.birth_date,
        "joined_on": request.joined_on,
        "consents": request.consents.model_dump(),
        "metadata": request.metadata,
        "created_at": shown_instant(made.created_at),
    }


def _document(member: Member, profile: Profile | None, names: Sequence[Identifier]) -> dict[str, Any]:
    cards = [one.value for one in names if one.kind == "card"]
    return {
        "id": member.member_id,
        "external_id": member.external_id,
        "card_number": cards[0] if cards else None,
        "card_numbers": cards,
        "name": profile.name if profile else None,
        "email": profile.email if profile else None,
        "phone": profile.phone if profile else None,
        "birth_date": profile.birth_date if profile else None,
        "joined_on": member.joined_on,
        "consents": {"marketing": False, **(from_json(profile.consents) if profile else {})},
        "metadata": from_json(profile.metadata) if profile else {},
        "created_at": shown_instant(member.created_at),
    }
