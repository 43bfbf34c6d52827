"""Recording purchases, looking at them, and voiding them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, ValidationError
from pydantic_core import to_json

from app.actions.ids import read_voucher_code
from app.api.contract.display_names import DisplayNames
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key
from app.api.contract.json_text import names_told, read_json
from app.api.contract.operation import Answer, Call, Nothing, Operation, Request, RequestContext, Steps, validated
from app.api.contract.problems import absent
from app.api.contract.routing import JsonText, OperationRoute, PurchasePath, needs, operations_of, problems
from app.api.operations.baskets import Lines, basket_lines, metadata_text, require_enrol, require_own_store, store_of
from app.api.operations.purchase_answers import (
    PurchaseAnswer,
    PurchaseWithReturnsAnswer,
    available_on,
    details,
    purchase_text,
)
from app.api.operations.returns import given_back_document, recorded_answer, return_text
from app.api.operations.vouchers import wording
from app.engine.model.book import Decision
from app.engine.model.commands import RecordPurchase, VoidPurchase
from app.engine.model.records import Purchase
from app.engine.program.fields import (
    Amount,
    Currency,
    Instant,
    MemberReference,
    Metadata,
    Name,
    VoucherCode,
    is_purchase_reference,
)
from app.ledger.entries import Entry

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])


class PurchaseRequest(Request):
    """What was paid, with every discount in its lines already."""

    external_id: OwnName = None
    member: Annotated[MemberReference | None, Field(description="Null is a guest.")] = None
    occurred_at: Annotated[Instant, Field(description="When it happened at the till.")]
    store: Annotated[
        Name | None,
        Field(description="In which store; a key that is bound to a store fills it in. Null when not told."),
    ] = None
    channel: Annotated[
        Name | None,
        Field(description="Through which channel, such as `pos` or `web`; rules can match it. Null when not told."),
    ] = None
    currency: Annotated[
        Currency,
        Field(description="The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."),
    ]
    lines: Annotated[Lines, Field(description="What is in the basket, line by line, in the order of the request.")]
    discount: Annotated[Amount, Field(description="Off the whole basket, in minor units.")] = 0
    total: Annotated[Amount | None, Field(description="If given, it must equal what the lines come to.")] = None
    enrol: Annotated[bool, Field(description="Make a member of an unknown `ext:` or `card:`.")] = False
    vouchers: list[VoucherCode] = Field(
        default_factory=list,
        max_length=20,
        description="Codes that were used, in any case, with or without dashes and blanks.",
        json_schema_extra={"default": []},
    )
    points_to_spend: Annotated[
        Amount, Field(description="Points that pay a part of the basket, in whole units of what they are worth.")
    ] = 0
    credit_to_spend: Annotated[Amount, Field(description="Credit that pays a part of the basket, in minor units.")] = 0
    quote: Annotated[
        Name | None, Field(description="A quote to book exactly as it was shown, with its lines and prices (`quo_…`).")
    ] = None
    hold: Annotated[
        Name | None,
        Field(description="A hold to capture (`hld_…`): all that it keeps, or what else the purchase names of it."),
    ] = None
    already_paid: Annotated[
        bool,
        Field(
            description="An offline till's sale, to be recorded in any case, if need be as a guest's; see `shortfalls`."
        ),
    ] = False
    metadata: Metadata = Field(
        default_factory=dict,
        json_schema_extra={"default": {}},
        description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing.",
    )

    @property
    def names(self) -> int:
        """How many members the objects of the request have."""
        lines = sum([len(line.__pydantic_fields_set__) for line in self.lines])
        return len(self.__pydantic_fields_set__) + lines + len(self.metadata)


async def record_purchase(call: Call) -> Answer:
    """Record what was paid, and what it earns.

    The lines carry every discount already; no price is changed here. A purchase without a member is a guest's, and
    can be claimed later. `after` and `entries` are what a receipt prints.

    The same `external_id` again gives the first answer again, byte for byte, however much later.
    """
    decision = await call.submit(asked_purchase(call))
    return told_purchase(decision, await wording(call, decision.vouchers))


@router.get(
    "/v1/purchases/{purchase}",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed"),
)
async def get_purchase(purchase: PurchasePath, context: Annotated[RequestContext, needs("purchases:read")]) -> JsonText:
    """Read a purchase as it is now.

    With its lines, its returns, and everything that it earned. A key that is bound to a store reads, lists, returns,
    claims, activates and voids purchases of its store and those without a store, and no others.
    """
    return await purchase_answer(context, purchase)


@router.post(
    "/v1/purchases/{purchase}/void",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed"),
)
async def void_purchase(
    purchase: PurchasePath, context: Annotated[RequestContext, needs("purchases:write")], request: Nothing | None = None
) -> JsonText:
    """Undo a purchase.

    All that is left of it goes back, as in a return. Saying it again changes nothing. A key that is bound to a store
    may undo its own purchases and those without a store.
    """
    decision = await context.submit(
        VoidPurchase(context.program_id, context.service.draw_id("ret"), purchase, context.caller.store)
    )
    return await purchase_answer(context, purchase, decision.after)


def asked_purchase(call: Call) -> RecordPurchase:
    """The command that a whole request asks for. Raises Problem."""
    return purchase_command(call, read_purchase(call.body), call.headers)


def read_purchase(body: bytes) -> PurchaseRequest:
    """What a body asks for. Raises Problem.

    It is read straight into its model, and again with more care if anything is wrong with it, to say what that is.
    That reading does not see names that stand twice, so they are counted.
    """
    names = names_told(body)
    request = _read_at_once(body) if names is not None else None
    if request and request.names == names:
        return request
    return validated(PurchaseRequest, read_json(body))


def _read_at_once(body: bytes) -> PurchaseRequest | None:
    try:
        return PurchaseRequest.__pydantic_validator__.validate_json(body)  # type: ignore[no-any-return]
    except ValidationError:
        return None


def told_purchase(decision: Decision, words: DisplayNames) -> Answer:
    """The answer to a purchase that was recorded, now or before."""
    return recorded_answer(decision, present_purchase(decision, words))


def purchase_command(call: Call, request: PurchaseRequest, headers: Mapping[bytes, bytes]) -> RecordPurchase:
    """The command that a request asks for. Raises Problem."""
    require_enrol(call.caller, request.enrol)
    request.store = store_of(call.caller, request.store)
    return RecordPurchase(
        call.caller.program_id,
        call.service.draw_id("pur"),
        request_key("purchase", request.external_id, headers, request),
        request.external_id,
        request.member,
        request.enrol,
        request.occurred_at,
        request.currency,
        basket_lines(request.lines),
        request.discount,
        request.total,
        request.store,
        request.channel,
        metadata_text(request.metadata),
        tuple([read_voucher_code(code) or code for code in request.vouchers]),
        request.already_paid,
        request.points_to_spend,
        request.credit_to_spend,
        request.quote,
        request.hold,
    )


def present_purchase(decision: Decision, words: DisplayNames, brief: bool = False) -> bytes:
    """A purchase as it was when it was recorded, the same bytes however often it is asked for."""
    purchase = decision.subject
    assert isinstance(purchase, Purchase)
    first = purchase._replace(status="recorded") if decision.replayed else purchase
    return purchase_text(first, decision.entries, decision.vouchers, words, brief)


EXAMPLE = {
    "external_id": "till7-000123",
    "member": "card:6331001234567890",
    "enrol": True,
    "occurred_at": "2026-03-01T10:15:00+00:00",
    "store": "london-1",
    "channel": "pos",
    "currency": "GBP",
    "lines": [{"sku": "latte-12", "category": "coffee/latte", "quantity": 2, "unit_price": 350, "discount": 50}],
    "discount": 0,
    "total": 650,
}
RECORDING_PROBLEMS = (
    "not-found",
    "store-not-allowed",
    *PROBLEMS,
    "currency-mismatch",
    "total-mismatch",
    "occurred-in-future",
    "occurred-too-old",
    "voucher-not-usable",
    "member-erased",
    "insufficient-balance",
    "quote-expired",
    "quote-changed",
    "quote-held",
    "hold-not-active",
)

OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/purchases",
        function=record_purchase,
        scope="purchases:write",
        tag="Purchases",
        request=(PurchaseRequest,),
        headers=("Idempotency-Key",),
        answer=PurchaseAnswer,
        statuses=(201, 200),
        problems=RECORDING_PROBLEMS,
        example=EXAMPLE,
        hot=True,
        steps=Steps(asked_purchase, told_purchase),
    ),
    *operations_of(router),
]


async def purchase_answer(context: RequestContext, reference: str, after: str | None = None) -> JsonText:
    """A purchase as it is now, with its returns; `after` replaces where the member stood then. Raises Problem."""
    found = await context.service.purchase(context.program_id, reference) if is_purchase_reference(reference) else None
    if found is None:
        raise absent("purchase")
    purchase, returns, entries, known = found
    require_own_store(context.caller, purchase.store)
    purchase = purchase._replace(after=after or purchase.after)
    words = await wording(context, known)
    by_cause: dict[str, list[Entry]] = {}
    for entry in entries:
        by_cause.setdefault(entry.cause_id, []).append(entry)
    own = by_cause.get(purchase.purchase_id, [])
    text = purchase_text(purchase, own, known, words)
    void = next((given_back_document(one)["given_back"] for one in returns if one.kind == "void"), None)
    available = to_json({"available_on": available_on(purchase, own), "given_back": void})[1:-1]
    shown = [return_text(one, by_cause.get(one.return_id, []), known, words) for one in returns]
    return JsonText(b'%s,%s,%s,"returns":[%s]}' % (text[:-1], details(purchase, returns), available, b",".join(shown)))
