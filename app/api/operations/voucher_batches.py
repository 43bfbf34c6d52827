"""A voucher for each of many members, given in the background."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError, from_json, to_json

from app.actions.voucher_batches import BatchWish
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import BATCH_BODY_BYTES, REPLAYED, Answer, Call, Operation, Request
from app.api.contract.problems import absent, refused
from app.api.contract.shown import ShownDay, ShownInstant
from app.engine.model.book import Refusal
from app.engine.model.instants import shown_instant
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText, MemberReference, Name
from app.store.tables.rows import VoucherBatch

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

    id: str
    external_id: str
    reward: Annotated[str, Field(description="The id of the reward.")]
    valid_until: Annotated[ShownDay | None, Field(description="The last day on which they are good, as it was asked.")]
    reason: Annotated[str, Field(description="Why, as it stands in the ledgers.")]
    created_at: Annotated[ShownInstant, Field(description="When it began, by the programme's clock.")]
    status: Annotated[Literal["running", "done"], Field(description="Whether somebody's turn is still to come.")]
    wanted: Annotated[int, Field(description="How many members were meant when it began.")]
    issued: Annotated[int, Field(description="How many have got their voucher.")]
    failed: Annotated[list[FailedGiftAnswer], Field(description="Who got none: the first 1,000 of them.")]
    failed_count: Annotated[int, Field(description="How many got none.")]


async def start_voucher_batch(call: Call) -> Answer:
    """Give many members a voucher each.

    They are given in the background, a few at a time, and each member gets one, however often that is interrupted.
    Somebody who cannot have one (none is left, the member is unknown or erased) does not stop the others.
    """
    request = call.read(VoucherBatchRequest)
    meant = request.members
    wish = BatchWish(
        call.program_id,
        request.external_id,
        fingerprint("voucher_batch", request),
        request.reward,
        request.valid_until,
        request.reason,
        meant.tier,
        tuple(meant.references) if meant.references is not None else None,
    )
    begun = await call.service.start_voucher_batch(wish, call.caller)
    if isinstance(begun, Refusal):
        raise refused(begun)
    batch, was_there = begun
    return Answer(200 if was_there else 202, to_json(_document(batch)), (REPLAYED,) if was_there else ())


async def get_voucher_batch(call: Call) -> Answer:
    """Read how far a batch of vouchers has come."""
    batch = await call.service.voucher_batch(call.program_id, call.path["batch"])
    if batch is None:
        raise absent("batch")
    return Answer(200, to_json(_document(batch)))


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/voucher-batches",
        function=start_voucher_batch,
        scope="vouchers:write",
        tag="Checkout",
        request=(VoucherBatchRequest,),
        answer=VoucherBatchAnswer,
        statuses=(202, 200),
        problems=("not-found", "external-id-conflict", "request-in-progress", "reward-not-available"),
        largest_body=BATCH_BODY_BYTES,
        example={
            "external_id": "easter-2026",
            "reward": "free-coffee",
            "valid_until": "2026-04-06",
            "members": {"tier": "silver"},
            "reason": "Happy Easter",
        },
    ),
    Operation(
        method="GET",
        path="/v1/voucher-batches/{batch}",
        function=get_voucher_batch,
        scope="rewards:read",
        tag="Checkout",
        answer=VoucherBatchAnswer,
        problems=("not-found",),
    ),
]


def _document(batch: VoucherBatch) -> dict[str, Any]:
    return {
        "id": batch.batch_id,
        "external_id": batch.external_id,
        "reward": batch.reward,
        "valid_until": batch.valid_until,
        "reason": batch.reason,
        "created_at": shown_instant(batch.created_at),
        "status": batch.status,
        "wanted": batch.wanted,
        "issued": batch.issued,
        "failed": from_json(batch.failed),
        "failed_count": batch.refused,
    }
