"""The operations of a transaction, the same on every database.

Records of the engine are read and written by statements that take any number of rows; the record's class names the
table. Everything else uses `execute`.
"""

from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Executable, Row

from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase

Record = TypeVar("Record", bound=tuple[Any, ...])
Result = TypeVar("Result")

AnyRow = Row[*tuple[Any, ...]]
NameKey = tuple[str, str, str]
AnyRecord = tuple[Any, ...]


class FirstLook(NamedTuple):
    """All that plain work reads: names of members, keys of idempotency records, and ids of programmes.

    A name of the kind `mem` is a member's id.
    """

    names: Sequence[NameKey]
    records: Sequence[NameKey]
    programs: Sequence[str]


class Transaction(Protocol):
    """A transaction in progress. Others see nothing of it before its work has ended.

    `known_to`: the key whose members are the only ones visible to queries that show members; None for all members.
    """

    known_to: str | None

    async def insert(self, kind: type[Record], records: Collection[Record]) -> None:
        """Insert rows. Raises IntegrityConflict if a key exists."""

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        """Update these columns of rows, found by primary key. Raises AssertionError if a row is missing."""

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        """Insert rows, each collection of one kind, and update members that this transaction has locked.

        Raises IntegrityConflict if a key exists, and AssertionError if a member has changed since it was locked.
        """

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        """The members, locked until the transaction ends, in the order of their ids."""

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        """The purchases, locked until the transaction ends, in the order of their key."""

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        """The records with one of these values in a column, in the order of their primary key."""

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> list[Record]:
        """The records of these members with one of these values in any of the columns, in the order of their key."""

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        """The identifiers or idempotency records with these (program id, kind, name) keys, in no particular order."""

    async def execute(self, statement: Executable) -> list[AnyRow]:
        """Run a SQLAlchemy Core statement; returns its rows, if any."""

    async def first_position(self, program_id: str, events: int) -> int | None:
        """The position of the first of these new events of a programme; None if it is given after the commit."""

    async def commit(self) -> None:
        """Commit and end the transaction. Only `Database.write` calls it."""


Work = Callable[[Transaction], Coroutine[Any, Any, Result]]
