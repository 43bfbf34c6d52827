"""Reads amounts and quantities as tills and spreadsheets write them: exactly, or not at all.

A sign or parentheses, currency signs, the currency's code, blanks and grouping are taken off. The decimal mark is that
of the whole file, so `1,250` is never read in two ways within one file.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.engine.model.money import DECIMALS

_BLANKS: Final = str.maketrans("", "", " \u00a0\u2009\u202f")
_SIGNS: Final = "$€£¥₹₩₽₺₫₱₦₴₪฿₡₲₵₸₿"
# Signs that only these currencies have.
_OWNERS: Final = {
    "€": ("EUR",),
    "£": ("GBP", "GIP", "FKP", "SHP", "EGP", "SSP", "LBP", "SYP", "SDG"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW", "KPW"),
    "₽": ("RUB",),
    "₺": ("TRY",),
}
_code = re.compile(r"[A-Za-z]{3}", re.ASCII).search
_with_mark: Final = {
    mark: re.compile(
        rf"[0-9]+(?:{re.escape(mark)}[0-9]+)?|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?:{re.escape(mark)}[0-9]+)?"
    )
    for mark, group in ((".", "[,']"), (",", "[.']"))
}
_ends_as = re.compile(r"([.,])[0-9]{1,2}\D*$", re.ASCII).search


class NotAnAmount(Exception):
    """The text is no number; the message completes "<column> …"."""


class DecimalMarks:
    """Counts the decimal marks of a file's amounts."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {".": [], ",": []}
        self._counts = {".": 0, ",": 0}

    def add(self, text: str, line: int) -> None:
        """Add an amount of a line."""
        found = _ends_as(text)
        if found:
            self._counts[found[1]] += 1
            if len(self._lines[found[1]]) < 1:
                self._lines[found[1]].append(line)

    def mark(self) -> str | None:
        """The decimal mark; None if half of the amounts have the other. Without any evidence it is the point."""
        points, commas = self._counts["."], self._counts[","]
        if points == commas and points:
            return None
        return "," if commas > points else "."

    def first_lines(self) -> tuple[int, int]:
        """The first line with a decimal point, and the first with a decimal comma, if there are both."""
        return self._lines["."][0], self._lines[","][0]


@lru_cache(maxsize=4096)
def number(text: str, mark: str) -> Decimal:
    """A number with this decimal mark, exactly; without currency signs. Raises NotAnAmount."""
    bare = text.translate(_BLANKS).replace("\u2212", "-").replace("\u2019", "'")
    negative = bare.startswith("(") and bare.endswith(")")
    if negative:
        bare = bare[1:-1]
    if bare.startswith("-") or bare.endswith("-"):
        if negative:
            raise NotAnAmount("is not a number")
        negative = True
        bare = bare[1:] if bare.startswith("-") else bare[:-1]
    bare = bare.removeprefix("+")
    if len(bare) > 30 or not _with_mark[mark].fullmatch(bare):
        raise NotAnAmount("is not a number")
    grouping = ",'" if mark == "." else ".'"
    digits = bare.translate(str.maketrans("", "", grouping)).replace(mark, ".")
    return -Decimal(digits) if negative else Decimal(digits)


@lru_cache(maxsize=4096)
def minor_units(text: str, mark: str, currency: str) -> int:
    """An amount of money in minor units of its currency. Raises NotAnAmount."""
    bare = text.strip()
    code = _code(bare)
    if code:
        if code[0].upper() != currency:
            raise NotAnAmount(f"is not an amount in {currency}")
        bare = bare.replace(code[0], "", 1)
    for sign in _SIGNS:
        if sign in bare:
            if currency not in _OWNERS.get(sign, (currency,)):
                raise NotAnAmount(f"is an amount in {sign}, not in {currency}")
            bare = bare.replace(sign, "", 1)
    value = number(bare, mark)
    decimals = DECIMALS.get(currency, 2)
    scaled = value.scaleb(decimals)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > decimals:
        raise NotAnAmount(f"has more digits than {currency} has")
    return int(scaled)
