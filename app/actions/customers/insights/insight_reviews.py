"""Reviews of customers: each is done exactly once, however many workers there are and even if some are killed.

A review has phases. `fold` brings the days and items of members up to everything known at its instant: of all members
the first time, later of changed ones. `sum` computes the totals of all members, and `read` reads each member, given
these totals. The members are divided into parts, each processed in slices; a slice's results and the progress of its
part are written together, so that a kill costs one slice. Leases avoid double work, and nothing depends on them. Each
programme runs one review at a time, in chronological order.
"""

import json
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, NamedTuple

from app.actions.access.keys import Caller
from app.actions.background.jobs import JobParts, Jobs, started_before
from app.actions.background.leases import RenewedLease
from app.actions.background.pace import Pace
from app.actions.customers.insights import insight_start
from app.actions.customers.insights.insight_work import Work
from app.actions.reading.reads import ALL_IS_WRITTEN_AFTER
from app.engine.insights import schedule
from app.engine.insights.schedule import DueReview
from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.versions import Program
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import programs as program_rows
from app.store.queries.access import audit
from app.store.queries.customers import insight_reviews as store
from app.store.queries.reviews import every_program
from app.store.rows.reviews import InsightPart, InsightReview

FORGOTTEN_AT_ONCE: Final = 500
ASKED_KEPT: Final = 30
EARLIEST_YEARS: Final = 20

logger = logging.getLogger(__name__)


class ReviewRequest(NamedTuple):
    """A request for a review as of a day, and optionally for the scheduled ones since another day before it."""

    program_id: str
    external_id: str
    fingerprint: str
    as_of: str
    backfill_from: str | None


