"""Claiming: a guest's purchase becomes a member's."""

from typing import Annotated

from pydantic import Field

from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import absent
from app.api.operations.purchase_answers import PurchaseWithReturnsAnswer
from app.api.operations.purchases import purchase_answer
from app.engine.model.commands import ClaimPurchase
from app.engine.program.fields import MemberReference, is_purchase_reference


class ClaimRequest(Request):
    """Who claims the purchase."""

    member: Annotated[
        MemberReference, Field(description="Who claims it: `mem_…`, `ext:<external_id>` or `card:<number>`.")
    ]


async def claim_purchase(call: Call) -> Answer:
    """Give a guest's purchase to a member.

    It earns now what is kept of it, at the level that the member holds now. Saying it again changes nothing.
    """
    request = call.read(ClaimRequest)
    reference = call.path["purchase"]
    if not is_purchase_reference(reference):
        raise absent("purchase")
    await call.submit(ClaimPurchase(call.program_id, reference, request.member, call.caller.store))
    return await purchase_answer(call, reference)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/purchases/{purchase}/claim",
        function=claim_purchase,
        scope="purchases:write",
        tag="Purchases",
        request=(ClaimRequest,),
        answer=PurchaseWithReturnsAnswer,
        problems=("not-found", "store-not-allowed", "already-claimed", "member-erased"),
        example={"member": "card:6331001234567890"},
    )
]
