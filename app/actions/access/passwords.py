"""Passwords: which are accepted, and their slow hashes.

One hash takes 19 MiB and about 50 ms of a thread, and at most two are computed at a time.
"""

import asyncio
import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 12
LONGEST: Final = 128
MEMORY_KIB: Final = 19 * 1024
_AT_ONCE: Final = 2

# The most frequent passwords consist of such words and digits.
_WORDS: Final = (
    "password|passwort|letmein|welcome|iloveyou|sunshine|princess|football|baseball|dragon|monkey|admin|qwerty"
)
_is_word_and_digits = re.compile(rf"(?:(?:{_WORDS}|azerty|qwertz|abc)[0-9!.?_-]*)+", re.IGNORECASE).fullmatch
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)


def fault_of(password: str, *names: str) -> str | None:
    """What is wrong with a new password; None if nothing is. `names`: the person, the shop."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"must have {SHORTEST} to {LONGEST} characters"
    lowered = password.lower()
    if len(set(lowered)) < 5 or _is_word_and_digits(lowered) or _repeats(lowered):
        return "is one of the passwords that are tried first; choose another"
    if any(lowered in run or lowered[::-1] in run for run in _RUNS):
        return "is one of the passwords that are tried first; choose another"
    if any(name and lowered.strip("0123456789!.?_- ") == name.lower() for name in names):
        return "must not be a name"
    return None


def _repeats(text: str) -> bool:
    return text in (text + text)[1:-1]


class Passwords:
    """Hashes and checks passwords on threads."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, password: str) -> str:
        """The hash to store."""
        async with self._turns:
            return await asyncio.to_thread(_hasher().hash, password)

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether a password fits a hash; without one it is False, as slowly."""
        async with self._turns:
            return await asyncio.to_thread(_fits, stored, password)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # only who signs in needs it

    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody")


def _fits(stored: str | None, password: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(stored or _of_nobody(), password) and stored is not None
    except VerificationError:
        return False
