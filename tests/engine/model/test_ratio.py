"""Rates are exact, and rounded once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.ratio import Ratio, Rounding, decimal_text, percent_text, ratio, rounded
from tests.engine.oracle import ROUNDINGS


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15), st.sampled_from(("floor", "half_up", "ceil")))
def test_rounding_is_exact_however_large_the_numbers(amount: int, per: int, rounding: Rounding) -> None:
    assert rounded(amount, per, rounding) == ROUNDINGS[rounding](Fraction(amount, per))


@given(st.decimals(0, 100, allow_nan=False, places=6))
def test_a_decimal_text_is_read_exactly(rate: object) -> None:
    assert Fraction(*ratio(f"{rate:f}")) == Fraction(f"{rate:f}")


@pytest.mark.parametrize(
    ("rate", "text"), [("0.02", "2 %"), ("0.025", "2.5 %"), ("1", "100 %"), ("0", "0 %"), ("0.333333", "33.3333 %")]
)
def test_a_rate_is_told_in_percent(rate: str, text: str) -> None:
    assert percent_text(ratio(rate)) == text


def test_halves_go_up_also_below_zero() -> None:
    assert [rounded(amount, 2, "half_up") for amount in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
    assert ratio("1.25") == Ratio(5, 4)


@pytest.mark.parametrize(
    ("amount", "per", "text"),
    [
        (1, 8, "0.1250"),
        (1, 3, "0.3333"),
        (2, 3, "0.6667"),
        (1, 20000, "0.0001"),
        (1, 20001, "0.0000"),
        (-1, 3, "-0.3333"),
        (7, 2, "3.5000"),
    ],
)
def test_a_ratio_is_shown_rounded_half_up(amount: int, per: int, text: str) -> None:
    assert decimal_text(amount, per) == text


def test_a_ratio_is_shown_to_other_places() -> None:
    assert decimal_text(248, 1000, 3) == "0.248"
