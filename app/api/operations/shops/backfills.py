"""Backfills: past orders of shop systems, asked for by people or on the schedule."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.actions.shops.backfills import BackfillFigures
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownId
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import absent, refused
from app.api.contract.routing import REPEATED, OperationRoute, example, needs, problems, repeated
from app.engine.model.book import Refusal
from app.engine.program.fields import Instant
from app.sources.past import Span

router = APIRouter(route_class=OperationRoute, tags=["Connectors"])

ConnectorPath = Annotated[str, Path(alias="connector")]
BackfillPath = Annotated[str, Path(alias="backfill")]


class BackfillRequest(Request):
    """A time."""

    from_: Annotated[Instant, Field(alias="from", description="Orders that changed at this instant or later.")]
    to: Annotated[
        Instant | None, Field(description="Orders that changed at this instant or earlier; by default, now.")
    ] = None


class BackfillProgress(BaseModel):
    """How far a backfill has come."""

    pages: Annotated[int, Field(description="The pages that were fetched.")]
    orders: Annotated[int, Field(description="The orders on them.")]
    reached: Annotated[
        RecordedInstant | None,
        Field(description="Orders that changed before this instant were fetched; null if the shop has another order."),
    ]


class BackfillResults(BaseModel):
    """The deliveries of a backfill by their result."""

    received: Annotated[int, Field(description="Still to be processed.")]
    done: Annotated[int, Field(description="Something was recorded: the shop's messages had not told of it.")]
    ignored: Annotated[int, Field(description="Nothing was to be recorded, such as for an order that is known.")]
    waiting: Annotated[int, Field(description="A refund whose order has not come.")]
    failed: Annotated[int, Field(description="Could not be recorded; list them with `GET /v1/deliveries`.")]
    dismissed: Annotated[int, Field(description="Dismissed.")]


class BackfillAnswer(BaseModel):
    """A backfill."""

    id: ShownId
    connector: Annotated[str, Field(description="The id of the connector.")]
    kind: Annotated[Literal["asked", "scheduled"], Field(description="Asked for, or part of the schedule.")]
    from_: Annotated[RecordedInstant, Field(alias="from", description="The start of its time.")]
    to: Annotated[RecordedInstant, Field(description="The end of its time.")]
    status: Annotated[
        Literal["fetching", "processing", "done", "failed"],
        Field(description="`processing`: everything is fetched, and the deliveries are being processed."),
    ]
    code: Annotated[
        str | None,
        Field(description="`rate-limited` or `fetch-failed` while it waits to ask again; why it failed; else null."),
    ]
    detail: Annotated[str | None, Field(description="The same for people.")]
    progress: Annotated[BackfillProgress, Field(description="How far it has come.")]
    deliveries: Annotated[BackfillResults, Field(description="The results of the orders.")]
    next_at: Annotated[RecordedInstant | None, Field(description="When it goes on; null once it has ended.")]
    created_at: Annotated[RecordedInstant, Field(description="When it began.")]
    ended_at: Annotated[RecordedInstant | None, Field(description="When it ended, or null.")]


class BackfillsAnswer(BaseModel):
    """A page of backfills, newest first."""

    data: Page[BackfillAnswer]
    next_cursor: NextCursor


@router.post(
    "/v1/connectors/{connector}/backfill",
    status_code=202,
    responses=REPEATED | problems("not-found", "connector-not-ready"),
    openapi_extra=example({"from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}),
)
async def start_backfill(
    connector: ConnectorPath,
    request: BackfillRequest,
    response: Response,
    context: Annotated[RequestContext, needs("connectors:write")],
) -> BackfillAnswer:
    """Fetch the orders of the shop that changed in a time, in the background.

    Each becomes a delivery, as if its message had just come. Orders that are known change nothing, so a time may be
    fetched again. Purchases have the time of their sale, and earn as those that arrive late. The same time again, while
    it is being fetched, is the same backfill.
    """
    require_all_members(context.caller)
    span = Span(request.from_, request.to or context.goldlist.clock())
    made = await context.goldlist.backfills.start(context.program_id, connector, span, context.caller)
    if isinstance(made, Refusal):
        raise refused(made)
    found, is_known = made
    if is_known:
        repeated(response)
    return _shown(found)


@router.get("/v1/connectors/{connector}/backfills", responses=problems("not-found", "invalid-cursor"))
async def list_backfills(
    connector: ConnectorPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("connectors:read")],
) -> BackfillsAnswer:
    """List the backfills of a connector, newest first, scheduled ones too."""
    require_all_members(context.caller)
    before = paging.last_id("backfills", context, query)
    found = await context.goldlist.backfills.page(context.program_id, connector, query.limit + 1, before)
    if found is None:
        raise absent("connector")
    rows, more = paging.cut(found, query.limit)
    next_cursor = paging.cursor("backfills", context, rows[-1].row.backfill_id, query=query) if more else None
    return BackfillsAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/connectors/{connector}/backfills/{backfill}", responses=problems("not-found"))
async def get_backfill(
    connector: ConnectorPath, backfill: BackfillPath, context: Annotated[RequestContext, needs("connectors:read")]
) -> BackfillAnswer:
    """Read a backfill: its progress, and the results of the orders."""
    require_all_members(context.caller)
    found = await context.goldlist.backfills.one(context.program_id, connector, backfill)
    if found is None:
        raise absent("backfill")
    return _shown(found)


def _shown(found: BackfillFigures) -> BackfillAnswer:
    row, results = found
    statuses = BackfillResults.model_fields
    document = {
        "id": row.backfill_id,
        "connector": row.connector_id,
        "kind": "scheduled" if row.slot else "asked",
        "from": row.start_at,
        "to": row.end_at,
        "status": row.status,
        "code": row.code,
        "detail": row.detail,
        "progress": {"pages": row.pages, "orders": row.orders, "reached": row.found_to},
        "deliveries": {status: results.get(status, 0) for status in statuses},
        "next_at": row.next_at,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }
    return BackfillAnswer.model_validate(document)
