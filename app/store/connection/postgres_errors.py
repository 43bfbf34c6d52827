"""What the errors of PostgreSQL and of its driver mean for callers."""

from typing import NoReturn

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.store.connection.errors import DatabaseSilent, DatabaseUnavailable, IntegrityConflict

TAKEN = {"23505"}
# A cluster has no code of its own for an error of the copying of new rows to their servers.
OTHER = "XX000"
# Deadlocks and serialization failures are also conflicts with other transactions.
RUN_AGAIN = TAKEN | {"40001", "40P01"}
# 28 and 3D: login refused, or no such database.
OUT_OF_ORDER_CLASSES = {"08", "28", "3D", "53", "57", "58"}
LOCK_TIMEOUT = "55P03"
# 42501: the role lacks a privilege, such as creating tables in another role's schema.
OUT_OF_ORDER = {"25006", "25P03", "42501", LOCK_TIMEOUT}
# Without a code from the server: no server, no answer, no free connection, broken connection.
UNANSWERED = (OSError, TimeoutError, PoolTimeout, asyncpg.InterfaceError, asyncpg.InternalClientError)
ERRORS = (DBAPIError, asyncpg.PostgresError, *UNANSWERED)


def raise_meaning(error: Exception) -> NoReturn:
    """Raise the caller's exception for an error, or the error itself if it is a bug."""
    if _state(error) in RUN_AGAIN or (_state(error) == OTHER and "duplicate key value" in str(error)):
        raise IntegrityConflict(str(error)) from error
    if isinstance(error, TimeoutError | PoolTimeout):
        raise DatabaseSilent("no answer in time") from error
    if is_out_of_order(error):
        raise DatabaseUnavailable(_words(error)) from error
    raise error


def _words(error: Exception) -> str:
    """What PostgreSQL says, without the names of the libraries between."""
    cause = (error.orig and error.orig.__cause__) if isinstance(error, DBAPIError) else None
    return str(cause or error) or type(error).__name__


def is_lock_timeout(error: Exception) -> bool:
    """Whether the error is a lock timeout."""
    return _state(error) == LOCK_TIMEOUT


def is_out_of_order(error: Exception) -> bool:
    """Whether the connection is of no more use, or the server refuses to work."""
    state = _state(error)
    lost = isinstance(error, UNANSWERED) or (isinstance(error, DBAPIError) and error.connection_invalidated)
    return lost or state in OUT_OF_ORDER or state[:2] in OUT_OF_ORDER_CLASSES


def _state(error: Exception) -> str:
    """The server's error code, "" for other errors."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""
