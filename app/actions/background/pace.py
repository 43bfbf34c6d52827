"""The pace of work in the background, so that tills are served in between."""

import asyncio
import time
from typing import Final

LONGEST_REST_SECONDS: Final = 1


class Pace:
    """Rests as long as it has worked, so that tills get at least half of the process; `alone` it never rests."""

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone
        self._since = time.monotonic()

    async def rest(self) -> None:
        """Rest after a piece of work."""
        worked = time.monotonic() - self._since
        await asyncio.sleep(0 if self._alone else min(worked, LONGEST_REST_SECONDS))
        self._since = time.monotonic()
