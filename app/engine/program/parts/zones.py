"""Currencies, countries and time zones of a programme, by their standards."""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from pydantic_core import PydanticCustomError

from app.engine.model.money import DECIMALS
from app.engine.model.phones import is_country

# Reads some hundred files, which took most of the time of a check.
_zones: Final = cache(available_timezones)


def known_zone(name: str) -> str:
    """Check that a time zone is one of the IANA database; a fault of the field otherwise."""
    if name not in _zones():
        raise PydanticCustomError("unknown-time-zone", "should be a time zone of the IANA database, as Europe/London")
    return name


def known_currency(code: str) -> str:
    """Check that a currency is one of ISO 4217; a fault of the field otherwise."""
    if code not in DECIMALS:
        raise PydanticCustomError("unknown-currency", "should be a currency of ISO 4217, as GBP")
    return code


def known_country(code: str) -> str:
    """Check that a country is one of ISO 3166-1; a fault of the field otherwise."""
    if not is_country(code):
        raise PydanticCustomError("unknown-country", "should be a country of ISO 3166-1 with two letters, as GB")
    return code
