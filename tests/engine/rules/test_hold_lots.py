"""Holds: kept for one checkout, and for nobody else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import decide as engine
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.records.checkout import Hold
from app.engine.model.records.sales import Purchase
from app.engine.rules.balances import spending
from tests.engine.decisions.checkout.test_quotes import COFFEE, codes, shop_with
from tests.engine.rules.balances.test_spending import credit_of, give
from tests.engine.shop import Shop, line


def held(shop: Shop, customer: str = "ann") -> tuple[int, int]:
    status = shop.status(customer)
    return status["points"]["held"], status["credit"]["held"]


def test_what_is_held_is_not_to_be_had_otherwise() -> None:
    shop = shop_with()
    shop.hold(points=900)
    assert held(shop) == (900, 0)
    assert shop.status()["points"]["balance"] == 100
    assert shop.refused(shop.purchase([line(5000)], points_to_spend=200)).problem == "insufficient-balance"
    assert shop.refused(shop.holding(points=101)).problem == "insufficient-balance"


def test_a_purchase_captures_all_that_is_held() -> None:
    shop = shop_with("five")
    give(shop, 300, "credit")
    [code] = codes(shop, "five")
    hold = shop.hold(points=200, credit=300, vouchers=(code,))
    decision = shop.buy(line(5000, discount=500), hold=hold)
    assert isinstance(decision.subject, Purchase)
    assert (held(shop), credit_of(shop), len(shop.vouchers("five", state="used"))) == ((0, 0), 0, 1)
    assert shop.points() == 1000 - 200 + 40
    [captured] = shop.book.holds.values()
    assert (captured.status, captured.captured_by) == ("captured", decision.subject.purchase_id)


def test_a_purchase_may_need_less_and_the_rest_is_free_again() -> None:
    shop = shop_with()
    hold = shop.hold(points=500)
    shop.buy(line(5000), hold=hold, points_to_spend=200)
    assert shop.points() == 1000 - 200 + 48
    assert held(shop) == (0, 0)


def test_no_more_can_be_captured_than_is_held() -> None:
    shop = shop_with()
    hold = shop.hold(points=200)
    refusal = shop.refused(shop.purchase([line(5000)], hold=hold, points_to_spend=300))
    assert (refusal.problem, refusal.pointer) == ("insufficient-balance", "/points_to_spend")


def test_a_hold_ends_at_its_own_moment() -> None:
    shop = shop_with()
    hold = shop.hold(points=200, ttl_seconds=60)
    shop.wait_until("2026-03-02T12:00:59Z")
    assert held(shop) == (200, 0)
    shop.wait_until("2026-03-02T12:01:00Z")
    assert held(shop) == (0, 0)
    assert shop.refused(shop.purchase([line(5000)], hold=hold)).problem == "hold-not-active"
    shop.sweep()
    [ended] = [one for one in shop.entries if one.why == "the hold has expired" and one.amount > 0]
    assert (ended.cause, ended.recorded_at) == ("time", "2026-03-02T12:01:00.000000Z")
    assert [one.status for one in shop.book.holds.values()] == ["expired"]
    assert shop.member().next_due_at is None


def test_letting_go_gives_all_back_and_again_changes_nothing() -> None:
    shop = shop_with("five")
    before = shop.lots()
    hold = shop.hold(points=200, vouchers=codes(shop, "five"))
    assert codes(shop, "five") == ()
    shop.release(hold)
    assert (shop.lots(), len(codes(shop, "five"))) == (before, 1)
    assert shop.release(hold).replayed


def test_what_was_captured_cannot_be_let_go_of_and_what_was_let_go_of_cannot_be_captured() -> None:
    shop = shop_with()
    captured, gone = shop.hold(points=200), shop.hold(points=200)
    shop.buy(line(5000), hold=captured)
    shop.release(gone)
    assert shop.refused(shop.releasing(captured)).problem == "hold-not-active"
    assert shop.refused(shop.purchase([line(5000)], hold=gone)).problem == "hold-not-active"
    assert shop.refused(shop.purchase([line(5000)], hold=captured)).problem == "hold-not-active"


def test_a_held_quote_is_booked_as_shown_even_after_its_own_end() -> None:
    shop = shop_with("five", "free")
    quote = shop.quote(COFFEE, line(1000), points_to_spend=100)
    hold = shop.hold(quote=quote["id"], ttl_seconds=3600)
    shop.wait_until("2026-03-02T12:50:00Z")
    decision = shop.buy(COFFEE, line(1000), hold=hold)
    assert isinstance(decision.subject, Purchase)
    assert decision.subject.net == quote["total"]
    assert len(shop.vouchers(state="used")) == 2


def test_a_hold_of_something_else_keeps_no_quote() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE, points_to_spend=100)["id"]
    shop.wait_until("2026-03-02T12:20:00Z")
    hold = shop.hold(points=100)
    refusal = shop.refused(shop.purchase([COFFEE], quote=quote, hold=hold))
    assert (refusal.problem, refusal.pointer) == ("quote-expired", "/quote")


def test_held_vouchers_are_no_candidates_of_another_quote() -> None:
    shop = shop_with("five")
    shop.hold(quote=shop.quote(line(2000))["id"])
    assert shop.quote(line(2000))["total"] == 2000


def test_a_hold_that_ends_before_the_last_day_of_its_points_changes_nothing() -> None:
    shop = Shop(points={"expiry": {"kind": "after", "months": 1}, "worth": {"points": 1, "amount": 1}})
    shop.enrol("ann")
    give(shop, 100)
    hold = shop.hold(points=60, ttl_seconds=604800)
    shop.sweep("2026-03-05T12:00:00Z")
    late = shop.hold(points=30, ttl_seconds=604800)
    shop.release(late)
    shop.wait_until("2026-03-09T11:00:00Z")
    assert held(shop) == (60, 0)
    shop.release(hold)
    assert shop.points() == 100


def test_a_hold_over_the_last_day_keeps_points_until_it_ends() -> None:
    shop = Shop(points={"expiry": {"kind": "after", "months": 1}, "worth": {"points": 1, "amount": 1}})
    shop.enrol("ann")
    give(shop, 100)
    shop.wait_until("2026-04-01T12:00:00Z")
    captured, released = (shop.hold(points=40, ttl_seconds=604800) for _ in range(2))
    shop.sweep("2026-04-05T12:00:00Z")
    assert shop.points() == 80
    shop.buy(line(40), hold=captured)
    assert shop.points() == 40
    shop.release(released)
    assert shop.points() == 0


@pytest.mark.parametrize("details", [{}, {"points": 1, "quote": "quo_x"}, {"vouchers": ("X",)}, {"credit": 1}])
def test_what_cannot_be_held_is_refused(details: dict[str, object]) -> None:
    shop = shop_with()
    assert shop.refused(shop.holding(**details))


@pytest.mark.parametrize(
    ("details", "pointer"),
    [({"points": 10**6}, "/points"), ({"credit": 10**6}, "/credit"), ({"vouchers": ("X",)}, "/vouchers/0")],
)
def test_a_refusal_points_to_what_was_to_be_held(details: dict[str, object], pointer: str) -> None:
    assert shop_with().refused(shop_with().holding(**details)).pointer == pointer


def test_what_is_named_beside_a_quote_is_refused_and_never_ignored() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE)["id"]
    for details in ({"points": 100}, {"credit": 1}, {"vouchers": ("X",)}):
        refusal = shop.refused(shop.holding(quote=quote, **details))
        assert (refusal.problem, refusal.pointer) == ("validation", "/quote")
    shop.hold(quote=quote)


def test_another_member_s_hold_cannot_be_captured() -> None:
    shop = shop_with()
    shop.enrol("bob")
    hold = shop.hold(points=100)
    assert shop.refused(shop.purchase([line(500)], customer="bob", hold=hold)).problem == "hold-not-active"
    assert shop.refused(shop.purchase([line(500)], customer=None, hold=hold)).problem == "hold-not-active"


def test_a_sale_that_was_paid_already_is_recorded_without_its_hold() -> None:
    shop = shop_with()
    hold = shop.hold(points=100, ttl_seconds=1)
    shop.wait_until("2026-03-02T13:00:00Z")
    decision = shop.buy(line(500), hold=hold, points_to_spend=100, already_paid=True)
    assert isinstance(decision.subject, Purchase)
    assert '"/hold"' in decision.subject.shortfalls


def test_a_sale_that_was_paid_already_takes_what_was_held_for_its_quote_and_keeps_its_own_price() -> None:
    shop = shop_with("five")
    quote = shop.quote(line(2000), points_to_spend=100)
    hold = shop.hold(quote=quote["id"])
    decision = shop.buy(line(1900), hold=hold, already_paid=True)
    assert isinstance(decision.subject, Purchase)
    assert (decision.subject.net, decision.subject.shortfalls) == (1900, "[]")
    assert len(shop.vouchers("five", state="used")) == 1


def test_the_same_hold_again_is_answered_as_it_was() -> None:
    shop = shop_with()
    command = shop.holding(points=100, name="web-1")
    first, again = shop.accepted(command), shop.accepted(command)
    assert again.replayed
    assert isinstance(again.subject, Hold)
    assert again.subject == first.subject


def test_of_two_who_become_one_holds_stay() -> None:
    shop = shop_with()
    hold = shop.hold(points=100)
    shop.enrol("bob")
    shop.merge("ann", into="bob")
    assert held(shop, "bob") == (100, 0)
    shop.buy(line(500), customer="bob", hold=hold)
    assert held(shop, "bob") == (0, 0)


@given(st.lists(st.tuples(st.sampled_from(["hold", "release", "buy", "wait"]), st.integers(1, 400)), max_size=14))
def test_whatever_is_held_captured_and_let_go_of_nothing_is_lost_or_made(steps: list[tuple[str, int]]) -> None:
    shop = Shop(points={"worth": {"points": 1, "amount": 1}})
    shop.enrol("ann")
    give(shop, 1000)
    spent, placed = 0, []
    for step, number in steps:
        if step == "hold" and number <= shop.status()["points"]["balance"]:
            placed.append(shop.hold(points=number, ttl_seconds=number))
        elif step == "release" and placed:
            decide(shop, shop.releasing(placed[number % len(placed)]))
        elif step == "buy" and placed:
            made = decide(shop, shop.purchase([line(number)], hold=placed[number % len(placed)]))
            spent += spending.payment_of(made).points if isinstance(made, Purchase) else 0
        elif step == "wait":
            shop.sweep(shop.now + timedelta(seconds=number))
    assert shop.points() == 1000 - spent
    assert shop.status()["points"]["balance"] + held(shop)[0] == 1000 - spent


def decide(shop: Shop, command: Command) -> object:
    """What a command makes; None if it is refused."""
    decision = engine.decide(shop.program, shop.book, command, shop.now)
    return None if isinstance(decision, Refusal) else shop.accepted(command).subject
