"""Taking goods back, with a receipt and without, and undoing a return that was a mistake."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError, to_json

from app.api.contract.answer_types import ShownDay, ShownId, ShownInstant, ShownOwnName, ShownRecordedAt, ShownVersion
from app.api.contract.display_names import DisplayNames
from app.api.contract.idempotency import PROBLEMS, request_key
from app.api.contract.json_text import read_json
from app.api.contract.operation import REPLAYED, Answer, Call, Nothing, Operation, Request, validated
from app.api.contract.problems import absent, refused
from app.api.operations import vouchers
from app.api.operations.baskets import (
    MOST_LINES,
    AfterAnswer,
    Lines,
    PurchaseLineAnswer,
    basket_lines,
    line_documents,
    metadata_text,
    require_enrol,
    require_own_store,
    store_of,
)
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.vouchers import VoucherAnswer, wording
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import LinePart, TakeReturn, TakeReturnWithoutReceipt, VoidReturn
from app.engine.model.instants import shown_instant
from app.engine.model.records import Return, Voucher
from app.engine.model.value import outcome_of, purchase_lines, returned_lines
from app.engine.program.fields import (
    Amount,
    Currency,
    Instant,
    MemberReference,
    Metadata,
    Name,
    PurchaseReference,
    Quantity,
    is_return_reference,
)
from app.ledger.entries import Entry

GUEST = "gst_"


class LinePartRequest(Request):
    """A part of a line: so many units, or an amount without a unit (a scratch, weighed goods)."""

    line: Annotated[int, Field(ge=1, le=MOST_LINES, description="Counts from 1.")]
    quantity: Annotated[Quantity | None, Field(description="How many units come back.")] = None
    amount: Annotated[
        Amount | None, Field(ge=1, description="What comes back in minor units, where no whole unit does.")
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "LinePartRequest":
        if (self.quantity is None) == (self.amount is None):
            raise PydanticCustomError("one-of", "must have either quantity or amount")
        return self


class ReturnRequest(Request):
    """A return of what a purchase says was bought. Without `lines`, all that is left."""

    external_id: Annotated[
        Name | None, Field(description="Your own name for the return. Give it, or send the header Idempotency-Key.")
    ] = None
    purchase: Annotated[PurchaseReference, Field(description="What was bought: `pur_…` or `ext:<external_id>`.")]
    member: Annotated[MemberReference | None, Field(description="If given, the purchase must be this member's.")] = None
    occurred_at: Annotated[Instant, Field(description="When it happened at the till.")]
    store: Annotated[
        Name | None,
        Field(description="In which store; a key that is bound to a store fills it in. Null when not told."),
    ] = None
    currency: Annotated[
        Currency | None, Field(description="The programme's currency (ISO 4217); if given, it must be that.")
    ] = None
    lines: Annotated[
        Annotated[list[LinePartRequest], Field(min_length=1, max_length=MOST_LINES)] | None,
        Field(description="What came back; if left out, all that is left."),
    ] = None
    metadata: Metadata = Field(
        {}, description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing."
    )


class ReturnWithoutReceiptRequest(Request):
    """A return of goods of which nobody knows the purchase."""

    external_id: Annotated[
        Name | None, Field(description="Your own name for the return. Give it, or send the header Idempotency-Key.")
    ] = None
    purchase: Annotated[None, Field(description="Null: nobody knows the purchase.")] = None
    member: Annotated[
        MemberReference, Field(description="Whose return it is: `mem_…`, `ext:<external_id>` or `card:<number>`.")
    ]
    enrol: Annotated[
        bool,
        Field(description="Make a member of an unknown `ext:` or `card:`. Needs a key with the scope `members:enrol`."),
    ] = False
    occurred_at: Annotated[Instant, Field(description="When it happened at the till.")]
    store: Annotated[
        Name | None,
        Field(description="In which store; a key that is bound to a store fills it in. Null when not told."),
    ] = None
    currency: Annotated[Currency, Field(description="The programme's currency (ISO 4217); if given, it must be that.")]
    lines: Annotated[Lines, Field(description="What came back, with the prices paid.")]
    discount: Annotated[
        Amount, Field(description="Off the whole basket, in minor units, besides the discounts of the lines.")
    ] = 0
    metadata: Metadata = Field(
        {}, description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing."
    )


class ReturnedLineAnswer(BaseModel):
    """What came back of a line of the purchase: units, or an amount without a unit."""

    line: Annotated[int, Field(description="Which line of the purchase, counted from 1.")]
    quantity: Annotated[int, Field(description="How many units came back; 0 where an amount did.")]
    amount: Annotated[int, Field(description="What came back without a unit, in minor units; 0 where units came back.")]


class GivenBackAnswer(BaseModel):
    """Money and credit in minor units, points, and what these were worth. Together they come to `returned_net`."""

    money: Annotated[int, Field(description="Money, in minor units.")]
    points: Annotated[int, Field(description="Points that are the member's again.")]
    points_worth: Annotated[int, Field(description="What these points paid for, in minor units.")]
    credit: Annotated[int, Field(description="Credit that is the member's again, in minor units.")]


class BriefReturnAnswer(BaseModel):
    """A return; `after` is null for guests."""

    id: ShownId
    external_id: ShownOwnName
    kind: Annotated[
        Literal["return", "void"], Field(description="`return`, or `void` for what voiding a purchase took back.")
    ]
    purchase: Annotated[
        str | None, Field(description="The purchase that it belongs to, `pur_…`; null when that is not known.")
    ]
    member: Annotated[str | None, Field(description="The member's id, `mem_…`; null for a guest.")]
    status: Annotated[
        Literal["recorded", "voided"],
        Field(description="`recorded`, or `voided` when the return was a mistake and is undone."),
    ]
    occurred_at: Annotated[ShownInstant, Field(description="When it happened at the till.")]
    recorded_at: ShownRecordedAt
    business_date: Annotated[
        ShownDay,
        Field(
            description="The local day of `occurred_at` in the programme's time zone. It decides periods and windows."
        ),
    ]
    lines: Annotated[
        list[ReturnedLineAnswer | PurchaseLineAnswer],
        Field(
            description=(
                "What came back: of which lines of the purchase how much; without a receipt, the full lines as "
                "they were sent, each with its `share`."
            )
        ),
    ]
    returned_net: Annotated[int, Field(description="What came back, in minor units.")]
    given_back: Annotated[
        GivenBackAnswer | None,
        Field(description="What the customer gets back; null for what was recorded before this was kept."),
    ]
    taken_again: Annotated[
        GivenBackAnswer | None,
        Field(description="Of a return that was a mistake: what the customer hands over again; else null."),
    ]
    currency: Annotated[str, Field(description="The programme's currency (ISO 4217); if given, it must be that.")]
    program_version: ShownVersion
    vouchers_revoked: Annotated[list[VoucherAnswer], Field(description="The vouchers that it took back, oldest first.")]
    after: Annotated[
        AfterAnswer | None,
        Field(description="Where the member stands right after it, for the receipt; null for a guest."),
    ]


class ReturnAnswer(BriefReturnAnswer):
    """A return and all that it took back."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything that it took back, in the order in which it was posted; empty for a guest."),
    ]


