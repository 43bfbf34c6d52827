"""Finds the customers of a file who are no members yet."""

from collections.abc import Collection

from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.members import members


async def strangers(database: Database, program_id: str, references: Collection[str]) -> list[str]:
    """Those references that name no member, in order."""

    async def work(transaction: Transaction) -> list[str]:
        found = await members.find_many(transaction, program_id, references) if references else {}
        return sorted(set(references) - set(found))

    return await database.read(work)
