"""Exact rates: decimal strings as integer ratios, and the three ways of rounding them once."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Literal, NamedTuple

Rounding = Literal["floor", "half_up", "ceil"]


class Ratio(NamedTuple):
    """An exact rate; `per` is positive."""

    amount: int
    per: int

    @property
    def fraction(self) -> Fraction:
        """The same as a number to calculate with."""
        return Fraction(self.amount, self.per)


ONE = Ratio(1, 1)


@lru_cache(maxsize=1024)
def ratio(text: str) -> Ratio:
    """The ratio that a decimal string stands for."""
    return Ratio(*Decimal(text).as_integer_ratio())


def added(*parts: Ratio) -> Ratio:
    """The exact sum, in lowest terms."""
    amount, per = 0, 1
    for part in parts:
        amount, per = amount * part.per + part.amount * per, per * part.per
    common = gcd(amount, per)
    return Ratio(amount // common, per // common)


def rounded(amount: int, per: int, rounding: Rounding) -> int:
    """`amount / per` as a whole number; half up is towards plus infinity, `per` is positive."""
    if rounding == "floor":
        return amount // per
    if rounding == "ceil":
        return -(-amount // per)
    return (2 * amount + per) // (2 * per)


@lru_cache(maxsize=1024)
def percent_text(rate: Ratio) -> str:
    """A rate in words: 2 %, 2.5 %."""
    percent = Decimal(rate.amount * 100) / Decimal(rate.per)
    return f"{percent.normalize():f} %"
