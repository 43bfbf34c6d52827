"""Rewards: what there is, having one for points, and looking at a voucher."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

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
from app.api.contract.display_names import DisplayNames
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key
from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import absent
from app.api.operations import vouchers
from app.api.operations.baskets import AfterAnswer
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.returns import recorded_answer, with_after
from app.api.operations.vouchers import VoucherAnswer
from app.engine.model.book import Decision
from app.engine.model.commands import RedeemReward
from app.engine.model.instants import shown_instant
from app.engine.model.records import Redemption
from app.engine.program.document import RuleId
from app.engine.program.fields import MemberReference

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


async def list_rewards(call: Call) -> Answer:
    """Read what the programme offers.

    Those with a `points_price` can be had for points; the others come from full cards, rebates and campaigns.
    """
    return Answer(200, to_json({"data": await call.service.rewards(call.program_id)}))


async def get_voucher(call: Call) -> Answer:
    """Look a voucher up by its code.

    Capitals, dashes and blanks do not matter.
    """
    code = read_voucher_code(call.path["code"]) or call.path["code"]
    found = await call.service.voucher(call.program_id, code)
    if found is None:
        raise absent("voucher")
    return Answer(200, to_json(found))


async def redeem_reward(call: Call) -> Answer:
    """Give a member's points for a reward.

    Most rewards are a voucher, to be used with a purchase. Store credit and gifts to a cause are had at once.
    """
    decision = await call.submit(asked_redemption(call))
    return told_redemption(decision, await vouchers.wording(call, decision.vouchers))


def asked_redemption(call: Call) -> RedeemReward:
    """The command that a request asks for. Raises Problem."""
    request = call.read(RedemptionRequest)
    named = request_key("redemption", request.external_id, call.headers, request)
    return RedeemReward(
        call.program_id, call.service.draw_id("red"), named, request.external_id, request.member, request.reward
    )


def told_redemption(decision: Decision, words: DisplayNames) -> Answer:
    """The answer to a redemption, now or before."""
    made = decision.subject
    assert isinstance(made, Redemption)
    given = vouchers.issued(decision.vouchers, made.redemption_id, words.names)
    document: dict[str, Any] = {
        "id": made.redemption_id,
        "external_id": made.external_id,
        "member": made.member_id,
        "reward": made.reward,
        "points": made.points,
        "currency": words.currency,
        "recorded_at": shown_instant(made.recorded_at),
        "voucher": given[0] if given else None,
        "entries": entry_documents(decision.entries),
    }
    return recorded_answer(decision, with_after(document, made.after))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/rewards",
        function=list_rewards,
        scope="rewards:read",
        tag="Checkout",
        answer=RewardsAnswer,
    ),
    Operation(
        method="POST",
        path="/v1/redemptions",
        function=redeem_reward,
        scope="checkout:write",
        tag="Checkout",
        request=(RedemptionRequest,),
        headers=("Idempotency-Key",),
        answer=RedemptionAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
            *PROBLEMS,
            "insufficient-balance",
            "reward-not-available",
            "member-erased",
        ),
        example={"external_id": "app-000311", "member": "ext:crm-5531", "reward": "five-off"},
    ),
    Operation(
        method="GET",
        path="/v1/vouchers/{code}",
        function=get_voucher,
        scope="rewards:read",
        tag="Checkout",
        answer=VoucherStateAnswer,
        problems=("not-found",),
    ),
]
