"""Money: what the shop owes its members at the end of a day, and what it settled."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.calls import Refused
from app.pages.csv_text import csv_of
from app.pages.views.shop.money_moves import month_before, points_moved, settled, settlements_csv
from app.pages.views.shop.sales_months import months_of
from app.pages.visit import Page, Shown, Text, Visit
from app.pages.words import Words

EARLIEST: Final = "2000-01-01"


async def money_page(visit: Visit) -> Shown:
    """The page, or its CSV."""
    words, today = visit.words, visit.words.today.isoformat()
    # Before there were shops like this one there is nothing to show.
    on = max(visit.query.get("on") or today, EARLIEST)
    try:
        found = await visit.calls.get("/v1/reports/liability", on=on)
    except Refused as refused:
        if refused.status != 422:
            raise
        on = today
        found = await visit.calls.get("/v1/reports/liability", on=on)
    if visit.query.get("format") == "csv":
        return _csv(found)
    if visit.query.get("format") == "settlements":
        return await settlements_csv(visit, found["on"])
    before = await visit.calls.get("/v1/reports/liability", on=month_before(found["on"]))
    figures = _figures(visit, found)
    months, by_month = await months_of(visit, found["on"])
    values = {
        "on": on,
        "finding": words.text(
            "At the end of %(day)s the shop owed its customers %(what)s.",
            day=words.day(found["on"], year=True),
            what=words.joined([f"{one['amount']} ({one['name'].lower()})" for one in figures[:2]]),
        ),
        "figures": figures,
        "drawn": _drawn(visit, found),
        "months": months,
        "moved": points_moved(visit, found, before),
        "tables": [by_month, *_tables(visit, found), settled(visit, found, before)],
    }
    return Page("money.html", words.text("Money"), values)


def _figures(visit: Visit, found: Mapping[str, Any]) -> list[dict[str, str]]:
    words, points, credit = visit.words, found["points"], found["credit"]
    number = words.several("%(n)s point", "%(n)s points", points["outstanding"])
    worth = points["worth"]
    unpaid = sum(one["unpaid"] for one in found["rebates"])
    vouchers = sum(one["outstanding"] for one in found["vouchers"])
    owed = words.text("members owe %(amount)s", amount=words.money(credit["owed_by_members"]))
    return [
        {"name": words.text("Points"), "amount": words.money(worth) if worth is not None else number, "note": number},
        {
            "name": words.text("Credit"),
            "amount": words.money(credit["outstanding"]),
            "note": owed if credit["owed_by_members"] else "",
        },
        {"name": words.text("Rebates not paid yet"), "amount": words.money(unpaid), "note": ""},
        {"name": words.text("Vouchers"), "amount": words.number(vouchers), "note": words.text("usable or held")},
        *_gift_cards(visit, found["gift_cards"]),
    ]


def _gift_cards(visit: Visit, found: Mapping[str, int]) -> list[dict[str, str]]:
    """The money on gift cards, where there is any."""
    words = visit.words
    cards = words.several("%(n)s card", "%(n)s cards", found["count"])
    money = words.money(found["outstanding"])
    return [{"name": words.text("Gift cards"), "amount": money, "note": cards}] if found["count"] else []


def _drawn(visit: Visit, found: Mapping[str, Any]) -> dict[str, Any] | None:
    words = visit.words
    lots = [lot for lot in found["points"]["lots"] if lot["outstanding"] > 0 and lot["month"]][:24]
    if not lots:
        return None
    top, count = max(lot["outstanding"] for lot in lots), len(lots)
    bars = [
        {
            "x": place * 100 + 15,
            "middle": (place * 100 + 50) // count,
            "height": max(1, lot["outstanding"] * 95 // top),
            "name": words.short_month(lot["month"]) if count <= 14 or place % 3 == 0 else "",
            "now": False,
        }
        for place, lot in enumerate(lots)
    ]
    told = ", ".join(f"{words.month(lot['month'])} {words.number(lot['outstanding'])}" for lot in lots)
    return {"bars": bars, "width": count * 100, "told": told}


def _tables(visit: Visit, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    words, text = visit.words, visit.text
    points = [
        [
            words.month(lot["month"]) if lot["month"] else text("never"),
            *(words.number(lot[name]) for name in ("issued", "spent", "expired", "outstanding")),
        ]
        for lot in found["points"]["lots"]
    ]
    total = [
        text("Together"),
        *(words.number(found["points"][one]) for one in ("issued", "spent", "expired", "outstanding")),
    ]
    names = {one["id"]: one["name"] for one in visit.shop.document.get("rebates") or ()}
    rebates = [
        [
            f"{names.get(one['id'], one['id'])}, {_period(words, one['period'])}",
            *(words.money(one[name]) for name in ("due", "paid", "unpaid")),
        ]
        for one in found["rebates"]
    ]
    vouchers = [
        [
            one["reward"],
            words.number(one["outstanding"]),
            words.money(one["largest_worth"]) if one["largest_worth"] is not None else text("unknown"),
        ]
        for one in found["vouchers"]
    ]
    return [
        {
            "name": text("Points"),
            "heads": [text("End in"), text("Issued"), text("Spent"), text("Expired"), text("Outstanding")],
            "rows": [*points, total] if points else [],
            "nothing": text("No points have been issued."),
        },
        {
            "name": text("Rebates"),
            "heads": [text("Period"), text("Due"), text("Paid"), text("Unpaid")],
            "rows": rebates,
            "nothing": text("No rebate is due."),
        },
        {
            "name": text("Vouchers"),
            "heads": [text("Reward"), text("Outstanding"), text("Worth at most")],
            "rows": vouchers,
            "nothing": text("No voucher is outstanding."),
        },
    ]


def _period(words: Words, period: Mapping[str, Any]) -> str:
    return f"{words.day(period['from'], year=True)} – {words.day(period['to'], year=True)}"


def _csv(found: Mapping[str, Any]) -> Text:
    rows: list[list[object]] = [
        ["points", lot["month"], lot["issued"], lot["spent"], lot["expired"], lot["outstanding"]]
        for lot in found["points"]["lots"]
    ]
    rows += [
        ["rebate", f"{one['id']} {one['period']['from']}", one["due"], one["paid"], "", one["unpaid"]]
        for one in found["rebates"]
    ]
    rows += [["voucher", one["reward"], "", "", "", one["outstanding"]] for one in found["vouchers"]]
    rows.append(["gift_cards", "", "", "", "", found["gift_cards"]["outstanding"]])
    rows.append(["credit", "", "", "", "", found["credit"]["outstanding"]])
    heads = ["what", "of", "issued_or_due", "spent_or_paid", "expired", "outstanding"]
    return Text(csv_of(heads, rows), "text/csv", f"owed-{found['on']}.csv")
