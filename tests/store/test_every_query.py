"""Every query runs on a cluster, where a statement may be refused that other databases take."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from app.engine.model.state import MemberState
from app.store import queries
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from tests.databases import open_database

pytestmark = pytest.mark.anyio

LISTS = (list, Collection, Sequence, Iterable)
# Values that no check accepts are refused by the database, which has understood the statement then.
UNDERSTOOD = {"23502", "23503", "23505", "23514"}


class NotMadeUp(Exception):
    """No value can be made up for a parameter."""


class Done(Exception):
    """Ends a transaction without keeping anything."""


def _made_up(kind: Any) -> Any:
    """Some value of an annotated kind."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind in (str, int, bool, bytes):
        return {str: "x", int: 1, bool: True, bytes: b"x"}[kind]
    if kind is MemberState:
        return MemberState()
    if origin in (typing.Union, types.UnionType):
        return _made_up(next(part for part in parts if part is not type(None)))
    if origin in (*LISTS, set, frozenset):
        return {_made_up(parts[0])} if origin in (set, frozenset) else [_made_up(parts[0])]
    if origin is tuple and Ellipsis not in parts:
        return tuple(map(_made_up, parts))
    if origin in (dict, Mapping):
        return {_made_up(parts[0]): _made_up(parts[1])}
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        fields = typing.get_type_hints(kind)
        return kind(**{name: _made_up(fields[name]) for name in kind._fields})
    raise NotMadeUp(kind)


def _queries() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """The queries whose arguments can be made up, with these."""
    for found in pkgutil.walk_packages(queries.__path__, "app.store.queries."):
        module = importlib.import_module(found.name)
        for name, query in inspect.getmembers(module, inspect.iscoroutinefunction):
            if query.__module__ != found.name:
                continue
            kinds = typing.get_type_hints(query)
            names = [one for one in inspect.signature(query).parameters if kinds[one] is not Transaction]
            try:
                arguments = {one: _made_up(kinds[one]) for one in names}
            except (NotMadeUp, ValueError):
                continue
            yield f"{found.name}.{name}", query, arguments


def test_most_queries_are_known() -> None:
    assert len(list(_queries())) > 300


@pytest.mark.citus
@pytest.mark.parametrize("known_to", [None, "key_x"])
async def test_a_cluster_takes_the_statements_of_every_query(citus_url: str, known_to: str | None) -> None:
    database = open_database(citus_url)
    seen = database.known_to(known_to) if known_to else database
    said = {name: await _refusal(seen, query, arguments) for name, query, arguments in _queries()}
    await database.close()
    assert {name: refusal for name, refusal in said.items() if refusal} == {}


async def _refusal(database: Database, query: Any, arguments: dict[str, Any]) -> str:
    """The complaint of the database about a statement, "" if it understood all of them."""

    async def work(transaction: Transaction) -> None:
        await query(**{next(iter(inspect.signature(query).parameters)): transaction}, **arguments)
        raise Done

    if next(iter(typing.get_type_hints(query).values())) is not Transaction:
        return ""
    try:
        await database.write(work)
    except IntegrityConflict:
        return ""
    except (DBAPIError, asyncpg.PostgresError) as error:
        cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
        state = getattr(cause, "sqlstate", "")
        return "" if state in UNDERSTOOD or "violates check" in str(error) else str(error)
    except Exception:
        # The values made no sense to the query itself.
        return ""
    return ""
