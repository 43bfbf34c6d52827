"""The members known to partner keys: for a command with such a key, no other members exist.

Only partner keys are looked up, so others cost nothing.
"""

from collections.abc import Iterable

from app.actions.access.keys import Caller
from app.engine.model.book import Book, Decision
from app.engine.model.records.members import Identifier
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.rows.access import KeyMember


class KnownMembers:
    """The members known to a batch's keys, updated until `save`."""

    def __init__(self, known: dict[str, set[str]]) -> None:
        self._known = known
        self._enrolled: list[tuple[str, str]] = []

    @classmethod
    async def loaded(cls, transaction: Transaction, book: Book, callers: Iterable[Caller | None]) -> "KnownMembers":
        """Load the members in the book that are known to the keys of a batch's commands."""
        limited = {caller.members_of: caller.program_id for caller in callers if caller and caller.members_of}
        if not limited:
            return cls({})
        owners = book.owners()
        # A record from before its member was merged still has the old id.
        names = [(program, "mem", one) for program in set(limited.values()) for one in owners - book.members.keys()]
        moved = {one.value: one.member_id for one in await transaction.named(Identifier, names)} if names else {}
        known: dict[str, set[str]] = {key_id: set() for key_id in limited}
        for row in await key_members.known(transaction, known, owners | set(moved.values())):
            known[row.key_id].add(row.member_id)
        for mine in known.values():
            mine |= {old_id for old_id, new_id in moved.items() if new_id in mine}
        return cls(known)

    def seen_by(self, caller: Caller | None, book: Book) -> Book:
        """The book that a caller's command is decided from."""
        if caller is None or caller.members_of is None:
            return book
        return book.with_only(self._known[caller.members_of])

    def enter(self, caller: Caller | None, decision: Decision, book: Book) -> None:
        """Let a caller know the members that its command enrolled; call before applying the decision to the book."""
        if decision.merged:
            old_id, new_id = decision.merged
            for known in self._known.values():
                known |= {new_id} if old_id in known else set()
        if caller is None or caller.members_of is None:
            return
        for member in decision.members:
            if member.member_id not in book.members:
                self._known[caller.members_of].add(member.member_id)
                self._enrolled.append((caller.members_of, member.member_id))

    async def save(self, transaction: Transaction, at: str) -> None:
        """Write the members that keys newly know."""
        await key_members.add(transaction, [KeyMember(*one, at) for one in self._enrolled])
