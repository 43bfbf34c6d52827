"""Goldlist as its doors see it: one object that carries out commands and answers reads."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.actions.audit import Recorder
from app.actions.batches import Batches
from app.actions.check_members import Looked, check_members
from app.actions.ids import IdSource, random_id_between
from app.actions.import_codes import Imported as ImportedCodes
from app.actions.import_codes import import_codes
from app.actions.key_making import KeyRequest, Keys, RevokedKeys, limits_of, makers_limits_of, scopes_of
from app.actions.keys import NO_LIMITS, Caller, KeyExpired, Keyring, KnownKey, Limits, MadeKey
from app.actions.observer import Observer
from app.actions.offers import Offers
from app.actions.programs import MadeProgram, Programs
from app.actions.reads import Reads
from app.actions.reports import Reports
from app.actions.reviews import Reviews
from app.actions.sweep import Sweep
from app.actions.verify import Verified, verify
from app.actions.voucher_batches import BatchRequest, VoucherBatches
from app.actions.write_queue import Answer, Done, WriteQueue
from app.engine.model.book import Refusal
from app.engine.model.commands import Command
from app.engine.model.instants import instant, instant_text
from app.engine.model.records import Voucher
from app.engine.program.faults import Fault
from app.engine.program.terms import Program
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, SchemaOutdated
from app.store.connection.schema import ensure_current
from app.store.connection.transaction import Transaction
from app.store.queries import folds, keys
from app.store.tables import rows
from app.store.tables.rows import VoucherBatch

USE_NOTED_EVERY = timedelta(minutes=1)


class Goldlist(Reads):
    """Commands go through the write queue, reads straight to the database.

    `clock` gives the real time (UTC), `pepper` the secret of the key hashes; `on_death` is called when nothing can
    be written any more, which only a fault of ours can bring about. `watch` is told what happens.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        pepper: bytes,
        on_death: Callable[[], None],
        watch: Observer | None = None,
    ) -> None:
        watch = watch or Observer()
        self._ids = IdSource()
        recorder = Recorder(self._ids.draw, clock)
        self._keys = Keys(database, self._ids, clock, recorder, pepper)
        self._programs = Programs(database, self._ids, clock, self._keys, recorder)
        super().__init__(database, self._programs, clock)
        self._reports = Reports(database, self._programs, clock)
        self._offers = Offers(database, self._programs, clock)
        self._queue = WriteQueue(
            Batches(database, self._programs, self._ids, clock, recorder, watch).perform, on_death, watch
        )
        self._sweep = Sweep(database, self._queue.submit, clock, self._ids.draw("wrk"), watch)
        self._reviews = Reviews(database, self._programs, self._queue.submit, clock, self._ids.draw("wrk"))
        self._voucher_batches = VoucherBatches(database, self._programs, self._ids, clock, recorder, self._queue.submit)
        self._keyring = Keyring(self._find_caller, pepper, clock=self._clock)
        self._noting: set[asyncio.Task[None]] = set()

    @property
    def database(self) -> Database:
        """The database it works on."""
        return self._database

    def start(self) -> None:
        """Start taking commands."""
        self._queue.start()

    async def close(self) -> None:
        """Carry out what waits, and let go of the database."""
        await self._queue.close()
        await asyncio.gather(*self._noting, return_exceptions=True)
        await self._database.close()

    def draw_id(self, prefix: str) -> str:
        """A fresh id: "pur" -> "pur_…"."""
        return self._ids.draw(prefix)

    async def submit(self, command: Command, caller: Caller | None = None) -> Answer:
        """Carry a command out, and answer when it is durable. `caller`: whose key it came with. Raises Unavailable."""
        return await self._queue.submit(command, caller)

    def take(self, command: Command, caller: Caller | None, done: Done) -> None:
        """Carry a command out, and call `done` with what `submit` would give or raise. Raises Unavailable."""
        self._queue.take(command, caller, done)

    @property
    def is_full(self) -> bool:
        """Whether so many commands wait that no more is taken on."""
        return self._queue.is_full

    async def ready(self) -> bool:
        """Whether the database is reachable and its schema current."""
        try:
            await ensure_current(self._database)
        except (DatabaseUnavailable, SchemaOutdated):
            return False
        return True

    async def caller(self, key: str) -> Caller | None:
        """Who calls with this API key; None when nobody does. Raises KeyExpired."""
        return await self._keyring.caller(key)

    def remembered_caller(self, key: str) -> Caller | None:
        """Who calls with this API key, if that was found a moment ago; None says nothing of the key."""
        return self._keyring.remembered(key)

    async def currency(self, program_id: str) -> str:
        """The programme's one currency."""
        return (await self._programs.known(program_id)).currency

    async def zone(self, program_id: str) -> ZoneInfo:
        """The programme's one time zone."""
        return (await self._programs.known(program_id)).zone

    async def voucher_names(self, program_id: str, vouchers: Sequence[Voucher]) -> dict[str, str]:
        """What these vouchers are called, by id."""
        return await self._programs.voucher_names(program_id, vouchers)

    def words_at_hand(self, program_id: str, vouchers: Sequence[Voucher]) -> tuple[str, dict[str, str]] | None:
        """The currency, and what these vouchers are called, by id; None if the database has to be asked."""
        return self._programs.words_at_hand(program_id, vouchers)

    async def program(self, program_id: str, version: int | None = None) -> tuple[int, str] | None:
        """A version of the programme (the newest if not said): its number, and the document as JSON text."""
        return await self._programs.document(program_id, version)

    async def campaigns(self, program_id: str) -> list[dict[str, Any]]:
        """The campaigns of the version in force as its document has them, each with its `state` of today."""
        return await self._programs.campaigns(program_id)

    async def check_program(self, program_id: str, document: Any) -> Sequence[Fault]:
        """What keeps this document from being the programme's next version."""
        return await self._programs.check(program_id, document)

    async def publish(
        self, program_id: str, document: Any, expected_version: int | None, caller: Caller | None = None
    ) -> int | Sequence[Fault] | Refusal:
        """Publish the next version and give its number; or its faults; or refuse."""
        return await self._programs.publish(program_id, document, expected_version, caller)

    async def advance_clock(
        self, program_id: str, to: datetime, caller: Caller | None = None
    ) -> datetime | Refusal | None:
        """Move a test programme's time forward: the time it is; None if it has no clock of its own.

        Everything that is due up to it has happened then.
        """
        moved = await self._programs.advance_clock(program_id, to, caller)
        if isinstance(moved, datetime):
            await self._sweep.catch_up(program_id)
            await self._reviews.catch_up(program_id)
        return moved

    async def sweep(self) -> int:
        """Let time have its effects on every member who is due, of any programme: on how many it had.

        Ladders of ranks whose day has come are reviewed after that.
        """
        await self._offers.forget_quotes()
        swept = await self._sweep.go_round()
        await self._reviews.go_round()
        return swept

    async def issue_vouchers(self) -> int:
        """Give the next vouchers of every batch of them: how many members were dealt with."""
        return await self._voucher_batches.go_round()

    async def import_codes(self, program: Program, reward: str, path: Path) -> ImportedCodes:
        """Put the codes of a partner into the pool of a reward. Raises NoCodes."""
        return await import_codes(self._database, program, reward, path, self._clock)

    async def start_voucher_batch(
        self, wish: BatchRequest, caller: Caller | None = None
    ) -> tuple[VoucherBatch, bool] | Refusal:
        """Begin to give many members a voucher: the batch, and whether it was there before under its name."""
        return await self._voucher_batches.start(wish, caller)

    async def voucher_batch(self, program_id: str, batch_id: str) -> VoucherBatch | None:
        """A batch of vouchers as it is now."""
        return await self._voucher_batches.one(program_id, batch_id)

    async def programs(self) -> list[dict[str, Any]]:
        """All programmes in the order of their making: id, slug, name, version, whether for tests, and their clocks."""
        return await self._programs.every_one()

    async def program_of(self, slug: str) -> Program:
        """The programme of a short name. Raises LookupError."""
        return await self._programs.by_slug(slug)

    async def program_id(self, slug: str) -> str:
        """The id of the programme of a short name. Raises LookupError."""
        return (await self._programs.by_slug(slug)).id

    async def create_program(
        self, slug: str, document: Any, *, test: bool, clock: datetime | None
    ) -> MadeProgram | list[Fault]:
        """Make a programme and its first key, or say what is wrong with the document. Raises ValueError."""
        return await self._programs.create(slug, document, test=test, clock=clock)

    async def create_key(
        self,
        program_id: str,
        role: str,
        *,
        store: str | None,
        scopes: Sequence[str],
        expires_at: datetime | None = None,
        limits: Limits = NO_LIMITS,
        name: str | None = None,
        caller: Caller | None = None,
    ) -> MadeKey:
        """Make a key. Raises ValueError for an unknown role or scope, and EndedAlready."""
        return await self._keys.create(program_id, KeyRequest(role, store, scopes, expires_at, limits, name), caller)

    async def keys_page(self, program_id: str, limit: int | None = None, after: str | None = None) -> list[KnownKey]:
        """Up to `limit` keys of a programme (all if not said) in the order of their making, after the given id."""
        return await self._keys.page(program_id, limit, after)

    async def revoke_key(
        self, program_id: str, key_id: str, caller: Caller | None = None, *, with_made: bool = False
    ) -> RevokedKeys | Refusal | None:
        """Revoke a key of the programme for good; None if there is none. It is dead at once in this process.

        `with_made`: also all keys that it made, and those made by them.
        """
        revoked = await self._keys.revoke(program_id, key_id, caller, with_made=with_made)
        self._keyring.forget()
        return revoked

    async def liability(self, program_id: str, on: str | None) -> dict[str, Any] | Refusal:
        """What the shop owed its members at the end of a business day; of today (if not said), what it owes now."""
        return await self._reports.liability(program_id, on)

    def settlements(self, program_id: str, first_day: str, last_day: str) -> AsyncIterator[bytes]:
        """The settlements recorded on these business days as CSV, in order of time, a part at a time."""
        return self._reports.settlements(program_id, first_day, last_day)

    async def unmatched_goods(
        self, program_id: str, first_day: str | None, last_day: str | None, most_purchases: int = 10_000
    ) -> dict[str, Any] | Refusal:
        """The goods sold on these business days (of the last 30 if not said) that no rule names."""
        return await self._reports.unmatched_goods(program_id, first_day, last_day, most_purchases)

    async def donations(
        self, program_id: str, first_day: str, last_day: str, member: str | None = None
    ) -> dict[str, Any] | None:
        """What was given to causes on these business days; None for an unknown member."""
        return await self._reports.donations(program_id, first_day, last_day, member)

    async def rewards(self, program_id: str) -> Sequence[dict[str, Any]]:
        """The rewards of the version in force, with what is left of them."""
        return await self._offers.rewards(program_id)

    async def voucher(self, program_id: str, code: str) -> dict[str, Any] | None:
        """A voucher by its code; None if there is none."""
        return await self._offers.voucher(program_id, code)

    async def vouchers_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` vouchers of a member, newest first, before the given id; None for an unknown reference."""
        return await self._offers.vouchers_page(program_id, reference, limit, status, before)

    async def hold(self, program_id: str, hold_id: str) -> dict[str, Any] | None:
        """A hold as it is now; None if there is none."""
        return await self._offers.hold(program_id, hold_id)

    async def holds_page(
        self, program_id: str, reference: str, limit: int, status: str | None, before: str | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` holds of a member, newest first, before the given id; None for an unknown reference."""
        return await self._offers.holds_page(program_id, reference, limit, status, before)

    async def voucher_as_given(self, program_id: str, voucher: Voucher) -> dict[str, Any]:
        """A voucher as it was when it was issued."""
        return await self._offers.voucher_as_given(program_id, voucher)

    async def count_members(self, program_id: str) -> int:
        """How many members the programme has."""
        return await self._database.read(lambda transaction: folds.count_members(transaction, program_id))

    async def check_members(self, after: str | None, limit: int) -> Looked:
        """Make a few members anew from the tables, of any programme, behind an id, and compare."""
        return await check_members(self._database, self._programs, self._clock, after, limit)

    async def somewhere(self) -> str | None:
        """A member id, or something like one, anywhere between the first and the last; None when there is nobody."""
        ends = await self._database.read(folds.ends)
        return random_id_between(*ends) if ends else None

    async def verify(self, program_id: str, *, rebuild: bool, on_progress: Callable[[int], None]) -> Verified:
        """Check every member of a programme against the tables."""
        return await verify(
            self._database, self._programs, self._clock, program_id, rebuild=rebuild, on_progress=on_progress
        )

    async def _find_caller(self, secret_hash: str) -> Caller | None:
        async def work(transaction: Transaction) -> tuple[rows.KeyRow, bool] | None:
            return await keys.by_secret_hash(transaction, secret_hash)

        found = await self._database.read(work)
        if found is None:
            return None
        row, test = found
        if row.revoked_at:
            return None
        if row.expires_at and row.expires_at <= instant_text(self._clock()):
            raise KeyExpired
        self._note_use(row)
        return Caller(
            key_id=row.key_id,
            program_id=row.program_id,
            role=row.role,
            scopes=scopes_of(row),
            store=row.store,
            test=test,
            limits=limits_of(row),
            expires_at=row.expires_at,
            makers_limits=makers_limits_of(row),
            name=row.name,
        )

    def _note_use(self, row: rows.KeyRow) -> None:
        """Say in the background that a key is in use, at most once a minute."""
        now = self._clock()
        if row.last_used_at and now - instant(row.last_used_at) < USE_NOTED_EVERY:
            return

        async def note() -> None:
            with suppress(DatabaseUnavailable):
                await self._database.write(lambda transaction: keys.used(transaction, row.key_id, instant_text(now)))

        task = asyncio.create_task(note())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)
