"""Generates ids of records, voucher codes and card numbers.

An id is a prefix and a UUIDv7 in Crockford base32: ids sort in the order of drawing, strictly within one process, so
that rows of one member lie together and lists can page by id.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_TO_DIGITS: Final = str.maketrans(CROCKFORD, "0123456789abcdefghijklmnopqrstuv")
_PAIRS: Final = tuple(high + low for high in CROCKFORD for low in CROCKFORD)
_VERSION: Final = 7 << 76
_VARIANT: Final = 0b10 << 62
_LOW: Final = (1 << 62) - 1
_RANDOM_BITS: Final = 74
_RANDOM_BYTES: Final = 10
_POOL_BYTES: Final = 4000
_CODE_CHARACTERS: Final = 11
_CARD_DIGITS: Final = 14


def milliseconds() -> int:
    """The real time since 1970 in milliseconds."""
    return time.time_ns() // 1_000_000


class IdSource:
    """Draws ids, each greater than the one before, even within a millisecond or if the clock steps back.

    Threads may share one source.
    """

    def __init__(self, now: Callable[[], int] = milliseconds) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._drawn_at = -1
        self._head = ""
        self._second = -1  # roughly: all but the last ten bits of a moment
        self._head_of_second = ""
        self._random = 0
        self._pool = b""
        self._used = 0
        # Faster than the system's randomness, which reseeds it each millisecond.
        self._stride = random.Random(secrets.randbits(256)).getrandbits

    def draw(self, prefix: str) -> str:
        """A fresh id, such as `ent_01jn8…`."""
        with self._lock:
            now = self._now()
            if now > self._drawn_at:
                self._start(now)
            else:
                # A random step instead of 1, so that the next id cannot be guessed.
                self._random += 1 + self._stride(32)
                if self._random >> _RANDOM_BITS:
                    self._start(self._drawn_at + 1)
            rest = self._random
            head = self._head
        tail = _VERSION | (rest >> 62) << 64 | _VARIANT | rest & _LOW
        return (
            f"{prefix}_{head}{_PAIRS[tail >> 70]}{_PAIRS[tail >> 60 & 1023]}{_PAIRS[tail >> 50 & 1023]}"
            f"{_PAIRS[tail >> 40 & 1023]}{_PAIRS[tail >> 30 & 1023]}{_PAIRS[tail >> 20 & 1023]}"
            f"{_PAIRS[tail >> 10 & 1023]}{_PAIRS[tail & 1023]}"
        )

    def _start(self, drawn_at: int) -> None:
        self._drawn_at = drawn_at
        if drawn_at >> 10 != self._second:
            self._second = drawn_at >> 10
            self._head_of_second = _head(drawn_at)[:-2]
        self._head = self._head_of_second + _PAIRS[drawn_at & 1023]
        # The highest random bit starts as 0, so that a millisecond does not run out of greater ids.
        self._random = int.from_bytes(self._entropy(), "big") >> (8 * _RANDOM_BYTES - _RANDOM_BITS + 1)

    def _entropy(self) -> bytes:
        # In bulk: each system call releases the interpreter lock, and a busy thread may keep it for long.
        if self._used + _RANDOM_BYTES > len(self._pool):
            self._pool, self._used = secrets.token_bytes(_POOL_BYTES), 0
        self._used += _RANDOM_BYTES
        return self._pool[self._used - _RANDOM_BYTES : self._used]


def first_id_at(prefix: str, at: int) -> str:
    """A text between the ids drawn before a moment (milliseconds since 1970) and all later ones."""
    return f"{prefix}_{_head(at)}"


def _head(drawn_at: int) -> str:
    return "".join(_PAIRS[drawn_at >> shift & 1023] for shift in (40, 30, 20, 10, 0))


def random_id_between(first: str, last: str) -> str:
    """A text like an id, randomly between the first and the last of these ids of one kind."""
    prefix, _, start = first.partition("_")
    values = [int(text.translate(_TO_DIGITS), 32) for text in (start, last.partition("_")[2])]
    number = values[0] + secrets.randbelow(values[1] - values[0] + 1)
    return f"{prefix}_" + "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(len(start))))


def draw_voucher_code() -> str:
    """A voucher's code, such as `4F7K-9QXA-22MP`: 54 random bits, no look-alikes, the last character a check."""
    number = secrets.randbelow(len(CODE_ALPHABET) ** _CODE_CHARACTERS)
    values = []
    for _ in range(_CODE_CHARACTERS):
        number, value = divmod(number, len(CODE_ALPHABET))
        values.append(value)
    values.append(_check_value(values))
    text = "".join(CODE_ALPHABET[value] for value in values)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def read_voucher_code(text: str) -> str | None:
    """A code as typed (any case, with or without dashes and blanks) in its stored form, None if mistyped."""
    bare = text.upper().replace("-", "").replace(" ", "")
    if len(bare) != _CODE_CHARACTERS + 1 or any(character not in CODE_ALPHABET for character in bare):
        return None
    values = [CODE_ALPHABET.index(character) for character in bare]
    if _check_value(values[:-1]) != values[-1]:
        return None
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"


def draw_card_number() -> str:
    """A card number of 16 digits: 9 (no bank's), 14 random ones and the check digit that scanners know (Luhn)."""
    digits = f"9{secrets.randbelow(10**_CARD_DIGITS):0{_CARD_DIGITS}}"
    return digits + str(_luhn_digit(digits))


def _check_value(values: list[int]) -> int:
    # 31 is prime, so the weights detect every single wrong character and every swap of neighbours.
    return sum(place * value for place, value in enumerate(values, 2)) % len(CODE_ALPHABET)


def _luhn_digit(digits: str) -> int:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return -(doubled + sum(int(digit) for digit in digits[-2::-2])) % 10
