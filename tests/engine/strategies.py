"""Programmes, baskets and histories that nobody would think of, for the property tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from hypothesis import strategies as st

from app.engine.model import value
from app.engine.model.commands.sales import BasketLine, LinePart
from app.engine.model.quantities import full_price
from tests.engine.shop import NOON, Shop, amount, at

CATEGORIES = ("coffee", "coffee/latte", "coffeehouse", "beans/dark", "cake")
SKUS = ("a", "b")
STORES = ("north", "south")
CHANNELS = ("pos", "web")
ZONES = ("UTC", "Europe/London", "America/New_York", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Kathmandu")
# Around the ends of months, quarters, years and windows, leap days and the nights on which clocks change.
BORDERS = (
    "2024-02-29T12:00:00",
    "2024-03-31T01:30:00",
    "2024-12-31T23:59:59",
    "2025-01-01T00:00:00",
    "2025-02-28T23:30:00",
    "2025-03-02T00:30:00",
    "2025-03-31T23:15:00",
    "2025-04-01T10:59:00",
    "2025-10-26T00:30:00",
    "2026-01-31T18:00:00",
    "2026-02-28T23:59:59",
    "2026-03-02T11:59:00",
)


# Programmes


def _some(strategy: st.SearchStrategy[Any], at_most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=at_most)


@st.composite
def matches(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions on lines and baskets, or none."""
    if draw(st.booleans()):
        return {}
    choices: dict[str, Sequence[str]] = {
        "categories": (*CATEGORIES, "beans"),
        "skus": SKUS,
        "exclude_categories": CATEGORIES,
        "exclude_skus": SKUS,
        "stores": STORES,
        "channels": CHANNELS,
    }
    names = draw(st.sets(st.sampled_from(sorted(choices)), max_size=2))
    return {
        "match": {
            name: draw(st.lists(st.sampled_from(choices[name]), min_size=1, max_size=2)) for name in sorted(names)
        }
    }


@st.composite
def earn_rules(draw: st.DrawFn) -> dict[str, Any]:
    points = draw(st.sampled_from((1, 2, 3, 10)))
    counts = draw(st.sampled_from(("spend", "spend", "spend", "per_item", "per_purchase")))
    spend = {"points": points, "per": draw(st.sampled_from((1, 7, 50, 100, 730, 1000))), "steps": draw(st.booleans())}
    return {
        **(spend if counts == "spend" else {counts: points}),
        "rounding": draw(st.sampled_from(("floor", "half_up", "ceil"))),
        "carry": draw(st.integers(0, 3)) == 0,
        "min_spend": draw(st.sampled_from((0, 0, 1, 500, 1000))),
        "not_with_discount": draw(st.integers(0, 3)) == 0,
        **draw(matches()),
    }


@st.composite
def bonus_campaigns(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "bonus_points": draw(st.sampled_from((1, 50))),
        "min_spend": draw(st.sampled_from((0, 500))),
        **draw(matches()),
    }


@st.composite
def ladders(draw: st.DrawFn, *, multipliers: bool) -> dict[str, Any]:
    windows = st.one_of(
        st.builds(lambda months: {"kind": "rolling", "months": months}, st.integers(1, 24)),
        st.builds(
            lambda unit, month: {"kind": "calendar", "unit": unit, "starts_month": month},
            st.sampled_from(("month", "quarter", "year")),
            st.just(1) | st.integers(1, 12),
        ),
        st.sampled_from(({"kind": "anniversary"}, {"kind": "lifetime"})),
    )
    measure = draw(st.sampled_from(("spend", "spend", "points", "visits")))
    starts = [0, *sorted(draw(st.sets(st.sampled_from((1, 2, 30, 500, 999, 1000, 2500, 6000)), max_size=3)))]
    rates = st.sampled_from(("1", "1.25", "1.5", "2", "0.5")) if multipliers else st.just("1")
    levels = [
        {"id": f"level-{place}", "name": f"Level {place}", "from": start, "points_multiplier": draw(rates)}
        for place, start in enumerate(starts)
    ]
    counting = {} if measure == "points" else draw(matches())
    return {"qualify_by": measure, "window": draw(windows), "levels": levels, **counting}


