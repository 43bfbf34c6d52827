"""What a history comes to, reckoned a second time: straight from the rules, in fractions, all at once.

Nothing here is incremental and nothing is taken from the engine, so that the two can only agree by being right.
One version, no tier multipliers.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.engine.model.commands.sales import BasketLine
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
    sold_for: list[int]
    sign: int = 1


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


ROUNDINGS = {"floor": floor, "ceil": ceil, "half_up": half_up}


def price(line: BasketLine) -> int:
    """What a line costs without a discount."""
    return half_up(Fraction(line.quantity * line.unit_price, 1000 if line.measured else 1))


def shares(lines: Sequence[BasketLine], discount: int) -> list[int]:
    """Line nets less their part of what is taken off the basket; leftover units go to the largest remainders."""
    nets = [price(line) - line.discount for line in lines]
    discount += sum(-net for net in nets if net < 0)
    nets = [max(0, net) for net in nets]
    exact = [Fraction(discount * net, sum(nets)) if discount else Fraction(0) for net in nets]
    taken = [floor(part) for part in exact]
    by_remainder = sorted(range(len(nets)), key=lambda place: (taken[place] - exact[place], place))
    for place in by_remainder[: discount - sum(taken)]:
        taken[place] += 1
    return [net - part for net, part in zip(nets, taken, strict=True)]


def kept_baskets(document: dict[str, Any], history: Sequence[Event]) -> Iterator[Kept]:
    mistakes = {event.returned for event in history if isinstance(event, ReturnVoided)}
    for event in history:
        if isinstance(event, BroughtBackWithoutReceipt) and event.name not in mistakes:
            sold_for = shares(event.lines, event.discount)
            worth = [counted(document, line, share, share) for line, share in zip(event.lines, sold_for, strict=True)]
            day = business_day(document, event.occurred_at, event.store)
            units = [line.quantity for line in event.lines]
            yield Kept(event.customer, day, event.store, None, event.lines, units, worth, sold_for, -1)
        if isinstance(event, Bought):
            back = [one for one in history if isinstance(one, BroughtBack) and one.purchase == event.name]
            voided = any(isinstance(one, PurchaseVoided) and one.purchase == event.name for one in history)
            day = business_day(document, event.occurred_at, event.store)
            kept = _kept_of(event, [one for one in back if one.name not in mistakes], voided, day)
            for place, (line, share) in enumerate(zip(kept.lines, kept.sold_for, strict=True)):
                kept.values[place] = counted(document, line, share, kept.values[place], kept.units[place])
            yield kept


def counted(document: dict[str, Any], line: BasketLine, share: int, value: int, units: int | None = None) -> int:
    """The value as the rules count it: with its tax or without, in proportion to what is kept."""
    tax = document.get("tax")
    if not tax or not line.tax or tax["prices"] == tax["counts"]:
        return value
    kept = line.quantity if units is None else units
    part = half_up(line.tax * (Fraction(value, share) if share else Fraction(kept, line.quantity)))
    return value + part if tax["counts"] == "with_tax" else value - part


def business_day(document: dict[str, Any], at: datetime, store: str | None = None) -> date:
    """The day by the clock of the store or the programme, which goes as many hours late as days start late."""
    zones = {one["id"]: one["time_zone"] for one in document["stores"]}
    local = at.astimezone(ZoneInfo(zones.get(store, document["time_zone"]))).replace(tzinfo=None)
    return (local - timedelta(hours=int(document["day_starts"][:2]))).date()


def _kept_of(bought: Bought, returns: Sequence[BroughtBack], voided: bool, day: date) -> Kept:
    sold_for = shares(bought.lines, bought.discount)
    kept = Kept(bought.customer, day, bought.store, bought.channel, bought.lines, [], [], sold_for)
    for place, (line, share) in enumerate(zip(bought.lines, sold_for, strict=True), 1):
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
        line.gift_card
        or ("stores" in match and basket.store not in match["stores"])
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


def is_item(line: BasketLine) -> bool:
    """Whether a line has units that count: goods by weight have none."""
    return bool(line.unit_price) and not line.measured


def raw_points(rule: dict[str, Any], basket: Kept) -> Fraction:
    lines = matching(rule, basket)
    if rule["not_with_discount"]:
        priced = zip(basket.lines, basket.sold_for, strict=True)
        full = {id(line) for line, sold_for in priced if sold_for == price(line)}
        lines = [one for one in lines if id(one[0]) in full]
    spend = sum(value for _, _, value in lines)
    if spend < rule["min_spend"]:
        return Fraction(0)
    if "per_item" in rule:
        return Fraction(rule["per_item"] * basket.sign * sum(units for line, units, _ in lines if is_item(line)))
    if "per_purchase" in rule:
        return Fraction(rule["per_purchase"] * basket.sign * any(units for _, units, _ in lines))
    times = Fraction(spend, rule["per"])
    return (floor(times) if rule["steps"] else times) * Fraction(rule["points"] * basket.sign)


def points(rule: dict[str, Any], basket: Kept) -> int:
    """What one purchase earns; goods brought back without receipt take away what they would earn."""
    return basket.sign * int(ROUNDINGS[rule["rounding"]](raw_points(rule, basket) * basket.sign))


def all_points(rule: dict[str, Any], baskets: Sequence[Kept]) -> int:
    """What a rule gives for everything: rounded purchase by purchase, or once where it carries fractions over."""
    if rule["carry"]:
        return int(ROUNDINGS[rule["rounding"]](sum((raw_points(rule, basket) for basket in baskets), Fraction(0))))
    return sum(points(rule, basket) for basket in baskets)


def bonuses(document: dict[str, Any], baskets: Sequence[Kept]) -> int:
    """The bonus points of campaigns, for purchases of which enough is kept."""
    return sum(
        campaign["bonus_points"]
        for campaign in document["campaigns"]
        for basket in baskets
        if basket.sign > 0
        and any(units for _, units, _ in matching(campaign, basket))
        and sum(value for _, _, value in matching(campaign, basket)) >= campaign["min_spend"]
    )


def punches(card: dict[str, Any], basket: Kept) -> int:
    lines = matching(card, basket)
    spend = sum(value for _, _, value in lines)
    if card["counts"] == "items":
        count = sum(units for line, units, _ in lines if is_item(line))
    elif card["counts"] == "visits":
        count = 1 if any(units for _, units, _ in lines) and spend >= card["min_spend"] else 0
    else:
        count = spend // card["per"]
    return min(count, card.get("max_per_purchase", count))


def all_punches(card: dict[str, Any], baskets: Sequence[Kept]) -> int:
    """The punches of all baskets, within the limit of each day."""
    days: dict[date, int] = {}
    for basket in baskets:
        days[basket.day] = days.get(basket.day, 0) + basket.sign * punches(card, basket)
    return sum(min(count, card.get("max_per_day", count)) for count in days.values())


def due(rebate: dict[str, Any], spend: int, units: Fraction, year_before: int = 0) -> int:
    amount = (
        due_by_units(rebate, spend, units)
        if rebate["measure"] == "quantity"
        else due_by_spend(rebate, spend, year_before)
    )
    return min(amount, rebate.get("cap", amount))


def due_by_units(rebate: dict[str, Any], spend: int, units: Fraction) -> int:
    if units <= 0:
        return 0
    if rebate["method"] == "per_multiple":
        return units // int(rebate["per"]) * int(rebate["amount"])
    reached = [band for band in rebate["bands"] if band["from"] <= units]
    if not reached:
        return 0
    if "rate" in reached[-1]:
        return max(0, half_up(spend * Fraction(reached[-1]["rate"])))
    if rebate["method"] == "lump_sum":
        return int(reached[-1]["amount"])
    if rebate["method"] == "retroactive":
        return half_up(units * int(reached[-1]["amount"]))
    ends = [band["from"] for band in reached[1:]] + [units]
    return half_up(
        sum(((end - band["from"]) * band["amount"] for band, end in zip(reached, ends, strict=True)), Fraction(0))
    )


def due_by_spend(rebate: dict[str, Any], spend: int, year_before: int = 0) -> int:
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


def period(unit: str, day: date, starts_month: int = 1) -> str:
    """The first day of the period: the newest first of a month that is a whole number of periods after the year's."""
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit]
    first = day.replace(day=1)
    while (first.month - starts_month) % months:
        first = (first - timedelta(days=1)).replace(day=1)
    return first.isoformat()


