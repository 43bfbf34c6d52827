"""The feed of events: everything that happened in a programme, in one order, to be read on."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.actions.access.keys import may
from app.actions.events.feed import NOW, START, NotKept, Seen
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import Problem, invalid
from app.api.contract.routing import OperationRoute, needs, problems
from app.engine.events.types import TYPES, named_by

router = APIRouter(route_class=OperationRoute, tags=["Events"])

LARGEST_PAGE: Final = 1_000
LONGEST_WAIT: Final = 25
_is_event = re.compile(r"evt_[0-9a-hjkmnp-tv-z]{26}", re.ASCII).fullmatch


def _within(value: object, least: int, most: int) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PydanticCustomError("wrong-form", "must be a whole number")
    if not least <= int(text) <= most:
        raise PydanticCustomError("out-of-range", f"must be from {least} to {most}")
    return int(text)


EventLimit = Annotated[
    int,
    PlainValidator(lambda value: _within(value, 1, LARGEST_PAGE)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
]
WaitSeconds = Annotated[
    int,
    PlainValidator(lambda value: _within(value, 0, LONGEST_WAIT)),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT}),
]


class EventAnswer(BaseModel):
    """Something that happened: a CloudEvents 1.0 object.

    Unknown types and fields are to be passed over: more may be added.
    """

    specversion: Annotated[str, Field(description="The version of CloudEvents: `1.0`.")]
    id: Annotated[str, Field(description="The id, `evt_…`: the same however often the event is sent.")]
    source: Annotated[str, Field(description="`/programs/` and the id of the programme.")]
    type: Annotated[str, Field(description="What happened, such as `purchase.recorded`.")]
    subject: Annotated[str | None, Field(description="The id of the member; null without one, such as for a guest.")]
    time: Annotated[str, Field(description="The instant of recording, by the programme's clock.")]
    datacontenttype: Annotated[str, Field(description="`application/json`")]
    dataschema: Annotated[str, Field(description="The path of the JSON schema of `data`.")]
    memberseq: Annotated[
        int | None, Field(description="Counts the events of the member: 1, 2, 3 … without gaps. Null without one.")
    ]
    position: Annotated[
        int | None,
        Field(
            description="Counts the events of the programme, without gaps. Null for keys that do not see all events."
        ),
    ]
    test: Annotated[bool, Field(description="Whether it is of a test programme.")]
    data: Annotated[dict[str, Any], Field(description="What to act upon, by type: see `webhooks` in this document.")]


class EventsAnswer(BaseModel):
    """Events in order, and where to go on."""

    data: Annotated[list[EventAnswer], Field(max_length=LARGEST_PAGE, description="The events, oldest first.")]
    next_cursor: Annotated[str, Field(description="Where to go on: the next `after`. Never null.")]
    more: Annotated[bool, Field(description="Whether there are more already.")]


class EventsQuery(Request):
    """Where to begin, and what to leave out."""

    after: Annotated[
        str,
        Field(
            description="`start` for the oldest event kept, `now` for those to come, `next_cursor` of the page before, "
            "or the id of an event."
        ),
    ] = START
    types: Annotated[str | None, Field(description="Only these types, with commas: `purchase.*,tier.changed`.")] = None
    limit: Annotated[EventLimit, Field(description="The maximum number of events.")] = 100
    wait_seconds: Annotated[WaitSeconds, Field(description="How long to wait for an event if there is none yet.")] = 0


@router.get("/v1/events", responses=problems("validation", "invalid-cursor", "cursor-expired"))
async def list_events(
    query: Annotated[EventsQuery, Query()], context: Annotated[RequestContext, needs("events:read")]
) -> EventsAnswer:
    """Read the events of the programme, oldest first, and go on from there.

    Keep `next_cursor`, and ask again with it as `after`: no event is missed, and none comes twice. With `wait_seconds`
    the answer comes as soon as there is an event. Events are kept for 30 days, unless the operator sets another time. A
    key limited to a store sees the events of its store, a partner's key those of the members it knows. Codes of
    vouchers are shown to keys with `status:read`.
    """
    feed = context.goldlist.feed
    caller = context.caller
    position = await named_position(context, query.after)
    page = await feed.page(
        context.program_id,
        position,
        types=named_types(query.types.split(","), "/types") if query.types is not None else None,
        limit=query.limit,
        seen=Seen(caller.store, caller.members_of, codes=may(caller.scopes, "status:read")),
        wait_seconds=query.wait_seconds,
    )
    return EventsAnswer.model_validate({"data": page.documents, "next_cursor": page.cursor, "more": page.more})


async def named_position(context: RequestContext, after: str) -> int:
    """The position after which to begin. Raises Problem."""
    if after not in (START, NOW) and not _is_event(after):
        raise Problem("invalid-cursor")
    try:
        return await context.goldlist.feed.position(context.program_id, after)
    except NotKept:
        raise Problem("cursor-expired") from None


def named_types(patterns: list[str], pointer: str) -> frozenset[str] | None:
    """The types that these patterns name, None for all. Raises Problem."""
    try:
        return named_by(one.strip() for one in patterns)
    except LookupError as error:
        known = ", ".join(TYPES)
        raise invalid(pointer, "unknown-type", f"{error.args[0]!r} names no type; the types are {known}") from None
