"""What a member had at a moment, as was known then."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent, refused
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import MemberPath, OperationRoute, needs, operations_of, problems
from app.engine.model.book import Refusal

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


class BalanceQuery(Request):
    """Of when."""

    at: Annotated[QueryInstant | None, Field(description="The moment, at most 5 minutes ahead; now if left out.")] = (
        None
    )


class BalancePointsAnswer(BaseModel):
    """Points on the day of the moment."""

    balance: int
    available: int
    pending: int
    debt: int
    held: int


class BalanceRebateAnswer(BaseModel):
    """A rebate over all its periods, in minor units."""

    accrued: int
    unpaid: int


class BalanceAnswer(BaseModel):
    """What a member had at a moment. What was recorded later is not in it, even if it happened before."""

    member: str
    at: ShownInstant
    currency: str
    points: BalancePointsAnswer
    credit: int
    punches: dict[str, int]
    rebates: dict[str, BalanceRebateAnswer]
    vouchers: dict[str, int]
    units: dict[str, int]


@router.get("/v1/members/{member}/balance", responses=problems("not-found"))
async def get_balance(
    member: MemberPath,
    query: Annotated[BalanceQuery, Query()],
    context: Annotated[RequestContext, needs("ledger:read")],
) -> BalanceAnswer:
    """What a member had at a moment, as was known then: the sum of the entries recorded up to it."""
    found = await context.service.balance(context.program_id, member, query.at)
    if isinstance(found, Refusal):
        raise refused(found)
    if found is None:
        raise absent("member")
    return BalanceAnswer.model_validate(found)


OPERATIONS = operations_of(router)
