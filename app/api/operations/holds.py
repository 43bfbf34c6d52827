"""Holds: points, credit and vouchers kept for a checkout under way."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import ShownCurrency, ShownId, ShownInstant, ShownOwnName
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key
from app.api.contract.operation import NO_CONTENT, Answer, Call, Operation, Request
from app.api.operations.baskets import AfterAnswer
from app.api.operations.returns import recorded_answer, with_after
from app.engine.model.book import Decision
from app.engine.model.commands import PlaceHold, ReleaseHold
from app.engine.model.instants import shown_instant
from app.engine.model.records import Hold
from app.engine.program.fields import Amount, MemberReference, Name, VoucherCode

LONGEST_SECONDS: Final = 7 * 24 * 3600


class HoldRequest(Request):
    """What to keep for whom: all that a quote needs, or points, credit and vouchers."""

    external_id: OwnName = None
    member: Annotated[MemberReference, Field(description="`mem_…`, `ext:<external_id>` or `card:<number>`.")]
    quote: Annotated[
        Name | None,
        Field(description="A quote (`quo_…`): what it uses is kept, and it can be booked as long as that is."),
    ] = None
    points: Annotated[Amount, Field(description="Points to keep.")] = 0
    credit: Annotated[Amount, Field(description="Credit to keep, in minor units.")] = 0
    vouchers: list[VoucherCode] = Field(
        default_factory=list, max_length=20, description="Codes to keep.", json_schema_extra={"default": []}
    )
    ttl_seconds: Annotated[
        int,
        Field(ge=1, le=LONGEST_SECONDS, description="For how long, by the programme's clock; at most a week."),
    ] = 900


class HoldAnswer(BaseModel):
    """What is kept of a member's, until a purchase captures it, somebody lets go of it, or its time is over."""

    id: ShownId
    external_id: ShownOwnName
    member: Annotated[str, Field(description="The member's id, `mem_…`; null for a guest.")]
    status: Annotated[Literal["active"], Field(description="What it was when it was placed.")]
    quote: Annotated[str | None, Field(description="The quote that it keeps; null where what is kept was named.")]
    points: Annotated[int, Field(description="Points that are kept.")]
    credit: Annotated[int, Field(description="Credit that is kept, in minor units.")]
    vouchers: Annotated[list[str], Field(description="The codes that are kept.")]
    currency: ShownCurrency
    created_at: Annotated[ShownInstant, Field(description="When it was placed.")]
    expires_at: Annotated[ShownInstant, Field(description="When it ends by itself, by the programme's clock.")]
    after: Annotated[
        AfterAnswer, Field(description="Where the member stands right after it, for the receipt; null for a guest.")
    ]


async def place_hold(call: Call) -> Answer:
    """Keep what a checkout is going to use, so that nobody else has it meanwhile.

    A purchase that names it captures it. It ends by itself after `ttl_seconds`.
    """
    request = call.read(HoldRequest)
    named = request_key("hold", request.external_id, call.headers, request)
    command = PlaceHold(
        call.program_id,
        call.service.draw_id("hld"),
        named,
        request.external_id,
        request.member,
        request.ttl_seconds,
        request.quote,
        request.points,
        request.credit,
        tuple([read_voucher_code(code) or code for code in request.vouchers]),
    )
    decision = await call.submit(command)
    return recorded_answer(decision, _present(decision, await call.service.currency(call.program_id)))


async def release_hold(call: Call) -> Answer:
    """Let go of a hold: what it kept can be used again.

    Saying it again changes nothing. What a purchase has captured cannot be let go of.
    """
    await call.submit(ReleaseHold(call.program_id, call.path["hold"]))
    return NO_CONTENT


def _present(decision: Decision, currency: str) -> bytes:
    hold = decision.subject
    assert isinstance(hold, Hold)
    document: dict[str, Any] = {
        "id": hold.hold_id,
        "external_id": hold.external_id,
        "member": hold.member_id,
        "status": "active",
        "quote": hold.quote_id,
        "points": hold.points,
        "credit": hold.credit,
        "vouchers": from_json(hold.vouchers),
        "currency": currency,
        "created_at": shown_instant(hold.created_at),
        "expires_at": shown_instant(hold.expires_at),
    }
    return with_after(document, hold.after)


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/holds",
        function=place_hold,
        scope="checkout:write",
        tag="Checkout",
        request=(HoldRequest,),
        headers=("Idempotency-Key",),
        answer=HoldAnswer,
        statuses=(201, 200),
        problems=(
            "not-found",
            *PROBLEMS,
            "insufficient-balance",
            "voucher-not-usable",
            "quote-expired",
            "quote-changed",
            "quote-held",
            "member-erased",
        ),
        example={"external_id": "web-cart-8812", "member": "ext:crm-5531", "points": 100, "ttl_seconds": 900},
    ),
    Operation(
        method="DELETE",
        path="/v1/holds/{hold}",
        function=release_hold,
        scope="checkout:write",
        tag="Checkout",
        answer=None,
        statuses=(204,),
        problems=("not-found", "hold-not-active"),
    ),
]
