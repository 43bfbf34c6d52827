"""Holds in the form that checkouts and customer service read."""

from datetime import datetime
from typing import Any

from pydantic_core import from_json

from app.engine.model.instants import instant_text, shown_instant
from app.engine.model.records.checkout import Hold
from app.engine.program.versions import Program
from app.ledger.entries import GIFT_CARD


def held_cards(hold: Hold) -> list[dict[str, Any]]:
    """What a hold reserves of gift cards."""
    found = from_json(hold.content)[0].get(GIFT_CARD, {})
    return [{"id": card_id, "amount": amount} for card_id, amount in found.items()]


def hold_document(program: Program, hold: Hold, now: datetime) -> dict[str, Any]:
    """A hold at the programme's `now`: expired once its time has passed, even if that is not stored yet."""
    expired = hold.status == "active" and hold.expires_at <= instant_text(now)
    ended_at = hold.expires_at if expired else hold.ended_at
    return {
        "id": hold.hold_id,
        "external_id": hold.external_id,
        "member": hold.member_id,
        "status": "expired" if expired else hold.status,
        "quote": hold.quote_id,
        "points": hold.points,
        "credit": hold.credit,
        "vouchers": from_json(hold.vouchers),
        "gift_cards": held_cards(hold),
        "currency": program.currency,
        "created_at": shown_instant(hold.created_at),
        "expires_at": shown_instant(hold.expires_at),
        "ended_at": shown_instant(ended_at) if ended_at else None,
        "captured_by": hold.captured_by,
    }
