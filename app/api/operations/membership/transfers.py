"""Transfers of points between members."""

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
    problems,
    repeated,
)
from app.api.operations.answers.baskets import AfterAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_answers
from app.engine.decisions.transfers import is_given
from app.engine.model.book import Decision
from app.engine.model.commands.points import TransferPoints
from app.engine.model.instants import shown_instant
from app.engine.model.records.points import Transfer
from app.engine.program.fields import HumanText, MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class TransferRequest(Request):
    """A transfer of points between two members."""

    external_id: OwnName = None
    from_: Annotated[MemberReference, Field(alias="from", description="The sender.")]
    to: Annotated[MemberReference, Field(description="The recipient.")]
    points: Annotated[int, Field(ge=1, le=10**9, description="The points, at most the available ones.")]
    reason: Annotated[HumanText | None, Field(description="Shown unchanged in both ledgers.")] = None


class TransferAnswer(BaseModel):
    """Points transferred from one member to another, with their last valid days."""

    model_config = ConfigDict(validate_by_name=True)

    id: ShownId
    external_id: ShownOwnName
    from_: Annotated[str, Field(alias="from", description="The sender, `mem_…`.")]
    to: Annotated[str, Field(description="The recipient, `mem_…`.")]
    points: Annotated[int, Field(description="How many.")]
    reason: Annotated[str | None, Field(description="The reason in both ledgers, or null.")]
    recorded_at: ShownRecordedAt
    entries: Annotated[list[EntryAnswer], Field(description="The sender's entries.")]
    received: Annotated[list[EntryAnswer], Field(description="The recipient's entries, including debt now paid.")]
    after: Annotated[AfterAnswer, Field(description="The sender's balances right after it.")]


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
    """Transfer points from one member to another.

    Points that expire first are transferred first, and keep their last valid days. Only if the programme allows it, and
    never into debt.
    """
    decision = await context.submit(
        TransferPoints(
            program_id=context.program_id,
            transfer_id=context.draw_id("trf"),
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
