"""Donations of members by cause, for the shop that forwards them."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownCurrency, ShownDay, ShownLastDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import existing, invalid
from app.api.contract.routing import OperationRoute, needs, problems
from app.engine.program.fields import Day, MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Reports"])


class DonationsQuery(Request):
    """The days, and optionally the member."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day.")]
    member: Annotated[MemberReference | None, Field(description="Only donations of this member.")] = None


class DonationAnswer(BaseModel):
    """The donations to one cause."""

    reward: Annotated[str, Field(description="The id of the reward.")]
    name: Annotated[str, Field(description="The reward's name in its newest version.")]
    cause: Annotated[str, Field(description="The recipient.")]
    gifts: Annotated[int, Field(description="The number of donations.")]
    points: Annotated[int, Field(description="The donated points.")]
    amount: Annotated[
        int | None,
        Field(description="The shop's payment to the cause, in minor units; null if the reward has no amount."),
    ]


class DonationsAnswer(BaseModel):
    """The donations on these days, without causes that received none."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay
    currency: ShownCurrency
    data: Annotated[list[DonationAnswer], Field(description="Each cause, in the order of the rewards' ids.")]
    points: Annotated[int, Field(description="All donated points.")]
    amount: Annotated[int, Field(description="The shop's total payment, in minor units.")]


@router.get("/v1/reports/donations", responses=problems("not-found"))
async def list_donations(
    query: Annotated[DonationsQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> DonationsAnswer:
    """Read members' donations: points, and the money that the shop pays for them.

    All donations recorded on these days count, each with the reward's `amount` at that time.
    """
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    found = existing(
        await context.goldlist.reports.donations(context.program_id, query.from_, query.to, query.member), "member"
    )
    return DonationsAnswer.model_validate(found)
