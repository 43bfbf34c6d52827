"""Spreads the tables over the servers of a cluster; a no-op for any other database.

A table without rows is spread in a moment. Spreading one with rows copies them, and nobody may write it meanwhile.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import Connection, NullPool

from app.store.connection.database import WAIT_SECONDS, sqlite_path
from app.store.connection.errors import SchemaInUse
from app.store.tables.spread import EVERY_NODE, HERE, SPREAD

ONE_AT_A_TIME: Final = 0x601D_1158
# As for migrations, because everybody else waits behind it.
LOCK_TIMEOUT: Final = "500ms"
# Each server plans its part of a statement by itself, with the settings of its own database.
_SETTINGS_OF_NODES: Final = {"jit": "off", "enable_seqscan": "off"}
_PLACES: Final = "SELECT logicalrelid::regclass::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'"
_NO_COORDINATOR: Final = (
    "SELECT EXISTS (SELECT FROM pg_dist_node) AND NOT EXISTS (SELECT FROM pg_dist_node WHERE groupid = 0)"
)

# One for each worker, at least two, unless somebody has set a number.
_SHARDS: Final = (
    "SELECT set_config('citus.shard_count', greatest(2, count(*))::text, true) FROM pg_dist_node "
    "WHERE shouldhaveshards AND isactive AND noderole = 'primary' "
    "HAVING (SELECT source = 'default' FROM pg_settings WHERE name = 'citus.shard_count')"
)

OnTable = Callable[[str], None]


class NoCoordinator(Exception):
    """The cluster has other servers, but does not know the address of its coordinator."""


class NodesRefuse(Exception):
    """A server does not take a setting of its database, in words of its own."""


class Plan(NamedTuple):
    """The tables to be spread, those of them with rows, and whether any other is spread already."""

    tables: list[str]
    full: list[str]
    begun: bool


async def plan(url: str, *, wait_seconds: int = WAIT_SECONDS) -> Plan | None:
    """The tables of a database that are not spread yet; None if it is not one of a cluster."""
    if sqlite_path(url):
        return None
    found: list[Plan | None] = []
    await _with_connection(url, lambda connection: found.append(_plan(connection)), wait_seconds)
    return found[0]


async def spread(
    url: str, tables: list[str], *, wait_seconds: int = WAIT_SECONDS, on_table: OnTable = lambda table: None
) -> None:
    """Spread these tables, one after the other: if it is stopped, it can be started again.

    First it sets the database up on every server, also on one that has been added since. Raises SchemaInUse if somebody
    uses a table, NoCoordinator, NodesRefuse, and DatabaseUnavailable.
    """
    await _with_connection(url, _set_up_nodes, wait_seconds)
    for table in tables:
        await _with_connection(url, partial(_spread, table), wait_seconds)
        on_table(table)


def _plan(connection: Connection) -> Plan | None:
    if not connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'citus'").all():
        return None
    done = {row[0] for row in connection.exec_driver_sql(_PLACES)}
    tables = [name for name, place in SPREAD.items() if place != HERE and name not in done]
    full = [name for name in tables if connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").all()]
    return Plan(tables, full, bool(done))


def _spread(table: str, connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    if connection.exec_driver_sql(_NO_COORDINATOR).scalar():
        raise NoCoordinator("SELECT citus_set_coordinator_host('its host name', its port)")
    if table in {row[0] for row in connection.exec_driver_sql(_PLACES)}:
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql("SET LOCAL client_min_messages = 'warning'")
    # A statement about many members costs as much as all its shards, and a shard can be split later.
    connection.exec_driver_sql(_SHARDS)
    place = SPREAD[table]
    if place == EVERY_NODE:
        connection.exec_driver_sql(f"SELECT create_reference_table('{table}')")
    else:
        connection.exec_driver_sql(f"SELECT create_distributed_table('{table}', '{place}')")
        # The rows are on the other servers now, but still take space on this one.
        connection.exec_driver_sql(f"SELECT truncate_local_data_after_distributing_table('{table}')")


def _set_up_nodes(connection: Connection) -> None:
    name = connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar()
    for setting, value in _SETTINGS_OF_NODES.items():
        # A role that may not set it can go on if somebody else has.
        if _is_set(connection, setting, value):
            continue
        # Workers of some versions refuse it, and take it from the coordinator instead.
        said = _said_by_nodes(connection, f"ALTER DATABASE {name} SET {setting} = {value}")
        if not _is_set(connection, setting, value):
            refusals = sorted({answer for done, answer in said if not done})
            raise NodesRefuse(f"a server refused to set {setting} = {value} for the database: {'; '.join(refusals)}")


def _is_set(connection: Connection, setting: str, value: str) -> bool:
    return all(answer == (True, value) for answer in _said_by_nodes(connection, f"SHOW {setting}"))


def _said_by_nodes(connection: Connection, command: str) -> list[tuple[bool, str]]:
    """Whether each server has carried out a command, and its answer."""
    quoted = command.replace("'", "''")
    found = connection.exec_driver_sql(f"SELECT success, result FROM run_command_on_all_nodes('{quoted}')")
    return [(row[0], row[1]) for row in found]


async def _with_connection(url: str, change: Callable[[Connection], None], wait_seconds: int) -> None:
    from app.store.connection import postgres, postgres_errors  # its driver takes long to import

    settings = {"application_name": "goldlist migrate"}
    engine = postgres.open_engine(url, settings, pooler=True, wait_seconds=wait_seconds, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(change)
    except postgres_errors.ERRORS as error:
        if postgres_errors.is_lock_timeout(error):
            raise SchemaInUse(
                "a table is in use; what was spread before stays so: stop Goldlist and run the command again"
            ) from error
        postgres_errors.raise_meaning(error)
    finally:
        await engine.dispose()
