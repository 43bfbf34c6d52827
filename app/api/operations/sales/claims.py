"""Claims: a guest's purchase becomes a member's."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import JsonText, OperationRoute, PurchasePath, example, needs, problems
from app.api.operations.sales.purchase_answers import PurchaseWithReturnsAnswer
from app.api.operations.sales.purchases import purchase_answer
from app.engine.model.commands.sales import ClaimPurchase
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])


class ClaimRequest(Request):
    """The member who claims the purchase."""

    member: Annotated[
        MemberReference,
        Field(
            description="The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."
        ),
    ]


@router.post(
    "/v1/purchases/{purchase}/claim",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed", "already-claimed", "member-erased"),
    openapi_extra=example({"member": "card:6331001234567890"}),
)
async def claim_purchase(
    purchase: PurchasePath, request: ClaimRequest, context: Annotated[RequestContext, needs("purchases:write")]
) -> JsonText:
    """Claim a guest's purchase for a member.

    Its kept part earns now, with the member's present tier. Repeating the request changes nothing.
    """
    await context.submit(ClaimPurchase(context.program_id, purchase, request.member, context.caller.store))
    return await purchase_answer(context, purchase)
