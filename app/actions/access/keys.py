"""API keys: their form, the scopes of roles, and the lookup of callers.

A key is `gl_live_` or `gl_test_`, 200 random bits and a checksum, so that a mistyped key is refused without a database
lookup. Only an HMAC of it is stored: random secrets of this length need no slow hash.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from app.actions.ids import CROCKFORD

LIVE: Final = "gl_live_"
TEST: Final = "gl_test_"

# A revoked key must be refused within 5 s, including any lookup in progress.
REMEMBERED_SECONDS: Final = 3.0
REMEMBERED_KEYS: Final = 10_000

_SECRET_CHARACTERS: Final = 40
_CHECK_CHARACTERS: Final = 7
_LENGTH: Final = len(LIVE) + _SECRET_CHARACTERS + _CHECK_CHARACTERS

# The scope that every key has.
ANY: Final = "any"
# Instead of a key whose members a partner key shares: it knows all members.
ALL_MEMBERS: Final = "all"
READS: Final = frozenset(
    {
        "purchases:read",
        "members:read",
        "status:read",
        "ledger:read",
        "program:read",
        "rewards:read",
        "vouchers:read",
        "keys:read",
        "audit:read",
        "reports:read",
        "insights:read",
        "segments:read",
        "staff:read",
        "rehearsals:read",
        "tasks:read",
        "exports:read",
        "honours:read",
        "events:read",
        "connectors:read",
        "webhooks:read",
        "gift_cards:read",
        "codes:read",
    }
)
WRITES: Final = frozenset(
    {
        "purchases:write",
        "members:enrol",
        "members:contact",
        "members:write",
        "members:link",
        "members:erase",
        "ledger:adjust",
        "tiers:give",
        "checkout:write",
        "vouchers:write",
        "program:write",
        "insights:write",
        "rehearsals:write",
        "clock:write",
        "keys:write",
        "staff:write",
        "tasks:write",
        "webhooks:write",
        "consents:write",
        "contacts:write",
        "connectors:write",
        "gift_cards:issue",
        "gift_cards:redeem",
    }
)
_SELLING: Final = frozenset(
    {
        "purchases:read",
        "purchases:write",
        "members:read",
        "members:enrol",
        "members:link",
        "status:read",
        "ledger:read",
        "rewards:read",
        "vouchers:read",
        "checkout:write",
        "consents:write",
        "gift_cards:read",
        "gift_cards:redeem",
    }
)
_SERVING: Final = _SELLING | {
    "program:read",
    "members:write",
    "insights:read",
    "segments:read",
    "tasks:read",
    "tasks:write",
    "contacts:write",
}
# A partner key has the scopes given to it, one by one.
SCOPES: Final[dict[str, frozenset[str]]] = {
    "admin": READS | WRITES,
    "pos": _SELLING,
    "ecommerce": _SELLING | {"members:contact", "events:read"},
    "email": frozenset(
        {
            "status:read",
            "ledger:read",
            "members:read",
            "members:link",
            "vouchers:read",
            "segments:read",
            "honours:read",
            "consents:write",
            "contacts:write",
            "events:read",
        }
    ),
    "auditor": READS,
    "partner": frozenset(),
    "representative": _SERVING,
    "manager": _SERVING
    | {
        "members:erase",
        "ledger:adjust",
        "tiers:give",
        "vouchers:write",
        "gift_cards:issue",
        "program:write",
        "reports:read",
        "audit:read",
        "staff:read",
        "insights:write",
        "rehearsals:read",
        "rehearsals:write",
        "honours:read",
    },
    "operator": frozenset({"program:read", "keys:read", "audit:read", "webhooks:read"}),
}
STAFF_ROLES: Final = ("admin", "manager", "representative", "auditor", "operator")


# A write scope includes the narrower one.
IMPLIED_BY: Final = {"members:contact": "members:write"}


def may(scopes: frozenset[str], scope: str) -> bool:
    """Whether a key with these scopes has permission for one of them."""
    return scope in scopes or scope == ANY or IMPLIED_BY.get(scope) in scopes


class Limits(NamedTuple):
    """The limits of a key; None is no limit. Points and minor units of credit: issued and taken, separately."""

    requests_per_second: int | None = None
    points_per_day: int | None = None
    credit_per_day: int | None = None

    @property
    def has_daily(self) -> bool:
        """Whether any daily limit is set."""
        return (self.points_per_day, self.credit_per_day) != (None, None)


NO_LIMITS: Final = Limits()


class Caller(NamedTuple):
    """The caller: a key, its programme and its permissions; `store` None for every store.

    `members_of`: the key whose members are the only ones visible to it, None for all members. `staff_id`: the person
    who uses it, None for no one in particular.
    """

    key_id: str
    program_id: str
    role: str
    scopes: frozenset[str]
    store: str | None
    test: bool
    limits: Limits = NO_LIMITS
    expires_at: str | None = None
    makers_limits: tuple[tuple[str, int], ...] = ()
    name: str | None = None
    members_of: str | None = None
    staff_id: str | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether its commands are counted by the day, or limited to the members that it knows."""
        return self.limits.has_daily or self.members_of is not None


