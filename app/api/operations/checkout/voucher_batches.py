"""Batches of vouchers, issued in the background."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import from_json

from app.actions.background.voucher_batches import BatchRequest
from app.api.contract.answer_types import RecordedInstant, ShownDay
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.problems import accepted, existing
from app.api.contract.routing import (
    REPEATED,
    BatchPath,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.answers.recipients import MeantRequest
from app.engine.program.fields import Day, HumanText, Name
from app.engine.program.parts.part import RuleId

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class VoucherBatchRequest(Request):
    """A batch of vouchers, with its reason."""

    external_id: Annotated[Name, Field(description="Your own name for the batch.")]
    reward: Annotated[RuleId, Field(description="The id of a reward, whether or not it is sold for points.")]
    valid_until: Annotated[
        Day | None, Field(description="The last valid day of the vouchers; null means as long as the reward says.")
    ] = None
    members: Annotated[MeantRequest, Field(description="The members who get one.")]
    reason: Annotated[HumanText, Field(description="Shown unchanged in the ledgers and the audit log.")]


class FailedGiftAnswer(BaseModel):
    """A member who was refused."""

    member: Annotated[str, Field(description="The reference in the request, or the member's id.")]
    problem: Annotated[str, Field(description="The reason, as the name of a problem, such as `reward-not-available`.")]


class VoucherBatchAnswer(BaseModel):
    """A batch of vouchers, with its progress."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="batch_id", description="Goldlist's id. Treat it as opaque text."),
    ]
    external_id: Annotated[
        str, Field(description="Your own name for it; null if the request was named by an Idempotency-Key instead.")
    ]
    reward: Annotated[str, Field(description="The id of the reward.")]
    valid_until: Annotated[ShownDay | None, Field(description="The last valid day of the vouchers, as requested.")]
    reason: Annotated[str, Field(description="The reason, as in the ledgers.")]
    created_at: Annotated[RecordedInstant, Field(description="The time of its start, by the programme's clock.")]
    status: Annotated[Literal["running", "done"], Field(description="Whether members remain to be handled.")]
    wanted: Annotated[int, Field(description="The number of members when it started.")]
    issued: Annotated[int, Field(description="The number of vouchers issued.")]
    failed: Annotated[
        list[FailedGiftAnswer], BeforeValidator(from_json), Field(description="The members refused: the first 1,000.")
    ]
    failed_count: Annotated[int, Field(validation_alias="refused", description="The number of members refused.")]
    held_out: Annotated[
        int, Field(description="The number left out as members of a control group that covers batches.")
    ]


@router.post(
    "/v1/voucher-batches",
    status_code=202,
    responses=REPEATED | problems("not-found", "external-id-conflict", "request-in-progress", "reward-not-available"),
    openapi_extra=example(
        {
            "external_id": "summer-2030",
            "reward": "free-coffee",
            "valid_until": "2030-06-30",
            "members": {"tier": "silver"},
            "reason": "A coffee for the summer",
        }
    ),
)
async def start_voucher_batch(
    request: VoucherBatchRequest, response: Response, context: Annotated[RequestContext, needs("vouchers:write")]
) -> VoucherBatchAnswer:
    """Issue a voucher to each of many members.

    They are issued in the background, a few at a time, and each member gets exactly one, despite interruptions.
    Requires a key that knows all members. A refusal (out of stock, an unknown or erased member) does not stop the
    others.
    """
    require_all_members(context.caller)
    meant = request.members
    wish = BatchRequest(
        program_id=context.program_id,
        external_id=request.external_id,
        fingerprint=fingerprint("voucher_batch", request),
        reward=request.reward,
        valid_until=request.valid_until,
        reason=request.reason,
        tier=meant.tier,
        segment=meant.segment,
        references=tuple(meant.references) if meant.references is not None else None,
    )
    begun = accepted(await context.goldlist.voucher_batches.start(wish, context.caller))
    batch, was_there = begun
    if was_there:
        repeated(response)
    return VoucherBatchAnswer.model_validate(batch)


@router.get("/v1/voucher-batches/{batch}", responses=problems("not-found"))
async def get_voucher_batch(
    batch: BatchPath, context: Annotated[RequestContext, needs("rewards:read")]
) -> VoucherBatchAnswer:
    """Read the progress of a batch of vouchers."""
    require_all_members(context.caller)
    found = existing(await context.goldlist.voucher_batches.one(context.program_id, batch), "batch")
    return VoucherBatchAnswer.model_validate(found)
