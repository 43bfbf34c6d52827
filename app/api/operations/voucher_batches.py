"""A voucher for each of many members, given in the background."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError, from_json

from app.actions.voucher_batches import BatchRequest
from app.api.contract.answer_types import RecordedInstant, ShownDay
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent, refused
from app.api.contract.routing import (
    REPEATED,
    BatchPath,
    OperationRoute,
    example,
    needs,
    operations_of,
    problems,
    repeated,
)
from app.engine.model.book import Refusal
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText, MemberReference, Name

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])

MOST_REFERENCES: Final = 10_000


class MeantRequest(Request):
    """Who is meant: all members at a level, all that there are, or those named. Exactly one of them."""

    tier: Annotated[RuleId | None, Field(description="All who are at this level when their turn comes.")] = None
    all: Annotated[Literal[True] | None, Field(description="All members who are there when the batch begins.")] = None
    references: Annotated[
        list[MemberReference] | None,
        Field(
            min_length=1,
            max_length=MOST_REFERENCES,
            description="Each `mem_…`, `ext:<external_id>` or `card:<number>`; who is named twice gets one voucher.",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_three(self) -> "MeantRequest":
        if sum(one is not None for one in (self.tier, self.all, self.references)) != 1:
            raise PydanticCustomError("one-of", "must have exactly one of tier, all and references")
        return self


class VoucherBatchRequest(Request):
    """Who is given vouchers for what, and why."""

    external_id: Annotated[Name, Field(description="Your own name for the batch.")]
    reward: Annotated[RuleId, Field(description="The id of a reward, whether or not it can be had for points.")]
    valid_until: Annotated[
        Day | None, Field(description="The last day on which they are good; null means as long as the reward says.")
    ] = None
    members: Annotated[MeantRequest, Field(description="Who gets one.")]
    reason: Annotated[HumanText, Field(description="It stands in the ledgers and in the record of acts as it is.")]


class FailedGiftAnswer(BaseModel):
    """A member who got no voucher."""

    member: Annotated[str, Field(description="The reference as it was sent, or the member's id.")]
    problem: Annotated[str, Field(description="Why not, by the name of the problem, such as `reward-not-available`.")]


class VoucherBatchAnswer(BaseModel):
    """A voucher for each of many members, and how far that has come."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="batch_id", description="Our name for it. Take it as it is: its form has no meaning."),
    ]
    external_id: Annotated[
        str, Field(description="Your own name for it; null when an Idempotency-Key named the request instead.")
    ]
    reward: Annotated[str, Field(description="The id of the reward.")]
    valid_until: Annotated[ShownDay | None, Field(description="The last day on which they are good, as it was asked.")]
    reason: Annotated[str, Field(description="Why, as it stands in the ledgers.")]
    created_at: Annotated[RecordedInstant, Field(description="When it began, by the programme's clock.")]
    status: Annotated[Literal["running", "done"], Field(description="Whether somebody's turn is still to come.")]
    wanted: Annotated[int, Field(description="How many members were meant when it began.")]
    issued: Annotated[int, Field(description="How many have got their voucher.")]
    failed: Annotated[
        list[FailedGiftAnswer], BeforeValidator(from_json), Field(description="Who got none: the first 1,000 of them.")
    ]
    failed_count: Annotated[int, Field(validation_alias="refused", description="How many got none.")]


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
    """Give many members a voucher each.

    They are given in the background, a few at a time, and each member gets one, however often that is interrupted.
    Somebody who cannot have one (none is left, the member is unknown or erased) does not stop the others.
    """
    meant = request.members
    wish = BatchRequest(
        program_id=context.program_id,
        external_id=request.external_id,
        fingerprint=fingerprint("voucher_batch", request),
        reward=request.reward,
        valid_until=request.valid_until,
        reason=request.reason,
        tier=meant.tier,
        references=tuple(meant.references) if meant.references is not None else None,
    )
    begun = await context.service.start_voucher_batch(wish, context.caller)
    if isinstance(begun, Refusal):
        raise refused(begun)
    batch, was_there = begun
    if was_there:
        repeated(response)
    return VoucherBatchAnswer.model_validate(batch)


@router.get("/v1/voucher-batches/{batch}", responses=problems("not-found"))
async def get_voucher_batch(
    batch: BatchPath, context: Annotated[RequestContext, needs("rewards:read")]
) -> VoucherBatchAnswer:
    """Read how far a batch of vouchers has come."""
    found = await context.service.voucher_batch(context.program_id, batch)
    if found is None:
        raise absent("batch")
    return VoucherBatchAnswer.model_validate(found)


OPERATIONS = operations_of(router)
