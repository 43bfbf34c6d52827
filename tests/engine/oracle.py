"""What a history comes to, reckoned a second time: straight from the rules, in fractions, all at once.

Nothing here is incremental and nothing is taken from the engine, so that the two can only agree by being right.
One version, no tier multipliers.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.engine.model.commands import BasketLine
from tests.engine.strategies import Bought, BroughtBack, BroughtBackWithoutReceipt, Event, PurchaseVoided, ReturnVoided


class Kept(NamedTuple):
    """What a customer keeps of one basket; `sign` is -1 for goods brought back without receipt."""

    customer: str
    day: date
    store: str | None
    channel: str | None
    lines: tuple[BasketLine, ...]
    units: list[int]
    values: list[int]
    sign: int = 1


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


ROUNDINGS = {"floor": floor, "ceil": ceil, "half_up": half_up}


def shares(lines: Sequence[BasketLine], discount: int) -> list[int]:
    """Line nets less their part of what is taken off the basket; leftover units go to the largest remainders."""
    nets = [line.quantity * line.unit_price - line.discount for line in lines]
    discount += sum(-net for net in nets if net < 0)
    nets = [max(0, net) for net in nets]
    exact = [Fraction(discount * net, sum(nets)) if discount else Fraction(0) for net in nets]
    taken = [floor(part) for part in exact]
    by_remainder = sorted(range(len(nets)), key=lambda place: (taken[place] - exact[place], place))
    for place in by_remainder[: discount - sum(taken)]:
        taken[place] += 1
    return [net - part for net, part in zip(nets, taken, strict=True)]


def kept_baskets(document: dict[str, Any], history: Sequence[Event]) -> Iterator[Kept]:
    zone = ZoneInfo(document["time_zone"])
    mistakes = {event.returned for event in history if isinstance(event, ReturnVoided)}
    for event in history:
        if isinstance(event, BroughtBackWithoutReceipt) and event.name not in mistakes:
            worth = shares(event.lines, event.discount)
            day = event.occurred_at.astimezone(zone).date()
            yield Kept(
                event.customer, day, event.store, None, event.lines, [line.quantity for line in event.lines], worth, -1
            )
        if isinstance(event, Bought):
            back = [one for one in history if isinstance(one, BroughtBack) and one.purchase == event.name]
            voided = any(isinstance(one, PurchaseVoided) and one.purchase == event.name for one in history)
            yield _kept_of(event, [one for one in back if one.name not in mistakes], voided, zone)


def _kept_of(bought: Bought, returns: Sequence[BroughtBack], voided: bool, zone: ZoneInfo) -> Kept:
    day = bought.occurred_at.astimezone(zone).date()
    kept = Kept(bought.customer, day, bought.store, bought.channel, bought.lines, [], [])
    for place, (line, share) in enumerate(zip(bought.lines, shares(bought.lines, bought.discount), strict=True), 1):
        parts = [part for one in returns for part in one.parts if part.line == place]
        gone = sum(part.quantity or 0 for part in parts)
        if voided or any(not one.parts for one in returns):
            gone = line.quantity
        value = share - half_up(Fraction(share * gone, line.quantity)) - sum(part.amount or 0 for part in parts)
        kept.units.append(line.quantity - gone)
        kept.values.append(max(0, value))
    return kept


def counts(match: dict[str, Any], basket: Kept, line: BasketLine) -> bool:
    """Whether a line is among those that a rule counts."""

    def inside(roots: Sequence[str]) -> bool:
        return line.category is not None and any(f"{line.category}/".startswith(f"{root}/") for root in roots)

    return not (
        ("stores" in match and basket.store not in match["stores"])
        or ("channels" in match and basket.channel not in match["channels"])
        or ("categories" in match and not inside(match["categories"]))
        or ("skus" in match and line.sku not in match["skus"])
        or inside(match.get("exclude_categories", ()))
        or line.sku in match.get("exclude_skus", ())
    )


def matching(rule: dict[str, Any], basket: Kept) -> list[tuple[BasketLine, int, int]]:
    """Line, units and value kept, of the lines that count."""
    found = zip(basket.lines, basket.units, basket.values, strict=True)
    return [one for one in found if counts(rule.get("match", {}), basket, one[0])]


def raw_points(rule: dict[str, Any], basket: Kept) -> Fraction:
    spend = Fraction(sum(value for _, _, value in matching(rule, basket)), rule["per"])
    return (floor(spend) if rule["steps"] else spend) * Fraction(rule["points"] * basket.sign)


def points(rule: dict[str, Any], basket: Kept) -> int:
    """What one purchase earns; goods brought back without receipt take away what they would earn."""
    return basket.sign * int(ROUNDINGS[rule["rounding"]](raw_points(rule, basket) * basket.sign))


def all_points(rule: dict[str, Any], baskets: Sequence[Kept]) -> int:
    """What a rule gives for everything: rounded purchase by purchase, or once where it carries fractions over."""
    if rule["carry"]:
        return int(ROUNDINGS[rule["rounding"]](sum((raw_points(rule, basket) for basket in baskets), Fraction(0))))
    return sum(points(rule, basket) for basket in baskets)


def punches(card: dict[str, Any], basket: Kept) -> int:
    lines = matching(card, basket)
    spend = sum(value for _, _, value in lines)
    if card["counts"] == "items":
        count = sum(units for line, units, _ in lines if line.unit_price)
    elif card["counts"] == "visits":
        count = 1 if any(units for _, units, _ in lines) and spend >= card["min_spend"] else 0
    else:
        count = spend // card["per"]
    return min(count, card.get("max_per_purchase", count))


def due(rebate: dict[str, Any], spend: int, year_before: int = 0) -> int:
    if spend <= 0:
        return 0
    if rebate["method"] == "growth":
        growth = Fraction(spend, year_before) - 1 if year_before > 0 else -1
        rates = [Fraction(band["rate"]) for band in rebate["bands"] if growth >= Fraction(band["from"])]
        base = spend - year_before if rebate["on"] == "growth" else spend
        return half_up(base * rates[-1]) if rates else 0
    if rebate["method"] == "per_multiple":
        return spend // int(rebate["per"]) * int(rebate["amount"])
    reached = [band for band in rebate["bands"] if band["from"] <= spend]
    if not reached:
        return 0
    if rebate["method"] == "lump_sum":
        return int(reached[-1]["amount"])
    if rebate["method"] == "retroactive":
        return half_up(spend * Fraction(reached[-1]["rate"]))
    ends = [band["from"] for band in reached[1:]] + [spend]
    slices = zip(reached, ends, strict=True)
    return half_up(sum(((end - band["from"]) * Fraction(band["rate"]) for band, end in slices), Fraction(0)))


def period(unit: str, day: date) -> str:
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1).isoformat()


def in_window(window: dict[str, Any], day: date, today: date, first: date | None = None) -> bool:
    """Whether a day counts today; `first` is the day of the first purchase of which something is kept."""
    if window["kind"] == "lifetime":
        return True
    if window["kind"] == "calendar":
        return period(window["unit"], day) == period(window["unit"], today)
    if window["kind"] == "anniversary":
        return max(one for one in anniversaries(first or today) if one <= today) <= day <= today
    month = today.year * 12 + today.month - 1 - window["months"]
    length = (date(month // 12 + (month % 12 == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(month // 12, month % 12 + 1, min(today.day, length)) < day <= today


def anniversaries(first: date) -> list[date]:
    leap_day = (first.month, first.day) == (2, 29)
    years = range(first.year - 1, first.year + 60)
    return [date(year, 3, 1) if leap_day and year % 4 else first.replace(year=year) for year in years]


def measured(document: dict[str, Any], basket: Kept) -> int:
    """What a basket counts towards the tier."""
    if document["tiers"]["qualify_by"] == "points":
        return sum(points(rule, basket) for rule in document["points"]["earn"])
    if document["tiers"]["qualify_by"] == "visits":
        return int(basket.sign > 0 and any(units for _, units, _ in matching(document["tiers"], basket)))
    return basket.sign * sum(value for _, _, value in matching(document["tiers"], basket))


def expected(document: dict[str, Any], history: Sequence[Event], customer: str, now: datetime) -> dict[str, Any]:
    """Where a customer stands after all of it, in the order of nothing."""
    baskets = [basket for basket in kept_baskets(document, history) if basket.customer == customer]
    today = now.astimezone(UTC).astimezone(ZoneInfo(document["time_zone"])).date()
    standing: dict[str, Any] = {
        "credit": 0,
        "points": sum(all_points(rule, baskets) for rule in document["points"]["earn"]),
    }
    for card in document["punch_cards"]:
        count = sum(basket.sign * punches(card, basket) for basket in baskets)
        full = max(0, count) // (card["punches"] - card["head_start"])
        standing[card["id"]] = (card["head_start"] + count - full * (card["punches"] - card["head_start"]), full)
    for rebate in document["rebates"]:
        spends: dict[str, int] = {}
        for basket in baskets:
            start = period(rebate["period"], basket.day)
            spends[start] = spends.get(start, 0) + basket.sign * sum(value for _, _, value in matching(rebate, basket))
        years_before = {start: spends.get(f"{int(start[:4]) - 1}{start[4:]}", 0) for start in spends}
        dues = {start: due(rebate, spend, years_before[start]) for start, spend in spends.items()}
        standing[rebate["id"]] = {start: (spend, dues[start]) for start, spend in spends.items() if spend}
        if rebate["pay"] == "at_once" and rebate["as"] == "credit":
            standing["credit"] += sum(dues.values())
        if rebate["pay"] == "at_once" and rebate["as"] == "points":
            worth = document["points"]["worth"]
            standing["points"] += sum(one * worth["points"] // worth["amount"] for one in dues.values())
    if "tiers" in document:
        ladder = document["tiers"]
        first = min((basket.day for basket in baskets if basket.sign > 0 and any(basket.units)), default=None)
        counted = [basket for basket in baskets if in_window(ladder["window"], basket.day, today, first)]
        amount = sum(measured(document, basket) for basket in counted)
        standing["qualifying"] = amount
        standing["tier"] = [level["id"] for level in ladder["levels"] if level["from"] <= amount or not level["from"]][
            -1
        ]
    return standing


def held_since(
    document: dict[str, Any], history: Sequence[Event], customer: str, first: date, today: date
) -> date | None:
    """The first day since which the level has been the same, looking back day by day until `first`."""
    ladder = document["tiers"]
    baskets = [basket for basket in kept_baskets(document, history) if basket.customer == customer]
    bought = min((basket.day for basket in baskets if basket.sign > 0 and any(basket.units)), default=None)

    def level(day: date) -> str:
        counted = [basket for basket in baskets if in_window(ladder["window"], basket.day, day, bought)]
        amount = sum(measured(document, basket) for basket in counted if basket.day <= day)
        return [one["id"] for one in ladder["levels"] if one["from"] <= amount or not one["from"]][-1]

    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    changes = [day for before, day in pairwise(days) if level(before) != level(day)]
    return changes[-1] if changes else None
