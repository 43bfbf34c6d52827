"""Records, reads and voids purchases."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, ValidationError
from pydantic_core import to_json

from app.actions.ids import read_voucher_code
from app.api.contract.display_names import DisplayNames
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of, sent_key
from app.api.contract.json_text import names_told, read_json
from app.api.contract.operation import Answer, Nothing, Request, RequestContext, validated
from app.api.contract.problems import existing
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    JsonText,
    OperationRoute,
    PurchasePath,
    example,
    needs,
    problems,
    respond,
)
from app.api.operations.answers.baskets import (
    AtStore,
    BasketDiscount,
    BasketLines,
    ByChannel,
    CreditToSpend,
    InCurrency,
    MemberOrGuest,
    PointsToSpend,
    SoldAt,
    StatedTotal,
    basket_lines,
    metadata_text,
    require_enrol,
    require_own_store,
    store_of,
)
from app.api.operations.answers.gift_cards import GiftCardsToPay, parts_to_pay
from app.api.operations.answers.vouchers import wording
from app.api.operations.sales.purchase_answers import (
    PurchaseAnswer,
    PurchaseWithReturnsAnswer,
    available_on,
    details,
    purchase_text,
)
from app.api.operations.sales.return_answers import given_back_document, return_text
from app.api.operations.sales.returns import recorded_answer
from app.engine.model.book import Decision
from app.engine.model.commands.sales import RecordPurchase, VoidPurchase
from app.engine.model.records.sales import Purchase
from app.engine.program.fields import Metadata, Name, VoucherCode
from app.ledger.entries import Entry

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])


class PurchaseRequest(Request):
    """A purchase as paid: its lines include every discount."""

    external_id: OwnName = None
    member: MemberOrGuest = None
    occurred_at: SoldAt
    store: AtStore = None
    channel: ByChannel = None
    currency: InCurrency
    lines: BasketLines
    discount: BasketDiscount = 0
    total: StatedTotal = None
    enrol: Annotated[bool, Field(description="Enrol an unknown `ext:` or `card:`.")] = False
    vouchers: list[VoucherCode] = Field(
        default_factory=list,
        max_length=20,
        description="The codes of the vouchers used, in any case, with or without dashes and blanks.",
        json_schema_extra={"default": []},
    )
    points_to_spend: PointsToSpend = 0
    credit_to_spend: CreditToSpend = 0
    gift_cards: GiftCardsToPay = Field(default_factory=list)
    quote: Annotated[
        Name | None, Field(description="A quote to book exactly as shown, with its lines and prices (`quo_…`).")
    ] = None
    hold: Annotated[
        Name | None,
        Field(description="A hold to capture (`hld_…`): everything it reserves, or the parts that the purchase names."),
    ] = None
    already_paid: Annotated[
        bool,
        Field(description="An offline till's sale, always recorded, if necessary as a guest's; see `shortfalls`."),
    ] = False
    metadata: Metadata = Field(
        default_factory=dict,
        json_schema_extra={"default": {}},
        description="Your own notes: up to 20 texts by name. They are stored and returned, without any effect.",
    )

    @property
    def names(self) -> int:
        """The number of members in the objects of the request."""
        lines = sum([len(line.__pydantic_fields_set__) for line in self.lines])
        cards = sum([len(card.__pydantic_fields_set__) for card in self.gift_cards])
        return len(self.__pydantic_fields_set__) + lines + cards + len(self.metadata)


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
    "member-exists",
    "store-not-allowed",
    *PROBLEMS,
    "currency-mismatch",
    "total-mismatch",
    "occurred-in-future",
    "occurred-too-old",
    "voucher-not-usable",
    "gift-card-not-usable",
    "member-erased",
    "insufficient-balance",
    "quote-expired",
    "quote-changed",
    "quote-held",
    "hold-not-active",
)


@router.post(
    "/v1/purchases",
    status_code=201,
    response_model=PurchaseAnswer,
    responses=REPEATED | problems(*RECORDING_PROBLEMS),
    openapi_extra=example(EXAMPLE),
)
async def record_purchase(
    request: PurchaseRequest,
    context: Annotated[RequestContext, needs("purchases:write")],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Record a purchase, and what it earns.

    The lines include every discount; no price is changed here. A purchase without a member is a guest's, and can be
    claimed later. `after` and `entries` are for the receipt.

    The same `external_id` again gets the first answer again, byte for byte, however much later.
    """
    decision = await context.submit(purchase_command(context, request, idempotency_key))
    return respond(render_purchase(decision, await wording(context, decision.vouchers)))


