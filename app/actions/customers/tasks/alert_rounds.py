"""Reports customers after each review: who spends less, who has lapsed, and how earlier ones went on.

Each review on time has one round. It finds the alerts in slices, makes tasks of them, stores the results of earlier
alerts, and gives out tasks. A slice and the round's progress are written together, and the progress can only advance:
so each alert is made once, however many workers there are and even if some are killed. Leases keep workers from doing
each other's work, and nothing depends on them.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

from app.actions.background.leases import Leases
from app.actions.customers.insights.insight_rows import Told
from app.actions.customers.rounds import Rounds
from app.actions.customers.tasks.alert_results import results_of
from app.actions.customers.tasks.task_distribution import Distribution
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.events.reviewing import alerted, won_back
from app.engine.insights import deviation, rhythm
from app.engine.insights.facts import Visits
from app.engine.insights.grades import Ranking, grading, span
from app.engine.insights.readings import deviation_of, standing
from app.engine.insights.rhythm import MeanGap, Silence
from app.engine.model import calendar
from app.engine.model.calendar import Window
from app.engine.model.instants import instant_text
from app.engine.program.terms.tasks import DEVIATION, LAPSE
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries.customers import alerts as store
from app.store.queries.customers import insight_facts, insight_lists, insight_reviews, tasks
from app.store.queries.customers.alerts import PENDING, Days
from app.store.queries.customers.insight_lists import Read
from app.store.rows.reviews import Alert, AlertRound, InsightReview

ROWS_AT_ONCE: Final = 500
LEASE_SECONDS: Final = 60
LIMIT_SECONDS: Final = 300
# The best grade of so many months decides whether a lapsed customer is reported.
GRADES_OF: Final = Window("rolling", 24)
WON_BACK: Final = "won_back"
PHASES: Final = ("deviations", "lapses", "results", "tasks")

logger = logging.getLogger(__name__)


class Slice(NamedTuple):
    """The result of a slice: how far it came (empty: to the end of its phase), and the alerts and results found.

    `returned` are the alerts about customers who came back.
    """

    reached: str
    found: Sequence[Alert] = ()
    results: Mapping[str, str] = {}
    returned: Sequence[Alert] = ()


class AlertRounds(Rounds[AlertRound]):
    """The rounds of one database. `clock` is the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        distribution: Distribution,
    ) -> None:
        super().__init__(database)
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._distribution = distribution
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        # By programme: the time of the last review whose round is done.
        self._done: dict[str, str] = {}

    async def go_round(self) -> int:
        """Do every due round that no other worker has, and return the number finished. Raises DatabaseUnavailable."""
        done = 0
        for program_id, done_at in (await self._database.read(store.newest_reviews)).items():
            try:
                if self._done.get(program_id) != done_at:
                    done += await self._work_on(program_id, alone=False)
                    if not await self._database.read(partial(store.running_round, program_id=program_id)):
                        self._done[program_id] = done_at
                await self._distribution.once_a_day(program_id)
            except DatabaseUnavailable:
                raise
            except Exception:
                # A bug that one programme triggers must not stop the others.
                logger.exception("reporting customers failed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Finish every due round of a programme, even one of another worker, and give out tasks; returns the number of
        rounds.
        """
        done = await self._work_on(program_id, alone=True)
        await self._distribution.give_out(program_id)
        return done

    async def _begin(self, transaction: Transaction, row: AlertRound) -> None:
        await store.begin_round(transaction, row)

    async def _due(self, transaction: Transaction, program_id: str) -> tuple[AlertRound | None, bool]:
        if running := await store.running_round(transaction, program_id):
            return running, False
        review = await store.next_review(transaction, program_id)
        review = review or await store.newest_backfilled(transaction, program_id)
        if review is None:
            return None, False
        program = await self._programs.one(transaction, program_id)
        begun_at = instant_text(program.now(self._clock()))
        first = PHASES[0] if review.kind == "scheduled" else PHASES[1]
        begun = AlertRound(
            review_id=review.review_id,
            program_id=program_id,
            as_of=review.as_of,
            status="running",
            phase=first,
            reached="",
            begun_at=begun_at,
            done_at=None,
        )
        return begun, True

    async def _carry_on(self, row: AlertRound, *, alone: bool) -> bool:
        """Work on a round to its end; False if another worker has it."""
        lease = f"alerts/{row.program_id}"
        try:
            while row.status != "done":
                if not alone and not await self._leases.take(lease):
                    return False
                after = await self._step(row)
                if after is None:
                    # Another worker has come as far.
                    if not alone:
                        return False
                    after = await self._database.read(partial(store.running_round, program_id=row.program_id))
                    if after is None or after.review_id != row.review_id:
                        return True
                row = after
        finally:
            if not alone:
                await self._leases.give_back(lease)
        return True

    async def _step(self, row: AlertRound) -> AlertRound | None:
        """The round after its next slice; None, without a change, if another worker was quicker."""
        if row.phase == "tasks":
            await self._distribution.give_out(row.program_id, fresh=row.review_id)
        work, found = await self._database.read(
            lambda transaction: self._look(transaction, row), limit_seconds=LIMIT_SECONDS
        )
        after = row._replace(reached=found.reached)
        if not found.reached:
            place = PHASES.index(row.phase) + 1
            is_last = place == len(PHASES)
            ended = {"status": "done", "done_at": instant_text(work.now)}
            after = row._replace(**ended) if is_last else row._replace(phase=PHASES[place], reached="")

        async def write(transaction: Transaction) -> bool:
            if not await store.advance_round(transaction, row, after):
                return False
            # Locked, so that no alert is about a member erased in the same moment.
            members = await transaction.lock_members({one.member_id for one in found.found})
            present = {one.member_id for one in members if not one.erased_at}
            alerts = [one for one in found.found if one.member_id in present]
            await store.add(transaction, alerts)
            made = await self._distribution.tasks_of(transaction, work.program, alerts, work.day)
            await tasks.add_tasks(transaction, made)
            await store.settle(transaction, found.results)
            told = [
                alerted(one.kind, one.member_id, one.review_id, one.alert_id, json.loads(one.facts)) for one in alerts
            ]
            told += [won_back(one.member_id, row.review_id, one.alert_id) for one in found.returned]
            await tell_all(transaction, row.program_id, told, instant_text(work.now), self._ids.draw)
            return True

        return after if await self._database.write(write, limit_seconds=LIMIT_SECONDS) else None

    async def _look(self, transaction: Transaction, row: AlertRound) -> tuple["_Work", Slice]:
        review = await insight_reviews.one(transaction, row.program_id, row.review_id)
        program = await self._programs.one(transaction, row.program_id)
        work = _Work(transaction, program, review, self._ids, program.now(self._clock()))
        if review is None or row.phase == "tasks":
            # A daily review may have been superseded before it was read.
            return work, Slice("")
        if row.phase == "deviations":
            return work, await work.deviations(row.reached)
        if row.phase == "lapses":
            return work, await work.lapses(row.reached)
        return work, await work.results(row.reached)


class _Work:
    """The slices of one review."""

    def __init__(
        self,
        transaction: Transaction,
        program: Program,
        review: InsightReview | None,
        ids: IdSource,
        now: datetime,
    ) -> None:
        self.program = program
        self.now = now
        self._transaction = transaction
        self._ids = ids
        # A review made later, as if on time, reports today.
        self.day = program.business_date(now)
        if review is not None:
            if not review.backfilled:
                self.day = calendar.day_after(review.as_of)
            self._review = review
            self._told = Told(program, review)
            self._terms = self._told.terms

    async def deviations(self, reached: str) -> Slice:
        """Customers who spend less: the next ones on the list, the largest shortfall first."""
        page = await insight_lists.deviating(self._transaction, self._told.id, ROWS_AT_ONCE, _after(reached), "down")
        ids = [one.reading.member_id for one in page]
        known = await store.latest_occasions(self._transaction, DEVIATION, ids)
        looked = {one.reading.member_id: (one, *deviation_of(one.reading)) for one in page}
        before = {member_id for member_id, (_, _, continued) in looked.items() if continued}
        before |= {one for one in ids if known.get(one, "") >= _period(looked[one][1])[0]}
        found = []
        for one in deviation.to_tell([row for _, row, _ in looked.values()], before):
            read = looked[one.member_id][0]
            basis = {"unit": one.unit, "period": one.period, "base": list(one.base)}
            told = self._told.deviation(read)
            found.append(self._alert(read, DEVIATION, _period(one)[0], (one.shortfall, told, basis)))
        return Slice(_reached(page, "shortfall"), found)

    async def lapses(self, reached: str) -> Slice:
        """Customers who have lapsed: the next ones on the list, the largest amount at stake first."""
        as_of, terms = self._review.as_of, self._terms.rhythm
        page = await insight_lists.in_states(
            self._transaction, self._told.id, ROWS_AT_ONCE, _after(reached), ["lapsed"], grade=None
        )
        mean = MeanGap(**self._told.figures["mean_gap"])
        looked = {one.reading.member_id: one for one in page if self._is_recent(one, mean)}
        known = await store.latest_occasions(self._transaction, LAPSE, list(looked))
        two_years = Days(GRADES_OF.first_day(as_of), as_of)
        grades = await store.grades_since(self._transaction, list(looked), two_years)
        silences = [
            Silence(
                member_id,
                visits=_visits(read),
                grade=self._best(grades[member_id]) if member_id in grades else await self._plain_grade(read),
                was_lapsed=False,
                at_stake=read.reading.at_stake or 0,
                told_from=known.get(member_id),
            )
            for member_id, read in looked.items()
        ]
        found, told_on = [], calendar.day_before(self.day)
        for one in rhythm.to_tell(terms, mean, silences, as_of):
            assert one.visits.last_on
            if self._review.backfilled and await store.first_visit(self._transaction, one.member_id, as_of):
                continue
            told = self._told.silence(looked[one.member_id])
            found.append(
                self._alert(
                    looked[one.member_id], LAPSE, one.visits.last_on, (one.at_stake, told, {"told_on": told_on})
                )
            )
        return Slice(_reached(page, "at_stake"), found)

    async def results(self, reached: str) -> Slice:
        """The results of earlier alerts: the next ones without one."""
        page = await store.pending_page(self._transaction, self.program.id, reached, ROWS_AT_ONCE)
        earlier = [one for one in page if one.as_of < self._review.as_of]
        results = await results_of(self._transaction, self._terms, self._review, earlier)
        returned = [one for one in earlier if results.get(one.alert_id) == WON_BACK]
        return Slice(page[-1].alert_id if len(page) == ROWS_AT_ONCE else "", (), results, returned)

    def _is_recent(self, read: Read, mean: MeanGap) -> bool:
        lapsed_on = rhythm.lapses_on(self._terms.rhythm, mean, _visits(read))
        earliest = calendar.days_after(self._review.as_of, -rhythm.TOLD_WITHIN_DAYS)
        return lapsed_on is not None and lapsed_on > earliest

    def _best(self, grades: set[str]) -> str | None:
        heights = {height: grade for grade in grades if (height := self._terms.height(grade)) is not None}
        return heights[min(heights)] if heights else None

    async def _plain_grade(self, read: Read) -> str | None:
        """The grade by rank alone as of the last visit day, for a member in no scheduled review."""
        last_on = read.reading.last_on
        assert last_on
        within = span(self._terms, last_on)
        counts = await insight_facts.measures(self._transaction, self.program.id, self._terms.measure, *within)
        then = standing(self._terms, last_on, Ranking(counts))
        amount = await store.measure_on(self._transaction, read.reading.member_id, Days(*within), self._terms.measure)
        return grading(self._terms, then.bounds, then.ranking.place(amount), None).grade

    def _alert(self, read: Read, kind: str, occasion: str, told: tuple[int, dict[str, Any], dict[str, Any]]) -> Alert:
        amount, row, basis = told
        facts = {name: value for name, value in row.items() if name not in ("member", "external_id", "task")}
        return Alert(
            member_id=read.reading.member_id,
            alert_id=self._ids.draw("alr"),
            program_id=self.program.id,
            kind=kind,
            occasion=occasion,
            review_id=self._told.id,
            as_of=self._review.as_of,
            amount=amount,
            facts=json.dumps(facts, ensure_ascii=False),
            basis=json.dumps(basis),
            result=PENDING,
        )


def _period(one: deviation.Deviation) -> tuple[str, str]:
    return deviation.period_days(one.period, one.unit)


def _visits(read: Read) -> Visits:
    reading = read.reading
    return Visits(reading.first_on, None, None, reading.last_on, reading.all_visit_days or 0)


def _after(reached: str) -> tuple[int, str] | None:
    """The amount and member at which a slice ended."""
    if not reached:
        return None
    amount, member_id = reached.split(" ")
    return int(amount), member_id


def _reached(page: Sequence[Read], amount: str) -> str:
    """Where a slice ends, for `_after`; empty at the end of the list."""
    if len(page) < ROWS_AT_ONCE:
        return ""
    last = page[-1].reading
    return f"{getattr(last, amount)} {last.member_id}"
