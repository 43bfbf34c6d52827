"""The timeline of a customer: sales with what was returned, and every change of a balance with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.pages.marked import plural
from app.pages.visit import Visit

SALES: Final = 12
ENTRIES: Final = 200
MOST_RETURNS: Final = 10
SHOWN_LINES: Final = 4


class Timeline(NamedTuple):
    """Events newest first, the filters, and the path of the next page."""

    events: Sequence[Mapping[str, Any]]
    chips: Sequence[Mapping[str, Any]]
    next: str | None


async def read_timeline(visit: Visit, member_id: str) -> Timeline:
    """The newest events, or the page after a cursor."""
    shown = visit.query.get("show", "all")
    chips = _chips(visit, shown)
    unit = {"points": "points", "credit": "credit"}.get(shown)
    if unit or not visit.may("purchases:read"):
        found = await visit.calls.get(
            f"/v1/members/{member_id}/entries", limit=SALES * 2, unit=unit, cursor=visit.query.get("cursor")
        )
        events = [_event_of_entries(visit, [entry], {}) for entry in found["data"]]
        return Timeline(events, chips, _next(shown, found["next_cursor"]))
    sales = await visit.calls.get("/v1/purchases", member=member_id, limit=SALES, cursor=visit.query.get("cursor"))
    entries = await _entries(visit, member_id, sales["data"])
    returned = await _returns(visit, sales["data"])
    events = [_sale(visit, one, entries.get(one["id"], []), returned) for one in sales["data"]]
    if shown == "all":
        events += _others(visit, sales, entries, returned)
    events.sort(key=lambda event: str(event["at"]), reverse=True)
    return Timeline(events, chips, _next(shown, sales["next_cursor"]))


async def _entries(
    visit: Visit, member_id: str, sales: Sequence[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """The newest entries, by their cause."""
    found = await visit.calls.get(f"/v1/members/{member_id}/entries", limit=ENTRIES)
    rows = found["data"]
    known = {row["cause_id"] for row in rows}
    # Sales of an earlier page have their entries further back in the ledger.
    for sale in sales:
        if sale["id"] not in known and visit.query.get("cursor"):
            more = await visit.calls.get(f"/v1/members/{member_id}/entries", purchase=sale["id"], limit=50)
            rows += more["data"]
    by_cause: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_cause.setdefault(row["cause_id"], []).append(row)
    return by_cause


async def _returns(visit: Visit, sales: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The returns of these sales."""
    found = {}
    for sale in [one for one in sales if one["returned_net"]][:MOST_RETURNS]:
        found[sale["id"]] = (await visit.calls.get(f"/v1/purchases/{sale['id']}"))["returns"]
    return found


