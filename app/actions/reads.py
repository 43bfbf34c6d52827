"""Everything that is read and not changed. A read sees all that was acknowledged before it was asked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from pydantic_core import to_json

from app.actions.batches import counted_anew
from app.actions.programs import Programs
from app.actions.read_queue import ReadQueue
from app.engine.model.book import Refusal
from app.engine.model.instants import LATEST, instant_text
from app.engine.model.names import kept_name
from app.engine.model.records import Member, TierChange
from app.engine.program.terms import Program
from app.engine.proof.past import facts_at, member_at, program_at
from app.engine.rules.passing_time import advanced
from app.engine.views.balance import Known, balance
from app.engine.views.status import SHOWN_VOUCHERS, rebate_periods, status
from app.ledger import balances
from app.ledger.entries import Entry
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import audit, entries, folds, members, purchases, tier_changes, vouchers
from app.store.queries.entries import Sum
from app.store.queries.members import KnownMember
from app.store.queries.purchases import KnownPurchase, KnownReturn
from app.store.tables.rows import AuditRow

Result = TypeVar("Result")

STATUSES_AT_ONCE: Final = 50

# Longer than a transaction may take, and than the clocks of two processes are apart: whoever asks for what comes after
# the last one that was seen is to find all of it.
ALL_IS_WRITTEN_AFTER: Final = timedelta(seconds=5)


class Reads:
    """Reads of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._status_queue = ReadQueue(self._statuses_at_once)

    async def status(self, program_id: str, reference: str) -> bytes | None:
        """Where a member stands, as JSON text."""
        return await self._status_queue.read(program_id, reference)

    async def statuses(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        """Where members stand, in the order asked."""
        texts: list[bytes | None] = []
        # A few at a time: others are served between them.
        for begin in range(0, len(references), STATUSES_AT_ONCE):
            texts += await self._statuses_at_once(program_id, references[begin : begin + STATUSES_AT_ONCE])
        return texts

    async def _statuses_at_once(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        async def work(transaction: Transaction) -> list[bytes | None]:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            found = await members.find_many(transaction, program_id, set(references))
            owners = [one for one in found.values() if has_vouchers(one)]
            many = {one.member_id for one in owners if has_many_vouchers(one)}
            usable = await vouchers.usable(transaction, [one.member_id for one in owners if one.member_id not in many])
            texts = {}
            for reference, member in found.items():
                current = await counted_anew(transaction, program, member, now)
                known, total = usable.get(member.member_id, []), None
                if member.member_id in many:
                    known, total = await vouchers.first_usable(
                        transaction, member.member_id, instant_text(now), program.business_date(now), SHOWN_VOUCHERS
                    )
                texts[reference] = to_json(status(program, current, known, now, total))
            return [texts.get(reference) for reference in references]

        return await self._database.read(work)

    async def status_at(self, program_id: str, reference: str, at: datetime) -> bytes | Refusal | None:
        """Where a member stood at a moment, as was known then, as JSON text; None for nobody, or nobody yet."""

        async def work(transaction: Transaction) -> bytes | Refusal | None:
            program = await self._programs.one(transaction, program_id)
            if at > program.now(self._clock()) + LATEST:
                return Refusal("validation", "must not be in the future", "/at", "in-future")
            member = (await members.find_many(transaction, program_id, [reference])).get(reference)
            if member is None or member.created_at > instant_text(at):
                return None
            [(_, facts)] = await folds.facts_of(transaction, [member])
            known, then = facts_at(facts, at), program_at(program, at)
            usable = [one for one in known.vouchers if one.status == "usable"]
            return to_json(status(then, member_at(then, member, known, at), usable, at))

        return await self._database.read(work)

    async def acts_page(self, program_id: str, limit: int, before: str | None) -> list[AuditRow]:
        """Up to `limit` administrative acts, newest first, before the given id."""
        return await self._database.read(lambda transaction: audit.page(transaction, program_id, limit, before))

    async def rebates(self, program_id: str, reference: str) -> bytes | None:
        """Every rebate period of a member so far, as the JSON text of a list."""

        async def work(program: Program, transaction: Transaction, member: Member) -> bytes:
            return to_json(rebate_periods(program, member, program.now(self._clock())))

        return await self._of_member(program_id, reference, work)

    async def member(self, program_id: str, reference: str) -> KnownMember | None:
        """A member, the personal data, and all names."""
        return await self._database.read(lambda transaction: members.find(transaction, program_id, reference))

    async def members_page(
        self,
        program_id: str,
        limit: int,
        after: str | None,
        names: Mapping[str, str],
        expiring_by: str | None = None,
    ) -> list[KnownMember]:
        """Up to `limit` members by id, after the given id; of all, or of those of whom this is true."""
        kept = {kind: kept_name(kind, value) for kind, value in names.items()}
        return await self._database.read(
            lambda transaction: members.page(transaction, program_id, limit, after, kept, expiring_by)
        )

    async def changed_members_page(
        self, program_id: str, limit: int, after: tuple[str, str], names: Mapping[str, str], expiring_by: str | None
    ) -> list[KnownMember]:
        """Up to `limit` members, the oldest change first, after an instant and id; else as `members_page`."""
        kept = {kind: kept_name(kind, value) for kind, value in names.items()}
        return await self._database.read(
            lambda transaction: members.changed_page(transaction, program_id, limit, after, kept, expiring_by)
        )

    async def purchase(self, program_id: str, reference: str) -> KnownPurchase | None:
        """A purchase with all that followed from it."""
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
        """Up to `limit` purchases, newest first by when they happened, without entries; None for an unknown member."""

        async def work(transaction: Transaction) -> list[KnownPurchase] | None:
            member_id = None
            if member is not None:
                found = await members.find_many(transaction, program_id, [member], erased_too=True)
                if not found:
                    return None
                member_id = found[member].member_id
            return await purchases.page(
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
        """A return with all that followed from it."""
        return await self._database.read(lambda transaction: purchases.find_return(transaction, program_id, reference))

    async def entries_page(
        self, program_id: str, reference: str, limit: int, before: str | None, unit: str | None, purchase: str | None
    ) -> list[Entry] | Refusal | None:
        """Up to `limit` entries of a member, newest first, before the given id; None for an unknown reference.

        `purchase` is a reference: its own entries and those of its returns; an id of a return, those of the return.
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
            return await entries.page(transaction, member.member_id, limit, before, unit, cause)

        return await self._of_member(program_id, reference, work)

    async def tier_changes_page(
        self, program_id: str, reference: str, limit: int, before: str | None
    ) -> list[TierChange] | None:
        """Up to `limit` changes of a member's levels, newest first, before the given id; None for an unknown one."""

        async def work(program: Program, transaction: Transaction, member: Member) -> list[TierChange]:
            return await tier_changes.page(transaction, member.member_id, limit, before)

        return await self._of_member(program_id, reference, work)

    async def announced_page(self, program_id: str, limit: int, after: tuple[str, str]) -> list[TierChange]:
        """Up to `limit` changes of level that are announced by now, behind a `notice_at` and id, in their order."""

        async def work(transaction: Transaction) -> list[TierChange]:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            # A test programme has one who tries it, and wants to see at once what came of it.
            until = now if program.test else now - ALL_IS_WRITTEN_AFTER
            return await tier_changes.announced_page(transaction, program_id, limit, after, instant_text(until))

        return await self._database.read(work)

    async def balance(self, program_id: str, reference: str, at: datetime | None) -> dict[str, Any] | Refusal | None:
        """What a member had at a moment (now if not said), as was known then; None for an unknown reference."""

        async def work(program: Program, transaction: Transaction, member: Member) -> dict[str, Any] | Refusal:
            now = program.now(self._clock())
            if at is not None and at > now + LATEST:
                return Refusal("validation", "must not be in the future", "/at", "in-future")
            moment = at or now
            known = Known(member.member_id, {}, {})
            until = instant_text(moment)
            sums = await entries.sums_until(transaction, member.member_id, until)
            # What was due by then, and nobody has written yet.
            late = advanced(program, await counted_anew(transaction, program, member, now), now).passed
            sums += [Sum(one.unit, one.lot, one.type, one.amount) for one in late if one.recorded_at <= until]
            for unit, lot, type_, amount in sums:
                balances.move(known.balances, unit, lot, amount)
                if type_ == "accrue":
                    known.accrued[unit] = known.accrued.get(unit, 0) + amount
            return balance(program, known, moment)

        return await self._of_member(program_id, reference, work)

    async def clock(self, program_id: str) -> tuple[datetime, bool] | None:
        """A test programme's time, and whether it stands; None for a live programme."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        return (program.now(self._clock()), program.clock is not None) if program.test else None

    async def _of_member(
        self, program_id: str, reference: str, work: Callable[[Program, Transaction, Member], Awaitable[Result]]
    ) -> Result | None:
        # What an erased member leaves is anonymous, and has to stay accountable for.
        async def with_member(transaction: Transaction) -> Result | None:
            found = await members.find_many(transaction, program_id, [reference], erased_too=True)
            if not found:
                return None
            return await work(await self._programs.one(transaction, program_id), transaction, found[reference])

        return await self._database.read(with_member)


def has_vouchers(member: Member) -> bool:
    """Whether the member may have vouchers to use.

    The balances alone do not say: one that was used twice hides one that can be used.
    """
    return bool(member.state.completed) or any(unit.startswith("voucher:") for unit in member.state.balances)


def has_many_vouchers(member: Member) -> bool:
    """Whether the member may have more vouchers than a status shows."""
    counts = (lots.values() for unit, lots in member.state.balances.items() if unit.startswith("voucher:"))
    return sum(abs(count) for held in counts for count in held) > SHOWN_VOUCHERS
