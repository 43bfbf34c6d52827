"""The owner of a member: the account manager, or the deputy during an absence."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller
from app.actions.access.staff import NO_STAFF, contacts_of
from app.actions.programs import Programs
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.access import staff as people
from app.store.queries.customers import owners as store
from app.store.queries.members import members
from app.store.rows.access import MemberOwner, StaffRow


class Owned(NamedTuple):
    """A member's owner, and the person to contact: the owner, or who stands in; each None for nobody."""

    member_id: str
    owner: MemberOwner | None = None
    contact: StaffRow | None = None


class Owners:
    """The owners of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, programs: Programs, clock: Callable[[], datetime], recorder: Recorder
    ) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._recorder = recorder

    async def of(self, caller: Caller, member: str) -> Owned | Refusal:
        """The owner of a member."""

        async def work(transaction: Transaction) -> Owned | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [member])).get(member)
            return await self._owned(transaction, caller.program_id, found.member_id) if found else NO_MEMBER

        return await self._seen_by(caller).read(work)

    async def set(self, caller: Caller, member: str, staff: str | None) -> Owned | Refusal:
        """Make a person the owner of a member, None for nobody, and log it. A no-op if repeated."""

        async def work(transaction: Transaction) -> Owned | Refusal:
            member_id = await locked_member(transaction, caller, member)
            if member_id is None:
                return NO_MEMBER
            person = await people.find_staff(transaction, caller.program_id, staff) if staff else None
            if staff and (person is None or not person.active):
                return NO_STAFF._replace(pointer="/staff")
            known = (await store.owners_of(transaction, [member_id])).get(member_id)
            new_id, old_id = person and person.staff_id, known and known.staff_id
            if new_id != old_id:
                program = await self._programs.one(transaction, caller.program_id)
                since = instant_text(program.now(self._clock()))
                owner = MemberOwner(member_id, caller.program_id, new_id, since) if new_id else None
                await store.set_owner(transaction, member_id, owner)
                told = {"owner": new_id, "before": old_id}
                act = self._recorder.row(caller, caller.program_id, "set_owner", member_id, **told)
                await audit.record(transaction, [act])
            return await self._owned(transaction, caller.program_id, member_id)

        return await self._seen_by(caller).write(work)

    async def _owned(self, transaction: Transaction, program_id: str, member_id: str) -> Owned:
        owner = (await store.owners_of(transaction, [member_id])).get(member_id)
        if owner is None:
            return Owned(member_id)
        program = await self._programs.one(transaction, program_id)
        today = program.business_date(program.now(self._clock()))
        return Owned(member_id, owner, (await contacts_of(transaction, [member_id], today)).get(member_id))

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database
