"""Rewards: what there is, having one for points, and looking at a voucher."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import (
    ShownCurrency,
    ShownDay,
    ShownId,
    ShownInstant,
    ShownName,
    ShownOwnName,
    ShownRecordedAt,
)
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent
from app.api.contract.routing import (
    REPEATED,
    CodePath,
    IdempotencyKey,
    OperationRoute,
    example,
    needs,
    operations_of,
    problems,
    repeated,
)
from app.api.operations import vouchers
from app.api.operations.baskets import AfterAnswer
from app.api.operations.entries import EntryAnswer, entry_answers
from app.api.operations.vouchers import VoucherAnswer
from app.engine.model.commands import RedeemReward
from app.engine.model.instants import shown_instant
from app.engine.model.records import Redemption
from app.engine.program.document import RuleId
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])

RewardKind = Literal["amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift"]
VoucherStatus = Literal["usable", "held", "used", "expired", "revoked"]


class RewardAnswer(BaseModel):
    """A reward of the programme."""

    id: ShownId
    name: ShownName
    kind: Annotated[RewardKind, Field(description="Which kind it is; the other fields depend on it.")]
    points_price: Annotated[
        int | None, Field(description="What it costs in points; null where it cannot be had for points.")
    ]
    amount: Annotated[
        int | None,
        Field(description="For `amount_off` and `store_credit`: what it is worth, in minor units; null for others."),
    ]
    percent: Annotated[
        str | None,
        Field(description="For `percent_off`: how much, as a decimal text (`0.10` is 10 %); null for others."),
    ]
    max_amount: Annotated[
        int | None, Field(description="The most that it takes off, in minor units; null means any amount.")
    ]
    extra: Annotated[
        str | None,
        Field(
            description="For `bonus_quantity`: how much more for the same price, as a decimal text; null for others."
        ),
    ]
    cause: Annotated[str | None, Field(description="For `donation`: who is given to; null for others.")]
    text: Annotated[str | None, Field(description="For `gift`: what it is; null for others.")]
    min_spend: Annotated[int, Field(description="What a basket must come to for it to be used, in minor units.")]
    valid_days: Annotated[int | None, Field(description="For how many days a voucher is good; null means for ever.")]
    valid_until: Annotated[
        ShownDay | None,
        Field(description="The last day on which it can be had and its vouchers are good; null for none."),
    ]
    limit_per_member: Annotated[
        int | None, Field(description="How often a member may have it for points; null means any number of times.")
    ]
    left: Annotated[int | None, Field(description="How many are left; null where there is no end of them.")]


class RewardsAnswer(BaseModel):
    """Every reward of the programme."""

    data: Annotated[list[RewardAnswer], Field(description="The rewards, in the order of the programme's document.")]


class VoucherStateAnswer(BaseModel):
    """A voucher as it is now. `amount` is what it is worth where that is fixed."""

    id: ShownId
    code: Annotated[
        str,
        Field(
            description=(
                "What the customer shows and the till sends to use it; capitals, dashes and blanks do not matter."
            )
        ),
    ]
    member: Annotated[str, Field(description="The member's id, `mem_…`; null for a guest.")]
    reward: Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
    name: Annotated[str, Field(description="What it is for, as a till prints it.")]
    kind: Annotated[RewardKind, Field(description="Which kind it is; the other fields depend on it.")]
    amount: Annotated[int | None, Field(description="In minor units; null where the basket decides.")]
    currency: ShownCurrency
    status: Annotated[VoucherStatus, Field(description="What can be done with it.")]
    issued_at: Annotated[ShownInstant, Field(description="When the member got it.")]
    expires_on: Annotated[
        ShownDay | None, Field(description="The last day on which it is good; null when it never ends.")
    ]
    used_by: Annotated[list[str], Field(description="The purchases that used it, `pur_…`.")]


class RedemptionRequest(Request):
    """Who wants which reward for points."""

    external_id: OwnName = None
    member: Annotated[MemberReference, Field(description="`mem_…`, `ext:<external_id>` or `card:<number>`.")]
    reward: Annotated[RuleId, Field(description="The id of a reward with a `points_price`.")]


class RedemptionAnswer(BaseModel):
    """Points given for a reward, and what the member has for them."""

    id: ShownId
    external_id: ShownOwnName
    member: Annotated[str, Field(description="The member's id, `mem_…`; null for a guest.")]
    reward: Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
    points: Annotated[int, Field(description="What it cost.")]
    currency: ShownCurrency
    recorded_at: ShownRecordedAt
    voucher: Annotated[
        VoucherAnswer | None, Field(description="To be used later; null where the reward was had at once.")
    ]
    entries: Annotated[
        list[EntryAnswer],
        Field(description="Every change of a balance that came of it, in the order in which they were made."),
    ]
    after: Annotated[
        AfterAnswer, Field(description="Where the member stands right after it, for the receipt; null for a guest.")
    ]


@router.get("/v1/rewards")
async def list_rewards(context: Annotated[RequestContext, needs("rewards:read")]) -> RewardsAnswer:
    """Read what the programme offers.

    Those with a `points_price` can be had for points; the others come from full cards, rebates and campaigns.
    """
    return RewardsAnswer.model_validate({"data": await context.service.rewards(context.program_id)})


@router.post(
    "/v1/redemptions",
    status_code=201,
    responses=REPEATED
    | problems("not-found", *PROBLEMS, "insufficient-balance", "reward-not-available", "member-erased"),
    openapi_extra=example({"external_id": "app-000311", "member": "ext:crm-5531", "reward": "five-off"}),
)
async def redeem_reward(
    request: RedemptionRequest,
    response: Response,
    context: Annotated[RequestContext, needs("checkout:write")],
    idempotency_key: IdempotencyKey = None,
) -> RedemptionAnswer:
    """Give a member's points for a reward.

    Most rewards are a voucher, to be used with a purchase. Store credit and gifts to a cause are had at once.
    """
    decision = await context.submit(
        RedeemReward(
            program_id=context.program_id,
            redemption_id=context.service.draw_id("red"),
            request_key=request_key_of("redemption", request.external_id, idempotency_key, request),
            external_id=request.external_id,
            member=request.member,
            reward=request.reward,
        )
    )
    made = decision.subject
    assert isinstance(made, Redemption)
    names = await vouchers.wording(context, decision.vouchers)
    given = vouchers.issued(decision.vouchers, made.redemption_id, names.names)
    if decision.replayed:
        repeated(response)
    return RedemptionAnswer.model_validate(
        {
            "id": made.redemption_id,
            "external_id": made.external_id,
            "member": made.member_id,
            "reward": made.reward,
            "points": made.points,
            "currency": names.currency,
            "recorded_at": shown_instant(made.recorded_at),
            "voucher": given[0] if given else None,
            "entries": entry_answers(decision.entries),
            "after": from_json(made.after),
        }
    )


@router.get("/v1/vouchers/{code}", responses=problems("not-found"))
async def get_voucher(code: CodePath, context: Annotated[RequestContext, needs("rewards:read")]) -> VoucherStateAnswer:
    """Look a voucher up by its code.

    Capitals, dashes and blanks do not matter.
    """
    code = read_voucher_code(code) or code
    found = await context.service.voucher(context.program_id, code)
    if found is None:
        raise absent("voucher")
    return VoucherStateAnswer.model_validate(found)


OPERATIONS = operations_of(router)
