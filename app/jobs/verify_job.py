"""Walks through all members while the service runs, repeatedly, and checks each against the tables.

A difference means a bug in Goldlist or a manual write to the database. It is logged as an error and counted
(`goldlist_check_differences_total`); nothing is changed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from app.actions.proof.verify import Looked
from app.actions.writing.observer import Observer
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
    """Check a few members, pause, and continue after them, for ever.

    `look` checks a number of members after an id. `somewhere` returns the id to start after: a varying one, or
    short-lived processes would never reach the last members.
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
            logger.exception("members could not be verified")
            continue
        after = looked.last
        watch.members_checked(looked.members, len(looked.differences))
        for difference in looked.differences:
            logger.error("a stored state differs from the tables: %s", difference)
