"""Chooses the members of a contact list, in the background and a few at a time.

A slice's contacts and the list's progress are written together, and the progress only advances from a known position: a
worker that is killed leaves no half slice, and two workers choose nobody twice. Members are locked while caps are
looked at, so lists that run at the same time respect one another's choices.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from pydantic_core import from_json

from app.actions.access.keys import Caller
from app.actions.background.jobs import JobParts, Jobs, started_before
from app.actions.background.recipients import Member as Recipient
from app.actions.background.recipients import Recipients, Wanted, next_recipients, recipients_of, unknown
from app.actions.customers.contacts.consents import Consents
from app.actions.customers.contacts.contacts import NO_PURPOSE, Intent, heard_of, made_lately
from app.actions.event_log import tell_all
from app.actions.writing.batches import refresh_if_stale
from app.engine.events.reviewing import job_finished
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member, Profile
from app.engine.program.versions import Program
from app.engine.rules.contacts import cap_uses, group_in, reason_against
from app.engine.rules.occasions import Dates, Occasion, falls_on
from app.engine.rules.passing_time import advanced
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.customers import contact_lists as store
from app.store.queries.customers.contact_lists import Chosen
from app.store.rows.contacts import ContactList, ContactRow

MEMBERS_AT_ONCE: Final = 200
SLICES_A_ROUND: Final = 200
CSV_AT_ONCE: Final = 1_000
LIMIT_SECONDS: Final = 120
MOST_CHOSEN: Final = 1_000_000


class ListRequest(NamedTuple):
    """A request for a list. `most`: at most so many members are chosen."""

    external_id: str
    fingerprint: str
    intent: Intent
    topic: str | None
    wanted: Wanted
    occasion: Occasion | None
    most: int | None


class ContactLists(Jobs):
    """The contact lists of one database."""

    lease_seconds = 10

    def __init__(self, parts: JobParts, consents: Consents) -> None:
        super().__init__(parts)
        self._consents = consents

    async def start(self, caller: Caller, wish: ListRequest) -> tuple[ContactList, bool] | Refusal:
        """Start a list: the list at its start, and whether this name was used before."""
        if known := await self._named(caller.program_id, wish):
            return known
        made = await self._database.read(
            lambda transaction: self._made(transaction, caller, wish), limit_seconds=LIMIT_SECONDS
        )
        if isinstance(made, Refusal):
            return made

        async def work(transaction: Transaction) -> ContactList | Refusal:
            await transaction.insert(ContactList, [made])
            told = {"purpose": made.purpose, "channel": made.channel, "wanted": made.wanted}
            row = self._recorder.row(caller, made.program_id, "start_contact_list", made.list_id, **told)
            await audit.record(transaction, [row])
            return made

        return await self.stored(work, partial(self._named, caller.program_id, wish))

    async def one(self, program_id: str, list_id: str) -> ContactList | None:
        """A list in its present state."""
        return await self._database.read(lambda transaction: store.list_known(transaction, program_id, list_id))

    async def page(self, program_id: str, list_id: str, limit: int, after: str | None) -> list[Chosen] | None:
        """Up to `limit` members chosen, in the order of their ids, after one; None for an unknown list."""

        async def work(transaction: Transaction) -> list[Chosen] | None:
            if await store.list_known(transaction, program_id, list_id) is None:
                return None
            return await store.chosen_page(transaction, list_id, limit, after)

        return await self._database.read(work)

    async def go_round(self) -> int:
        """Choose the next members of every list that no other worker has taken: returns the number looked at.

        Raises DatabaseUnavailable; the next round continues.
        """
        return sum([await self._go_on(one) for one in await self._database.read(store.running_lists)])

    async def _go_on(self, one: ContactList) -> int:
        lease, examined = f"contact_list/{one.list_id}", 0
        try:
            for _ in range(SLICES_A_ROUND):
                if one.status == "done" or not await self._leases.take(lease):
                    break
                after = await self._slice(one)
                if after is None:
                    break
                examined += after.examined - one.examined
                one = after
        finally:
            await self._leases.give_back(lease)
        return examined

    async def _slice(self, one: ContactList) -> ContactList | None:
        """The list after the next few members; None if another worker has advanced it."""
        program, candidates, before = await self._database.read(
            partial(self._candidates, one=one), limit_seconds=LIMIT_SECONDS
        )

        async def work(transaction: Transaction) -> ContactList | None:
            locked = await transaction.lock_members(candidates) if candidates else []
            becomes, contacts = await self._choice(transaction, program, before, locked)
            if not await store.advance_list(transaction, one, becomes):
                return None
            if contacts:
                await transaction.insert(ContactRow, contacts)
            if becomes.status == "done":
                counts = {name: getattr(becomes, name) for name in store.COUNTED if name != "examined"}
                told = [job_finished("contact_list", one.list_id, "done", **counts)]
                await tell_all(transaction, program.id, told, instant_text(program.now(self._clock())), self._ids.draw)
            return becomes

        return await self._database.write(work)

    async def _candidates(self, transaction: Transaction, one: ContactList) -> tuple[Program, list[str], ContactList]:
        """The next members, before consents and caps decide, and the list after all of the slice's members."""
        program = await self._programs.one(transaction, one.program_id)
        job = Recipients(one.program_id, one.list_id, one.members, one.created_at)
        meant, reached = await next_recipients(transaction, job, one.reached, MEMBERS_AT_ONCE)
        if not meant:
            return program, [], one._replace(status="done")
        fitting, missing = await self._fitting(transaction, program, one, meant)
        on_list = await store.already_chosen(transaction, one.list_id, fitting)
        today = program.business_date(program.now(self._clock()))
        treated = [each for each in fitting if not program.rules.holds_out(program.id, each, "contact_lists", today)]
        after = one._replace(
            reached=reached,
            examined=one.examined + len(meant),
            held_out=one.held_out + len(fitting) - len(treated),
            unknown=one.unknown + missing,
        )
        return program, [each for each in treated if each not in on_list], after

    async def _fitting(
        self, transaction: Transaction, program: Program, one: ContactList, meant: Sequence[Recipient]
    ) -> tuple[list[str], int]:
        """The ids of those members who belong to the group and have the occasion, and the number of unknown ones."""
        ids = list(dict.fromkeys(member_id for _, member_id in meant if member_id))
        known = [row for row in await transaction.rows(Member, "member_id", ids) if not row.erased_at]
        present = {row.member_id for row in known}
        missing = sum(member_id not in present for _, member_id in meant)
        group = from_json(one.members).get("group")
        occasion = Occasion(one.occasion, one.occasion_on or "") if one.occasion else None
        profiles = {}
        if occasion:
            profiles = {each.member_id: each for each in await transaction.rows(Profile, "member_id", ids)}
        now, fitting = program.now(self._clock()), []
        for member in known:
            if group is not None:
                current = await refresh_if_stale(transaction, program, member, now)
                if group_in(program.rules, advanced(program, current, now).state) != group:
                    continue
            if occasion and not falls_on(occasion, _dates(member, profiles.get(member.member_id))):
                continue
            fitting.append(member.member_id)
        return fitting, missing

    async def _choice(
        self, transaction: Transaction, program: Program, after: ContactList, locked: Sequence[Member]
    ) -> tuple[ContactList, list[ContactRow]]:
        """The list after these locked members, and the contacts of those chosen."""
        ids = [member.member_id for member in locked if not member.erased_at]
        if not ids:
            return after, []
        now, terms = program.now(self._clock()), program.rules.contacts
        heard = await heard_of(transaction, program, self._consents, ids, Intent(after.purpose, after.channel))
        made = await made_lately(transaction, program, ids, now)
        today, counts = program.business_date(now), dict.fromkeys(store.COUNTED, 0)
        contacts: list[ContactRow] = []
        for member_id in ids:
            uses = cap_uses(terms, after.purpose, after.channel, made.get(member_id, ()), today)
            reason = reason_against(heard[member_id], terms, after.purpose, uses)
            if reason is not None:
                counts[reason] += 1
                continue
            contacts.append(self._contact(after, member_id, now))
            if after.chosen + len(contacts) == (after.most or MOST_CHOSEN):
                after = after._replace(status="done")
                break
        counts["chosen"] = len(contacts)
        return store.added(after, counts), contacts

    def _contact(self, one: ContactList, member_id: str, now: datetime) -> ContactRow:
        contact_id = self._ids.draw("cnt")
        return ContactRow(
            member_id=member_id,
            contact_id=contact_id,
            program_id=one.program_id,
            external_id=contact_id,
            fingerprint=one.fingerprint,
            channel=one.channel,
            direction="out",
            purpose=one.purpose,
            topic=one.topic,
            outcome="sent",
            at=instant_text(now),
            created_by=one.created_by,
            recorded_at=instant_text(now),
            list_id=one.list_id,
        )

    async def _named(self, program_id: str, wish: ListRequest) -> tuple[ContactList, bool] | Refusal | None:
        known = await self._database.read(
            lambda transaction: store.list_named(transaction, program_id, wish.external_id)
        )
        before = started_before(known, wish, "contact list")
        if before is None or isinstance(before, Refusal):
            return before
        return store.begun(before[0]), True

    async def _made(self, transaction: Transaction, caller: Caller, wish: ListRequest) -> ContactList | Refusal:
        program = await self._programs.one(transaction, caller.program_id)
        if wish.intent.purpose not in program.rules.contacts.writing:
            return NO_PURPOSE
        if refusal := unknown(program, wish.wanted):
            return refusal
        list_id, now = self._ids.draw("lst"), instant_text(program.now(self._clock()))
        meant, wanted = await recipients_of(transaction, program.id, wish.wanted, list_id, now)
        return ContactList(
            list_id=list_id,
            program_id=program.id,
            external_id=wish.external_id,
            fingerprint=wish.fingerprint,
            created_at=now,
            created_by=caller.staff_id,
            purpose=wish.intent.purpose,
            channel=wish.intent.channel,
            topic=wish.topic,
            members=meant,
            occasion=wish.occasion.kind if wish.occasion else None,
            occasion_on=wish.occasion.on if wish.occasion else None,
            most=wish.most,
            status="running",
            wanted=wanted,
        )


def _dates(member: Member, profile: Profile | None) -> Dates:
    return Dates(
        birth_date=profile.birth_date if profile else None,
        joined_on=member.joined_on,
        first_on=member.state.first_on,
        metadata=from_json(profile.metadata) if profile else {},
    )
