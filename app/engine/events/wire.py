"""An event as others receive it: a CloudEvents object, made on reading, from rows that never change."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from app.engine.events.event_ids import event_id
from app.engine.model.event_records import Event
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import TierChange
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry

MOST_ENTRIES: Final = 50


class Rows(NamedTuple):
    """The rows that events of a page are made from, by id; `entries` by cause and id.

    `names` are the external ids of members who have not been erased; `moved` are the present members of ids that were
    merged into others.
    """

    moved: Mapping[str, str]
    names: Mapping[str, str | None]
    purchases: Mapping[str, Sequence[Purchase]]
    returns: Mapping[str, Sequence[Return]]
    entries: Mapping[tuple[str, str], Sequence[Entry]]
    vouchers: Mapping[str, Voucher]
    tier_changes: Mapping[str, TierChange]


class Telling(NamedTuple):
    """The programme of the events: `test` programmes say so; `codes` with the codes of vouchers."""

    program_id: str
    currency: str
    test: bool
    codes: bool


def document(event: Event, position: int | None, rows: Rows, telling: Telling) -> dict[str, Any]:
    """The CloudEvents object of an event."""
    return {
        "specversion": "1.0",
        "id": event_id(event.commit_id, event.n),
        "source": f"/programs/{telling.program_id}",
        "type": event.type,
        "subject": event.member_id,
        "time": event.told_at,
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/{event.type}.1.json",
        "memberseq": event.memberseq,
        "position": position,
        "test": telling.test,
        "data": _data(event, rows, telling),
    }


def _data(event: Event, rows: Rows, telling: Telling) -> dict[str, Any]:
    facts: dict[str, Any] = from_json(event.facts) if event.facts else {}
    after = facts.pop("after", None)
    data: dict[str, Any] = {}
    if event.member_id:
        data["member"] = {"id": event.member_id, "external_id": rows.names.get(event.member_id)}
    data["cause"] = {"kind": event.cause, "id": event.cause_id}
    purchase, returned = _purchase_of(event, rows), _return_of(event, rows)
    if event.type.startswith("purchase.") and purchase:
        data["purchase"] = _purchase(event, purchase, telling)
        data["shortfalls"] = from_json(purchase.shortfalls)
        data["href"] = f"/v1/purchases/{purchase.purchase_id}"
    elif event.type.startswith("return.") and returned:
        data["return"] = _return(returned)
        data["href"] = f"/v1/returns/{returned.return_id}"
    elif event.type.startswith("voucher.") and (voucher := rows.vouchers.get(event.object_id or "")):
        data["voucher"] = _voucher(voucher, telling)
    elif event.type == "tier.changed" and (change := rows.tier_changes.get(event.object_id or "")):
        data |= _tier_change(change)
    if event.type.startswith("hold."):
        data["hold"] = {"id": event.object_id, **facts}
    else:
        data |= facts
    if event.type.startswith(("purchase.", "return.", "points.", "credit.", "reward.", "donation.")):
        data |= _entries(event, rows)
    if event.member_id:
        data["after"] = _after(event, after, purchase, returned)
    return data


def _purchase_of(event: Event, rows: Rows) -> Purchase | None:
    """The purchase that an event is about: the guest's own, or the member's."""
    found = rows.purchases.get(event.object_id or "", ()) or rows.purchases.get(event.cause_id, ())
    return next((one for one in found if bool(one.guest) == (event.member_id is None)), None) or next(iter(found), None)


def _return_of(event: Event, rows: Rows) -> Return | None:
    found = rows.returns.get(event.cause_id, ())
    mine = (one for one in found if one.status != "claimed" or event.member_id is None)
    return next(mine, None) or next(iter(found), None)


def _after(event: Event, kept: str | None, purchase: Purchase | None, returned: Return | None) -> Any:
    text = kept
    if text is None and event.cause in ("purchase", "claim") and purchase:
        text = purchase.after
    elif text is None and returned:
        text = returned.after
    return from_json(text) if text else None


def _purchase(event: Event, purchase: Purchase, telling: Telling) -> dict[str, Any]:
    status = {"purchase.voided": "voided"}.get(event.type, "recorded")
    return {
        "id": purchase.purchase_id,
        "external_id": purchase.external_id,
        "net": purchase.net,
        "currency": telling.currency,
        "store": purchase.store,
        "channel": purchase.channel,
        "business_date": purchase.business_date,
        "status": status,
    }


def _return(returned: Return) -> dict[str, Any]:
    return {
        "id": returned.return_id,
        "external_id": returned.external_id,
        "purchase": returned.purchase_id,
        "returned_net": returned.returned_net,
    }


def _voucher(voucher: Voucher, telling: Telling) -> dict[str, Any]:
    found = {
        "id": voucher.voucher_id,
        "reward": voucher.reward,
        "expires_on": voucher.expires_on,
        "source": voucher.source,
    }
    return found | {"code": voucher.code} if telling.codes else found


def _tier_change(change: TierChange) -> dict[str, Any]:
    return {
        "ladder": change.ladder,
        "from": change.notice_from,
        "to": change.to_level,
        "reason": change.cause,
        "effective_on": change.effective_on,
    }


def _entries(event: Event, rows: Rows) -> dict[str, Any]:
    owner = rows.moved.get(event.member_id or "", event.member_id)
    mine = [one for one in rows.entries.get((event.cause, event.cause_id), ()) if one.member_id == owner]
    found = sorted(mine, key=lambda one: one.entry_id)
    shown = [
        {"unit": one.unit, "type": one.type, "amount": one.amount, "rule": one.rule} for one in found if one.amount
    ]
    told: dict[str, Any] = {"entries": shown[:MOST_ENTRIES]}
    return told | {"more": True} if len(shown) > MOST_ENTRIES else told
