"""How amounts, numbers and days are written for the readers of mails."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.engine.model.money import DECIMALS
from app.engine.program.versions import Program
from app.engine.views.merge_fields import Texts

USUAL: Final = "en-GB"


def mail_texts(program: Program, locale: str) -> Texts:
    """The texts of a programme in a locale; an unknown one is British English."""
    return _texts(program.currency, locale)


@lru_cache(100)
def _texts(currency: str, name: str) -> Texts:
    # Imported when first needed: a service that only tills call never loads the locales.
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date
    from babel.numbers import format_currency, format_decimal

    try:
        locale = Locale.parse(name, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(USUAL, sep="-")
    digits = DECIMALS[currency]
    return Texts(
        money=lambda amount: format_currency(Decimal(amount).scaleb(-digits), currency, locale=locale),
        number=lambda amount: format_decimal(amount, locale=locale),
        day=lambda day: format_date(date.fromisoformat(day), "long", locale=locale),
    )
