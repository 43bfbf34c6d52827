"""Contact lists: members chosen in the background to be contacted, each choice a contact."""

from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field, field_validator
from pydantic_core import PydanticCustomError

from app.actions.access.keys import may
from app.actions.background.recipients import Wanted
from app.actions.customers.contacts.contact_lists import CSV_AT_ONCE, MOST_CHOSEN, ListRequest
from app.actions.customers.contacts.contacts import Intent
from app.actions.reading.settlements import csv_text
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownDay, ShownId
from app.api.contract.csv_answers import ALSO_CSV, CsvText, csv_answer
from app.api.contract.hidden_fields import SCOPE
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import Problem, accepted, existing, invalid
from app.api.contract.routing import REPEATED, OperationRoute, example, needs, problems, repeated
from app.api.operations.answers.recipients import ListedRequest
from app.api.operations.membership.contacts import Channel
from app.engine.model.consents import ADDRESSED
from app.engine.program.fields import Day, Name
from app.engine.rules.occasions import OF_METADATA, Occasion
from app.store.queries.customers.contact_lists import Chosen
from app.store.rows.contacts import ContactList

router = APIRouter(route_class=OperationRoute, tags=["Contacts"])

ListPath = Annotated[str, Path(alias="list")]
HEADER: Final = ("member", "external_id", "name", "address")
_KINDS: Final = ("birthday", "joined", "first_purchase")


class OccasionRequest(Request):
    """A day of the year that means something to the member. 29 February is 1 March in other years."""

    kind: Annotated[
        str,
        Field(
            min_length=1,
            max_length=49,
            description="`birthday`; `joined` or `first_purchase`, from a year later on; or `metadata:<name>`, a note "
            "of the member such as `05-31` (month and day).",
        ),
    ]
    on: Annotated[Day, Field(description="Only members with the occasion on this day.")]

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in _KINDS and not kind.removeprefix(OF_METADATA) != kind:
            raise PydanticCustomError("unknown-occasion", "must be birthday, joined, first_purchase or metadata:<name>")
        return kind


class ContactListRequest(Request):
    """A contact list: its purpose, its channel, and the members to choose from."""

    external_id: Annotated[Name, Field(description="Your own name for the list.")]
    purpose: Annotated[Name, Field(description="`marketing`, or a purpose of the programme.")]
    channel: Annotated[Channel, Field(description="How the members will be contacted.")]
    topic: Annotated[Name | None, Field(description="What it is about, such as the name of a mailing.")] = None
    members: Annotated[ListedRequest, Field(description="The members to choose from.")]
    occasion: Annotated[OccasionRequest | None, Field(description="Only members with this occasion; null: all.")] = None
    limit: Annotated[
        int | None,
        Field(ge=1, le=MOST_CHOSEN, description="The most members to choose, the earliest enrolled first."),
    ] = None


class LeftOutAnswer(BaseModel):
    """The numbers of members who were left out, each by the first reason that held."""

    no_consent: Annotated[int, Field(description="Nothing that the purpose needs was given, or it was withdrawn.")]
    suppressed: Annotated[int, Field(description="The address wants nothing.")]
    capped: Annotated[int, Field(description="There were enough contacts.")]
    no_address: Annotated[int, Field(description="No address is known for the channel, or it bounced.")]
    held_out: Annotated[int, Field(description="Members of a control group that covers contact lists.")]
    unknown: Annotated[int, Field(description="References that name nobody, and members erased meanwhile.")]


class ContactListAnswer(BaseModel):
    """A contact list, with its progress."""

    id: ShownId
    external_id: Annotated[str, Field(description="Your own name for it.")]
    purpose: Annotated[str, Field(description="What the members are contacted for.")]
    channel: Annotated[Channel, Field(description="How.")]
    topic: Annotated[str | None, Field(description="What it is about, or null.")]
    occasion: Annotated[str | None, Field(description="The kind of the occasion, or null.")]
    on: Annotated[ShownDay | None, Field(description="The day of the occasion, or null.")]
    limit: Annotated[int | None, Field(description="The most members to choose, or null.")]
    created_at: Annotated[RecordedInstant, Field(description="The time of its start, by the programme's clock.")]
    status: Annotated[Literal["running", "done"], Field(description="Whether members remain to be examined.")]
    wanted: Annotated[
        int,
        Field(description="The number of members to examine when it started; for a `group`, all members."),
    ]
    examined: Annotated[int, Field(description="The number of members examined so far.")]
    chosen: Annotated[int, Field(description="The number of members chosen.")]
    left_out: Annotated[LeftOutAnswer, Field(description="The members not chosen, by reason.")]


class ChosenAnswer(BaseModel):
    """A member chosen for a list."""

    member: Annotated[str, Field(description="The member's id.")]
    external_id: Annotated[str | None, Field(description="Your own name for the member, or null.")]
    name: Annotated[
        str | None,
        Field(description="The member's name; null without `members:read`.", json_schema_extra={SCOPE: "members:read"}),
    ]
    address: Annotated[
        str | None,
        Field(
            description="The present e-mail address or phone number, by the channel; null for other channels, and "
            "without `members:read`.",
            json_schema_extra={SCOPE: "members:read"},
        ),
    ]


