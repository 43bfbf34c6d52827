"""Returns, with and without receipt, and undoing mistaken ones."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from app.api.contract.display_names import DisplayNames
from app.api.contract.idempotency import PROBLEMS, request_key_of
from app.api.contract.operation import REPLAYED, Answer, Nothing, Request, RequestContext
from app.api.contract.problems import existing, refused
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    JsonText,
    OperationRoute,
    ReturnPath,
    example,
    needs,
    problems,
    respond,
)
from app.api.operations.answers.baskets import (
    MOST_LINES,
    AtStore,
    Lines,
    SoldAt,
    basket_lines,
    metadata_text,
    require_enrol,
    require_own_store,
    store_of,
)
from app.api.operations.answers.vouchers import wording
from app.api.operations.sales.return_answers import ReturnAnswer, return_text
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.sales import LinePart, TakeReturn, TakeReturnWithoutReceipt, VoidReturn
from app.engine.model.quantities import read_shown
from app.engine.model.records.sales import Return
from app.engine.program.fields import Amount, Currency, MemberReference, Metadata, Name, PurchaseReference, Quantity

router = APIRouter(route_class=OperationRoute, tags=["Returns"])


class LinePartRequest(Request):
    """A part of a line: units, or an amount without a unit (a scratch)."""

    line: Annotated[int, Field(ge=1, le=MOST_LINES, description="Counts from 1.")]
    quantity: Annotated[
        Quantity | None, Field(description="The quantity returned, in the form in which the line was sold.")
    ] = None
    amount: Annotated[
        Amount | None, Field(ge=1, description="The value returned in minor units, if no whole unit is returned.")
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "LinePartRequest":
        if (self.quantity is None) == (self.amount is None):
            raise PydanticCustomError("one-of", "must have either quantity or amount")
        return self


class ReturnRequest(Request):
    """A return of goods from a purchase. Without `lines`, everything left."""

    external_id: Annotated[
        Name | None,
        Field(description=("Your own name for the return. Required unless you send the header Idempotency-Key.")),
    ] = None
    purchase: Annotated[PurchaseReference, Field(description="The purchase: `pur_…` or `ext:<external_id>`.")]
    member: Annotated[MemberReference | None, Field(description="If set, the purchase must be this member's.")] = None
    occurred_at: SoldAt
    store: AtStore = None
    currency: Annotated[
        Currency | None, Field(description="The programme's currency (ISO 4217); any other is refused.")
    ] = None
    lines: Annotated[
        Annotated[list[LinePartRequest], Field(min_length=1, max_length=MOST_LINES)] | None,
        Field(description="The goods returned; by default, everything left."),
    ] = None
    amount: Annotated[
        Amount | None,
        Field(
            ge=1,
            description="A sum of no line, in minor units, instead of `lines`: it is spread over everything left, as a "
            "basket discount is.",
        ),
    ] = None
    metadata: Metadata = Field(
        {}, description="Your own notes: up to 20 texts by name. They are stored and returned, without any effect."
    )

    @model_validator(mode="after")
    def _lines_or_amount(self) -> "ReturnRequest":
        if self.lines is not None and self.amount is not None:
            raise PydanticCustomError("one-of", "must not have both lines and amount")
        return self


class ReturnWithoutReceiptRequest(Request):
    """A return of goods from an unknown purchase."""

    external_id: Annotated[
        Name | None,
        Field(description=("Your own name for the return. Required unless you send the header Idempotency-Key.")),
    ] = None
    purchase: Annotated[None, Field(description="Always null: the purchase is unknown.")] = None
    member: Annotated[
        MemberReference,
        Field(
            description="The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."
        ),
    ]
    enrol: Annotated[
        bool,
        Field(description="Enrol an unknown `ext:` or `card:`. Requires a key with the scope `members:enrol`."),
    ] = False
    occurred_at: SoldAt
    store: AtStore = None
    currency: Annotated[Currency, Field(description="The programme's currency (ISO 4217); any other is refused.")]
    lines: Annotated[Lines, Field(description="The goods returned, with the prices paid.")]
    discount: Annotated[
        Amount, Field(description="The discount on the whole basket, in minor units, besides those of the lines.")
    ] = 0
    metadata: Metadata = Field(
        {}, description="Your own notes: up to 20 texts by name. They are stored and returned, without any effect."
    )


def return_model(value: Any) -> type[ReturnRequest | ReturnWithoutReceiptRequest]:
    """The model for a return's JSON value: one without a purchase is without receipt."""
    if isinstance(value, dict) and value.get("purchase") is None:
        return ReturnWithoutReceiptRequest
    return ReturnRequest


def _read_return(value: Any) -> ReturnRequest | ReturnWithoutReceiptRequest:
    return return_model(value).model_validate(value)


