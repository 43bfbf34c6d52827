"""A member's rebates, every period so far."""

from pydantic import BaseModel

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Answer, Call, Operation
from app.api.contract.problems import absent
from app.api.operations.status import PeriodAnswer
from app.engine.program.fields import is_member_reference


class RebatePeriodAnswer(BaseModel):
    """A rebate in one period, in minor units."""

    id: str
    name: str
    period: PeriodAnswer
    currency: str
    spend: int
    rate: str | None
    due: int
    paid: int
    settled_at: ShownInstant | None


class RebatePeriodsAnswer(BaseModel):
    """Every period in which anything counted."""

    data: list[RebatePeriodAnswer]
    next_cursor: str | None


async def list_rebates(call: Call) -> Answer:
    """Read every period of a member's rebates.

    From the period of the first purchase to the current one, oldest first, each with what is due and what is paid.
    """
    reference = call.path["member"]
    text = await call.service.rebates(call.program_id, reference) if is_member_reference(reference) else None
    if text is None:
        raise absent("member")
    return Answer(200, b'{"data":' + text + b',"next_cursor":null}')


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/members/{member}/rebates",
        function=list_rebates,
        scope="ledger:read",
        tag="Status and ledger",
        answer=RebatePeriodsAnswer,
        problems=("not-found",),
    )
]
