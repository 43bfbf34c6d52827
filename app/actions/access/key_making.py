"""Makes API keys, lists them without their secrets, and revokes them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.keys import (
    ALL_MEMBERS,
    NO_LIMITS,
    SCOPES,
    Caller,
    EndedAlready,
    KnownKey,
    Limits,
    MadeKey,
    draw_key,
)
from app.actions.ids import IdSource
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.texts import composed
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import programs
from app.store.queries.access import audit, staff
from app.store.queries.access import keys as store
from app.store.rows.access import KeyRow
from app.store.rows.programs import ProgramRow


class KeyRequest(NamedTuple):
    """A request for a new key: `scopes` and `members_of` are for partner keys only, `store` None is every store.

    `members_of`: the key whose members it shares, None for its own, or `ALL_MEMBERS`. `staff`: a reference to the
    person who uses it.
    """

    role: str
    store: str | None = None
    scopes: Sequence[str] = ()
    expires_at: datetime | None = None
    limits: Limits = NO_LIMITS
    name: str | None = None
    members_of: str | None = None
    staff: str | None = None


class RevokedKeys(NamedTuple):
    """A revoked key, the number of keys it made that were revoked with it, and the number still valid."""

    key: KnownKey
    revoked_with_it: int
    still_open: int


class Keys:
    """The keys of one database. `clock` gives the real time, in UTC; `pepper` is the secret of their hashes.

    `on_revoked` is called after a revocation, so that this process refuses the key at once.
    """

    def __init__(
        self,
        database: Database,
        ids: IdSource,
        clock: Callable[[], datetime],
        recorder: Recorder,
        pepper: bytes,
        *,
        on_revoked: Callable[[], None],
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._pepper = pepper
        self._on_revoked = on_revoked

    async def add(
        self, transaction: Transaction, program: ProgramRow, wish: KeyRequest, maker: Caller | None = None
    ) -> MadeKey:
        """Make a key within a transaction; it shares the limits of its maker."""
        drawn = draw_key(bool(program.test), self._pepper)
        row = KeyRow(
            key_id=self._ids.draw("key"),
            program_id=program.program_id,
            role=wish.role,
            scopes=json.dumps(list(wish.scopes)),
            store=composed(wish.store) if wish.store else None,
            secret_hash=drawn.secret_hash,
            created_at=instant_text(self._clock()),
            expires_at=instant_text(wish.expires_at) if wish.expires_at else None,
            revoked_at=None,
            **wish.limits._asdict(),
            name=wish.name,
            made_by=(maker.key_id or None) if maker else None,
            makers_limits=json.dumps(_shared_limits(maker)) if maker else None,
            members_of=wish.members_of,
            staff_id=wish.staff,
        )
        await store.add(transaction, row)
        return MadeKey(row.key_id, drawn.key, _known_key(row))

    async def create(self, program_id: str, wish: KeyRequest, caller: Caller | None = None) -> MadeKey | Refusal:
        """Make a key and log it. Raises ValueError for an unknown role or scope, and EndedAlready.

        Refused if it would share the members of an unknown key, of one that knows all, or of another than the caller's,
        and for an unknown person or one whose role has fewer scopes.
        """
        if wish.role not in SCOPES:
            raise ValueError(f"unknown role {wish.role!r}; roles are {', '.join(SCOPES)}")
        unknown = sorted(set(wish.scopes) - SCOPES["admin"])
        if unknown:
            raise ValueError(f"unknown scope {unknown[0]!r}; scopes are {', '.join(sorted(SCOPES['admin']))}")
        if bool(wish.scopes) != (wish.role == "partner"):
            raise ValueError("only a partner's key has scopes of its own; other roles have fixed ones")
        if wish.members_of is not None and wish.role != "partner":
            raise ValueError("only a partner's key can be limited to some members; all others know all members")
        if wish.staff is not None and wish.role == "partner":
            raise ValueError("a partner's key belongs to no person of the shop")
        if wish.expires_at is not None and wish.expires_at <= self._clock():
            raise EndedAlready("the expiry is in the past")

        async def work(transaction: Transaction) -> MadeKey | Refusal:
            # Keys are made and revoked one at a time, so that no key can make another while it is being revoked.
            program = await programs.lock_program(transaction, program_id)
            if refusal := await revoked_meanwhile(transaction, caller, instant_text(self._clock())):
                return refusal
            shared = await _shared_members(transaction, program_id, wish, caller)
            if isinstance(shared, Refusal):
                return shared
            person = await _person(transaction, program_id, wish)
            if isinstance(person, Refusal):
                return person
            made = await self.add(transaction, program, wish._replace(members_of=shared, staff=person), caller)
            told: dict[str, Any] = {"role": wish.role, "store": wish.store, "scopes": sorted(wish.scopes)}
            told |= {"members_of": shared} if shared else {}
            told |= {"staff": person} if person else {}
            ends = {"expires_at": made.known.expires_at, **wish.limits._asdict()}
            act = self._recorder.row(caller, program_id, "create_key", made.key_id, **told, **ends)
            await audit.record(transaction, [act])
            return made

        return await self._database.write(work)

    async def page(self, program_id: str, limit: int | None = None, after: str | None = None) -> list[KnownKey]:
        """Up to `limit` keys of a programme (all by default), oldest first, after the given id."""
        found = await self._database.read(lambda transaction: store.keys_page(transaction, program_id, limit, after))
        return [_known_key(row) for row in found]

    async def revoke(
        self, program_id: str, key_id: str, caller: Caller | None = None, *, with_made: bool = False
    ) -> RevokedKeys | Refusal | None:
        """Revoke a key of the programme for good and log it; None if there is none.

        `with_made`: also all keys that it made, directly or indirectly. Refused if the caller's key could not have made
        it: of another store, with more scopes, a later expiry or wider limits.
        """
        at = instant_text(self._clock())

        async def work(transaction: Transaction) -> RevokedKeys | Refusal | None:
            await programs.lock_program(transaction, program_id)
            if refusal := await revoked_meanwhile(transaction, caller, at):
                return refusal
            found = await store.one(transaction, program_id, key_id)
            if found is None:
                return None
            if caller and found.key_id != caller.key_id and (refusal := beyond(caller, found)):
                return refusal
            made = [one for one in await store.made_by(transaction, program_id, [key_id]) if one.revoked_at is None]
            gone = [found] if found.revoked_at is None else []
            for one in (*gone, *(made if with_made else ())):
                await store.revoke(transaction, one, at)
                await audit.record(transaction, [self._recorder.row(caller, program_id, "revoke_key", one.key_id)])
            known = _known_key(found if found.revoked_at else found._replace(revoked_at=at))
            return RevokedKeys(known, len(made) if with_made else 0, 0 if with_made else len(made))

        revoked = await self._database.write(work)
        self._on_revoked()
        return revoked


async def _person(transaction: Transaction, program_id: str, wish: KeyRequest) -> str | Refusal | None:
    """The id of the person of a new key; None for no one in particular."""
    if wish.staff is None:
        return None
    person = await staff.find_staff(transaction, program_id, wish.staff)
    if person is None or not person.active:
        return Refusal("not-found", "there is no such member of staff", "/staff")
    if not SCOPES[wish.role] <= SCOPES[person.role]:
        return Refusal("insufficient-scope", "the role has more scopes than that of the person", "/staff")
    return person.staff_id


async def revoked_meanwhile(transaction: Transaction, caller: Caller | None, at: str) -> Refusal | None:
    """Refuse a cached key that has ended meanwhile: its changes to keys would outlive it."""
    key = await store.one(transaction, caller.program_id, caller.key_id) if caller else None
    if key and (key.revoked_at or (key.expires_at and key.expires_at <= at)):
        return Refusal("unauthenticated", "this key has been revoked or has expired")
    return None


def beyond(caller: Caller, key: KeyRow) -> Refusal | None:
    """Why a caller could not have made a key, and so may neither revoke it nor change its members; or None."""
    if caller.store not in (None, key.store):
        return Refusal("store-not-allowed", f"this key is limited to the store {caller.store}")
    if caller.limits.has_daily or not scopes_of(key) <= caller.scopes:
        return Refusal("insufficient-scope", "a key can only change keys with no more scopes than it has")
    if caller.members_of not in (None, members_of(key)):
        return Refusal("insufficient-scope", "a key can only change keys that know the same members as itself")
    if caller.expires_at and (key.expires_at is None or key.expires_at > caller.expires_at):
        return Refusal("insufficient-scope", "a key can only change keys that expire no later than itself")
    own = caller.limits.requests_per_second
    if own and (key.requests_per_second is None or key.requests_per_second > own):
        return Refusal("insufficient-scope", "a key can only change keys with no higher limit of requests than its own")
    return None


async def _shared_members(
    transaction: Transaction, program_id: str, wish: KeyRequest, caller: Caller | None
) -> str | Refusal | None:
    """The key whose members a new one shares, None for its own, or `ALL_MEMBERS`."""
    own = caller.members_of if caller else None
    if own and (wish.role != "partner" or wish.members_of == ALL_MEMBERS):
        return Refusal("insufficient-scope", "a key that knows only some members cannot make keys that know all")
    if wish.members_of in (None, ALL_MEMBERS):
        return own or wish.members_of
    key = await store.one(transaction, program_id, wish.members_of or "")
    shared = members_of(key) if key else None
    if own not in (None, shared):
        return Refusal("insufficient-scope", "a key can only share its own members", "/members_of")
    if key is None:
        return Refusal("not-found", "there is no such key", "/members_of")
    if shared is None:
        return Refusal("validation", "that key knows all members", "/members_of", "knows-all-members")
    return shared


def members_of(row: KeyRow) -> str | None:
    """The key whose members a key knows, maybe itself; None if it knows all."""
    if row.role != "partner" or row.members_of == ALL_MEMBERS:
        return None
    return row.members_of or row.key_id


def _shared_limits(maker: Caller) -> list[tuple[str, int]]:
    own = maker.limits.requests_per_second
    return [*maker.makers_limits, *([(maker.key_id, own)] if own else [])]


def makers_limits_of(row: KeyRow) -> tuple[tuple[str, int], ...]:
    """The limited keys above a key, whose limits it shares: their ids, and their requests per second."""
    return tuple((key_id, limit) for key_id, limit in json.loads(row.makers_limits or "[]"))


def scopes_of(row: KeyRow) -> frozenset[str]:
    """The scopes of a key: those of its role, or a partner key's own."""
    return frozenset(json.loads(row.scopes)) if row.role == "partner" else SCOPES[row.role]


def limits_of(row: KeyRow) -> Limits:
    """The limits of a key."""
    return Limits(row.requests_per_second, row.points_per_day, row.credit_per_day)


def _known_key(row: KeyRow) -> KnownKey:
    return KnownKey(
        key_id=row.key_id,
        role=row.role,
        scopes=scopes_of(row),
        store=row.store,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        limits=limits_of(row),
        name=row.name,
        made_by=row.made_by,
        last_used_at=row.last_used_at,
        members_of=members_of(row),
        staff_id=row.staff_id,
    )
