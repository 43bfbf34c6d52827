"""Notes about a member: words of the staff for their colleagues."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.actions.customers.tasks.notes import NoteRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownId, ShownInstant
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted
from app.api.contract.routing import REPEATED, MemberPath, OperationRoute, example, needs, problems, repeated
from app.engine.model.instants import shown_instant
from app.engine.program.fields import LongText, Name
from app.store.rows.tasks import Note

router = APIRouter(route_class=OperationRoute, tags=["Tasks"])


class NoteBody(Request):
    """A note."""

    external_id: Annotated[Name, Field(description="Your own name for the note.")]
    text: Annotated[LongText, Field(description="The words, for colleagues; deleted with the member.")]


class NoteAnswer(BaseModel):
    """A note about a member."""

    id: ShownId
    external_id: Annotated[str, Field(description="Your own name for the note.")]
    text: Annotated[str, Field(description="The words.")]
    staff: Annotated[str | None, Field(description="The id of the person of the key; null for no one in particular.")]
    created_at: Annotated[ShownInstant, Field(description="The time of writing, by the programme's clock.")]


class NotesAnswer(BaseModel):
    """A page of notes, newest first."""

    data: Page[NoteAnswer]
    next_cursor: NextCursor


@router.post(
    "/v1/members/{member}/notes",
    status_code=201,
    responses=REPEATED | problems("not-found", "external-id-conflict"),
    openapi_extra=example({"external_id": "note-1", "text": "Prefers to be called in the morning"}),
)
async def write_note(
    member: MemberPath,
    request: NoteBody,
    response: Response,
    context: Annotated[RequestContext, needs("tasks:write")],
) -> NoteAnswer:
    """Write a note about a member, for colleagues. The customer never sees it; it is deleted with the member."""
    said = fingerprint("note", request)
    written = accepted(
        await context.goldlist.notes.write(context.caller, NoteRequest(member, request.external_id, said, request.text))
    )
    note, was_there = written
    if was_there:
        repeated(response)
    return _shown(note)


@router.get("/v1/members/{member}/notes", responses=problems("not-found", "invalid-cursor"))
async def list_notes(
    member: MemberPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("tasks:read")],
) -> NotesAnswer:
    """List the notes about a member, newest first."""
    before = paging.last_id("notes", context, query)
    found = accepted(await context.goldlist.notes.page(context.caller, member, query.limit + 1, before))
    rows, next_cursor = paging.page("notes", context, query, found, lambda last: last.note_id)
    return NotesAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


def _shown(note: Note) -> NoteAnswer:
    return NoteAnswer(
        id=note.note_id,
        external_id=note.external_id,
        text=note.text,
        staff=note.created_by,
        created_at=shown_instant(note.created_at),
    )
