"""Purchases in answers: as recorded, in lists, and in their present state."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json

from app.api.contract.answer_types import (
    CODES,
    ShownCampaign,
    ShownCurrency,
    ShownDay,
    ShownId,
    ShownMemberOrGuest,
    ShownMetadata,
    ShownName,
    ShownOwnName,
    ShownRecordedAt,
    ShownSoldAt,
    ShownTier,
    ShownVersion,
    ShownVoucher,
)
from app.api.contract.display_names import DisplayNames
from app.api.operations.answers import vouchers
from app.api.operations.answers.baskets import (
    AfterOrNone,
    PurchaseLineAnswer,
    ShownBusinessDate,
    SpentAnswer,
    line_documents,
)
from app.api.operations.answers.vouchers import VoucherAnswer
from app.api.operations.membership.entries import EntryAnswer, entry_documents
from app.api.operations.sales.return_answers import GivenBackAnswer, ReturnAnswer, with_after
from app.engine.model.instants import shown_instant
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import everything, kept, net, purchase_lines, standing_parts, tax_in_all
from app.engine.rules.balances.spending import payment_of
from app.engine.views.quote_document import discount_documents, payment_document
from app.ledger import lots
from app.ledger.entries import POINTS, Entry

# The tax is the last value of a stored line; lines of earlier releases may end in another number.
_may_have_tax: Final = re.compile(r"[0-9]\]").search


class ShortfallAnswer(BaseModel):
    """A part of a sale that could not be granted: its place in the request, and the reason."""

    what: Annotated[
        str, Field(description="The place in the request: a JSON pointer, such as `/vouchers/0` or `/member`.")
    ]
    code: Annotated[
        str,
        Field(
            description="The problem it would have caused: `voucher-not-usable`, `gift-card-not-usable`, "
            "`insufficient-balance`; at `/member`, if the sale was recorded as a guest's instead, `not-found`, "
            "`member-exists` or `member-erased`."
        ),
    ]


class NoticeAnswer(BaseModel):
    """A remark about a purchase that somebody should look at, although it was recorded as sent."""

    what: Annotated[
        str,
        Field(
            description="Its subject: a JSON pointer into the request (`/vouchers/0`, or empty for all of it), or "
            "`coupon:<id>` or `punches:<card>`."
        ),
    ]
    code: Annotated[
        str,
        Field(
            description="`price-not-reduced`: a voucher was named, but neither the basket nor any of its eligible "
            "lines has a discount (vouchers may share one). "
            "`reward-over`: no voucher was issued, because its reward has expired. "
            "`day-limit`: the punch card's limit per day was reached, so that fewer punches count. "
            "`history`: a past sale, imported to count for tiers and statistics; it gives nothing."
        ),
    ]
    detail: Annotated[str, Field(description="The remark in words.")]


class AppliedCampaignAnswer(BaseModel):
    """A campaign that applied to a purchase."""

    id: Annotated[str, Field(description="The id of the campaign in the programme.")]
    name: Annotated[str, Field(description="Its name when the purchase was recorded.")]


class DiscountAnswer(BaseModel):
    """The discount of a voucher, a campaign or the tier (exactly one is named) on a quoted purchase."""

    voucher: ShownVoucher
    campaign: ShownCampaign
    tier: ShownTier
    typed: Annotated[str | None, Field(description="The code that was typed for the campaign.")]
    name: ShownName
    amount: Annotated[int, Field(description="The amount in minor units.")]
    why: Annotated[str, Field(description="With its arithmetic, in words.")]


class BriefPurchaseAnswer(BaseModel):
    """A purchase as recorded; `after` is null for guests."""

    id: ShownId
    external_id: ShownOwnName
    member: ShownMemberOrGuest
    status: Annotated[
        Literal["recorded", "partly_returned", "returned", "voided"],
        Field(description=("`recorded`; `partly_returned` or `returned` after returns; `voided`.")),
    ]
    occurred_at: ShownSoldAt
    recorded_at: ShownRecordedAt
    business_date: ShownBusinessDate
    net: Annotated[int, Field(description="The amount paid in minor units, after all discounts.")]
    tax: Annotated[
        int | None, Field(description="The tax on `net`, in minor units; omitted if no line states any.")
    ] = None
    currency: ShownCurrency
    program_version: ShownVersion
    spent: Annotated[
        SpentAnswer | None, Field(description="The payment with points, credit and gift cards, if any.")
    ] = None
    discounts: Annotated[list[DiscountAnswer] | None, Field(description="The discounts of its quote, if any.")] = None
    campaigns: Annotated[
        list[AppliedCampaignAnswer],
        Field(description="The campaigns that applied; omitted if none did."),
    ] = []
    vouchers_issued: Annotated[list[VoucherAnswer], Field(description="The vouchers it issued, oldest first.")]
    shortfalls: Annotated[
        list[ShortfallAnswer], Field(description=("The parts that could not be granted; empty unless `already_paid`."))
    ]
    notices: Annotated[
        list[NoticeAnswer], Field(description="Remarks that somebody should look at; omitted if there are none.")
    ] = []
    after: AfterOrNone


class PurchaseAnswer(BriefPurchaseAnswer):
    """A purchase as recorded, with everything it earned."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything it earned, in order; empty for a guest."),
    ]


