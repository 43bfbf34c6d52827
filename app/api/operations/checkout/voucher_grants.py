"""Manually issued vouchers, and revocations."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from app.actions.ids import read_voucher_code
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
    problems,
    repeated,
)
from app.api.operations.checkout.rewards import VoucherStateAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_answers
from app.engine.model.commands.vouchers import IssueVoucher, RevokeVoucher
from app.engine.model.records.vouchers import Voucher
from app.engine.program.fields import Day, HumanText, MemberReference
from app.engine.program.parts.part import RuleId

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class GiftRequest(Request):
    """A voucher to issue, with its reason."""

    external_id: OwnName = None
    member: Annotated[
        MemberReference,
        Field(description="`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."),
    ]
    reward: Annotated[RuleId, Field(description="The id of a reward, whether or not it is sold for points.")]
    valid_until: Annotated[
        Day | None,
        Field(description="The last valid day; null means as long as the reward says."),
    ] = None
    reason: Annotated[HumanText, Field(description="Shown unchanged in the ledger and the audit log.")]


class GiftAnswer(VoucherStateAnswer):
    """A manually issued voucher, as issued."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Every change of a balance that resulted, in order."),
    ]


class RevocationRequest(Request):
    """The reason for a revocation."""

    reason: Annotated[HumanText, Field(description="Shown unchanged in the ledger and the audit log.")]


@router.post(
    "/v1/vouchers",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "reward-not-available", "member-erased"),
    openapi_extra=example(
        {
            "external_id": "case-4713",
            "member": "ext:crm-5531",
            "reward": "free-coffee",
            "reason": "The coffee was cold",
        }
    ),
)
async def give_voucher(
    request: GiftRequest,
    response: Response,
    context: Annotated[RequestContext, needs("vouchers:write")],
    idempotency_key: IdempotencyKey = None,
) -> GiftAnswer:
    """Issue a voucher to a member manually, with a reason.

    It draws on the reward's `stock`, if limited. Store credit and donations are granted immediately, so they have no
    vouchers.
    """
    decision = await context.submit(
        IssueVoucher(
            program_id=context.program_id,
            gift_id=context.draw_id("gif"),
            request_key=request_key_of("gift", request.external_id, idempotency_key, request),
            member=request.member,
            reward=request.reward,
            valid_until=request.valid_until,
            reason=request.reason,
        )
    )
    assert isinstance(decision.subject, Voucher)
    document = await context.goldlist.offers.voucher_as_given(context.program_id, decision.subject)
    if decision.replayed:
        repeated(response)
    return GiftAnswer.model_validate({**document, "entries": entry_answers(decision.entries)})


@router.post(
    "/v1/vouchers/{code}/revoke",
    responses=problems("not-found", "voucher-not-usable"),
    openapi_extra=example({"reason": "Given to the wrong member"}),
)
async def revoke_voucher(
    code: CodePath, request: RevocationRequest, context: Annotated[RequestContext, needs("vouchers:write")]
) -> VoucherStateAnswer:
    """Revoke an unused voucher that was issued manually or bought with points.

    Points paid for it are refunded to their lots, and it no longer counts against `limit_per_member` and `stock`. An
    expired one can be revoked too. Repeating the request changes nothing. Vouchers of punch cards and rebates follow
    from punches and spend, and are revoked with them.
    """
    code = read_voucher_code(code) or code
    command = RevokeVoucher(context.program_id, context.draw_id("rev"), code, request.reason)
    await context.submit(command)
    found: dict[str, Any] | None = await context.goldlist.offers.voucher(context.program_id, code)
    if found is None:
        raise absent("voucher")
    return VoucherStateAnswer.model_validate(found)
