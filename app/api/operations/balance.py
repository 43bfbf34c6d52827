"""What a member had at a moment, as was known then."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import absent, refused
from app.api.contract.query_values import QueryInstant
from app.api.contract.shown import ShownInstant
from app.api.operations.members import member_of
from app.engine.model.book import Refusal


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


async def get_balance(call: Call) -> Answer:
    """What a member had at a moment, as was known then: the sum of the entries recorded up to it."""
    query: BalanceQuery = call.query
    found = await call.service.balance(call.program_id, member_of(call), query.at)
    if isinstance(found, Refusal):
        raise refused(found)
    if found is None:
        raise absent("member")
    return Answer(200, to_json(found))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/members/{member}/balance",
        function=get_balance,
        scope="ledger:read",
        tag="Status and ledger",
        query=BalanceQuery,
        answer=BalanceAnswer,
        problems=("not-found",),
    )
]
