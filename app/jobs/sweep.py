"""Lets time pass for members whom nobody looks at: points end, debts are paid and tiers are lost in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from app.actions.write_queue import Unavailable
from app.store.connection.errors import DatabaseUnavailable, SchemaOutdated

PAUSE_SECONDS: Final = 5.0

logger = logging.getLogger(__name__)


async def sweep(
    go_round: Callable[[], Awaitable[object]],
    pause_seconds: float = PAUSE_SECONDS,
    *,
    failed: str = "time could not be let pass",
) -> None:
    """Go round, rest, and go round again, for ever. What one round cannot do is left to the next.

    `failed` is what the log says of a round that ends by a fault of ours.
    """
    while True:
        try:
            await go_round()
        except (DatabaseUnavailable, SchemaOutdated, Unavailable):
            pass
        except Exception:
            logger.exception(failed)
        await asyncio.sleep(pause_seconds)
