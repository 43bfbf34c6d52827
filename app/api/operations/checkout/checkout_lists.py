"""A member's vouchers and holds, page by page."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import (
    CODES,
    NextCursor,
    ShownCurrency,
    ShownHolder,
    ShownId,
    ShownInstant,
    ShownOwnName,
)
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import existing
from app.api.contract.routing import HoldPath, MemberPath, OperationRoute, needs, problems
from app.api.operations.answers.gift_cards import GiftCardPaidAnswer
from app.api.operations.checkout.rewards import VoucherStateAnswer, VoucherStatus

HoldStatus = Literal["active", "captured", "released", "expired"]

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class VouchersQuery(PageQuery):
    """Filters for the member's vouchers."""

    status: Annotated[VoucherStatus | None, Field(description="Only those with this status now.")] = None


class VouchersAnswer(BaseModel):
    """A page of a member's vouchers, newest first."""

    data: Page[VoucherStateAnswer]
    next_cursor: NextCursor


class HoldsQuery(PageQuery):
    """Filters for the member's holds."""

    status: Annotated[HoldStatus | None, Field(description="Only those with this status now.")] = None


class HoldStateAnswer(BaseModel):
    """A hold in its present state."""

    id: ShownId
    external_id: ShownOwnName
    member: ShownHolder
    status: Annotated[HoldStatus, Field(description="Its present status.")]
    quote: Annotated[
        str | None,
        Field(description=("The quote that it reserves; null if the request named the points, credit and vouchers.")),
    ]
    points: Annotated[int, Field(description="The points it reserved.")]
    credit: Annotated[int, Field(description="The credit it reserved, in minor units.")]
    vouchers: Annotated[
        list[str] | None,
        Field(
            description="The codes of the vouchers it reserved; null for a key without the scope `vouchers:read`.",
            json_schema_extra=CODES,
        ),
    ]
    gift_cards: Annotated[list[GiftCardPaidAnswer], Field(description="What it reserved of gift cards.")]
    currency: ShownCurrency
    created_at: Annotated[ShownInstant, Field(description="The time it was placed.")]
    expires_at: Annotated[ShownInstant, Field(description="The time of its expiry, by the programme's clock.")]
    ended_at: Annotated[ShownInstant | None, Field(description="The time it ended; null while active.")]
    captured_by: Annotated[str | None, Field(description="The purchase that captured it (`pur_…`), or null.")]


class HoldsAnswer(BaseModel):
    """A page of a member's holds, newest first."""

    data: Page[HoldStateAnswer]
    next_cursor: NextCursor


@router.get("/v1/holds/{hold}", responses=problems("not-found"))
async def get_hold(hold: HoldPath, context: Annotated[RequestContext, needs("status:read")]) -> HoldStateAnswer:
    """Read the present state of a hold.

    It is active until a purchase captures it, it is released, or it expires.
    """
    found = existing(await context.goldlist.offers.hold(context.program_id, hold), "hold")
    return HoldStateAnswer.model_validate(found)


@router.get("/v1/members/{member}/holds", responses=problems("not-found", "invalid-cursor"))
async def list_member_holds(
    member: MemberPath,
    query: Annotated[HoldsQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
) -> HoldsAnswer:
    """List a member's holds, newest first.

    With `status=active`, only those of open checkouts.
    """
    before = paging.last_id("holds", context, query)
    found = existing(
        await context.goldlist.offers.holds_page(context.program_id, member, query.limit + 1, query.status, before),
        "member",
    )
    rows, next_cursor = paging.page("holds", context, query, found, lambda last: last["id"])
    return HoldsAnswer(data=[HoldStateAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/members/{member}/vouchers", responses=problems("not-found", "invalid-cursor"))
async def list_member_vouchers(
    member: MemberPath,
    query: Annotated[VouchersQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
) -> VouchersAnswer:
    """List a member's vouchers, newest first.

    All vouchers ever issued, or with `status` only those that are now usable, held, used, expired or revoked.
    """
    before = paging.last_id("vouchers", context, query)
    found = existing(
        await context.goldlist.offers.vouchers_page(context.program_id, member, query.limit + 1, query.status, before),
        "member",
    )
    rows, next_cursor = paging.page("vouchers", context, query, found, lambda last: last["id"])
    return VouchersAnswer(data=[VoucherStateAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)
