"""The checkout: quotes, gift cards and tax."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.parts.part import Months, Part, PositiveAmount, Rate
from app.engine.program.terms.offers import Checkout, GiftCards


class CheckoutPart(Part):
    """How baskets are quoted."""

    quote_minutes: Annotated[int, Field(ge=1, le=1440, description="The number of minutes that a quote is valid.")] = 15
    max_vouchers: Annotated[
        Annotated[int, Field(ge=0, le=100)] | None,
        Field(description="The maximum vouchers per purchase; null means no limit."),
    ] = None
    max_discount: Annotated[
        Rate | None,
        Field(
            description=(
                "The maximum share of a basket that all discounts together may take, as a decimal text "
                "(`0.50` is half); null means all of it."
            )
        ),
    ] = None


class GiftCardsPart(Part):
    """Gift cards with a balance."""

    valid_months: Annotated[
        Months | None,
        Field(
            description="The months that a card is good for from its issue, and again from every top-up, through the "
            "last day; null means for ever."
        ),
    ] = None
    max_balance: Annotated[
        PositiveAmount | None,
        Field(description="The maximum balance of a card, in minor units; null means no limit of its own."),
    ] = None


class TaxPart(Part):
    """How prices and rules treat tax. Lines state their `tax`."""

    prices: Annotated[
        Literal["with_tax", "without_tax"],
        Field(description="Whether prices, discounts and totals include tax (`with_tax`), or it comes on top."),
    ]
    counts: Annotated[
        Literal["with_tax", "without_tax"],
        Field(
            description="Whether points, tiers, cards and rebates count the value of goods with its tax. A line that "
            "states no tax counts at its price."
        ),
    ]


def checkout_terms(part: CheckoutPart) -> Checkout:
    """How baskets are quoted."""
    most = part.max_discount
    return Checkout(part.quote_minutes, part.max_vouchers, ratio(most) if most else None)


def gift_card_terms(part: GiftCardsPart | None) -> GiftCards | None:
    """Gift cards, if any are issued."""
    return GiftCards(part.valid_months, part.max_balance) if part else None
