"""Deliveries: the messages of shop systems, and their results."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request as HttpRequest

from app.actions.shops.inbox import result_of
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownId
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted, existing, invalid
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.engine.program.fields import HumanText
from app.sources.reading import Unreadable, parsed
from app.store.rows.shops import DeliveryRow

router = APIRouter(route_class=OperationRoute, tags=["Connectors"])

DeliveryPath = Annotated[str, Path(alias="delivery")]
Status = Literal["received", "done", "ignored", "waiting", "failed", "dismissed"]


class DeliveriesQuery(PageQuery):
    """Filters for deliveries."""

    connector: Annotated[str | None, Field(max_length=40, description="Only those of this connector (`con_…`).")] = None
    status: Annotated[Status | None, Field(description="Only those of this status.")] = None
    code: Annotated[str | None, Field(max_length=100, description="Only those with this code.")] = None
    backfill: Annotated[
        str | None, Field(max_length=40, description="Only those that this backfill (`bkf_…`) found.")
    ] = None


class DeliveryAnswer(BaseModel):
    """A message of a shop system, and its result."""

    id: ShownId
    connector: Annotated[str, Field(description="The id of the connector.")]
    topic: Annotated[str, Field(description="Its topic, as the shop system names it.")]
    source_id: Annotated[str, Field(description="The shop system's id of the message, or a hash of it.")]
    received_at: Annotated[RecordedInstant, Field(description="The time of its arrival.")]
    times: Annotated[int, Field(description="How often it came. Only the first one has an effect.")]
    status: Annotated[Status, Field(description="`received`: still to be processed.")]
    code: Annotated[str | None, Field(description="Why nothing was recorded, for programs.")]
    detail: Annotated[str | None, Field(description="The same for people.")]
    pointer: Annotated[str | None, Field(description="The place of the fault in the payload, a JSON pointer.")]
    attempts: Annotated[int, Field(description="How often it was processed.")]
    backfill: Annotated[str | None, Field(description="The id of the backfill that found it; null for a message.")]
    next_at: Annotated[RecordedInstant | None, Field(description="When it is processed next; null for never.")]
    purchases: Annotated[list[str], Field(description="The ids of the purchases that it recorded.")]
    returns: Annotated[list[str], Field(description="The ids of the returns; names of purchases for voids.")]
    shortfalls: Annotated[list[Any], Field(description="What could not be granted, since the sale was paid already.")]


class FullDeliveryAnswer(DeliveryAnswer):
    """A delivery with the part of the message that is stored."""

    payload: Annotated[Any, Field(description="The fields that are read; no others were stored.")]
    first_payload: Annotated[Any, Field(description="The payload before it was repaired; null if it was not.")]
    repaired_by: Annotated[str | None, Field(description="The key or person that repaired it.")]
    repaired_at: Annotated[RecordedInstant | None, Field(description="The time of the repair.")]


class DeliveriesAnswer(BaseModel):
    """A page of deliveries, newest first."""

    data: Page[DeliveryAnswer]
    next_cursor: NextCursor


class ReplayBody(Request):
    """How to process a delivery again."""

    payload: Annotated[
        dict[str, Any] | None, Field(description="The corrected message; by default, that which is stored.")
    ] = None


class DismissBody(Request):
    """Why a delivery will not be recorded."""

    reason: Annotated[HumanText, Field(description="The reason, for the audit log.")]


@router.get("/v1/deliveries", responses=problems("invalid-cursor"))
async def list_deliveries(
    query: Annotated[DeliveriesQuery, Query()], context: Annotated[RequestContext, needs("connectors:read")]
) -> DeliveriesAnswer:
    """List the messages of shop systems, newest first."""
    require_all_members(context.caller)
    before = paging.last_id("deliveries", context, query)
    named = {"connector_id": query.connector, "status": query.status, "code": query.code}
    named["backfill_id"] = query.backfill
    filters = {name: one for name, one in named.items() if one is not None}
    found = await context.goldlist.delivery_desk.page(context.program_id, query.limit + 1, before, filters)
    rows, next_cursor = paging.page("deliveries", context, query, found, lambda last: last.delivery_id)
    data = [DeliveryAnswer.model_validate(_shown(one)) for one in rows]
    return DeliveriesAnswer(data=data, next_cursor=next_cursor)


@router.get("/v1/deliveries/{delivery}", responses=problems("not-found"))
async def get_delivery(
    delivery: DeliveryPath, context: Annotated[RequestContext, needs("connectors:read")]
) -> FullDeliveryAnswer:
    """Read a delivery, with the part of the message that is stored."""
    require_all_members(context.caller)
    found = existing(await context.goldlist.delivery_desk.one(context.program_id, delivery), "delivery")
    return _full(found)


@router.post("/v1/deliveries/{delivery}/replay", responses=problems("not-found"), openapi_extra=example({}))
async def replay_delivery(
    delivery: DeliveryPath,
    request: ReplayBody,
    http: HttpRequest,
    context: Annotated[RequestContext, needs("connectors:write")],
) -> FullDeliveryAnswer:
    """Process a delivery again, repaired if `payload` is given; the first payload is kept beside it."""
    require_all_members(context.caller)
    payload = None
    if request.payload is not None:
        try:
            payload = parsed(await http.body())["payload"]
        except Unreadable as fault:
            raise invalid(fault.pointer, "wrong-type", fault.detail) from None
    done = accepted(await context.goldlist.delivery_desk.replay(context.program_id, delivery, payload, context.caller))
    return _full(done)


@router.post(
    "/v1/deliveries/{delivery}/dismiss",
    responses=problems("not-found"),
    openapi_extra=example({"reason": "Entered at the till already"}),
)
async def dismiss_delivery(
    delivery: DeliveryPath, request: DismissBody, context: Annotated[RequestContext, needs("connectors:write")]
) -> FullDeliveryAnswer:
    """Settle a delivery that failed or waits, and will not be recorded."""
    require_all_members(context.caller)
    done = accepted(
        await context.goldlist.delivery_desk.dismiss(context.program_id, delivery, request.reason, context.caller)
    )
    return _full(done)


def _shown(row: DeliveryRow) -> dict[str, Any]:
    return {
        **row._asdict(),
        "id": row.delivery_id,
        "connector": row.connector_id,
        "backfill": row.backfill_id,
        **result_of(row),
    }


def _full(row: DeliveryRow) -> FullDeliveryAnswer:
    first = json.loads(row.first_payload) if row.first_payload else None
    return FullDeliveryAnswer.model_validate(
        {**_shown(row), "payload": json.loads(row.payload), "first_payload": first}
    )
