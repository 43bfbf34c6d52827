"""Walks through all members while the service is at work, over and over, and checks each against the tables.

Nothing should ever be found. What is found is a fault of ours, or somebody has written into the database: it is logged
as an error and counted (`goldlist_check_differences_total`), and nothing is changed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from app.actions.check_members import Looked
from app.actions.observer import Observer
from app.store.connection.errors import DatabaseUnavailable, SchemaOutdated

MEMBERS_AT_ONCE: Final = 5
PAUSE_SECONDS: Final = 5.0

logger = logging.getLogger(__name__)


async def patrol(
    look: Callable[[str | None, int], Awaitable[Looked]],
    somewhere: Callable[[], Awaitable[str | None]],
    watch: Observer,
    pause_seconds: float = PAUSE_SECONDS,
) -> None:
    """Check a few members, rest, and go on behind them, for ever.

    `look` checks so many members behind an id. `somewhere` is behind whom to begin: not always at the same place, or
    processes that do not live long would never come to the end.
    """
    after: str | None = None
    has_begun = False
    while True:
        await asyncio.sleep(pause_seconds)
        try:
            if not has_begun:
                after, has_begun = await somewhere(), True
            looked = await look(after, MEMBERS_AT_ONCE)
        except (DatabaseUnavailable, SchemaOutdated):
            continue
        except Exception:
            logger.exception("members could not be checked")
            continue
        after = looked.last
        watch.members_checked(looked.members, len(looked.differences))
        for difference in looked.differences:
            logger.error("what is stored is not what the tables make of it: %s", difference)
