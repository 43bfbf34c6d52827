"""Exact rates: decimal strings as integer ratios, and the three ways of rounding."""

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
        """The same rate as a Fraction."""
        return Fraction(self.amount, self.per)


ONE = Ratio(1, 1)


@lru_cache(maxsize=1024)
def ratio(text: str) -> Ratio:
    """The ratio of a decimal string."""
    return Ratio(*Decimal(text).as_integer_ratio())


def added(*parts: Ratio) -> Ratio:
    """The exact sum, in lowest terms."""
    amount, per = 0, 1
    for part in parts:
        amount, per = amount * part.per + part.amount * per, per * part.per
    common = gcd(amount, per)
    return Ratio(amount // common, per // common)


def rounded(amount: int | Fraction, per: int, rounding: Rounding) -> int:
    """`amount / per` as a whole number; half up rounds towards plus infinity, `per` is positive."""
    if rounding == "floor":
        return amount // per
    if rounding == "ceil":
        return -(-amount // per)
    return (2 * amount + per) // (2 * per)


@lru_cache(maxsize=1024)
def percent_text(rate: Ratio) -> str:
    """A rate as text: 2 %, 2.5 %."""
    percent = Decimal(rate.amount * 100) / Decimal(rate.per)
    return f"{percent.normalize():f} %"


def decimal_text(amount: int, per: int, places: int = 4) -> str:
    """`amount / per` as a decimal text, rounded half up to `places` places: 1, 3 -> "0.3333". `per` is positive."""
    scaled = rounded(amount * 10**places, per, "half_up")
    whole, part = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{places}}"
