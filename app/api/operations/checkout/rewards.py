"""Rewards: listing them, redeeming points for one, and looking up a voucher."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import (
    ShownCode,
    ShownCurrency,
    ShownDay,
    ShownExpiresOn,
    ShownHolder,
    ShownId,
    ShownInstant,
    ShownName,
    ShownOwnName,
    ShownRecordedAt,
    ShownReward,
)
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import existing
from app.api.contract.routing import (
    REPEATED,
    CodePath,
    IdempotencyKey,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.answers import vouchers
from app.api.operations.answers.baskets import After
from app.api.operations.answers.vouchers import VoucherAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_answers
from app.engine.model.commands.checkout import RedeemReward
from app.engine.model.instants import shown_instant
from app.engine.model.records.points import Redemption
from app.engine.program.fields import MemberReference
from app.engine.program.parts.part import RuleId
from app.engine.program.reward_kinds import RewardKindName

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])

VoucherStatus = Literal["usable", "held", "used", "expired", "revoked"]


class RewardAnswer(BaseModel):
    """A reward of the programme."""

    id: ShownId
    name: ShownName
    kind: Annotated[RewardKindName, Field(description="The kind; the other fields depend on it.")]
    points_price: Annotated[int | None, Field(description="The price in points; null if it is not sold for points.")]
    amount: Annotated[
        int | None,
        Field(description="For `amount_off` and `store_credit`: the value in minor units; null for others."),
    ]
    percent: Annotated[
        str | None,
        Field(description="For `percent_off`: the rate as a decimal text (`0.10` is 10 %); null for others."),
    ]
    max_amount: Annotated[int | None, Field(description="The maximum discount, in minor units; null means no limit.")]
    extra: Annotated[
        str | None,
        Field(
            description=(
                "For `bonus_quantity`: the extra quantity for the same price, as a decimal text; null for others."
            )
        ),
    ]
    cause: Annotated[str | None, Field(description="For `donation`: the recipient; null for others.")]
    text: Annotated[str | None, Field(description="For `gift`: a description; null for others.")]
    min_spend: Annotated[int, Field(description="The minimum basket for using it, in minor units.")]
    valid_days: Annotated[
        int | None, Field(description=("The number of days that a voucher is valid; null means without limit."))
    ]
    valid_until: Annotated[
        ShownDay | None,
        Field(description="The last day on which it is available and its vouchers are valid, or null."),
    ]
    limit_per_member: Annotated[
        int | None, Field(description="The maximum redemptions for points per member; null means no limit.")
    ]
    left: Annotated[int | None, Field(description="The number left; null without a limit.")]


class RewardsAnswer(BaseModel):
    """Every reward of the programme."""

    data: Annotated[list[RewardAnswer], Field(description="The rewards, in the order of the programme's document.")]


class VoucherStateAnswer(BaseModel):
    """A voucher in its present state. `amount` is its value if that is fixed."""

    id: ShownId
    code: ShownCode
    member: ShownHolder
    reward: ShownReward
    name: Annotated[str, Field(description="The reward's name, as a till prints it.")]
    kind: Annotated[RewardKindName, Field(description="The kind; the other fields depend on it.")]
    amount: Annotated[int | None, Field(description="The value in minor units; null if it depends on the basket.")]
    currency: ShownCurrency
    status: Annotated[VoucherStatus, Field(description="Its present status.")]
    issued_at: Annotated[ShownInstant, Field(description="The time of issue.")]
    expires_on: ShownExpiresOn
    used_by: Annotated[list[str], Field(description="The purchases that used it, `pur_…`.")]


class RedemptionRequest(Request):
    """A redemption of points for a reward."""

    external_id: OwnName = None
    member: Annotated[
        MemberReference,
        Field(description="`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."),
    ]
    reward: Annotated[RuleId, Field(description="The id of a reward with a `points_price`.")]


class RedemptionAnswer(BaseModel):
    """A redemption, with the reward granted."""

    id: ShownId
    external_id: ShownOwnName
    member: ShownHolder
    reward: ShownReward
    points: Annotated[int, Field(description="The price paid in points.")]
    currency: ShownCurrency
    recorded_at: ShownRecordedAt
    voucher: Annotated[
        VoucherAnswer | None, Field(description="The voucher to use later; null if the reward was granted immediately.")
    ]
    entries: Annotated[
        list[EntryAnswer],
        Field(description="Every change of a balance that resulted, in order."),
    ]
    after: After


@router.get("/v1/rewards")
async def list_rewards(context: Annotated[RequestContext, needs("rewards:read")]) -> RewardsAnswer:
    """List the rewards of the programme.

    Those with a `points_price` are sold for points; the others come from full cards, rebates and campaigns.
    """
    return RewardsAnswer.model_validate({"data": await context.goldlist.offers.rewards(context.program_id)})


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
    """Redeem a member's points for a reward.

    Most rewards are a voucher, to be used with a purchase. Store credit and donations are granted immediately.
    """
    decision = await context.submit(
        RedeemReward(
            program_id=context.program_id,
            redemption_id=context.draw_id("red"),
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
    """Look up a voucher by its code.

    Case, dashes and blanks do not matter.
    """
    code = read_voucher_code(code) or code
    found = existing(await context.goldlist.offers.voucher(context.program_id, code), "voucher")
    return VoucherStateAnswer.model_validate(found)
