"""Says now and then how far a run is, and what it is at: the last tests of a run take long and print nothing."""

import threading
import time

import pytest

EVERY_SECONDS = 30
MOST_NAMED = 3


class Heartbeat:
    """A line every half minute, from the process that reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._began = time.monotonic()
        self._running: dict[str, float] = {}
        self._total = self._done = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def pytest_sessionstart(self) -> None:
        self._thread.start()

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self._total = len(ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._running.pop(nodeid, None)
        self._done += 1

    def pytest_sessionfinish(self) -> None:
        self._over.set()

    def line(self, now: float) -> str:
        """How far the run is at a moment of the same clock."""
        minutes, seconds = divmod(int(now - self._began), 60)
        longest = sorted(self._running.items(), key=lambda one: one[1])[:MOST_NAMED]
        running = ", ".join(f"{name.rpartition('/')[2]} ({now - since:.0f} s)" for name, since in longest)
        of_all = f" of {self._total}" if self._total else ""
        return f"{self._done}{of_all} tests after {minutes}:{seconds:02}" + (f"; at {running}" if running else "")

    def _beat(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            reporter = self._config.pluginmanager.get_plugin("terminalreporter")
            if reporter:
                reporter.ensure_newline()
                reporter.write_line(self.line(time.monotonic()))
