"""Manual adjustments of balances, with a reason."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.api.contract.answer_types import ShownCurrency, ShownHolder, ShownId, ShownOwnName, ShownRecordedAt
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    MemberPath,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.answers.baskets import After, AfterAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_answers
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.instants import shown_instant
from app.engine.model.records.points import Adjustment
from app.engine.program.fields import HumanText
from app.engine.program.texts import LARGEST_AMOUNT, UNIT

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


def _something(amount: int) -> int:
    if amount == 0:
        raise PydanticCustomError("out-of-range", "must not be 0")
    return amount


class AdjustmentRequest(Request):
    """An adjustment of a balance, with its reason."""

    external_id: OwnName = None
    unit: Annotated[str, Field(pattern=UNIT, description="`points`, `credit` or `punches:<card>`.")]
    amount: Annotated[
        int,
        Field(
            ge=-LARGEST_AMOUNT,
            le=LARGEST_AMOUNT,
            description="Signed, not 0: points, minor units of credit, or punches.",
            json_schema_extra={"not": {"const": 0}},
        ),
        AfterValidator(_something),
    ]
    reason: Annotated[HumanText, Field(description="Shown unchanged in the ledger.")]
    allow_negative: Annotated[bool, Field(description="Allow a negative balance.")] = False


class AdjustmentAnswer(BaseModel):
    """A manual adjustment, with its entries and the member's balances after it."""

    id: ShownId
    external_id: ShownOwnName
    member: ShownHolder
    unit: Annotated[str, Field(description="The unit: `points`, `credit` or `punches:<card>`.")]
    amount: Annotated[int, Field(description="The amount, signed: points, minor units of credit, or punches.")]
    reason: Annotated[str, Field(description="The reason, as in the ledger.")]
    currency: ShownCurrency
    recorded_at: ShownRecordedAt
    entries: Annotated[
        list[EntryAnswer],
        Field(description="Every change of a balance that resulted, in order."),
    ]
    after: After


@router.post(
    "/v1/members/{member}/adjustments",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "insufficient-balance", "member-erased"),
    openapi_extra=example(
        {"external_id": "case-4711", "unit": "points", "amount": 250, "reason": "Sorry for the wait"}
    ),
)
async def adjust_balance(
    member: MemberPath,
    request: AdjustmentRequest,
    response: Response,
    context: Annotated[RequestContext, needs("ledger:adjust")],
    idempotency_key: IdempotencyKey = None,
) -> AdjustmentAnswer:
    """Adjust a balance manually, with a reason.

    The ledger shows the reason unchanged. Refused if the balance would become negative, unless `allow_negative` is set.
    """
    decision = await context.submit(
        AdjustBalance(
            program_id=context.program_id,
            adjustment_id=context.draw_id("adj"),
            request_key=request_key_of("adjustment", request.external_id, idempotency_key, request, about=member),
            member=member,
            unit=request.unit,
            amount=request.amount,
            reason=request.reason,
            allow_negative=request.allow_negative,
        )
    )
    made = decision.subject
    assert isinstance(made, Adjustment)
    if decision.replayed:
        repeated(response)
    return AdjustmentAnswer(
        id=made.adjustment_id,
        external_id=request.external_id,
        member=made.member_id,
        unit=made.unit,
        amount=made.amount,
        reason=made.reason,
        currency=(await context.program()).currency,
        recorded_at=shown_instant(made.recorded_at),
        entries=entry_answers(decision.entries),
        after=AfterAnswer.model_validate_json(made.after),
    )
