"""Reads that change nothing. A read sees every write acknowledged before it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar

from app.actions.programs import Programs
from app.actions.writing.batches import refresh_if_stale
from app.engine.model.book import Refusal
from app.engine.model.instants import LATEST, instant_text
from app.engine.model.names import forms, plain, sought_words
from app.engine.model.records.members import Member
from app.engine.model.records.tiers import TierChange
from app.engine.program.versions import Program
from app.engine.rules.contacts import Group, group_in
from app.engine.rules.passing_time import advanced
from app.engine.views.balance import Known, balance
from app.engine.views.lots import LotNow, lot_now
from app.engine.views.status import rebate_periods
from app.ledger import balances
from app.ledger.entries import Entry
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import purchases
from app.store.queries.access import audit
from app.store.queries.members import entries, member_words, members, tier_changes
from app.store.queries.members.entries import Sum
from app.store.queries.members.members import KnownMember, Sieve
from app.store.queries.purchases import KnownPurchase, KnownReturn
from app.store.rows.access import AuditRow

Result = TypeVar("Result")

# The number of members that a search finds.
FOUND: Final = 20
# The number of members that a page of a group looks at.
MOST_LOOKED_AT: Final = 2_000
GROUP_LIMIT_SECONDS: Final = 30

# Longer than any transaction plus the difference between two processes' clocks: so a reader that continues after the
# last change it has seen misses none.
ALL_IS_WRITTEN_AFTER: Final = timedelta(seconds=5)


class KnownEntry(NamedTuple):
    """An entry of the ledger. `purchase`: the id of the purchase behind it, or of whose return; None without one."""

    entry: Entry
    purchase: str | None
    lot: LotNow


class Reads:
    """Reads of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._programs = programs
        self._clock = clock
        self._database = database

    async def acts_page(self, program_id: str, limit: int, before: str | None) -> list[AuditRow]:
        """Up to `limit` audit rows, newest first, before the given id."""
        return await self._database.read(lambda transaction: audit.acts_page(transaction, program_id, limit, before))

    async def rebates_page(
        self, program_id: str, reference: str, limit: int, after: tuple[str, str] | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` rebate periods of a member, after a rebate's id and the first day of its period."""

        async def work(program: Program, transaction: Transaction, member: Member) -> list[dict[str, Any]]:
            return rebate_periods(program, member, program.now(self._clock()), limit, after)

        return await self._of_member(program_id, reference, work)

    async def member(self, program_id: str, reference: str) -> KnownMember | None:
        """A member, the personal data, and all names."""
        return await self._database.read(lambda transaction: members.find(transaction, program_id, reference))

    async def members(self, program_id: str, references: Sequence[str]) -> list[KnownMember | None]:
        """Members with personal data and names, in the order of the references."""
        return await self._database.read(lambda transaction: members.found(transaction, program_id, references))

    async def search_members(self, program_id: str, text: str) -> list[KnownMember]:
        """Up to 20 members found by a text, by name.

        By the beginnings of words of the name, in any order, and the last digits of a card or phone; else by a whole
        e-mail address, external id, card, or the external id of a purchase.
        """
        country = (await self._programs.known(program_id)).versions[-1].default_country

        async def work(transaction: Transaction) -> list[KnownMember]:
            references = [f"ext:{text}", f"card:{text}", text]
            exact = await members.found(transaction, program_id, references)
            known = {one.member.member_id: one for one in exact if one}
            for kind in ("email", "phone"):
                names = {kind: forms(kind, text, country)}
                named = await members.members_page(transaction, program_id, FOUND, names=names)
                known |= {one.member.member_id: one for one in named}
            owner = await purchases.owner(transaction, program_id, f"ext:{text}")
            words = sought_words(text)
            ids = await member_words.with_words(transaction, program_id, words, FOUND) if words else []
            wanted = [*([owner] if owner else []), *ids]
            known |= {one.member.member_id: one for one in await members.found(transaction, program_id, wanted) if one}
            return sorted(known.values(), key=_by_name)[:FOUND]

        return await self._database.read(work)

    async def members_page(
        self,
        program_id: str,
        limit: int,
        after: str | None,
        names: Mapping[str, str],
        expiring_by: str | None = None,
        *,
        owner: str | None = None,
    ) -> list[KnownMember]:
        """Up to `limit` members by id, after the given id, optionally filtered."""

        async def work(transaction: Transaction) -> list[KnownMember]:
            named = await self._forms_of(transaction, program_id, names)
            return await members.members_page(
                transaction, program_id, limit, after=after, names=named, expiring_by=expiring_by, owner=owner
            )

        return await self._database.read(work)

    async def changed_members_page(
        self,
        program_id: str,
        limit: int,
        after: tuple[str, str],
        names: Mapping[str, str],
        expiring_by: str | None,
        *,
        owner: str | None = None,
    ) -> list[KnownMember]:
        """Up to `limit` members, oldest change first, after an instant and id; otherwise as `members_page`."""

        async def work(transaction: Transaction) -> list[KnownMember]:
            named = await self._forms_of(transaction, program_id, names)
            return await members.changed_members_page(
                transaction, program_id, limit, after=after, names=named, expiring_by=expiring_by, owner=owner
            )

        return await self._database.read(work)

    async def group_page(
        self, program_id: str, group: Group, limit: int, after: Sequence[str], sieve: Sieve
    ) -> tuple[list[KnownMember], Member | None]:
        """Up to `limit` members of a group, and the last member looked at; None if there are no more members.

        `after`: nothing, an id, or an instant and id for the oldest change first. `sieve`: with names as given. Looks
        at no more than 2,000 members, so a page may have fewer members, and others follow.
        """

        async def work(transaction: Transaction) -> tuple[list[KnownMember], Member | None]:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            named = await self._forms_of(transaction, program_id, {kind: one for kind, (one,) in sieve.names.items()})
            sought = sieve._replace(names=named)
            found = await members.rows_page(transaction, program_id, MOST_LOOKED_AT, after, sought)
            fitting: list[Member] = []
            for member in found:
                current = await refresh_if_stale(transaction, program, member, now)
                if group_in(program.rules, advanced(program, current, now).state) == group:
                    if len(fitting) == limit:
                        return await members.known_members(transaction, fitting), fitting[-1]
                    fitting.append(member)
            last = found[-1] if len(found) == MOST_LOOKED_AT else None
            return await members.known_members(transaction, fitting), last

        return await self._database.read(work, limit_seconds=GROUP_LIMIT_SECONDS)

    async def _forms_of(
        self, transaction: Transaction, program_id: str, names: Mapping[str, str]
    ) -> dict[str, tuple[str, ...]]:
        country = (
            (await self._programs.one(transaction, program_id)).rules.default_country if "phone" in names else None
        )
        return {kind: forms(kind, value, country) for kind, value in names.items()}

    async def purchase(self, program_id: str, reference: str) -> KnownPurchase | None:
        """A purchase with its returns, entries and vouchers."""
        return await self._database.read(lambda transaction: purchases.find(transaction, program_id, reference))

    async def purchases_page(
        self,
        program_id: str,
        limit: int,
        *,
        member: str | None,
        store: str | None,
        or_no_store: bool,
        since: str | None,
        until: str | None,
        before: tuple[str, str] | None,
    ) -> list[KnownPurchase] | None:
        """Up to `limit` purchases, latest `occurred_at` first, without entries; None for an unknown member."""

        async def work(transaction: Transaction) -> list[KnownPurchase] | None:
            member_id = None
            if member is not None:
                found = await members.find_many(transaction, program_id, [member], erased_too=True)
                if not found:
                    return None
                member_id = found[member].member_id
            return await purchases.purchases_page(
                transaction,
                program_id,
                limit,
                member_id=member_id,
                store=store,
                or_no_store=or_no_store,
                since=since,
                until=until,
                before=before,
            )

        return await self._database.read(work)

    async def returned(self, program_id: str, reference: str) -> KnownReturn | None:
        """A return with its entries and vouchers."""
        return await self._database.read(lambda transaction: purchases.find_return(transaction, program_id, reference))

    async def entry(self, program_id: str, reference: str, entry_id: str) -> KnownEntry | None:
        """An entry of a member, with the purchase behind it and the rest of its lot."""

        async def work(program: Program, transaction: Transaction, member: Member) -> KnownEntry | None:
            found = await entries.entry(transaction, member.member_id, entry_id)
            if found is None:
                return None
            now = program.now(self._clock())
            lot = lot_now(program, await refresh_if_stale(transaction, program, member, now), found, now)
            return KnownEntry(found, await purchases.purchase_behind(transaction, found.cause_id), lot)

        return await self._of_member(program_id, reference, work)

    async def entries_page(
        self, program_id: str, reference: str, limit: int, before: str | None, unit: str | None, purchase: str | None
    ) -> list[Entry] | Refusal | None:
        """Up to `limit` entries of a member, newest first, before the given id; None for an unknown reference.

        `purchase` is a reference: its own entries and those of its returns; for the id of a return, those of the
        return.
        """

        async def work(program: Program, transaction: Transaction, member: Member) -> list[Entry] | Refusal:
            cause = None
            if purchase is not None and purchase.startswith("ret_"):
                returned = await purchases.find_return(transaction, program_id, purchase)
                if returned is None:
                    return Refusal("not-found", "there is no such return", "/purchase")
                cause = returned.returned.return_id
            elif purchase is not None:
                known = await purchases.find(transaction, program_id, purchase)
                if known is None:
                    return Refusal("not-found", "there is no such purchase", "/purchase")
                cause = known.purchase.purchase_id
            return await entries.entries_page(
                transaction, member.member_id, limit, before=before, unit=unit, purchase_id=cause
            )

        return await self._of_member(program_id, reference, work)

    async def tier_changes_page(
        self, program_id: str, reference: str, limit: int, before: str | None
    ) -> list[TierChange] | None:
        """Up to `limit` changes of a member's tiers, newest first, before the given id; None for an unknown one."""

        async def work(program: Program, transaction: Transaction, member: Member) -> list[TierChange]:
            return await tier_changes.tier_changes_page(transaction, member.member_id, limit, before)

        return await self._of_member(program_id, reference, work)

    async def announced_page(self, program_id: str, limit: int, after: tuple[str, str]) -> list[TierChange]:
        """Up to `limit` changes of tier announced by now, after a `notice_at` and id, in order."""

        async def work(transaction: Transaction) -> list[TierChange]:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            # A test programme's developer wants to see the result at once.
            until = now if program.test else now - ALL_IS_WRITTEN_AFTER
            return await tier_changes.announced_page(transaction, program_id, limit, after, instant_text(until))

        return await self._database.read(work)

    async def balance(self, program_id: str, reference: str, at: datetime | None) -> dict[str, Any] | Refusal | None:
        """A member's balance as known at a moment (now by default); None for an unknown reference."""

        async def work(program: Program, transaction: Transaction, member: Member) -> dict[str, Any] | Refusal:
            now = program.now(self._clock())
            if at is not None and at > now + LATEST:
                return Refusal("validation", "must not be in the future", "/at", "in-future")
            moment = at or now
            known = Known(member.member_id, {}, {})
            until = instant_text(moment)
            sums = await entries.sums_until(transaction, member.member_id, until)
            # Effects due by then and not yet written.
            late = advanced(program, await refresh_if_stale(transaction, program, member, now), now).passed
            sums += [Sum(one.unit, one.lot, one.type, one.amount) for one in late if one.recorded_at <= until]
            for unit, lot, type_, amount in sums:
                balances.move(known.balances, unit, lot, amount)
                if type_ == "accrue":
                    known.accrued[unit] = known.accrued.get(unit, 0) + amount
            return balance(program, known, moment)

        return await self._of_member(program_id, reference, work)

    async def clock(self, program_id: str) -> tuple[datetime, bool] | None:
        """A test programme's time, and whether it is fixed; None for a live programme."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        return (program.now(self._clock()), program.clock is not None) if program.test else None

    async def _of_member(
        self, program_id: str, reference: str, work: Callable[[Program, Transaction, Member], Awaitable[Result]]
    ) -> Result | None:
        # An erased member's anonymous ledger must remain accountable.
        async def with_member(transaction: Transaction) -> Result | None:
            found = await members.find_many(transaction, program_id, [reference], erased_too=True)
            if not found:
                return None
            return await work(await self._programs.one(transaction, program_id), transaction, found[reference])

        return await self._database.read(with_member)


def _by_name(found: KnownMember) -> tuple[bool, str, str]:
    name = found.profile.name if found.profile else None
    return name is None, plain(name or ""), found.member.member_id