class ChosenMembersAnswer(BaseModel):
    """A page of the members of a list, in the order of their ids."""

    data: Page[ChosenAnswer]
    next_cursor: NextCursor


class ChosenQuery(PageQuery):
    """The page, and the format."""

    format: Annotated[
        Literal["json", "csv"], Field(description="`csv`: all members, without `limit` and `cursor`.")
    ] = "json"


@router.post(
    "/v1/contact-lists",
    status_code=202,
    responses=REPEATED | problems("external-id-conflict", "request-in-progress"),
    openapi_extra=example(
        {
            "external_id": "spring-2026",
            "purpose": "marketing",
            "channel": "email",
            "topic": "spring-offers",
            "members": {"group": "customers"},
            "limit": 500,
        }
    ),
)
async def start_contact_list(
    request: ContactListRequest, response: Response, context: Annotated[RequestContext, needs("contacts:write")]
) -> ContactListAnswer:
    """Choose members to contact for a purpose over a channel.

    They are chosen in the background, a few at a time, each at most once, despite interruptions. Consents, addresses
    that want nothing, caps and the control group decide at that moment. A chosen member counts as contacted that day,
    so a list that is not sent uses up caps. Requires a key that knows all members.
    """
    require_all_members(context.caller)
    meant, occasion = request.members, request.occasion
    wish = ListRequest(
        external_id=request.external_id,
        fingerprint=fingerprint("contact_list", request),
        intent=Intent(request.purpose, request.channel),
        topic=request.topic,
        wanted=Wanted(
            meant.tier,
            meant.segment,
            tuple(meant.references) if meant.references is not None else None,
            meant.group,
        ),
        occasion=Occasion(occasion.kind, occasion.on) if occasion else None,
        most=request.limit,
    )
    one, was_there = accepted(await context.goldlist.contact_lists.start(context.caller, wish))
    if was_there:
        repeated(response)
    return _shown(one)


@router.get("/v1/contact-lists/{list}", responses=problems("not-found"))
async def get_contact_list(
    list_: ListPath, context: Annotated[RequestContext, needs("contacts:write")]
) -> ContactListAnswer:
    """Read the progress of a contact list."""
    return _shown(await _known(context, list_))


@router.get(
    "/v1/contact-lists/{list}/members",
    response_model=ChosenMembersAnswer,
    responses=ALSO_CSV | problems("not-found", "invalid-cursor"),
)
async def list_chosen_members(
    list_: ListPath,
    query: Annotated[ChosenQuery, Query()],
    context: Annotated[RequestContext, needs("contacts:write")],
) -> ChosenMembersAnswer | CsvText:
    """List the members chosen for a contact list so far.

    With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members are left out.
    """
    is_csv = query.format == "csv"
    for name in ("limit", "cursor"):
        if is_csv and name in query.model_fields_set:
            raise invalid(f"/{name}", "one-of", "the CSV has all members")
    if context.caller.store is not None:
        raise Problem("insufficient-scope", "a key limited to a store cannot list members")
    after = paging.last_id("chosen-members", context, query)
    known = await _known(context, list_)
    if is_csv:
        return await csv_answer(_csv(context, known))
    found = await context.goldlist.contact_lists.page(context.program_id, list_, query.limit + 1, after)
    rows, next_cursor = paging.page("chosen-members", context, query, found or [], lambda last: last.member_id)
    shown = [dict(zip(HEADER, _cells(known, one), strict=True)) for one in rows]
    return ChosenMembersAnswer.model_validate({"data": shown, "next_cursor": next_cursor})


async def _csv(context: RequestContext, known: ContactList) -> AsyncIterator[bytes]:
    personal = may(context.caller.scopes, "members:read")
    yield csv_text([HEADER if personal else HEADER[:2]]).encode()
    after: str | None = None
    lists = context.goldlist.contact_lists
    while found := await lists.page(context.program_id, known.list_id, CSV_AT_ONCE, after):
        rows = [tuple(cell or "" for cell in _cells(known, one)) for one in found]
        yield csv_text(row if personal else row[:2] for row in rows).encode()
        after = found[-1].member_id


def _cells(known: ContactList, one: Chosen) -> tuple[str, str | None, str | None, str | None]:
    kind = ADDRESSED.get(known.channel)
    return one.member_id, one.external_id, one.name, getattr(one, kind) if kind else None


async def _known(context: RequestContext, list_id: str) -> ContactList:
    require_all_members(context.caller)
    return existing(await context.goldlist.contact_lists.one(context.program_id, list_id), "list")


def _shown(one: ContactList) -> ContactListAnswer:
    told = {name: value for name, value in one._asdict().items() if name in ContactListAnswer.model_fields}
    left_out = {name: getattr(one, name) for name in LeftOutAnswer.model_fields}
    extra = {"id": one.list_id, "on": one.occasion_on, "limit": one.most, "left_out": left_out}
    return ContactListAnswer.model_validate({**told, **extra})
