"""What members gave to causes, for those who pass it on."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownCurrency, ShownDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent, invalid
from app.api.contract.routing import OperationRoute, needs, operations_of, problems
from app.engine.program.fields import Day, MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Reports"])


class DonationsQuery(Request):
    """Of which days, and of whom."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day.")]
    member: Annotated[MemberReference | None, Field(description="Only what this member gave.")] = None


class DonationAnswer(BaseModel):
    """What was given to one cause."""

    reward: Annotated[str, Field(description="The id of the reward.")]
    name: Annotated[str, Field(description="What the reward is called, in its newest version.")]
    cause: Annotated[str, Field(description="Who is given to.")]
    gifts: Annotated[int, Field(description="How often somebody gave.")]
    points: Annotated[int, Field(description="The points that were given.")]
    amount: Annotated[
        int | None,
        Field(description="What the shop owes the cause for it, in minor units; null where the reward has no amount."),
    ]


class DonationsAnswer(BaseModel):
    """What was given to causes on these days; those with nothing are left out."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: Annotated[ShownDay, Field(description="The last business day.")]
    currency: ShownCurrency
    data: Annotated[list[DonationAnswer], Field(description="Each cause, in the order of the rewards' ids.")]
    points: Annotated[int, Field(description="All points that were given.")]
    amount: Annotated[int, Field(description="All that the shop owes for them, in minor units.")]


@router.get("/v1/reports/donations", responses=problems("not-found"))
async def list_donations(
    query: Annotated[DonationsQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> DonationsAnswer:
    """Read what members gave to causes: points, and the money that the shop gives for them.

    All gifts count that were recorded on these days, each with the `amount` that the reward had then.
    """
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    found = await context.service.donations(context.program_id, query.from_, query.to, query.member)
    if found is None:
        raise absent("member")
    return DonationsAnswer.model_validate(found)


OPERATIONS = operations_of(router)
