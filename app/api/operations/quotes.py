"""Quotes: what a basket would cost and bring, before the customer pays."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.actions.ids import read_voucher_code
from app.api.contract.answer_types import ShownCurrency, ShownId, ShownInstant, ShownName, ShownVersion
from app.api.contract.display_names import DisplayNames
from app.api.contract.operation import Answer, Call, Operation, Request, Steps
from app.api.operations.baskets import AfterAnswer, Lines, basket_lines, store_of
from app.api.operations.purchase_answers import SpentAnswer
from app.engine.model.book import Decision
from app.engine.model.commands import AskQuote
from app.engine.model.records import Quote
from app.engine.program.fields import Amount, Currency, Instant, MemberReference, Name, VoucherCode


class QuoteRequest(Request):
    """A basket before it is paid, with the prices of the shop."""

    member: Annotated[MemberReference | None, Field(description="Null is a guest.")] = None
    occurred_at: Annotated[Instant | None, Field(description="When it will be bought; now if left out.")] = None
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
    vouchers: Annotated[
        list[VoucherCode] | None,
        Field(
            max_length=20,
            description="Codes to consider; `[]` for none. If left out, all that the member can use are considered.",
        ),
    ] = None
    points_to_spend: Annotated[
        Amount, Field(description="Points that are to pay a part, in whole units of what they are worth.")
    ] = 0
    credit_to_spend: Annotated[Amount, Field(description="Credit that is to pay a part, in minor units.")] = 0


class UsedOnLineAnswer(BaseModel):
    """What a voucher, a campaign or the level (exactly one is named) takes off a line."""

    voucher: Annotated[str | None, Field(description="The voucher's code.")]
    campaign: Annotated[str | None, Field(description="The campaign's id.")]
    tier: Annotated[str | None, Field(description="The level's id.")]
    amount: Annotated[int, Field(description="In minor units.")]
    why: Annotated[str, Field(description="With its arithmetic, in words.")]


class UsedAnswer(UsedOnLineAnswer):
    """What a voucher, a campaign or the level (exactly one is named) takes off in all."""

    name: ShownName


class QuotedLineAnswer(BaseModel):
    """A line as it would be sold."""

    line: Annotated[int, Field(description="Which line, from 1.")]
    sku: Annotated[str | None, Field(description="The article, for the rules to match; null when not told.")]
    category: Annotated[
        str | None,
        Field(description="What kind of goods, for the rules to match; levels are parted by `/`. Null when not told."),
    ]
    quantity: Annotated[int, Field(description="How many units.")]
    unit_price: Annotated[int, Field(description="Of one unit, in minor units.")]
    discount: Annotated[int, Field(description="Off the whole line, as it was asked, in minor units.")]
    discounts: Annotated[list[UsedOnLineAnswer], Field(description="What is taken off it, in the order of taking.")]
    net: Annotated[int, Field(description="What is to be paid for it, in minor units.")]


class VoucherAppliedAnswer(BaseModel):
    """A voucher that the purchase would use up."""

    code: Annotated[
        str,
        Field(
            description=(
                "What the customer shows and the till sends to use it; capitals, dashes and blanks do not matter."
            )
        ),
    ]
    reward: Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
    name: ShownName
    amount: Annotated[int, Field(description="What it takes off, in minor units.")]
    extra: Annotated[int, Field(description="The value of what it gives for the same price, in minor units.")]
    lines: Annotated[list[int], Field(description="The lines that it is for, from 1.")]
    why: Annotated[str, Field(description="What it does, with its arithmetic, in words.")]


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
    "not-tried",
]


class RejectedAnswer(BaseModel):
    """A voucher or campaign (one of them is named) that is not used, and why not."""

    voucher: Annotated[str | None, Field(description="The voucher's code.")]
    campaign: Annotated[str | None, Field(description="The campaign's id.")]
    code: Annotated[ReasonCode, Field(description="The kind of reason.")]
    reason: Annotated[str, Field(description="Why not, in words.")]


class QuotedEntryAnswer(BaseModel):
    """A change of a balance that the purchase would make."""

    unit: Annotated[
        str,
        Field(description="What changes: `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`."),
    ]
    type: Annotated[str, Field(description="What kind of change it is, as in the ledger.")]
    amount: Annotated[int, Field(description="Signed: points, minor units, punches or vouchers.")]
    rule: Annotated[str | None, Field(description="The rule that it follows from; null where none does.")]
    why: Annotated[str, Field(description="The reason with its arithmetic, in words.")]


class NearAnswer(BaseModel):
    """Something that a little more would bring."""

    kind: Annotated[
        Literal["punch_card", "rebate", "tier", "voucher"],
        Field(description="Which kind it is; the other fields depend on it."),
    ]
    id: ShownId
    name: ShownName
    needs: Annotated[int, Field(description="What is missing: in minor units if `unit` is a currency.")]
    unit: Annotated[str, Field(description="A currency, `punches`, `points` or `visits`.")]
    text: Annotated[str, Field(description="In words, as a checkout may show it.")]


class QuoteAnswer(BaseModel):
    """What a basket would cost and bring, good until it expires."""

    id: ShownId
    member: Annotated[str | None, Field(description="The member's id, `mem_…`; null for a guest.")]
    expires_at: Annotated[ShownInstant, Field(description="Until when it can be booked, by the programme's clock.")]
    currency: ShownCurrency
    program_version: ShownVersion
    lines: Annotated[
        list[QuotedLineAnswer], Field(description="What is in the basket, line by line, in the order of the request.")
    ]
    total_before: Annotated[int, Field(description="What it would cost without any of the discounts.")]
    total: Annotated[int, Field(description="What it costs with them: the purchase's `net`.")]
    paid_with: Annotated[SpentAnswer, Field(description="What points and credit pay of it.")]
    to_pay: Annotated[int, Field(description="What is left to be paid with money, in minor units.")]
    discounts: Annotated[list[UsedAnswer], Field(description="All that is taken off, in the order of taking.")]
    vouchers_applied: Annotated[
        list[VoucherAppliedAnswer], Field(description="The vouchers that the purchase would use up.")
    ]
    rejected: Annotated[list[RejectedAnswer], Field(description="What was considered and is not used.")]
    rejected_more: Annotated[int, Field(description="How many more were not used: at most 50 are listed.")]
    search: Annotated[
        Literal["exact", "stopped"],
        Field(description="Whether every combination was considered, or there were too many of them."),
    ]
    would_earn: Annotated[list[QuotedEntryAnswer], Field(description="Every change of a balance that it would make.")]
    near: Annotated[list[NearAnswer], Field(description="What a little more would bring, the nearest first.")]
    after: Annotated[
        AfterAnswer | None,
        Field(description="Where the member stands right after it, for the receipt; null for a guest."),
    ]


async def ask_quote(call: Call) -> Answer:
    """Price a basket: the best combination of discounts, and what buying it would bring.

    Nothing changes. A purchase that names the quote is booked exactly as shown, or refused with what has changed. The
    level, campaigns and vouchers of the member are considered, and the combination with which the customer pays least
    is found. Asking again gives a new quote.
    """
    return told_quote(await call.submit(asked_quote(call)))


def asked_quote(call: Call) -> AskQuote:
    """The command that a request asks for. Raises Problem."""
    request = call.read(QuoteRequest)
    named = request.vouchers
    return AskQuote(
        call.program_id,
        call.service.draw_id("quo"),
        request.member,
        request.occurred_at,
        request.currency,
        basket_lines(request.lines),
        request.discount,
        request.total,
        store_of(call.caller, request.store),
        request.channel,
        None if named is None else tuple([read_voucher_code(code) or code for code in named]),
        request.points_to_spend,
        request.credit_to_spend,
    )


def told_quote(decision: Decision, _: DisplayNames | None = None) -> Answer:
    """The answer to a quote."""
    quote = decision.subject
    assert isinstance(quote, Quote)
    return Answer(200, quote.answer.encode())


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
OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/quotes",
        function=ask_quote,
        scope="checkout:write",
        tag="Checkout",
        request=(QuoteRequest,),
        answer=QuoteAnswer,
        problems=(
            "not-found",
            "store-not-allowed",
            "currency-mismatch",
            "total-mismatch",
            "occurred-in-future",
            "occurred-too-old",
            "insufficient-balance",
            "member-erased",
        ),
        example=EXAMPLE,
        hot=True,
        steps=Steps(asked_quote, told_quote),
    ),
]
