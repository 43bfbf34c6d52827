"""Searches members by the beginnings of their names' words, and by the last digits of cards and phones."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, exists, insert, select

from app.engine.model.names import search_words
from app.engine.model.records import Identifier, Profile
from app.store.connection.transaction import Transaction
from app.store.tables.search_tables import member_words as table

_NUMBERS = ("card", "phone")
# Behind every word that begins with a text.
_BEHIND = "\U0010ffff"


async def renew(transaction: Transaction, member_ids: Collection[str]) -> None:
    """Store the words of these members again; none for those without personal data and names."""
    if not member_ids:
        return
    await transaction.execute(delete(table).where(table.c.member_id.in_(sorted(member_ids))))
    name_of = {one.member_id: one for one in await transaction.rows(Profile, "member_id", member_ids)}
    numbers: dict[tuple[str, str], list[str]] = {(one.program_id, one.member_id): [] for one in name_of.values()}
    for identifier in await transaction.rows(Identifier, "member_id", member_ids):
        found = numbers.setdefault((identifier.program_id, identifier.member_id), [])
        if identifier.kind in _NUMBERS:
            found.append(identifier.value)
    rows = []
    for (program_id, member_id), values in numbers.items():
        profile = name_of.get(member_id)
        words = search_words(profile.name if profile else None, values)
        rows += [{"program_id": program_id, "word": word, "member_id": member_id} for word in sorted(words)]
    if rows:
        await transaction.execute(insert(table).values(rows))


async def with_words(transaction: Transaction, program_id: str, words: Sequence[str], limit: int) -> list[str]:
    """Up to `limit` ids of members who have, for each of these texts, a word that begins with it."""
    first, *others = words
    wanted = [table.c.program_id == program_id, _begins(table.c.word, first)]
    for text in others:
        other = table.alias()
        wanted.append(exists().where(other.c.member_id == table.c.member_id, _begins(other.c.word, text)))
    found = select(table.c.member_id).where(*wanted).distinct().limit(limit)
    return [str(member_id) for (member_id,) in await transaction.execute(found)]


def _begins(word: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return (word >= text) & (word < text + _BEHIND)
