"""As many serving processes as help: one for each core, if PostgreSQL has connections for them."""

import os
from pathlib import Path
from typing import Final

from app.settings import MOST_PROCESSES, Settings
from app.store.connection.database import Database, sqlite_path
from app.store.queries.connections import connections_allowed

CONNECTIONS_EACH: Final = 8
# For workers, commands, backups and people.
LEFT_TO_OTHERS: Final = 10
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def cores(quota: Path = _QUOTA) -> int:
    """The cores that this process may use: those of the machine, or the share that a container was given."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
    except (OSError, ValueError):
        return count
    return count if share == "max" else max(1, min(count, int(share) // int(period)))


async def fitting_processes(settings: Settings) -> int:
    """The number of processes that `goldlist serve` starts by itself. Raises DatabaseUnavailable."""
    if sqlite_path(settings.database_url):
        return 1
    wanted = min(cores(), MOST_PROCESSES)
    # A pooler shares few connections among many.
    if wanted == 1 or settings.database_pooler == "transaction":
        return wanted
    database = Database.open(settings.database_url, wait_seconds=settings.database_wait_seconds)
    try:
        connections = await database.read(connections_allowed)
    finally:
        await database.close()
    return max(1, min(wanted, (connections - LEFT_TO_OTHERS) // CONNECTIONS_EACH))
