"""Contacts with members: those that were made, and whether another may be made now."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from app.actions.access.key_members import NO_MEMBER, locked_member
from app.actions.access.keys import Caller
from app.actions.customers.contacts.consents import Consents, SuppressionRequest
from app.actions.customers.named_rows import recorded_before
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.writing.batches import refresh_if_stale
from app.engine.model.book import Refusal
from app.engine.model.calendar import days_after
from app.engine.model.consents import ADDRESSED, deciding, from_before
from app.engine.model.instants import instant, instant_text, untimely
from app.engine.model.records.members import Profile
from app.engine.program.versions import Program
from app.engine.rules.contacts import REPORTS, CapUse, Group, Heard, Made, Reason, cap_uses, group_in, reason_against
from app.engine.rules.passing_time import advanced
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.customers import consents as consent_rows
from app.store.queries.customers import contacts as store
from app.store.queries.members import members
from app.store.rows.contacts import ContactRow, Suppression

NO_PURPOSE: Final = Refusal("validation", "the programme has no such purpose", "/purpose", "unknown-purpose")


class ContactRequest(NamedTuple):
    """A contact with a member, by reference. The fields are those of `ContactRow`."""

    member: str
    external_id: str
    fingerprint: str
    channel: str
    direction: str
    purpose: str | None
    topic: str | None
    outcome: str
    at: datetime


class Intent(NamedTuple):
    """What members are contacted for, and how."""

    purpose: str
    channel: str


class Answer(NamedTuple):
    """Whether a member may be contacted now: `reason` is what is against it, None if nothing is."""

    member_id: str
    group: Group
    reason: Reason | None
    uses: Sequence[CapUse]


class Contacts:
    """The contacts of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime], consents: Consents
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._consents = consents

    async def record(self, caller: Caller, wish: ContactRequest) -> tuple[ContactRow, bool] | Refusal:
        """Record a contact: the row, and whether this name was used before."""

        async def work(transaction: Transaction) -> tuple[ContactRow, bool] | Refusal:
            # Locked, so that no contact is with a member erased in the same moment.
            member_id = await locked_member(transaction, caller, wish.member)
            if member_id is None:
                return NO_MEMBER
            known = await store.contact_named(transaction, caller.program_id, wish.external_id)
            if before := recorded_before(known, wish, member_id, "contact"):
                return before
            program = await self._programs.one(transaction, caller.program_id)
            now = program.now(self._clock())
            if refusal := _refusal(program, wish, now):
                return refusal
            made = ContactRow(
                member_id=member_id,
                contact_id=self._ids.draw("cnt"),
                program_id=caller.program_id,
                external_id=wish.external_id,
                fingerprint=wish.fingerprint,
                channel=wish.channel,
                direction=wish.direction,
                purpose=wish.purpose,
                topic=wish.topic,
                outcome=wish.outcome,
                # Nothing happened after now, however far ahead the other clock is.
                at=instant_text(min(wish.at, now)),
                created_by=caller.staff_id,
                recorded_at=instant_text(now),
            )
            await store.add_contact(transaction, made)
            if wish.outcome in REPORTS:
                await self._silence(transaction, program, made)
            return made, False

        try:
            return await self._seen_by(caller).write(work)
        except IntegrityConflict:
            # The same request in the same moment.
            return await self._seen_by(caller).write(work)

    async def page(self, caller: Caller, member: str, limit: int, before: str | None) -> list[ContactRow] | Refusal:
        """Up to `limit` contacts with a member, the last recorded first, before an id."""

        async def work(transaction: Transaction) -> list[ContactRow] | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [member])).get(member)
            return await store.contacts_page(transaction, found.member_id, limit, before) if found else NO_MEMBER

        return await self._seen_by(caller).read(work)

    async def check(self, caller: Caller, member: str, purpose: str, channel: str) -> Answer | Refusal:
        """Whether a member may be contacted now for a purpose over a channel, and if not, why not."""

        async def work(transaction: Transaction) -> Answer | Refusal:
            found = (await members.find_many(transaction, caller.program_id, [member])).get(member)
            if found is None:
                return NO_MEMBER
            program = await self._programs.one(transaction, caller.program_id)
            terms, now = program.rules.contacts, program.now(self._clock())
            if purpose not in terms.writing:
                return NO_PURPOSE
            current = await refresh_if_stale(transaction, program, found, now)
            intent = Intent(purpose, channel)
            heard = (await heard_of(transaction, program, self._consents, [found.member_id], intent))[found.member_id]
            made = await made_lately(transaction, program, [found.member_id], now)
            uses = cap_uses(terms, purpose, channel, made.get(found.member_id, ()), program.business_date(now))
            reason = reason_against(heard, terms, purpose, uses)
            group = group_in(program.rules, advanced(program, current, now).state)
            return Answer(found.member_id, group, reason, uses)

        return await self._seen_by(caller).read(work)

    async def _silence(self, transaction: Transaction, program: Program, made: ContactRow) -> None:
        profiles = await transaction.rows(Profile, "member_id", [made.member_id])
        address = getattr(profiles[0], ADDRESSED[made.channel]) if profiles else None
        if address is not None:
            wish = SuppressionRequest(made.channel, address, made.outcome)
            await consent_rows.suppress_anew(transaction, self._consents.suppression(program, wish, made.at))

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database


