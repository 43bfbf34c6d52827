"""The links in mails: confirming a consent, leaving a purpose, and the member of a picture."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller
from app.actions.customers.contacts.consents import Consents
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.events.happened import Happened
from app.engine.model import mail_links as tokens
from app.engine.model.book import Refusal
from app.engine.model.consents import ADDRESSED, MARKETING, deciding, following
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Consent, Member, Profile
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.customers import consents as consent_rows
from app.store.queries.customers import mail_links as store
from app.store.queries.members import members
from app.store.rows.contacts import LinkSecret

CONFIRM_WITHIN: Final = timedelta(days=7)


class Question(NamedTuple):
    """A consent to ask for; `text_version` is the text that the message shows, "" if it was not said."""

    member: str
    purpose: str
    channel: str
    text_version: str


class Asked(NamedTuple):
    """The token of the link that confirms, and until when it does."""

    token: str
    valid_until: str


class MailLinks:
    """The links of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime], consents: Consents
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._consents = consents
        self._secrets: dict[str, bytes] = {}

    async def ask(self, caller: Caller, question: Question) -> Asked | Refusal:
        """Make the link by which a member confirms a consent: its token, for a message to the present address."""
        secret = await self.secret(caller.program_id)

        async def work(transaction: Transaction) -> Asked | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [question.member])).get(question.member)
            if found is None:
                return NO_MEMBER
            program = await self._programs.one(transaction, caller.program_id)
            if question.purpose not in program.rules.contacts.writing:
                return Refusal("validation", "the programme has no such purpose", "/purpose", "unknown-purpose")
            address = await _address(transaction, found.member_id, question.channel)
            if address is None:
                return Refusal("validation", "the member has no such address", "/channel", "no-address")
            until = program.now(self._clock()) + CONFIRM_WITHIN
            asking = tokens.Asking(
                member_id=found.member_id,
                until=int(until.timestamp()),
                purpose=question.purpose,
                channel=question.channel,
                text_version=question.text_version,
            )
            shown = datetime.fromtimestamp(asking.until, UTC)
            facts = {"purpose": question.purpose, "channel": question.channel, "valid_until": instant_text(shown)}
            told = [Happened("consent.asked", found.member_id, "member", found.member_id, facts=facts)]
            now = instant_text(program.now(self._clock()))
            await tell_all(transaction, program.id, told, now, self._ids.draw)
            return Asked(tokens.asking_token(secret, asking, address), instant_text(shown))

        return await self._seen_by(caller).write(work)

    async def confirm(self, token: str) -> None:
        """Record the consent that a link confirms, once. Whether the link was good is not told."""
        asking = tokens.asked_of(token)
        if asking is None:
            return

        async def work(transaction: Transaction) -> None:
            program, member = await self._locked(transaction, asking.member_id)
            if program is None or member is None or asking.purpose not in program.rules.contacts.writing:
                return
            address = await _address(transaction, member.member_id, asking.channel)
            secret = await self._known_secret(transaction, program.id)
            now = program.now(self._clock())
            if secret is None or address is None or not tokens.is_asked(secret, token, address):
                return
            rows = (await consent_rows.consents_of(transaction, [member.member_id])).get(member.member_id, [])
            used = hashlib.sha256(token.encode()).hexdigest()
            # Once: a link in an old mail must not undo what the member withdrew later.
            if now.timestamp() > asking.until or any(row.fingerprint == used for row in rows):
                return
            [profile] = await transaction.rows(Profile, "member_id", [member.member_id])
            refused = await self._consents.refused(transaction, program, asking.channel, [profile])
            since = max(refused.get(member.member_id, {}).values(), default="")
            made = self._row(program, member, now, rows, since)._replace(
                fingerprint=used,
                purpose=asking.purpose,
                channel=asking.channel,
                given=1,
                text_version=asking.text_version or None,
                confirmed=1,
            )
            await consent_rows.add_consent(transaction, made, rows)
            await self._consents.tell(transaction, program, made, rows)

        await self._database.write(work)

    async def leave(self, token: str, purposes: Sequence[str] | None) -> None:
        """Withdraw these purposes by e-mail (None: all). Whether the link was good is not told."""
        named = tokens.member_of(token)
        if named is None:
            return

        async def work(transaction: Transaction) -> None:
            program, member = await self._locked(transaction, named)
            secret = await self._known_secret(transaction, program.id) if program else None
            if program is None or member is None or secret is None:
                return
            if not tokens.is_good(secret, "unsubscribe", token):
                return
            known = program.rules.contacts.writing
            wanted = known if purposes is None else [one if one in known else MARKETING for one in purposes]
            rows = (await consent_rows.consents_of(transaction, [member.member_id])).get(member.member_id, [])
            now = program.now(self._clock())
            for purpose in sorted(set(wanted)):
                row = deciding(rows, purpose, "email")
                if row is None or row.given:
                    made = self._row(program, member, now, rows, "")._replace(purpose=purpose, channel="email")
                    await consent_rows.add_consent(transaction, made, rows)
                    await self._consents.tell(transaction, program, made, rows)
                    rows = [*rows, made]

        await self._database.write(work)

    async def secret(self, program_id: str) -> bytes:
        """The secret that signs a programme's links, drawn when it is first needed."""

        async def work(transaction: Transaction) -> str:
            known = await store.secret_of(transaction, program_id)
            if known is None:
                known = secrets.token_hex(tokens.SECRET_BYTES)
                await store.add_secret(transaction, LinkSecret(program_id, known))
            return known

        if program_id not in self._secrets:
            try:
                text = await self._database.write(work)
            except IntegrityConflict:
                # Another process drew it in the same moment.
                text = await self._database.write(work)
            self._secrets[program_id] = bytes.fromhex(text)
        return self._secrets[program_id]

    async def renew_pictures(self, caller: Caller, reference: str) -> Refusal | None:
        """Make the links to a member's pictures new ones; those in sent mails show nothing of the member any more."""

        async def work(transaction: Transaction) -> Refusal | None:
            member_id = await locked_member(transaction, caller, reference)
            if member_id is None:
                return NO_MEMBER
            await store.renew(transaction, caller.program_id, member_id)
            return None

        return await self._seen_by(caller).write(work)

    async def pictured(self, transaction: Transaction, token: str) -> tuple[Program, Member] | None:
        """The member whose pictures a token shows, with the programme."""
        named = tokens.member_of(token)
        member = await store.owner_of(transaction, named) if named else None
        if member is None or named is None:
            return None
        secret = await self._known_secret(transaction, member.program_id)
        generation = await store.generation_of(transaction, named)
        if secret is None or not tokens.is_good(secret, "pictures", token, generation):
            return None
        return await self._programs.one(transaction, member.program_id), member

    async def _known_secret(self, transaction: Transaction, program_id: str) -> bytes | None:
        text = await store.secret_of(transaction, program_id)
        return bytes.fromhex(text) if text else None

    async def _locked(self, transaction: Transaction, member_id: str) -> tuple[Program | None, Member | None]:
        """A member by a present or former id, locked against merging and erasure, with the programme."""
        while found := await store.owner_of(transaction, member_id):
            locked = await transaction.lock_members([found.member_id])
            if locked:
                program = await self._programs.one(transaction, found.program_id)
                return program, None if locked[0].erased_at else locked[0]
        return None, None

    def _row(self, program: Program, member: Member, now: datetime, rows: Sequence[Consent], after: str) -> Consent:
        """A withdrawal by a link, later than all that was said before."""
        return Consent(
            member_id=member.member_id,
            consent_id=self._ids.draw("cns"),
            program_id=program.id,
            external_id=None,
            fingerprint=None,
            purpose="",
            channel=None,
            given=0,
            basis="consent",
            at=following(rows, now, after),
            how="web",
            text_version=None,
            shown_as=None,
            evidence=None,
            confirmed=0,
            created_by=None,
            recorded_at=instant_text(now),
        )

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database


async def _address(transaction: Transaction, member_id: str, channel: str) -> str | None:
    profiles = await transaction.rows(Profile, "member_id", [member_id])
    return getattr(profiles[0], ADDRESSED[channel]) if profiles else None