@st.composite
def punch_cards(draw: st.DrawFn) -> dict[str, Any]:
    counts = draw(st.sampled_from(("items", "visits", "spend")))
    size = draw(st.integers(1, 6))
    card = {"counts": counts, "punches": size, "head_start": draw(st.integers(0, size - 1)), **draw(matches())}
    if draw(st.booleans()):
        card["max_per_purchase"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 2)) == 0:
        card["max_per_day"] = draw(st.integers(1, 5))
    if counts == "visits":
        card["min_spend"] = draw(st.sampled_from((0, 1, 500, 1000)))
    if counts == "spend":
        card["per"] = draw(st.sampled_from((70, 100, 730)))
    return card


@st.composite
def rebates(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(("retroactive", "marginal", "lump_sum", "per_multiple", "growth")))
    pay = draw(st.sampled_from(("at_once", "at_once", "at_period_end")))
    ways = ["credit", "points"]
    if pay == "at_period_end":
        ways += ["voucher", "statement"]
    elif method in ("lump_sum", "per_multiple"):
        ways += ["voucher"]
    rebate = {"method": method, "period": draw(st.sampled_from(("month", "quarter", "half_year", "year")))}
    rebate["starts_month"] = draw(st.just(1) | st.integers(1, 12))
    rebate |= {"pay": pay, "as": draw(st.sampled_from(ways))}
    rebate["measure"] = draw(st.sampled_from(("spend", "spend", "quantity"))) if method != "growth" else "spend"
    return {**rebate, **draw(terms(method, rebate["measure"])), **draw(matches())}


@st.composite
def buy_gets(draw: st.DrawFn) -> dict[str, Any]:
    """A campaign of buy X get Y."""
    counts = draw(st.sampled_from(({"quantity": 1}, {"quantity": 2}, {"amount": 500}, {"amount": 1500})))
    get = {
        "quantity": draw(st.integers(1, 2)),
        "percent_off": draw(st.sampled_from(("1", "0.5", "0.25"))),
        "choose": draw(st.sampled_from(("cheapest", "dearest"))),
    }
    campaign = {"name": "Deal", "kind": "buy_get", "buy": counts | draw(matches()), "get": get | draw(matches())}
    return campaign | draw(st.sampled_from(({}, {"times": 1}, {"times": 2}, {"max_amount": 300})))


@st.composite
def discounts(draw: st.DrawFn) -> dict[str, Any]:
    """A campaign that takes something off in a quote, whoever asks."""
    if draw(st.booleans()):
        return draw(buy_gets()) | {"for_guests": True}
    gives = draw(st.sampled_from(({"percent_off": "0.10"}, {"percent_off": "0.333"}, {"amount_off": 250})))
    return {"name": "Discount", "for_guests": True, **gives, **draw(matches())}


@st.composite
def terms(draw: st.DrawFn, method: str, measure: str) -> dict[str, Any]:
    """What may change of a rebate from version to version, besides who counts."""
    limits: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        limits["cap"] = draw(st.sampled_from((1, 100, 400)))
    if draw(st.integers(0, 2)) == 0:
        limits["expected_rate"] = draw(st.sampled_from(("0", "0.02", "0.333333")))
    return {**limits, **(draw(terms_by_units(method)) if measure == "quantity" else draw(terms_by_spend(method)))}


@st.composite
def terms_by_units(draw: st.DrawFn, method: str) -> dict[str, Any]:
    if method == "per_multiple":
        return {"per": draw(st.integers(1, 4)), "amount": draw(st.integers(1, 100))}
    starts = sorted(draw(st.sets(st.integers(0, 9), min_size=1, max_size=3)))
    if method == "retroactive" and draw(st.booleans()):
        rates = st.sampled_from(("0", "0.02", "0.125", "0.333333", "1"))
        return {"bands": [{"from": start, "rate": draw(rates)} for start in starts]}
    amounts = sorted(draw(st.sets(st.integers(1, 500), min_size=len(starts), max_size=len(starts))))
    return {"bands": [{"from": start, "amount": sum_} for start, sum_ in zip(starts, amounts, strict=True)]}


@st.composite
def terms_by_spend(draw: st.DrawFn, method: str) -> dict[str, Any]:
    if method == "per_multiple":
        return {"per": draw(st.sampled_from((99, 730, 1000))), "amount": draw(st.integers(1, 100))}
    rates = st.sampled_from(("0", "0.02", "0.05", "0.125", "0.333333", "1"))
    if method == "growth":
        growths = sorted(draw(st.sets(st.sampled_from(("0", "0.1", "0.25", "1", "1.5")), min_size=1, max_size=3)))
        bands = [{"from": growth, "rate": draw(rates)} for growth in growths]
        return {"bands": bands, "on": draw(st.sampled_from(("spend", "growth")))}
    starts = sorted(draw(st.sets(st.sampled_from((0, 1, 500, 1000, 3000, 9000)), min_size=1, max_size=3)))
    if method == "lump_sum":
        amounts = sorted(draw(st.sets(st.integers(1, 500), min_size=len(starts), max_size=len(starts))))
        return {"bands": [{"from": start, "amount": sum_} for start, sum_ in zip(starts, amounts, strict=True)]}
    return {"bands": [{"from": start, "rate": draw(rates)} for start in starts]}


