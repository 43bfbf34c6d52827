"""Links to customers' own pages: 128 random bits, stored as HMAC, that open one page until they expire."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller, secret_hash
from app.actions.access.sign_ins import ATTEMPTS_WITHIN
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit, sign_ins
from app.store.queries.access import page_links as store

# What a customer sees of the own account.
CUSTOMER_SCOPES: Final = frozenset(
    {"members:read", "status:read", "ledger:read", "purchases:read", "vouchers:read", "program:read"}
)
TOKEN_BYTES: Final = 16
WRONG_BY_ADDRESS: Final = 30
WRONG_WITHIN: Final = timedelta(minutes=1)


class MadePageLink(NamedTuple):
    """A new link: `token` for the address, shown once."""

    token: str
    expires_at: str


class Customer(NamedTuple):
    """The member whose page a link opens, as the caller of operations."""

    member_id: str
    expires_at: str
    caller: Caller


class PageLinks:
    """The links of one database. `clock` gives the real time, in UTC; `pepper` is the secret of the tokens' hashes."""

    def __init__(
        self,
        database: Database,
        draw_id: Callable[[str], str],
        clock: Callable[[], datetime],
        recorder: Recorder,
        pepper: bytes,
    ) -> None:
        self._database = database
        self._draw_id = draw_id
        self._clock = clock
        self._recorder = recorder
        self._pepper = pepper

    async def make(self, caller: Caller, member: str, days: int, *, keep_others: bool) -> MadePageLink | Refusal:
        """Make a link for a member, in place of earlier ones unless they are kept, and log it."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._clock()
        made_at, expires_at = instant_text(now), instant_text(now + timedelta(days=days))

        async def work(transaction: Transaction) -> MadePageLink | Refusal:
            # Locked, so that no link is left of a member erased or merged in the same moment.
            member_id = await locked_member(transaction, caller, member)
            if member_id is None:
                return NO_MEMBER
            if not keep_others:
                await store.forget_page_links(transaction, member_id)
            link = store.PageLink(self._hashed(token), caller.program_id, member_id, made_at, expires_at)
            await store.add_page_link(transaction, link)
            act = self._recorder.row(caller, caller.program_id, "make_page_link", member_id, days=days)
            await audit.record(transaction, [act])
            return MadePageLink(token, expires_at)

        database = self._database.known_to(caller.members_of) if caller.members_of else self._database
        return await database.write(work)

    async def customer(self, token: str, address: str) -> Customer | Literal["wrong", "too-many"]:
        """The member of a link; after too many wrong ones from an address, nothing opens there for a minute."""
        now, place = self._clock(), self._hashed(f"page link {address}")
        since = instant_text(now - WRONG_WITHIN)

        async def look(transaction: Transaction) -> tuple[int, store.KnownPageLink | None]:
            counted = await sign_ins.failures(transaction, [place], since)
            return counted.get(place, 0), await store.page_link(transaction, self._hashed(token))

        wrong, found = await self._database.read(look)
        if wrong >= WRONG_BY_ADDRESS:
            return "too-many"
        if found is None or found.link.expires_at <= instant_text(now):
            forgotten = instant_text(now - ATTEMPTS_WITHIN)
            await self._database.write(
                lambda transaction: sign_ins.note_failure(
                    transaction, self._draw_id("sia"), [place], instant_text(now), forgotten
                )
            )
            return "wrong"
        return Customer(found.link.member_id, found.link.expires_at, _caller(found))

    def _hashed(self, text: str) -> str:
        return secret_hash(text, self._pepper)


def _caller(found: store.KnownPageLink) -> Caller:
    return Caller(
        key_id="",
        program_id=found.link.program_id,
        role="customer",
        scopes=CUSTOMER_SCOPES,
        store=None,
        test=bool(found.program.test),
    )
