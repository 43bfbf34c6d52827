"""Reports for accounting."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, RootModel

from app.api.contract.answer_types import ShownCurrency, ShownDay, ShownLastDay, ShownReward
from app.api.contract.csv_answers import CsvText, csv_answer
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.problems import accepted, invalid
from app.api.contract.routing import OperationRoute, needs
from app.api.operations.membership.status_answers import PeriodAnswer
from app.engine.program.fields import Day

router = APIRouter(route_class=OperationRoute, tags=["Reports"])

# So that no answer has more than a few thousand rows.
MOST_DAYS: Final = {"day": 3_700, "hour": 93, "store": 3_700}


class LiabilityQuery(Request):
    """The day of a report."""

    on: Annotated[
        Day | None,
        Field(
            description=("The business day at whose end the report is drawn up, not in the future; today by default.")
        ),
    ] = None


class LiabilityLotAnswer(BaseModel):
    """All points that expire in one month, or, where expiry depends on activity, that were earned in one month."""

    month: Annotated[
        str | None,
        Field(description="The month in which they expire; null if they never do, or if `earned_in` is set."),
    ]
    earned_in: Annotated[
        str | None,
        Field(description="Where expiry depends on activity: the month of earning."),
    ]
    issued: Annotated[int, Field(description="Points issued, less those taken back, written off, or used to pay debt.")]
    spent: Annotated[int, Field(description="Points redeemed, donated or transferred.")]
    expired: Annotated[int, Field(description="Points expired unused.")]
    outstanding: Annotated[int, Field(description="The outstanding points: `issued - spent - expired`.")]


class LiabilityPointsAnswer(BaseModel):
    """All members' points: `issued - spent - expired = outstanding`, and `outstanding - debt` is the ledger's sum."""

    lots: Annotated[list[LiabilityLotAnswer], Field(description="The points by expiry, earliest first.")]
    issued: Annotated[int, Field(description="Points issued, less those taken back, written off, or used to pay debt.")]
    spent: Annotated[int, Field(description="Points redeemed, donated or transferred.")]
    expired: Annotated[int, Field(description="Points expired unused.")]
    outstanding: Annotated[
        int, Field(description=("The outstanding points: `issued - spent - expired`; pending points included."))
    ]
    debt: Annotated[int, Field(description="Points that members owe. Never negative; not part of `outstanding`.")]
    worth: Annotated[
        int | None,
        Field(
            description=(
                "The worth of `outstanding` in minor units, by the programme's `points.worth`; null without one."
            )
        ),
    ]


class LiabilityCreditAnswer(BaseModel):
    """All members' credit, in minor units."""

    outstanding: Annotated[int, Field(description="The sum of positive balances.")]
    owed_by_members: Annotated[int, Field(description="The sum of negative balances, as a positive amount.")]


class LiabilityGiftCardsAnswer(BaseModel):
    """All gift cards with money."""

    count: Annotated[int, Field(description="Their number.")]
    outstanding: Annotated[int, Field(description="The sum of their balances, reserved ones included, in minor units.")]


class LiabilityRebateAnswer(BaseModel):
    """One period of a rebate over all members, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    due: Annotated[int, Field(description="The amount due.")]
    paid: Annotated[int, Field(description="The paid part of `due`, as credit, points or vouchers.")]
    unpaid: Annotated[int, Field(description="The unpaid part of `due`; negative if overpaid.")]
    expected: Annotated[
        int | None,
        Field(
            description="The shop's accrual for the spend of the period at the rebate's `expected_rate`, rounded for "
            "each member; null without one."
        ),
    ]


class LiabilityVoucherAnswer(BaseModel):
    """The usable and held vouchers of one reward."""

    reward: ShownReward
    outstanding: Annotated[int, Field(description="Their number.")]
    largest_worth: Annotated[
        int | None,
        Field(
            description="Their maximum discount, in minor units, by the version in force on that day; null if a "
            "voucher has no limit, or if it is unknown for a past day."
        ),
    ]


class LiabilityAnswer(BaseModel):
    """The shop's liability to its members at the end of a business day."""

    on: Annotated[ShownDay, Field(description="The business day of the report.")]
    currency: ShownCurrency
    program_version: Annotated[int, Field(description="The version of the programme in force on that day.")]
    points: Annotated[LiabilityPointsAnswer, Field(description="All members' points, including pending ones.")]
    credit: Annotated[LiabilityCreditAnswer, Field(description="All members' credit, positive and negative.")]
    gift_cards: Annotated[LiabilityGiftCardsAnswer, Field(description="The gift cards that can still be spent.")]
    rebates: Annotated[
        list[LiabilityRebateAnswer],
        Field(description="Every rebate and period with an amount due, over all members."),
    ]
    vouchers: Annotated[list[LiabilityVoucherAnswer], Field(description="The usable and held vouchers, by reward.")]


