"""Campaigns as prose: their effects, times, conditions and limits."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.pages.marked import _
from app.pages.views.prose.conditions import condition_words
from app.pages.views.prose.deals import deal, discount_terms
from app.pages.views.prose.parts import Line, Section, goods, number, paragraph, sentence
from app.pages.visit import Visit

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONDAY: Final = date(2024, 1, 1)


def campaigns(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """Each campaign."""
    lines = []
    for place, campaign in enumerate(document.get("campaigns") or ()):
        said: list[Line] = [[campaign["name"], ": ", campaign_words(visit, campaign), "."]]
        said += [[text] for text in (*_when(visit, campaign), *campaign_access(visit, campaign))]
        lines += paragraph([*said, *_limits(visit, f"/campaigns/{place}", campaign)])
    return [Section(visit.text("Campaigns"), lines)] if lines else []


def campaign_words(visit: Visit, campaign: Mapping[str, Any]) -> str:
    """What a campaign gives, and on what, in words."""
    words, gives = visit.words, []
    if factor := campaign.get("points_multiplier"):
        gives.append(words.text("×%(factor)s points", factor=factor))
    if bonus := campaign.get("bonus_points"):
        gives.append(words.several("%(n)s bonus point", "%(n)s bonus points", bonus))
    if percent := campaign.get("percent_off"):
        gives.append(words.text("%(rate)s off", rate=words.percent(percent, 2)))
    if amount := campaign.get("amount_off"):
        gives.append(words.text("%(amount)s off", amount=words.money(amount)))
    if campaign.get("kind") == "buy_get":
        text = deal(visit, campaign)
    else:
        text = words.text(
            "%(gives)s on %(goods)s", gives=words.joined(gives), goods=goods(visit, campaign.get("match"))
        )
        if most := campaign.get("max_amount"):
            text += words.text(", up to %(amount)s", amount=words.money(most))
    if least := campaign.get("min_spend"):
        text += words.text(", on at least %(amount)s", amount=words.money(least))
    return text


def campaign_access(visit: Visit, campaign: Mapping[str, Any]) -> list[str]:
    """The conditions of a campaign: its code, guests, the birthday, its `when`."""
    words, text, told = visit.words, visit.text, []
    codes = campaign.get("codes") or {}
    if codes.get("kind") == "one":
        told.append(text("Only with the code %(code)s.", code=codes["code"]))
    elif codes.get("kind") == "many":
        many = words.number(codes["count"])
        told.append(text("Only with one of %(number)s codes, each good for one purchase.", number=many))
    if campaign.get("for_guests"):
        told.append(text("Guests get it too."))
    if campaign.get("first_purchase"):
        told.append(text("Only for a member's first purchase."))
    birthdays = {
        "day": _("Only on the member's birthday."),
        "week": _("Only within three days of the member's birthday."),
        "month": _("Only in the month of the member's birthday."),
    }
    if near := campaign.get("birthday"):
        told.append(text(birthdays[near]))
    if condition := campaign.get("when"):
        told.append(text("Only if %(condition)s.", condition=condition_words(visit, condition)))
    if campaign.get("holdout") is False:
        told.append(text("The control group gets it too."))
    return told


def _when(visit: Visit, campaign: Mapping[str, Any]) -> list[str]:
    words, text, told = visit.words, visit.text, []
    if first := campaign.get("from"):
        told.append(text("Its first day is %(day)s.", day=words.day(first, year=True)))
    if last := campaign.get("to"):
        told.append(text("Its last day is %(day)s.", day=words.day(last, year=True)))
    if weekdays := campaign.get("weekdays"):
        named = [words.weekday_name(_MONDAY.replace(day=1 + _WEEKDAYS.index(one))) for one in weekdays]
        told.append(text("Only on these days: %(days)s.", days=words.joined(named)))
    if hours := campaign.get("hours"):
        named = [f"{one['from']} – {one['to']}" for one in hours]
        told.append(text("Only in these hours: %(hours)s.", hours=words.joined(named)))
    for places in ("stores", "channels"):
        if where := campaign.get(places):
            told.append(text("Only in %(where)s.", where=words.joined(where, "or")))
    return told


def _limits(visit: Visit, at: str, campaign: Mapping[str, Any]) -> list[Line]:
    said = []
    numbers = {
        "limit_per_member": _("Limit per member: %(number)s."),
        "limit_total": _("Limit for all purchases together: %(number)s."),
    }
    for name, message in numbers.items():
        if limit := campaign.get(name):
            said.append(sentence(visit, message, number=number(visit, f"{at}/{name}", limit)))
    return [*said, *discount_terms(visit, at, campaign)]
