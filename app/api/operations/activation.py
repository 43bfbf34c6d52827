"""Activating: a purchase's goods have arrived, so its points need not wait any longer."""

from typing import Annotated

from fastapi import APIRouter

from app.api.contract.operation import Nothing, RequestContext
from app.api.contract.routing import JsonText, OperationRoute, PurchasePath, needs, operations_of, problems
from app.api.operations.purchase_answers import PurchaseWithReturnsAnswer
from app.api.operations.purchases import purchase_answer
from app.engine.model.commands import ActivatePurchase

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])


@router.post(
    "/v1/purchases/{purchase}/activate",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed"),
)
async def activate_purchase(
    purchase: PurchasePath, context: Annotated[RequestContext, needs("purchases:write")], request: Nothing | None = None
) -> JsonText:
    """Let the points of a purchase be spent at once.

    In a programme with `pending_days` points wait so long before they can be spent; when the goods have arrived there
    is nothing to wait for any more. Saying it again, or after their day, changes nothing. A guest's purchase can be
    activated before it is claimed. A key that is bound to a store may activate its own purchases and those without a
    store.
    """
    await context.submit(ActivatePurchase(context.program_id, purchase, context.caller.store))
    return await purchase_answer(context, purchase)


OPERATIONS = operations_of(router)
