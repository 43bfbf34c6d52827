"""Reports for those who keep the shop's books."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.operation import Answer, Call, Operation, Request
from app.api.problems import refused
from app.api.shown import ShownDay
from app.api.status import PeriodAnswer
from app.engine.book import Refusal
from app.engine.fields import Day


class LiabilityQuery(Request):
    """Of which day."""

    on: Annotated[
        Day | None, Field(description="The business day at whose end it is drawn up, not in the future; today.")
    ] = None


class LiabilityLotAnswer(BaseModel):
    """All points that end in one month, or that were earned in one month and live on with their owner's activity."""

    month: str | None
    earned_in: str | None
    issued: int
    spent: int
    expired: int
    outstanding: int


class LiabilityPointsAnswer(BaseModel):
    """All members' points: `issued - spent - expired = outstanding`, and `outstanding - debt` is the ledger's sum."""

    lots: list[LiabilityLotAnswer]
    issued: int
    spent: int
    expired: int
    outstanding: int
    debt: int
    worth: int | None


class LiabilityCreditAnswer(BaseModel):
    """All members' credit, in minor units."""

    outstanding: int
    owed_by_members: int


class LiabilityRebateAnswer(BaseModel):
    """One period of a rebate over all members, in minor units."""

    id: str
    period: PeriodAnswer
    due: int
    paid: int
    unpaid: int


class LiabilityAnswer(BaseModel):
    """What the shop owes its members at the end of a business day."""

    on: ShownDay
    currency: str
    program_version: int
    points: LiabilityPointsAnswer
    credit: LiabilityCreditAnswer
    rebates: list[LiabilityRebateAnswer]


async def get_liability(call: Call) -> Answer:
    """Read what the shop owes its members at the end of a business day.

    Points by the month in which they end, credit, and rebates that are due and not paid. All entries count that were
    recorded before the next local midnight; of today, those until now. What time had done by then counts too, written
    yet or not.
    """
    query: LiabilityQuery = call.query
    found = await call.service.liability(call.program_id, query.on)
    if isinstance(found, Refusal):
        raise refused(found)
    return Answer(200, to_json(found))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/reports/liability",
        function=get_liability,
        scope="reports:read",
        tag="Reports",
        query=LiabilityQuery,
        answer=LiabilityAnswer,
    ),
]
