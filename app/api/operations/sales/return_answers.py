"""The answers of returns, and their JSON text."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.answer_types import (
    ShownId,
    ShownMemberOrGuest,
    ShownOwnName,
    ShownRecordedAt,
    ShownSoldAt,
    ShownVersion,
)
from app.api.contract.display_names import DisplayNames
from app.api.operations.answers import vouchers
from app.api.operations.answers.baskets import (
    AfterOrNone,
    PurchaseLineAnswer,
    ShownBusinessDate,
    line_documents,
)
from app.api.operations.answers.gift_cards import GiftCardPaidAnswer
from app.api.operations.answers.vouchers import VoucherAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_documents
from app.engine.model.instants import shown_instant
from app.engine.model.names import GUEST
from app.engine.model.quantities import shown_quantity
from app.engine.model.records.sales import Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import outcome_of, purchase_lines, returned_lines
from app.engine.views.quote_document import payment_document
from app.ledger.entries import Entry


class ReturnedLineAnswer(BaseModel):
    """The returned part of a line of the purchase: units, or an amount without a unit."""

    line: Annotated[int, Field(description="The line of the purchase, counted from 1.")]
    quantity: Annotated[
        int | str,
        Field(
            description="The number of units returned, 0 if an amount was returned; for goods by weight or length a "
            "decimal text with three places."
        ),
    ]
    amount: Annotated[
        int, Field(description=("The value returned without a unit, in minor units; 0 if units were returned."))
    ]


class GivenBackAnswer(BaseModel):
    """Money, credit and gift cards in minor units, points, and their worth. Together they equal `returned_net`."""

    money: Annotated[int, Field(description="Money, in minor units.")]
    points: Annotated[int, Field(description="Points refunded to the member.")]
    points_worth: Annotated[int, Field(description="The worth of these points, in minor units.")]
    credit: Annotated[int, Field(description="Credit refunded to the member, in minor units.")]
    gift_cards: Annotated[
        list[GiftCardPaidAnswer], Field(description="What goes back to gift cards; omitted if there are none.")
    ] = []


class BriefReturnAnswer(BaseModel):
    """A return; `after` is null for guests."""

    id: ShownId
    external_id: ShownOwnName
    kind: Annotated[
        Literal["return", "void"], Field(description="`return`, or `void` for the return made by voiding a purchase.")
    ]
    purchase: Annotated[str | None, Field(description="Its purchase, `pur_…`; null if unknown.")]
    member: ShownMemberOrGuest
    status: Annotated[
        Literal["recorded", "voided"],
        Field(description="`recorded`, or `voided` for a mistaken return that was undone."),
    ]
    occurred_at: ShownSoldAt
    recorded_at: ShownRecordedAt
    business_date: ShownBusinessDate
    lines: Annotated[
        list[ReturnedLineAnswer | PurchaseLineAnswer],
        Field(
            description=(
                "The goods returned: the parts of the purchase's lines; without receipt, the complete lines as sent, "
                "each with its `share`."
            )
        ),
    ]
    returned_net: Annotated[int, Field(description="The value returned, in minor units.")]
    returned_tax: Annotated[
        int | None, Field(description="The tax on the value returned, in minor units; omitted if no line states any.")
    ] = None
    given_back: Annotated[
        GivenBackAnswer | None,
        Field(description="The customer's refund; null for old returns without this record."),
    ]
    taken_again: Annotated[
        GivenBackAnswer | None,
        Field(description="For an undone return: what the customer pays again; else null."),
    ]
    currency: Annotated[str, Field(description="The programme's currency (ISO 4217); any other is refused.")]
    program_version: ShownVersion
    vouchers_revoked: Annotated[list[VoucherAnswer], Field(description="The vouchers it revoked, oldest first.")]
    after: AfterOrNone


class ReturnAnswer(BriefReturnAnswer):
    """A return and everything it took back."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything it took back, in order; empty for a guest."),
    ]


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
    """The refund of a return, and what the customer pays again if it was undone."""
    outcome = outcome_of(returned)
    given = payment_document(outcome.given_back) if outcome else None
    taken_again = payment_document(outcome.taken_again) if outcome and outcome.taken_again else None
    return {
        **({} if outcome is None or outcome.tax is None else {"returned_tax": outcome.tax}),
        "given_back": given,
        "taken_again": taken_again if returned.status == "voided" else None,
    }


def with_after(document: dict[str, Any], after: str) -> bytes:
    """A document with the stored balances as its last member, byte for byte."""
    return to_json(document)[:-1] + b',"after":' + after.encode() + b"}"


def _lines(returned: Return) -> list[dict[str, Any]]:
    if returned.purchase_id is None:
        return line_documents(purchase_lines(returned.lines))
    return [
        {"line": part.line, "quantity": shown_quantity(part.quantity, part.measured), "amount": part.amount}
        for part in returned_lines(returned)
    ]
