"""A return of a sum of no line: goodwill, weighed goods, a price that was wrong."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.sales import TakeReturn
from app.engine.model.records.sales import Return
from app.engine.model.value import Kept, returned_lines, sum_taken
from tests.engine.shop import NEVER_BOUGHT, Shop, line, units

POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def sum_of(shop: Shop, purchase: str, amount: int, name: str | None = None) -> TakeReturn:
    return shop.linked_return(purchase, name=name)._replace(amount=amount)


def test_a_sum_is_spread_over_the_lines_that_are_left() -> None:
    shop = Shop(points=POINTS)
    shop.buy(line(10_000), line(5000), line(7000), name="p")
    shop.bring_back("p", units(3, 1))
    returned = shop.accepted(sum_of(shop, "p", 5000, "sum")).subject
    assert isinstance(returned, Return)
    # 50.00 of 150.00: two thirds of it are of the first line.
    assert [tuple(part)[:3] for part in returned_lines(returned)] == [(1, 0, 3333), (2, 0, 1667)]
    assert (returned.returned_net, shop.points()) == (5000, 100)
    shop.void_return("sum")
    assert shop.points() == 150
    again = shop.accepted(sum_of(shop, "p", 15_000))
    assert (shop.points(), again.purchases[0].status) == (0, "partly_returned")
    shop.bring_back("p")
    assert shop.hash() == NEVER_BOUGHT


def test_a_sum_of_more_than_is_left_is_refused_and_another_one_under_its_name() -> None:
    shop = Shop(points=POINTS)
    shop.buy(line(1000), name="p")
    refusal = shop.refused(sum_of(shop, "p", 1001))
    assert (refusal.problem, refusal.pointer) == ("return-exceeds-purchase", "/amount")
    first = sum_of(shop, "p", 400, "sum")
    shop.accepted(first)
    other = first._replace(amount=401, request_key=first.request_key._replace(fingerprint="other"))
    assert "amount" in shop.refused(other).detail
    assert shop.points() == 6


@given(st.lists(st.integers(0, 500), min_size=1, max_size=5), st.lists(st.integers(1, 400), max_size=4))
def test_sums_in_any_split_and_the_goods_leave_nothing(prices: list[int], sums: list[int]) -> None:
    shop = Shop(points=POINTS)
    shop.buy(*map(line, prices), name="p")
    left = sum(prices)
    for amount in sums:
        if amount <= left:
            shop.accepted(sum_of(shop, "p", amount))
            left -= amount
            assert shop.points() == left // 100
    shop.bring_back("p")
    assert shop.hash() == NEVER_BOUGHT


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6).filter(any), st.data())
def test_what_is_taken_of_each_line_is_its_part_and_all_of_it_is_the_sum(
    values: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(1, sum(values)))
    taken = sum_taken([Kept(1, value) for value in values], amount)
    assert sum(part.amount for part in taken) == amount
    for part in taken:
        assert abs(part.amount * sum(values) - amount * values[part.line - 1]) < sum(values)
        assert part.amount <= values[part.line - 1]
