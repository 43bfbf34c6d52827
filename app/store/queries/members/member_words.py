"""Searches members by the beginnings of their names' words, and by the last digits of cards and phones."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, delete, exists, select

from app.engine.model.book import Book
from app.engine.model.names import search_words
from app.engine.model.records.members import Identifier, Profile
from app.store.connection.transaction import Transaction
from app.store.rows.contacts import MemberWord
from app.store.tables.members import member_words as table

_NUMBERS = ("card", "phone")
# Behind every word that begins with a text.
_BEHIND = "\U0010ffff"


def of_new_members(book: Book) -> list[MemberWord]:
    """The words of the members who are new in a book."""
    names: dict[str, list[Identifier]] = {}
    for one in book.new_identifiers.values():
        names.setdefault(one.member_id, []).append(one)
    return [
        word
        for member_id, member in book.members.new.items()
        for word in _words(member.program_id, member_id, book.profiles.get(member_id), names.get(member_id, ()))
    ]


async def renew(transaction: Transaction, member_ids: Collection[str]) -> None:
    """Store the words of these members again; none for those without personal data and names."""
    if not member_ids:
        return
    await transaction.execute(delete(table).where(table.c.member_id.in_(sorted(member_ids))))
    profiles = {one.member_id: one for one in await transaction.rows(Profile, "member_id", member_ids)}
    names: dict[tuple[str, str], list[Identifier]] = {(one.program_id, one.member_id): [] for one in profiles.values()}
    for identifier in await transaction.rows(Identifier, "member_id", member_ids):
        names.setdefault((identifier.program_id, identifier.member_id), []).append(identifier)
    words = [word for owner, named in names.items() for word in _words(*owner, profiles.get(owner[1]), named)]
    if words:
        await transaction.insert(MemberWord, words)


def _words(program_id: str, member_id: str, profile: Profile | None, names: Iterable[Identifier]) -> list[MemberWord]:
    numbers = [one.value for one in names if one.kind in _NUMBERS]
    words = search_words(profile.name if profile else None, numbers)
    return [MemberWord(program_id, word, member_id) for word in sorted(words)]


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
