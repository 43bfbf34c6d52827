"""Many purchases and returns in one request, each on its own: one bad item does not stop the others."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from app.api.contract.operation import BATCH_BODY_BYTES, Answer, Call, Operation, Request, answer_to, validated
from app.api.contract.problems import Problem, ProblemAnswer
from app.api.operations.purchase_answers import BriefPurchaseAnswer, PurchaseAnswer
from app.api.operations.purchases import PurchaseRequest, present_purchase, purchase_command
from app.api.operations.returns import (
    BriefReturnAnswer,
    ReturnAnswer,
    ReturnRequest,
    ReturnWithoutReceiptRequest,
    present_return,
    return_command,
)
from app.api.operations.vouchers import wording
from app.engine.model.commands import RecordPurchase, TakeReturn, TakeReturnWithoutReceipt
from app.engine.program.faults import Fault

# So many enter the queue at a time, so that the tills get their turn in between.
SLICE: Final = 64
MOST_ITEMS: Final = 500
_NO_HEADERS: Final[Mapping[bytes, bytes]] = {}


class BatchReturnRequest(Request):
    """A return among purchases."""

    return_: Annotated[
        ReturnRequest | ReturnWithoutReceiptRequest,
        Field(alias="return", description="The return, as it would be sent alone."),
    ]


class BatchRequest(Request):
    """Purchases and returns, each with its own external_id."""

    purchases: Annotated[
        list[PurchaseRequest | BatchReturnRequest],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description='The purchases, and returns as `{"return": {…}}`; each needs its own `external_id`.',
        ),
    ]


class BatchItems(Request):
    """A batch before its items are looked at."""

    purchases: Annotated[
        list[Any],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description='The purchases, and returns as `{"return": {…}}`; each needs its own `external_id`.',
        ),
    ]


class BatchQuery(Request):
    """How much to answer."""

    answer: Annotated[Literal["full", "brief"], Field(description="`brief` leaves out `entries`.")] = "full"


class PurchaseResultAnswer(BaseModel):
    """A purchase that was recorded, now (201) or before (200)."""

    status: Annotated[int, Field(description="201 if it was recorded now, 200 if it was before.")]
    purchase: Annotated[
        PurchaseAnswer | BriefPurchaseAnswer,
        Field(description="The purchase, as it would be answered alone; without `entries` if `brief` was asked for."),
    ]


class ReturnResultAnswer(BaseModel):
    """A return that was recorded, now (201) or before (200)."""

    status: Annotated[int, Field(description="201 if it was recorded now, 200 if it was before.")]
    return_: Annotated[
        ReturnAnswer | BriefReturnAnswer,
        Field(
            alias="return",
            description="The return, as it would be answered alone; without `entries` if `brief` was asked for.",
        ),
    ]


class ProblemResultAnswer(BaseModel):
    """An item that was refused."""

    status: Annotated[int, Field(description="The HTTP status that the item would have got on its own.")]
    problem: Annotated[
        ProblemAnswer, Field(description="Why not: the problem that the request would have got on its own.")
    ]


class BatchAnswer(BaseModel):
    """One result per item, in the order of the request."""

    results: Annotated[
        list[PurchaseResultAnswer | ReturnResultAnswer | ProblemResultAnswer],
        Field(description="What became of each item, in the order of the request."),
    ]


async def record_purchases(call: Call) -> Answer:
    """Record up to 500 purchases and returns at once.

    Each is on its own: one that is refused does not stop the others, and the results come in the order of the
    request. A return may stand before its purchase: it is recorded after it. An item may be `{"return": {…}}`. Saying
    the whole batch again changes nothing.
    """
    items = call.read(BatchItems).purchases
    brief = call.query.answer == "brief"
    order = _order(items)
    results = [b""] * len(items)
    for start in range(0, len(items), SLICE):
        places = order[start : start + SLICE]
        made = await asyncio.gather(*[_result(call, items[place], brief) for place in places])
        for place, result in zip(places, made, strict=True):
            results[place] = result
    return Answer(200, b'{"results":[' + b",".join(results) + b"]}")


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/purchases/batch",
        function=record_purchases,
        scope="purchases:write",
        tag="Purchases",
        request=(BatchRequest,),
        query=BatchQuery,
        answer=BatchAnswer,
        example={
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
        },
        largest_body=BATCH_BODY_BYTES,
    )
]


def _order(items: Sequence[Any]) -> list[int]:
    """The places of the items in the order in which they are recorded: a return never before its purchase."""
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
        # A return that stands first waits for its purchase, and comes right behind it.
        return max(place, sold_at), sold_at > place, place

    return sorted(range(len(items)), key=turn)


async def _result(call: Call, item: Any, brief: bool) -> bytes:
    try:
        return await _performed(call, item, brief)
    except Exception as error:
        answer = answer_to(error, call.request_id)
        return b'{"status":%d,"problem":%s}' % (answer.status, answer.body)


async def _performed(call: Call, item: Any, brief: bool) -> bytes:
    command = await _command(call, item)
    decision = await call.submit(command)
    words = await wording(call, decision.vouchers)
    status = 200 if decision.replayed else 201
    if isinstance(command, RecordPurchase):
        return b'{"status":%d,"purchase":%s}' % (status, present_purchase(decision, words, brief))
    return b'{"status":%d,"return":%s}' % (status, present_return(decision, words, brief))


async def _command(call: Call, item: Any) -> RecordPurchase | TakeReturn | TakeReturnWithoutReceipt:
    is_return = isinstance(item, dict) and item.keys() == {"return"}
    value = item["return"] if is_return else item
    try:
        if is_return:
            return await return_command(call, value, _NO_HEADERS)
        return purchase_command(call, validated(PurchaseRequest, value), _NO_HEADERS)
    except Problem as problem:
        if not isinstance(value, dict) or value.get("external_id") is not None:
            raise
        nameless = Fault("/external_id", "required", "is required of every item of a batch")
        others = problem.faults if problem.name == "validation" else ()
        raise Problem("validation", "" if others else nameless.detail, [nameless, *others]) from None
