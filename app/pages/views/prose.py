"""The programme as prose: sentences whose values stand at their places in the document."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from app.pages.marked import _, plural
from app.pages.visit import Visit

_place = re.compile(r"%\((\w+)\)s")
KINDS: Final = ("money", "number", "rate")


class Value(NamedTuple):
    """A value that can be touched: its pointer in the document, its kind (`KINDS`), and its text."""

    pointer: str
    kind: str
    text: str


Span = str | Value


class Section(NamedTuple):
    """A heading with paragraphs of texts and values."""

    name: str
    paragraphs: Sequence[Sequence[Span]]


def sections(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """The whole programme, part by part; a part without sentences of its own is named."""
    found = [*_points(visit, document), *_levels(visit, document), *_cards(visit, document)]
    found += [*_rebates(visit, document), *_rewards(visit, document)]
    found += _tax(visit, document)
    told = {"tax", "points", "tiers", "punch_cards", "rebates", "rewards", "name", "currency", "time_zone", "version"}
    others = sorted(name.replace("_", " ") for name, value in document.items() if value and name not in told)
    if others:
        text = visit.text("The document also has: %(parts)s.", parts=", ".join(others))
        found.append(Section(visit.text("More"), [[text]]))
    return found


def _tax(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    tax = document.get("tax")
    if not tax:
        return []
    prices = {"with_tax": _("Prices include tax."), "without_tax": _("Tax comes on top of prices.")}
    counts = {
        "with_tax": _("Points, tiers, cards and rebates count amounts with tax."),
        "without_tax": _("Points, tiers, cards and rebates count amounts without tax."),
    }
    text = f"{visit.text(prices[tax['prices']])} {visit.text(counts[tax['counts']])}"
    return [Section(visit.text("Tax"), [[text]])]


def _sentence(visit: Visit, message: str, **values: Span) -> list[Span]:
    text, spans, at = visit.words.texts.gettext(message), [], 0
    for match in _place.finditer(text):
        spans += [text[at : match.start()], values[match[1]]]
        at = match.end()
    return [span for span in [*spans, text[at:]] if span]


def _money(visit: Visit, pointer: str, amount: int) -> Value:
    return Value(pointer, "money", visit.words.round_money(amount))


def _count(visit: Visit, pointer: str, number: int, one: str, many: str) -> Value:
    return Value(pointer, "number", visit.words.several(one, many, number))


def _rate(visit: Visit, pointer: str, rate: str) -> Value:
    return Value(pointer, "rate", visit.words.percent(rate, 2))


def _goods(visit: Visit, match: Mapping[str, Any] | None) -> str:
    """What a match selects."""
    words, parts = visit.words, []
    match = match or {}
    if names := [*(match.get("categories") or ()), *(match.get("skus") or ())]:
        parts.append(words.joined([name.replace("-", " ") for name in names]))
    else:
        parts.append(words.text("anything"))
    if without := [*(match.get("exclude_categories") or ()), *(match.get("exclude_skus") or ())]:
        parts.append(words.text("except %(what)s", what=words.joined(without)))
    for place in ("stores", "channels"):
        if where := match.get(place):
            parts.append(words.text("in %(where)s", where=words.joined(where)))
    return " ".join(parts)


def _points(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    points = document.get("points") or {}
    lines = []
    for place, rule in enumerate(points.get("earn") or ()):
        at = f"/points/earn/{place}"
        name = next(name for name in ("points", "per_item", "per_purchase") if rule.get(name))
        message = {
            "points": _("Every %(per)s spent on %(goods)s earns %(points)s."),
            "per_item": _("Every item of %(goods)s earns %(points)s."),
            "per_purchase": _("Every purchase of %(goods)s earns %(points)s."),
        }[name]
        values: dict[str, Span] = {
            "goods": _goods(visit, rule.get("match")),
            "points": _count(visit, f"{at}/{name}", rule[name], "%(n)s point", "%(n)s points"),
        }
        if name == "points":
            values["per"] = _money(visit, f"{at}/per", rule["per"])
        lines.append(_sentence(visit, message, **values))
        if least := rule.get("min_spend"):
            amount = _money(visit, f"{at}/min_spend", least)
            lines[-1] += [" ", *_sentence(visit, "It takes a spend of at least %(amount)s.", amount=amount)]
    lines += _expiry(visit, points)
    if worth := points.get("worth"):
        lines.append(
            _sentence(
                visit,
                "%(points)s are worth %(amount)s.",
                points=_count(visit, "/points/worth/points", worth["points"], "%(n)s point", "%(n)s points"),
                amount=_money(visit, "/points/worth/amount", worth["amount"]),
            )
        )
    return [Section(visit.text("Points"), lines)] if lines else []


def _expiry(visit: Visit, points: Mapping[str, Any]) -> list[list[Span]]:
    expiry = points.get("expiry") or {"kind": "none"}
    lines: list[list[Span]] = []
    if expiry["kind"] == "none":
        lines.append([visit.text("Points never end.")])
    elif expiry.get("months"):
        months = _count(visit, "/points/expiry/months", expiry["months"], "%(n)s month", "%(n)s months")
        message = {
            "after": _("Points are good for %(months)s from the purchase."),
            "inactivity": _("Points end %(months)s after the last purchase."),
        }.get(expiry["kind"], _("Points are good for %(months)s."))
        lines.append(_sentence(visit, message, months=months))
        if limit := expiry.get("max_age_months"):
            value = _count(visit, "/points/expiry/max_age_months", limit, "%(n)s month", "%(n)s months")
            lines.append(_sentence(visit, "They end %(months)s after the purchase at the latest.", months=value))
        if expiry.get("round_up_to", "day") != "day":
            lines[-1].append(
                " " + visit.text("They end with that %(unit)s.", unit=expiry["round_up_to"].replace("_", " "))
            )
    else:
        lines.append([visit.text("Points end on one day of the year.")])
    if days := points.get("pending_days"):
        value = _count(visit, "/points/pending_days", days, "%(n)s day", "%(n)s days")
        lines.append(_sentence(visit, "They can be spent after %(days)s.", days=value))
    return lines


def _levels(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    tiers = document.get("tiers")
    if not tiers:
        return []
    words, measure = visit.words, tiers.get("qualify_by", "spend")
    names = {"spend": words.text("spend"), "points": words.text("points"), "visits": words.text("visits")}
    lines: list[list[Span]] = [[words.text("Levels go by %(measure)s within the window.", measure=names[measure])]]
    for place, level in enumerate(tiers.get("levels") or ()):
        at = f"/tiers/levels/{place}"
        begin = level["from"]
        if measure == "spend":
            value = _money(visit, f"{at}/from", begin)
        else:
            value = Value(f"{at}/from", "number", words.number(begin))
        gives = []
        if level.get("points_multiplier", "1") != "1":
            gives.append(words.text("×%(factor)s points", factor=level["points_multiplier"]))
        if level.get("discount"):
            gives.append(words.text("%(rate)s off", rate=words.percent(level["discount"], 2)))
        gives += [one.replace("_", " ") for one in level.get("privileges") or ()]
        line = _sentence(visit, "From %(from)s a member is %(name)s", **{"from": value, "name": level["name"]})
        lines.append([*line, (": " + ", ".join(gives) if gives else "") + "."])
    return [Section(words.text("Levels"), lines)]


def _cards(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    found = []
    for place, card in enumerate(document.get("punch_cards") or ()):
        at = f"/punch_cards/{place}"
        kinds = {
            "items": _("%(punches)s of %(goods)s fill the card, and the reward is %(reward)s."),
            "visits": _("%(punches)s with %(goods)s fill the card, and the reward is %(reward)s."),
            "spend": _("%(punches)s of %(goods)s fill the card, and the reward is %(reward)s."),
        }
        units = {
            "items": plural("%(n)s item", "%(n)s items"),
            "visits": plural("%(n)s visit", "%(n)s visits"),
            "spend": plural("%(n)s punch", "%(n)s punches"),
        }
        counts = card.get("counts", "items")
        line = _sentence(
            visit,
            kinds[counts],
            punches=_count(visit, f"{at}/punches", card["punches"], *units[counts]),
            goods=_goods(visit, card.get("match")),
            reward=_reward_name(document, card.get("reward")),
        )
        lines = [line]
        if limit := card.get("max_per_day"):
            most = _count(visit, f"{at}/max_per_day", limit, "%(n)s punch", "%(n)s punches")
            lines.append(_sentence(visit, "A day brings at most %(most)s.", most=most))
        found.append(Section(card["name"], lines))
    return found


def _reward_name(document: Mapping[str, Any], reward: str | None) -> str:
    return next((one["name"] for one in document.get("rewards") or () if one["id"] == reward), reward or "")


def _threshold(visit: Visit, pointer: str, start: int | str, rebate: Mapping[str, Any]) -> Span:
    """The beginning of a band: a spend, a number of units, or a growth."""
    if isinstance(start, str):
        return visit.words.percent(start, 2)
    if rebate.get("measure") == "quantity":
        return _count(visit, pointer, start, "%(n)s unit", "%(n)s units")
    return _money(visit, pointer, start)


def _rebates(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    words, found = visit.words, []
    ways = {
        "retroactive": words.text("of all of it back"),
        "marginal": words.text("of the part above it back"),
        "growth": words.text("of the growth back"),
    }
    for place, rebate in enumerate(document.get("rebates") or ()):
        at, lines = f"/rebates/{place}", []
        for number, band in enumerate(rebate.get("bands") or ()):
            here = f"{at}/bands/{number}"
            begin = band["from"]
            each_unit = bool(band.get("amount")) and rebate["method"] in ("retroactive", "marginal")
            start: Span = _threshold(visit, f"{here}/from", begin, rebate)
            back = (
                _rate(visit, f"{here}/rate", band["rate"])
                if band.get("rate")
                else _money(visit, f"{here}/amount", band["amount"])
            )
            lines.append(
                _sentence(
                    visit,
                    "From %(from)s in a %(period)s, %(back)s %(way)s.",
                    back=back,
                    period=rebate["period"].replace("_", " "),
                    way=words.text("for each unit back")
                    if each_unit
                    else ways.get(rebate["method"], words.text("back")),
                    **{"from": start},
                )
            )
        if rebate.get("per") and rebate.get("amount"):
            lines.append(
                _sentence(
                    visit,
                    "Every full %(per)s gives %(amount)s back.",
                    per=_threshold(visit, f"{at}/per", rebate["per"], rebate),
                    amount=_money(visit, f"{at}/amount", rebate["amount"]),
                )
            )
        if cap := rebate.get("cap"):
            lines.append(_sentence(visit, "At most %(cap)s a period.", cap=_money(visit, f"{at}/cap", cap)))
        if (month := rebate.get("starts_month", 1)) != 1:
            lines.append([words.text("Its years begin in %(month)s.", month=words.month_name(month))])
        pays = {
            "at_once": words.text("It is paid at once, as %(form)s.", form=rebate.get("as", "credit")),
            "at_period_end": words.text("It is paid after the period, as %(form)s.", form=rebate.get("as", "credit")),
        }
        lines.append([pays[rebate.get("pay", "at_once")]])
        found.append(Section(rebate["name"], lines))
    return found


def _rewards(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    words, lines = visit.words, []
    for place, reward in enumerate(document.get("rewards") or ()):
        at = f"/rewards/{place}"
        spans: list[Span] = [reward["name"]]
        if price := reward.get("points_price"):
            value = _count(visit, f"{at}/points_price", price, "%(n)s point", "%(n)s points")
            spans += _sentence(visit, " for %(points)s", points=value)
        if least := reward.get("min_spend"):
            spans += _sentence(visit, ", on at least %(amount)s", amount=_money(visit, f"{at}/min_spend", least))
        if most := reward.get("max_amount"):
            spans += _sentence(visit, ", up to %(amount)s", amount=_money(visit, f"{at}/max_amount", most))
        if days := reward.get("valid_days"):
            value = _count(visit, f"{at}/valid_days", days, "%(n)s day", "%(n)s days")
            spans += _sentence(visit, ", within %(days)s", days=value)
        lines.append([*spans, "."])
    return [Section(words.text("Rewards"), lines)] if lines else []


def _deal(visit: Visit, part: Mapping[str, Any]) -> str:
    """What buy X get Y gives, in words."""
    words, buy, get = visit.words, part["buy"], part["get"]
    goods, got = _goods(visit, buy.get("match")), _goods(visit, get.get("match") or buy.get("match"))
    if amount := buy.get("amount"):
        bought = words.text("%(goods)s for %(amount)s", goods=goods, amount=words.money(amount))
    else:
        bought = words.text("%(number)s of %(goods)s", number=words.number(buy["quantity"]), goods=goods)
    number, off = words.number(get.get("quantity", 1)), get.get("percent_off", "1")
    is_free = Decimal(off) == 1
    what = words.text("free") if is_free else words.text("%(rate)s off", rate=words.percent(off, 2))
    text = words.text(
        "buy %(bought)s, get %(number)s of %(got)s %(what)s", bought=bought, number=number, got=got, what=what
    )
    if times := part.get("times"):
        text += words.text(", at most %(times)s times", times=words.number(times))
    if most := part.get("max_amount"):
        text += words.text(", up to %(amount)s", amount=words.money(most))
    return text


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
        return _deal(visit, campaign)
    text = words.text("%(gives)s on %(goods)s", gives=words.joined(gives), goods=_goods(visit, campaign.get("match")))
    if least := campaign.get("min_spend"):
        text += words.text(", on at least %(amount)s", amount=words.money(least))
    return text
