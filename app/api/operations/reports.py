"""Reports for those who keep the shop's books."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, RootModel
from pydantic_core import to_json

from app.api.contract.answer_types import ShownCurrency, ShownDay
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

    month: Annotated[
        str | None,
        Field(description="The month in which they end; null when they never do, or where `earned_in` is told."),
    ]
    earned_in: Annotated[
        str | None,
        Field(description="Where points live as long as their owner is active: the month in which they were earned."),
    ]
    issued: Annotated[int, Field(description="What came in, less what was taken back, not given, or paid off debt.")]
    spent: Annotated[int, Field(description="What was redeemed, donated or given away.")]
    expired: Annotated[int, Field(description="What ended unused.")]
    outstanding: Annotated[int, Field(description="What is left: `issued - spent - expired`.")]


class LiabilityPointsAnswer(BaseModel):
    """All members' points: `issued - spent - expired = outstanding`, and `outstanding - debt` is the ledger's sum."""

    lots: Annotated[list[LiabilityLotAnswer], Field(description="The points by when they end, soonest first.")]
    issued: Annotated[int, Field(description="What came in, less what was taken back, not given, or paid off debt.")]
    spent: Annotated[int, Field(description="What was redeemed, donated or given away.")]
    expired: Annotated[int, Field(description="What ended unused.")]
    outstanding: Annotated[int, Field(description="What is left: `issued - spent - expired`; pending points included.")]
    debt: Annotated[int, Field(description="Points that members owe. Never negative; not part of `outstanding`.")]
    worth: Annotated[
        int | None,
        Field(
            description=(
                "What `outstanding` is worth in minor units by the programme's `points.worth`; null when it has none."
            )
        ),
    ]


class LiabilityCreditAnswer(BaseModel):
    """All members' credit, in minor units."""

    outstanding: Annotated[int, Field(description="What members have to their good.")]
    owed_by_members: Annotated[int, Field(description="What those owe whose credit is below zero. Never negative.")]


class LiabilityRebateAnswer(BaseModel):
    """One period of a rebate over all members, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    due: Annotated[int, Field(description="What had become due.")]
    paid: Annotated[int, Field(description="How much of `due` was given, as credit, points or vouchers.")]
    unpaid: Annotated[int, Field(description="How much of `due` is not given yet; negative while too much is out.")]


class LiabilityVoucherAnswer(BaseModel):
    """The vouchers of one reward that can still be used, or are held."""

    reward: Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
    outstanding: Annotated[int, Field(description="How many there are.")]
    largest_worth: Annotated[
        int | None,
        Field(
            description="What they take off at most, in minor units, by the version in force on that day; null where "
            "a voucher has no limit, or where it is not known of a day that is over."
        ),
    ]


class LiabilityAnswer(BaseModel):
    """What the shop owes its members at the end of a business day."""

    on: Annotated[ShownDay, Field(description="The business day at whose end this holds.")]
    currency: ShownCurrency
    program_version: Annotated[int, Field(description="The version of the programme that was in force.")]
    points: Annotated[LiabilityPointsAnswer, Field(description="All members' points, those that are pending included.")]
    credit: Annotated[LiabilityCreditAnswer, Field(description="What members have as credit, in minor units.")]
    rebates: Annotated[
        list[LiabilityRebateAnswer],
        Field(description="Every rebate and period in which something was due, over all members."),
    ]
    vouchers: Annotated[
        list[LiabilityVoucherAnswer], Field(description="The vouchers that can still be used, or are held, by reward.")
    ]


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
