"""A small till: who buys, what, what it comes to and brings, and the sale."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.api.contract import quantities
from app.pages.asked import MENDABLE
from app.pages.baskets import MOST_UNITS, Basket, Line, basket_of, whole
from app.pages.calls import Refused, named
from app.pages.people import name_of, nearest
from app.pages.typed import money_typed, quantity_typed
from app.pages.views.customer.timeline import ledger_lines
from app.pages.visit import Moved, Page, Shown, Visit

LOOKED_AT: Final = 50
SUGGESTED: Final = 12
CHANNEL: Final = "pos"
Body = Mapping[str, Any]


async def till_page(visit: Visit) -> Shown:
    """The till with the basket of the address, after one step with it if the form asks for one."""
    basket, step = basket_of(visit.query), visit.query.get("step", "")
    if step == "customer" and (sought := visit.query.get("q", "").strip()):
        return await _found(visit, basket, sought)
    if step == "goods":
        line = _typed_line(visit)
        fault = visit.text("A line needs goods, a price and a number.")
        return Moved(basket.with_goods(line).path) if line else await _shown(visit, basket, goods_fault=fault)
    if step == "payment":
        paid = _typed_payment(visit, basket)
        fault = visit.text("This is not such a number")
        return Moved(paid.path) if paid else await _shown(visit, basket, pay_fault=fault)
    return await _shown(visit, basket)


async def sell(visit: Visit) -> Shown:
    """Sell the basket exactly as quoted, and go to the receipt. Sent twice, it sells once."""
    basket = basket_of(visit.form)
    body = {
        "external_id": f"page-{visit.once}",
        "member": basket.member,
        "occurred_at": visit.form.get("occurred_at", ""),
        "channel": CHANNEL,
        "currency": visit.words.currency,
        "lines": basket.goods,
        "quote": visit.form.get("quote") or None,
    }
    try:
        sold = await visit.calls.send("POST", "/v1/purchases", body)
    except Refused as refused:
        if refused.status not in {*MENDABLE, 404}:
            raise
        return await _shown(visit, basket, fault=_reason(refused), status=refused.status)
    return Moved(f"/pages/till/receipt/{sold['id']}?new=yes")


async def _found(visit: Visit, basket: Basket, sought: str) -> Shown:
    found = (await visit.calls.get("/v1/members", q=sought[:200]))["data"]
    if len(found) == 1:
        return Moved(basket.of(found[0]["id"]).path)
    return await _shown(visit, basket, sought=sought, found=found)


def _typed_line(visit: Visit) -> Line | None:
    given = {name: visit.query.get(name, "").strip()[:100] for name in ("sku", "category", "unit_price", "quantity")}
    price, quantity = money_typed(given["unit_price"], visit.words.currency), quantity_typed(given["quantity"] or "1")
    if not (given["sku"] or given["category"]) or price is None or price < 0 or not quantity:
        return None
    if quantity > MOST_UNITS if isinstance(quantity, int) else not quantities.is_measured(quantity):
        return None
    return Line(given["sku"] or None, given["category"] or None, quantity, price)


def _typed_payment(visit: Visit, basket: Basket) -> Basket | None:
    points = whole(visit.query.get("points", "") or "0")
    credit = money_typed(visit.query.get("credit", "") or "0", visit.words.currency)
    if points is None or credit is None or credit < 0:
        return None
    codes = [name.removeprefix("use-") for name in visit.query if name.startswith("use-")]
    if typed := visit.query.get("code", "").strip()[:40]:
        codes.append(typed.replace(",", ""))
    return replace(basket, vouchers=tuple(codes), points=points, credit=credit)


async def _shown(visit: Visit, basket: Basket, *, status: int = 200, **told: Any) -> Page:
    standing = None
    if basket.member:
        try:
            standing = await _customer(visit, basket.member)
        except Refused as refused:
            if refused.status != 404:
                raise
            basket = basket.of(None)
    fault = told.pop("fault", "")
    quote = None
    if basket.lines:
        try:
            quote = await _quote(visit, basket)
        except Refused as refused:
            if refused.status not in MENDABLE:
                raise
            fault = fault or _reason(refused)
    values = {
        "fault": fault,
        "goods_fault": told.get("goods_fault", ""),
        "pay_fault": told.get("pay_fault", ""),
        "sought_here": told.get("sought", ""),
        "choices": [_choice(visit, basket, one) for one in told.get("found", ())],
        "nobody": "found" in told and not told["found"],
        "customer": standing,
        "guest": basket.of(None).path,
        "state": basket.fields,
        "typed": {name: visit.query.get(name, "") for name in ("sku", "category", "unit_price", "quantity")},
        "categories": _categories(visit.shop.document),
        "suggestions": await _suggestions(visit, basket),
        "lines": _lines(visit, basket, quote),
        "quote": _quoted(visit, quote) if quote else None,
        "vouchers": _vouchers(basket, standing["status"] if standing else None),
        "points_pay": bool((visit.shop.document.get("points") or {}).get("worth")),
        "pay": {"points": str(basket.points or ""), "credit": _plain(visit, basket.credit)},
        "occurred_at": visit.words.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Page("till.html", visit.text("Till"), values, status)


async def _customer(visit: Visit, member_id: str) -> dict[str, Any]:
    words, path = visit.words, f"/v1/members/{named(member_id)}"
    member, status = await visit.calls.get(path), await visit.calls.get(f"{path}/status")
    facts = [words.several("%(n)s point", "%(n)s points", status["points"]["balance"])]
    if status["credit"]["balance"]:
        facts.append(words.text("%(amount)s credit", amount=words.money(status["credit"]["balance"])))
    if status["tier"]:
        facts.insert(0, status["tier"]["name"])
    return {
        "name": name_of(visit, member),
        "path": f"/pages/members/{member['id']}",
        "facts": facts,
        "near": nearest(visit, status),
        "status": status,
    }


async def _quote(visit: Visit, basket: Basket) -> Any:
    body: dict[str, Any] = {"currency": visit.words.currency, "channel": CHANNEL, "lines": basket.goods}
    body |= {"points_to_spend": basket.points, "credit_to_spend": basket.credit}
    if basket.member:
        body["member"] = basket.member
    if basket.vouchers is not None:
        body["vouchers"] = list(basket.vouchers)
    return await visit.calls.send("POST", "/v1/quotes", body)


def _reason(refused: Refused) -> str:
    faults = refused.document.get("errors") or [refused.document]
    return str(faults[0].get("detail") or refused.document.get("title") or refused.name)


def _choice(visit: Visit, basket: Basket, member: Body) -> dict[str, str]:
    card = member["card_number"]
    note = member["email"] or member["phone"] or (visit.text("card …%(last)s", last=card[-4:]) if card else "")
    return {"name": name_of(visit, member), "note": note, "path": basket.of(member["id"]).path}


def _categories(document: Body) -> list[str]:
    """The categories that rules of the programme name."""
    found: dict[str, None] = {}

    def look(part: object) -> None:
        if isinstance(part, Mapping):
            match = part.get("match")
            if isinstance(match, Mapping):
                found.update(dict.fromkeys(match.get("categories") or ()))
            for one in part.values():
                look(one)
        elif isinstance(part, list):
            for one in part:
                look(one)

    look(document)
    return sorted(found)


async def _suggestions(visit: Visit, basket: Basket) -> list[dict[str, str]]:
    """The goods of the last sales, each at its last price."""
    sales = (await visit.calls.get("/v1/purchases", limit=LOOKED_AT))["data"]
    found: dict[tuple[str | None, str | None], Line] = {}
    for sale in sales:
        for one in sale["lines"]:
            if one["sku"] or one["category"]:
                line = Line(one["sku"], one["category"], 1, one["unit_price"])
                found.setdefault((line.sku, line.category), line)
    shown = sorted(list(found.values())[:SUGGESTED], key=lambda line: line.name)
    return [
        {"name": one.name, "price": visit.words.money(one.unit_price), "path": basket.with_goods(one).path}
        for one in shown
    ]


def _lines(visit: Visit, basket: Basket, quote: Body | None) -> list[dict[str, Any]]:
    words, quoted = visit.words, quote["lines"] if quote else [{}] * len(basket.lines)
    return [
        {
            "name": line.name,
            "quantity": words.quantity(line.quantity),
            "price": words.money(line.unit_price),
            "net": words.money(row.get("net", quantities.price(line.quantity, line.unit_price))),
            "why": [one["why"] for one in row.get("discounts", ())],
            "more": _with_one_more(basket, place, 1),
            "less": _with_one_more(basket, place, -1),
            "without": basket.with_units(place, 0).path,
        }
        for place, (line, row) in enumerate(zip(basket.lines, quoted, strict=True))
    ]


def _with_one_more(basket: Basket, place: int, more: int) -> str:
    """The address with more or fewer units of a line; goods by weight can only be left out."""
    quantity = basket.lines[place].quantity
    if isinstance(quantity, int):
        return basket.with_units(place, quantity + more).path
    return "" if more > 0 else basket.with_units(place, 0).path


def _quoted(visit: Visit, quote: Body) -> dict[str, Any]:
    words, paid = visit.words, quote["paid_with"]
    rows = []
    if quote["total"] != quote["total_before"]:
        rows.append((words.text("Before discounts"), words.money(quote["total_before"])))
    for one in quote["discounts"]:
        rows.append((one["name"], words.money(-one["amount"])))
    if paid["points"]:
        told = words.several("%(n)s point", "%(n)s points", paid["points"])
        rows.append((told, words.money(-paid["points_worth"])))
    if paid["credit"]:
        rows.append((words.text("Credit"), words.money(-paid["credit"])))
    earned = [{**one, "id": str(place)} for place, one in enumerate(quote["would_earn"])]
    return {
        "id": quote["id"],
        "rows": rows,
        "to_pay": words.money(quote["to_pay"]),
        "earned": [one for one in ledger_lines(visit, earned) if one["amount"]],
        "near": [one["text"] for one in quote["near"]],
        "rejected": [
            f"{one['voucher'] or one['campaign'] or words.text('a voucher')}: {one['reason']}"
            for one in quote["rejected"]
        ],
    }


def _vouchers(basket: Basket, status: Body | None) -> Sequence[dict[str, Any]]:
    chosen = basket.vouchers
    usable = [one for one in (status["vouchers"] if status else ()) if one["code"]]
    known = {one["code"] for one in usable}
    shown = [
        {"code": one["code"], "name": one["name"], "used": chosen is None or one["code"] in chosen} for one in usable
    ]
    return [*shown, *({"code": code, "name": "", "used": True} for code in chosen or () if code not in known)]


def _plain(visit: Visit, amount: int) -> str:
    return visit.words.plain_money(amount) if amount else ""
