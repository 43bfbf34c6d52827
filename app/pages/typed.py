"""Numbers as people type them."""

from decimal import Decimal, InvalidOperation

from app.api.contract.currencies import decimals


def money_typed(text: str, currency: str | None) -> int | None:
    """A typed number in minor units of a currency, or as it is; None for something else."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 10**12:
        return None
    scaled = number.scaleb(decimals(currency)) if currency else number
    return int(scaled) if scaled == scaled.to_integral_value() else None


def quantity_typed(text: str) -> int | str | None:
    """A typed quantity as operations take it: a whole number, or a decimal one with at most 3 places; None for others.

    0 is the integer, however it is typed.
    """
    plain = text.strip().replace(",", ".")
    whole, point, fraction = plain.partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit() and len(whole) <= 12) or (point and not 1 <= len(fraction) <= 3):
        return None
    if not int(digits):
        return 0
    return f"{int(whole or 0)}.{fraction:0<3}" if point else int(whole)


def number_typed(text: str, kind: str, currency: str) -> int | str | None:
    """A typed value of the programme (`money`, `number`, `rate` in per cent) as its document has it; None for none."""
    if kind != "rate":
        found = money_typed(text, currency if kind == "money" else None)
        return None if found is None or found < 0 else found
    try:
        number = Decimal(text.strip().replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= 10**6:
        return None
    return f"{(number / 100).normalize():f}"


def number_text(value: int | str, kind: str, currency: str) -> str:
    """A value of the programme as one types it."""
    if kind == "money":
        return str(Decimal(value).scaleb(-decimals(currency)))
    return f"{(Decimal(value) * 100).normalize():f}" if kind == "rate" else str(value)
