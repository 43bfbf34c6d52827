"""The rows of exports: the columns of each kind of record, and their values."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from app.engine.model import quantities
from app.engine.model.gift_cards import GiftCard
from app.engine.model.instants import shown_instant
from app.engine.model.names import GUEST
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import purchase_lines
from app.ledger.entries import CREDIT, GIFT_CARD, Entry
from app.store.queries.members.members import KnownMember

Cells = dict[str, Any]

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "members": (
        "member",
        "external_id",
        "card_number",
        "name",
        "email",
        "phone",
        "birth_date",
        "joined_on",
        "marketing",
        "metadata",
        "created_at",
        "changed_at",
        "current_tier",
        "points",
        "points_pending",
        "credit_minor",
        "currency",
    ),
    "purchases": (
        "purchase",
        "external_id",
        "member",
        "member_id",
        "status",
        "occurred_at",
        "recorded_at",
        "business_date",
        "store",
        "channel",
        "net_minor",
        "discount_minor",
        "currency",
        "history",
    ),
    # A file of lines can be imported: these are the columns of Goldlist's own form.
    "lines": (
        "external_id",
        "member_id",
        "occurred_at",
        "store",
        "sku",
        "category",
        "quantity",
        "unit_price_minor",
        "discount_minor",
        "currency",
        "line_no",
        "purchase",
        "net_minor",
        "status",
        "tax_minor",
    ),
    "returns": (
        "return",
        "external_id",
        "purchase",
        "purchase_external_id",
        "member",
        "member_id",
        "kind",
        "status",
        "occurred_at",
        "recorded_at",
        "business_date",
        "store",
        "returned_net_minor",
        "currency",
    ),
    "entries": (
        "entry",
        "member",
        "member_id",
        "unit",
        "type",
        "amount",
        "currency",
        "lot",
        "rule",
        "program_version",
        "cause",
        "cause_id",
        "why",
        "recorded_at",
    ),
    "vouchers": (
        "voucher",
        "code",
        "member",
        "member_id",
        "reward",
        "source",
        "amount_minor",
        "currency",
        "status",
        "issued_at",
        "expires_on",
        "issued_by",
        "used_by",
        "revoked_by",
    ),
    "gift_cards": (
        "gift_card",
        "external_id",
        "code_end",
        "status",
        "balance_minor",
        "held_minor",
        "issued_minor",
        "currency",
        "issued_at",
        "expires_on",
        "member",
        "member_id",
        "replaced_by",
    ),
}

# The columns of members that only the scope members:read shows, and those of vouchers that vouchers:read shows.
PERSONAL: Final = frozenset({"card_number", "name", "email", "phone", "birth_date", "marketing", "metadata"})
CODES: Final = frozenset({"code"})


class Names(NamedTuple):
    """Your own names of the members and purchases of a page, by id."""

    members: dict[str, str]
    purchases: dict[str, str]


def member_row(currency: str, known: KnownMember, balances: dict[str, Any]) -> Cells:
    """A member with `balances` (as in `after_text`)."""
    member, profile = known.member, known.profile
    cards = [one.value for one in known.identifiers if one.kind == "card"]
    row = {
        "member": member.member_id,
        "external_id": member.external_id,
        "card_number": cards[0] if cards else None,
        "name": profile.name if profile else None,
        "email": profile.email if profile else None,
        "phone": profile.phone if profile else None,
        "birth_date": profile.birth_date if profile else None,
        "joined_on": member.joined_on,
        "marketing": from_json(profile.consents).get("marketing") if profile else None,
        "metadata": profile.metadata if profile and profile.metadata != "{}" else None,
        "created_at": shown_instant(member.created_at),
        "changed_at": shown_instant(member.changed_at),
        "current_tier": balances["tier"],
        "points": balances["points"],
        "points_pending": balances["pending"],
        "credit_minor": balances["credit"],
        "currency": currency,
    }
    return row | {f"punches:{card}": count for card, count in balances["punches"].items()}


def purchase_row(currency: str, purchase: Purchase, names: Names) -> Cells:
    """A purchase; `member` is empty for a guest's."""
    return {
        "purchase": purchase.purchase_id,
        "external_id": purchase.external_id,
        "member": None if purchase.guest else purchase.member_id,
        "member_id": names.members.get(purchase.member_id),
        "status": purchase.status,
        "occurred_at": shown_instant(purchase.occurred_at),
        "recorded_at": shown_instant(purchase.recorded_at),
        "business_date": purchase.business_date,
        "store": purchase.store,
        "channel": purchase.channel,
        "net_minor": purchase.net,
        "discount_minor": purchase.discount,
        "currency": currency,
        "history": bool(purchase.history),
    }


