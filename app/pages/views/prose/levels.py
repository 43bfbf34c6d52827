"""Levels as prose: what they go by, the days that count, how long they are kept, and what each gives."""

from collections.abc import Mapping
from typing import Any

from app.pages.marked import _
from app.pages.views.prose.parts import (
    DAYS,
    MONTHS,
    Line,
    Section,
    Span,
    count,
    money,
    number,
    only_goods,
    paragraph,
    sentence,
    unit_name,
)
from app.pages.visit import Visit


def levels(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """The ladder of the tiers."""
    tiers = document.get("tiers")
    if not tiers:
        return []
    words, measure = visit.words, tiers.get("qualify_by", "spend")
    names = {"spend": words.text("spend"), "points": words.text("points"), "visits": words.text("visits")}
    said: list[Line] = [[words.text("Levels go by %(measure)s within the window.", measure=names[measure])]]
    said += [*_window(visit, tiers["window"]), *only_goods(visit, tiers.get("match"))]
    lines = [*paragraph(said), *paragraph(_kept(visit, tiers))]
    lines += [_level(visit, f"/tiers/levels/{place}", level, measure) for place, level in enumerate(tiers["levels"])]
    return [Section(words.text("Levels"), lines)]


def _window(visit: Visit, window: Mapping[str, Any]) -> list[Line]:
    kind, months = window["kind"], window.get("months")
    if kind == "rolling" and months:
        value = count(visit, "/tiers/window/months", months, MONTHS)
        return [sentence(visit, "The window is the last %(months)s.", months=value)]
    if kind == "calendar" and (unit := window.get("unit")):
        said: list[Line] = [[visit.text("The window is the calendar %(unit)s.", unit=unit_name(visit, unit))]]
        return [*said, *years(visit, window.get("starts_month", 1))]
    if kind == "anniversary":
        return [[visit.text("The window is the year since the member's last anniversary.")]]
    return [[visit.text("The window is the whole membership.")]]


def years(visit: Visit, month: int) -> list[Line]:
    """The month in which years begin, unless it is January."""
    if month == 1:
        return []
    return [[visit.text("Its years begin in %(month)s.", month=visit.words.month_name(month))]]


def _kept(visit: Visit, tiers: Mapping[str, Any]) -> list[Line]:
    keep = tiers.get("keep") or {"kind": "while_qualified"}
    if keep["kind"] == "months" and keep.get("n"):
        value = count(visit, "/tiers/keep/n", keep["n"], MONTHS)
        said = [sentence(visit, "A level is kept for %(months)s.", months=value)]
    elif keep["kind"] == "until_end_of_next_window":
        said = [[visit.text("A level is kept until the end of the next window.")]]
    else:
        said = [[visit.text("A level is kept while the window reaches it.")]]
    if days := tiers.get("grace_days"):
        value = count(visit, "/tiers/grace_days", days, DAYS)
        said.append(sentence(visit, "After its end it is kept %(days)s longer.", days=value))
    if tiers.get("downgrade") == "one_down":
        said.append([visit.text("After it comes the next lower level.")])
    if tiers.get("on_return") == "keep":
        said.append([visit.text("A return costs no level.")])
    return said


def _level(visit: Visit, at: str, level: Mapping[str, Any], measure: str) -> Line:
    words, begin, gives = visit.words, level["from"], []
    value: Span = money(visit, f"{at}/from", begin) if measure == "spend" else number(visit, f"{at}/from", begin)
    if level.get("points_multiplier", "1") != "1":
        gives.append(words.text("×%(factor)s points", factor=level["points_multiplier"]))
    if level.get("discount"):
        gives.append(words.text("%(rate)s off", rate=words.percent(level["discount"], 2)))
    gives += [one.replace("_", " ") for one in level.get("privileges") or ()]
    line = sentence(visit, _("From %(from)s a member is %(name)s"), **{"from": value, "name": level["name"]})
    return [*line, (": " + ", ".join(gives) if gives else "") + "."]
