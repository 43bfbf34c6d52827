"""Every penny of a basket belongs to exactly one line, and every penny of a line to exactly one unit."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.book import Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.records.sales import Line, ReturnedLine
from app.engine.model.value import Kept, kept, priced
from tests.engine.oracle import shares
from tests.engine.shop import line
from tests.engine.strategies import baskets, net


def shares_of(*lines: BasketLine, discount: int = 0) -> list[int]:
    found = priced(lines, discount)
    assert not isinstance(found, Refusal)
    return [one.share for one in found]


@given(baskets())
def test_shares_are_never_negative_and_sum_to_the_net(basket: tuple[tuple[BasketLine, ...], int]) -> None:
    lines, discount = basket
    found = shares_of(*lines, discount=discount)
    assert min(found) >= 0
    assert sum(found) == net(lines) - discount
    assert found == shares(lines, discount)


@given(st.integers(0, 10**12), st.integers(1, 10**6), st.data())
def test_the_parts_of_a_line_sum_to_its_share_in_any_split(share: int, quantity: int, data: st.DataObject) -> None:
    whole = Line(None, None, quantity, share, 0, share)
    left, returned, parts = Kept(quantity, share), [], []
    while left.quantity:
        returned.append(ReturnedLine(1, data.draw(st.integers(max(1, left.quantity // 3), left.quantity)), 0))
        now = kept([whole], returned)[0]
        parts.append(left.value - now.value)
        left = now
    assert min(parts) >= 0
    assert sum(parts) == share


def test_a_basket_discount_is_spread_by_largest_remainder_and_ties_go_to_the_earlier_line() -> None:
    assert shares_of(line(100), line(100), line(100), discount=100) == [66, 67, 67]
    assert shares_of(line(1), line(1), discount=1) == [0, 1]
    assert shares_of(line(1000), line(500), line(0), discount=300) == [800, 400, 0]


def test_a_coupon_larger_than_its_line_joins_the_basket_discount() -> None:
    assert shares_of(line(300, discount=500), line(1000)) == [0, 800]


def test_a_line_may_be_free_and_a_basket_may_come_to_nothing() -> None:
    assert shares_of(line(0, 3)) == [0]
    assert shares_of(line(450), line(50), discount=500) == [0, 0]


def test_discounts_larger_than_the_lines_are_refused() -> None:
    refusal = priced([line(300, discount=500), line(100)], 0)
    assert isinstance(refusal, Refusal)
    assert (refusal.problem, refusal.pointer) == ("total-mismatch", "/discount")


def test_a_line_or_a_basket_of_more_than_a_million_millions_is_refused() -> None:
    too_large = [priced([line(100), line(10**12, 2)], 0), priced([line(10**12), line(1)], 1)]
    assert [one.pointer for one in too_large if isinstance(one, Refusal)] == ["/lines/1", "/lines"]


def test_the_first_units_back_are_worth_their_rounded_part_and_the_next_the_difference() -> None:
    three_for_ten = Line(None, None, 3, 400, 200, 1000)
    left = [kept([three_for_ten], [ReturnedLine(1, units, 0)])[0].value for units in (1, 2, 3)]
    assert left == [667, 333, 0]


def test_value_can_go_back_without_a_unit() -> None:
    scratched = Line(None, None, 2, 500, 0, 1000)
    assert kept([scratched], [ReturnedLine(1, 0, 200)]) == (Kept(2, 800),)
    assert kept([scratched], [ReturnedLine(1, 0, 200), ReturnedLine(1, 2, 0)]) == (Kept(0, 0),)
