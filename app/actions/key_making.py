"""Making API keys, listing them without their secrets, and revoking them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from app.actions.audit import Recorder
from app.actions.ids import IdSource
from app.actions.keys import NO_LIMITS, SCOPES, Caller, EndedAlready, KnownKey, Limits, MadeKey, draw_key
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.fields import composed
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import audit, programs
from app.store.queries import keys as store
from app.store.tables.rows import KeyRow, ProgramRow


class KeyRequest(NamedTuple):
    """What a new key is to be: `scopes` are a partner's only, `store` None is every store."""

    role: str
    store: str | None = None
    scopes: Sequence[str] = ()
    expires_at: datetime | None = None
    limits: Limits = NO_LIMITS
    name: str | None = None


class RevokedKeys(NamedTuple):
    """A key that is revoked, how many were revoked with it that it had made, and how many of them still open."""

    key: KnownKey
    revoked_with_it: int
    still_open: int


class Keys:
    """The keys of one database. `clock` gives the real time, in UTC; `pepper` is the secret of their hashes."""

    def __init__(
        self, database: Database, ids: IdSource, clock: Callable[[], datetime], recorder: Recorder, pepper: bytes
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._pepper = pepper

    async def add(
        self, transaction: Transaction, program: ProgramRow, wish: KeyRequest, maker: Caller | None = None
    ) -> MadeKey:
        """Make a key as part of a transaction; it shares the limits of its maker."""
        drawn = draw_key(bool(program.test), self._pepper)
        row = KeyRow(
            self._ids.draw("key"),
            program.program_id,
            wish.role,
            json.dumps(list(wish.scopes)),
            composed(wish.store) if wish.store else None,
            drawn.secret_hash,
            instant_text(self._clock()),
            instant_text(wish.expires_at) if wish.expires_at else None,
            None,
            *wish.limits,
            wish.name,
            maker.key_id if maker else None,
            json.dumps(_shared_limits(maker)) if maker else None,
        )
        await store.add(transaction, row)
        return MadeKey(row.key_id, drawn.key, _known_key(row))

    async def create(self, program_id: str, wish: KeyRequest, caller: Caller | None) -> MadeKey:
        """Make a key and put that on record. Raises ValueError for an unknown role or scope, and EndedAlready."""
        if wish.role not in SCOPES:
            raise ValueError(f"there is no role {wish.role!r}: {', '.join(SCOPES)}")
        unknown = sorted(set(wish.scopes) - SCOPES["admin"])
        if unknown:
            raise ValueError(f"there is no scope {unknown[0]!r}: {', '.join(sorted(SCOPES['admin']))}")
        if bool(wish.scopes) != (wish.role == "partner"):
            raise ValueError("a partner's key is given its scopes one by one; other roles have theirs")
        if wish.expires_at is not None and wish.expires_at <= self._clock():
            raise EndedAlready("the key would have ended already")

        async def work(transaction: Transaction) -> MadeKey:
            (program,) = await programs.rows(transaction, [program_id])
            made = await self.add(transaction, program, wish, caller)
            told = {"role": wish.role, "store": wish.store, "scopes": sorted(wish.scopes)}
            ends = {"expires_at": made.known.expires_at, **wish.limits._asdict()}
            act = self._recorder.row(caller, program_id, "create_key", made.key_id, **told, **ends)
            await audit.add(transaction, [act])
            return made

        return await self._database.write(work)

    async def page(self, program_id: str, limit: int | None = None, after: str | None = None) -> list[KnownKey]:
        """Up to `limit` keys of a programme (all if not said) in the order of their making, after the given id."""
        found = await self._database.read(lambda transaction: store.page(transaction, program_id, limit, after))
        return [_known_key(row) for row in found]

    async def revoke(
        self, program_id: str, key_id: str, caller: Caller | None, *, with_made: bool = False
    ) -> RevokedKeys | Refusal | None:
        """Revoke a key of the programme for good, and put that on record; None if there is none.

        `with_made`: also all keys that it made, and those made by them. Refused to a caller whose key could not have
        made it: of another store, with more scopes, of a longer life or with wider limits.
        """
        at = instant_text(self._clock())

        async def work(transaction: Transaction) -> RevokedKeys | Refusal | None:
            found = await store.one(transaction, program_id, key_id)
            if found is None:
                return None
            if caller and found.key_id != caller.key_id and (refusal := _beyond(caller, found)):
                return refusal
            made = [one for one in await store.made_by(transaction, program_id, [key_id]) if one.revoked_at is None]
            gone = [found] if found.revoked_at is None else []
            for one in (*gone, *(made if with_made else ())):
                await store.revoke(transaction, one, at)
                await audit.add(transaction, [self._recorder.row(caller, program_id, "revoke_key", one.key_id)])
            known = _known_key(found if found.revoked_at else found._replace(revoked_at=at))
            return RevokedKeys(known, len(made) if with_made else 0, 0 if with_made else len(made))

        return await self._database.write(work)


def _beyond(caller: Caller, key: KeyRow) -> Refusal | None:
    """Why a caller could not have made a key, and so may not revoke it."""
    if caller.store not in (None, key.store):
        return Refusal("store-not-allowed", f"this key acts for the store {caller.store} only")
    if caller.limits.has_daily or not scopes_of(key) <= caller.scopes:
        return Refusal("insufficient-scope", "a key can only revoke keys that may do no more than itself")
    if caller.expires_at and (key.expires_at is None or key.expires_at > caller.expires_at):
        return Refusal("insufficient-scope", "a key can only revoke keys that end no later than itself")
    own = caller.limits.requests_per_second
    if own and (key.requests_per_second is None or key.requests_per_second > own):
        return Refusal("insufficient-scope", "a key can only revoke keys that may send no more requests than itself")
    return None


def _shared_limits(maker: Caller) -> list[tuple[str, int]]:
    own = maker.limits.requests_per_second
    return [*maker.makers_limits, *([(maker.key_id, own)] if own else [])]


def makers_limits_of(row: KeyRow) -> tuple[tuple[str, int], ...]:
    """The limited keys above a key, with which it shares: their ids, and how many requests a second."""
    return tuple((key_id, limit) for key_id, limit in json.loads(row.makers_limits or "[]"))


def scopes_of(row: KeyRow) -> frozenset[str]:
    """What a key may do: what its role may, or a partner's what it was given."""
    return frozenset(json.loads(row.scopes)) if row.role == "partner" else SCOPES[row.role]


def limits_of(row: KeyRow) -> Limits:
    """What a key may do at most."""
    return Limits(row.requests_per_second, row.points_per_day, row.credit_per_day)


def _known_key(row: KeyRow) -> KnownKey:
    told = (row.role, scopes_of(row), row.store, row.created_at, row.expires_at, row.revoked_at, limits_of(row))
    return KnownKey(row.key_id, *told, row.name, row.made_by, row.last_used_at)
