"""What a member has at hand for checkouts: vouchers and holds, page by page."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownCurrency, ShownId, ShownInstant, ShownOwnName
from app.api.contract.operation import RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.problems import absent
from app.api.contract.routing import HoldPath, MemberPath, OperationRoute, needs, operations_of, problems
from app.api.operations.rewards import VoucherStateAnswer, VoucherStatus

HoldStatus = Literal["active", "captured", "released", "expired"]

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class VouchersQuery(PageQuery):
    """Which vouchers of the member."""

    status: Annotated[VoucherStatus | None, Field(description="Only those that are this now.")] = None


class VouchersAnswer(BaseModel):
    """A page of a member's vouchers, newest first."""

    data: Annotated[list[VoucherStateAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


class HoldsQuery(PageQuery):
    """Which holds of the member."""

    status: Annotated[HoldStatus | None, Field(description="Only those that are this now.")] = None


class HoldStateAnswer(BaseModel):
    """A hold as it is now."""

    id: ShownId
    external_id: ShownOwnName
    member: Annotated[str, Field(description="The member's id, `mem_…`; null for a guest.")]
    status: Annotated[HoldStatus, Field(description="What became of it.")]
    quote: Annotated[str | None, Field(description="The quote that it keeps; null where what is kept was named.")]
    points: Annotated[int, Field(description="Points that it was placed for.")]
    credit: Annotated[int, Field(description="Credit that it was placed for, in minor units.")]
    vouchers: Annotated[list[str], Field(description="The codes that it was placed for.")]
    currency: ShownCurrency
    created_at: Annotated[ShownInstant, Field(description="When it was placed.")]
    expires_at: Annotated[ShownInstant, Field(description="When it ends by itself, by the programme's clock.")]
    ended_at: Annotated[ShownInstant | None, Field(description="When it ended; null while it is active.")]
    captured_by: Annotated[str | None, Field(description="The purchase that captured it, `pur_…`; else null.")]


class HoldsAnswer(BaseModel):
    """A page of a member's holds, newest first."""

    data: Annotated[list[HoldStateAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


@router.get("/v1/holds/{hold}", responses=problems("not-found"))
async def get_hold(hold: HoldPath, context: Annotated[RequestContext, needs("status:read")]) -> HoldStateAnswer:
    """Read what became of a hold.

    It is active until a purchase captures it, it is released, or its time is over.
    """
    found = await context.service.hold(context.program_id, hold)
    if found is None:
        raise absent("hold")
    return HoldStateAnswer.model_validate(found)


@router.get("/v1/members/{member}/holds", responses=problems("not-found", "invalid-cursor"))
async def list_member_holds(
    member: MemberPath,
    query: Annotated[HoldsQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
) -> HoldsAnswer:
    """Read a member's holds, newest first.

    With `status=active`, what is kept for checkouts right now.
    """
    before = paging.last_id("holds", context, query)
    found = await context.service.holds_page(context.program_id, member, query.limit + 1, query.status, before)
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, query.limit)
    next_cursor = paging.cursor("holds", context, rows[-1]["id"], query=query) if more else None
    return HoldsAnswer(data=[HoldStateAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/members/{member}/vouchers", responses=problems("not-found", "invalid-cursor"))
async def list_member_vouchers(
    member: MemberPath,
    query: Annotated[VouchersQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
) -> VouchersAnswer:
    """Read a member's vouchers, newest first.

    All that were ever issued, or with `status` those that are usable, held, used, expired or revoked now.
    """
    before = paging.last_id("vouchers", context, query)
    found = await context.service.vouchers_page(context.program_id, member, query.limit + 1, query.status, before)
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, query.limit)
    next_cursor = paging.cursor("vouchers", context, rows[-1]["id"], query=query) if more else None
    return VouchersAnswer(data=[VoucherStateAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


OPERATIONS = operations_of(router)
