"""The work of one rehearsal: slices of members, each walked through its documents, and the sums at the end."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from app.engine.insights.facts import Bought, Returned, fold, fold_terms, looked_at
from app.engine.insights.grades import Ranking, grading, limits, measured, span
from app.engine.model.birthdays import birthday_of
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.instants import instant, instant_text
from app.engine.model.ratio import Ratio, ratio
from app.engine.program.document import ProgramDocument
from app.engine.program.terms.insights import Insights
from app.engine.program.versions import Program
from app.engine.rehearsal.figures import result_of
from app.engine.rehearsal.history import History, events_of, redeemed_by, uses_of
from app.engine.rehearsal.members import FileMember
from app.engine.rehearsal.plan import Plan, alone, plan, program_of
from app.engine.rehearsal.totals import ASSUMED, Row, Totals, difference_of, results_of, results_text
from app.engine.rehearsal.way import Way
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import rehearsals as store
from app.store.queries.customers.rehearsals import Reached, Records
from app.store.rows.programs import RehearsalRow, RehearsedMember

# Slices are small, so that tills are served in between.
MEMBERS_AT_ONCE: Final = 25
MOST_LOOKED_AT: Final = 1_000
SUMMED_AT_ONCE: Final = 500
LIMIT_SECONDS: Final = 300
LAST_OF_ALL: Final = "~"
_SAMPLE: Final = "rehearsal"


class Slice(NamedTuple):
    """Some members with their results, and the hash of all input up to them."""

    members: list[RehearsedMember]
    inputs_hash: str


class RehearsalWork:
    """The work of one rehearsal. `program` is the published programme."""

    def __init__(self, database: Database, program: Program, rehearsal: RehearsalRow) -> None:
        self.rehearsal = rehearsal
        self._database = database
        self._published = program
        self._terms = program.in_force(rehearsal.known_at).insights
        self._plan = plan_of(rehearsal)
        self._share = ratio(rehearsal.sample) if rehearsal.sample else None
        parted = [alone(one) for one in documents_of(rehearsal)]
        self._programs = [program_of(document, program.id) for document, _ in parted]
        self._left_out = [left_out for _, left_out in parted]

    async def slice(self) -> bool:
        """Rehearse the next few members; False if another worker has moved the rehearsal on."""
        was = self.rehearsal
        limit = members_at_once(self._share)

        async def read(transaction: Transaction) -> tuple[list[Reached], Records]:
            found = await store.next_members(transaction, was.program_id, was.reached, limit)
            ids = [one.member_id for one in found if self._counts(one)]
            return found, await store.records_of(transaction, ids, was.known_at, *self._instants())

        found, records = await self._database.read(read, limit_seconds=LIMIT_SECONDS)
        chosen = [one for one in found if self._counts(one)]
        done = await asyncio.to_thread(self._rehearse, chosen, records)
        changes: dict[str, Any] = {
            "reached": found[-1].member_id if len(found) == limit else LAST_OF_ALL,
            "done": was.done + len(found),
            "inputs_hash": done.inputs_hash,
        }

        async def write(transaction: Transaction) -> bool:
            if not await store.change(transaction, was, **changes):
                return False
            await store.add_results(transaction, done.members)
            return True

        is_ours = await self._database.write(write, limit_seconds=LIMIT_SECONDS)
        self.rehearsal = was._replace(**changes)
        return is_ours

    def _counts(self, member: Reached) -> bool:
        return member.erased_at is None and self._is_in_sample(member.member_id)

    def _is_in_sample(self, member_id: str) -> bool:
        share = self._share
        return share is None or is_in_control_group(self._published.id, _SAMPLE, member_id, share)

    def _instants(self) -> tuple[str, str]:
        """The instants between which purchases are read: those of the rehearsal, and of the members' grades."""
        earliest, latest = self._plan.span(self._published)
        measured_from = self._published.midnight(span(self._terms, self._plan.last_on).first_on)
        return min(earliest, measured_from), latest

    def _rehearse(self, members: list[Reached], records: Records) -> Slice:
        inputs_hash, rows = self.rehearsal.inputs_hash, []
        for one in members:
            history = self._history(one, records)
            measure = self._measure(
                *looked_at(records.purchases.get(one.member_id, ()), records.returns.get(one.member_id, ()))
            )
            if history.events or measure > 0:
                inputs_hash = _hash(inputs_hash, history, measure)
                rows.append(self._walked(history, measure))
        return Slice(rows, inputs_hash)

    def _walked(self, history: History, measure: int) -> RehearsedMember:
        results = [result_of(Way(program, self._plan, history).walk()) for program in self._programs]
        return RehearsedMember(
            member_id=history.member_id,
            rehearsal_id=self.rehearsal.rehearsal_id,
            measure=measure,
            grade=None,
            difference=difference_of(results),
            results=results_text(results),
        )

    def in_memory(self, members: Iterable[FileMember], on_member: Callable[[], None]) -> list[RehearsedMember]:
        """Rehearse the members of a file, and end, without any table: the members by difference.

        `on_member` is called for each.
        """
        rows = []
        for did in members:
            history = did.history.during(*self._plan.span(self._published))
            measure = self._measure(did.bought, did.returned)
            if self._is_in_sample(history.member_id) and (history.events or measure > 0):
                self.rehearsal = self.rehearsal._replace(
                    inputs_hash=_hash(self.rehearsal.inputs_hash, history, measure)
                )
                rows.append(self._walked(history, measure))
            on_member()
        grader = _Grader(self._terms, Counter(one.measure for one in rows).items())
        rows = sorted((one._replace(grade=grader.grade(one)) for one in rows), key=_by_difference)
        totals = self._totals(len(rows))
        totals.add([(_row(one), one.grade or "") for one in rows])
        self.rehearsal = self.rehearsal._replace(status="done", answer=self._answer(totals))
        return rows

    def _history(self, member: Reached, records: Records) -> History:
        id_ = member.member_id
        purchases, redemptions = records.purchases.get(id_, ()), records.redemptions.get(id_, ())
        used = uses_of(self._published, purchases, records.vouchers.get(id_, ()))
        # A redemption may take points from several lots.
        redeemed = {one.id: one for entry in redemptions if (one := redeemed_by(entry))}
        events = events_of(purchases, records.returns.get(id_, ()), used, redeemed.values())
        whole = History(id_, events, member.joined_on, birthday_of(records.birth_dates.get(id_)))
        return whole.during(*self._plan.span(self._published))

    def _measure(self, bought: Sequence[Bought], returned: Sequence[Returned]) -> int:
        within = span(self._terms, self._plan.last_on)
        before = instant_text(instant(self.rehearsal.known_at) + timedelta.resolution)
        facts = fold(bought, returned, fold_terms(self._terms), before, within.last_on)
        return measured(self._terms, facts.days, within).amount

    async def finish(self, on_end: Callable[[Transaction], Awaitable[None]]) -> bool:
        """Grade all members, add up their results, and end; False if another worker has.

        `on_end` belongs to the transaction that ends it.
        """
        rehearsal_id = self.rehearsal.rehearsal_id
        counts = await self._database.read(
            lambda transaction: store.measures(transaction, rehearsal_id), limit_seconds=LIMIT_SECONDS
        )
        grader = _Grader(self._terms, counts)
        totals = self._totals(sum(number for _, number in counts))
        after: tuple[int, str] | None = None
        while True:
            page = await self._database.read(
                lambda transaction, after=after: store.by_difference(  # type: ignore[misc]
                    transaction, rehearsal_id, SUMMED_AT_ONCE, after
                ),
                limit_seconds=LIMIT_SECONDS,
            )
            if not page:
                break
            graded = [(one, grader.grade(one)) for one in page]
            await self._grade(graded)
            await asyncio.to_thread(totals.add, [(_row(one), grade) for one, grade in graded])
            after = page[-1].difference, page[-1].member_id
        answer = self._answer(totals)
        was = self.rehearsal
        self.rehearsal = was._replace(status="done", answer=answer)

        async def end(transaction: Transaction) -> bool:
            if not await store.change(transaction, was, status="done", answer=answer):
                return False
            await on_end(transaction)
            return True

        return await self._database.write(end)

    async def _grade(self, graded: list[tuple[RehearsedMember, str]]) -> None:
        by_grade: dict[str, list[str]] = {}
        for one, grade in graded:
            by_grade.setdefault(grade, []).append(one.member_id)
        await self._database.write(
            lambda transaction: store.set_grades(transaction, self.rehearsal.rehearsal_id, by_grade),
            limit_seconds=LIMIT_SECONDS,
        )

    def _totals(self, members: int) -> Totals:
        return Totals(len(self._programs), [one.id for one in self._terms.grades], members)

    def _answer(self, totals: Totals) -> str:
        return json.dumps({**totals.told(self._share, self._levels()), **self._told()}, ensure_ascii=False)

    def _levels(self) -> list[list[str]]:
        ladders = [program.rules.tiers for program in self._programs]
        return [[level.id for level in ladder.levels] if ladder else [] for ladder in ladders]

    def _told(self) -> dict[str, Any]:
        left_out = [
            {"document": number, "pointer": one.pointer, "why": one.why}
            for number, parts in enumerate(self._left_out, 1)
            for one in parts
        ]
        return {"not_counted": left_out, "assumes": ASSUMED}


