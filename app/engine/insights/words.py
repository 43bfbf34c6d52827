"""Figures in words, for the reasons in lists."""

from app.engine.model.money import DECIMALS


def number_text(number: int) -> str:
    """A whole number with thousands separators: 3,921."""
    return f"{number:,}"


def amount_text(amount: int, currency: str) -> str:
    """An amount of minor units with thousands separators: 431020, "GBP" -> "4,310.20 GBP"."""
    decimals = DECIMALS[currency]
    whole, part = divmod(abs(amount), 10**decimals)
    cents = f".{part:0{decimals}}" if decimals else ""
    return f"{'-' if amount < 0 else ''}{number_text(whole)}{cents} {currency}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 visit day", "3 visit days"."""
    return f"{number_text(number)} {one if number == 1 else many}"
