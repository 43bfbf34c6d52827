"""Activation: a purchase's goods have arrived, so its pending points become available."""

from typing import Annotated

from fastapi import APIRouter

from app.api.contract.operation import Nothing, RequestContext
from app.api.contract.routing import JsonText, OperationRoute, PurchasePath, needs, problems
from app.api.operations.sales.purchase_answers import PurchaseWithReturnsAnswer
from app.api.operations.sales.purchases import purchase_answer
from app.engine.model.commands.sales import ActivatePurchase

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])


@router.post(
    "/v1/purchases/{purchase}/activate",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed"),
)
async def activate_purchase(
    purchase: PurchasePath, context: Annotated[RequestContext, needs("purchases:write")], request: Nothing | None = None
) -> JsonText:
    """Make the points of a purchase available now.

    In a programme with `pending_days`, points are pending for that time; once the goods have arrived, they need not
    wait. Repeating the request, or sending it after that time, changes nothing. A guest's purchase can be activated
    before it is claimed. A key limited to a store may activate its own purchases and those without a store.
    """
    await context.submit(ActivatePurchase(context.program_id, purchase, context.caller.store))
    return await purchase_answer(context, purchase)