def _sale(
    visit: Visit,
    sale: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    returned: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    words = visit.words
    notes = [
        words.text(
            "taken back on %(day)s: %(amount)s",
            day=words.day(one["occurred_at"]),
            amount=words.money(-one["returned_net"]),
        )
        for one in returned.get(sale["id"], ())
        if one["status"] != "voided" and one["kind"] != "void"
    ]
    if sale["status"] == "voided":
        notes.append(words.text("undone"))
    if sale["store"]:
        notes.append(sale["store"])
    return {
        "at": sale["occurred_at"],
        "look": "bad" if sale["status"] == "voided" else "pine",
        "name": goods_of(visit, sale["lines"]) or sale["external_id"] or words.text("a sale"),
        "struck": sale["status"] == "voided",
        "total": words.money(sale["net"]),
        "notes": notes,
        "entries": ledger_lines(visit, entries),
    }


def goods_of(visit: Visit, lines: Sequence[Mapping[str, Any]]) -> str:
    """The goods of a sale, in a few words."""
    names = []
    for line in lines[:SHOWN_LINES]:
        name = str(line["sku"] or line["category"] or "").replace("-", " ")
        if name:
            quantity = line["quantity"]
            names.append(f"{visit.words.quantity(quantity)} × {name}" if quantity != 1 else name)
    if len(lines) > SHOWN_LINES:
        more = len(lines) - SHOWN_LINES
        names.append(visit.words.several("%(n)s more", "%(n)s more", more))
    text = ", ".join(names)
    return text[:1].upper() + text[1:]


def ledger_lines(visit: Visit, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The changes that a cause made, each with its reason."""
    entries = [one for one in entries if not one["unit"].startswith("expected:")]
    # A rebate paid at once is one line: what was earned, with its arithmetic, is what was paid.
    earned = {(entry["rule"], entry["amount"]) for entry in entries if entry["type"] == "accrue"}
    entries = [one for one in entries if one["type"] != "settle" or (one["rule"], one["amount"]) not in earned]
    return [
        {"id": entry["id"], "amount": entry_amount(visit, entry), "why": entry["why"]}
        for entry in sorted(entries, key=lambda entry: str(entry["id"]))
        if entry["amount"] and not (entry["type"] == "settle" and entry["unit"].startswith("rebate:"))
    ]


def _others(
    visit: Visit,
    sales: Mapping[str, Any],
    entries: Mapping[str, Sequence[Mapping[str, Any]]],
    returned: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """What happened besides sales, in the time that this page shows."""
    shown = {one["id"] for one in sales["data"]}
    is_first, is_last = "cursor" not in visit.query, sales["next_cursor"] is None
    begins = "" if is_last else min((one["recorded_at"] for one in sales["data"]), default="")
    ends = "9" if is_first else max((one["recorded_at"] for one in sales["data"]), default="9")
    names = {one["id"]: one for several in returned.values() for one in several}
    events = []
    for cause_id, rows in entries.items():
        at = rows[0]["recorded_at"]
        if cause_id in shown or rows[0]["cause"] == "purchase" or not begins <= at <= ends:
            continue
        events.append(_event_of_entries(visit, rows, names))
    return events


def _event_of_entries(
    visit: Visit, entries: Sequence[Mapping[str, Any]], returns: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    first, words = entries[0], visit.words
    names = {
        "purchase": words.text("Sale"),
        "return": words.text("Goods taken back"),
        "purchase_void": words.text("Sale undone"),
        "return_void": words.text("Return undone"),
        "claim": words.text("Receipt claimed"),
        "activation": words.text("Purchase became final"),
        "redemption": words.text("Points used"),
        "gift": words.text("Voucher given"),
        "revocation": words.text("Voucher withdrawn"),
        "transfer": words.text("Points transferred"),
        "hold": words.text("Held for a checkout"),
        "adjustment": words.text("Balance corrected"),
        "merge": words.text("Two customers merged"),
        "enrolment": words.text("Customer joined"),
        "profile": words.text("Profile completed"),
        "time": words.text("The day ended"),
    }
    looks = {"return": "bad", "purchase_void": "bad", "gift": "gold", "redemption": "gold", "adjustment": "gold"}
    of = returns.get(first["cause_id"])
    return {
        "at": of["occurred_at"] if of else first["recorded_at"],
        "look": looks.get(first["cause"], ""),
        "name": names.get(first["cause"], first["cause"].replace("_", " ")),
        "struck": False,
        "total": words.money(-of["returned_net"]) if of else "",
        "notes": [],
        "entries": ledger_lines(visit, entries),
    }


def entry_amount(visit: Visit, entry: Mapping[str, Any]) -> str:
    """The change of an entry, with its unit."""
    return unit_amount(visit, entry["unit"], entry["amount"], sign=True)


def unit_amount(visit: Visit, unit: str, amount: int, *, sign: bool = False) -> str:
    """An amount with its unit; `sign` shows a plus, too."""
    words = visit.words
    kind, _, _ = unit.partition(":")
    if kind in ("credit", "rebate", "expected"):
        return words.money(amount, sign=sign)
    names = {
        "points": plural("%(sign)s%(n)s point", "%(sign)s%(n)s points"),
        "punches": plural("%(sign)s%(n)s punch", "%(sign)s%(n)s punches"),
        "voucher": plural("%(sign)s%(n)s voucher", "%(sign)s%(n)s vouchers"),
    }
    one, many = names.get(kind, ("%(sign)s%(n)s", "%(sign)s%(n)s"))
    shown = "\N{MINUS SIGN}" if amount < 0 else "+" if sign else ""
    return words.several(one, many, abs(amount), sign=shown)


def _chips(visit: Visit, shown: str) -> list[dict[str, Any]]:
    names = {
        "all": visit.text("All"),
        "sales": visit.text("Sales and returns"),
        "points": visit.text("Points"),
        "credit": visit.text("Credit"),
    }
    return [{"path": f"?show={key}", "name": name, "now": key == shown} for key, name in names.items()]


def _next(shown: str, cursor: str | None) -> str | None:
    return f"?show={shown}&cursor={cursor}" if cursor else None