def _named(kind: str, parts: Sequence[dict[str, Any]], **details: Any) -> list[dict[str, Any]]:
    return [{"id": f"{kind}-{place}", **part, **details} for place, part in enumerate(parts)]


@st.composite
def programmes(draw: st.DrawFn, *, multipliers: bool = False) -> dict[str, Any]:
    """A document of everything that this release decides."""
    document: dict[str, Any] = {
        "name": "Shop",
        "currency": draw(st.sampled_from(("GBP", "JPY", "KWD"))),
        "time_zone": draw(st.sampled_from(ZONES)),
        "day_starts": draw(st.sampled_from(("00:00", "00:00", "01:00", "04:00"))),
        "stores": [{"id": "north", "time_zone": zone} for zone in draw(_some(st.sampled_from(ZONES), 1))],
        "points": {"earn": _named("earn", draw(_some(earn_rules(), 3))), "worth": {"points": 3, "amount": 2}},
        "punch_cards": _named("card", draw(_some(punch_cards(), 2)), name="Card", reward="gift"),
        "rebates": _named("rebate", draw(_some(rebates(), 2)), name="Rebate"),
        "rewards": [{"id": "gift", "name": "A gift", "kind": "gift", "valid_days": 30}],
        "campaigns": [
            *_named("campaign", draw(_some(discounts(), 2))),
            *_named("bonus", draw(_some(bonus_campaigns(), 1)), name="Bonus"),
        ],
    }
    if draw(st.booleans()):
        # Longer than any history: the great invariants hold as long as nothing has expired.
        months = draw(st.integers(60, 120))
        rounding = {"round_up_to": draw(st.sampled_from(("day", "month", "year")))}
        idle = {"kind": "inactivity", "months": 60, "max_age_months": months}
        document["points"]["expiry"] = draw(st.sampled_from(({"kind": "after", "months": months}, idle))) | rounding
    if multipliers or draw(st.booleans()):
        document["tiers"] = draw(ladders(multipliers=multipliers))
    if draw(st.booleans()):
        ways = st.sampled_from(("with_tax", "without_tax"))
        document["tax"] = {"prices": draw(ways), "counts": draw(ways)}
    return possible(document)


