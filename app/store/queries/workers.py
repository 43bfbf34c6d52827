"""The servers of a cluster."""

from typing import NamedTuple

from sqlalchemy import text

from app.store.connection.transaction import Transaction

_ASK = text(
    "SELECT count(*), count(*) FILTER (WHERE NOT success) FROM run_command_on_workers('SELECT 1', parallel := true)"
)


class Workers(NamedTuple):
    """The number of servers beside the coordinator, and of those that do not answer."""

    all: int
    unreachable: int


async def workers(transaction: Transaction) -> Workers:
    """The workers of a cluster, which are all asked."""
    ((count, silent),) = await transaction.execute(_ASK)
    return Workers(int(count), int(silent))
