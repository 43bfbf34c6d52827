"""How purchases are told: as they were recorded, in lists, and as they are now."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json

from app.api.contract.answer_types import (
    ShownCurrency,
    ShownDay,
    ShownId,
    ShownInstant,
    ShownName,
    ShownOwnName,
    ShownRecordedAt,
    ShownVersion,
)
from app.api.contract.display_names import DisplayNames
from app.api.operations import vouchers
from app.api.operations.baskets import AfterAnswer, PurchaseLineAnswer, line_documents
from app.api.operations.entries import EntryAnswer, entry_documents
from app.api.operations.returns import GivenBackAnswer, ReturnAnswer, with_after
from app.api.operations.vouchers import VoucherAnswer
from app.engine.model.instants import shown_instant
from app.engine.model.records import Purchase, Return, Voucher
from app.engine.model.value import kept, net, purchase_lines, standing_parts
from app.engine.rules.spending import payment_of
from app.engine.views.quote_document import discount_documents
from app.ledger import lots
from app.ledger.entries import POINTS, Entry


class ShortfallAnswer(BaseModel):
    """Something that a sale named and could no longer have: where it stood in the request, and why not."""

    what: Annotated[
        str, Field(description="Where in the request it stands: a JSON pointer, such as `/vouchers/0` or `/member`.")
    ]
    code: Annotated[
        str,
        Field(
            description="The problem that it would have been: `voucher-not-usable`, `insufficient-balance`; at "
            "`/member`, where the sale was recorded as a guest's instead, `not-found` or `member-erased`."
        ),
    ]


class NoticeAnswer(BaseModel):
    """Something about a purchase that somebody should look at, though it was recorded as it was told."""

    what: Annotated[
        str,
        Field(
            description="What it is about: a JSON pointer into the request (`/vouchers/0`), or `coupon:<id>` or "
            "`punches:<card>`."
        ),
    ]
    code: Annotated[
        str,
        Field(
            description="`price-not-reduced`: a voucher was named, and no line that it is for costs less. "
            "`reward-over`: no voucher was issued, since the last day of its reward is over."
        ),
    ]
    detail: Annotated[str, Field(description="The same in words.")]


class SpentAnswer(BaseModel):
    """What was paid with besides money: points and what they were worth, and credit, both in minor units."""

    points: Annotated[int, Field(description="Points that paid a part.")]
    points_worth: Annotated[int, Field(description="What these points were worth, in minor units.")]
    credit: Annotated[int, Field(description="Credit that paid a part, in minor units.")]


class AppliedCampaignAnswer(BaseModel):
    """A campaign that applied to a purchase."""

    id: Annotated[str, Field(description="The id of the campaign in the programme.")]
    name: Annotated[str, Field(description="What it was called when the purchase was recorded.")]


class DiscountAnswer(BaseModel):
    """What a voucher, a campaign or the level (exactly one is named) took off a purchase that was quoted."""

    voucher: Annotated[str | None, Field(description="The voucher's code.")]
    campaign: Annotated[str | None, Field(description="The campaign's id.")]
    tier: Annotated[str | None, Field(description="The level's id.")]
    name: ShownName
    amount: Annotated[int, Field(description="In minor units.")]
    why: Annotated[str, Field(description="With its arithmetic, in words.")]


class BriefPurchaseAnswer(BaseModel):
    """A purchase as it was recorded; `after` is null for guests."""

    id: ShownId
    external_id: ShownOwnName
    member: Annotated[str | None, Field(description="The member's id, `mem_…`; null for a guest.")]
    status: Annotated[
        Literal["recorded", "partly_returned", "returned", "voided"],
        Field(
            description=(
                "`recorded`; `partly_returned` or `returned` when something or everything came back; `voided`."
            )
        ),
    ]
    occurred_at: Annotated[ShownInstant, Field(description="When it happened at the till.")]
    recorded_at: ShownRecordedAt
    business_date: Annotated[
        ShownDay,
        Field(
            description="The local day of `occurred_at` in the programme's time zone. It decides periods and windows."
        ),
    ]
    net: Annotated[int, Field(description="What was paid in minor units, after all discounts.")]
    currency: ShownCurrency
    program_version: ShownVersion
    spent: Annotated[
        SpentAnswer | None, Field(description="What was paid with points and credit, if anything was.")
    ] = None
    discounts: Annotated[
        list[DiscountAnswer] | None, Field(description="What was taken off by its quote, if it had one.")
    ] = None
    campaigns: Annotated[
        list[AppliedCampaignAnswer],
        Field(description="The campaigns that applied; left out where none did."),
    ] = []
    vouchers_issued: Annotated[list[VoucherAnswer], Field(description="The vouchers that it brought, oldest first.")]
    shortfalls: Annotated[list[ShortfallAnswer], Field(description="Empty unless `already_paid`.")]
    notices: Annotated[
        list[NoticeAnswer], Field(description="What somebody should look at; left out where there is nothing.")
    ] = []
    after: Annotated[
        AfterAnswer | None,
        Field(description="Where the member stands right after it, for the receipt; null for a guest."),
    ]


class PurchaseAnswer(BriefPurchaseAnswer):
    """A purchase as it was recorded, with all that it earned."""

    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything that it earned, in the order in which it was posted; empty for a guest."),
    ]


class PurchaseInListAnswer(BriefPurchaseAnswer):
    """A purchase as it is now, without entries and returns."""

    store: Annotated[
        str | None, Field(description="In which store; a key that is bound to a store fills it in. Null when not told.")
    ]
    channel: Annotated[
        str | None,
        Field(description="Through which channel, such as `pos` or `web`; rules can match it. Null when not told."),
    ]
    lines: Annotated[
        list[PurchaseLineAnswer], Field(description="What is in the basket, line by line, in the order of the request.")
    ]
    discount: Annotated[
        int, Field(description="Off the whole basket, in minor units, besides the discounts of the lines.")
    ]
    vouchers: Annotated[list[str], Field(description="The codes that were handed in.")]
    metadata: Annotated[
        dict[str, str],
        Field(description="Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing."),
    ]
    returned_net: Annotated[int, Field(description="How much of `net` came back, in minor units.")]
    activated_on: Annotated[
        ShownDay | None, Field(description="The day on which it was activated; null when it was not.")
    ]


class PurchaseWithReturnsAnswer(PurchaseInListAnswer):
    """A purchase as it is now."""

    available_on: Annotated[
        ShownDay | None,
        Field(description="The first day on which its points can be spent; null when they never had to wait."),
    ]
    given_back: Annotated[
        GivenBackAnswer | None,
        Field(description="Of a purchase that was voided: what the customer got back with that; else null."),
    ]
    entries: Annotated[
        list[EntryAnswer],
        Field(description="Everything that it earned, in the order in which it was posted; empty for a guest."),
    ]
    returns: Annotated[
        list[ReturnAnswer],
        Field(
            description=(
                "All returns of it, oldest first, voided ones too; voiding a purchase makes one of kind `void`."
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
    if purchase.paid_with:
        # Left out otherwise: what was recorded before there was such a thing is answered as it was then.
        document["spent"] = payment_of(purchase)._asdict()
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
    """The JSON text of a purchase as lists show it."""
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
