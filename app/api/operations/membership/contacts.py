"""Contacts with members: those that were made, and whether another may be made now."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.actions.customers.contacts.contacts import ContactRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownDay, ShownId, ShownInstant
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted
from app.api.contract.routing import REPEATED, MemberPath, OperationRoute, example, needs, problems, repeated
from app.engine.model.instants import shown_instant
from app.engine.program.fields import Instant, MemberReference, Name
from app.engine.rules.contacts import CapUse, Group, Reason
from app.store.rows.contacts import ContactRow

router = APIRouter(route_class=OperationRoute, tags=["Contacts"])

Channel = Literal["email", "sms", "phone", "post", "push"]
By = Literal["email", "sms", "phone", "post", "push", "visit"]
Direction = Literal["in", "out"]
Outcome = Literal["sent", "spoken", "no_answer", "bounced", "complained"]


class ContactBody(Request):
    """A contact with a member, or what a platform reports about an earlier message."""

    external_id: Annotated[Name, Field(description="Your own name for it.")]
    member: Annotated[MemberReference, Field(description="The member.")]
    channel: Annotated[By, Field(description="How.")]
    direction: Annotated[Direction, Field(description="`out`: the shop contacted the member; `in`: the other way.")]
    purpose: Annotated[
        Name | None, Field(description="`marketing`, or a purpose of the programme; null: none of them.")
    ] = None
    topic: Annotated[Name | None, Field(description="What it was about, such as the name of a mailing.")] = None
    outcome: Annotated[
        Outcome,
        Field(
            description="`sent` (a message), `spoken`, `no_answer`; or a report about an earlier message: `bounced` "
            "(the address does not exist), `complained` (reported as spam)."
        ),
    ]
    at: Annotated[
        Instant, Field(description="When it was: up to 10 years ago, at most 5 minutes ahead (stored as now).")
    ]


class MemberContactAnswer(BaseModel):
    """A contact with a member, or a report about one."""

    id: ShownId
    external_id: Annotated[str, Field(description="Your own name for it.")]
    member: Annotated[str, Field(description="The member's id.")]
    channel: Annotated[By, Field(description="How.")]
    direction: Annotated[Direction, Field(description="`out`: the shop contacted the member.")]
    purpose: Annotated[str | None, Field(description="The purpose, or null.")]
    topic: Annotated[str | None, Field(description="What it was about, or null.")]
    outcome: Annotated[Outcome, Field(description="What came of it.")]
    at: Annotated[ShownInstant, Field(description="When it was.")]
    staff: Annotated[str | None, Field(description="The id of the person who recorded it, or null.")]
    recorded_at: Annotated[ShownInstant, Field(description="The time of recording, by the programme's clock.")]
    contact_list: Annotated[
        str | None, Field(description="The id of the contact list that the member was chosen for, `lst_…`, or null.")
    ]


class ContactsAnswer(BaseModel):
    """A page of contacts, the last recorded first."""

    data: Page[MemberContactAnswer]
    next_cursor: NextCursor


class CheckQuery(Request):
    """What for, and how."""

    purpose: Annotated[str, Field(max_length=64, description="`marketing`, or a purpose of the programme.")] = (
        "marketing"
    )
    channel: Annotated[Channel, Field(description="The channel.")] = "email"


class CapAnswer(BaseModel):
    """A cap on contacts, and how much of it is used."""

    purpose: Annotated[str | None, Field(description="The purpose whose contacts it counts; null: all.")]
    channel: Annotated[str | None, Field(description="The channel whose contacts it counts; null: all.")]
    max: Annotated[int, Field(description="The most contacts.")]
    days: Annotated[int, Field(description="On so many business days in a row, the present one included.")]
    used: Annotated[int, Field(description="The contacts that count now.")]
    free_on: Annotated[
        ShownDay | None, Field(description="The business day from which one more fits; null: it fits now.")
    ]


class ContactCheckAnswer(BaseModel):
    """Whether a member may be contacted now."""

    member: Annotated[str, Field(description="The member's id.")]
    purpose: Annotated[str, Field(description="The purpose.")]
    channel: Annotated[str, Field(description="The channel.")]
    may: Annotated[bool, Field(description="Whether nothing is against it.")]
    reason: Annotated[
        Reason | None,
        Field(
            description="What is against it, the first that holds: `no_address` (none is known, or it bounced), "
            "`suppressed` (the address wants nothing), `no_consent` (nothing that the purpose needs was given, or it "
            "was withdrawn), `capped` (there were enough contacts); null: nothing."
        ),
    ]
    group: Annotated[
        Group,
        Field(
            description="`prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group; "
            "`customers`: all others."
        ),
    ]
    caps: Annotated[list[CapAnswer], Field(description="The caps on contacts for the purpose over the channel.")]


@router.post(
    "/v1/contacts",
    status_code=201,
    responses=REPEATED | problems("not-found", "external-id-conflict", "occurred-in-future", "occurred-too-old"),
    openapi_extra=example(
        {
            "external_id": "spring-5531",
            "member": "ext:crm-5531",
            "channel": "email",
            "direction": "out",
            "purpose": "marketing",
            "topic": "spring-offers",
            "outcome": "sent",
            "at": "2026-03-02T09:30:00Z",
        }
    ),
)
async def record_contact(
    request: ContactBody, response: Response, context: Annotated[RequestContext, needs("contacts:write")]
) -> MemberContactAnswer:
    """Record a contact with a member: a message, a call, a visit, or what a platform reports about a message.

    Contacts that the shop made count against the programme's caps; reports do not. After `bounced` and `complained` the
    member's present address for the channel is not contacted any more, until a later consent is `confirmed`.
    """
    wish = ContactRequest(
        fingerprint=fingerprint("contact", request), **{name: getattr(request, name) for name in _SAID}
    )
    written = accepted(await context.goldlist.contacts.record(context.caller, wish))
    contact, was_there = written
    if was_there:
        repeated(response)
    return _shown(contact)


@router.get("/v1/members/{member}/contacts", responses=problems("not-found", "invalid-cursor"))
async def list_contacts(
    member: MemberPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("members:read")],
) -> ContactsAnswer:
    """List the contacts with a member, the last recorded first."""
    before = paging.last_id("contacts", context, query)
    found = accepted(await context.goldlist.contacts.page(context.caller, member, query.limit + 1, before))
    rows, next_cursor = paging.page("contacts", context, query, found, lambda last: last.contact_id)
    return ContactsAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/members/{member}/may-contact", responses=problems("not-found", "validation"))
async def check_contact(
    member: MemberPath,
    query: Annotated[CheckQuery, Query()],
    context: Annotated[RequestContext, needs("members:read")],
) -> ContactCheckAnswer:
    """Read whether a member may be contacted now for a purpose over a channel, and if not, why not."""
    found = accepted(await context.goldlist.contacts.check(context.caller, member, query.purpose, query.channel))
    return ContactCheckAnswer(
        member=found.member_id,
        purpose=query.purpose,
        channel=query.channel,
        may=found.reason is None,
        reason=found.reason,
        group=found.group,
        caps=[_cap(one) for one in found.uses],
    )


_SAID = tuple(name for name in ContactRequest._fields if name != "fingerprint")


def _cap(use: CapUse) -> CapAnswer:
    cap = use.cap
    return CapAnswer(
        purpose=cap.purpose, channel=cap.channel, max=cap.most, days=cap.days, used=use.used, free_on=use.free_on
    )


def _shown(row: ContactRow) -> MemberContactAnswer:
    told = {name: getattr(row, name) for name in MemberContactAnswer.model_fields if name in ContactRow._fields}
    return MemberContactAnswer.model_validate(
        {
            **told,
            "id": row.contact_id,
            "member": row.member_id,
            "at": shown_instant(row.at),
            "staff": row.created_by,
            "contact_list": row.list_id,
            "recorded_at": shown_instant(row.recorded_at),
        }
    )
