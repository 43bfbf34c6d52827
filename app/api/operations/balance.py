"""What a member had at a moment, as was known then."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownCurrency, ShownInstant
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

    balance: Annotated[
        int, Field(description="Points that could be spent, less those owed; negative when more were owed.")
    ]
    available: Annotated[int, Field(description="Points that could be spent.")]
    pending: Annotated[
        int, Field(description="Points that were earned and could not be spent yet; not part of `balance`.")
    ]
    debt: Annotated[int, Field(description="Points owed. Never negative.")]
    held: Annotated[int, Field(description="Kept by holds for checkouts under way, and so not to be spent otherwise.")]


class BalanceRebateAnswer(BaseModel):
    """A rebate over all its periods, in minor units."""

    accrued: Annotated[int, Field(description="What had become due, in minor units.")]
    unpaid: Annotated[
        int, Field(description="How much of that was not given yet, in minor units; negative while too much was out.")
    ]


class BalanceAnswer(BaseModel):
    """What a member had at a moment. What was recorded later is not in it, even if it happened before."""

    member: Annotated[str, Field(description="The member's id, `mem_…`.")]
    at: Annotated[ShownInstant, Field(description="The moment for which this holds, by the programme's clock.")]
    currency: ShownCurrency
    points: Annotated[
        BalancePointsAnswer, Field(description="Points that could be spent, that were to come, and that were owed.")
    ]
    credit: Annotated[
        int, Field(description="Credit in minor units; negative when more was taken back than was there.")
    ]
    punches: Annotated[
        dict[str, int],
        Field(
            description=(
                "What each punch card showed, by its id; negative only when more had come back than there was."
            )
        ),
    ]
    rebates: Annotated[
        dict[str, BalanceRebateAnswer], Field(description="Each rebate by its id, over all its periods.")
    ]
    vouchers: Annotated[
        dict[str, int],
        Field(
            description=(
                "How many vouchers there were to use for each reward, by its id; negative when one was used twice."
            )
        ),
    ]
    units: Annotated[
        dict[str, int], Field(description="The plain sum of the entries, by their unit; what is 0 is left out.")
    ]


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
