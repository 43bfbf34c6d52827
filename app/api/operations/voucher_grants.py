"""Vouchers given by hand, and taken back."""

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
    operations_of,
    problems,
    repeated,
)
from app.api.operations.entries import EntryAnswer, entry_answers
from app.api.operations.rewards import VoucherStateAnswer
from app.engine.model.commands import IssueVoucher, RevokeVoucher
from app.engine.model.records import Voucher
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText, MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class GiftRequest(Request):
    """Who is given a voucher for what, and why."""

    external_id: OwnName = None
    member: Annotated[MemberReference, Field(description="`mem_…`, `ext:<external_id>` or `card:<number>`.")]
    reward: Annotated[RuleId, Field(description="The id of a reward, whether or not it can be had for points.")]
    valid_until: Annotated[
        Day | None,
        Field(description="The last day on which it is good; null means as long as the reward says."),
    ] = None
    reason: Annotated[HumanText, Field(description="It stands in the ledger and in the record of acts as it is.")]


class GiftAnswer(VoucherStateAnswer):
    """A voucher that was given by hand, as it was then."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Every change of a balance that came of it, in the order in which they were made."),
    ]


class RevocationRequest(Request):
    """Why a voucher is taken back."""

    reason: Annotated[HumanText, Field(description="It stands in the ledger and in the record of acts as it is.")]


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
    """Give a member a voucher by hand, with a reason.

    It takes of the reward's `stock`, if there is only so much of it. Store credit and gifts to a cause are had at once,
    so there are no vouchers for them.
    """
    decision = await context.submit(
        IssueVoucher(
            program_id=context.program_id,
            gift_id=context.service.draw_id("gif"),
            request_key=request_key_of("gift", request.external_id, idempotency_key, request),
            member=request.member,
            reward=request.reward,
            valid_until=request.valid_until,
            reason=request.reason,
        )
    )
    assert isinstance(decision.subject, Voucher)
    document = await context.service.voucher_as_given(context.program_id, decision.subject)
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
    """Take a voucher back that was given by hand or bought with points, and was not used.

    Points that were given for it go back where they came from, and it counts no more against `limit_per_member` and
    `stock`. An expired one can be taken back too. Saying it again changes nothing. Vouchers of punch cards and rebates
    follow from punches and spend, and are taken back with them.
    """
    code = read_voucher_code(code) or code
    command = RevokeVoucher(context.program_id, context.service.draw_id("rev"), code, request.reason)
    await context.submit(command)
    found: dict[str, Any] | None = await context.service.voucher(context.program_id, code)
    if found is None:
        raise absent("voucher")
    return VoucherStateAnswer.model_validate(found)


OPERATIONS = operations_of(router)