@router.post(
    "/v1/returns",
    status_code=201,
    response_model=ReturnAnswer,
    responses=REPEATED
    | problems(
        "not-found",
        "member-exists",
        "store-not-allowed",
        *PROBLEMS,
        "currency-mismatch",
        "total-mismatch",
        "occurred-in-future",
        "occurred-too-old",
        "return-exceeds-purchase",
        "not-returnable",
        "member-erased",
    ),
    openapi_extra=example(
        {
            "external_id": "till7-R-000017",
            "purchase": "ext:till7-000123",
            "occurred_at": "2026-03-02T16:40:00+00:00",
            "lines": [{"line": 1, "quantity": 1}],
        }
    ),
)
async def take_return(
    request: Annotated[ReturnRequest | ReturnWithoutReceiptRequest, PlainValidator(_read_return)],
    context: Annotated[RequestContext, needs("purchases:write")],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Return goods, with or without receipt.

    With its purchase, the member has exactly what buying only the rest would have earned. Without `lines`, everything
    left is returned.
    """
    decision = await context.submit(await return_command(context, request, idempotency_key))
    text = present_return(decision, await wording(context, decision.vouchers))
    return respond(recorded_answer(decision, text))


@router.get("/v1/returns/{return}", response_model=ReturnAnswer, responses=problems("not-found"))
async def get_return(reference: ReturnPath, context: Annotated[RequestContext, needs("purchases:read")]) -> JsonText:
    """Read a return in its present state.

    With everything it took back.
    """
    return await _return_answer(context, reference)


@router.post(
    "/v1/returns/{return}/void",
    response_model=ReturnAnswer,
    responses=problems("not-found", "store-not-allowed", "not-returnable"),
)
async def void_return(
    reference: ReturnPath,
    context: Annotated[RequestContext, needs("purchases:write")],
    request: Nothing | None = None,
) -> JsonText:
    """Undo a mistaken return.

    Its goods count as kept again. Repeating the request changes nothing. A key limited to a store may undo its own
    returns and those without a store.
    """
    decision = await context.submit(VoidReturn(context.program_id, reference, context.caller.store))
    return await _return_answer(context, reference, decision.after)


async def return_command(
    context: RequestContext, request: ReturnRequest | ReturnWithoutReceiptRequest, key: str | None
) -> TakeReturn | TakeReturnWithoutReceipt:
    """The command of a return; `key` is its Idempotency-Key. Raises Problem."""
    if isinstance(request, ReturnWithoutReceiptRequest):
        return _without_receipt(context, request, key)
    if request.currency is not None and request.currency != (await context.program()).currency:
        raise refused(Refusal("currency-mismatch", "not the programme's currency", "/currency"))
    request.store = store_of(context.caller, request.store)
    parts = None
    if request.lines is not None:
        parts = tuple([_part(one) for one in request.lines])
    return TakeReturn(
        program_id=context.program_id,
        return_id=context.draw_id("ret"),
        request_key=request_key_of("return", request.external_id, key, request),
        external_id=request.external_id,
        purchase=request.purchase,
        occurred_at=request.occurred_at,
        parts=parts,
        store=request.store,
        metadata=metadata_text(request.metadata),
        member=request.member,
        only_store=context.caller.store,
        amount=request.amount,
    )


def _part(one: LinePartRequest) -> LinePart:
    if one.quantity is None:
        return LinePart(one.line, amount=one.amount)
    quantity, measured = read_shown(one.quantity)
    return LinePart(one.line, quantity, measured=measured)


def present_return(decision: Decision, words: DisplayNames, brief: bool = False) -> bytes:
    """A return as recorded: the same bytes in every answer."""
    returned = decision.subject
    assert isinstance(returned, Return)
    first = returned._replace(status="recorded")
    return return_text(first, decision.entries, decision.vouchers, words, brief)


def recorded_answer(decision: Decision, text: bytes) -> Answer:
    """201 for a new record, 200 for a repeat."""
    if decision.replayed:
        return Answer(200, text, (REPLAYED,))
    return Answer(201, text)


def _without_receipt(
    context: RequestContext, request: ReturnWithoutReceiptRequest, key: str | None
) -> TakeReturnWithoutReceipt:
    request.store = store_of(context.caller, request.store)
    require_enrol(context.caller, request.enrol)
    return TakeReturnWithoutReceipt(
        program_id=context.program_id,
        return_id=context.draw_id("ret"),
        request_key=request_key_of("return", request.external_id, key, request),
        external_id=request.external_id,
        member=request.member,
        enrol=request.enrol,
        occurred_at=request.occurred_at,
        currency=request.currency,
        lines=basket_lines(request.lines),
        discount=request.discount,
        store=request.store,
        metadata=metadata_text(request.metadata),
    )


async def _return_answer(context: RequestContext, reference: str, after: str | None = None) -> JsonText:
    found = existing(await context.goldlist.reads.returned(context.program_id, reference), "return")
    returned, entries, known = found
    await _require_own_store(context, returned)
    returned = returned._replace(after=after or returned.after)
    return JsonText(return_text(returned, entries, known, await wording(context, known)))


async def _require_own_store(context: RequestContext, returned: Return) -> None:
    """A return without a store is of the store of its purchase."""
    store = returned.store
    if context.caller.store is not None and store is None and returned.purchase_id:
        bought = await context.goldlist.reads.purchase(context.program_id, returned.purchase_id)
        store = bought.purchase.store if bought else None
    require_own_store(context.caller, store)
