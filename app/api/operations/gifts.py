"""Vouchers given by hand, and taken back."""

from typing import Annotated, Any

from pydantic import Field
from pydantic_core import to_json

from app.actions.ids import read_voucher_code
from app.api.contract.idempotency import PROBLEMS, OwnName, basis
from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import absent
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.returns import recorded_answer
from app.api.operations.rewards import VoucherStateAnswer
from app.engine.model.commands import GiveVoucher, RevokeVoucher
from app.engine.model.records import Voucher
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText, MemberReference


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

    entries: list[EntryAnswer]


class RevocationRequest(Request):
    """Why a voucher is taken back."""

    reason: Annotated[HumanText, Field(description="It stands in the ledger and in the record of acts as it is.")]


async def give_voucher(call: Call) -> Answer:
    """Give a member a voucher by hand, with a reason.

    It takes of the reward's `stock`, if there is only so much of it. Store credit and gifts to a cause are had at once,
    so there are no vouchers for them.
    """
    request = call.read(GiftRequest)
    named = basis("gift", request.external_id, call.headers, request)
    command = GiveVoucher(
        call.program_id,
        call.service.draw_id("gif"),
        named,
        request.member,
        request.reward,
        request.valid_until,
        request.reason,
    )
    decision = await call.submit(command)
    assert isinstance(decision.subject, Voucher)
    document = await call.service.voucher_as_given(call.program_id, decision.subject)
    return recorded_answer(decision, to_json({**document, "entries": entry_documents(decision.entries)}))


async def revoke_voucher(call: Call) -> Answer:
    """Take a voucher back that was given by hand or bought with points, and was not used.

    Points that were given for it go back where they came from, and it counts no more against `limit_per_member` and
    `stock`. An expired one can be taken back too. Saying it again changes nothing. Vouchers of punch cards and rebates
    follow from punches and spend, and are taken back with them.
    """
    request = call.read(RevocationRequest)
    code = read_voucher_code(call.path["code"]) or call.path["code"]
    command = RevokeVoucher(call.program_id, call.service.draw_id("rev"), code, request.reason)
    await call.submit(command)
    found: dict[str, Any] | None = await call.service.voucher(call.program_id, code)
    if found is None:
        raise absent("voucher")
    return Answer(200, to_json(found))


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/vouchers",
        function=give_voucher,
        scope="vouchers:write",
        tag="Checkout",
        request=(GiftRequest,),
        headers=("Idempotency-Key",),
        answer=GiftAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
            *PROBLEMS,
            "reward-not-available",
            "member-erased",
        ),
        example={
            "external_id": "case-4713",
            "member": "ext:crm-5531",
            "reward": "five-off",
            "reason": "The coffee was cold",
        },
    ),
    Operation(
        method="POST",
        path="/v1/vouchers/{code}/revoke",
        function=revoke_voucher,
        scope="vouchers:write",
        tag="Checkout",
        request=(RevocationRequest,),
        answer=VoucherStateAnswer,
        problems=("not-found", "voucher-not-usable"),
        example={"reason": "Given to the wrong member"},
    ),
]
