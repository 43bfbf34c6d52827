"""Reports for those who keep the shop's books."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, RootModel
from pydantic_core import to_json

from app.api.contract.answer_types import ShownDay
from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import invalid, refused
from app.api.operations.status import PeriodAnswer
from app.engine.model.book import Refusal
from app.engine.program.fields import Day

CSV: Final = "text/csv; charset=utf-8"


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


class SettlementsQuery(Request):
    """Of which days."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day.")]


class SettlementsCsv(RootModel[str]):
    """Settlements as CSV (RFC 4180), the names of the columns first."""


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


async def list_settlements(call: Call) -> Answer:
    """Read the settlements of rebates as CSV, for the accountant.

    One line for every entry by which a rebate was paid (the amount is positive) or taken back (negative), by when it
    was recorded, in minor units. A text that a spreadsheet would carry out has an apostrophe before it.
    """
    query: SettlementsQuery = call.query
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    parts = call.service.settlements(call.program_id, query.from_, query.to)
    # What cannot be read is told as a problem as long as nothing was sent.
    body = b"".join([await anext(parts), await anext(parts, b"")])
    return Answer(200, body, media_type=CSV.encode(), more=parts)


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
    Operation(
        method="GET",
        path="/v1/reports/settlements",
        function=list_settlements,
        scope="reports:read",
        tag="Reports",
        query=SettlementsQuery,
        answer=SettlementsCsv,
        media_type=CSV,
    ),
]
