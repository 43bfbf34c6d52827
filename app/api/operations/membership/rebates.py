"""A member's rebates in every period so far."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownCurrency, ShownInstant, ShownName
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import existing
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.api.operations.membership.status_answers import (
    PeriodAnswer,
    ShownDue,
    ShownPaid,
    ShownRate,
    ShownSpend,
    ShownUnits,
)

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


class RebatePeriodAnswer(BaseModel):
    """A rebate in one period, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    name: ShownName
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    currency: ShownCurrency
    spend: ShownSpend
    quantity: ShownUnits
    rate: ShownRate
    due: ShownDue
    paid: ShownPaid
    settled_at: Annotated[
        ShownInstant | None,
        Field(description="The time of the period's settlement; null before it, and if nothing was paid."),
    ]


class RebatePeriodsAnswer(BaseModel):
    """Every period with spend or an amount due."""

    data: Page[RebatePeriodAnswer]
    next_cursor: NextCursor


@router.get("/v1/members/{member}/rebates", responses=problems("not-found", "invalid-cursor"))
async def list_rebates(
    member: MemberPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("ledger:read")],
) -> RebatePeriodsAnswer:
    """Read every period of a member's rebates.

    Rebate by rebate, from the period of the first purchase to the current one, each with the amounts due and paid.
    """
    key = paging.position("rebates", context, query, parts=2)
    found = existing(
        await context.goldlist.reads.rebates_page(
            context.program_id, member, query.limit + 1, (key[0], key[1]) if key else None
        ),
        "member",
    )
    periods = [RebatePeriodAnswer.model_validate(one) for one in found]
    data, next_cursor = paging.page("rebates", context, query, periods, lambda last: (last.id, last.period.from_))
    return RebatePeriodsAnswer(data=list(data), next_cursor=next_cursor)
