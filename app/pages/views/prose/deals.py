"""Buy X get Y in words, and what discounts share: their limits, and how they combine."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.pages.marked import _
from app.pages.views.prose.parts import Line, goods, money, number, sentence
from app.pages.visit import Visit


def deal(visit: Visit, part: Mapping[str, Any]) -> str:
    """What buy X get Y gives."""
    words, buy, get = visit.words, part["buy"], part["get"]
    wanted, got = goods(visit, buy.get("match")), goods(visit, get.get("match") or buy.get("match"))
    if amount := buy.get("amount"):
        bought = words.text("%(goods)s for %(amount)s", goods=wanted, amount=words.money(amount))
    else:
        bought = words.text("%(number)s of %(goods)s", number=words.number(buy["quantity"]), goods=wanted)
    units, off = words.number(get.get("quantity", 1)), get.get("percent_off", "1")
    is_free = Decimal(off) == 1
    what = words.text("free") if is_free else words.text("%(rate)s off", rate=words.percent(off, 2))
    text = words.text(
        "buy %(bought)s, get %(number)s of %(got)s %(what)s", bought=bought, number=units, got=got, what=what
    )
    if get.get("choose") == "dearest":
        text += words.text(", the dearest")
    if times := part.get("times"):
        text += words.text(", at most %(times)s times", times=words.number(times))
    if most := part.get("max_amount"):
        text += words.text(", up to %(amount)s", amount=words.money(most))
    return text


def discount_terms(visit: Visit, at: str, part: Mapping[str, Any]) -> list[Line]:
    """The budget of a discount, and how it combines with others."""
    said = []
    if budget := part.get("budget"):
        value = money(visit, f"{at}/budget", budget)
        said.append(sentence(visit, "All its discounts together are at most %(amount)s.", amount=value))
    group = part.get("group")
    if part.get("exclusive") and group:
        message = _("It excludes other discounts, except those of the group %(group)s.")
        said.append([visit.text(message, group=group)])
    elif part.get("exclusive"):
        said.append([visit.text("It excludes other discounts.")])
    if (order := part.get("order")) is not None:
        value = number(visit, f"{at}/order", order)
        said.append(sentence(visit, "Its number in the order of discounts is %(number)s.", number=value))
    return said
