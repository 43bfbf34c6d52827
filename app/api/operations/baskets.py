"""What purchases and returns have in common: lines, the store they come from, and where the member stands after."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.actions.keys import Caller
from app.api.contract.operation import Request
from app.api.contract.problems import Problem
from app.engine.model.commands import BasketLine
from app.engine.model.records import Line
from app.engine.program.faults import Fault
from app.engine.program.fields import Amount, Category, Quantity, Sku

MOST_LINES = 500


class LineRequest(Request):
    """A line as a till gives it."""

    sku: Annotated[Sku | None, Field(description="The article, for the rules to match; null when not told.")] = None
    category: Annotated[Category | None, Field(description="Levels are parted by `/`.")] = None
    quantity: Annotated[Quantity, Field(description="How many units.")]
    unit_price: Annotated[Amount, Field(description="Of one unit, in minor units.")]
    discount: Annotated[Amount, Field(description="Off the whole line, in minor units.")] = 0


Lines = Annotated[list[LineRequest], Field(min_length=1, max_length=MOST_LINES)]


class PurchaseLineAnswer(BaseModel):
    """A line of a purchase, or of a return without receipt.

    `share` is what it comes to after its part of the basket discount; `freed` units were paid with vouchers.
    """

    line: Annotated[int, Field(description="Counts from 1; a return names it.")]
    sku: Annotated[str | None, Field(description="The article, for the rules to match; null when not told.")]
    category: Annotated[
        str | None,
        Field(description="What kind of goods, for the rules to match; levels are parted by `/`. Null when not told."),
    ]
    quantity: Annotated[int, Field(description="How many units.")]
    unit_price: Annotated[int, Field(description="Of one unit, in minor units.")]
    discount: Annotated[int, Field(description="Off the whole line, in minor units.")]
    share: Annotated[
        int, Field(description="What the line comes to after its part of the basket discount, in minor units.")
    ]
    freed: Annotated[
        int,
        Field(description="How many of the units were paid with vouchers for a free item; such units give no punches."),
    ]


class RebateAfterAnswer(BaseModel):
    """A rebate's period as it stands: spend and what is due for it, in minor units."""

    spend: Annotated[
        int, Field(description="Matching spend of the period in minor units, less what came back; may be negative.")
    ]
    due: Annotated[
        int, Field(description="What the spend comes to, in minor units; never negative, and always the true figure.")
    ]


class AfterAnswer(BaseModel):
    """Where the member stands after it: what a till prints."""

    points: Annotated[int, Field(description="Points that can be spent, less those owed; negative when more are owed.")]
    pending: Annotated[int, Field(description="Points that are earned and cannot be spent yet.")]
    credit: Annotated[
        int, Field(description="Credit in minor units; negative when more was taken back than was there.")
    ]
    tier: Annotated[str | None, Field(description="The id of the level held; null in a programme without levels.")]
    punches: Annotated[
        dict[str, int],
        Field(description="What each punch card shows, by its id; negative only when more came back than there was."),
    ]
    rebates: Annotated[
        dict[str, RebateAfterAnswer], Field(description="Each rebate by its id, in the period that this belongs to.")
    ]


def basket_lines(lines: Iterable[LineRequest]) -> tuple[BasketLine, ...]:
    """The lines as a command has them."""
    return tuple([BasketLine(one.quantity, one.unit_price, one.discount, one.sku, one.category) for one in lines])


def line_documents(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines as answers show them."""
    return [{"line": place, **line._asdict()} for place, line in enumerate(lines, 1)]


def metadata_text(metadata: dict[str, str]) -> str:
    """Metadata as it is kept."""
    return to_json(metadata).decode() if metadata else "{}"


def store_of(caller: Caller, store: str | None) -> str | None:
    """The store that a request speaks for. Raises Problem when the key belongs to another."""
    if caller.store is None:
        return store
    if store is not None and store != caller.store:
        detail = f"this key acts for {caller.store} alone; leave the store out, and it is filled in"
        raise Problem("store-not-allowed", detail, [Fault("/store", "store-not-allowed", detail)])
    return caller.store


def require_own_store(caller: Caller, store: str | None) -> None:
    """Refuse a key of one store what another store recorded; what names no store is everybody's. Raises Problem."""
    if caller.store is not None and store not in (None, caller.store):
        raise Problem("store-not-allowed", f"it is another store's, and this key acts for {caller.store} alone")


def require_enrol(caller: Caller, enrol: bool) -> None:
    """Refuse to enrol unknown customers on the way when the key may not enrol. Raises Problem."""
    if enrol and "members:enrol" not in caller.scopes:
        raise Problem("insufficient-scope", "enrol needs a key with the scope members:enrol")
