"""Changing a balance by hand, with a reason."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.api.contract.idempotency import PROBLEMS, OwnName, basis
from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.shown import ShownInstant
from app.api.operations.baskets import AfterAnswer
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.members import member_of
from app.api.operations.returns import recorded_answer, with_after
from app.engine.model.book import Decision
from app.engine.model.commands import AdjustBalance
from app.engine.model.instants import shown_instant
from app.engine.model.records import Adjustment
from app.engine.program.fields import LARGEST_AMOUNT, UNIT, HumanText


def _something(amount: int) -> int:
    if amount == 0:
        raise PydanticCustomError("out-of-range", "must not be 0")
    return amount


class AdjustmentRequest(Request):
    """By how much a balance is to change, and why."""

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
    reason: Annotated[HumanText, Field(description="It stands in the ledger as it is.")]
    allow_negative: Annotated[bool, Field(description="Take it even if the balance falls below zero.")] = False


class AdjustmentAnswer(BaseModel):
    """A change of a balance by hand, with what followed from it and where the member stands after it."""

    id: str
    external_id: str | None
    member: str
    unit: str
    amount: int
    reason: str
    currency: str
    recorded_at: ShownInstant
    entries: list[EntryAnswer]
    after: AfterAnswer


async def adjust_balance(call: Call) -> Answer:
    """Change a balance by hand, with a reason.

    The ledger shows the reason as it is. Refused rather than taken below zero, unless `allow_negative` is given.
    """
    request = call.read(AdjustmentRequest)
    member = member_of(call)
    named = basis("adjustment", request.external_id, call.headers, request, about=member)
    command = AdjustBalance(
        call.program_id,
        call.service.draw_id("adj"),
        named,
        member,
        request.unit,
        request.amount,
        request.reason,
        request.allow_negative,
    )
    decision = await call.submit(command)
    text = _present(decision, request.external_id, await call.service.currency(call.program_id))
    return recorded_answer(decision, text)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/members/{member}/adjustments",
        function=adjust_balance,
        scope="ledger:adjust",
        tag="Status and ledger",
        request=(AdjustmentRequest,),
        headers=("Idempotency-Key",),
        answer=AdjustmentAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
            *PROBLEMS,
            "insufficient-balance",
            "member-erased",
        ),
        example={"external_id": "case-4711", "unit": "points", "amount": 250, "reason": "Sorry for the wait"},
    )
]


def _present(decision: Decision, external_id: str | None, currency: str) -> bytes:
    made = decision.subject
    assert isinstance(made, Adjustment)
    document: dict[str, Any] = {
        "id": made.adjustment_id,
        "external_id": external_id,
        "member": made.member_id,
        "unit": made.unit,
        "amount": made.amount,
        "reason": made.reason,
        "currency": currency,
        "recorded_at": shown_instant(made.recorded_at),
        "entries": entry_documents(decision.entries),
    }
    return with_after(document, made.after)
