"""Common parts of purchases and returns: lines, the store, and the member's balances after them."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.actions.access.keys import Caller
from app.api.contract.answer_types import ShownDay, ShownId, ShownName
from app.api.contract.operation import Request
from app.api.contract.problems import Problem
from app.api.operations.answers.gift_cards import GiftCardPaidAnswer
from app.engine.model.commands.sales import BasketLine
from app.engine.model.quantities import read_shown, shown_quantity
from app.engine.model.records.sales import Line
from app.engine.program.checks.fault import Fault
from app.engine.program.fields import Amount, Category, Currency, Instant, MemberReference, Name, Quantity, Sku

MOST_LINES = 500


class LineRequest(Request):
    """A line from a till."""

    sku: Annotated[Sku | None, Field(description="The article, for rules to match; null if unknown.")] = None
    category: Annotated[Category | None, Field(description="`/` separates levels.")] = None
    quantity: Annotated[
        Quantity,
        Field(
            description="The number of units; for goods by weight or length a decimal text with a point and up to 3 "
            "places (`1.200`), which earns no punches."
        ),
    ]
    unit_price: Annotated[
        Amount,
        Field(
            description="The price of one unit, in minor units. What goods by weight or length come to is rounded half "
            "up."
        ),
    ]
    discount: Annotated[Amount, Field(description="The discount on the whole line, in minor units.")] = 0
    unit_cost: Annotated[
        Amount | None,
        Field(description="The shop's cost of one unit, in minor units, for `insights.measure` margin; never shown."),
    ] = None
    gift_card: Annotated[
        bool,
        Field(
            description="Whether it sells a gift card: such a line earns nothing, counts for no tier, gets no discount "
            "and cannot be paid with points."
        ),
    ] = False
    tax: Annotated[
        Amount | None,
        Field(
            description="The tax on the line after all discounts of the request, in minor units; the programme's `tax` "
            "says whether prices include it. Null if unknown."
        ),
    ] = None


Lines = Annotated[list[LineRequest], Field(min_length=1, max_length=MOST_LINES)]

# Fields of every basket, sold, quoted or returned.
MemberOrGuest = Annotated[MemberReference | None, Field(description="The member; null for a guest.")]
SoldAt = Annotated[Instant, Field(description="The time of the sale at the till.")]
AtStore = Annotated[Name | None, Field(description="The store; a key limited to a store fills it in. Null if unknown.")]
ByChannel = Annotated[
    Name | None, Field(description="The channel, such as `pos` or `web`; rules can match it. Null if unknown.")
]
InCurrency = Annotated[
    Currency,
    Field(description="The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."),
]
BasketLines = Annotated[Lines, Field(description="The lines of the basket, in the order of the request.")]
BasketDiscount = Annotated[Amount, Field(description="The discount on the whole basket, in minor units.")]
StatedTotal = Annotated[Amount | None, Field(description="If set, it must equal the total of the lines.")]
PointsToSpend = Annotated[
    Amount, Field(description="Points to pay part of the basket with, in multiples of the programme's `worth`.")
]
CreditToSpend = Annotated[Amount, Field(description="Credit to pay part of the basket with, in minor units.")]


ShownSku = Annotated[str | None, Field(description="The article, for rules to match; null if unknown.")]
ShownCategory = Annotated[
    str | None, Field(description="The category, for rules to match; `/` separates levels. Null if unknown.")
]
ShownBusinessDate = Annotated[
    ShownDay,
    Field(description="The local day of `occurred_at` in the programme's time zone. It decides periods and windows."),
]
ShownQuantity = Annotated[
    int | str,
    Field(description="The number of units; for goods by weight or length a decimal text with three places."),
]


class PurchaseLineAnswer(BaseModel):
    """A line of a purchase, or of a return without receipt.

    `share` is its value after its part of the basket discount; vouchers paid for `freed` units.
    """

    line: Annotated[int, Field(description="The number of the line, from 1; returns refer to it.")]
    sku: ShownSku
    category: ShownCategory
    quantity: ShownQuantity
    unit_price: Annotated[int, Field(description="The price of one unit, in minor units.")]
    discount: Annotated[int, Field(description="The discount on the whole line, in minor units.")]
    share: Annotated[int, Field(description="The line's value after its part of the basket discount, in minor units.")]
    freed: Annotated[
        int,
        Field(description="The number of units paid with vouchers for a free item; they earn no punches."),
    ]
    gift_card: Annotated[bool, Field(description="Whether it sells a gift card, which no rule counts.")]
    tax: Annotated[int | None, Field(description="The tax on its share, in minor units; null if unknown.")]


class RebateAfterAnswer(BaseModel):
    """A rebate's period: spend and amount due, in minor units."""

    spend: Annotated[
        int, Field(description="Matching spend of the period less returns, in minor units; may be negative.")
    ]
    due: Annotated[
        int, Field(description="The amount due on the spend, in minor units; never negative, and always current.")
    ]


