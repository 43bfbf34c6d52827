"""A log line per request: operation, outcome, duration and key."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final

from app.api.contract.outcome import Outcome

WRITE_SECONDS: Final = 0.2
MOST_WAITING: Final = 20_000
MICROSECOND: Final = 1_000

Event = dict[str, Any]


class AccessLog:
    """Collects lines and writes them a moment later, many at once, on its own thread.

    So no request waits for its line, or for the reader of the log. If nobody reads, lines beyond MOST_WAITING are lost.
    `time_text` formats an instant. Use it inside a running event loop.
    """

    def __init__(
        self, write: Callable[[list[Event]], None], clock: Callable[[], datetime], time_text: Callable[[datetime], str]
    ) -> None:
        self._write = write
        self._clock = clock
        self._time_text = time_text
        self._waiting: list[tuple[datetime, Outcome]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, "access-log")
        self._written: Future[None] | None = None

    def answered(self, outcome: Outcome) -> None:
        """Add a line for an answer."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append((self._clock(), outcome))
        if self._timer is None:
            self._start_timer()

    def close(self) -> None:
        """Write the waiting lines."""
        if self._timer:
            self._timer.cancel()
        self._hand_over()
        self._thread.shutdown()

    def _start_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(WRITE_SECONDS, self._in_time)

    def _in_time(self) -> None:
        self._timer = None
        if self._written and not self._written.done():
            self._start_timer()
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        self._written = self._thread.submit(self._write_all, self._waiting)
        self._waiting = []

    def _write_all(self, lines: list[tuple[datetime, Outcome]]) -> None:
        self._write([self._event(*line) for line in lines])

    def _event(self, at: datetime, outcome: Outcome) -> Event:
        operation, status, problem, request_id, key_id, nanoseconds = outcome
        event = {
            "timestamp": self._time_text(at),
            "level": "info",
            "event": "request",
            "request_id": request_id,
            "operation": operation,
            "status": status,
            "milliseconds": nanoseconds // MICROSECOND / 1000,
        }
        if problem:
            event["problem"] = problem
        if key_id:
            event["key_id"] = key_id
        return event