class SettlementsQuery(Request):
    """The days of settlements."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day.")]


class SettlementsCsv(RootModel[str]):
    """Settlements as CSV (RFC 4180), with a header line."""


class SalesQuery(Request):
    """The days of sales, and what divides them."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day.")]
    by: Annotated[
        Literal["day", "hour", "store"],
        Field(description="One row for each day, each local hour of each day, or each store."),
    ] = "day"


class MemberSalesAnswer(BaseModel):
    """The part that members bought."""

    count: Annotated[int, Field(description="Their purchases.")]
    net: Annotated[int, Field(description="What these were sold for, in minor units.")]


class SalesRowAnswer(BaseModel):
    """Sales of a day, of an hour, or of a store; amounts in minor units."""

    day: Annotated[ShownDay | None, Field(description="The business day; null by `store`.")]
    hour: Annotated[int | None, Field(description="The local hour, 0 to 23; null unless by `hour`.")]
    store: Annotated[str | None, Field(description="The store; null by `day` and `hour`, and for sales without one.")]
    count: Annotated[int, Field(description="Purchases on this day, of members and guests, voided ones included.")]
    net: Annotated[int, Field(description="What they were sold for.")]
    voids: Annotated[int, Field(description="Purchases voided on this day.")]
    returns: Annotated[int, Field(description="What came back on this day, voided purchases included.")]
    members: Annotated[MemberSalesAnswer, Field(description="The part of `count` and `net` that members bought.")]


class SalesAnswer(BaseModel):
    """Sales on business days."""

    model_config = ConfigDict(validate_by_name=True)

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay
    currency: ShownCurrency
    data: Annotated[
        list[SalesRowAnswer],
        Field(
            description="In order of time, or of the stores' names. Days, hours and stores without sales are absent."
        ),
    ]


@router.get("/v1/reports/liability")
async def get_liability(
    query: Annotated[LiabilityQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> LiabilityAnswer:
    """Read the shop's liability to its members at the end of a business day.

    Points by the month of their expiry, credit, and unpaid rebates. All entries recorded before the next local midnight
    count; for today, those until now. Effects of time due by then count too, written or not.
    """
    found = accepted(await context.goldlist.reports.liability(context.program_id, query.on))
    return LiabilityAnswer.model_validate(found)


@router.get("/v1/reports/settlements", response_model=SettlementsCsv, response_class=CsvText)
async def list_settlements(
    query: Annotated[SettlementsQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> CsvText:
    """Read the settlements of rebates as CSV, for accounting.

    One line per entry that pays a rebate (a positive amount) or takes it back (negative), by time of recording, in
    minor units. A text that a spreadsheet would execute gets a leading apostrophe.
    """
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    parts = context.goldlist.reports.settlements(context.program_id, query.from_, query.to)
    return await csv_answer(parts)


@router.get("/v1/reports/sales")
async def get_sales(
    query: Annotated[SalesQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> SalesAnswer:
    """Read sales by day, local hour or store: their number, value, what came back, and the members' part.

    Each purchase counts on its own day, and so does each return and each void; a return that is undone counts nowhere.
    Everything acknowledged before is included, at whatever time it arrived.
    """
    require_all_members(context.caller)
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    most = MOST_DAYS[query.by]
    if (date.fromisoformat(query.to) - date.fromisoformat(query.from_)).days >= most:
        raise invalid("/to", "too-many", f"at most {most} days by {query.by}")
    currency, rows = await context.goldlist.sales.rows(context.program_id, query.from_, query.to, query.by)
    data = [
        SalesRowAnswer(
            day=row.day,
            hour=row.hour,
            store=row.store or None,
            count=row.sums.sales,
            net=row.sums.net,
            voids=row.sums.voids,
            returns=row.sums.returned,
            members=MemberSalesAnswer(count=row.sums.member_sales, net=row.sums.member_net),
        )
        for row in rows
    ]
    return SalesAnswer(from_=query.from_, to=query.to, currency=currency, data=data)
