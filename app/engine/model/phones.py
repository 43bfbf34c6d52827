"""The forms of a phone number: with its country (E.164), and as people of the country write it.

Numbers here are without blanks and punctuation: `+442079460958`, `02079460958`. Countries are codes of ISO 3166-1.
"""

from typing import Any


def is_country(code: str) -> bool:
    """Whether it is the code of a country that has phone numbers."""
    import phonenumbers  # takes long to import, and most commands need no phones

    return code in phonenumbers.SUPPORTED_REGIONS


def forms(number: str, country: str) -> tuple[str, ...]:
    """All forms of a number dialled in a country, the one with its country first.

    What cannot be a phone number has only the form it came in.
    """
    import phonenumbers

    parsed = _parsed(number, country)
    if parsed is None:
        return (number,)
    national = phonenumbers.national_significant_number(parsed)
    local = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    calling = f"{parsed.country_code}{national}"
    written = (number, _digits(local), national, calling, f"00{calling}")
    same = [one for one in written if _parsed(one, country) == parsed]
    return tuple(dict.fromkeys([f"+{calling}", *same]))


def country_of(number: str) -> str | None:
    """The country of a number that says its country; None where there is none."""
    import phonenumbers

    parsed = _parsed(number, None) if number.startswith("+") else None
    return phonenumbers.region_code_for_number(parsed) if parsed else None


def _parsed(number: str, country: str | None) -> Any:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