def possible(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what excludes each other: fractions carried over, and tiers by the points of some days."""
    ladder = document.get("tiers")
    if not ladder or ladder["qualify_by"] != "points" or ladder["window"]["kind"] == "lifetime":
        return document
    earn = [{**rule, "carry": False} for rule in document["points"]["earn"]]
    return {**document, "points": {**document["points"], "earn": earn}}


@st.composite
def next_versions(draw: st.DrawFn, before: dict[str, Any]) -> dict[str, Any]:
    """Another version: other earn rules and levels, other conditions and terms, things left out and put back."""
    document = dict(before)
    document["points"] = {**before["points"], "earn": _named("earn", draw(_some(earn_rules(), 3)))}
    document["tiers"] = draw(st.none() | ladders(multipliers=True))
    document["punch_cards"] = [
        {**{name: part for name, part in card.items() if name != "match"}, **draw(matches())}
        for card in before["punch_cards"]
        if draw(st.booleans())
    ]
    document["rebates"] = [
        {
            **{name: part for name, part in rebate.items() if name not in ("match", "cap", "expected_rate")},
            **draw(terms(rebate["method"], rebate["measure"])),
            **draw(matches()),
        }
        for rebate in before["rebates"]
        if draw(st.booleans())
    ]
    return possible({name: part for name, part in document.items() if part is not None})


# Baskets

prices = st.sampled_from((0, 1, 99, 100, 350, 730, 1000, 2190)) | st.integers(0, 3000)


@st.composite
def basket_lines(draw: st.DrawFn) -> BasketLine:
    measured, price = draw(st.integers(0, 3)) == 0, draw(prices)
    # Goods by weight: their quantities are thousandths.
    quantity = draw(st.sampled_from((1, 250, 1000, 1200)) | st.integers(1, 3000) if measured else st.integers(1, 5))
    sku, category = draw(st.sampled_from((None, *SKUS))), draw(st.sampled_from((None, *CATEGORIES)))
    gift_card = draw(st.integers(0, 7)) == 0
    full = BasketLine(quantity, price, 0, sku, category, gift_card=gift_card, measured=measured)
    return full._replace(discount=draw(st.just(0) | st.integers(0, full_price(full) + 300)))


@st.composite
def baskets(draw: st.DrawFn) -> tuple[tuple[BasketLine, ...], int]:
    """Lines, some of them equal, and a basket discount that leaves a net of at least 0."""
    lines = draw(st.lists(basket_lines(), min_size=1, max_size=4))
    if draw(st.booleans()):
        lines.append(lines[0])
    if net(lines) < 0:
        lines = [line._replace(discount=0) for line in lines]
    discount = draw(st.just(0) | st.integers(0, net(lines)))
    if draw(st.booleans()):
        return tuple(lines), discount
    priced = value.priced(lines, discount)
    assert not isinstance(priced, value.Refusal)
    # Never more than a price that includes it.
    taxes = [draw(st.none() | st.integers(0, line.share)) for line in priced]
    return tuple(line._replace(tax=tax) for line, tax in zip(lines, taxes, strict=True)), discount


def net(lines: Sequence[BasketLine]) -> int:
    return sum(full_price(line) - line.discount for line in lines)


# Histories


class Event(Protocol):
    """Something that happens once, after some other events."""

    @property
    def name(self) -> str: ...
    @property
    def after(self) -> tuple[str, ...]: ...
    @property
    def occurred_at(self) -> datetime: ...
    def happen(self, shop: Shop) -> None: ...


class Bought(NamedTuple):
    name: str
    customer: str
    occurred_at: datetime
    lines: tuple[BasketLine, ...]
    discount: int
    store: str | None
    channel: str | None
    after: tuple[str, ...] = ()
    quoted: bool = False

    def happen(self, shop: Shop) -> None:
        _, customer, occurred_at, lines, discount, store, channel, *_ = self
        details = {
            "customer": customer,
            "occurred_at": occurred_at,
            "discount": discount,
            "store": store,
            "channel": channel,
        }
        if self.quoted:
            if customer and shop.book.member("prg_1", f"ext:{customer}") is None:
                shop.enrol(customer)
            details["quote"] = shop.quote(*lines, **details, vouchers=())["id"]
        shop.buy(*lines, name=self.name, **details)


class BroughtBack(NamedTuple):
    name: str
    purchase: str
    occurred_at: datetime
    parts: tuple[LinePart, ...]
    after: tuple[str, ...]

    def happen(self, shop: Shop) -> None:
        shop.bring_back(self.purchase, *self.parts, name=self.name, occurred_at=self.occurred_at)


class BroughtBackWithoutReceipt(NamedTuple):
    name: str
    customer: str
    occurred_at: datetime
    lines: tuple[BasketLine, ...]
    discount: int
    store: str | None
    after: tuple[str, ...] = ()

    def happen(self, shop: Shop) -> None:
        _, customer, occurred_at, lines, discount, store, _ = self
        details = {"customer": customer, "occurred_at": occurred_at, "discount": discount, "store": store}
        shop.bring_back_without_receipt(*lines, name=self.name, **details)


class ReturnVoided(NamedTuple):
    name: str
    returned: str
    occurred_at: datetime
    after: tuple[str, ...]

    def happen(self, shop: Shop) -> None:
        shop.void_return(self.returned)


class PurchaseVoided(NamedTuple):
    name: str
    purchase: str
    occurred_at: datetime
    after: tuple[str, ...]

    def happen(self, shop: Shop) -> None:
        shop.void(self.purchase)


moments = st.one_of(
    st.sampled_from(BORDERS).map(at),
    st.integers(0, 24 * 60 * 700).map(lambda minutes: at("2024-03-01") + timedelta(minutes=minutes)),
)
customers = st.sampled_from(("ann", "ann", "ann", "ben"))
delays = st.sampled_from(
    (timedelta(minutes=-15), timedelta(0), timedelta(days=1), timedelta(days=40), timedelta(days=370))
)


@st.composite
def purchases(draw: st.DrawFn, name: str) -> Bought:
    lines, discount = draw(baskets())
    store, channel = draw(st.sampled_from((None, *STORES))), draw(st.sampled_from((None, *CHANNELS)))
    return Bought(name, draw(customers), draw(moments), lines, discount, store, channel, quoted=draw(st.booleans()))


@st.composite
def returns_of(draw: st.DrawFn, bought: Bought, *, everything: bool = False) -> list[Event]:
    """Returns of parts of a purchase, some of them mistakes; `everything`: nothing is kept in the end.

    In any order none of them asks for more than is left, the mistakes included.
    """
    lines = value.priced(bought.lines, bought.discount)
    assert not isinstance(lines, value.Refusal)
    pieces: list[LinePart] = []
    left = [line.quantity for line in lines]
    for place, line in enumerate(lines):
        while left[place] and draw(st.booleans()):
            taken = draw(st.integers(1, left[place]))
            pieces.append(LinePart(place + 1, taken, measured=line.measured))
            left[place] -= taken
        spare = value.kept([line], [value.ReturnedLine(1, line.quantity - left[place], 0)])[0].value
        # What a quote leaves of a line's value is not known here.
        if spare and not bought.quoted and draw(st.booleans()):
            pieces.append(amount(place + 1, draw(st.integers(1, spare))))
    events: list[Event] = []
    for number, parts in enumerate(draw(_grouped(pieces))):
        name = f"{bought.name}-back-{number}"
        when = min(bought.occurred_at + draw(delays), at(NOON))
        events.append(BroughtBack(name, bought.name, when, tuple(parts), (bought.name,)))
        if draw(st.integers(0, 3)) == 0:
            events.append(ReturnVoided(f"{name}-void", name, when, (name,)))
            for part in parts:
                left[part.line - 1] += part.quantity or 0
    before = tuple(event.name for event in events) or (bought.name,)
    if everything and (any(left) and draw(st.booleans())):
        events.append(BroughtBack(f"{bought.name}-rest", bought.name, at(NOON), (), before))
    elif everything:
        events.append(PurchaseVoided(f"{bought.name}-void", bought.name, at(NOON), before))
    return events


@st.composite
def _grouped(draw: st.DrawFn, pieces: list[LinePart]) -> list[list[LinePart]]:
    """The pieces shuffled and put into any number of returns."""
    groups: list[list[LinePart]] = []
    for piece in draw(st.permutations(pieces)):
        if groups and draw(st.booleans()):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


@st.composite
def without_receipt(draw: st.DrawFn, name: str) -> list[Event]:
    lines, discount = draw(baskets())
    when = draw(moments)
    store = draw(st.sampled_from((None, *STORES)))
    event = BroughtBackWithoutReceipt(name, draw(customers), when, lines, discount, store)
    return [event, ReturnVoided(f"{name}-void", name, when, (name,))] if draw(st.integers(0, 3)) == 0 else [event]


@st.composite
def histories(draw: st.DrawFn, *, most: int = 4) -> list[Event]:
    """Purchases with their returns, and goods brought back without receipt, in an order that can be."""
    events: list[Event] = []
    for number in range(draw(st.integers(0, most))):
        bought = draw(purchases(f"buy-{number}"))
        events += [bought, *draw(returns_of(bought, everything=draw(st.integers(0, 3)) == 0))]
    for number in range(draw(st.integers(0, 2))):
        events += draw(without_receipt(f"back-{number}"))
    return events


@st.composite
def bought_for_nothing(draw: st.DrawFn, name: str = "regretted") -> list[Event]:
    """A purchase and returns of all of it."""
    bought = draw(purchases(name))
    return [bought, *draw(returns_of(bought, everything=True))]


@st.composite
def orders(draw: st.DrawFn, events: Sequence[Event]) -> list[Event]:
    """Any order in which nothing comes before what it must follow."""
    return in_order(events, draw(st.permutations(range(len(events)))))


def in_order(events: Sequence[Event], ranks: Sequence[Any]) -> list[Event]:
    """The events by rank, as far as each has to wait for others."""
    waiting = sorted(zip(ranks, events, strict=True), key=lambda pair: pair[0])
    done: list[Event] = []
    names: set[str] = set()
    while waiting:
        ready = next(pair for pair in waiting if names.issuperset(pair[1].after))
        waiting.remove(ready)
        done.append(ready[1])
        names.add(ready[1].name)
    return done


def after(document: dict[str, Any], events: Sequence[Event]) -> Shop:
    """The shop after these events, in this order, all of which arrive at the end."""
    shop = Shop(document)
    for event in events:
        event.happen(shop)
    return shop
