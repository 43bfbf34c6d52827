"""Programmes: creating them, publishing versions, and caching their compiled form.

Each process caches the programmes it has used. Every transaction first reads their newest version and clock, which
costs one small statement and guarantees that no process decides by an old version.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.actions.access.audit import Recorder
from app.actions.access.key_making import KeyRequest, Keys
from app.actions.access.keys import Caller, MadeKey
from app.actions.event_log import about_program, tell
from app.actions.ids import IdSource
from app.actions.supplied import taken
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, instant_text, shown_instant
from app.engine.model.records.vouchers import Voucher
from app.engine.program.checks.fault import Fault
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check, that_still_tell
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.campaigns import state_of
from app.engine.views.status import voucher_name
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import programs as store
from app.store.queries.access import audit
from app.store.queries.checkout import shared_limits
from app.store.queries.checkout.voucher_batches import segments_in_use
from app.store.queries.customers.contact_lists import segments_chosen_from
from app.store.queries.members import due_members
from app.store.rows.programs import ProgramRow, VersionRow

FARTHEST_YEARS = 20


class MadeProgram(NamedTuple):
    """A new programme and its first key."""

    program_id: str
    key: str


class Earlier(NamedTuple):
    """The documents that the next version is checked against."""

    version: int = 0
    documents: Sequence[ProgramDocument] = ()

    def with_those(self, rows: Sequence[VersionRow], read: Sequence[ProgramDocument]) -> "Earlier":
        """The same after further versions, oldest first, with their documents."""
        later = [document for row, document in zip(rows, read, strict=True) if row.version > self.version]
        return Earlier(self.version + len(later), that_still_tell([*self.documents, *later]))


class Programs:
    """The programmes of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, ids: IdSource, clock: Callable[[], datetime], keys: Keys, recorder: Recorder
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._keys = keys
        self._recorder = recorder
        self._known: dict[str, Program] = {}
        self._earlier: dict[str, Earlier] = {}

    async def current(self, transaction: Transaction, program_ids: Collection[str]) -> dict[str, Program]:
        """The programmes with their newest version and clock, as seen by this transaction."""
        rows = await store.rows(transaction, program_ids)
        return {row.program_id: await self._current(transaction, row) for row in rows}

    async def keep_current(self, transaction: Transaction, decided_by: Collection[Program]) -> None:
        """Let no version be published before this transaction ends. Raises IntegrityConflict if one has been.

        A version that is the first to limit something counts its earlier uses, so that these must not be written later.
        """
        if not decided_by:
            return
        newest = await store.lock_versions(transaction, [program.id for program in decided_by])
        if any(newest[program.id] != program.rules.version for program in decided_by):
            raise IntegrityConflict("a version was published while this batch was decided")

    async def one(self, transaction: Transaction, program_id: str) -> Program:
        """One programme as seen by this transaction."""
        return (await self.current(transaction, [program_id]))[program_id]

    async def by_slug(self, slug: str) -> Program:
        """The programme with this slug. Raises LookupError with a message for people."""

        async def work(transaction: Transaction) -> Program:
            row = await store.by_slug(transaction, slug)
            if row is None:
                raise LookupError(f"there is no programme {slug!r}")
            return await self._current(transaction, row)

        return await self._database.read(work)

    async def every_one(self) -> list[dict[str, Any]]:
        """All programmes, oldest first."""

        async def work(transaction: Transaction) -> list[tuple[ProgramRow, VersionRow]]:
            rows = await store.every_one(transaction)
            return [(row, (await store.versions(transaction, row.program_id, row.version - 1))[0]) for row in rows]

        return [
            {
                "program_id": row.program_id,
                "slug": row.slug,
                "name": json.loads(version.document)["name"],
                "version": row.version,
                "test": bool(row.test),
                "clock": shown_instant(row.clock) if row.clock else None,
                "published_at": shown_instant(version.published_at),
            }
            for row, version in await self._database.read(work)
        ]

    async def known(self, program_id: str) -> Program:
        """A programme from the cache: for properties that never change, such as its currency and time zone."""
        known = self._known.get(program_id)
        if known is None:
            known = await self._database.read(lambda transaction: self.one(transaction, program_id))
        return known

    async def voucher_names(self, program_id: str, vouchers: Sequence[Voucher]) -> dict[str, str]:
        """The names of these vouchers by id, from the versions that issued them."""
        known = self._known.get(program_id)
        newest = max((voucher.program_version for voucher in vouchers), default=0)
        if known is None or len(known.versions) < newest:
            known = await self._database.read(lambda transaction: self.one(transaction, program_id))
        return {voucher.voucher_id: voucher_name(known, voucher) for voucher in vouchers}

    def words_at_hand(self, program_id: str, vouchers: Sequence[Voucher]) -> tuple[str, dict[str, str]] | None:
        """The currency, and the names of these vouchers by id; None if they are not cached."""
        known = self._known.get(program_id)
        if known is None or any(voucher.program_version > len(known.versions) for voucher in vouchers):
            return None
        return known.currency, {voucher.voucher_id: voucher_name(known, voucher) for voucher in vouchers}

    async def create(
        self, slug: str, document: Any, *, test: bool, clock: datetime | None
    ) -> MadeProgram | list[Fault]:
        """Create a programme with its first version and an admin key. Raises ValueError if the slug is taken."""
        checked = check(document)
        if isinstance(checked, list):
            return checked
        now = self._clock()
        row = ProgramRow(
            program_id=self._ids.draw("prg"),
            slug=slug,
            test=int(test),
            clock=instant_text(clock) if clock else None,
            version=1,
            created_at=instant_text(clock or now),
        )

        async def work(transaction: Transaction) -> MadeKey:
            await store.create(transaction, row, json.dumps(document, ensure_ascii=False))
            key = await self._keys.add(transaction, row, KeyRequest("admin"))
            act = self._recorder.row(None, row.program_id, "create_program", row.program_id, version=1, key=key.key_id)
            await audit.record(transaction, [act])
            return key

        try:
            key = await self._database.write(work)
        except IntegrityConflict:
            raise ValueError(f"the programme {slug!r} already exists") from None
        return MadeProgram(row.program_id, key.key)

    async def check(self, program_id: str, document: Any) -> list[Fault]:
        """The faults that keep a document from being the programme's next version."""
        _, checked = await self._checked(program_id, document)
        return checked if isinstance(checked, list) else []

    async def publish(
        self, program_id: str, document: Any, expected_version: int | None, caller: Caller | None = None
    ) -> int | list[Fault] | Refusal:
        """Publish the next version: returns its number, its faults, or a refusal if another version was expected."""
        text = json.dumps(document, ensure_ascii=False)
        while True:
            newest, checked = await self._checked(program_id, document)
            if expected_version not in (None, newest):
                return Refusal("version-conflict", f"the programme is at version {newest}")
            if isinstance(checked, list):
                return checked
            published = await self._publish(program_id, newest + 1, text, checked, caller)
            if isinstance(published, Refusal):
                return published
            if published:
                await self._expect_birthdays(program_id, newest + 1)
                return newest + 1

    async def _checked(self, program_id: str, document: Any) -> tuple[int, ProgramDocument | list[Fault]]:
        """The number of the newest version, and the checked document of the next."""
        known = self._earlier.get(program_id, Earlier())
        rows = await self._database.read(lambda transaction: store.versions(transaction, program_id, known.version))

        def work() -> tuple[Earlier, ProgramDocument | list[Fault]]:
            earlier = known.with_those(rows, [_read(row) for row in rows])
            return earlier, check(document, earlier.documents)

        # On a thread, and without a connection: it takes much longer than a till's request.
        earlier, checked = await asyncio.to_thread(work)
        self._earlier[program_id] = earlier
        return earlier.version, checked

    async def _publish(
        self, program_id: str, version: int, text: str, document: ProgramDocument, caller: Caller | None
    ) -> bool | Refusal:
        """Publish a checked version; False if another one has been published meanwhile."""

        async def work(transaction: Transaction) -> bool | Refusal:
            # Locked, so that a simultaneous publication waits, and sees that its version is not the next.
            row = await store.lock_program(transaction, program_id)
            if row.version + 1 != version:
                return False
            published_at = row.clock or instant_text(self._clock())
            program = await self._current(transaction, row)
            next_rules = compile_version(document, version, published_at)
            left_out = {one.id for one in program.rules.segments} - {one.id for one in next_rules.segments}
            if left_out and (refusal := await _still_in_use(transaction, program_id, left_out)):
                return refusal
            await store.publish(transaction, VersionRow(program_id, version, text, published_at))
            await _count_earlier_draws(transaction, program, next_rules)
            act = self._recorder.row(caller, program_id, "publish_program", program_id, version=version)
            await audit.record(transaction, [act])
            cause = ("program", program_id)
            told = about_program("program.published", published_at, cause, version=version)
            await tell(transaction, program_id, told, self._ids.draw)
            return True

        return await self._database.write(work)

    async def _expect_birthdays(self, program_id: str, version: int) -> None:
        """Let time visit every member with a birthday, if a version is the first with a bonus for it."""

        async def beginning(transaction: Transaction) -> str | None:
            program = await self.one(transaction, program_id)
            first = next((one for one in program.versions if one.gives_at_birthdays), None)
            return first.published_at if first and first.version == version else None

        due_at = await self._database.read(beginning)
        after: str | None = ""
        while due_at and after is not None:
            after = await self._database.write(partial(due_members.expect_birthdays, program_id, due_at, after))

    async def advance_clock(
        self, program_id: str, to: datetime, caller: Caller | None = None
    ) -> datetime | Refusal | None:
        """Advance a test programme's clock to a fixed time: returns that time; None for a programme without a clock.

        Setting the present time again changes nothing.
        """

        async def work(transaction: Transaction) -> datetime | Refusal | None:
            row = await store.lock_program(transaction, program_id)
            if not row.test:
                return None
            now = instant(row.clock) if row.clock else self._clock()
            if to < now:
                told = shown_instant(instant_text(now))
                return Refusal("validation", f"the clock can only advance, and it is at {told}", "/to", "in-past")
            if (to.year, to.month, to.day) > (now.year + FARTHEST_YEARS, now.month, now.day):
                return Refusal("validation", f"must be at most {FARTHEST_YEARS} years ahead", "/to", "out-of-range")
            text = instant_text(to)
            if text != row.clock:
                await store.set_clock(transaction, row, text)
                act = self._recorder.row(caller, program_id, "advance_clock", program_id, to=shown_instant(text))
                await audit.record(transaction, [act])
            return to

        return await self._database.write(work)

    async def document(self, program_id: str, version: int | None) -> tuple[int, str] | None:
        """A version (the newest by default): its number, and its document as JSON text."""

        async def work(transaction: Transaction) -> tuple[int, str] | None:
            (row,) = await store.rows(transaction, [program_id])
            wanted = row.version if version is None else version
            if not 1 <= wanted <= row.version:
                return None
            found = (await store.versions(transaction, program_id, wanted - 1))[0]
            return found.version, found.document

        return await self._database.read(work)

    async def campaigns(self, program_id: str) -> list[dict[str, Any]]:
        """The campaigns of the version in force, in document form, each with its `state` today."""

        async def work(transaction: Transaction) -> list[dict[str, Any]]:
            program = await self.one(transaction, program_id)
            (row,) = await store.versions(transaction, program_id, program.rules.version - 1)
            today = program.business_date(program.now(self._clock()))
            found = json.loads(row.document).get("campaigns", [])
            return [{**campaign, "state": state_of(campaign, today)} for campaign in found]

        return await self._database.read(work)

    async def _current(self, transaction: Transaction, row: ProgramRow) -> Program:
        known = self._known.get(row.program_id)
        if known is None or len(known.versions) < row.version:
            known = await self._load(transaction, row, known)
            self._known[row.program_id] = known
        clock = instant(row.clock) if row.clock else None
        if known.clock != clock:
            known = self._known[row.program_id] = known.at(clock)
        return known

    async def _load(self, transaction: Transaction, row: ProgramRow, known: Program | None) -> Program:
        """A programme with the versions published since it was cached; earlier ones never change."""
        before = known.versions if known else ()
        later = await store.versions(transaction, row.program_id, len(before))
        rows = [one for one in later if one.version <= row.version]
        documents = [_read(one) for one in rows]
        versions = zip(documents, rows, strict=True)
        earlier = self._earlier.get(row.program_id, Earlier())
        if earlier.version >= len(before):
            self._earlier[row.program_id] = earlier.with_those(rows, documents)
        return Program(
            id=row.program_id,
            slug=row.slug,
            currency=documents[-1].currency,
            zone=ZoneInfo(documents[-1].time_zone),
            versions=(
                *before,
                *(compile_version(document, one.version, one.published_at) for document, one in versions),
            ),
            test=bool(row.test),
            clock=instant(row.clock) if row.clock else None,
        )


def _read(row: VersionRow) -> ProgramDocument:
    return ProgramDocument.model_validate(json.loads(row.document))


async def _still_in_use(transaction: Transaction, program_id: str, segments: set[str]) -> Refusal | None:
    for job, in_use in (
        ("batch of vouchers", await segments_in_use(transaction, program_id)),
        ("contact list", await segments_chosen_from(transaction, program_id)),
    ):
        if found := segments & in_use:
            return Refusal("segment-in-use", f"an unfinished {job} is for the segment {min(found)}", "/segments")
    return None


async def _count_earlier_draws(transaction: Transaction, program: Program, rules: Rules) -> None:
    """Count earlier draws on everything that a new version is the first to limit: limits cover all uses ever."""
    known = {name for earlier in program.versions for name in earlier.limitable}
    fresh = known.intersection(rules.limited) - program.limited
    if fresh:
        sums = await taken(transaction, replace(program, versions=(*program.versions, rules)))
        more = {(program.id, name): sums.get(name, 0) for name in fresh}
        before = await shared_limits.taken(transaction, program.id, fresh)
        await shared_limits.add_drawn(
            transaction, {name: amount - before.get(name[1], 0) for name, amount in more.items()}
        )
