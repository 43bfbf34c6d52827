"""Exports: all records of a kind as one file, sent while they are read."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field, RootModel

from app.actions.access.keys import may
from app.actions.files.export_rows import CODES, PERSONAL
from app.actions.files.exports import FORMATS, WHAT, Wish, columns_of, export, header_of, text_of
from app.api.contract.csv_answers import CsvText, csv_answer
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.problems import Problem, absent, invalid
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import OperationRoute, needs, problems
from app.engine.model.instants import instant_text
from app.engine.program.fields import Day

router = APIRouter(route_class=OperationRoute, tags=["Exports"])

JSON_LINES: Final = "application/x-ndjson"
ALSO_JSON_LINES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "", "content": {JSON_LINES: {"schema": {"type": "string"}}}}
}
# The columns of an export that need a scope of their own.
_SCOPED: Final = {"members": ("members:read", PERSONAL), "vouchers": ("vouchers:read", CODES)}


class ExportQuery(Request):
    """What of the records is exported; by default, all."""

    from_: Annotated[Day | None, Field(alias="from", description="The first business day; not for `members`.")] = None
    to: Annotated[Day | None, Field(description="The last business day; not for `members`.")] = None
    changed_since: Annotated[
        QueryInstant | None, Field(description="Only members changed since this instant; only for `members`.")
    ] = None
    segment: Annotated[
        str | None, Field(description="Only members who are in this segment now; only for `members`.")
    ] = None
    columns: Annotated[
        str | None, Field(max_length=2000, description="The columns and their order, separated by commas.")
    ] = None
    bom: Annotated[
        Literal["true", "false"],
        Field(description="`true`: the CSV begins with a byte order mark, by which spreadsheets know UTF-8."),
    ] = "false"


class ExportCsv(RootModel[str]):
    """The records, one a line: CSV (RFC 4180) with a header line, or JSON lines."""


@router.get(
    "/v1/exports/{file}",
    response_model=ExportCsv,
    response_class=CsvText,
    responses=ALSO_JSON_LINES | problems("not-found"),
)
async def export_records(
    query: Annotated[ExportQuery, Query()], context: Annotated[RequestContext, needs("exports:read")]
) -> StreamingResponse:
    """Export all records of a kind as CSV or JSON lines.

    `members`, `purchases`, `lines` (of purchases), `returns`, `entries` (of the ledger), `vouchers` or `gift_cards`.
    Sent while they are read, in pages by key; an export that cannot be finished is cut off without the end of the
    transfer, so a complete answer is a complete export. Amounts are in minor units, with their currency. Without the
    scope `members:read` members have no personal data, and without `vouchers:read` vouchers have no code. Requires a
    key that knows all members and all stores. In CSV a text that a spreadsheet would execute gets a leading apostrophe.
    """
    require_all_members(context.caller)
    if context.caller.store is not None:
        raise Problem("insufficient-scope", "a key limited to a store cannot export")
    what, _, form = context.path["file"].partition(".")
    if what not in WHAT or form not in FORMATS:
        raise absent("export")
    program = await context.program()
    if query.segment is not None:
        await _require_segment(context, query.segment)
    wish = _wish(what, query, context)
    try:
        columns = columns_of(program, wish)
    except ValueError as error:
        raise invalid("/columns", "one-of", str(error)) from None
    pages = export(context.goldlist.database, program, wish, context.goldlist.clock)

    async def parts() -> AsyncIterator[bytes]:
        yield header_of(columns, form, bom=query.bom == "true").encode()
        async for page in pages:
            yield text_of(page, columns, form).encode()

    answer = await csv_answer(parts())
    if form == "jsonl":
        answer.headers["content-type"] = JSON_LINES
    return answer


def _wish(what: str, query: ExportQuery, context: RequestContext) -> Wish:
    alone = ("from_", "to") if what == "members" else ("changed_since", "segment")
    for name in alone:
        if getattr(query, name) is not None:
            other = "members by changed_since and segment, all others by from and to"
            raise invalid(f"/{name.rstrip('_')}", "one-of", f"not for {what}: {other}")
    if query.from_ and query.to and query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    scope, scoped = _SCOPED.get(what, ("", frozenset[str]()))
    hidden = scoped if scope and not may(context.caller.scopes, scope) else frozenset[str]()
    columns = query.columns.split(",") if query.columns else []
    if asked := hidden.intersection(columns):
        raise Problem("insufficient-scope", f"the column {min(asked)} requires a key with the scope {scope}")
    since = instant_text(query.changed_since) if query.changed_since else None
    return Wish(what, query.from_, query.to, since, columns, segment=query.segment, hidden=hidden)


async def _require_segment(context: RequestContext, segment: str) -> None:
    known = await context.goldlist.segment_lists.all(context.program_id)
    if not any(one["id"] == segment for one in known):
        raise invalid("/segment", "one-of", "must be a segment of the programme's newest version")
