"""Points, bonuses, gift cards, tax and the business day as prose."""

from collections.abc import Mapping
from typing import Any

from app.pages.marked import _
from app.pages.views.prose.parts import (
    DAYS,
    MONTHS,
    POINTS,
    Line,
    Section,
    Span,
    count,
    goods,
    money,
    paragraph,
    rate,
    sentence,
    unit_name,
)
from app.pages.visit import Visit


def points(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """How points are earned, end, and pay."""
    part = document.get("points") or {}
    lines = [_earned(visit, f"/points/earn/{place}", rule) for place, rule in enumerate(part.get("earn") or ())]
    lines += _expiry(visit, part)
    if part.get("earn"):
        debt = {
            "allow": _("Points that a return takes back after they were spent become debt."),
            "write_off": _("Points that a return takes back after they were spent are written off."),
        }
        lines.append([visit.text(debt[part.get("on_debt", "allow")])])
    if worth := part.get("worth"):
        lines.append(_worth(visit, worth))
    if part.get("earn_on_rewards"):
        lines.append([visit.text("What is paid with points or credit earns too.")])
    transfer = part.get("transfer") or {}
    if transfer.get("allowed"):
        least = count(visit, "/points/transfer/min", transfer.get("min", 1), POINTS)
        lines.append(sentence(visit, "Members can transfer points to each other, at least %(points)s.", points=least))
    return [Section(visit.text("Points"), lines)] if lines else []


def _earned(visit: Visit, at: str, rule: Mapping[str, Any]) -> Line:
    name = next(name for name in ("points", "per_item", "per_purchase") if rule.get(name))
    message = {
        "points": _("Every %(per)s spent on %(goods)s earns %(points)s."),
        "per_item": _("Every item of %(goods)s earns %(points)s."),
        "per_purchase": _("Every purchase of %(goods)s earns %(points)s."),
    }[name]
    values: dict[str, Span] = {
        "goods": goods(visit, rule.get("match")),
        "points": count(visit, f"{at}/{name}", rule[name], POINTS),
    }
    if name == "points":
        values["per"] = money(visit, f"{at}/per", rule["per"])
    said = [sentence(visit, message, **values)]
    if least := rule.get("min_spend"):
        amount = money(visit, f"{at}/min_spend", least)
        said.append(sentence(visit, "It takes a spend of at least %(amount)s.", amount=amount))
    terms = {
        "not_with_discount": _("Goods sold below their price earn nothing."),
        "steps": _("Only full steps count."),
        "carry": _("Fractions are kept for the next purchase."),
    }
    said += [[visit.text(text)] for term, text in terms.items() if rule.get(term)]
    rounding = {"half_up": _("Fractions are rounded half up."), "ceil": _("Fractions are rounded up.")}
    if text := rounding.get(rule.get("rounding", "floor")):
        said.append([visit.text(text)])
    return paragraph(said)[0]


def _worth(visit: Visit, worth: Mapping[str, Any]) -> Line:
    at = "/points/worth"
    said = [
        sentence(
            visit,
            "%(points)s are worth %(amount)s.",
            points=count(visit, f"{at}/points", worth["points"], POINTS),
            amount=money(visit, f"{at}/amount", worth["amount"]),
        )
    ]
    if share := worth.get("max_share"):
        value = rate(visit, f"{at}/max_share", share)
        said.append(sentence(visit, "They pay at most %(share)s of a purchase.", share=value))
    if least := worth.get("min_points"):
        value = count(visit, f"{at}/min_points", least, POINTS)
        said.append(sentence(visit, "A payment takes at least %(points)s.", points=value))
    if match := worth.get("match"):
        said.append(sentence(visit, "They pay for %(goods)s only.", goods=goods(visit, match)))
    return paragraph(said)[0]


def _expiry(visit: Visit, part: Mapping[str, Any]) -> list[Line]:
    expiry, at = part.get("expiry") or {"kind": "none"}, "/points/expiry"
    said: list[Line] = []
    if expiry["kind"] == "none":
        said.append([visit.text("Points never end.")])
    elif expiry["kind"] == "yearly":
        day = visit.words.day_of_year(expiry["month"], expiry["day"])
        said.append(sentence(visit, "Points end after %(day)s of every year.", day=day))
        if least := expiry.get("min_age_months"):
            value = count(visit, f"{at}/min_age_months", least, MONTHS)
            said.append(sentence(visit, "Points younger than %(months)s are kept until the next year.", months=value))
    else:
        message = {
            "after": _("Points are good for %(months)s from the purchase."),
            "inactivity": _("Points end %(months)s after the last purchase."),
        }[expiry["kind"]]
        said.append(sentence(visit, message, months=count(visit, f"{at}/months", expiry["months"], MONTHS)))
        if limit := expiry.get("max_age_months"):
            value = count(visit, f"{at}/max_age_months", limit, MONTHS)
            said.append(sentence(visit, "They end %(months)s after the purchase at the latest.", months=value))
        if (unit := expiry.get("round_up_to", "day")) != "day":
            said.append([visit.text("They end with that %(unit)s.", unit=unit_name(visit, unit))])
    lines = paragraph(said)
    if wait := part.get("pending_days"):
        value = count(visit, "/points/pending_days", wait, DAYS)
        lines.append(sentence(visit, "They can be spent after %(days)s.", days=value))
    return lines


def bonuses(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Points without a purchase."""
    messages = {
        "joined": _("%(name)s: a new member gets %(points)s."),
        "birthday": _("%(name)s: a member gets %(points)s on every birthday."),
        "profile_complete": _("%(name)s: a member gets %(points)s once these are known: %(fields)s."),
    }
    names = {"name": _("the name"), "email": _("the e-mail address"), "phone": _("the phone number")}
    names["birth_date"] = _("the birthday")
    lines = []
    for place, bonus in enumerate(document.get("bonuses") or ()):
        fields = [visit.text(names[one]) for one in bonus.get("fields") or ()]
        points = count(visit, f"/bonuses/{place}/points", bonus["points"], POINTS)
        values: dict[str, Span] = {"name": bonus["name"], "points": points, "fields": visit.words.joined(fields)}
        lines.append(sentence(visit, messages[bonus["on"]], **values))
    return [Section(visit.text("Bonuses"), lines)] if lines else []


def gift_cards(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Gift cards with a balance, and the lines that sell one."""
    part = document.get("gift_cards")
    if part is None:
        return []
    said: list[Line] = []
    if months := part.get("valid_months"):
        value = count(visit, "/gift_cards/valid_months", months, MONTHS)
        said.append(sentence(visit, "A gift card is good for %(months)s from its issue or last top-up.", months=value))
    else:
        said.append([visit.text("A gift card never ends.")])
    if most := part.get("max_balance"):
        value = money(visit, "/gift_cards/max_balance", most)
        said.append(sentence(visit, "Its balance is at most %(amount)s.", amount=value))
    said.append([visit.text("It pays for purchases of members and of guests.")])
    sold = visit.text("The sale of a gift card earns nothing, counts for no level and gets no discount.")
    return [Section(visit.text("Gift cards"), [*paragraph(said), [sold]])]


def tax(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Whether prices include tax, and what rules count."""
    part = document.get("tax")
    if not part:
        return []
    prices = {"with_tax": _("Prices include tax."), "without_tax": _("Tax comes on top of prices.")}
    counts = {
        "with_tax": _("Points, tiers, cards and rebates count amounts with tax."),
        "without_tax": _("Points, tiers, cards and rebates count amounts without tax."),
    }
    text = f"{visit.text(prices[part['prices']])} {visit.text(counts[part['counts']])}"
    return [Section(visit.text("Tax"), [[text]])]


def days(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """When the business day begins, and where clocks differ."""
    text, words = visit.text, visit.words
    zone, start = document["time_zone"], document.get("day_starts", "00:00")
    lines: list[Line] = [[text("A day begins at %(hour)s by the clock of %(zone)s.", hour=start, zone=zone)]]
    if start != "00:00":
        lines[0] += [" ", text("A purchase before that hour belongs to the day before.")]
    if stores := document.get("stores"):
        named = words.joined([f"{one['id']} ({one['time_zone']})" for one in stores])
        lines.append([text("Stores with their own clock: %(stores)s.", stores=named)])
        lines[-1] += [" ", text("It decides the days and hours of their purchases.")]
    if country := document.get("default_country"):
        name = words.locale.territories.get(country, country)
        lines.append([text("Phone numbers without a country are numbers of this one: %(country)s.", country=name)])
    return [Section(text("Days and places"), lines)]
