"""Quotes: the price and earnings of a basket, before payment."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import (
    ShownCampaign,
    ShownCode,
    ShownCurrency,
    ShownId,
    ShownInstant,
    ShownMemberOrGuest,
    ShownName,
    ShownReward,
    ShownTier,
    ShownVersion,
    ShownVoucher,
)
from app.api.contract.display_names import DisplayNames
from app.api.contract.json_text import read_json
from app.api.contract.operation import Answer, Request, RequestContext, validated
from app.api.contract.routing import OperationRoute, example, needs, problems, respond
from app.api.operations.answers.baskets import (
    AfterOrNone,
    AtStore,
    BasketDiscount,
    BasketLines,
    ByChannel,
    CreditToSpend,
    InCurrency,
    MemberOrGuest,
    NearAnswer,
    PointsToSpend,
    ShownCategory,
    ShownQuantity,
    ShownSku,
    SpentAnswer,
    StatedTotal,
    basket_lines,
    store_of,
)
from app.api.operations.answers.gift_cards import GiftCardsToPay, parts_to_pay
from app.engine.model.book import Decision
from app.engine.model.commands.checkout import AskQuote
from app.engine.model.records.checkout import Quote
from app.engine.program.fields import Instant, TypedCode, VoucherCode

router = APIRouter(route_class=OperationRoute, tags=["Checkout"])


class QuoteRequest(Request):
    """A basket before payment, at shop prices."""

    member: MemberOrGuest = None
    occurred_at: Annotated[Instant | None, Field(description="The time of the purchase; now by default.")] = None
    store: AtStore = None
    channel: ByChannel = None
    currency: InCurrency
    lines: BasketLines
    discount: BasketDiscount = 0
    total: StatedTotal = None
    vouchers: Annotated[
        list[VoucherCode] | None,
        Field(
            max_length=20,
            description=(
                "The codes of the vouchers to consider; `[]` for none. By default, all usable vouchers of the member."
            ),
        ),
    ] = None
    codes: Annotated[
        list[TypedCode] | None,
        Field(max_length=20, description="The codes that the customer types for campaigns."),
    ] = None
    points_to_spend: PointsToSpend = 0
    credit_to_spend: CreditToSpend = 0
    gift_cards: GiftCardsToPay = Field(default_factory=list)


class UsedOnLineAnswer(BaseModel):
    """The discount of a voucher, a campaign or the tier (exactly one is named) on a line."""

    voucher: ShownVoucher
    campaign: ShownCampaign
    tier: ShownTier
    amount: Annotated[int, Field(description="The amount in minor units.")]
    why: Annotated[str, Field(description="With its arithmetic, in words.")]


class UsedAnswer(UsedOnLineAnswer):
    """The total discount of a voucher, a campaign or the tier (exactly one is named)."""

    typed: Annotated[str | None, Field(description="The code that was typed for the campaign.")]
    name: ShownName


class QuotedLineAnswer(BaseModel):
    """A line as it would be sold."""

    line: Annotated[int, Field(description="The number of the line, from 1.")]
    sku: ShownSku
    category: ShownCategory
    quantity: ShownQuantity
    unit_price: Annotated[int, Field(description="The price of one unit, in minor units.")]
    discount: Annotated[int, Field(description="The discount on the whole line in the request, in minor units.")]
    discounts: Annotated[
        list[UsedOnLineAnswer], Field(description=("The discounts on the line, in order of application."))
    ]
    net: Annotated[int, Field(description="The price to pay for it, in minor units.")]
    tax: Annotated[int | None, Field(description="The tax on `net`, in minor units; null if the request states none.")]


class VoucherAppliedAnswer(BaseModel):
    """A voucher that the purchase would use up."""

    code: ShownCode
    reward: ShownReward
    name: ShownName
    amount: Annotated[int, Field(description="Its discount, in minor units.")]
    extra: Annotated[int, Field(description="The value of the extra quantity it grants, in minor units.")]
    lines: Annotated[list[int], Field(description="Its eligible lines, from 1.")]
    why: Annotated[str, Field(description="Its effect with its arithmetic, in words.")]


ReasonCode = Literal[
    "max-vouchers",
    "max-discount",
    "exclusive-with",
    "better-without",
    "no-unit-left",
    "nothing-left",
    "budget",
    "limit",
    "condition",
    "not-for-member",
    "not-tried",
]


class RejectedAnswer(BaseModel):
    """A voucher, campaign or typed code (one of them is named) that is not used, and the reason."""

    voucher: ShownVoucher
    campaign: ShownCampaign
    typed: Annotated[str | None, Field(description="A typed code that no campaign has.")]
    code: Annotated[ReasonCode, Field(description="The reason, for programs.")]
    reason: Annotated[str, Field(description="The reason, in words.")]


class QuotedEntryAnswer(BaseModel):
    """A change of a balance that the purchase would cause."""

    unit: Annotated[
        str,
        Field(description="The unit: `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`."),
    ]
    type: Annotated[str, Field(description="The kind of change, as in the ledger.")]
    amount: Annotated[int, Field(description="Signed: points, minor units, punches or vouchers.")]
    rule: Annotated[str | None, Field(description="The rule behind it, or null.")]
    why: Annotated[str, Field(description="The reason with its arithmetic, in words.")]


class QuoteAnswer(BaseModel):
    """The price and earnings of a basket, valid until it expires."""

    id: ShownId
    member: ShownMemberOrGuest
    expires_at: Annotated[ShownInstant, Field(description="The end of its validity, by the programme's clock.")]
    currency: ShownCurrency
    program_version: ShownVersion
    lines: Annotated[list[QuotedLineAnswer], Field(description="The lines of the basket, in the order of the request.")]
    total_before: Annotated[int, Field(description="The total without any of the discounts.")]
    total: Annotated[int, Field(description="The total with them: the purchase's `net`.")]
    tax: Annotated[
        int | None,
        Field(description="The tax on `total`, in minor units; null if no line states any. See the programme's `tax`."),
    ]
    paid_with: Annotated[SpentAnswer, Field(description="The part paid with points, credit and gift cards.")]
    to_pay: Annotated[
        int,
        Field(description="The amount due in money, in minor units, with the tax where prices are without it."),
    ]
    discounts: Annotated[list[UsedAnswer], Field(description="All discounts, in order of application.")]
    vouchers_applied: Annotated[
        list[VoucherAppliedAnswer], Field(description="The vouchers that the purchase would use up.")
    ]
    rejected: Annotated[list[RejectedAnswer], Field(description="The vouchers and campaigns considered but not used.")]
    rejected_more: Annotated[int, Field(description="The number of others not used: at most 50 are listed.")]
    search: Annotated[
        Literal["exact", "stopped"],
        Field(description="Whether every combination was considered, or there were too many."),
    ]
    would_earn: Annotated[
        list[QuotedEntryAnswer], Field(description=("Every change of a balance that the purchase would cause."))
    ]
    near: Annotated[list[NearAnswer], Field(description="The rewards within reach, nearest first.")]
    after: AfterOrNone


EXAMPLE: Any = {
    "member": "ext:crm-5531",
    "store": "london-1",
    "channel": "web",
    "currency": "GBP",
    "lines": [
        {"sku": "latte-12", "category": "coffee/latte", "quantity": 2, "unit_price": 350},
        {"sku": "ethiopia-250", "category": "beans", "quantity": 1, "unit_price": 1250},
    ],
}


@router.post(
    "/v1/quotes",
    response_model=QuoteAnswer,
    responses=problems(
        "not-found",
        "store-not-allowed",
        "currency-mismatch",
        "total-mismatch",
        "occurred-in-future",
        "occurred-too-old",
        "insufficient-balance",
        "gift-card-not-usable",
        "member-erased",
    ),
    openapi_extra=example(EXAMPLE),
)
async def ask_quote(request: QuoteRequest, context: Annotated[RequestContext, needs("checkout:write")]) -> Response:
    """Price a basket: the best combination of discounts, and the earnings of buying it.

    Nothing changes. A purchase that names the quote is booked exactly as shown, or refused with the reason. The
    member's tier, campaigns and vouchers are considered, and the combination with the lowest amount to pay is used.
    Asking again makes a new quote.
    """
    return respond(render_quote(await context.submit(quote_command(context, request))))


def parse_quote(context: RequestContext, body: bytes) -> AskQuote:
    """The command in a body. Raises Problem."""
    return quote_command(context, validated(QuoteRequest, read_json(body)))


def quote_command(context: RequestContext, request: QuoteRequest) -> AskQuote:
    """The command of a request. Raises Problem."""
    codes = request.vouchers
    return AskQuote(
        program_id=context.program_id,
        quote_id=context.draw_id("quo"),
        member=request.member,
        occurred_at=request.occurred_at,
        currency=request.currency,
        lines=basket_lines(request.lines),
        discount=request.discount,
        total=request.total,
        store=store_of(context.caller, request.store),
        channel=request.channel,
        vouchers=None if codes is None else tuple([read_voucher_code(code) or code for code in codes]),
        points_to_spend=request.points_to_spend,
        credit_to_spend=request.credit_to_spend,
        gift_cards=parts_to_pay(context.caller, request.gift_cards),
        codes=tuple(dict.fromkeys(request.codes or ())),
    )


def render_quote(decision: Decision, _: DisplayNames | None = None) -> Answer:
    """The answer to a quote."""
    quote = decision.subject
    assert isinstance(quote, Quote)
    return Answer(200, quote.answer.encode())