@router.get(
    "/v1/purchases/{purchase}",
    response_model=PurchaseWithReturnsAnswer,
    responses=problems("not-found", "store-not-allowed"),
)
async def get_purchase(purchase: PurchasePath, context: Annotated[RequestContext, needs("purchases:read")]) -> JsonText:
    """Read a purchase in its present state.

    With its lines, its returns, and everything it earned. A key limited to a store reads, lists, returns, claims,
    activates and voids only purchases of its store and those without a store.
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
    """Void a purchase.

    Everything left of it is taken back, as in a return. Repeating the request changes nothing. A key limited to a store
    may void its own purchases and those without a store.
    """
    decision = await context.submit(
        VoidPurchase(context.program_id, context.draw_id("ret"), purchase, context.caller.store)
    )
    return await purchase_answer(context, purchase, decision.after)


def parse_purchase(context: RequestContext, body: bytes) -> RecordPurchase:
    """The command in a body. Raises Problem."""
    return purchase_command(context, read_purchase(body), sent_key(context.headers))


def read_purchase(body: bytes) -> PurchaseRequest:
    """The purchase in a body. Raises Problem.

    It is parsed directly into its model, and again with more care if there is a fault, to describe it. Direct parsing
    does not see duplicate names, so they are counted.
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


def render_purchase(decision: Decision, words: DisplayNames) -> Answer:
    """The answer to a purchase recorded now or before."""
    return recorded_answer(decision, present_purchase(decision, words))


def purchase_command(context: RequestContext, request: PurchaseRequest, key: str | None) -> RecordPurchase:
    """The command of a request; `key` is its Idempotency-Key. Raises Problem."""
    require_enrol(context.caller, request.enrol)
    request.store = store_of(context.caller, request.store)
    return RecordPurchase(
        program_id=context.caller.program_id,
        purchase_id=context.draw_id("pur"),
        request_key=request_key_of("purchase", request.external_id, key, request),
        external_id=request.external_id,
        member=request.member,
        enrol=request.enrol,
        occurred_at=request.occurred_at,
        currency=request.currency,
        lines=basket_lines(request.lines),
        discount=request.discount,
        total=request.total,
        store=request.store,
        channel=request.channel,
        metadata=metadata_text(request.metadata),
        vouchers=tuple([read_voucher_code(code) or code for code in request.vouchers]),
        already_paid=request.already_paid,
        points_to_spend=request.points_to_spend,
        credit_to_spend=request.credit_to_spend,
        quote=request.quote,
        hold=request.hold,
        gift_cards=parts_to_pay(context.caller, request.gift_cards),
    )


def present_purchase(decision: Decision, words: DisplayNames, brief: bool = False) -> bytes:
    """A purchase as recorded: the same bytes in every answer."""
    purchase = decision.subject
    assert isinstance(purchase, Purchase)
    first = purchase._replace(status="recorded") if decision.replayed else purchase
    return purchase_text(first, decision.entries, decision.vouchers, words, brief)


async def purchase_answer(context: RequestContext, reference: str, after: str | None = None) -> JsonText:
    """A purchase in its present state, with its returns; `after` replaces the balances of its recording. Raises
    Problem.
    """
    found = existing(await context.goldlist.reads.purchase(context.program_id, reference), "purchase")
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