async def take_return(call: Call) -> Answer:
    """Take goods back, with or without a receipt.

    With its purchase, the member is left exactly where keeping only the rest would have left them. Without `lines`,
    all that is left comes back.
    """
    command = await return_command(call, read_json(call.body), call.headers)
    decision = await call.submit(command)
    return recorded_answer(decision, present_return(decision, await wording(call, decision.vouchers)))


async def get_return(call: Call) -> Answer:
    """Read a return as it is now.

    With everything that it took back.
    """
    return await _found(call, call.path["return"])


async def void_return(call: Call) -> Answer:
    """Undo a return that was a mistake.

    What it took is kept again. Saying it again changes nothing. A key that is bound to a store may undo its own returns
    and those without a store.
    """
    read_nothing(call)
    reference = call.path["return"]
    if not is_return_reference(reference):
        raise absent("return")
    decision = await call.submit(VoidReturn(call.program_id, reference, call.caller.store))
    return await _found(call, reference, decision.after)


async def return_command(
    call: Call, value: Any, headers: Mapping[bytes, bytes]
) -> TakeReturn | TakeReturnWithoutReceipt:
    """The command that a return's JSON value asks for. Raises Problem."""
    if isinstance(value, dict) and value.get("purchase") is None:
        return _without_receipt(call, validated(ReturnWithoutReceiptRequest, value), headers)
    request = validated(ReturnRequest, value)
    if request.currency is not None and request.currency != await call.service.currency(call.program_id):
        raise refused(Refusal("currency-mismatch", "that is not the programme's currency", "/currency"))
    request.store = store_of(call.caller, request.store)
    parts = None
    if request.lines is not None:
        parts = tuple(LinePart(part.line, part.quantity, part.amount) for part in request.lines)
    return TakeReturn(
        program_id=call.program_id,
        return_id=call.service.draw_id("ret"),
        request_key=request_key("return", request.external_id, headers, request),
        external_id=request.external_id,
        purchase=request.purchase,
        occurred_at=request.occurred_at,
        parts=parts,
        store=request.store,
        metadata=metadata_text(request.metadata),
        member=request.member,
        only_store=call.caller.store,
    )


