"""API keys: how they look, what their roles may do, and who is calling.

A key is `gl_live_` or `gl_test_`, 200 random bits and a checksum, so that a mistyped key is refused without
asking the database. Kept is only an HMAC of it: random secrets of this length need no slow hash.
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

# A revoked key must be dead within 5 s, the look-up that may be on its way included.
REMEMBERED_SECONDS: Final = 3.0
REMEMBERED_KEYS: Final = 10_000

_SECRET_CHARACTERS: Final = 40
_CHECK_CHARACTERS: Final = 7
_LENGTH: Final = len(LIVE) + _SECRET_CHARACTERS + _CHECK_CHARACTERS

# The scope of what every key may do.
ANY: Final = "any"
READS: Final = frozenset(
    {
        "purchases:read",
        "members:read",
        "status:read",
        "ledger:read",
        "program:read",
        "rewards:read",
        "keys:read",
        "audit:read",
        "reports:read",
    }
)
WRITES: Final = frozenset(
    {
        "purchases:write",
        "members:enrol",
        "members:contact",
        "members:write",
        "ledger:adjust",
        "tiers:give",
        "checkout:write",
        "vouchers:write",
        "program:write",
        "clock:write",
        "keys:write",
    }
)
_SELLING: Final = frozenset(
    {
        "purchases:read",
        "purchases:write",
        "members:read",
        "members:enrol",
        "status:read",
        "ledger:read",
        "rewards:read",
        "checkout:write",
    }
)
# A partner may do what its key was given one by one.
SCOPES: Final[dict[str, frozenset[str]]] = {
    "admin": READS | WRITES,
    "pos": _SELLING,
    "ecommerce": _SELLING | {"members:contact"},
    "email": frozenset({"status:read", "ledger:read", "members:read"}),
    "auditor": READS,
    "partner": frozenset(),
}


# Who may do all may do a part of it.
IMPLIED_BY: Final = {"members:contact": "members:write"}


def may(scopes: frozenset[str], scope: str) -> bool:
    """Whether a key with these scopes may do what needs this one."""
    return scope in scopes or scope == ANY or IMPLIED_BY.get(scope) in scopes


class Limits(NamedTuple):
    """What a key may do at most; None is without end. Points and minor units of credit: given and taken, each."""

    requests_per_second: int | None = None
    points_per_day: int | None = None
    credit_per_day: int | None = None

    @property
    def has_daily(self) -> bool:
        """Whether anything is limited by the day."""
        return (self.points_per_day, self.credit_per_day) != (None, None)


NO_LIMITS: Final = Limits()


class Caller(NamedTuple):
    """Who is calling: a key, its programme and what it may do; `store` None for every store."""

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


class KnownKey(NamedTuple):
    """What is known of a key, which is never the key. `store` None is every store."""

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


class MadeKey(NamedTuple):
    """A new key, which is shown once."""

    key_id: str
    key: str
    known: KnownKey


class KeyExpired(Exception):
    """The secret is right, and the key has ended."""


class EndedAlready(ValueError):
    """A key is wanted that would have ended before it was made."""


class NewKey(NamedTuple):
    """A key that was just drawn: `key` is shown once, `secret_hash` is kept."""

    key: str
    secret_hash: str


def draw_key(test: bool, pepper: bytes) -> NewKey:
    """A fresh key of a live or test programme."""
    number = secrets.randbits(5 * _SECRET_CHARACTERS)
    start = (TEST if test else LIVE) + _base32(number, _SECRET_CHARACTERS)
    key = start + _checksum(start)
    return NewKey(key, secret_hash(key, pepper))


def secret_hash(key: str, pepper: bytes) -> str:
    """What is kept of a key. Without the pepper (b"" where none is set) a stolen table finds no key."""
    return hmac.digest(pepper, key.encode(), hashlib.sha256).hex()


def is_well_formed(key: str) -> bool:
    """Whether the text is a key by form and checksum; says nothing of whether it is known."""
    if len(key) != _LENGTH or not key.startswith((LIVE, TEST)) or not key.isascii():
        return False
    return _checksum(key[:-_CHECK_CHARACTERS]) == key[-_CHECK_CHARACTERS:]


class Keyring:
    """Finds the caller of a key and remembers it for a moment.

    `find` gives the caller for a secret's hash, None when there is no such key or it is revoked; it may raise
    KeyExpired.
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
        # Every request asks for its key, so what is remembered goes by a quicker hash than what is kept.
        self._salt = secrets.token_bytes(16)
        self._remembered: dict[bytes, tuple[Caller, float]] = {}
        self._under_way: dict[bytes, asyncio.Future[Caller | None]] = {}
        self._forgotten = 0

    async def caller(self, key: str) -> Caller | None:
        """Who calls with this key; None for a key that is malformed, unknown or revoked. Raises KeyExpired."""
        remembered = self.remembered(key)
        if remembered:
            return remembered
        if not is_well_formed(key):
            return None
        # When a busy shop's key is forgotten, all who come with it at that moment wait for one look-up.
        mark = self._mark(key)
        look_up = self._under_way.get(mark)
        if look_up is None:
            look_up = self._under_way[mark] = asyncio.ensure_future(self._look_up(key, mark))
        # Whoever gives up leaves the others theirs.
        return await asyncio.shield(look_up)

    def remembered(self, key: str) -> Caller | None:
        """Who calls with this key, if that was found a moment ago; None says nothing of the key."""
        remembered = self._remembered.get(self._mark(key))
        return remembered[0] if remembered and self._now() < remembered[1] else None

    def forget(self) -> None:
        """Ask anew for every key: what was revoked in this process dies at once."""
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
        # What was found may have been revoked while it was on its way.
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
            # From its end on a key opens nothing, however lately it was looked up.
            left = datetime.fromisoformat(caller.expires_at) - self._clock()
            until = min(until, self._now() + left / timedelta(seconds=1))
        self._remembered[mark] = (caller, until)


def _checksum(start: str) -> str:
    return _base32(zlib.crc32(start.encode()), _CHECK_CHARACTERS)


def _base32(number: int, characters: int) -> str:
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(characters)))