async def heard_of(
    transaction: Transaction, program: Program, consents: Consents, member_ids: Sequence[str], intent: Intent
) -> dict[str, Heard]:
    """What decides about contacting these members, besides caps, by member."""
    purpose, channel = intent
    known = {one.member_id: one for one in await transaction.rows(Profile, "member_id", member_ids)}
    rows = await consent_rows.consents_of(transaction, member_ids)
    stored: dict[str, list[Suppression]] = {}
    if channel in ADDRESSED:
        stored = await consents.suppressions(transaction, program, channel, list(known.values()))
    found = {}
    for member_id in member_ids:
        profile = known.get(member_id) or Profile(member_id, program.id)
        said, about = rows.get(member_id, []), stored.get(member_id, [])
        found[member_id] = Heard(
            has_address=channel not in ADDRESSED or getattr(profile, ADDRESSED[channel]) is not None,
            row=deciding([*said, *from_before(said, profile)], purpose, channel),
            bounced=_since(one for one in about if one.reason == "bounced"),
            refused=_since(one for one in about if one.reason != "bounced"),
        )
    return found


async def made_lately(
    transaction: Transaction, program: Program, member_ids: Collection[str], now: datetime
) -> dict[str, list[Made]]:
    """The contacts that may count against a cap now, by member."""
    days = program.rules.contacts.counted_days
    if not days:
        return {}
    since = program.midnight(days_after(program.business_date(now), 1 - days))
    found = await store.made_since(transaction, member_ids, since)
    return {
        member_id: [Made(program.business_date(instant(one.at)), one.purpose, one.channel) for one in rows]
        for member_id, rows in found.items()
    }


def _since(rows: Iterable[Suppression]) -> dict[str, str]:
    return {one.purpose: one.at for one in sorted(rows, key=lambda one: one.at)}


def _refusal(program: Program, wish: ContactRequest, now: datetime) -> Refusal | None:
    if wish.purpose is not None and wish.purpose not in program.rules.contacts.writing:
        return NO_PURPOSE
    if wish.outcome in REPORTS and wish.channel not in ADDRESSED:
        detail = f"is only for {', '.join(ADDRESSED)}; record that the member withdrew consent instead"
        return Refusal("validation", detail, "/outcome", "not-allowed")
    if wish.outcome in (*REPORTS, "sent", "no_answer") and wish.direction == "in":
        return Refusal("validation", "is only for contacts that the shop made", "/outcome", "not-allowed")
    refusal = untimely(wish.at, now)
    return refusal._replace(pointer="/at") if refusal else None
