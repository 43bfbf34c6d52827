"""A receipt: what was sold, what it brought, and how it is taken back or undone."""

from collections.abc import Mapping
from typing import Any

from app.api.contract.quantities import left_of
from app.pages.asked import MENDABLE
from app.pages.baskets import TILL
from app.pages.calls import Refused, named
from app.pages.people import name_of
from app.pages.typed import quantity_typed
from app.pages.views.customer.timeline import ledger_lines
from app.pages.visit import Moved, Page, Shown, Visit

Body = Mapping[str, Any]


async def receipt_page(visit: Visit) -> Shown:
    """The page."""
    return await _shown(visit)


async def take_back(visit: Visit) -> Shown:
    """Take goods back, undo the sale, or undo what was taken back."""
    path, what = f"/v1/purchases/{named(visit.names['purchase'])}", visit.form.get("what", "")
    try:
        if what == "void":
            await visit.calls.send("POST", f"{path}/void")
        elif what.startswith("ret_"):
            await visit.calls.send("POST", f"/v1/returns/{named(what)}/void")
        else:
            sale = await visit.calls.get(path)
            await visit.calls.send("POST", "/v1/returns", _return(visit, sale))
    except Refused as refused:
        if refused.status not in MENDABLE:
            raise
        faults = refused.document.get("errors") or [refused.document]
        return await _shown(visit, str(faults[0].get("detail") or refused.name), refused.status)
    return Moved(visit.path)


def _return(visit: Visit, sale: Body) -> dict[str, Any]:
    lines = []
    for one in sale["lines"]:
        typed = visit.form.get(f"quantity-{one['line']}", "0").strip() or "0"
        quantity = quantity_typed(typed)
        if quantity is None:
            fault = {"pointer": "/lines", "code": "number", "detail": visit.text("This is not such a number")}
            raise Refused(422, {"type": "/validation", "errors": [fault]})
        if quantity:
            lines.append({"line": one["line"], "quantity": quantity})
    if not lines:
        fault = {"pointer": "/lines", "code": "none", "detail": visit.text("Say how many of which line come back.")}
        raise Refused(422, {"type": "/validation", "errors": [fault]})
    return {
        "external_id": f"page-{visit.once}",
        "purchase": sale["id"],
        "occurred_at": visit.form.get("occurred_at", ""),
        "lines": lines,
    }


async def _shown(visit: Visit, fault: str = "", status: int = 200) -> Page:
    words = visit.words
    sale = await visit.calls.get(f"/v1/purchases/{named(visit.names['purchase'])}")
    back = _returned(sale)
    voided, may = sale["status"] == "voided", visit.may("purchases:write")
    rows = [
        {
            "line": one["line"],
            "name": str(one["sku"] or one["category"] or "").replace("-", " ") or words.text("goods"),
            "quantity": words.quantity(one["quantity"]),
            "price": words.money(one["unit_price"]),
            "net": words.money(one["share"]),
            "tax": "" if one["tax"] is None else words.text("Tax: %(amount)s", amount=words.money(one["tax"])),
            "left": left_of(one["quantity"], back.get(one["line"], [])),
        }
        for one in sale["lines"]
    ]
    spent = sale.get("spent") or {"points": 0, "points_worth": 0, "credit": 0}
    tax, on_top = _tax(visit, sale.get("tax"))
    values = {
        "fault": fault,
        "new": visit.query.get("new") == "yes",
        "number": sale["external_id"] or sale["id"],
        "at": sale["occurred_at"],
        "customer": await _customer(visit, sale["member"]),
        "lines": rows,
        "discounts": [(one.get("name") or "", words.money(-one["amount"])) for one in sale.get("discounts") or ()],
        "total": words.money(sale["net"]),
        "spent": [
            *([(words.text("Paid with points"), words.money(-spent["points_worth"]))] if spent["points"] else []),
            *([(words.text("Paid with credit"), words.money(-spent["credit"]))] if spent["credit"] else []),
        ],
        "tax": tax,
        "to_pay": words.money(sale["net"] + on_top - spent["points_worth"] - spent["credit"]),
        "differs": bool(on_top or spent["points"] or spent["credit"]),
        "entries": [] if voided else ledger_lines(visit, sale["entries"]),
        "points": _after(visit, sale) if not voided else "",
        "issued": [] if voided else [{"name": one["name"], "code": one["code"]} for one in sale["vouchers_issued"]],
        "voided": voided,
        "returns": [_taken(visit, one) for one in sale["returns"] if one["kind"] == "return"],
        "can_return": may and not voided and any(one["left"] for one in rows),
        "can_void": may and not voided,
        "may": visit.may,
        "till": TILL,
        "occurred_at": words.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Page("receipt.html", words.text("Receipt"), values, status)


def _tax(visit: Visit, amount: int | None) -> tuple[tuple[str, str] | None, int]:
    """The row of the tax that the lines state, and what of it comes on top of the prices."""
    if amount is None:
        return None, 0
    prices = (visit.shop.document.get("tax") or {}).get("prices")
    name = visit.text("Tax included") if prices == "with_tax" else visit.text("Tax")
    return (name, visit.words.money(amount)), amount if prices == "without_tax" else 0


def _returned(sale: Body) -> dict[int, list[int | str]]:
    """The quantities of each line that came back."""
    found: dict[int, list[int | str]] = {}
    for one in sale["returns"]:
        if one["status"] != "voided":
            for line in one["lines"]:
                found.setdefault(line["line"], []).append(line["quantity"])
    return found


async def _customer(visit: Visit, member_id: str | None) -> dict[str, str] | None:
    if member_id is None:
        return None
    member = await visit.calls.try_get(f"/v1/members/{member_id}", "not-found", "member-erased")
    return {"name": name_of(visit, member, member_id), "path": f"/pages/members/{member_id}" if member else ""}


def _after(visit: Visit, sale: Body) -> str:
    if sale["after"] is None:
        return ""
    points = visit.words.several("%(n)s point", "%(n)s points", sale["after"]["points"])
    return visit.text("Then on the account: %(points)s.", points=points)


def _taken(visit: Visit, one: Body) -> dict[str, Any]:
    words = visit.words
    return {
        "id": one["id"],
        "at": one["occurred_at"],
        "amount": words.money(-one["returned_net"]),
        "voided": one["status"] == "voided",
    }
