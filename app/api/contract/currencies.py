"""The decimals of currencies, for those who show the API's amounts."""

from app.engine.model.money import DECIMALS


def decimals(currency: str) -> int:
    """The decimals of a currency: 2 if 100 minor units are a whole one."""
    return DECIMALS[currency]
