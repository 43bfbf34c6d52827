"""Findings by trying: baskets at every threshold are bought, split, returned and redeemed, all by `decide`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final, NamedTuple

from app.engine.lint.findings import Example, Finding, Subject, goods_line, least_price
from app.engine.model import value
from app.engine.model.birthdays import birthday_of
from app.engine.model.commands.sales import BasketLine
from app.engine.model.instants import instant, instant_text
from app.engine.model.money import money_text
from app.engine.model.records.sales import ReturnedLine
from app.engine.model.records.vouchers import Voucher
from app.engine.program.match import EVERYTHING, Match
from app.engine.rehearsal.figures import points_value, result_of
from app.engine.rehearsal.history import Event, History, Redeemed, Sale, TakenBack, in_order
from app.engine.rehearsal.plan import Plan, plan
from app.engine.rehearsal.way import Way
from app.ledger import balances, lots
from app.ledger.entries import POINTS, punches
from app.ledger.entries import rebate as rebate_unit

MOST_DECISIONS: Final = 20_000
MOST_AMOUNTS: Final = 12
MOST_KINDS_OF_GOODS: Final = 3
MOST_MOMENTS: Final = 4
LONG_DAYS: Final = 400
REPEATS: Final = 5
# A split that brings less is not worth the effort.
LEAST_GAIN: Final = 10
_GAIN_SHARE: Final = 100
_NAME: Final = "mem_lint"


class Outcome(NamedTuple):
    """The value of the goods kept, and the value received with them, in minor units; and the part that gave most."""

    sales: int
    got: int
    pointer: str


class Basket(NamedTuple):
    """An amount to spend on a kind of goods at a moment."""

    amount: int
    sku: str | None
    category: str | None
    at: datetime


# Actions in words, and their events.
Tried = tuple[tuple[str, ...], list[Event]]


class Stopped(Exception):
    """The limit of decisions is reached."""


class Trial:
    """Tries a programme. `decisions` is the number made so far; `stopped`: not everything was tried."""

    def __init__(self, subject: Subject, today: datetime, most_decisions: int = MOST_DECISIONS) -> None:
        self.decisions = 0
        self.stopped = False
        self._subject = subject
        self._today = today
        self._most = most_decisions
        self._rewards = tuple(subject.rules.rewards)

    def findings(self) -> Iterator[Finding]:
        """All findings by trying."""
        try:
            for basket in self._baskets():
                for tried in TRIES:
                    yield from tried(self, basket)
        except Stopped:
            self.stopped = True

    def _baskets(self) -> Iterator[Basket]:
        amounts = thresholds(self._subject)
        goods = self._subject.kinds_of_goods[:MOST_KINDS_OF_GOODS]
        for at in moments(self._subject, self._today):
            for sku, category in goods:
                # Goods are not sold for less than ever before.
                least = self._least_price(sku, category) or 1
                yield from (Basket(amount, sku, category, at) for amount in amounts if amount >= least)

    def _least_price(self, sku: str | None, category: str | None) -> int | None:
        return self._subject.goods.cheapest(
            Match(frozenset([category] if category else ()), frozenset([sku] if sku else ()))
        )

    def _may_be_a_unit(self, basket: Basket) -> bool:
        """Whether goods may cost this little: without known prices, an item on a card may not."""
        line = goods_line(basket.sku, basket.category, basket.amount)
        is_item = any(card.counts == "items" and card.match.takes(line) for card in self._subject.rules.cards)
        return not is_item or self._least_price(basket.sku, basket.category) is not None

    def outcome(self, events: Sequence[Event], *, with_punches: bool = False) -> Outcome:
        """The outcome of events of one new member, on the day of the last one. Raises Stopped."""
        if self.decisions >= self._most:
            raise Stopped
        program = self._subject.program
        ordered = in_order(events)
        first, last = (_day(self._subject, one.occurred_at) for one in (ordered[0], ordered[-1]))
        history = History(_NAME, ordered, birthday=birthday_of(first))
        way = Way(program, _plan(first, last), history).walk()
        self.decisions += way.decisions
        figures = result_of(way).figures
        got = figures.cost_high + self._owed(way) + (sum(self._punches(way).values()) if with_punches else 0)
        return Outcome(figures.sales, got, self._place(way, with_punches=with_punches))

    def _owed(self, way: Way) -> int:
        """The worth of points owed, below 0: at the best value that points have."""
        debt = way.member.state.balances.get(POINTS, {}).get(lots.DEBT, 0)
        rules = self._subject.rules
        rates = [points_value(rules), points_value(replace(rules, worth=None))]
        return min((debt * rate.amount // rate.per for rate in rates if rate), default=0)

    def _punches(self, way: Way) -> dict[str, int]:
        """The worth of each card's punches, as a part of its reward."""
        held = way.member.state.balances
        return {
            card.id: (self._subject.worth_of(card.reward) or 0)
            * max(0, balances.total(held, punches(card.id)))
            // card.punches
            for card in self._subject.rules.cards
            if not card.is_coupon
        }

    def _place(self, way: Way, *, with_punches: bool) -> str:
        """The part of the document that gave most."""
        given: dict[str, int] = {}

        def give(kind: str, id_: str, worth: int) -> None:
            given[f"{kind}/{id_}"] = given.get(f"{kind}/{id_}", 0) + worth

        for card_id, worth in self._punches(way).items() if with_punches else ():
            give("punch_cards", card_id, worth)
        rate = points_value(self._subject.rules)
        points = sum(one.amount for one in way.entries if one.unit == POINTS and one.amount > 0)
        give("points", "", points * rate.amount // rate.per if rate else 0)
        for voucher in way.vouchers:
            if voucher.status in ("usable", "used"):
                give(*_source(voucher), self._subject.worth_of(voucher.reward) or voucher.amount or 0)
        for rebate in self._subject.rules.rebates:
            unit = rebate_unit(rebate.id)
            give("rebates", rebate.id, sum(one.amount for one in way.entries if one.unit == unit and one.amount > 0))
        for purchase in way.book.purchases.values():
            for discount in value.discounts_of(purchase.discounts):
                off = sum(part for _, part in discount.parts) + discount.extra
                if discount.kind == "tier":
                    give("tiers", "", off)
                elif discount.kind == "campaign":
                    give("campaigns", discount.id, off)
        return pointer_of(self._subject, max(given, key=lambda name: given[name]))

    # What is tried

    def kept(self, basket: Basket) -> Iterator[Finding]:
        """Goods are kept: once, again and again with every voucher, or for a redemption."""
        for actions, events in self._buying(basket):
            found = self.outcome(events)
            if found.got > max(found.sales, 0):
                example = Example(actions, found.sales, found.got)
                yield Finding(
                    "worth-more-than-paid", "error", found.pointer, "worth more than the goods paid for it", example
                )

    def returned(self, basket: Basket) -> Iterator[Finding]:
        """All goods come back, at once, in parts, later, or after a redemption; then nothing may be left."""
        for actions, events in chain(self._all_back(basket), _partly_back(basket)):
            found = self.outcome(events)
            if found.sales == 0 and found.got > 0:
                what = "something of worth is left when all goods are back"
                yield Finding("left-after-return", "error", found.pointer, what, Example(actions, 0, found.got))

    def split(self, basket: Basket) -> Iterator[Finding]:
        """Two lines in two purchases, which may not bring much more than in one."""
        if basket.amount < 2:
            return
        half = basket.amount // 2
        first, second = _sale(basket._replace(amount=half)), _sale(basket._replace(amount=basket.amount - half), 1)
        whole = self.outcome([first._replace(lines=first.lines + second.lines)], with_punches=True)
        two = self.outcome([first, second], with_punches=True)
        gain = two.got - whole.got
        if gain > LEAST_GAIN and gain * _GAIN_SHARE > basket.amount:
            actions = f"spend {half}", f"spend {basket.amount - half}"
            what = f"splitting a basket of {self._money(basket.amount)} brings {self._money(gain)} more"
            example = Example(actions, basket.amount, two.got)
            yield Finding("split-brings-more", "warning", two.pointer, what, example)

    def cliff(self, basket: Basket) -> Iterator[Finding]:
        """Spending 1 more brings much more."""
        if basket.amount < 2:
            return
        here, before = (self.outcome([_sale(basket._replace(amount=basket.amount - less))]) for less in (0, 1))
        more = here.got - before.got
        if more > LEAST_GAIN:
            what = f"spending {self._money(basket.amount)} brings {self._money(more)} more than 1 less"
            example = Example((f"spend {basket.amount}", "instead of 1 less"), basket.amount, here.got)
            yield Finding("cliff", "note", here.pointer, what, example)

    def _all_back(self, basket: Basket) -> Iterator[Tried]:
        for actions, events in self._buying(basket):
            sales = [one for one in events if isinstance(one, Sale)]
            yield (*actions, "return all of it"), [*events, *_taken_back(sales, basket.at, 0)]
            yield (*actions, "return all of it a year later"), [*events, *_taken_back(sales, basket.at, LONG_DAYS)]
            if len(sales) > 1:
                yield (*actions, "return all of it, last first"), [*events, *_taken_back(sales[::-1], basket.at, 0)]

    def _buying(self, basket: Basket) -> Iterator[Tried]:
        """Ways of buying: actions in words, and the events."""
        first = f"spend {basket.amount}"
        yield (first,), [_sale(basket)]
        again = [_sale(basket, number, rewards=self._rewards * number) for number in range(REPEATS)]
        yield (first, "spend it again with the vouchers"), list(again[:2])
        if self._may_be_a_unit(basket):
            yield (f"{first}, {REPEATS} times, each time with the vouchers",), list(again)
        for reward in self._subject.rules.rewards.values():
            if reward.points_price is not None:
                redeemed = Redeemed("red_000001", instant_text(basket.at + timedelta(minutes=1)), reward.id)
                yield (first, f"redeem {reward.id}"), [_sale(basket), redeemed]
                later = _sale(basket, 2, rewards=(reward.id,))
                yield (first, f"redeem {reward.id}", "spend it again with it"), [_sale(basket), redeemed, later]

    def _money(self, amount: int) -> str:
        return money_text(amount, self._subject.program.currency)


Try = Callable[[Trial, Basket], Iterator[Finding]]
TRIES: Final[tuple[Try, ...]] = (Trial.kept, Trial.returned, Trial.split, Trial.cliff)


def thresholds(subject: Subject) -> list[int]:
    """The amounts to try: at most 12, at thresholds of the document, one below and one above."""
    document = subject.document
    found = [least_price(subject, EVERYTHING)]
    found += [amount for one in document.points.earn for amount in (one.per or 0, one.min_spend)]
    found += [amount for card in document.punch_cards for amount in (card.min_spend, card.per or 0)]
    found += [one.min_spend for one in document.coupons] + [one.min_spend for one in document.campaigns]
    found += [one.min_spend for one in document.rewards]
    found += [one.amount or one.max_amount or 0 for one in document.rewards]
    for rebate in document.rebates:
        found += [band.from_ for band in rebate.bands if isinstance(band.from_, int)] + [rebate.per or 0]
    found += [level.from_ for level in document.tiers.levels] if document.tiers else []
    found += [_price_of(subject, one.points_price) for one in document.rewards if one.points_price]
    distinct = sorted({one for one in found if one > 0})
    most = MOST_AMOUNTS // 3
    if len(distinct) > most:
        # Spread evenly, with the lowest and the highest.
        distinct = sorted({distinct[place * (len(distinct) - 1) // (most - 1)] for place in range(most)})
    return sorted({amount for one in distinct for amount in (one - 1, one, one + 1) if amount > 0})


def _price_of(subject: Subject, points: int) -> int:
    """The spend that earns this number of points without any multiplier."""
    rates = [(rule.points, rule.per) for rule in subject.rules.earn if rule.counts == "spend"]
    return min((-(-points * per // each) for each, per in rates), default=0)


def moments(subject: Subject, today: datetime) -> list[datetime]:
    """Noon of today, and for each campaign the first moment from then on when it applies by day and hour."""
    program = subject.program
    found = [today]
    for campaign in subject.rules.campaigns:
        start = max(today, today.replace(**_ymd(campaign.first_day))) if campaign.first_day else today
        for hours in range(24 * 8):
            at = start + timedelta(hours=hours)
            local = at.astimezone(program.zone)
            minute = local.hour * 60 + local.minute
            open_ = not campaign.hours or any(begin <= minute < end for begin, end in campaign.hours)
            if open_ and (not campaign.weekdays or local.weekday() in campaign.weekdays):
                found.append(at)
                break
    return list(dict.fromkeys(found))[:MOST_MOMENTS]


def _ymd(day: str) -> dict[str, Any]:
    year, month, number = map(int, day.split("-"))
    return {"year": year, "month": month, "day": number}


def _sale(basket: Basket, number: int = 0, rewards: tuple[str, ...] = ()) -> Sale:
    line = BasketLine(1, basket.amount, 0, basket.sku, basket.category)
    at = instant_text(basket.at + timedelta(minutes=2 * number))
    return Sale(f"pur_{number:06}", at, (line,), rewards=rewards)


def _taken_back(sales: Sequence[Sale], at: datetime, days: int) -> list[TakenBack]:
    after = at + timedelta(days=days, minutes=30)
    return [
        TakenBack(
            f"ret_{number:06}",
            instant_text(after + timedelta(minutes=number)),
            sale.id,
            is_void=False,
            parts=_all_of(sale),
        )
        for number, sale in enumerate(sales)
    ]


def _all_of(sale: Sale) -> tuple[ReturnedLine, ...]:
    return tuple(ReturnedLine(number, line.quantity, 0) for number, line in enumerate(sale.lines, 1))


def _partly_back(basket: Basket) -> Iterator[Tried]:
    """Two lines that come back one after the other, and half of a price before the goods."""
    if basket.amount < 2:
        return
    half = basket.amount // 2
    sale = _sale(basket)
    line = sale.lines[0]
    both = sale._replace(lines=(line._replace(unit_price=half), line._replace(unit_price=basket.amount - half)))
    at = [instant_text(basket.at + timedelta(minutes=10 * number)) for number in (1, 2)]
    one_by_one: list[Event] = [TakenBack(f"ret_{n:06}", at[n - 1], sale.id, (ReturnedLine(n, 1, 0),)) for n in (1, 2)]
    yield (f"spend {half} and {basket.amount - half}", "return both, one after the other"), [both, *one_by_one]
    lowered: list[Event] = [
        TakenBack("ret_000001", at[0], sale.id, (ReturnedLine(1, 0, half),)),
        TakenBack("ret_000002", at[1], sale.id, (ReturnedLine(1, 1, 0),)),
    ]
    yield (f"spend {basket.amount}", f"get {half} back", "return it"), [sale, *lowered]


def _source(voucher: Voucher) -> tuple[str, str]:
    kind, _, id_ = voucher.source.partition(":")
    if kind == "card":
        return "punch_cards", id_
    return ("coupons", id_) if kind == "coupon" else ("rewards", voucher.reward)


def pointer_of(subject: Subject, name: str) -> str:
    """The place of a part of the document, given as `punch_cards/coffee`."""
    kind, _, id_ = name.partition("/")
    if not id_:
        return f"/{kind}"
    ids = [part.id for part in getattr(subject.document, kind)]
    return f"/{kind}/{ids.index(id_)}" if id_ in ids else f"/{kind}"


def _day(subject: Subject, at: str) -> str:
    return subject.program.business_date(instant(at))


def _plan(first_on: str, last_on: str) -> Plan:
    return plan(first_on, last_on, 0)
