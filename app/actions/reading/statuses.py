"""Members' statuses: one or many, as of now, and as they were known at a past moment."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from pydantic_core import to_json

from app.actions.access.staff import contacts_of
from app.actions.programs import Programs
from app.actions.reading.read_queue import ReadQueue
from app.actions.writing.batches import refresh_if_stale
from app.engine.model.book import Refusal
from app.engine.model.instants import LATEST, instant_text
from app.engine.model.records.members import Member
from app.engine.proof.past import facts_at, member_at, program_at
from app.engine.views.status import SHOWN_VOUCHERS, status
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import vouchers
from app.store.queries.members import folds, members
from app.store.rows.access import StaffRow

STATUSES_AT_ONCE: Final = 50


class Statuses:
    """The statuses of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._programs = programs
        self._clock = clock
        self._database = database
        self._queue = ReadQueue(self._at_once)

    async def one(self, program_id: str, reference: str) -> bytes | None:
        """A member's status, as JSON text."""
        return await self._queue.read(program_id, reference)

    async def several(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        """Members' statuses, in the order of the references."""
        texts: list[bytes | None] = []
        # A few at a time: other requests are served in between.
        for begin in range(0, len(references), STATUSES_AT_ONCE):
            texts += await self._at_once(program_id, references[begin : begin + STATUSES_AT_ONCE])
        return texts

    async def _at_once(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        async def work(transaction: Transaction) -> list[bytes | None]:
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            found = await members.find_many(transaction, program_id, set(references))
            owners = [one for one in found.values() if has_vouchers(one)]
            many = {one.member_id for one in owners if has_many_vouchers(one)}
            usable = await vouchers.usable(transaction, [one.member_id for one in owners if one.member_id not in many])
            ids = {one.member_id for one in found.values()}
            contacts = await contacts_of(transaction, ids, program.business_date(now))
            texts = {}
            for reference, member in found.items():
                current = await refresh_if_stale(transaction, program, member, now)
                known, total = usable.get(member.member_id, []), None
                if member.member_id in many:
                    known, total = await vouchers.first_usable(
                        transaction, member.member_id, instant_text(now), program.business_date(now), SHOWN_VOUCHERS
                    )
                shown = status(program, current, known, now, total)
                texts[reference] = to_json({**shown, "contact": _contact(contacts.get(member.member_id))})
            return [texts.get(reference) for reference in references]

        return await self._database.read(work)

    async def at(self, program_id: str, reference: str, at: datetime) -> bytes | Refusal | None:
        """A member's status as known at a past moment, as JSON text; None for no member at that time."""

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
            return to_json({**status(then, member_at(then, member, known, at), usable, at), "contact": None})

        return await self._database.read(work)


def _contact(person: StaffRow | None) -> dict[str, str | None] | None:
    return person and {"name": person.name, "email": person.email}


def has_vouchers(member: Member) -> bool:
    """Whether the member may have usable vouchers.

    The balances alone cannot tell: a voucher used twice hides a usable one.
    """
    return bool(member.state.completed) or any(unit.startswith("voucher:") for unit in member.state.balances)


def has_many_vouchers(member: Member) -> bool:
    """Whether the member may have more vouchers than a status shows."""
    counts = (lots.values() for unit, lots in member.state.balances.items() if unit.startswith("voucher:"))
    return sum(abs(count) for held in counts for count in held) > SHOWN_VOUCHERS
