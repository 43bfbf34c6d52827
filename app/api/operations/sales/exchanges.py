"""Exchanges: goods come back and others are bought, in one request."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, PlainValidator

from app.api.contract.operation import REPLAYED, Answer, Request, RequestContext
from app.api.contract.problems import Problem
from app.api.contract.routing import REPEATED, OperationRoute, example, needs, problems, respond
from app.api.operations.answers.vouchers import wording
from app.api.operations.sales.purchase_answers import PurchaseAnswer
from app.api.operations.sales.purchases import (
    RECORDING_PROBLEMS,
    PurchaseRequest,
    present_purchase,
    purchase_command,
)
from app.api.operations.sales.return_answers import ReturnAnswer
from app.api.operations.sales.returns import (
    ReturnRequest,
    ReturnWithoutReceiptRequest,
    present_return,
    return_command,
    return_model,
)
from app.engine.model.commands.sales import Exchange
from app.engine.program.checks.fault import Fault

router = APIRouter(route_class=OperationRoute, tags=["Returns"])


def _read_return(value: Any) -> ReturnRequest | ReturnWithoutReceiptRequest:
    return return_model(value).model_validate(value)


class ExchangeRequest(Request):
    """A return and a purchase, each with its own external_id."""

    return_: Annotated[
        Annotated[ReturnRequest | ReturnWithoutReceiptRequest, PlainValidator(_read_return)],
        Field(alias="return", description="The return, as in a single request."),
    ]
    purchase: Annotated[PurchaseRequest, Field(description="The purchase, as in a single request.")]


class ExchangeAnswer(BaseModel):
    """Both, each as in a single answer."""

    return_: Annotated[ReturnAnswer, Field(alias="return", description="The return.")]
    purchase: Annotated[PurchaseAnswer, Field(description="The purchase.")]


@router.post(
    "/v1/exchanges",
    status_code=201,
    response_model=ExchangeAnswer,
    responses=REPEATED | problems(*RECORDING_PROBLEMS, "return-exceeds-purchase", "not-returnable"),
    openapi_extra=example(
        {
            "return": {
                "external_id": "till7-R-000018",
                "purchase": "ext:till8-000041",
                "occurred_at": "2026-03-02T16:45:00+00:00",
                "lines": [{"line": 1, "quantity": 1}],
            },
            "purchase": {
                "external_id": "till7-000131",
                "member": "card:6331001234567890",
                "occurred_at": "2026-03-02T16:45:00+00:00",
                "currency": "GBP",
                "lines": [{"category": "coffee/mocha", "quantity": 1, "unit_price": 400}],
            },
        }
    ),
)
async def exchange_goods(
    request: ExchangeRequest, context: Annotated[RequestContext, needs("purchases:write")]
) -> Response:
    """Exchange goods: take some back and sell others, both or neither.

    The return comes first, so the purchase can use what it gives back. Each has its own `external_id`; the same request
    again changes nothing and gets the same answers.
    """
    for place, part in (("return", request.return_), ("purchase", request.purchase)):
        if part.external_id is None:
            fault = Fault(f"/{place}/external_id", "required", "is required for both parts of an exchange")
            raise Problem("validation", fault.detail, [fault])
    taken = await return_command(context, request.return_, None)
    command = Exchange(context.program_id, taken, purchase_command(context, request.purchase, None))
    decision = await context.submit(command)
    back, sold = decision.parts
    words = await wording(context, [*back.vouchers, *sold.vouchers])
    text = b'{"return":%s,"purchase":%s}' % (present_return(back, words), present_purchase(sold, words))
    return respond(Answer(200 if decision.replayed else 201, text, (REPLAYED,) if decision.replayed else ()))