def in_window(window: dict[str, Any], day: date, today: date, first: date | None = None) -> bool:
    """Whether a day counts today; `first` is the day of the first purchase of which something is kept."""
    if window["kind"] == "lifetime":
        return True
    if window["kind"] == "calendar":
        unit, month = window["unit"], window["starts_month"]
        return period(unit, day, month) == period(unit, today, month)
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
    today = business_day(document, now)
    standing: dict[str, Any] = {
        "credit": 0,
        "points": sum(all_points(rule, baskets) for rule in document["points"]["earn"]) + bonuses(document, baskets),
    }
    for card in document["punch_cards"]:
        count = all_punches(card, baskets)
        full = max(0, count) // (card["punches"] - card["head_start"])
        standing[card["id"]] = (card["head_start"] + count - full * (card["punches"] - card["head_start"]), full)
    for rebate in document["rebates"]:
        spends: dict[str, int] = {}
        units: dict[str, Fraction] = {}
        for basket in baskets:
            start = period(rebate["period"], basket.day, rebate["starts_month"])
            lines = matching(rebate, basket)
            spends[start] = spends.get(start, 0) + basket.sign * sum(value for _, _, value in lines)
            count = sum(Fraction(kept, 1000 if line.measured else 1) for line, kept, _ in lines if line.unit_price)
            units[start] = units.get(start, Fraction(0)) + basket.sign * count
        years_before = {start: spends.get(f"{int(start[:4]) - 1}{start[4:]}", 0) for start in spends}
        dues = {start: due(rebate, spend, units[start], years_before[start]) for start, spend in spends.items()}
        by_units = rebate["measure"] == "quantity"
        standing[rebate["id"]] = {
            start: (spend, dues[start], *(stored_units(units[start]) if by_units else []))
            for start, spend in spends.items()
            if spend or dues[start] or (by_units and units[start])
        }
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
        if ladder["qualify_by"] == "points":
            amount = sum(all_points(rule, counted) for rule in document["points"]["earn"])
            amount += bonuses(document, counted)
        standing["qualifying"] = amount
        standing["tier"] = [level["id"] for level in ladder["levels"] if level["from"] <= amount or not level["from"]][
            -1
        ]
    return standing


def stored_units(units: Fraction) -> list[int]:
    """Whole units, and the thousandths beyond them if there are any."""
    rest = units % 1 * 1000
    return [floor(units), int(rest)] if rest else [floor(units)]


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