class InsightReviews(Jobs):
    """The reviews of one database."""

    def __init__(self, parts: JobParts) -> None:
        super().__init__(parts)
        # By programme: the version of this result, and the instant of the next due review.
        self._next: dict[str, tuple[int, str]] = {}

    async def ask(self, wish: ReviewRequest, caller: Caller | None = None) -> tuple[InsightReview, bool] | Refusal:
        """Request a review: the review at its start, and whether this name was used before."""

        async def work(transaction: Transaction) -> InsightReview | Refusal:
            # Locked, so that simultaneous requests come one after the other.
            await program_rows.lock_program(transaction, wish.program_id)
            program = await self._programs.one(transaction, wish.program_id)
            now = program.now(self._clock())
            if refusal := _untimely(wish, program.business_date(now)):
                return refusal
            if any(one.kind == "asked" for one in await store.under_way(transaction, wish.program_id)):
                return Refusal("review-in-progress", "another requested review is not finished yet")
            due = DueReview("asked", wish.as_of, instant_text(now))
            made = self._row(program, due)._replace(
                status="waiting",
                external_id=wish.external_id,
                fingerprint=wish.fingerprint,
                backfill_from=wish.backfill_from,
            )
            await store.begin(transaction, made)
            told = {"as_of": wish.as_of, "backfill_from": wish.backfill_from}
            await audit.record(
                transaction, [self._recorder.row(caller, program.id, "ask_review", made.review_id, **told)]
            )
            return made

        if known := await self._named(wish):
            return known
        return await self.stored(work, partial(self._named, wish))

    async def one(self, program_id: str, review_id: str) -> InsightReview | None:
        """A review in its present state."""
        return await self._database.read(lambda transaction: store.one(transaction, program_id, review_id))

    async def running(self, program_id: str) -> InsightReview | None:
        """The review that is being worked on; None between reviews."""
        found = await self._database.read(lambda transaction: store.under_way(transaction, program_id))
        return next((one for one in found if one.status == "running"), None)

    async def page(self, program_id: str, limit: int, before: str | None) -> list[InsightReview]:
        """Up to `limit` reviews, newest first, before an id."""
        return await self._database.read(lambda transaction: store.reviews_page(transaction, program_id, limit, before))

    async def go_round(self) -> int:
        """Work on every running or due review: returns the number finished. Raises DatabaseUnavailable."""
        done = 0
        found = await self._database.read(every_program)
        busy = {one.program_id for one in await self._database.read(store.under_way)}
        for program in found:
            version, next_at = self._next.get(program.program_id, (0, ""))
            is_due = version != program.version or next_at <= (program.clock or instant_text(self._clock()))
            if program.program_id in busy or is_due:
                try:
                    done += await self._work_on(program.program_id, alone=False)
                except DatabaseUnavailable:
                    raise
                except Exception:
                    # A bug that affects one programme must not stop the others.
                    logger.exception("reviewing customers failed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Finish every running or due review of a programme, whoever else does: returns their number."""
        return await self._work_on(program_id, alone=True)

    async def _work_on(self, program_id: str, *, alone: bool) -> int:
        done = 0
        while review := await self._running(program_id):
            try:
                if not await self._carry_on(review, alone=alone):
                    break
            except DatabaseUnavailable:
                raise
            except Exception:
                if review.kind == "asked":
                    # A caller waits for this, so it must not retry for ever.
                    await self._fail(review)
                raise
            done += 1
        return done

    async def _running(self, program_id: str) -> InsightReview | None:
        """The running review, or the first due one, started; None if there is nothing to do."""
        while True:
            program, running, due = await self._database.read(lambda transaction: self._due(transaction, program_id))
            if running or not due:
                return running
            try:
                await self._begin(program, due)
            except IntegrityConflict:
                # Another worker has started it.
                continue

    async def _due(
        self, transaction: Transaction, program_id: str
    ) -> tuple[Program, InsightReview | None, InsightReview | None]:
        """A programme, the running review, and, if there is none, the first due one."""
        program = await self._programs.one(transaction, program_id)
        under_way = await store.under_way(transaction, program_id)
        running = next((one for one in under_way if one.status == "running"), None)
        if running:
            return program, running, None
        now = program.now(self._clock())
        # Records from just before midnight may be written just after it.
        today = program.business_date(now if program.test else now - ALL_IS_WRITTEN_AFTER)
        done = await store.days_of(transaction, program_id, "scheduled")
        found = [self._row(program, one) for one in schedule.scheduled(program, done, today)][:1]
        for asked in under_way:
            since, known_at = asked.backfill_from, asked.known_at
            before = [*schedule.backfilled(program, done, since, known_at, today)] if since else []
            found += [self._row(program, before[0]) if before else asked]
        if not found:
            newest = max(await store.days_of(transaction, program_id, "daily"), default=None)
            due = schedule.daily(program, newest, today)
            found += [self._row(program, due)] if due else []
        if found:
            return program, None, min(found, key=lambda one: one.known_at)
        self._next[program_id] = program.rules.version, program.midnight(calendar.day_after(today))
        return program, None, None

    def _row(self, program: Program, due: DueReview) -> InsightReview:
        return InsightReview(
            review_id=self._ids.draw("rev"),
            program_id=program.id,
            external_id=None,
            fingerprint=None,
            kind=due.kind,
            backfilled=int(due.backfilled),
            backfill_from=None,
            as_of=due.as_of,
            known_at=due.known_at,
            program_version=program.in_force(due.known_at).version,
            status="running",
            phase="fold",
            progress=0,
            members=0,
            figures="{}",
            created_at=instant_text(program.now(self._clock())),
            done_at=None,
        )

    async def _begin(self, program: Program, review: InsightReview) -> None:
        """Start a review, unless one is running. Raises IntegrityConflict if another worker has started it."""
        parts, to_do = await self._database.read(
            lambda transaction: insight_start.divided(transaction, program, review),
            limit_seconds=insight_start.LIMIT_SECONDS,
        )
        begun = review._replace(status="running", figures=json.dumps({"of": to_do}))

        async def work(transaction: Transaction) -> None:
            await program_rows.lock_program(transaction, program.id)
            if any(one.status == "running" for one in await store.under_way(transaction, program.id)):
                return
            if review.status != "waiting":
                await store.begin(transaction, begun)
            elif not await store.change(transaction, review, status="running", figures=begun.figures):
                return
            await store.set_parts(transaction, review.review_id, parts)
            await insight_start.begin_fold(transaction, program, review)

        await self._database.write(work)

    async def _carry_on(self, review: InsightReview, *, alone: bool) -> bool:
        """Work on a review to its end; False if others have taken the rest of it."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, review.program_id))
        work = Work(self._database, program, review, self._clock, self._ids.draw)
        while work.review.phase != "end":
            if work.review.phase == "sum":
                if not await self._sum_up(work, alone=alone):
                    return False
                continue
            for part in await work.parts():
                await self._work_on_part(work, part, alone=alone)
            if any(part.reached != part.last_member for part in await work.parts()):
                return False
            await work.end_phase()
        await self._forget_superseded(program.id)
        return True

    async def _sum_up(self, work: Work, *, alone: bool) -> bool:
        """Compute the totals of all members; False if another worker has the lease."""
        lease = self._lease(f"insight/{work.review.review_id}/sum", alone=alone)
        pace = Pace(alone=alone)

        async def go_on() -> bool:
            await pace.rest()
            return await lease.held()

        try:
            return await work.sum_up(go_on)
        finally:
            await lease.give_back()

    async def _work_on_part(self, work: Work, part: InsightPart, *, alone: bool) -> None:
        """Work on a part to its end, unless others have it."""
        lease = self._lease(f"insight/{work.review.review_id}/{part.part}", alone=alone)
        at: InsightPart | None = part
        pace = Pace(alone=alone)
        try:
            while at and at.reached != at.last_member and await lease.held():
                at = await work.slice(at)
                if at is None and alone:
                    # Another worker has finished this slice.
                    at = next((one for one in await work.parts() if one.part == part.part), None)
                await pace.rest()
        finally:
            await lease.give_back()

    def _lease(self, name: str, *, alone: bool) -> RenewedLease:
        return RenewedLease(None if alone else self._leases, name, self._clock)

    async def _fail(self, review: InsightReview) -> None:
        current = await self.one(review.program_id, review.review_id)
        if current:
            ended = partial(store.change, was=current, status="failed", done_at=instant_text(self._clock()))
            await self._database.write(ended)

    async def _forget_superseded(self, program_id: str) -> None:
        """Delete superseded reviews: requested and daily ones but the newest, and the items of old scheduled ones."""
        done = await self._database.read(lambda transaction: store.done_of(transaction, program_id))
        asked = [one for one in done if one.kind == "asked"]
        by_time = sorted((one for one in done if one.kind != "asked"), key=lambda one: one.as_of, reverse=True)
        daily = [one for one in by_time[1:] if one.kind == "daily"]
        for review in [*asked[ASKED_KEPT:], *daily]:
            some = partial(store.forget, review_id=review.review_id, limit=FORGOTTEN_AT_ONCE)
            await self._repeat(some)
            await self._database.write(partial(store.forget_review, review_id=review.review_id))
        old = [one.review_id for one in by_time[1:]]
        await self._repeat(partial(store.forget_items, review_ids=old, limit=FORGOTTEN_AT_ONCE))

    async def _repeat(self, some: Callable[[Transaction], Coroutine[Any, Any, int]]) -> None:
        """Repeat a piece of work until nothing is left."""
        done = 1
        while done:
            done = await self._database.write(some)

    async def _named(self, wish: ReviewRequest) -> tuple[InsightReview, bool] | Refusal | None:
        known = await self._database.read(
            lambda transaction: store.by_name(transaction, wish.program_id, wish.external_id)
        )
        return started_before(known, wish, "review")


def handled(review: InsightReview) -> tuple[int, int]:
    """The number of members handled by a review, and the number to handle; some are handled twice."""
    figures: dict[str, Any] = json.loads(review.figures)
    return review.progress, figures.get("of", review.progress)


def _untimely(wish: ReviewRequest, today: str) -> Refusal | None:
    if wish.as_of > today:
        return Refusal("validation", "must not be in the future", "/as_of", "in-future")
    earliest = f"{int(today[:4]) - EARLIEST_YEARS:04}{today[4:]}"
    for name, day in (("as_of", wish.as_of), ("backfill_from", wish.backfill_from)):
        if day is not None and day < earliest:
            detail = f"must be at most {EARLIEST_YEARS} years back"
            return Refusal("validation", detail, f"/{name}", "out-of-range")
    if wish.backfill_from is not None and wish.backfill_from > wish.as_of:
        return Refusal("validation", "must not be after as_of", "/backfill_from", "out-of-range")
    return None