def present_return(decision: Decision, words: DisplayNames, brief: bool = False) -> bytes:
    """A return as it was when it was recorded, the same bytes however often it is asked for."""
    returned = decision.subject
    assert isinstance(returned, Return)
    first = returned._replace(status="recorded")
    return return_text(first, decision.entries, decision.vouchers, words, brief)


def return_text(
    returned: Return, entries: Sequence[Entry], known: Sequence[Voucher], words: DisplayNames, brief: bool = False
) -> bytes:
    """The JSON text of a return."""
    document: dict[str, Any] = {
        "id": returned.return_id,
        "external_id": returned.external_id,
        "kind": returned.kind,
        "purchase": returned.purchase_id,
        "member": None if returned.member_id.startswith(GUEST) else returned.member_id,
        "status": returned.status,
        "occurred_at": shown_instant(returned.occurred_at),
        "recorded_at": shown_instant(returned.recorded_at),
        "business_date": returned.business_date,
        "lines": _lines(returned),
        "returned_net": returned.returned_net,
        **given_back_document(returned),
        "currency": words.currency,
        "program_version": returned.program_version,
    }
    if not brief:
        document["entries"] = entry_documents(entries)
    document["vouchers_revoked"] = vouchers.revoked(known, returned, words.names)
    return with_after(document, returned.after)


def given_back_document(returned: Return) -> dict[str, Any]:
    """What a return has given back, and what was taken again if it was a mistake."""
    outcome = outcome_of(returned)
    given = outcome.given_back._asdict() if outcome else None
    taken_again = outcome.taken_again._asdict() if outcome and outcome.taken_again else None
    return {"given_back": given, "taken_again": taken_again if returned.status == "voided" else None}


def with_after(document: dict[str, Any], after: str) -> bytes:
    """A document and, as its last member, the standing that was kept with it, untouched."""
    return to_json(document)[:-1] + b',"after":' + after.encode() + b"}"


def recorded_answer(decision: Decision, text: bytes) -> Answer:
    """201 for what is new, 200 for what was said before."""
    if decision.replayed:
        return Answer(200, text, (REPLAYED,))
    return Answer(201, text)


def read_nothing(call: Call) -> None:
    """Make sure that a body that says nothing is empty or an empty object. Raises Problem."""
    if call.body:
        call.read(Nothing)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/returns",
        function=take_return,
        scope="purchases:write",
        tag="Returns",
        request=(ReturnRequest, ReturnWithoutReceiptRequest),
        headers=("Idempotency-Key",),
        answer=ReturnAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
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
        example={
            "external_id": "till7-R-000017",
            "purchase": "ext:till7-000123",
            "occurred_at": "2026-03-02T16:40:00+00:00",
            "lines": [{"line": 1, "quantity": 1}],
        },
    ),
    Operation(
        method="GET",
        path="/v1/returns/{return}",
        function=get_return,
        scope="purchases:read",
        tag="Returns",
        answer=ReturnAnswer,
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path="/v1/returns/{return}/void",
        function=void_return,
        scope="purchases:write",
        tag="Returns",
        request=(Nothing,),
        body_may_be_empty=True,
        answer=ReturnAnswer,
        problems=("not-found", "store-not-allowed", "not-returnable"),
    ),
]


def _without_receipt(
    call: Call, request: ReturnWithoutReceiptRequest, headers: Mapping[bytes, bytes]
) -> TakeReturnWithoutReceipt:
    request.store = store_of(call.caller, request.store)
    require_enrol(call.caller, request.enrol)
    return TakeReturnWithoutReceipt(
        program_id=call.program_id,
        return_id=call.service.draw_id("ret"),
        request_key=request_key("return", request.external_id, headers, request),
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


def _lines(returned: Return) -> list[dict[str, Any]]:
    if returned.purchase_id is None:
        return line_documents(purchase_lines(returned.lines))
    return [part._asdict() for part in returned_lines(returned)]


async def _found(call: Call, reference: str, after: str | None = None) -> Answer:
    found = await call.service.returned(call.program_id, reference) if is_return_reference(reference) else None
    if found is None:
        raise absent("return")
    returned, entries, known = found
    require_own_store(call.caller, returned.store)
    returned = returned._replace(after=after or returned.after)
    return Answer(200, return_text(returned, entries, known, await wording(call, known)))
