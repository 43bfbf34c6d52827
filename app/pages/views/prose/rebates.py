"""Punch cards and rebates as prose."""

from collections.abc import Mapping
from typing import Any

from app.pages.marked import _, plural
from app.pages.views.prose.levels import years
from app.pages.views.prose.parts import (
    DAYS,
    MONTHS,
    PUNCHES,
    UNITS,
    Line,
    Section,
    Span,
    count,
    goods,
    money,
    only_goods,
    paragraph,
    rate,
    reward_name,
    sentence,
    unit_name,
)
from app.pages.visit import Visit


def cards(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Each punch card."""
    return [_card(visit, document, place) for place in range(len(document.get("punch_cards") or ()))]


def _card(visit: Visit, document: Mapping[str, Any], place: int) -> Section:
    at, card = f"/punch_cards/{place}", document["punch_cards"][place]
    kinds = {
        "items": _("%(punches)s of %(goods)s fill the card, and the reward is %(reward)s."),
        "visits": _("%(punches)s with %(goods)s fill the card, and the reward is %(reward)s."),
        "spend": _("%(punches)s of %(goods)s fill the card, and the reward is %(reward)s."),
    }
    units = {
        "items": plural("%(n)s item", "%(n)s items"),
        "visits": plural("%(n)s visit", "%(n)s visits"),
        "spend": PUNCHES,
    }
    counts = card.get("counts", "items")
    filled = sentence(
        visit,
        kinds[counts],
        punches=count(visit, f"{at}/punches", card["punches"], units[counts]),
        goods=goods(visit, card.get("match")),
        reward=reward_name(document, card.get("reward")),
    )
    return Section(card["name"], [filled, *paragraph(_card_terms(visit, at, card))])


def _card_terms(visit: Visit, at: str, card: Mapping[str, Any]) -> list[Line]:
    said = []
    if per := card.get("per"):
        said.append(sentence(visit, "Every full %(amount)s is a punch.", amount=money(visit, f"{at}/per", per)))
    if least := card.get("min_spend"):
        amount = money(visit, f"{at}/min_spend", least)
        said.append(sentence(visit, "It takes a spend of at least %(amount)s.", amount=amount))
    numbers = {
        "head_start": _("A new card begins with %(punches)s."),
        "max_per_purchase": _("A purchase brings at most %(punches)s."),
        "max_per_day": _("A day brings at most %(punches)s."),
    }
    for name, message in numbers.items():
        if value := card.get(name):
            said.append(sentence(visit, message, punches=count(visit, f"{at}/{name}", value, PUNCHES)))
    if months := card.get("expires_after_months"):
        value = count(visit, f"{at}/expires_after_months", months, MONTHS)
        said.append(sentence(visit, "A punch is good for %(months)s.", months=value))
    return said


def rebates(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Each rebate."""
    found = []
    for place, rebate in enumerate(document.get("rebates") or ()):
        at = f"/rebates/{place}"
        lines = [_band(visit, f"{at}/bands/{number}", band, rebate) for number, band in enumerate(_bands(rebate))]
        if rebate.get("per") and rebate.get("amount"):
            per, amount = _threshold(visit, f"{at}/per", rebate["per"], rebate), rebate["amount"]
            back = money(visit, f"{at}/amount", amount)
            lines.append(sentence(visit, "Every full %(per)s gives %(amount)s back.", per=per, amount=back))
        lines += paragraph(only_goods(visit, rebate.get("match")))
        found.append(Section(rebate["name"], [*lines, *paragraph(_rebate_terms(visit, at, rebate))]))
    return found


def _bands(rebate: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(rebate.get("bands") or ())


def _threshold(visit: Visit, pointer: str, start: int | str, rebate: Mapping[str, Any]) -> Span:
    """The beginning of a band: a spend, a number of units, or a growth."""
    if isinstance(start, str):
        return visit.words.percent(start, 2)
    if rebate.get("measure") == "quantity":
        return count(visit, pointer, start, UNITS)
    return money(visit, pointer, start)


def _band(visit: Visit, at: str, band: Mapping[str, Any], rebate: Mapping[str, Any]) -> Line:
    text = visit.text
    ways = {
        "retroactive": text("of all of it back"),
        "marginal": text("of the part above it back"),
        "growth": text("of the growth back") if rebate.get("on") == "growth" else text("of all of it back"),
    }
    each_unit = bool(band.get("amount")) and rebate["method"] in ("retroactive", "marginal")
    back = rate(visit, f"{at}/rate", band["rate"]) if band.get("rate") else money(visit, f"{at}/amount", band["amount"])
    return sentence(
        visit,
        "From %(from)s in a %(period)s, %(back)s %(way)s.",
        back=back,
        period=unit_name(visit, rebate["period"]),
        way=text("for each unit back") if each_unit else ways.get(rebate["method"], text("back")),
        **{"from": _threshold(visit, f"{at}/from", band["from"], rebate)},
    )


def _rebate_terms(visit: Visit, at: str, rebate: Mapping[str, Any]) -> list[Line]:
    said = []
    if cap := rebate.get("cap"):
        said.append(sentence(visit, "At most %(cap)s a period.", cap=money(visit, f"{at}/cap", cap)))
    said += years(visit, rebate.get("starts_month", 1))
    forms = {
        "credit": _("credit"),
        "points": _("points"),
        "voucher": _("a voucher"),
        "statement": _("a line of the settlement"),
    }
    pays = {
        "at_once": _("It is paid at once, as %(form)s."),
        "at_period_end": _("It is paid after the period, as %(form)s."),
    }
    form = visit.text(forms[rebate.get("as", "credit")])
    said.append([visit.text(pays[rebate.get("pay", "at_once")], form=form)])
    if days := rebate.get("grace_days"):
        value = count(visit, f"{at}/grace_days", days, DAYS)
        said.append(sentence(visit, "A period is settled %(days)s after its end.", days=value))
    if expected := rebate.get("expected_rate"):
        value = rate(visit, f"{at}/expected_rate", expected)
        said.append(sentence(visit, "The liability report expects %(rate)s of the spend of a period.", rate=value))
    return said
