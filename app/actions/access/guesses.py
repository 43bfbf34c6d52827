"""Counts the unknown codes that each key has named, so that nobody finds a code by trying.

Each process counts alone.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

MOST_GUESSES: Final = 20
WINDOW_SECONDS: Final = 600
MOST_KEYS: Final = 10_000


class TooManyGuesses(Exception):
    """A key has named too many unknown codes; it may try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Guesses:
    """The unknown codes of the last ten minutes, by key. `now` counts seconds."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._missed: dict[str, deque[float]] = {}

    def check(self, key: str) -> None:
        """Raises TooManyGuesses if a key has to wait."""
        missed = self._recent(key)
        if len(missed) >= MOST_GUESSES:
            raise TooManyGuesses(int(missed[0] + WINDOW_SECONDS - self._now()) + 1)

    def missed(self, key: str) -> None:
        """Count an unknown code."""
        if len(self._missed) >= MOST_KEYS:
            self._missed = {one: known for one in list(self._missed) if (known := self._recent(one))}
        self._missed.setdefault(key, deque()).append(self._now())

    def _recent(self, key: str) -> deque[float]:
        missed = self._missed.get(key, deque())
        while missed and missed[0] <= self._now() - WINDOW_SECONDS:
            missed.popleft()
        return missed
