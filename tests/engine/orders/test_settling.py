"""Messages about an order may come in any order and any number of times: what is left in the end is the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.instants import instant_text
from app.engine.model.orders import Order, OrderLine, Refund, RefundPart
from app.engine.model.records.sales import ReturnedLine
from app.engine.orders.known import KnownOrder
from app.engine.orders.naming import CategoryRule, basket_line, name_of, plain_label, plain_sku
from app.engine.orders.settling import Settlement, ShopTerms, settle

TERMS = ShopTerms("web", "GBP")
START = datetime(2026, 3, 1, 10, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@dataclass
class Ledger:
    """What is recorded of one order: nets of purchases, and parts taken back of each."""

    known: KnownOrder = field(default_factory=KnownOrder)
    nets: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    standing: dict[str, list[ReturnedLine]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def take(self, order: Order) -> Settlement:
        found = settle(TERMS, self.known, order, self.standing)
        self.known = KnownOrder.load(found.known.dump())
        for sale in found.sales:
            self._name(sale.name)
            self.nets[sale.name] = sale.net
        for back in found.returns:
            self._name(back.name)
            purchase = back.goods.purchase
            self.returned[purchase] = self.returned.get(purchase, 0) + back.goods.net
            sold = next(one for one in self.known.sold if one.name == purchase)
            parts = back.goods.parts
            taken = (
                [ReturnedLine(place, units, 0) for place, units in enumerate(sold.quantities, 1)]
                if parts is None
                else [ReturnedLine(part.line, part.quantity or 0, part.amount or 0) for part in parts]
            )
            self.standing.setdefault(purchase, []).extend(taken)
        for name in found.voids:
            self.nets[name] = self.returned[name] = 0
        return found

    def _name(self, name: str) -> None:
        assert name not in self.names, "a name is used once"
        self.names.add(name)

    @property
    def left(self) -> int:
        """The value of all that is kept, which is never negative for any purchase."""
        rest = {name: net - self.returned.get(name, 0) for name, net in self.nets.items()}
        assert all(one >= 0 for one in rest.values())
        return sum(rest.values())


def deliver(messages: Sequence[Order]) -> Ledger:
    """All messages, and those that wait again after each."""
    ledger, waiting = Ledger(), list[Order]()
    for message in messages:
        pending, waiting = [message, *waiting], []
        waiting = [one for one in pending if ledger.take(one).outcome == "waiting"]
    return ledger


def order_at(minute: int, lines: Sequence[OrderLine], refunds: Sequence[Refund], **more: Any) -> Order:
    paid = sum(line.net for line in lines) + 500
    details: dict[str, Any] = {
        "id": "1",
        "state": "sold",
        "version": instant_text(at(minute)),
        "changed_at": at(minute),
        "occurred_at": START,
        "currency": "GBP",
        "lines": tuple(lines),
        "left_out": ("tip",),
        "paid": paid,
        "refunds": tuple(refunds),
    }
    return Order(**details | more)


@st.composite
def histories(draw: st.DrawFn) -> list[Order]:
    """An order that is told of at every change, its lines and units growing, with its refunds apart and inside."""
    units = [draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 3)))]
    prices = [draw(st.integers(0, 999)) for _ in range(4)]
    back = [0] * 4
    refunds: list[Refund] = []
    told: list[Order] = []

    def tell(minute: int, **more: Any) -> None:
        lines = [
            OrderLine(str(place), count, count * prices[place], count * prices[place] + 7)
            for place, count in enumerate(units)
        ]
        told.append(order_at(minute, lines, refunds, **more))

    tell(0)
    for step in range(1, draw(st.integers(1, 5)) + 1):
        what = draw(st.sampled_from(("more units", "a line", "a refund", "a refund apart", "nothing")))
        if what == "more units":
            units[draw(st.integers(0, len(units) - 1))] += 1
        elif what == "a line" and len(units) < 4:
            units.append(draw(st.integers(1, 3)))
        elif what.startswith("a refund"):
            place = draw(st.integers(0, len(units) - 1))
            count = draw(st.integers(0, units[place] - back[place]))
            if count:
                back[place] += count
                refunds.append(
                    Refund(f"r{step}", at(step), (RefundPart(str(place), quantity=count), RefundPart("tip", 1)))
                )
                if what.endswith("apart"):
                    told.append(Order("1", "refunds-only", refunds=(refunds[-1],)))
        tell(step)
    if draw(st.booleans()):
        tell(9, state="cancelled")
    return told


@given(histories(), st.data())
def test_the_order_and_the_number_of_messages_make_no_difference(told: list[Order], data: st.DataObject) -> None:
    straight = deliver(told)
    shuffled = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=4))]))
    assert deliver(shuffled).left == straight.left
    assert deliver([*told, *told]).left == straight.left
    assert deliver(told[::-1]).left == straight.left
    if told[-1].state == "cancelled":
        assert straight.left == 0


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5000)), min_size=1, max_size=5),
    st.integers(0, 2000),
    st.lists(st.integers(1, 3000), max_size=6),
)
def test_sums_paid_back_take_their_part_of_the_goods_and_all_of_it_takes_everything(
    goods: list[tuple[int, int]], delivery: int, sums: list[int]
) -> None:
    lines = [OrderLine(str(place), units, net, net) for place, (units, net) in enumerate(goods)]
    net = sum(line.net for line in lines)
    paid = net + delivery
    fitting: list[int] = []
    for one in sums:
        if sum(fitting) + one <= paid:
            fitting.append(one)
    refunds = [Refund(f"r{place}", at(place + 1), money=one) for place, one in enumerate(fitting)]
    ledger = deliver([order_at(0, lines, (), paid=paid), order_at(9, lines, refunds, paid=paid)])
    back = sum(fitting)
    assert ledger.left == net - ((2 * net * back + paid) // (2 * paid) if paid else 0)
    rest = [*refunds, Refund("rest", at(8), money=paid - back)] if paid > back else refunds
    everything = deliver([order_at(0, lines, (), paid=paid), order_at(9, lines, rest, paid=paid)])
    assert everything.left == (0 if paid else net)


@given(st.integers(1, 9), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_line_of_ours_has_exactly_their_net(units: int, net: int, off: int) -> None:
    line = basket_line(OrderLine("1", units, net, net + off), ())
    assert line.quantity * line.unit_price - line.discount == net
    assert 0 <= line.discount < off + units


def test_other_currencies_and_tests_are_no_sales() -> None:
    line = OrderLine("1", 1, 100, 100)
    foreign = settle(TERMS, KnownOrder(), order_at(0, [line], (), currency="EUR"), {})
    assert (foreign.outcome, foreign.code, foreign.sales) == ("failed", "currency-mismatch", ())
    tried = settle(TERMS, KnownOrder(), order_at(0, [line], (), is_test=True), {})
    assert (tried.outcome, tried.code) == ("ignored", "test-order")
    assert settle(TERMS._replace(takes_tests=True), KnownOrder(), order_at(0, [line], (), is_test=True), {}).sales


def test_a_reopened_order_is_sold_anew_and_an_older_one_is_not() -> None:
    line = OrderLine("1", 1, 100, 100)
    ledger = deliver([order_at(0, [line], ()), order_at(2, [line], (), state="cancelled")])
    assert ledger.left == 0
    assert ledger.take(order_at(1, [line], ())).code == "cancelled"
    assert ledger.take(order_at(3, [line], ())).outcome == "recorded"
    assert ledger.left == 100


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (name_of("web", "Order#17/ä"), "web:Order-17--"),
        (plain_label("  Café Crème & Co. "), "cafe-creme-co"),
        (plain_label("★"), None),
        (plain_sku(" Ä-12  b "), "A-12 b"),
        (plain_sku("", None, "77"), "#77"),
        (plain_sku(None), None),
    ],
)
def test_names_of_theirs_in_our_spelling(made: str | None, wanted: str | None) -> None:
    assert made == wanted


def test_a_long_name_is_cut_and_stays_apart_from_others() -> None:
    one, other = name_of("st", "cs_test_" + "a" * 70), name_of("st", "cs_test_" + "a" * 70 + "b")
    assert len(one) == len(other) == 55
    assert one != other
    assert one[:30] == other[:30]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (CategoryRule("c", skus=("latte-*",)), True),
        (CategoryRule("c", titles=("*LATTE",)), False),
        (CategoryRule("c", titles=("*latte*",)), True),
        (CategoryRule("c", products=("#7",)), True),
        (CategoryRule("c", products=("#",)), False),
    ],
)
def test_goods_are_known_by_sku_title_or_product(rule: CategoryRule, fits: bool) -> None:
    line = OrderLine("1", 1, 0, 0, sku="LATTE-12", title="A Latte (large)", products=("#7",))
    assert rule.fits(line) is fits