class PurchaseInListAnswer(BriefPurchaseAnswer):
    """A purchase in its present state, without entries and returns."""

    store: Annotated[str | None, Field(description="The store; a key limited to a store fills it in. Null if unknown.")]
    channel: Annotated[
        str | None,
        Field(description="The channel, such as `pos` or `web`; rules can match it. Null if unknown."),
    ]
    lines: Annotated[
        list[PurchaseLineAnswer], Field(description="The lines of the basket, in the order of the request.")
    ]
    discount: Annotated[
        int, Field(description="The discount on the whole basket, in minor units, besides those of the lines.")
    ]
    vouchers: Annotated[
        list[str] | None,
        Field(
            description="The codes of the vouchers handed in; null for a key without the scope `vouchers:read`.",
            json_schema_extra=CODES,
        ),
    ]
    metadata: ShownMetadata
    returned_net: Annotated[int, Field(description="The returned part of `net`, in minor units.")]
    activated_on: Annotated[ShownDay | None, Field(description="The day of its activation, or null.")]


class PurchaseWithReturnsAnswer(PurchaseInListAnswer):
    """A purchase in its present state."""

    available_on: Annotated[
        ShownDay | None,
        Field(description="The first day on which its points are available; null if they were never pending."),
    ]
    given_back: Annotated[
        GivenBackAnswer | None,
        Field(description="For a voided purchase: the customer's refund; else null."),
    ]
    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything it earned, in order; empty for a guest."),
    ]
    returns: Annotated[
        list[ReturnAnswer],
        Field(
            description=(
                "All its returns, oldest first, including undone ones; voiding a purchase makes one of kind `void`."
            )
        ),
    ]


def purchase_text(
    purchase: Purchase, entries: Sequence[Entry], known: Sequence[Voucher], words: DisplayNames, brief: bool = False
) -> bytes:
    """The JSON text of a purchase."""
    document: dict[str, Any] = {
        "id": purchase.purchase_id,
        "external_id": purchase.external_id,
        "member": None if purchase.guest else purchase.member_id,
        "status": purchase.status,
        "occurred_at": shown_instant(purchase.occurred_at),
        "recorded_at": shown_instant(purchase.recorded_at),
        "business_date": purchase.business_date,
        "net": purchase.net,
        "currency": words.currency,
        "program_version": purchase.program_version,
    }
    if _may_have_tax(purchase.lines):
        lines = purchase_lines(purchase.lines)
        tax = tax_in_all(lines, everything(lines))
        if tax is not None:
            document["tax"] = tax
    if purchase.paid_with:
        # Omitted otherwise: records from before this field get the same answer as then.
        document["spent"] = payment_document(payment_of(purchase))
    if purchase.discounts is not None:
        document["discounts"] = discount_documents(purchase.discounts)
    if purchase.campaigns != "[]":
        document["campaigns"] = from_json(purchase.campaigns)
    if not brief:
        document["entries"] = entry_documents(entries)
    document["vouchers_issued"] = vouchers.issued(known, purchase.purchase_id, words.names) if known else []
    document["shortfalls"] = from_json(purchase.shortfalls)
    if purchase.notices:
        document["notices"] = [
            {"what": what, "code": code, "detail": detail} for what, code, detail in from_json(purchase.notices)
        ]
    return with_after(document, purchase.after)


def listed_purchase(
    purchase: Purchase,
    returns: Sequence[Return],
    entries: Sequence[Entry],
    known: Sequence[Voucher],
    words: DisplayNames,
) -> bytes:
    """The JSON text of a purchase in lists."""
    text = purchase_text(purchase, entries, known, words, brief=True)
    return b"%s,%s}" % (text[:-1], details(purchase, returns))


def available_on(purchase: Purchase, entries: Sequence[Entry]) -> str | None:
    days = [lots.available_on(one.lot) for one in entries if (one.unit, one.type) == (POINTS, "earn")]
    day = max(days, default="")
    return (purchase.activated_on or day) if day else None


def details(purchase: Purchase, returns: Sequence[Return]) -> bytes:
    lines = purchase_lines(purchase.lines)
    details = {
        "store": purchase.store,
        "channel": purchase.channel,
        "lines": line_documents(lines),
        "discount": purchase.discount,
        "vouchers": from_json(purchase.vouchers),
        "metadata": from_json(purchase.metadata),
        "returned_net": purchase.net - net(kept(lines, standing_parts(returns))),
        "activated_on": purchase.activated_on,
    }
    return to_json(details)[1:-1]
