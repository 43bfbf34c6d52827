"""Points that one member gives to another."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.answer_types import ShownId, ShownOwnName, ShownRecordedAt
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    OperationRoute,
    example,
    needs,
    operations_of,
    problems,
    repeated,
)
from app.api.operations.baskets import AfterAnswer
from app.api.operations.entries import EntryAnswer, entry_answers
from app.engine.decisions.transfers import is_given
from app.engine.model.book import Decision
from app.engine.model.commands import TransferPoints
from app.engine.model.instants import shown_instant
from app.engine.model.records import Transfer
from app.engine.program.fields import HumanText, MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class TransferRequest(Request):
    """Who gives how many points to whom."""

    external_id: OwnName = None
    from_: Annotated[MemberReference, Field(alias="from", description="The member who gives.")]
    to: Annotated[MemberReference, Field(description="The member who gets them.")]
    points: Annotated[int, Field(ge=1, le=10**9, description="How many. Never more than there are to spend.")]
    reason: Annotated[HumanText | None, Field(description="It stands in both ledgers as it is.")] = None


class TransferAnswer(BaseModel):
    """Points that went from one member to another, with their last good days."""

    model_config = ConfigDict(validate_by_name=True)

    id: ShownId
    external_id: ShownOwnName
    from_: Annotated[str, Field(alias="from", description="The member who gave, `mem_…`.")]
    to: Annotated[str, Field(description="The member who got them, `mem_…`.")]
    points: Annotated[int, Field(description="How many.")]
    reason: Annotated[str | None, Field(description="Why, as it stands in both ledgers; null when not told.")]
    recorded_at: ShownRecordedAt
    entries: Annotated[list[EntryAnswer], Field(description="What it changed for the member who gave.")]
    received: Annotated[
        list[EntryAnswer], Field(description="What it changed for the other, with what was owed there and is paid now.")
    ]
    after: Annotated[AfterAnswer, Field(description="Where the member who gave stands right after it.")]


@router.post(
    "/v1/transfers",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "insufficient-balance", "member-erased"),
    openapi_extra=example(
        {
            "external_id": "app-000312",
            "from": "ext:crm-5531",
            "to": "card:6331009876543210",
            "points": 100,
            "reason": "For your birthday",
        }
    ),
)
async def transfer_points(
    request: TransferRequest,
    response: Response,
    context: Annotated[RequestContext, needs("checkout:write")],
    idempotency_key: IdempotencyKey = None,
) -> TransferAnswer:
    """Let a member give points to another.

    Those that end first go first, and keep their last good days. Only where the programme allows it, and never into
    debt.
    """
    decision = await context.submit(
        TransferPoints(
            program_id=context.program_id,
            transfer_id=context.service.draw_id("trf"),
            request_key=request_key_of("transfer", request.external_id, idempotency_key, request),
            external_id=request.external_id,
            giver=request.from_,
            taker=request.to,
            points=request.points,
            reason=request.reason,
        )
    )
    if decision.replayed:
        repeated(response)
    return _shown(decision)


OPERATIONS = operations_of(router)


def _shown(decision: Decision) -> TransferAnswer:
    made = decision.subject
    assert isinstance(made, Transfer)
    return TransferAnswer(
        id=made.transfer_id,
        external_id=made.external_id,
        from_=made.member_id,
        to=made.taker_id,
        points=made.points,
        reason=made.reason,
        recorded_at=shown_instant(made.recorded_at),
        entries=entry_answers(one for one in decision.entries if is_given(one)),
        received=entry_answers(one for one in decision.entries if not is_given(one)),
        after=AfterAnswer.model_validate_json(made.after),
    )
