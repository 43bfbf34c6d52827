"""Gives events their positions, soon after their commit."""

from collections.abc import Awaitable, Callable
from typing import Final

from app.jobs.sweep import sweep

# Together they cost one transaction; a lone purchase must not pay for one of its own each time.
PAUSE_SECONDS: Final = 0.1


async def sequence(go_round: Callable[[], Awaitable[object]]) -> None:
    """Wait for events and order them, for ever."""
    await sweep(go_round, PAUSE_SECONDS, failed="the ordering of events failed")