class _Grader:
    """Grades members by their measures. `counts`: the number of members with each measure."""

    def __init__(self, terms: Insights, counts: Iterable[tuple[int, int]]) -> None:
        self._terms = terms
        self._ranking = Ranking(counts)
        self._bounds = limits(terms, len(self._ranking))

    def grade(self, member: RehearsedMember) -> str:
        """The grade of a member."""
        return grading(self._terms, self._bounds, self._ranking.place(member.measure), None).grade


def _row(member: RehearsedMember) -> Row:
    return Row(member.member_id, member.difference, results_of(member.results))


def _by_difference(member: RehearsedMember) -> tuple[int, str]:
    return member.difference, member.member_id


def members_at_once(share: Ratio | None) -> int:
    """The number of members of a slice, so that about the same number is in the sample."""
    return min(MOST_LOOKED_AT, -(-MEMBERS_AT_ONCE * share.per // share.amount)) if share else MEMBERS_AT_ONCE


def documents_of(rehearsal: RehearsalRow) -> list[ProgramDocument]:
    """The documents of a rehearsal."""
    return [ProgramDocument.model_validate(one["document"]) for one in json.loads(rehearsal.documents)]


def plan_of(rehearsal: RehearsalRow) -> Plan:
    """The plan of a rehearsal."""
    spend_points: Any = rehearsal.spend_points
    return plan(rehearsal.first_on, rehearsal.last_on, rehearsal.warm_up_months, spend_points)


def hash_of_terms(rehearsal: RehearsalRow) -> str:
    """The hash of everything but the members' records."""
    terms = rehearsal.documents, *plan_of(rehearsal), rehearsal.sample
    return hashlib.sha256(to_json(terms)).hexdigest()


def _hash(before: str, history: History, measure: int) -> str:
    return hashlib.sha256(before.encode() + to_json([history, measure])).hexdigest()
