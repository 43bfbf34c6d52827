"""Ties processes to whoever started them: however a test run ends, even killed, nothing that it started stays behind.

A lifeline is a pipe that the starter holds open and a small shell reads. When the starter is gone the pipe closes, and
the shell kills the process with all of its group.
"""

import os
import subprocess
from contextlib import suppress

_WATCH = 'read -r _; kill -KILL "-$0"'


class Lifeline:
    """Of a process that leads a group of its own (`start_new_session=True`)."""

    def __init__(self, leader: int) -> None:
        reading_end, self._held = os.pipe()
        self._watcher = subprocess.Popen(
            ["sh", "-c", _WATCH, str(leader)],
            stdin=reading_end,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the run
        )
        os.close(reading_end)

    def let_go(self) -> None:
        """Watch no longer, since the process has ended and its number may become another's. May be repeated."""
        if self._watcher.poll() is None:
            self._watcher.kill()
            self._watcher.wait()
            with suppress(OSError):
                os.close(self._held)
