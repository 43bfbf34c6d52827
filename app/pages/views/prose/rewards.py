"""Rewards, coupons, and how baskets are quoted, as prose."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.pages.views.prose.deals import deal, discount_terms
from app.pages.views.prose.parts import (
    DAYS,
    POINTS,
    Line,
    Section,
    count,
    goods,
    money,
    number,
    paragraph,
    rate,
    reward_name,
    sentence,
)
from app.pages.visit import Visit


def rewards(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Each reward: what it gives, its price, and its limits."""
    lines = []
    for place, reward in enumerate(document.get("rewards") or ()):
        at = f"/rewards/{place}"
        lines += paragraph([_reward(visit, at, reward), *_limits(visit, at, reward)])
    return [Section(visit.text("Rewards"), lines)] if lines else []


def _reward(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    spans: Line = [reward["name"], *_gives(visit, at, reward)]
    if price := reward.get("points_price"):
        spans += sentence(visit, " for %(points)s", points=count(visit, f"{at}/points_price", price, POINTS))
    if least := reward.get("min_spend"):
        spans += sentence(visit, ", on at least %(amount)s", amount=money(visit, f"{at}/min_spend", least))
    if (most := reward.get("max_amount")) and reward["kind"] != "buy_get":
        spans += sentence(visit, ", up to %(amount)s", amount=money(visit, f"{at}/max_amount", most))
    if days := reward.get("valid_days"):
        spans += sentence(visit, ", within %(days)s", days=count(visit, f"{at}/valid_days", days, DAYS))
    return [*spans, "."]


def _gives(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    """What the reward gives, in brackets behind its name."""
    if given := _KINDS[reward["kind"]](visit, at, reward):
        return [" (", *given, ")"]
    return []


def _amount_off(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    value = money(visit, f"{at}/amount", reward["amount"])
    return sentence(visit, "%(amount)s off %(goods)s", amount=value, goods=goods(visit, reward.get("match")))


def _percent_off(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    value = rate(visit, f"{at}/percent", reward["percent"])
    return sentence(visit, "%(rate)s off %(goods)s", rate=value, goods=goods(visit, reward.get("match")))


def _free_item(visit: Visit, _at: str, reward: Mapping[str, Any]) -> Line:
    return [visit.text("one of %(goods)s free", goods=goods(visit, reward.get("match")))]


def _bonus_quantity(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    value = rate(visit, f"{at}/extra", reward["extra"])
    return sentence(visit, "%(rate)s more of %(goods)s", rate=value, goods=goods(visit, reward.get("match")))


def _store_credit(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    return sentence(visit, "%(amount)s of credit", amount=money(visit, f"{at}/amount", reward["amount"]))


def _donation(visit: Visit, at: str, reward: Mapping[str, Any]) -> Line:
    if amount := reward.get("amount"):
        value = money(visit, f"{at}/amount", amount)
        return sentence(visit, "%(amount)s to %(cause)s", amount=value, cause=reward["cause"])
    return [visit.text("a donation to %(cause)s", cause=reward["cause"])]


def _gift(_visit: Visit, _at: str, reward: Mapping[str, Any]) -> Line:
    return [reward["text"]] if reward.get("text") else []


def _buy_get(visit: Visit, _at: str, reward: Mapping[str, Any]) -> Line:
    return [deal(visit, reward)]


_KINDS: Final[Mapping[str, Callable[[Visit, str, Mapping[str, Any]], Line]]] = {
    "amount_off": _amount_off,
    "percent_off": _percent_off,
    "free_item": _free_item,
    "bonus_quantity": _bonus_quantity,
    "store_credit": _store_credit,
    "donation": _donation,
    "gift": _gift,
    "buy_get": _buy_get,
}


def _limits(visit: Visit, at: str, reward: Mapping[str, Any]) -> list[Line]:
    words = visit.words
    said: list[Line] = []
    if last := reward.get("valid_until"):
        said.append([words.text("Its last day is %(day)s.", day=words.day(last, year=True))])
    if limit := reward.get("limit_per_member"):
        value = number(visit, f"{at}/limit_per_member", limit)
        said.append(sentence(visit, "Limit per member: %(number)s.", number=value))
    if (stock := reward.get("stock")) is not None:
        said.append(
            sentence(visit, "In stock for points and as gifts: %(number)s.", number=number(visit, f"{at}/stock", stock))
        )
    if reward.get("codes") == "imported":
        said.append([words.text("Its vouchers carry a partner's codes.")])
    return [*said, *discount_terms(visit, at, reward)]


def coupons(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """The vouchers that purchases bring."""
    lines = []
    for place, coupon in enumerate(document.get("coupons") or ()):
        at = f"/coupons/{place}"
        what, reward = goods(visit, coupon.get("match")), reward_name(document, coupon["reward"])
        said: list[Line] = [
            [coupon["name"], ": ", visit.text("a purchase of %(goods)s brings %(reward)s.", goods=what, reward=reward)]
        ]
        if least := coupon.get("min_spend"):
            amount = money(visit, f"{at}/min_spend", least)
            said.append(sentence(visit, "It takes a spend of at least %(amount)s.", amount=amount))
        lines += paragraph(said)
    return [Section(visit.text("Coupons"), lines)] if lines else []


def checkout(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """How long a quote is good, and the most that a purchase may get."""
    part, at = document.get("checkout") or {}, "/checkout"
    said = []
    if (minutes := part.get("quote_minutes", 15)) != 15:
        value = number(visit, f"{at}/quote_minutes", minutes)
        said.append(sentence(visit, "A quote is valid for this number of minutes: %(number)s.", number=value))
    if (most := part.get("max_vouchers")) is not None:
        value = number(visit, f"{at}/max_vouchers", most)
        said.append(sentence(visit, "Vouchers per purchase: at most %(number)s.", number=value))
    if share := part.get("max_discount"):
        value = rate(visit, f"{at}/max_discount", share)
        said.append(sentence(visit, "All discounts together take at most %(share)s of a basket.", share=value))
    return [Section(visit.text("Checkout"), paragraph(said))] if said else []
