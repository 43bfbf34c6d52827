"""A member's rebates, every period so far."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.api.contract.answer_types import NextCursor, ShownCurrency, ShownInstant, ShownName
from app.api.contract.operation import RequestContext
from app.api.contract.problems import absent
from app.api.contract.routing import MemberPath, OperationRoute, needs, operations_of, problems
from app.api.operations.status import PeriodAnswer

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


class RebatePeriodAnswer(BaseModel):
    """A rebate in one period, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    name: ShownName
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    currency: ShownCurrency
    spend: Annotated[
        int, Field(description="Matching spend of the period in minor units, less what came back; may be negative.")
    ]
    rate: Annotated[
        str | None,
        Field(description="The rate of the band reached, as a decimal text (`0.02` is 2 %); null where there is none."),
    ]
    due: Annotated[
        int, Field(description="What the spend comes to, in minor units; never negative, and always the true figure.")
    ]
    paid: Annotated[
        int,
        Field(
            description=(
                "How much of `due` was given already, as credit, points or vouchers, in minor units; more than "
                "`due` while too much is out."
            )
        ),
    ]
    settled_at: Annotated[
        ShownInstant | None,
        Field(description="When the period was settled; null as long as it was not, and where nothing was paid."),
    ]


class RebatePeriodsAnswer(BaseModel):
    """Every period in which anything counted."""

    data: Annotated[list[RebatePeriodAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


@router.get("/v1/members/{member}/rebates", responses=problems("not-found"))
async def list_rebates(
    member: MemberPath, context: Annotated[RequestContext, needs("ledger:read")]
) -> RebatePeriodsAnswer:
    """Read every period of a member's rebates.

    From the period of the first purchase to the current one, oldest first, each with what is due and what is paid.
    """
    text = await context.service.rebates(context.program_id, member)
    if text is None:
        raise absent("member")
    return RebatePeriodsAnswer(data=from_json(text), next_cursor=None)


OPERATIONS = operations_of(router)
