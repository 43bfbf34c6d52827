"""Activating: a purchase's goods have arrived, so its points need not wait any longer."""

from app.api.contract.operation import Answer, Call, Nothing, Operation
from app.api.contract.problems import absent
from app.api.operations.purchase_answers import PurchaseWithReturnsAnswer
from app.api.operations.purchases import purchase_answer
from app.api.operations.returns import read_nothing
from app.engine.model.commands import ActivatePurchase
from app.engine.program.fields import is_purchase_reference


async def activate_purchase(call: Call) -> Answer:
    """Let the points of a purchase be spent at once.

    In a programme with `pending_days` points wait so long before they can be spent; when the goods have arrived there
    is nothing to wait for any more. Saying it again, or after their day, changes nothing. A guest's purchase can be
    activated before it is claimed. A key that is bound to a store may activate its own purchases and those without a
    store.
    """
    read_nothing(call)
    reference = call.path["purchase"]
    if not is_purchase_reference(reference):
        raise absent("purchase")
    await call.submit(ActivatePurchase(call.program_id, reference, call.caller.store))
    return await purchase_answer(call, reference)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/purchases/{purchase}/activate",
        function=activate_purchase,
        scope="purchases:write",
        tag="Purchases",
        request=(Nothing,),
        body_may_be_empty=True,
        answer=PurchaseWithReturnsAnswer,
        problems=("not-found", "store-not-allowed"),
    )
]
