"""How staff sign in: by an invitation once, then by name and password; and their sessions.

Sessions are rows, looked up for every page: one that is ended, or whose person has left or has another role, opens no
further page. Tokens are stored as HMAC.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.keys import SCOPES, Caller, secret_hash
from app.actions.access.passwords import LONGEST, Passwords, fault_of
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, instant_text
from app.engine.model.names import plain
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import programs
from app.store.queries.access import audit
from app.store.queries.access import sign_ins as store
from app.store.queries.access import staff as staff_rows
from app.store.rows.access import StaffRow
from app.store.rows.programs import ProgramRow

# Begins the token of an invitation that asks for no password.
OPEN: Final = "open."
INVITED_FOR: Final = timedelta(hours=1)
USE_NOTED_EVERY: Final = timedelta(minutes=1)
# How long a session lasts, and how long without a page.
SESSION: Final = (timedelta(hours=12), timedelta(hours=1))
COUNTER_SESSION: Final = (timedelta(hours=8), timedelta(minutes=30))

ATTEMPTS_WITHIN: Final = timedelta(minutes=15)
WRONG_BY_NAME_AND_ADDRESS: Final = 5
WRONG_BY_ADDRESS: Final = 20
WRONG_BY_NAME: Final = 50


class Person(NamedTuple):
    """Somebody who has signed in."""

    staff_id: str
    name: str
    caller: Caller


class Session(NamedTuple):
    """A session as it begins: the token for the cookie, and its person."""

    token: str
    person: Person


class Invitation(NamedTuple):
    """An invitation: `token` for a link, valid once until `ends_at`."""

    token: str
    ends_at: str


class Invited(NamedTuple):
    """What an invitation is for: the person's name, and the programme's slug."""

    name: str
    slug: str


Denied = Literal["wrong", "too-many", "which-program"]


class SignIns:
    """Signing in to one database. `clock` gives the real time, in UTC; `pepper` is the secret of the tokens' hashes."""

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
        self._passwords = Passwords()

    async def person(self, token: str) -> Person | None:
        """The person of a session; None for an unknown or ended one."""
        hashed, now = self._hashed(token), self._clock()
        found = await self._database.read(lambda transaction: store.session(transaction, hashed))
        if found is None:
            return None
        person, idle = found.person, _lasts(found.role)[1]
        is_over = found.ends_at <= instant_text(now) or instant(found.used_at) + idle <= now
        if is_over or not person.active or person.role != found.role:
            await self.end(token)
            return None
        if now - instant(found.used_at) >= USE_NOTED_EVERY:
            await self._database.write(lambda transaction: store.session_used(transaction, hashed, instant_text(now)))
        return _person(person, found.program)

    async def end(self, token: str) -> None:
        """Sign out."""
        await self._database.write(lambda transaction: store.end_session(transaction, self._hashed(token)))

    async def end_all_of(self, staff_id: str) -> None:
        """End all sessions of a person."""
        await self._database.write(lambda transaction: store.end_sessions(transaction, staff_id))

    async def programs(self) -> int:
        """The number of programmes, of which a person has to name one if there are several."""
        return len(await self._database.read(programs.every_one))

    async def sign_in(self, slug: str | None, name: str, password: str, address: str) -> Session | Denied:
        """Begin a session. `name` is the person's name or e-mail address; without `slug` there must be one programme.

        The same answer, as slowly, whatever is wrong.
        """
        if len(password) > LONGEST or len(name) > 320:
            return "wrong"
        places = self._places(slug or "", name, address)
        since = instant_text(self._clock() - ATTEMPTS_WITHIN)

        async def look(
            transaction: Transaction,
        ) -> tuple[dict[str, int], StaffRow | None, ProgramRow | None, str | None]:
            counted = await store.failures(transaction, places, since)
            known = await programs.every_one(transaction)
            of_slug = [one for one in known if slug in (None, "", one.slug)]
            program = of_slug[0] if len(of_slug) == 1 else None
            person = await _named(transaction, program, name)
            stored = await store.password_hash(transaction, person.staff_id) if person else None
            return counted, person, program, stored

        counted, person, program, stored = await self._database.read(look)
        if any(counted.get(place, 0) >= most for place, most in places.items()):
            return "too-many"
        fits = await self._passwords.fits(stored, password)
        if not fits or person is None or program is None or not person.active:
            at = instant_text(self._clock())
            await self._database.write(
                lambda transaction: store.note_failure(transaction, self._draw_id("sia"), places, at, since)
            )
            return "wrong"
        return await self._database.write(lambda transaction: self._begun(transaction, person, program))

    async def trusted(self, slug: str | None, email: str) -> Person | None:
        """The person whose e-mail address a trusted proxy states; None if there is none."""

        async def look(transaction: Transaction) -> Person | None:
            known = await programs.every_one(transaction)
            of_slug = [one for one in known if slug in (None, "", one.slug)]
            if len(of_slug) != 1:
                return None
            found = await staff_rows.with_email(transaction, of_slug[0].program_id, email.lower())
            return _person(found, of_slug[0]) if found and found.active else None

        return await self._database.read(look)

    async def invite(
        self, program_id: str, reference: str, caller: Caller | None = None, *, without_password: bool = False
    ) -> Invitation | Refusal | None:
        """A new invitation in place of earlier ones; None for an unknown person or one who has left.

        Refused if the caller has fewer permissions than the person.

        `without_password`: it signs in once without asking for a password, for a demo on this machine.
        """
        if caller and (role := await self._role(program_id, reference)) and not SCOPES[role] <= caller.scopes:
            return Refusal("insufficient-scope", "a key can only invite staff with no more scopes than it has")
        token = (OPEN if without_password else "") + secrets.token_urlsafe(32)
        ends_at = instant_text(self._clock() + (SESSION[0] if without_password else INVITED_FOR))

        async def work(transaction: Transaction) -> Invitation | None:
            person = await staff_rows.find_staff(transaction, program_id, reference)
            if person is None or not person.active:
                return None
            await store.invite(transaction, self._hashed(token), person.staff_id, ends_at)
            act = self._recorder.row(caller, program_id, "invite_staff", person.staff_id)
            await audit.record(transaction, [act])
            return Invitation(token, ends_at)

        return await self._database.write(work)

    async def _role(self, program_id: str, reference: str) -> str | None:
        found = await self._database.read(lambda transaction: staff_rows.find_staff(transaction, program_id, reference))
        return found.role if found else None

    async def invited(self, token: str) -> Invited | None:
        """The person of an invitation that can be used; it stays unused."""
        found = await self._database.read(lambda transaction: store.invitation(transaction, self._hashed(token)))
        if found is None or not self._is_open(found):
            return None
        return Invited(found.person.name, found.program.slug)

    async def accept(self, token: str, password: str) -> Session | str | None:
        """Use an invitation: set the password, end all sessions, and begin one.

        Returns a fault of the password, and None for an invitation that cannot be used.
        """
        invited = await self.invited(token)
        if invited is None:
            return None
        if not token.startswith(OPEN) and (fault := fault_of(password, invited.name, invited.slug)):
            return fault
        hashed, at = await self._passwords.hashed(password), instant_text(self._clock())

        async def work(transaction: Transaction) -> Session | None:
            found = await store.invitation(transaction, self._hashed(token))
            if found is None or not self._is_open(found):
                return None
            if not await store.invitation_used(transaction, self._hashed(token), at):
                return None
            if not token.startswith(OPEN):
                await store.set_password(transaction, found.person.staff_id, hashed, at)
                await store.end_sessions(transaction, found.person.staff_id)
            return await self._begun(transaction, found.person, found.program)

        return await self._database.write(work)

    async def set_password(self, staff_id: str, password: str) -> None:
        """Set a password from a shell, and end all sessions."""
        hashed, at = await self._passwords.hashed(password), instant_text(self._clock())

        async def work(transaction: Transaction) -> None:
            await store.set_password(transaction, staff_id, hashed, at)
            await store.end_sessions(transaction, staff_id)

        await self._database.write(work)

    async def _begun(self, transaction: Transaction, person: StaffRow, program: ProgramRow) -> Session:
        token, now = secrets.token_urlsafe(32), self._clock()
        ends_at = instant_text(now + _lasts(person.role)[0])
        await store.begin_session(transaction, self._hashed(token), person, instant_text(now), ends_at)
        return Session(token, _person(person, program))

    def _is_open(self, found: store.KnownInvitation) -> bool:
        return found.used_at is None and found.ends_at > instant_text(self._clock()) and bool(found.person.active)

    def _places(self, slug: str, name: str, address: str) -> dict[str, int]:
        who = f"{slug} {plain(name)}"
        return {
            self._hashed(f"name and address {who} {address}"): WRONG_BY_NAME_AND_ADDRESS,
            self._hashed(f"address {address}"): WRONG_BY_ADDRESS,
            self._hashed(f"name {who}"): WRONG_BY_NAME,
        }

    def _hashed(self, text: str) -> str:
        return secret_hash(text, self._pepper)


def _lasts(role: str) -> tuple[timedelta, timedelta]:
    return COUNTER_SESSION if role == "representative" else SESSION


async def _named(transaction: Transaction, program: ProgramRow | None, name: str) -> StaffRow | None:
    if program is None:
        return None
    if "@" in name:
        return await staff_rows.with_email(transaction, program.program_id, name.strip().lower())
    return await staff_rows.with_name(transaction, program.program_id, plain(name))


def _person(row: StaffRow, program: ProgramRow) -> Person:
    caller = Caller(
        key_id="",
        program_id=row.program_id,
        role=row.role,
        scopes=SCOPES[row.role],
        # The store where somebody works limits nobody.
        store=None,
        test=bool(program.test),
        name=row.name,
        staff_id=row.staff_id,
    )
    return Person(row.staff_id, row.name, caller)
