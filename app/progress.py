"""A progress bar for long work: rate and remaining time on a terminal, a plain line now and then elsewhere."""

import sys
import time
from types import TracebackType

from rich import progress
from rich.console import Console

PLAIN_EVERY_SECONDS = 5


class Progress:
    """Shows progress towards `total`, 0 if it is unknown. Writes to standard error, so that results can be piped."""

    def __init__(self, what: str, total: int, unit: str) -> None:
        self._what, self._total, self._unit = what, total, unit
        self._done = 0
        self._last: int | None = None
        self._started = self._said = time.monotonic()
        self._bar: progress.Progress | None = None

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TextColumn("{task.fields[rate]}"),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=self._total or None, rate="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
        elif kind is None and self._total and self._done != self._last:
            self._say()

    def add(self, count: int) -> None:
        """Add `count` finished units."""
        self._done += count
        if self._bar:
            self._bar.update(self._task, completed=self._done, rate=self._rate())
        elif time.monotonic() - self._said > PLAIN_EVERY_SECONDS:
            self._say()

    def say(self, words: str) -> None:
        """Print a message on a line of its own."""
        if self._bar:
            self._bar.console.print(words, markup=False, highlight=False)
        else:
            print(words, file=sys.stderr, flush=True)

    def _rate(self) -> str:
        rate = self._done / max(time.monotonic() - self._started, 0.001)
        return f"{rate:.0f} {self._unit}/s" if rate >= 1 else f"{60 * rate:.0f} {self._unit} a minute"

    def _say(self) -> None:
        self._said, self._last = time.monotonic(), self._done
        left = ""
        if 0 < self._done < self._total:
            seconds = (time.monotonic() - self._started) * (self._total - self._done) / self._done
            left = f", about {seconds:.0f} s left"
        of_total = f" of {self._total}" if self._total else f" {self._unit}"
        print(f"{self._what}: {self._done}{of_total}, {self._rate()}{left}", file=sys.stderr)
