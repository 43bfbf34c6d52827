"""Batches of purchases and returns: each item is independent, so a bad one does not stop the others."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, SkipValidation

from app.api.contract.operation import Request, RequestContext, answer_to, validated
from app.api.contract.problems import Problem, ProblemAnswer
from app.api.contract.routing import BatchRoute, JsonText, example, needs
from app.api.operations.answers.vouchers import wording
from app.api.operations.sales.purchase_answers import BriefPurchaseAnswer, PurchaseAnswer
from app.api.operations.sales.purchases import PurchaseRequest, present_purchase, purchase_command
from app.api.operations.sales.return_answers import BriefReturnAnswer, ReturnAnswer
from app.api.operations.sales.returns import (
    ReturnRequest,
    ReturnWithoutReceiptRequest,
    present_return,
    return_command,
    return_model,
)
from app.engine.model.commands.sales import RecordPurchase, TakeReturn, TakeReturnWithoutReceipt
from app.engine.program.checks.fault import Fault

router = APIRouter(route_class=BatchRoute, tags=["Purchases"])

# The number of items that enter the queue at a time, and that are read before other requests are served.
SLICE: Final = 64
READING_SECONDS: Final = 0.01
MOST_ITEMS: Final = 500
ItemCommand = RecordPurchase | TakeReturn | TakeReturnWithoutReceipt


class BatchReturnRequest(Request):
    """A return among purchases."""

    return_: Annotated[
        ReturnRequest | ReturnWithoutReceiptRequest,
        Field(alias="return", description="The return, as in a single request."),
    ]


class BatchRequest(Request):
    """Purchases and returns, each with its own external_id."""

    # Items are validated one by one, so that a fault in one does not stop the others.
    purchases: Annotated[
        list[SkipValidation[PurchaseRequest | BatchReturnRequest]],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description='Purchases, and returns as `{"return": {…}}`; each needs its own `external_id`.',
        ),
    ]


class BatchQuery(Request):
    """The form of the answer."""

    answer: Annotated[Literal["full", "brief"], Field(description="`brief` omits `entries`.")] = "full"


class PurchaseResultAnswer(BaseModel):
    """A purchase, recorded now (201) or before (200)."""

    status: Annotated[int, Field(description="201 if recorded now, 200 if recorded before.")]
    purchase: Annotated[
        PurchaseAnswer | BriefPurchaseAnswer,
        Field(description="The purchase, as in a single answer; without `entries` for `brief`."),
    ]


class ReturnResultAnswer(BaseModel):
    """A return, recorded now (201) or before (200)."""

    status: Annotated[int, Field(description="201 if recorded now, 200 if recorded before.")]
    return_: Annotated[
        ReturnAnswer | BriefReturnAnswer,
        Field(
            alias="return",
            description="The return, as in a single answer; without `entries` for `brief`.",
        ),
    ]


class ProblemResultAnswer(BaseModel):
    """A refused item."""

    status: Annotated[int, Field(description="The HTTP status of the item in a single answer.")]
    problem: Annotated[ProblemAnswer, Field(description="The problem, as in a single answer.")]


class BatchAnswer(BaseModel):
    """One result per item, in the order of the request."""

    results: Annotated[
        list[PurchaseResultAnswer | ReturnResultAnswer | ProblemResultAnswer],
        Field(description="The result of each item, in the order of the request."),
    ]


@router.post(
    "/v1/purchases/batch",
    response_model=BatchAnswer,
    openapi_extra=example(
        {
            "purchases": [
                {
                    "external_id": "till8-000041",
                    "occurred_at": "2026-03-01T11:02:00+00:00",
                    "currency": "GBP",
                    "lines": [{"category": "beans", "quantity": 2, "unit_price": 1250}],
                },
                {
                    "return": {
                        "external_id": "till8-R-000005",
                        "purchase": "ext:till8-000041",
                        "occurred_at": "2026-03-01T11:20:00+00:00",
                        "lines": [{"line": 1, "quantity": 1}],
                    }
                },
                {
                    "return": {
                        "external_id": "till8-R-000006",
                        "purchase": "ext:till8-000040",
                        "occurred_at": "2026-03-01T11:40:00+00:00",
                    }
                },
            ]
        }
    ),
)
async def record_purchases(
    request: BatchRequest,
    query: Annotated[BatchQuery, Query()],
    context: Annotated[RequestContext, needs("purchases:write")],
) -> JsonText:
    """Record up to 500 purchases and returns in one request.

    Each item is independent: a refused one does not stop the others, and the results are in the order of the request. A
    return may precede its purchase: it is recorded after it. An item may be `{"return": {…}}`. Repeating the whole
    batch changes nothing.
    """
    items: list[Any] = request.purchases
    brief = query.answer == "brief"
    order = _order(items)
    results = [b""] * len(items)
    for start in range(0, len(items), SLICE):
        places = order[start : start + SLICE]
        commands = await _commands(context, [items[place] for place in places])
        made = await asyncio.gather(*[_result(context, command, brief) for command in commands])
        for place, result in zip(places, made, strict=True):
            results[place] = result
    return JsonText(b'{"results":[%s]}' % b",".join(results))


def _order(items: Sequence[Any]) -> list[int]:
    """The positions of the items in the order of recording: a return never before its purchase."""
    sales: dict[str, int] = {}
    for place, item in enumerate(items):
        name = item.get("external_id") if isinstance(item, dict) else None
        if isinstance(name, str):
            sales.setdefault(f"ext:{name}", place)

    def turn(place: int) -> tuple[int, bool, int]:
        item = items[place]
        returned = item.get("return") if isinstance(item, dict) else None
        sold = returned.get("purchase") if isinstance(returned, dict) else None
        sold_at = sales.get(sold, place) if isinstance(sold, str) else place
        # A return that comes first waits for its purchase, and follows it directly.
        return max(place, sold_at), sold_at > place, place

    return sorted(range(len(items)), key=turn)


async def _commands(context: RequestContext, items: Sequence[Any]) -> list[ItemCommand | Exception]:
    """The command of each item, or the exception that prevents it."""
    found: list[ItemCommand | Exception] = []
    began = monotonic()
    for item in items:
        try:
            found.append(await _command(context, item))
        except Exception as error:
            found.append(error)
        if monotonic() - began > READING_SECONDS:
            await asyncio.sleep(0)
            began = monotonic()
    return found


async def _result(context: RequestContext, command: ItemCommand | Exception, brief: bool) -> bytes:
    try:
        if isinstance(command, Exception):
            raise command
        return await _performed(context, command, brief)
    except Exception as error:
        answer = answer_to(error, context.request_id)
        return b'{"status":%d,"problem":%s}' % (answer.status, answer.body)


async def _performed(context: RequestContext, command: ItemCommand, brief: bool) -> bytes:
    decision = await context.submit(command, in_bulk=True)
    words = await wording(context, decision.vouchers)
    status = 200 if decision.replayed else 201
    if isinstance(command, RecordPurchase):
        return b'{"status":%d,"purchase":%s}' % (status, present_purchase(decision, words, brief))
    return b'{"status":%d,"return":%s}' % (status, present_return(decision, words, brief))


async def _command(context: RequestContext, item: Any) -> ItemCommand:
    is_return = isinstance(item, dict) and item.keys() == {"return"}
    value = item["return"] if is_return else item
    try:
        if is_return:
            return await return_command(context, validated(return_model(value), value), None)
        return purchase_command(context, validated(PurchaseRequest, value), None)
    except Problem as problem:
        if not isinstance(value, dict) or value.get("external_id") is not None:
            raise
        nameless = Fault("/external_id", "required", "is required for every item of a batch")
        others = problem.faults if problem.name == "validation" else ()
        raise Problem("validation", "" if others else nameless.detail, [nameless, *others]) from None
