"""When a request is sent again, and after which pause."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx2

from goldlist_client.errors import NotModified, Problem, UnexpectedAnswer, Unreachable
from goldlist_client.problems import problem

# The request did not reach the service.
NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
# A service that answers so may have carried out the request, or be a proxy without a service.
UNCLEAR: Final = (500, 502, 503, 504)


@dataclass(frozen=True)
class Repeat:
    """How a request is repeated: the number of attempts, and the pauses between them in seconds.

    Pauses double from `first_pause` to `longest_pause`, and are drawn from the upper half of that, so that many clients
    do not come back together. `Retry-After` is honoured; if it is longer than `longest_pause`, the problem is raised.
    """

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 20.0

    def pause(self, attempt: int, retry_after: float | None) -> float | None:
        """The pause after an attempt, counted from 1; None to give up."""
        if attempt >= self.attempts or (retry_after or 0) > self.longest_pause:
            return None
        whole = min(self.longest_pause, self.first_pause * 2 ** (attempt - 1))
        return max(retry_after or 0, random.uniform(whole / 2, whole))


NEVER: Final = Repeat(attempts=1)


class Attempts:
    """The attempts of one request. `is_safe`: it has the same effect however often it arrives."""

    def __init__(self, repeat: Repeat, is_safe: bool) -> None:
        self._repeat = repeat
        self._is_safe = is_safe
        self._number = 0

    def after_failure(self, error: httpx2.TransportError) -> float:
        """The pause before the next attempt. Raises Unreachable."""
        pause = self._next(None) if self._is_safe or isinstance(error, NOT_SENT) else None
        if pause is None:
            raise Unreachable(f"no answer: {str(error) or type(error).__name__}") from error
        return pause

    def after_refusal(self, response: httpx2.Response) -> float:
        """The pause before the next attempt after an answer that is no success. Raises Problem and others."""
        if response.status_code == 304:
            raise NotModified(response.headers.get("etag"))
        refusal = read_refusal(response)
        unclear = response.status_code in UNCLEAR
        if isinstance(refusal, Problem):
            again = refusal.retry != "no" and (self._is_safe or not unclear)
        else:
            again = unclear and self._is_safe
        pause = self._next(retry_after(response)) if again else None
        if pause is None:
            raise refusal
        return pause

    def _next(self, wanted: float | None) -> float | None:
        self._number += 1
        return self._repeat.pause(self._number, wanted)


def read_refusal(response: httpx2.Response) -> Problem | UnexpectedAnswer:
    """The problem of an answer, or that there is none in it."""
    if response.headers.get("content-type", "").partition(";")[0] == "application/problem+json":
        try:
            document: Any = response.json()
        except ValueError:
            document = None
        if isinstance(document, dict):
            return problem(document, retry_after(response))
    return UnexpectedAnswer(response.status_code, response.text)


def retry_after(response: httpx2.Response) -> float | None:
    """The seconds of `Retry-After`, which may be a date."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (instant - datetime.now(UTC)).total_seconds()) if instant.tzinfo else None
