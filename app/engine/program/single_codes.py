"""Codes that can be used once each: drawn from a secret and a number, so that no table has to hold them.

A code is twelve characters of the vouchers' alphabet: four for its number, hidden by a constant of the campaign, and
eight (39 bits) that only the holder of the secret can compute.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBER_CHARACTERS: Final = 4
MARK_CHARACTERS: Final = 8
NUMBERS: Final = len(ALPHABET) ** NUMBER_CHARACTERS
PREFIX: Final = "code:"


def codes_of(secret: bytes, campaign_id: str, numbers: Iterable[int]) -> Iterable[str]:
    """The codes of a campaign with these numbers (from 0), as printed."""
    shift = _shift(secret, campaign_id)
    for number in numbers:
        bare = _text((number + shift) % NUMBERS, NUMBER_CHARACTERS) + _mark(secret, campaign_id, number)
        yield f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"


def is_code(secret: bytes, campaign_id: str, count: int, form: str) -> bool:
    """Whether a typed form is one of a campaign's first `count` codes."""
    if len(form) != NUMBER_CHARACTERS + MARK_CHARACTERS or any(one not in ALPHABET for one in form):
        return False
    number = (_number(form[:NUMBER_CHARACTERS]) - _shift(secret, campaign_id)) % NUMBERS
    mark = _mark(secret, campaign_id, number)
    return hmac.compare_digest(mark, form[NUMBER_CHARACTERS:]) and number < count


def name_of(campaign_id: str, form: str) -> str:
    """The name under which the uses of a code are counted."""
    return f"{PREFIX}{campaign_id}/{form}"


def _shift(secret: bytes, campaign_id: str) -> int:
    return int.from_bytes(_digest(secret, f"shift|{campaign_id}"), "big") % NUMBERS


def _mark(secret: bytes, campaign_id: str, number: int) -> str:
    drawn = int.from_bytes(_digest(secret, f"code|{campaign_id}|{number}"), "big")
    return _text(drawn % len(ALPHABET) ** MARK_CHARACTERS, MARK_CHARACTERS)


def _digest(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, f"campaign|{text}".encode(), hashlib.sha256)


def _text(value: int, characters: int) -> str:
    found = ""
    for _ in range(characters):
        value, place = divmod(value, len(ALPHABET))
        found = ALPHABET[place] + found
    return found


def _number(text: str) -> int:
    value = 0
    for one in text:
        value = value * len(ALPHABET) + ALPHABET.index(one)
    return value
