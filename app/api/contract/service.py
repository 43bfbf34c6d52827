"""What the API asks of the rest of Goldlist. The rooms behind it offer this; tests offer a stand-in.

References may be of any form that `app.engine.program.fields` knows; None means that they name nothing in the
programme. Reads show everything that was acknowledged before they were asked. A member who was erased is nobody, but
for the ledger that is left (entries, balance, rebates, purchases), which is found by the id.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.actions.key_making import RevokedKeys
from app.actions.keys import Caller, KnownKey, Limits, MadeKey
from app.actions.voucher_batches import BatchRequest
from app.actions.write_queue import Done
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import Command
from app.engine.model.records import Identifier, Member, Profile, Purchase, Return, TierChange, Voucher
from app.engine.program.faults import Fault
from app.ledger.entries import Entry
from app.store.tables.rows import AuditRow, VoucherBatch

KnownMember = tuple[Member, Profile | None, Sequence[Identifier]]
KnownPurchase = tuple[Purchase, Sequence[Return], Sequence[Entry], Sequence[Voucher]]
KnownReturn = tuple[Return, Sequence[Entry], Sequence[Voucher]]


class Service(Protocol):
    """Everything that a request may need. Raises Unavailable or DatabaseUnavailable when it cannot be had now."""

    def start(self) -> None:
        """Start taking commands; called once, inside the event loop that serves."""

    async def close(self) -> None:
        """Carry out what waits, and let go of everything."""

    @property
    def is_full(self) -> bool:
        """Whether so many commands wait that no more is taken on."""

    def draw_id(self, prefix: str) -> str:
        """A fresh id: "pur" -> "pur_…"."""

    async def caller(self, key: str) -> Caller | None:
        """Who calls with this API key; None when nobody does. Raises KeyExpired."""

    def remembered_caller(self, key: str) -> Caller | None:
        """Who calls with this API key, if that is at hand; None says nothing of the key."""

    async def create_key(
        self,
        program_id: str,
        role: str,
        *,
        store: str | None,
        scopes: Sequence[str],
        expires_at: datetime | None,
        limits: Limits,
        name: str | None,
        caller: Caller,
    ) -> MadeKey:
        """Make a key, which is told this once. Raises EndedAlready."""

    async def keys_page(self, program_id: str, limit: int, after: str | None) -> Sequence[KnownKey]:
        """Up to `limit` keys of the programme in the order of their making, after the given id."""

    async def revoke_key(
        self, program_id: str, key_id: str, caller: Caller, *, with_made: bool = False
    ) -> RevokedKeys | Refusal | None:
        """Revoke a key for good, dead at once in this process; None if the programme has none of this id.

        `with_made`: also all keys that it made, and those made by them.
        """

    async def acts_page(self, program_id: str, limit: int, before: str | None) -> Sequence[AuditRow]:
        """Up to `limit` administrative acts, newest first, before the given id."""

    async def ready(self) -> bool:
        """Whether the database is reachable and its schema current."""

    async def submit(self, command: Command, caller: Caller) -> Decision | Refusal:
        """Carry a command out that came with this key, and answer when it is durable."""

    def take(self, command: Command, caller: Caller, done: Done) -> None:
        """Carry a command out, and call `done` with what `submit` would give or raise. Raises Unavailable."""

    def words_at_hand(self, program_id: str, vouchers: Sequence[Voucher]) -> tuple[str, Mapping[str, str]] | None:
        """The programme's currency, and what these vouchers are called, by id; None if that is not at hand."""

    async def currency(self, program_id: str) -> str:
        """The programme's one currency."""

    async def zone(self, program_id: str) -> ZoneInfo:
        """The programme's one time zone."""

    async def voucher_names(self, program_id: str, vouchers: Sequence[Voucher]) -> Mapping[str, str]:
        """What these vouchers are called, by id, in the words of the versions that issued them."""

    async def status(self, program_id: str, reference: str) -> bytes | None:
        """The status document of a member, as JSON text."""

    async def status_at(self, program_id: str, reference: str, at: datetime) -> bytes | Refusal | None:
        """Where a member stood at a moment, as was known then, as JSON text; None for nobody, or nobody yet."""

    async def statuses(self, program_id: str, references: Sequence[str]) -> Sequence[bytes | None]:
        """The status documents of members in the order asked."""

    async def rebates(self, program_id: str, reference: str) -> bytes | None:
        """Every rebate period of a member so far, as the JSON text of a list."""

    async def program(self, program_id: str, version: int | None = None) -> tuple[int, str] | None:
        """A version of the programme (the newest if not said): its number, and the document as JSON text."""

    async def campaigns(self, program_id: str) -> Sequence[Mapping[str, Any]]:
        """The campaigns of the version in force as its document has them, each with its `state` of today."""

    async def check_program(self, program_id: str, document: Any) -> Sequence[Fault]:
        """What keeps this document from being the programme's next version."""

    async def publish(
        self, program_id: str, document: Any, expected_version: int | None, caller: Caller
    ) -> int | Sequence[Fault] | Refusal:
        """Publish the next version and give its number; or its faults; or refuse (`version-conflict`)."""

    async def purchase(self, program_id: str, reference: str) -> KnownPurchase | None:
        """A purchase, all its returns with the void, and the entries and vouchers of all of these."""

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
    ) -> Sequence[KnownPurchase] | None:
        """Up to `limit` purchases, newest first by when they happened, without entries; None for an unknown member.

        `since` and `until` are instants, of which the second is not included any more; `before` is the `occurred_at`
        and id of the last one of the page before.
        """

    async def returned(self, program_id: str, reference: str) -> KnownReturn | None:
        """A return, its entries, and the vouchers that it revoked."""

    async def member(self, program_id: str, reference: str) -> KnownMember | None:
        """A member, the personal data, and all names, oldest first."""

    async def members_page(
        self, program_id: str, limit: int, after: str | None, names: Mapping[str, str], expiring_by: str | None
    ) -> Sequence[KnownMember]:
        """Up to `limit` members by id, after the given id.

        `names`: `ext`, `card`, `email`, `phone`, all exact. `expiring_by`: with points whose last day is by this one.
        """

    async def changed_members_page(
        self, program_id: str, limit: int, after: tuple[str, str], names: Mapping[str, str], expiring_by: str | None
    ) -> Sequence[KnownMember]:
        """Up to `limit` members, the oldest change first, after an instant and id; else as `members_page`."""

    async def balance(self, program_id: str, reference: str, at: datetime | None) -> dict[str, Any] | Refusal | None:
        """What a member had at a moment (now if not said), as was known then; None for an unknown reference."""

    async def liability(self, program_id: str, on: str | None) -> dict[str, Any] | Refusal:
        """What the shop owed its members at the end of a business day; of today (if not said), what it owes now."""

    def settlements(self, program_id: str, first_day: str, last_day: str) -> AsyncIterator[bytes]:
        """The settlements recorded on these business days as CSV, in order of time, a part at a time."""

    async def rewards(self, program_id: str) -> Sequence[dict[str, Any]]:
        """The rewards of the version in force, with what is left of them."""

    async def voucher(self, program_id: str, code: str) -> dict[str, Any] | None:
        """A voucher as it is now; None where there is none of this code."""

    async def vouchers_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> Sequence[dict[str, Any]] | None:
        """Up to `limit` vouchers of a member, newest first, before the given id; None for an unknown reference.

        `status` is what they are now; None for all.
        """

    async def hold(self, program_id: str, hold_id: str) -> dict[str, Any] | None:
        """A hold as it is now; None where there is none of this id."""

    async def holds_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> Sequence[dict[str, Any]] | None:
        """Up to `limit` holds of a member, newest first, before the given id; None for an unknown reference.

        `status` is what they are now; None for all.
        """

    async def voucher_as_given(self, program_id: str, voucher: Voucher) -> dict[str, Any]:
        """A voucher as it was when it was issued, whatever has become of it."""

    async def start_voucher_batch(self, wish: BatchRequest, caller: Caller) -> tuple[VoucherBatch, bool] | Refusal:
        """Begin to give many members a voucher: the batch as it began, and whether it was there under this name."""

    async def voucher_batch(self, program_id: str, batch_id: str) -> VoucherBatch | None:
        """A batch of vouchers as it is now."""

    async def unmatched_goods(
        self, program_id: str, first_day: str | None, last_day: str | None
    ) -> dict[str, Any] | Refusal:
        """The goods sold on these business days (of the last 30 if not said) that no rule names."""

    async def donations(
        self, program_id: str, first_day: str, last_day: str, member: str | None
    ) -> dict[str, Any] | None:
        """What was given to causes on these business days, by all or by one member; None for an unknown one."""

    async def clock(self, program_id: str) -> tuple[datetime, bool] | None:
        """A test programme's time, and whether it stands; None for a live programme."""

    async def advance_clock(self, program_id: str, to: datetime, caller: Caller) -> datetime | Refusal | None:
        """Move a test programme's time forward: the time it is; None for a live programme."""

    async def tier_changes_page(
        self, program_id: str, reference: str, limit: int, before: str | None
    ) -> Sequence[TierChange] | None:
        """Up to `limit` changes of a member's levels, newest first, before the given id; None for an unknown one."""

    async def announced_page(self, program_id: str, limit: int, after: tuple[str, str]) -> Sequence[TierChange]:
        """Up to `limit` changes of level that are announced by now, in the order of that.

        `after` is the `notice_at` and id of the last one of the page before, or the instant to begin with and "".
        """

    async def entries_page(
        self, program_id: str, reference: str, limit: int, before: str | None, unit: str | None, purchase: str | None
    ) -> Sequence[Entry] | Refusal | None:
        """Up to `limit` entries of a member, newest first, before the given id; None for an unknown reference.

        `purchase` is a reference: its own entries and those of its returns; an id of a return, those of the return.
        """
