"""Holds: points, credit, vouchers and gift cards reserved for a checkout."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from pydantic_core import from_json

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import CODES, ShownCurrency, ShownHolder, ShownId, ShownInstant, ShownOwnName
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.routing import (
    REPEATED,
    HoldPath,
    IdempotencyKey,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.answers.baskets import After
from app.api.operations.answers.gift_cards import GiftCardPaidAnswer, GiftCardsToPay, parts_to_pay
from app.engine.model.commands.checkout import PlaceHold, ReleaseHold
from app.engine.model.instants import shown_instant
from app.engine.model.records.checkout import Hold
from app.engine.program.fields import Amount, MemberReference, Name, VoucherCode
from app.engine.views.holds import held_cards

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])

LONGEST_SECONDS: Final = 7 * 24 * 3600


class HoldRequest(Request):
    """A request to reserve the needs of a quote, or points, credit and vouchers."""

    external_id: OwnName = None
    member: Annotated[
        MemberReference,
        Field(description="`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."),
    ]
    quote: Annotated[
        Name | None,
        Field(description="A quote (`quo_…`): its needs are reserved, and it can be booked until the hold ends."),
    ] = None
    points: Annotated[Amount, Field(description="Points to reserve.")] = 0
    credit: Annotated[Amount, Field(description="Credit to reserve, in minor units.")] = 0
    vouchers: list[VoucherCode] = Field(
        default_factory=list,
        max_length=20,
        description=("Codes of vouchers to reserve."),
        json_schema_extra={"default": []},
    )
    gift_cards: GiftCardsToPay = Field(default_factory=list)
    ttl_seconds: Annotated[
        int,
        Field(ge=1, le=LONGEST_SECONDS, description="The duration, by the programme's clock; at most a week."),
    ] = 900


class HoldAnswer(BaseModel):
    """A hold on a member's points, credit and vouchers, until a purchase captures it, it is released, or it expires."""

    id: ShownId
    external_id: ShownOwnName
    member: ShownHolder
    status: Annotated[Literal["active"], Field(description="Its status when placed.")]
    quote: Annotated[
        str | None,
        Field(description=("The quote that it reserves; null if the request named the points, credit and vouchers.")),
    ]
    points: Annotated[int, Field(description="The reserved points.")]
    credit: Annotated[int, Field(description="The reserved credit, in minor units.")]
    vouchers: Annotated[
        list[str] | None,
        Field(
            description="The codes of the reserved vouchers; null for a key without the scope `vouchers:read`.",
            json_schema_extra=CODES,
        ),
    ]
    gift_cards: Annotated[list[GiftCardPaidAnswer], Field(description="What it reserves of gift cards.")]
    currency: ShownCurrency
    created_at: Annotated[ShownInstant, Field(description="The time it was placed.")]
    expires_at: Annotated[ShownInstant, Field(description="The time of its expiry, by the programme's clock.")]
    after: After


@router.post(
    "/v1/holds",
    status_code=201,
    responses=REPEATED
    | problems(
        "not-found",
        *PROBLEMS,
        "insufficient-balance",
        "voucher-not-usable",
        "gift-card-not-usable",
        "quote-expired",
        "quote-changed",
        "quote-held",
        "member-erased",
    ),
    openapi_extra=example(
        {"external_id": "web-cart-8812", "member": "ext:crm-5531", "points": 100, "ttl_seconds": 900}
    ),
)
async def place_hold(
    request: HoldRequest,
    response: Response,
    context: Annotated[RequestContext, needs("checkout:write")],
    idempotency_key: IdempotencyKey = None,
) -> HoldAnswer:
    """Reserve what a checkout will use, so that nobody else can use it meanwhile.

    A purchase that names the hold captures it. It expires after `ttl_seconds`.
    """
    decision = await context.submit(
        PlaceHold(
            program_id=context.program_id,
            hold_id=context.draw_id("hld"),
            request_key=request_key_of("hold", request.external_id, idempotency_key, request),
            external_id=request.external_id,
            member=request.member,
            ttl_seconds=request.ttl_seconds,
            quote=request.quote,
            points=request.points,
            credit=request.credit,
            vouchers=tuple([read_voucher_code(code) or code for code in request.vouchers]),
            gift_cards=parts_to_pay(context.caller, request.gift_cards),
        )
    )
    hold = decision.subject
    assert isinstance(hold, Hold)
    if decision.replayed:
        repeated(response)
    return HoldAnswer.model_validate(
        {
            "id": hold.hold_id,
            "external_id": hold.external_id,
            "member": hold.member_id,
            "status": "active",
            "quote": hold.quote_id,
            "points": hold.points,
            "credit": hold.credit,
            "vouchers": from_json(hold.vouchers),
            "gift_cards": held_cards(hold),
            "currency": (await context.program()).currency,
            "created_at": shown_instant(hold.created_at),
            "expires_at": shown_instant(hold.expires_at),
            "after": from_json(hold.after),
        }
    )


@router.delete("/v1/holds/{hold}", status_code=204, responses=problems("not-found", "hold-not-active"))
async def release_hold(hold: HoldPath, context: Annotated[RequestContext, needs("checkout:write")]) -> None:
    """Release a hold: the reserved items can be used again.

    Repeating the request changes nothing. A captured hold cannot be released.
    """
    await context.submit(ReleaseHold(context.program_id, hold))
