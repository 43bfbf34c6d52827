"""Reads of a programme's rewards, and of members' vouchers and holds."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from app.actions.ids import first_id_at
from app.actions.programs import Programs
from app.engine.model.instants import instant, instant_text
from app.engine.model.records.checkout import Hold
from app.engine.model.records.vouchers import Voucher
from app.engine.program import limit_names
from app.engine.program.document import ProgramDocument
from app.engine.views.holds import hold_document
from app.engine.views.reward_list import reward_document, voucher_document
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import holds as stored_holds
from app.store.queries.checkout import partner_codes, quotes, vouchers
from app.store.queries.checkout import shared_limits as store
from app.store.queries.members import members

# Longer than the validity of any quote.
KEPT_FOR: Final = timedelta(days=2)


class Offers:
    """Reads of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._forgot_at: datetime | None = None

    async def rewards(self, program_id: str) -> list[dict[str, Any]]:
        """The rewards of the version in force, in the order of its document."""
        found = await self._programs.document(program_id, None)
        assert found, "every programme has a version"
        parts = ProgramDocument.model_validate(json.loads(found[1])).rewards
        names = [limit_names.stock(part.id) for part in parts if part.stock is not None]
        pools = [part.id for part in parts if part.codes == "imported"]

        async def work(transaction: Transaction) -> tuple[dict[str, int], dict[str, int]]:
            program = await self._programs.one(transaction, program_id)
            today = program.business_date(program.now(self._clock()))
            unused = await partner_codes.count_unused(transaction, program_id, pools, today)
            return await store.taken(transaction, program_id, names), unused

        taken, unused = await self._database.read(work)
        return [
            reward_document(
                part,
                taken.get(limit_names.stock(part.id), 0),
                unused.get(part.id, 0) if part.codes == "imported" else None,
            )
            for part in parts
        ]

    async def forget_quotes(self) -> None:
        """Delete expired quotes of yesterday and before, at most once an hour."""
        now = self._clock()
        if self._forgot_at and now < self._forgot_at + timedelta(hours=1):
            return
        self._forgot_at = now
        before = first_id_at("quo", int((now - KEPT_FOR).timestamp() * 1000))
        await self._database.write(lambda transaction: quotes.forget(transaction, before))

    async def voucher_as_given(self, program_id: str, voucher: Voucher) -> dict[str, Any]:
        """A voucher as issued, whatever its present state."""
        program = await self._programs.known(program_id)
        if len(program.versions) < voucher.program_version:
            program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        return voucher_document(program, voucher, program.business_date(instant(voucher.issued_at)))

    async def voucher(self, program_id: str, code: str) -> dict[str, Any] | None:
        """A voucher in its present state; None for an unknown code."""

        async def work(transaction: Transaction) -> dict[str, Any] | None:
            program = await self._programs.one(transaction, program_id)
            found = await vouchers.by_codes(transaction, program_id, [code])
            if not found:
                return None
            now = program.now(self._clock())
            keeping = [found[0].held_by] if found[0].held_by else []
            holds = await transaction.rows(Hold, "hold_id", keeping) if keeping else []
            is_held = any(hold.expires_at > instant_text(now) for hold in holds)
            return voucher_document(program, found[0], program.business_date(now), is_held)

        return await self._database.read(work)

    async def vouchers_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` vouchers of a member, newest first, before the given id; None for an unknown reference."""

        async def work(transaction: Transaction) -> list[dict[str, Any]] | None:
            member = (await members.find_many(transaction, program_id, [reference])).get(reference)
            if member is None:
                return None
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            today = program.business_date(now)
            found = await vouchers.vouchers_page(
                transaction, member.member_id, limit, status=status, at=instant_text(now), today=today, before=before
            )
            return [voucher_document(program, voucher, today, is_held) for voucher, is_held in found]

        return await self._database.read(work)

    async def hold(self, program_id: str, hold_id: str) -> dict[str, Any] | None:
        """A hold in its present state; None for an unknown id."""

        async def work(transaction: Transaction) -> dict[str, Any] | None:
            found = await stored_holds.find(transaction, program_id, hold_id)
            if found is None:
                return None
            program = await self._programs.one(transaction, program_id)
            return hold_document(program, found, program.now(self._clock()))

        return await self._database.read(work)

    async def holds_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` holds of a member, newest first, before the given id; None for an unknown reference."""

        async def work(transaction: Transaction) -> list[dict[str, Any]] | None:
            member = (await members.find_many(transaction, program_id, [reference])).get(reference)
            if member is None:
                return None
            program = await self._programs.one(transaction, program_id)
            now = program.now(self._clock())
            found = await stored_holds.holds_page(
                transaction, member.member_id, limit, status=status, at=instant_text(now), before=before
            )
            return [hold_document(program, one, now) for one in found]

        return await self._database.read(work)
