"""A member's balance as known at a past moment."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownCurrency, ShownInstant, ShownMember
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import accepted, existing
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


class BalanceQuery(Request):
    """The moment of a balance."""

    at: Annotated[QueryInstant | None, Field(description="The moment, at most 5 minutes ahead; now by default.")] = None


class BalancePointsAnswer(BaseModel):
    """The points at that moment."""

    balance: Annotated[int, Field(description="Available points less debt; negative with more debt than points.")]
    available: Annotated[int, Field(description="Available points.")]
    pending: Annotated[int, Field(description="Pending points, earned but not yet available; not part of `balance`.")]
    debt: Annotated[int, Field(description="Debt in points. Never negative.")]
    held: Annotated[int, Field(description="Reserved by holds for checkouts.")]


class BalanceRebateAnswer(BaseModel):
    """A rebate over all its periods, in minor units."""

    accrued: Annotated[int, Field(description="The amount due by then, in minor units.")]
    unpaid: Annotated[int, Field(description="The unpaid part of it, in minor units; negative if overpaid.")]


class BalanceAnswer(BaseModel):
    """A member's balance at a moment. Later recordings are not included, even of earlier sales."""

    member: ShownMember
    at: Annotated[ShownInstant, Field(description="The time of this answer, by the programme's clock.")]
    currency: ShownCurrency
    points: Annotated[BalancePointsAnswer, Field(description="Available, pending and owed points.")]
    credit: Annotated[int, Field(description="Credit in minor units; negative if more was taken back than available.")]
    punches: Annotated[
        dict[str, int],
        Field(
            description=("The punches on each card, by its id; negative only if more were taken back than available.")
        ),
    ]
    rebates: Annotated[dict[str, BalanceRebateAnswer], Field(description="Each rebate by its id, over all periods.")]
    vouchers: Annotated[
        dict[str, int],
        Field(description=("The number of usable vouchers of each reward, by its id; negative if one was used twice.")),
    ]
    units: Annotated[dict[str, int], Field(description="The sum of the entries by unit, without zeros.")]


@router.get("/v1/members/{member}/balance", responses=problems("not-found"))
async def get_balance(
    member: MemberPath,
    query: Annotated[BalanceQuery, Query()],
    context: Annotated[RequestContext, needs("ledger:read")],
) -> BalanceAnswer:
    """Read a member's balance as known at a moment: the sum of the entries recorded up to it."""
    found = existing(accepted(await context.goldlist.reads.balance(context.program_id, member, query.at)), "member")
    return BalanceAnswer.model_validate(found)
