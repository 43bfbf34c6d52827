"""Rehearsals in the background: a few members at a time, exactly once, however many workers there are and even if some
are killed.

The results of a slice and the progress are written together, so that a kill costs one slice. Leases avoid double work,
and nothing depends on them. Each programme runs one rehearsal at a time; nothing but the tables of rehearsals is
written.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, Final, NamedTuple

from app.actions.access.keys import Caller
from app.actions.background.jobs import Jobs, started_before
from app.actions.background.pace import Pace
from app.actions.customers.rehearsals.rehearsal_work import (
    LAST_OF_ALL,
    LIMIT_SECONDS,
    RehearsalWork,
    hash_of_terms,
    plan_of,
)
from app.actions.event_log import tell_all
from app.actions.reading.reads import ALL_IS_WRITTEN_AFTER
from app.engine.events.reviewing import job_finished
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, instant_text
from app.engine.model.ratio import ratio
from app.engine.program.checks.fault import Fault
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.versions import Program
from app.engine.rehearsal.members import FileMembers
from app.engine.rehearsal.plan import SpendPoints, usual_warm_up
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries import programs as program_rows
from app.store.queries.access import audit
from app.store.queries.customers import rehearsals as store
from app.store.queries.customers.rehearsals import RehearsedOf
from app.store.queries.members.folds import count_members
from app.store.rows.programs import RehearsalRow, RehearsedMember

MOST_PURCHASES: Final = 2_000_000
REHEARSALS_KEPT: Final = 30
SLICES_A_ROUND: Final = 200
DELETED_AT_ONCE: Final = 500
EARLIEST_YEARS: Final = 20
_HUNDREDTHS: Final = 100

logger = logging.getLogger(__name__)


class RehearsalRequest(NamedTuple):
    """A request for a rehearsal of one or two documents, each given as JSON or as the number of a version.

    Without `warm_up_months`, the longest window of the documents. `sample`: a share of the members, None for all.
    """

    program_id: str
    external_id: str | None
    fingerprint: str
    documents: Sequence[dict[str, Any] | int]
    first_on: str
    last_on: str
    warm_up_months: int | None = None
    spend_points: SpendPoints = "as_recorded"
    sample: str | None = None


class Rehearsals(Jobs):
    """The rehearsals of one database. `clock` is the real time, in UTC."""

    async def start(
        self, wish: RehearsalRequest, caller: Caller | None = None
    ) -> tuple[RehearsalRow, bool] | Refusal | list[Fault]:
        """Start a rehearsal: its row, and whether this name was used before; or the faults of a document."""
        if known := await self._named(wish):
            return known
        prepared = await self._prepared(wish)
        if isinstance(prepared, Refusal | list):
            return prepared
        program, made = prepared
        if refusal := await self._too_large(program, made):
            return refusal
        return await self.stored(partial(self._begin, made=made, caller=caller), partial(self._named, wish))

    async def of_file(
        self, wish: RehearsalRequest, read: FileMembers, on_progress: Callable[[int], None]
    ) -> tuple[RehearsalRow, list[RehearsedMember]] | Refusal | list[Fault]:
        """Rehearse the purchases of a file now, without any table: the ended rehearsal, and members by difference."""
        prepared = await self._prepared(wish)
        if isinstance(prepared, Refusal | list):
            return prepared
        program, made = prepared
        work = RehearsalWork(self._database, program, made._replace(wanted=len(read.members), done=len(read.members)))
        done = count(1)
        rows = work.in_memory(read.members.values(), lambda: on_progress(next(done)))
        return work.rehearsal, rows

    async def _prepared(self, wish: RehearsalRequest) -> tuple[Program, RehearsalRow] | Refusal | list[Fault]:
        """The programme, and the row of a rehearsal that can start; or why it cannot."""
        given = await self._documents(wish)
        if isinstance(given, Refusal):
            return given
        documents, faults = given
        if faults:
            return faults
        program = await self._database.read(lambda transaction: self._programs.one(transaction, wish.program_id))
        made = await asyncio.to_thread(self._made, program, wish, documents)
        return made if isinstance(made, Refusal) else (program, made)

    async def one(self, program_id: str, rehearsal_id: str) -> RehearsalRow | None:
        """A rehearsal in its present state."""
        return await self._database.read(lambda transaction: store.by_id(transaction, program_id, rehearsal_id))

    async def page(self, program_id: str, limit: int, before: str | None = None) -> list[RehearsalRow]:
        """Up to `limit` rehearsals, newest first, before an id."""
        return await self._database.read(
            lambda transaction: store.rehearsals_page(transaction, program_id, limit, before)
        )

    async def members(
        self, rehearsal_id: str, limit: int, after: tuple[int, str] | None = None, *, winners: bool
    ) -> list[RehearsedOf]:
        """Up to `limit` members of a rehearsal with their results: those who gain most first, or lose most."""
        return await self._database.read(
            lambda transaction: store.results_page(transaction, rehearsal_id, limit, after, is_rising=not winners)
        )

    async def cancel(self, program_id: str, rehearsal_id: str, caller: Caller | None = None) -> bool:
        """Cancel and forget a rehearsal; False if there is none."""

        async def work(transaction: Transaction) -> bool:
            if not await store.forget_rehearsal(transaction, program_id, rehearsal_id):
                return False
            row = self._recorder.row(caller, program_id, "cancel_rehearsal", rehearsal_id)
            await audit.record(transaction, [row])
            return True

        return await self._database.write(work)

    async def go_round(self) -> int:
        """Work on every rehearsal that no other worker has taken: returns the number of slices done.

        Raises DatabaseUnavailable; the next round continues.
        """
        return sum([await self._go_on(one) for one in await self._database.read(store.at_work)])

    async def finish(
        self, rehearsal: RehearsalRow, on_progress: Callable[[int], None] = lambda _: None
    ) -> RehearsalRow | None:
        """Finish a rehearsal now, whoever else works on it: the ended one; None if it was cancelled.

        `on_progress` gets the number of members handled.
        """
        program = await self._program(rehearsal)
        await asyncio.sleep(self._remaining(program, rehearsal).total_seconds())
        found: RehearsalRow | None = rehearsal
        while found and found.status == "running":
            work = await self._work(found)
            while await self._step(work):
                on_progress(work.rehearsal.done)
            found = await self.one(rehearsal.program_id, rehearsal.rehearsal_id)
        return found

    async def _go_on(self, rehearsal: RehearsalRow) -> int:
        lease, done = f"rehearsal/{rehearsal.rehearsal_id}", 0
        try:
            if not await self._leases.take(lease):
                return 0
            if rehearsal.status == "forgotten":
                return await self._delete(rehearsal)
            if self._remaining(await self._program(rehearsal), rehearsal):
                return 0
            work = await self._work(rehearsal)
            pace = Pace()
            while done < SLICES_A_ROUND and await self._step(work) and await self._leases.take(lease):
                done += 1
                await pace.rest()
        except DatabaseUnavailable:
            raise
        except Exception:
            # A bug that affects one rehearsal must neither stop the others nor be repeated for ever.
            logger.exception("rehearsing failed")
            await self._fail(rehearsal)
        finally:
            await self._leases.give_back(lease)
        return done

    async def _program(self, rehearsal: RehearsalRow) -> Program:
        return await self._database.read(lambda transaction: self._programs.one(transaction, rehearsal.program_id))

    def _remaining(self, program: Program, rehearsal: RehearsalRow) -> timedelta:
        """The time until everything from before the start of a rehearsal is written."""
        if program.clock:
            return timedelta()
        return max(timedelta(), instant(rehearsal.known_at) + ALL_IS_WRITTEN_AFTER - self._clock())

    async def _work(self, rehearsal: RehearsalRow) -> RehearsalWork:
        program = await self._program(rehearsal)
        return await asyncio.to_thread(RehearsalWork, self._database, program, rehearsal)

    async def _step(self, work: RehearsalWork) -> bool:
        """Do the next slice, or the end; whether there is more to do here."""
        if work.rehearsal.reached != LAST_OF_ALL:
            return await work.slice()
        if await work.finish(partial(self._tell, row=work.rehearsal, status="done")):
            await self._forget_old(work.rehearsal.program_id)
        return False

    async def _delete(self, rehearsal: RehearsalRow) -> int:
        """Delete the next members of a forgotten rehearsal, then the rehearsal: returns the number of slices."""
        some = partial(store.delete_some, rehearsal_id=rehearsal.rehearsal_id, limit=DELETED_AT_ONCE)
        for slices in range(SLICES_A_ROUND):
            if not await self._database.write(some):
                return slices
        return SLICES_A_ROUND

    async def _fail(self, rehearsal: RehearsalRow) -> None:
        current = await self.one(rehearsal.program_id, rehearsal.rehearsal_id)
        if current and current.status == "running":
            was = current

            async def work(transaction: Transaction) -> None:
                if await store.change(transaction, was, status="failed"):
                    await self._tell(transaction, was, "failed")

            await self._database.write(work)

    async def _tell(self, transaction: Transaction, row: RehearsalRow, status: str) -> None:
        program = await self._programs.one(transaction, row.program_id)
        now = instant_text(program.now(self._clock()))
        told = job_finished("rehearsal", row.rehearsal_id, status, members=row.done)
        await tell_all(transaction, row.program_id, [told], now, self._ids.draw)

    async def _forget_old(self, program_id: str) -> None:
        """Forget all but the newest rehearsals."""

        async def work(transaction: Transaction) -> None:
            kept = await store.rehearsals_page(transaction, program_id, REHEARSALS_KEPT)
            if len(kept) < REHEARSALS_KEPT:
                return
            for one in await store.rehearsals_page(transaction, program_id, REHEARSALS_KEPT, kept[-1].rehearsal_id):
                await store.forget_rehearsal(transaction, program_id, one.rehearsal_id)

        await self._database.write(work)

    async def _begin(
        self, transaction: Transaction, made: RehearsalRow, caller: Caller | None
    ) -> RehearsalRow | Refusal:
        # Locked, so that simultaneous requests come one after the other.
        await program_rows.lock_program(transaction, made.program_id)
        if any(one.status == "running" for one in await store.at_work(transaction, made.program_id)):
            return Refusal("rehearsal-in-progress", "another rehearsal is not finished yet")
        begun = made._replace(wanted=await count_members(transaction, made.program_id))
        await store.begin(transaction, begun)
        told = {"from": made.first_on, "to": made.last_on, "sample": made.sample}
        row = self._recorder.row(caller, made.program_id, "start_rehearsal", made.rehearsal_id, **told)
        await audit.record(transaction, [row])
        return begun

    async def _named(self, wish: RehearsalRequest) -> tuple[RehearsalRow, bool] | Refusal | None:
        name = wish.external_id
        if name is None:
            return None
        known = await self._database.read(lambda transaction: store.by_name(transaction, wish.program_id, name))
        return started_before(known, wish, "rehearsal")

    async def _documents(self, wish: RehearsalRequest) -> tuple[list[dict[str, Any]], list[Fault]] | Refusal:
        """The documents in their stored form, `{"version", "document"}`, and their faults."""
        found: list[dict[str, Any]] = []
        faults: list[Fault] = []
        for place, given in enumerate(wish.documents):
            pointer = f"/documents/{place}"
            if isinstance(given, int):
                known = await self._programs.document(wish.program_id, given)
                if known is None:
                    return Refusal("not-found", "the programme has no such version", f"{pointer}/version")
                found.append({"version": given, "document": json.loads(known[1])})
                continue
            wrong = await self._programs.check(wish.program_id, given)
            faults += [one._replace(pointer=pointer + one.pointer) for one in wrong]
            found.append({"version": None, "document": given})
        return found, faults

    def _made(
        self, program: Program, wish: RehearsalRequest, documents: list[dict[str, Any]]
    ) -> RehearsalRow | Refusal:
        now = program.now(self._clock())
        if refusal := _untimely(wish, program.business_date(now)):
            return refusal
        warm_up = wish.warm_up_months
        if warm_up is None:
            warm_up = max(usual_warm_up(_rules(one["document"])) for one in documents)
        row = RehearsalRow(
            rehearsal_id=self._ids.draw("reh"),
            program_id=program.id,
            external_id=wish.external_id,
            fingerprint=wish.fingerprint,
            known_at=instant_text(now),
            status="running",
            first_on=wish.first_on,
            last_on=wish.last_on,
            warm_up_months=warm_up,
            spend_points=wish.spend_points,
            sample=wish.sample,
            documents=json.dumps(documents, ensure_ascii=False),
            wanted=0,
            done=0,
            reached="",
            inputs_hash="",
            answer=None,
        )
        return row._replace(inputs_hash=hash_of_terms(row))

    async def _too_large(self, program: Program, made: RehearsalRow) -> Refusal | None:
        days = plan_of(made).span(program)
        purchases = await self._database.read(
            lambda transaction: store.count_purchases(transaction, program.id, *days), limit_seconds=LIMIT_SECONDS
        )
        share = ratio(made.sample or "1")
        if purchases * share.amount <= MOST_PURCHASES * share.per:
            return None
        fits = max(1, MOST_PURCHASES * _HUNDREDTHS // purchases)
        detail = f"{purchases} purchases are more than {MOST_PURCHASES}; the sample 0.{fits:02} fits"
        return Refusal("rehearsal-too-large", detail, "/sample", "too-large")


def _rules(document: dict[str, Any]) -> Any:
    return compile_version(ProgramDocument.model_validate(document), 1, "")


def _untimely(wish: RehearsalRequest, today: str) -> Refusal | None:
    if wish.last_on > today:
        return Refusal("validation", "must not be in the future", "/to", "in-future")
    if wish.first_on > wish.last_on:
        return Refusal("validation", "must not be after to", "/from", "out-of-range")
    if wish.first_on < f"{int(today[:4]) - EARLIEST_YEARS:04}{today[4:]}":
        return Refusal("validation", f"must be at most {EARLIEST_YEARS} years back", "/from", "out-of-range")
    return None
