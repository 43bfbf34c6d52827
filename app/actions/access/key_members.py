"""The members of partner keys: listing, adding and removing them."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.actions.access.audit import Recorder
from app.actions.access.key_making import beyond, members_of, revoked_meanwhile
from app.actions.access.keys import Caller
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit, key_members, keys
from app.store.queries.members import members
from app.store.rows.access import KeyMember

NO_KEY: Final = Refusal("not-found", "there is no such key")
NO_MEMBER: Final = Refusal("not-found", "there is no such member")
KNOWS_ALL: Final = Refusal("validation", "this key knows all members", code="knows-all-members")
OTHERS: Final = Refusal("insufficient-scope", "this key shares other members, and cannot change those of another key")


class KeyMembers:
    """The members known to the keys of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime], recorder: Recorder) -> None:
        self._database = database
        self._clock = clock
        self._recorder = recorder

    async def page(self, caller: Caller, key_id: str, limit: int, after: str | None) -> list[KeyMember] | Refusal:
        """Up to `limit` of the members that a key knows, in the order of their ids, after the given one."""

        async def work(transaction: Transaction) -> list[KeyMember] | Refusal:
            key = await keys.one(transaction, caller.program_id, key_id)
            if key is None:
                return NO_KEY
            owner = members_of(key)
            if caller.members_of not in (None, owner):
                return OTHERS
            return await key_members.key_members_page(transaction, owner, limit, after) if owner else KNOWS_ALL

        return await self._database.read(work)

    async def add(self, caller: Caller, key_id: str, member: str) -> KeyMember | Refusal:
        """Let a key know a member, and log it. A no-op if repeated."""
        at = instant_text(self._clock())

        async def work(transaction: Transaction) -> KeyMember | Refusal:
            owner, member_id = (
                await self._named(transaction, caller, key_id),
                await locked_member(transaction, caller, member),
            )
            if isinstance(owner, Refusal):
                return owner
            if member_id is None:
                return NO_MEMBER
            if known := await key_members.known(transaction, [owner], [member_id]):
                return known[0]
            made = KeyMember(owner, member_id, at)
            await key_members.add(transaction, [made])
            act = self._recorder.row(caller, caller.program_id, "add_key_member", member_id, key=owner)
            await audit.record(transaction, [act])
            return made

        return await self._seen_by(caller).write(work)

    async def remove(self, caller: Caller, key_id: str, member: str) -> Refusal | None:
        """Remove a member from those that a key knows, and log it; refused if it is not among them."""

        async def work(transaction: Transaction) -> Refusal | None:
            owner, member_id = (
                await self._named(transaction, caller, key_id),
                await locked_member(transaction, caller, member),
            )
            if isinstance(owner, Refusal):
                return owner
            if member_id is None or not await key_members.known(transaction, [owner], [member_id]):
                return NO_MEMBER
            await key_members.remove(transaction, owner, member_id)
            act = self._recorder.row(caller, caller.program_id, "remove_key_member", member_id, key=owner)
            await audit.record(transaction, [act])
            return None

        return await self._seen_by(caller).write(work)

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database

    async def _named(self, transaction: Transaction, caller: Caller, key_id: str) -> str | Refusal:
        """The key that owns the named key's list of members, if the caller may change it."""
        if refusal := await revoked_meanwhile(transaction, caller, instant_text(self._clock())):
            return refusal
        key = await keys.one(transaction, caller.program_id, key_id)
        if key is None:
            return NO_KEY
        refusal = beyond(caller, key) if key.key_id != caller.key_id else None
        return refusal or members_of(key) or KNOWS_ALL


async def locked_member(transaction: Transaction, caller: Caller, reference: str) -> str | None:
    """The id of a member, locked against merging and erasure; None for an unknown one."""
    while found := await members.find_many(transaction, caller.program_id, [reference]):
        locked = await transaction.lock_members([found[reference].member_id])
        if locked:
            return None if locked[0].erased_at else locked[0].member_id
    return None
