"""Why a customer's number is what it is: the sum written out, the rule, and the entries that make it."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.calls import Refused, named
from app.pages.people import name_of
from app.pages.sitemap_roles import COUNTER
from app.pages.views.customer.timeline import entry_amount, goods_of, unit_amount
from app.pages.views.explained import explanation
from app.pages.visit import Shown, Visit

ROWS: Final = 50


async def why_page(visit: Visit) -> Shown:
    """The explanation of one figure of a member."""
    path = f"/v1/members/{named(visit.names['member'])}"
    member = await visit.calls.get(path)
    what = visit.names["what"]
    back = {
        "back": f"/pages/members/{member['id']}",
        "back_to": visit.text("To %(name)s", name=name_of(visit, member)),
    }
    if what.startswith("ent_"):
        return await _entry(visit, path, what, back)
    if what == "grade":
        return await _grade(visit, path, back)
    if what == "level":
        return await _level(visit, path, back)
    unit = what if what in ("points", "credit") or what.startswith(("punches:", "rebate:")) else None
    if unit is None:
        raise Refused(404, {"type": "/not-found"})
    return await _unit(visit, path, unit, back)


async def _unit(visit: Visit, path: str, unit: str, back: Mapping[str, str]) -> Shown:
    words = visit.words
    balance = await visit.calls.get(f"{path}/balance")
    found = await visit.calls.get(f"{path}/entries", unit=unit, limit=ROWS)
    table = {
        "heads": [words.text("Day"), words.text("Change"), words.text("Reason")],
        "ends": [1],
        "rows": [[words.day(one["recorded_at"]), entry_amount(visit, one), one["why"]] for one in found["data"]],
    }
    lines = [words.text("The balance is the sum of all entries of the ledger; these are the newest %(n)s.", n=ROWS)]
    if not found["next_cursor"]:
        lines = [words.text("The balance is the sum of these entries of the ledger.")]
    titles = {"points": words.text("Points"), "credit": words.text("Credit")}
    title = titles.get(unit, unit.partition(":")[2])
    sums = [f"{title}: {_balance(visit, balance, unit)}"] if unit in titles else []
    return explanation(visit, title, lines, back, sums=sums, table=table)


def _balance(visit: Visit, balance: Mapping[str, Any], unit: str) -> str:
    part = balance[unit]
    amount = part["balance"] if isinstance(part, Mapping) else part
    return visit.words.number(amount) if unit == "points" else visit.words.money(amount)


async def _entry(visit: Visit, path: str, entry_id: str, back: Mapping[str, str]) -> Shown:
    words = visit.words
    entry = await visit.calls.get(f"{path}/entries/{named(entry_id)}")
    lines = []
    if entry["rule"]:
        lines.append(
            words.text("Rule %(rule)s, version %(n)s of the programme.", rule=entry["rule"], n=entry["program_version"])
        )
    lines.append(
        words.text("Entry %(id)s, written %(moment)s.", id=entry["id"], moment=words.full(entry["recorded_at"]))
    )
    title = words.text("Why %(amount)s?", amount=entry_amount(visit, entry))
    sale = await _sale(visit, entry["purchase"])
    more = {"table": sale} if sale else {}
    return explanation(visit, title, [*lines, *_left(visit, entry)], back, sums=[entry["why"]], **more)


def _left(visit: Visit, entry: Mapping[str, Any]) -> list[str]:
    """What has become of the part of the balance that the entry changed."""
    words, lot, lines = visit.words, entry["lot_now"], []
    if lot["available_on"] and lot["available_on"] > words.today.isoformat():
        lines.append(words.text("Available from %(day)s.", day=words.day(lot["available_on"], year=True)))
    if lot["expires_on"]:
        left = unit_amount(visit, entry["unit"], lot["left"])
        day = words.day(lot["expires_on"], year=True)
        lines.append(words.text("Of all that is valid through %(day)s, %(left)s are left.", day=day, left=left))
    return lines


async def _sale(visit: Visit, purchase_id: str | None) -> dict[str, Any] | None:
    """The lines of the sale behind an entry."""
    if purchase_id is None or not visit.may("purchases:read"):
        return None
    words = visit.words
    sale = await visit.calls.try_get(f"/v1/purchases/{named(purchase_id)}", "not-found")
    if sale is None:
        return None
    rows = [
        [
            goods_of(visit, [{**one, "quantity": 1}]) or words.text("goods"),
            words.number(one["quantity"]),
            words.money(one["share"]),
        ]
        for one in sale["lines"]
    ]
    rows.append([words.moment(sale["occurred_at"]), "", words.money(sale["net"])])
    heads = [words.text("Goods"), words.text("How many"), words.text("Sum")]
    receipt = f"/pages/till/receipt/{sale['id']}" if visit.person.caller.role in COUNTER else ""
    return {"heads": heads, "ends": [1, 2], "rows": rows, "path": receipt, "name": words.text("To the receipt")}


async def _grade(visit: Visit, path: str, back: Mapping[str, str]) -> Shown:
    words = visit.words
    found = await visit.calls.get(f"{path}/grades", limit=12)
    table = {
        "heads": [words.text("As of"), words.text("Grade"), words.text("Sum"), words.text("Reason")],
        "ends": [2],
        "rows": [
            [words.day(one["as_of"], year=True), one["grade"], words.money(one["measure"]), one["why"]]
            for one in found["data"]
        ],
    }
    lines = [words.text("Each review of the customers draws the grades from the twelve months before it.")]
    return explanation(visit, words.text("Grade"), lines, back, table=table)


async def _level(visit: Visit, path: str, back: Mapping[str, str]) -> Shown:
    words = visit.words
    status = await visit.calls.get(f"{path}/status")
    measure = status["qualifying"]
    if measure is None:
        raise Refused(404, {"type": "/not-found"})
    changes = await visit.calls.get(f"{path}/tiers", limit=20)
    money = measure["measure"] == "spend"
    amount = words.money(measure["amount"]) if money else words.number(measure["amount"])
    since = words.day(measure["from"], year=True) if measure["from"] else words.text("the beginning")
    line = words.text(
        "From %(since)s to %(to)s, %(amount)s counts.",
        since=since,
        to=words.day(measure["to"], year=True),
        amount=amount,
    )
    following, sums = status["next_tier"], []
    if following:
        need = following["needs"] + measure["amount"]
        texts = [
            words.money(one) if money else words.number(one) for one in (need, measure["amount"], following["needs"])
        ]
        sums = [f"{following['name']}: {texts[0]} \N{MINUS SIGN} {texts[1]} = {texts[2]}"]
    rows = [
        [words.day(one["effective_on"], year=True), one["to"] or "", one["reason"] or one["cause"].replace("_", " ")]
        for one in changes["data"]
    ]
    table = {"heads": [words.text("Day"), words.text("Level"), words.text("Reason")], "ends": [], "rows": rows}
    return explanation(visit, words.text("Level"), [line], back, sums=sums, table=table if rows else None)
