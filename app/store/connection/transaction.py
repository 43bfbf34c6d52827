"""What may be done inside a transaction, the same on every database.

Reading and writing the engine's records goes through statements that take any number of rows at once; the record's
class names the table. Everything else goes through `execute`.
"""

from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Executable, Row

from app.engine.model.records import Member, Purchase

Record = TypeVar("Record", bound=tuple[Any, ...])
Result = TypeVar("Result")

AnyRow = Row[*tuple[Any, ...]]
NameKey = tuple[str, str, str]
AnyRecord = tuple[Any, ...]


class Transaction(Protocol):
    """A transaction that has begun. None of it is there for others before the work that was given it has ended."""

    async def insert(self, kind: type[Record], records: Collection[Record]) -> None:
        """Add rows. Raises IntegrityConflict if one of their keys is taken."""

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        """Bring these columns of rows up to date, found by primary key. Raises AssertionError if one is missing."""

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        """Add rows, all of one kind in each collection, and write members that this transaction has locked.

        Raises IntegrityConflict if a key is taken, and AssertionError if a member is not as it was when it was locked.
        """

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        """The members, locked until the end of the transaction in the order of their ids."""

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        """The purchases, locked until the end of the transaction in the order of their key."""

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        """The records with one of these values in a column, in the order of their primary key."""

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> list[Record]:
        """The records of these members with one of these values in any of the columns, in the order of their key."""

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        """The identifiers or receipts with these (program id, kind, name) keys, in no particular order."""

    async def execute(self, statement: Executable) -> list[AnyRow]:
        """Run a statement of SQLAlchemy Core; its rows, if it has any."""

    async def commit(self) -> None:
        """End the transaction and keep what it did. Only `Database.write` calls it."""


Work = Callable[[Transaction], Coroutine[Any, Any, Result]]
