"""Processes the messages of shop systems as they arrive."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from app.actions.writing.write_queue import Unavailable
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict, SchemaOutdated

# Messages that another process stored, and those that are due again, are found this late.
PAUSE_SECONDS: Final = 2.0
FORGET_EVERY_SECONDS: Final = 3600

logger = logging.getLogger(__name__)


async def take_in(
    go_round: Callable[[], Awaitable[object]], forget_old: Callable[[], Awaitable[object]], arrival: asyncio.Event
) -> None:
    """Process messages, wait for the next, and repeat for ever. A failed round leaves its work to the next."""
    forget_at = time.monotonic()
    while True:
        arrival.clear()
        try:
            await go_round()
            if time.monotonic() >= forget_at:
                await forget_old()
                forget_at = time.monotonic() + FORGET_EVERY_SECONDS
        except (DatabaseUnavailable, IntegrityConflict, SchemaOutdated, Unavailable):
            pass
        except Exception:
            logger.exception("the messages of shop systems could not be processed")
        try:
            async with asyncio.timeout(PAUSE_SECONDS):
                await arrival.wait()
        except TimeoutError:
            continue
