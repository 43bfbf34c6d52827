"""Notes of the staff about members: words for colleagues, never shown to the customer."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller
from app.actions.customers.named_rows import recorded_before
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.customers import notes as store
from app.store.queries.members import members
from app.store.rows.tasks import Note


class NoteRequest(NamedTuple):
    """A note about a member, by reference."""

    member: str
    external_id: str
    fingerprint: str
    text: str


class Notes:
    """The notes of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock

    async def write(self, caller: Caller, wish: NoteRequest) -> tuple[Note, bool] | Refusal:
        """Write a note: the note, and whether this name was used before."""

        async def work(transaction: Transaction) -> tuple[Note, bool] | Refusal:
            # Locked, so that no text is about a member erased in the same moment.
            member_id = await locked_member(transaction, caller, wish.member)
            if member_id is None:
                return NO_MEMBER
            known = await store.note_named(transaction, caller.program_id, wish.external_id)
            if before := recorded_before(known, wish, member_id, "note"):
                return before
            program = await self._programs.one(transaction, caller.program_id)
            made = Note(
                member_id=member_id,
                note_id=self._ids.draw("not"),
                program_id=caller.program_id,
                external_id=wish.external_id,
                fingerprint=wish.fingerprint,
                text=wish.text,
                created_by=caller.staff_id,
                created_at=instant_text(program.now(self._clock())),
            )
            await store.add_note(transaction, made)
            return made, False

        try:
            return await self._seen_by(caller).write(work)
        except IntegrityConflict:
            # The same request in the same moment.
            return await self._seen_by(caller).write(work)

    async def page(self, caller: Caller, member: str, limit: int, before: str | None) -> list[Note] | Refusal:
        """Up to `limit` notes about a member, newest first, before an id."""

        async def work(transaction: Transaction) -> list[Note] | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [member])).get(member)
            return await store.notes_page(transaction, found.member_id, limit, before) if found else NO_MEMBER

        return await self._seen_by(caller).read(work)

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database