class SpentAnswer(BaseModel):
    """Payment other than money: points with their worth, credit and gift cards, these in minor units."""

    points: Annotated[int, Field(description="The points spent.")]
    points_worth: Annotated[int, Field(description="The worth of these points, in minor units.")]
    credit: Annotated[int, Field(description="The credit spent, in minor units.")]
    gift_cards: Annotated[
        list[GiftCardPaidAnswer], Field(description="What gift cards paid; omitted if there are none.")
    ] = []


class NearAnswer(BaseModel):
    """A reward within reach."""

    kind: Annotated[
        Literal["punch_card", "rebate", "tier", "voucher"],
        Field(description="The kind; the other fields depend on it."),
    ]
    id: ShownId
    name: ShownName
    needs: Annotated[int, Field(description="The missing amount, in minor units if `unit` is a currency.")]
    unit: Annotated[str, Field(description="A currency, `punches`, `points` or `visits`.")]
    text: Annotated[str, Field(description="A text for the checkout to show.")]


class AfterAnswer(BaseModel):
    """The member's balances after it, for the till to print."""

    points: Annotated[int, Field(description="Available points less debt; negative with more debt than points.")]
    pending: Annotated[int, Field(description="Pending points, earned but not yet available.")]
    credit: Annotated[int, Field(description="Credit in minor units; negative if more was taken back than available.")]
    tier: Annotated[str | None, Field(description="The id of the tier held; null in a programme without tiers.")]
    punches: Annotated[
        dict[str, int],
        Field(description="The punches on each card, by its id; negative only if more were taken back than available."),
    ]
    rebates: Annotated[
        dict[str, RebateAfterAnswer],
        Field(description=("Each rebate by its id, in the period of this purchase or return.")),
    ]


_RIGHT_AFTER = "The member's balances right after it, for the receipt; null for a guest."
After = Annotated[AfterAnswer, Field(description=_RIGHT_AFTER)]
AfterOrNone = Annotated[AfterAnswer | None, Field(description=_RIGHT_AFTER)]


def basket_lines(lines: Iterable[LineRequest]) -> tuple[BasketLine, ...]:
    """The lines in the form of a command."""
    return tuple([_basket_line(one) for one in lines])


def _basket_line(one: LineRequest) -> BasketLine:
    quantity, measured = read_shown(one.quantity)
    return BasketLine(
        quantity,
        one.unit_price,
        one.discount,
        sku=one.sku,
        category=one.category,
        unit_cost=one.unit_cost,
        gift_card=one.gift_card,
        measured=measured,
        tax=one.tax,
    )


def line_documents(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines in the form of answers."""
    return [_line_document(place, line) for place, line in enumerate(lines, 1)]


def _line_document(place: int, line: Line) -> dict[str, Any]:
    document = {"line": place, **line._asdict()}
    del document["unit_cost"]
    if document.pop("measured"):
        document["quantity"] = shown_quantity(line.quantity, measured=True)
    return document


def metadata_text(metadata: dict[str, str]) -> str:
    """Metadata in its stored form."""
    return to_json(metadata).decode() if metadata else "{}"


def store_of(caller: Caller, store: str | None) -> str | None:
    """The store of a request. Raises Problem if the key is limited to another."""
    if caller.store is None:
        return store
    if store is not None and store != caller.store:
        detail = f"this key is limited to {caller.store}; omit the store, and it is filled in"
        raise Problem("store-not-allowed", detail, [Fault("/store", "store-not-allowed", detail)])
    return caller.store


def require_own_store(caller: Caller, store: str | None) -> None:
    """Refuse another store's record to a key limited to a store; records without a store are open to all. Raises
    Problem.
    """
    if caller.store is not None and store not in (None, caller.store):
        raise Problem("store-not-allowed", f"it belongs to another store; this key is limited to {caller.store}")


def require_all_stores(caller: Caller, act: str) -> None:
    """Refuse a key limited to a store what concerns the members of all stores. Raises Problem."""
    if caller.store is not None:
        raise Problem("insufficient-scope", f"a key limited to a store cannot {act}")


def require_enrol(caller: Caller, enrol: bool) -> None:
    """Refuse to enrol unknown customers if the key lacks that scope. Raises Problem."""
    if enrol and "members:enrol" not in caller.scopes:
        raise Problem("insufficient-scope", "enrol requires a key with the scope members:enrol")
