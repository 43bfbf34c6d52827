"""Rate limits of keys: a token bucket for each, refilled continuously.

A bucket holds ten seconds of requests, so a till may send its backlog at once, while the average stays within the
limit. Each process counts separately.
"""

from collections.abc import Callable
from time import monotonic_ns
from typing import Final

from app.actions.access.keys import Caller
from app.api.contract.problems import Problem

WINDOW_SECONDS: Final = 10
SECOND: Final = 1_000_000_000
MOST_BUCKETS: Final = 10_000

Headers = tuple[tuple[bytes, bytes], ...]


class RateLimit:
    """The buckets of one process. `limit`: requests a second for keys without a limit of their own; None is no limit.

    `now` counts nanoseconds.
    """

    def __init__(self, limit: int | None = None, now: Callable[[], int] = monotonic_ns) -> None:
        self._limit = limit
        self._now = now
        self._empty_at: dict[str, int] = {}

    def take(self, caller: Caller) -> Headers:
        """Count one request; returns the headers for its answer, none for a key without a limit. Raises Problem.

        Keys made by a limited key share its limit, so the request counts there too.
        """
        limit = caller.limits.requests_per_second or self._limit
        if limit is None:
            return ()
        for key_id, shared in caller.makers_limits:
            self._take(key_id, shared)
        return self._take(caller.key_id, limit)

    def _take(self, key_id: str, limit: int) -> Headers:
        now, each, most = self._now(), SECOND // limit, limit * WINDOW_SECONDS
        if len(self._empty_at) >= MOST_BUCKETS:
            self._forget_the_full(now)
        # A bucket's only state: the instant when it was empty, or would have been. For a full one, that was a window
        # ago.
        empty_at = max(self._empty_at.get(key_id, 0), now - WINDOW_SECONDS * SECOND)
        left = (now - empty_at) // each
        if left < 1:
            wait = _seconds(empty_at + each - now)
            full_in = _seconds(empty_at + WINDOW_SECONDS * SECOND - now)
            headers = {**_told(most, 0, full_in), "Retry-After": str(wait)}
            raise Problem("rate-limited", f"this key may send {limit} requests a second", headers=headers)
        self._empty_at[key_id] = empty_at + each
        told = _told(most, min(left, most) - 1, _seconds(empty_at + each + WINDOW_SECONDS * SECOND - now))
        return tuple((name.lower().encode(), value.encode()) for name, value in told.items())

    def _forget_the_full(self, now: int) -> None:
        full = now - WINDOW_SECONDS * SECOND
        self._empty_at = {key_id: empty_at for key_id, empty_at in self._empty_at.items() if empty_at > full}


def _seconds(nanoseconds: int) -> int:
    """The time that passed, in whole seconds."""
    return -(-nanoseconds // SECOND)


def _told(most: int, left: int, reset_seconds: int) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(left),
        "RateLimit-Reset": str(reset_seconds),
    }