class KnownKey(NamedTuple):
    """A key without its secret. `store` None is every store, `members_of` None all members."""

    key_id: str
    role: str
    scopes: frozenset[str]
    store: str | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    limits: Limits
    name: str | None = None
    made_by: str | None = None
    last_used_at: str | None = None
    members_of: str | None = None
    staff_id: str | None = None


class MadeKey(NamedTuple):
    """A new key, whose secret is shown only once."""

    key_id: str
    key: str
    known: KnownKey


class KeyExpired(Exception):
    """The secret is right, but the key has expired."""


class EndedAlready(ValueError):
    """The requested expiry is in the past."""


class NewKey(NamedTuple):
    """A newly drawn key: `key` is shown once, `secret_hash` is stored."""

    key: str
    secret_hash: str


def draw_key(test: bool, pepper: bytes) -> NewKey:
    """Draw a key of a live or test programme."""
    number = secrets.randbits(5 * _SECRET_CHARACTERS)
    start = (TEST if test else LIVE) + _base32(number, _SECRET_CHARACTERS)
    key = start + _checksum(start)
    return NewKey(key, secret_hash(key, pepper))


def secret_hash(key: str, pepper: bytes) -> str:
    """The stored hash of a key. Without the pepper (b"" if unset) a stolen table matches no key."""
    return hmac.digest(pepper, key.encode(), hashlib.sha256).hex()


def is_well_formed(key: str) -> bool:
    """Whether the text is a key by form and checksum, known or not."""
    if len(key) != _LENGTH or not key.startswith((LIVE, TEST)) or not key.isascii():
        return False
    return _checksum(key[:-_CHECK_CHARACTERS]) == key[-_CHECK_CHARACTERS:]


class Keyring:
    """Finds the caller of a key, and caches it for a short time.

    `find` returns the caller for a secret's hash, None for an unknown or revoked key; it may raise KeyExpired.
    """

    def __init__(
        self,
        find: Callable[[str], Awaitable[Caller | None]],
        pepper: bytes = b"",
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._find = find
        self._pepper = pepper
        self._now = now
        self._clock = clock
        # Every request needs its key, so the cache uses a faster hash than the database.
        self._salt = secrets.token_bytes(16)
        self._remembered: dict[bytes, tuple[Caller, float]] = {}
        self._under_way: dict[bytes, asyncio.Future[Caller | None]] = {}
        self._forgotten = 0

    async def caller(self, key: str) -> Caller | None:
        """The caller with this key; None for a malformed, unknown or revoked one. Raises KeyExpired."""
        remembered = self.remembered(key)
        if remembered:
            return remembered
        if not is_well_formed(key):
            return None
        # When the cached key of a busy shop expires, all its requests wait for one lookup.
        mark = self._mark(key)
        look_up = self._under_way.get(mark)
        if look_up is None:
            look_up = self._under_way[mark] = asyncio.ensure_future(self._look_up(key, mark))
        # A caller that gives up does not cancel the lookup for the others.
        return await asyncio.shield(look_up)

    def remembered(self, key: str) -> Caller | None:
        """The caller with this key, if it is cached; None says nothing about the key."""
        remembered = self._remembered.get(self._mark(key))
        return remembered[0] if remembered and self._now() < remembered[1] else None

    def forget(self) -> None:
        """Clear the cache: keys revoked in this process are refused at once."""
        self._forgotten += 1
        self._remembered.clear()
        self._under_way.clear()

    async def _look_up(self, key: str, mark: bytes) -> Caller | None:
        asked_at, forgotten = self._now(), self._forgotten
        try:
            caller = await self._find(secret_hash(key, self._pepper))
        finally:
            self._under_way.pop(mark, None)
        if caller is None or caller.test != key.startswith(TEST):
            return None
        # The key may have been revoked during the lookup.
        if forgotten == self._forgotten:
            self._remember(mark, caller, asked_at)
        return caller

    def _mark(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), digest_size=16, key=self._salt).digest()

    def _remember(self, mark: bytes, caller: Caller, asked_at: float) -> None:
        if len(self._remembered) >= REMEMBERED_KEYS:
            self._remembered.clear()
        until = asked_at + REMEMBERED_SECONDS
        if caller.expires_at:
            # Check the expiry on every use, however fresh the lookup.
            left = datetime.fromisoformat(caller.expires_at) - self._clock()
            until = min(until, self._now() + left / timedelta(seconds=1))
        self._remembered[mark] = (caller, until)


def _checksum(start: str) -> str:
    return _base32(zlib.crc32(start.encode()), _CHECK_CHARACTERS)


def _base32(number: int, characters: int) -> str:
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(characters)))
