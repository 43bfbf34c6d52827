"""A shop's service without a database: the real engine on one book, for tests of what is said over HTTP."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from app.actions.ids import IdSource, draw_card_number, draw_voucher_code
from app.actions.keys import NO_LIMITS, SCOPES, Caller, KnownKey, Limits, draw_key
from app.actions.voucher_batches import BatchRequest
from app.actions.write_queue import Done, Unavailable
from app.api.contract.service import KnownMember, KnownPurchase, KnownReturn
from app.engine.decide import decide
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import Command
from app.engine.model.names import kept_name
from app.engine.model.records import Identifier, Member, TierChange, Voucher
from app.engine.program import faults
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import Fault
from app.engine.program.terms import Program
from app.engine.rules.campaigns import state_of
from app.engine.views.donations import donations
from app.engine.views.holds import hold_document
from app.engine.views.liability import Owed, liability
from app.engine.views.reward_list import reward_document, voucher_document
from app.engine.views.status import rebate_periods, status, voucher_name
from app.ledger.entries import Entry
from app.store.tables.rows import AuditRow

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "silver", "name": "Silver", "from": 30000}],
    },
    "punch_cards": [
        {"id": "coffee", "name": "Coffee card", "counts": "items", "match": {"categories": ["coffee"]}, "punches": 10,
         "reward": "free-coffee"}
    ],
    "rebates": [
        {"id": "quarter", "name": "Money back", "period": "quarter", "method": "retroactive",
         "bands": [{"from": 30000, "rate": "0.02"}]}
    ],
    "rewards": [{"id": "free-coffee", "name": "A free coffee", "kind": "free_item", "valid_days": 60}],
}  # fmt: skip


class FakeService:
    """Does at once and alone what the real service does in batches. `failure` is raised instead, once set.

    `fails_to_decide` is raised by commands alone; one that is forgetful has no words at hand.
    """

    def __init__(self) -> None:
        self.now = NOW
        self.failure: Exception | None = None
        self.is_ready = True
        self.is_full = False
        self.is_forgetful = False
        self.fails_to_decide: Exception | None = None
        self.callers: dict[str, Caller] = {}
        self.submitted: list[Command] = []
        self.entries: list[Entry] = []
        self._ids = IdSource()
        self._documents: list[dict[str, Any]] = []
        self._book = Book(self._ids.draw, draw_voucher_code, draw_card_number)
        self._programs: dict[str, Program] = {}
        self.publish_first("prg_1")

    def publish_first(self, program_id: str) -> None:
        self._documents = [DOCUMENT]
        rules = compile_version(ProgramDocument.model_validate(DOCUMENT), 1, "2000-01-01T00:00:00.000000Z")
        self._programs[program_id] = Program(program_id, program_id, "GBP", ZoneInfo("Europe/London"), (rules,))

    def key(
        self,
        role: str,
        *,
        store: str | None = None,
        program_id: str = "prg_1",
        scopes: Sequence[str] | None = None,
        limits: Limits = NO_LIMITS,
    ) -> str:
        """A key of this role, in the door's book from now on."""
        made = draw_key(test=False, pepper=b"").key
        allowed = SCOPES[role] if scopes is None else frozenset(scopes)
        self.callers[made] = Caller(self._ids.draw("key"), program_id, role, allowed, store, False, limits)
        if program_id not in self._programs:
            self.publish_first(program_id)
        return made

    def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def draw_id(self, prefix: str) -> str:
        return self._ids.draw(prefix)

    async def caller(self, key: str) -> Caller | None:
        self._fail()
        return self.callers.get(key)

    def remembered_caller(self, key: str) -> Caller | None:
        return None if self.failure else self.callers.get(key)

    async def keys_page(self, program_id: str, limit: int, after: str | None) -> list[KnownKey]:
        return []

    async def revoke_key(self, program_id: str, key_id: str, caller: Caller, *, with_made: bool = False) -> None:
        return None

    async def unmatched_goods(self, program_id: str, first_day: str | None, last_day: str | None) -> Refusal:
        return Refusal("validation", "there are no sales here", "/from")

    async def acts_page(self, program_id: str, limit: int, before: str | None) -> list[AuditRow]:
        return []

    async def ready(self) -> bool:
        return self.is_ready

    async def submit(self, command: Command, caller: Caller) -> Decision | Refusal:
        return self._decided(command)

    def take(self, command: Command, caller: Caller, done: Done) -> None:
        try:
            ended: Decision | Refusal | Exception = self._decided(command)
        except Exception as error:
            ended = error
        done(ended)

    def words_at_hand(self, program_id: str, vouchers: Sequence[Voucher]) -> tuple[str, dict[str, str]] | None:
        program = self._programs[program_id]
        return (
            None
            if self.is_forgetful
            else (program.currency, {one.voucher_id: voucher_name(program, one) for one in vouchers})
        )

    def _decided(self, command: Command) -> Decision | Refusal:
        if failure := self.failure or self.fails_to_decide:
            raise failure
        self.submitted.append(command)
        decision = decide(self._programs[command.program_id], self._book, command, self.now)
        if isinstance(decision, Decision) and not decision.replayed:
            self._book.apply(decision)
            self.entries += decision.entries
        return decision

    async def currency(self, program_id: str) -> str:
        return self._programs[program_id].currency

    async def zone(self, program_id: str) -> ZoneInfo:
        return self._programs[program_id].zone

    async def voucher_names(self, program_id: str, vouchers: Sequence[Voucher]) -> dict[str, str]:
        return {one.voucher_id: voucher_name(self._programs[program_id], one) for one in vouchers}

    async def status(self, program_id: str, reference: str) -> bytes | None:
        self._fail()
        member = self._member(program_id, reference)
        if member is None:
            return None
        vouchers = [
            one for one in self._book.vouchers.values() if (one.member_id, one.status) == (member.member_id, "usable")
        ]
        return to_json(status(self._programs[program_id], member, vouchers, self.now))

    async def status_at(self, program_id: str, reference: str, at: datetime) -> bytes | None:
        return None

    async def statuses(self, program_id: str, references: Sequence[str]) -> list[bytes | None]:
        return [await self.status(program_id, reference) for reference in references]

    async def rebates(self, program_id: str, reference: str) -> bytes | None:
        member = self._book.member_or_what_is_left(program_id, reference)
        return to_json(rebate_periods(self._programs[program_id], member, self.now)) if member else None

    async def program(self, program_id: str, version: int | None = None) -> tuple[int, str] | None:
        number = len(self._documents) if version is None else version
        return (number, json.dumps(self._documents[number - 1])) if number <= len(self._documents) else None

    async def campaigns(self, program_id: str) -> list[dict[str, Any]]:
        self._fail()
        today = self._programs[program_id].business_date(self.now)
        return [{**one, "state": state_of(one, today)} for one in self._documents[-1].get("campaigns", [])]

    async def check_program(self, program_id: str, document: Any) -> list[Fault]:
        earlier = [ProgramDocument.model_validate(one) for one in self._documents]
        checked = faults.check(document, earlier)
        return checked if isinstance(checked, list) else []

    async def publish(
        self, program_id: str, document: Any, expected_version: int | None, caller: Caller
    ) -> int | Sequence[Fault] | Refusal:
        if expected_version not in (None, len(self._documents)):
            return Refusal("version-conflict", "another version is in force")
        if found := await self.check_program(program_id, document):
            return found
        self._documents.append(document)
        return len(self._documents)

    async def purchase(self, program_id: str, reference: str) -> KnownPurchase | None:
        found = self._book.purchase(program_id, reference)
        if found is None:
            return None
        returns = self._book.returns_of(found.purchase_id)
        causes = {found.purchase_id, *(one.return_id for one in returns)}
        entries = [one for one in self.entries if one.cause_id in causes]
        return found, returns, entries, list(self._book.vouchers.values())

    async def returned(self, program_id: str, reference: str) -> KnownReturn | None:
        found = self._book.returned(program_id, reference)
        if found is None:
            return None
        entries = [one for one in self.entries if one.cause_id == found.return_id]
        return found, entries, list(self._book.vouchers.values())

    async def member(self, program_id: str, reference: str) -> KnownMember | None:
        found = self._member(program_id, reference)
        if found is None:
            return None
        names = [Identifier(*name, owner) for name, owner in self._book.identifiers.items() if owner == found.member_id]
        return found, self._book.profiles.get(found.member_id), names

    async def members_page(
        self, program_id: str, limit: int, after: str | None, names: Mapping[str, str], expiring_by: str | None
    ) -> list[KnownMember]:
        known = [await self.member(program_id, member_id) for member_id in sorted(self._book.members)]
        kept = {(kind, kept_name(kind, value)) for kind, value in names.items()}
        found = [one for one in known if one and kept <= {(name.kind, name.value) for name in one[2]}]
        return [one for one in found if one[0].member_id > (after or "")][:limit]

    async def changed_members_page(
        self, program_id: str, limit: int, after: tuple[str, str], names: Mapping[str, str], expiring_by: str | None
    ) -> list[KnownMember]:
        return await self.members_page(program_id, limit, None, names, expiring_by)

    async def purchases_page(self, program_id: str, limit: int, **wanted: Any) -> list[KnownPurchase]:
        return []

    async def balance(self, program_id: str, reference: str, at: datetime | None) -> dict[str, Any] | None:
        return None

    async def liability(self, program_id: str, on: str | None) -> dict[str, Any] | Refusal:
        program = self._programs[program_id]
        return liability(program, on or program.business_date(self.now), 1, None, [], Owed(0, 0))

    async def settlements(self, program_id: str, first_day: str, last_day: str) -> AsyncIterator[bytes]:
        self._fail()
        yield f"{first_day},{last_day}\r\n".encode()

    async def rewards(self, program_id: str) -> list[dict[str, Any]]:
        self._fail()
        return [reward_document(part, 0) for part in ProgramDocument.model_validate(self._documents[-1]).rewards]

    async def voucher(self, program_id: str, code: str) -> dict[str, Any] | None:
        self._fail()
        found = self._book.voucher(program_id, code)
        program = self._programs[program_id]
        return voucher_document(program, found, program.business_date(self.now)) if found else None

    async def vouchers_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        self._fail()
        member, program = self._member(program_id, reference), self._programs[program_id]
        if member is None:
            return None
        owned = [one for one in self._book.vouchers.values() if one.member_id == member.member_id]
        return [voucher_document(program, one, program.business_date(self.now)) for one in owned][:limit]

    async def hold(self, program_id: str, hold_id: str) -> dict[str, Any] | None:
        self._fail()
        found = self._book.holds.get(hold_id)
        return hold_document(self._programs[program_id], found, self.now) if found else None

    async def holds_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        self._fail()
        member, program = self._member(program_id, reference), self._programs[program_id]
        if member is None:
            return None
        owned = [one for one in self._book.holds.values() if one.member_id == member.member_id]
        return [hold_document(program, one, self.now) for one in owned][:limit]

    async def voucher_as_given(self, program_id: str, voucher: Voucher) -> dict[str, Any]:
        return voucher_document(self._programs[program_id], voucher, "2026-03-02")

    async def start_voucher_batch(self, wish: BatchRequest, caller: Caller) -> Refusal:
        self._fail()
        return Refusal("not-found", "the programme has no such reward", "/reward")

    async def voucher_batch(self, program_id: str, batch_id: str) -> None:
        self._fail()

    async def donations(
        self, program_id: str, first_day: str, last_day: str, member: str | None
    ) -> dict[str, Any] | None:
        self._fail()
        return donations(self._programs[program_id], first_day, last_day, [])

    async def clock(self, program_id: str) -> None:
        return None

    async def advance_clock(self, program_id: str, to: datetime, caller: Caller) -> None:
        return None

    async def tier_changes_page(
        self, program_id: str, reference: str, limit: int, before: str | None
    ) -> list[TierChange] | None:
        member = self._book.member_or_what_is_left(program_id, reference)
        changes = sorted(self._book.new_tier_changes.values(), key=lambda one: one.tier_change_id, reverse=True)
        owner = member.member_id if member else ""
        return [one for one in changes if one.member_id == owner][:limit] if member else None

    async def announced_page(self, program_id: str, limit: int, after: tuple[str, str]) -> list[TierChange]:
        return []

    async def entries_page(
        self, program_id: str, reference: str, limit: int, before: str | None, unit: str | None, purchase: str | None
    ) -> list[Entry] | Refusal | None:
        member = self._book.member_or_what_is_left(program_id, reference)
        if member is None:
            return None
        found = [
            one
            for one in sorted(self.entries, key=lambda entry: entry.entry_id, reverse=True)
            if one.member_id == member.member_id
            and (before is None or one.entry_id < before)
            and unit in (None, one.unit)
        ]
        return found[:limit]

    def _member(self, program_id: str, reference: str) -> Member | None:
        member = self._book.member_or_what_is_left(program_id, reference)
        return None if member is None or member.erased_at else member

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


def unavailable() -> Exception:
    """What the service raises when the database is away."""
    return Unavailable()
