"""Applies the effects of time to members without activity: expiry, payment of debt, loss of tiers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from app.actions.writing.write_queue import Unavailable
from app.store.connection.errors import DatabaseUnavailable, SchemaOutdated

PAUSE_SECONDS: Final = 5.0

logger = logging.getLogger(__name__)


async def sweep(
    go_round: Callable[[], Awaitable[object]],
    pause_seconds: float = PAUSE_SECONDS,
    *,
    failed: str = "the sweep of due members failed",
) -> None:
    """Sweep, pause, and repeat for ever. A failed round leaves its work to the next.

    `failed` is the log message for a round that ends with an unexpected error.
    """
    while True:
        try:
            await go_round()
        except (DatabaseUnavailable, SchemaOutdated, Unavailable):
            pass
        except Exception:
            logger.exception(failed)
        await asyncio.sleep(pause_seconds)
