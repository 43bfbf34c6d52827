"""Points that one member gives to another."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.api.contract.idempotency import PROBLEMS, OwnName, basis
from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.shown import ShownInstant
from app.api.operations.baskets import AfterAnswer
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.returns import recorded_answer, with_after
from app.engine.decisions.transfers import is_given
from app.engine.model.book import Decision
from app.engine.model.commands import TransferPoints
from app.engine.model.instants import shown_instant
from app.engine.model.records import Transfer
from app.engine.program.fields import HumanText, MemberReference


class TransferRequest(Request):
    """Who gives how many points to whom."""

    external_id: OwnName = None
    from_: Annotated[MemberReference, Field(alias="from", description="The member who gives.")]
    to: Annotated[MemberReference, Field(description="The member who gets them.")]
    points: Annotated[int, Field(ge=1, le=10**9, description="How many. Never more than there are to spend.")]
    reason: Annotated[HumanText | None, Field(description="It stands in both ledgers as it is.")] = None


class TransferAnswer(BaseModel):
    """Points that went from one member to another, with their last good days."""

    id: str
    external_id: str | None
    from_: Annotated[str, Field(alias="from", description="The member who gave, `mem_…`.")]
    to: Annotated[str, Field(description="The member who got them, `mem_…`.")]
    points: Annotated[int, Field(description="How many.")]
    reason: Annotated[str | None, Field(description="Why, as it stands in both ledgers; null when not told.")]
    recorded_at: ShownInstant
    entries: Annotated[list[EntryAnswer], Field(description="What it changed for the member who gave.")]
    received: Annotated[
        list[EntryAnswer], Field(description="What it changed for the other, with what was owed there and is paid now.")
    ]
    after: Annotated[AfterAnswer, Field(description="Where the member who gave stands right after it.")]


async def transfer_points(call: Call) -> Answer:
    """Let a member give points to another.

    Those that end first go first, and keep their last good days. Only where the programme allows it, and never into
    debt.
    """
    request = call.read(TransferRequest)
    named = basis("transfer", request.external_id, call.headers, request)
    command = TransferPoints(
        call.program_id,
        call.service.draw_id("trf"),
        named,
        request.external_id,
        request.from_,
        request.to,
        request.points,
        request.reason,
    )
    decision = await call.submit(command)
    return recorded_answer(decision, _present(decision))


def _present(decision: Decision) -> bytes:
    made = decision.subject
    assert isinstance(made, Transfer)
    document: dict[str, Any] = {
        "id": made.transfer_id,
        "external_id": made.external_id,
        "from": made.member_id,
        "to": made.taker_id,
        "points": made.points,
        "reason": made.reason,
        "recorded_at": shown_instant(made.recorded_at),
        "entries": entry_documents(one for one in decision.entries if is_given(one)),
        "received": entry_documents(one for one in decision.entries if not is_given(one)),
    }
    return with_after(document, made.after)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/transfers",
        function=transfer_points,
        scope="checkout:write",
        tag="Checkout",
        request=(TransferRequest,),
        headers=("Idempotency-Key",),
        answer=TransferAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
            *PROBLEMS,
            "insufficient-balance",
            "member-erased",
        ),
        example={
            "external_id": "app-000312",
            "from": "ext:crm-5531",
            "to": "card:6331009876543210",
            "points": 100,
            "reason": "For your birthday",
        },
    ),
]