def line_rows(currency: str, purchase: Purchase, names: Names) -> Iterator[Cells]:
    """The lines of a purchase, each with its part of the discount on the basket."""
    for number, line in enumerate(purchase_lines(purchase.lines), 1):
        yield {
            "external_id": purchase.external_id or purchase.purchase_id,
            "member_id": names.members.get(purchase.member_id),
            "occurred_at": shown_instant(purchase.occurred_at),
            "store": purchase.store,
            "sku": line.sku,
            "category": line.category,
            "quantity": quantities.shown_quantity(line.quantity, line.measured),
            "unit_price_minor": line.unit_price,
            "discount_minor": quantities.full_price(line) - line.share,
            "currency": currency,
            "line_no": number,
            "purchase": purchase.purchase_id,
            "net_minor": line.share,
            "status": purchase.status,
            "tax_minor": line.tax,
        }


def return_row(currency: str, returned: Return, names: Names) -> Cells:
    """A return or void."""
    is_guest = returned.member_id.startswith(GUEST)
    return {
        "return": returned.return_id,
        "external_id": returned.external_id,
        "purchase": returned.purchase_id,
        "purchase_external_id": names.purchases.get(returned.purchase_id or ""),
        "member": None if is_guest else returned.member_id,
        "member_id": names.members.get(returned.member_id),
        "kind": returned.kind,
        "status": returned.status,
        "occurred_at": shown_instant(returned.occurred_at),
        "recorded_at": shown_instant(returned.recorded_at),
        "business_date": returned.business_date,
        "store": returned.store,
        "returned_net_minor": returned.returned_net,
        "currency": currency,
    }


def entry_row(currency: str, entry: Entry, names: Names) -> Cells:
    """An entry of the ledger; `currency` only where the unit is money. `member` is a gift card for its entries."""
    is_money = entry.unit in (CREDIT, GIFT_CARD) or entry.unit.startswith(("rebate:", "expected:"))
    return {
        "entry": entry.entry_id,
        "member": entry.member_id,
        "member_id": names.members.get(entry.member_id),
        "unit": entry.unit,
        "type": entry.type,
        "amount": entry.amount,
        "currency": currency if is_money else None,
        "lot": entry.lot,
        "rule": entry.rule,
        "program_version": entry.program_version,
        "cause": entry.cause,
        "cause_id": entry.cause_id,
        "why": entry.why,
        "recorded_at": shown_instant(entry.recorded_at),
    }


def gift_card_row(currency: str, card: GiftCard, names: Names) -> Cells:
    """A gift card, without its code."""
    return {
        "gift_card": card.card_id,
        "external_id": card.external_id,
        "code_end": card.code_end,
        "status": card.status,
        "balance_minor": card.balance,
        "held_minor": card.held,
        "issued_minor": card.issued,
        "currency": currency,
        "issued_at": shown_instant(card.issued_at),
        "expires_on": card.expires_on,
        "member": card.member_id,
        "member_id": names.members.get(card.member_id or ""),
        "replaced_by": card.replaced_by,
    }


def voucher_row(currency: str, voucher: Voucher, names: Names) -> Cells:
    """A voucher."""
    return {
        "voucher": voucher.voucher_id,
        "code": voucher.code,
        "member": voucher.member_id,
        "member_id": names.members.get(voucher.member_id),
        "reward": voucher.reward,
        "source": voucher.source,
        "amount_minor": voucher.amount,
        "currency": currency,
        "status": voucher.status,
        "issued_at": shown_instant(voucher.issued_at),
        "expires_on": voucher.expires_on,
        "issued_by": voucher.issued_by,
        "used_by": voucher.used_by,
        "revoked_by": voucher.revoked_by,
    }
