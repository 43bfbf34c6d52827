"""Consents of members with their evidence, and addresses that want nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller
from app.actions.customers.named_rows import recorded_before
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.events.changes import consent_changed, needed_for
from app.engine.model.book import Refusal
from app.engine.model.consents import (
    ADDRESSED,
    CHANNELS,
    EVERY_PURPOSE,
    HONOURS,
    SHARE,
    address_mark,
    address_marks,
    allows,
    deciding,
    from_before,
)
from app.engine.model.instants import instant_text, untimely
from app.engine.model.names import forms
from app.engine.model.records.members import Consent, Profile
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.customers import consents as store
from app.store.queries.members import members
from app.store.rows.contacts import Suppression


class ConsentRequest(NamedTuple):
    """Something that a member, by reference, allowed or withdrew. The fields are those of `Consent`."""

    member: str
    external_id: str
    fingerprint: str
    purpose: str
    channel: str | None
    given: bool
    basis: str
    at: datetime
    how: str
    text_version: str
    shown_as: str | None
    evidence: str | None
    confirmed: bool


class May(NamedTuple):
    """Whether a member may be contacted for a purpose over a channel; None: over all of them."""

    purpose: str
    channel: str | None
    may: bool


class SuppressionRequest(NamedTuple):
    """An address that wants nothing over a channel."""

    channel: str
    address: str
    reason: str


class Consents:
    """The consents of one database. `clock` gives the real time (UTC), `pepper` the secret of marks of addresses."""

    def __init__(
        self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime], pepper: bytes
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._pepper = pepper

    async def add(self, caller: Caller, wish: ConsentRequest) -> tuple[Consent, bool] | Refusal:
        """Add what a member said: the row, and whether this name was used before."""

        async def work(transaction: Transaction) -> tuple[Consent, bool] | Refusal:
            member_id = await locked_member(transaction, caller, wish.member)
            if member_id is None:
                return NO_MEMBER
            named = await store.consent_named(transaction, caller.program_id, wish.external_id)
            if before := recorded_before(named, wish, member_id, "consent"):
                return before
            program = await self._programs.one(transaction, caller.program_id)
            now = program.now(self._clock())
            if refusal := _refusal(program, wish, now):
                return refusal
            made = Consent(
                member_id=member_id,
                consent_id=self._ids.draw("cns"),
                program_id=caller.program_id,
                external_id=wish.external_id,
                fingerprint=wish.fingerprint,
                purpose=wish.purpose,
                channel=wish.channel,
                given=int(wish.given),
                basis=wish.basis,
                # Nothing is said after now, however far ahead the other clock is.
                at=instant_text(min(wish.at, now)),
                how=wish.how,
                text_version=wish.text_version,
                shown_as=wish.shown_as,
                evidence=wish.evidence,
                confirmed=int(wish.confirmed),
                created_by=caller.staff_id,
                recorded_at=instant_text(now),
            )
            known = await store.consents_of(transaction, [member_id])
            await store.add_consent(transaction, made, known.get(member_id, ()))
            await self.tell(transaction, program, made, known.get(member_id, ()))
            return made, False

        try:
            return await self._seen_by(caller).write(work)
        except IntegrityConflict:
            # The same request in the same moment.
            return await self._seen_by(caller).write(work)

    async def tell(self, transaction: Transaction, program: Program, made: Consent, before: Sequence[Consent]) -> None:
        """Write the event of a new row of a locked member; `before` are the member's earlier rows."""
        refused: Mapping[str, str] = {}
        if made.channel in ADDRESSED:
            profiles = await transaction.rows(Profile, "member_id", [made.member_id])
            refused = (await self.refused(transaction, program, made.channel, profiles)).get(made.member_id, {})
        deciding_row = deciding([*before, made], made.purpose, made.channel)
        may = allows(deciding_row, needed_for(program, made.purpose), refused, made.purpose)
        told = [consent_changed(made, may=may)]
        await tell_all(transaction, program.id, told, made.recorded_at, self._ids.draw)

    async def page(
        self, caller: Caller, member: str, limit: int, before: str | None
    ) -> tuple[list[May], list[Consent]] | Refusal:
        """What a member allows now, and up to `limit` rows, the last recorded first, before an id."""

        async def work(transaction: Transaction) -> tuple[list[May], list[Consent]] | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [member])).get(member)
            if found is None:
                return NO_MEMBER
            program = await self._programs.one(transaction, caller.program_id)
            rows = (await store.consents_of(transaction, [found.member_id])).get(found.member_id, [])
            profiles = await transaction.rows(Profile, "member_id", [found.member_id])
            profile = profiles[0] if profiles else Profile(found.member_id, program.id)
            page = await store.consents_page(transaction, found.member_id, limit, before)
            return await self._now(transaction, program, profile, rows), page

        return await self._seen_by(caller).read(work)

    async def suppress(self, caller: Caller, wish: SuppressionRequest) -> tuple[Suppression, bool]:
        """Store that an address wants nothing: what is stored, and whether it was there."""

        async def work(transaction: Transaction) -> tuple[Suppression, bool]:
            program = await self._programs.one(transaction, caller.program_id)
            row = self.suppression(program, wish, instant_text(program.now(self._clock())))
            known = await store.suppressed(transaction, program.id, {(row.channel, row.mark)})
            there = [one for one in known.get((row.channel, row.mark), ()) if one.purpose == EVERY_PURPOSE]
            return (there[0], True) if there else (await store.suppress(transaction, row), False)

        try:
            return await self._database.write(work)
        except IntegrityConflict:
            return await self._database.write(work)

    def suppression(self, program: Program, wish: SuppressionRequest, at: str) -> Suppression:
        """The row of an address that wants nothing since an instant (text)."""
        form = forms(ADDRESSED[wish.channel], wish.address, program.rules.default_country)[0]
        return Suppression(
            program_id=program.id,
            channel=wish.channel,
            mark=address_mark(self._pepper, program.id, wish.channel, form),
            purpose=EVERY_PURPOSE,
            reason=wish.reason,
            at=at,
        )

    async def _now(
        self, transaction: Transaction, program: Program, profile: Profile, rows: Sequence[Consent]
    ) -> list[May]:
        refused = {
            channel: (await self.refused(transaction, program, channel, [profile])).get(profile.member_id, {})
            for channel in ADDRESSED
        }
        said = [*rows, *from_before(rows, profile)]
        needs = program.rules.contacts.needs
        found = []
        for purpose in needs:
            channels: list[str | None] = [None, *CHANNELS]
            if purpose == HONOURS:
                channels = [None]
            if purpose == SHARE:
                channels = [None, *sorted({row.channel for row in rows if row.purpose == SHARE and row.channel})]
            for channel in channels:
                since = refused.get(channel or "", {})
                may = allows(deciding(said, purpose, channel), needs[purpose], since, purpose)
                found.append(May(purpose, channel, may))
        return found

    async def refused(
        self, transaction: Transaction, program: Program, channel: str, profiles: Sequence[Profile]
    ) -> dict[str, dict[str, str]]:
        """Since when the addresses of these members want nothing over a channel, by member and purpose."""
        found: dict[str, dict[str, str]] = {}
        for member_id, rows in (await self.suppressions(transaction, program, channel, profiles)).items():
            since = found.setdefault(member_id, {})
            for row in rows:
                since[row.purpose] = max(row.at, since.get(row.purpose, ""))
        return found

    async def suppressions(
        self, transaction: Transaction, program: Program, channel: str, profiles: Sequence[Profile]
    ) -> dict[str, list[Suppression]]:
        """What is stored about the addresses of these members for a channel, by member, where there is anything."""
        country, kind = program.rules.default_country, ADDRESSED[channel]
        marks = {
            one.member_id: address_marks(self._pepper, program.id, channel, address, country)
            for one in profiles
            if (address := getattr(one, kind))
        }
        known = await store.suppressed(
            transaction, program.id, {(channel, one) for own in marks.values() for one in own}
        )
        found = {
            member_id: [row for mark in own for row in known.get((channel, mark), ())]
            for member_id, own in marks.items()
        }
        return {member_id: rows for member_id, rows in found.items() if rows}

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database


def _refusal(program: Program, wish: ConsentRequest, now: datetime) -> Refusal | None:
    if wish.purpose not in program.rules.contacts.needs:
        return Refusal("validation", "the programme has no such purpose", "/purpose", "unknown-purpose")
    if wish.purpose == HONOURS:
        if wish.channel is not None:
            return Refusal("validation", "lists of honour have no channel", "/channel", "not-allowed")
        if wish.given and wish.shown_as is None:
            return Refusal("validation", "is needed for lists of honour", "/shown_as", "missing")
    elif wish.shown_as is not None:
        return Refusal("validation", "is only for lists of honour", "/shown_as", "not-allowed")
    if wish.purpose != SHARE and wish.channel not in (None, *CHANNELS):
        return Refusal("validation", f"must be one of {', '.join(CHANNELS)}, or null", "/channel", "unknown-channel")
    refusal = untimely(wish.at, now)
    return refusal._replace(pointer="/at") if refusal else None
