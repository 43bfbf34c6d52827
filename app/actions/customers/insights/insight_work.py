"""The work of one review of customers, by phase.

`fold` brings the days and items of members up to date, `sum` computes the totals of all members, and `read` reads each
member. Each slice reads, computes on a thread, and writes its results together with the progress of its part.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.customers.insights.insight_start import LIMIT_SECONDS, changed_from, changed_to, known_before, terms_of
from app.actions.event_log import tell_all
from app.engine.events.happened import Happened
from app.engine.events.reviewing import grade_changed
from app.engine.insights import findings, lift, sums
from app.engine.insights.facts import Facts, Item, fold, fold_terms, kept_by_category
from app.engine.insights.findings import Whole
from app.engine.insights.grades import Ranking, span
from app.engine.insights.readings import Looked, Read, Reviewed, Standing, readings, standing, together
from app.engine.insights.sums import Did, Summed, Sums
from app.engine.model import calendar
from app.engine.model.instants import instant_text
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts as facts
from app.store.queries.customers import insight_reviews as store
from app.store.queries.customers.insight_facts import LAST_OF_ALL, GuestSpan, Known, Reach
from app.store.rows.reviews import InsightFold, InsightPart, InsightReview

# Slices are small, so that tills are served in between.
FOLDED_AT_ONCE: Final = 200
READ_AT_ONCE: Final = 500
MOST_CATEGORIES: Final = 200
# A daily review copies these from the newest scheduled one.
OF_SCHEDULED: Final = ("states", "season", "followed", "hit_rate", "golden_categories")
GOLDEN: Final = "golden"


class Earlier(NamedTuple):
    """The earlier scheduled reviews that a review builds on; None if there is no such review.

    `newest` is the previous one, `then` those as of the days before the compared period and its predecessor began, and
    `list_before` the newest one with the list of the previous period.
    """

    newest: InsightReview | None
    then: tuple[InsightReview | None, InsightReview | None]
    list_before: InsightReview | None


class Work:
    """The work of one review of a programme. `clock` is the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        program: Program,
        review: InsightReview,
        clock: Callable[[], datetime],
        draw_id: Callable[[str], str],
    ) -> None:
        self.review = review
        self._draw = draw_id
        self._database = database
        self._clock = clock
        self._program = program
        self._terms = terms_of(program, review)
        self._fold_terms = fold_terms(self._terms)
        self._before = known_before(review)
        self._dates = sums.dates(self._terms, review.as_of)
        # Items belong to the newest reviews only.
        self._has_items = not review.backfilled
        self._context: tuple[Reviewed, Earlier] | None = None

    async def parts(self) -> list[InsightPart]:
        """The parts of the members, with their progress."""
        return await self._database.read(lambda transaction: store.parts_of(transaction, self.review.review_id))

    async def slice(self, part: InsightPart) -> InsightPart | None:
        """A part after its next few members; None if another worker has moved it on."""
        return await (self._fold(part) if self.review.phase == "fold" else self._read(part))

    async def end_phase(self) -> None:
        """Start the next phase, because all parts of this one are done."""
        if self.review.phase == "fold":
            await self._end_fold()
            self.review = self.review._replace(phase="sum")
        else:
            await self._end()
            self.review = self.review._replace(phase="end", status="done")

    async def _fold(self, part: InsightPart) -> InsightPart | None:
        reach = Reach(self._program.id, part.reached, part.last_member, FOLDED_AT_ONCE)

        async def read(transaction: Transaction) -> tuple[list[str], facts.Purchases, facts.Returns]:
            known = await facts.fold_of(transaction, self._program.id)
            ids = await facts.member_ids(transaction, reach, changed_from(known, self._fold_terms, self._before))
            return ids, await facts.bought_by(transaction, ids), await facts.returned_by(transaction, ids)

        ids, bought, returned = await self._database.read(read, limit_seconds=LIMIT_SECONDS)

        def fold_all() -> dict[str, Facts]:
            terms, before = self._fold_terms, self._before
            return {one: fold(bought.get(one, ()), returned.get(one, ()), terms, before) for one in ids}

        found = await asyncio.to_thread(fold_all)
        after = part._replace(reached=ids[-1] if len(ids) == FOLDED_AT_ONCE else part.last_member)

        async def write(transaction: Transaction) -> bool:
            if not await store.advance(transaction, part, after, len(ids)):
                return False
            await facts.replace_facts(transaction, self._program.id, found)
            return True

        return after if await self._database.write(write, limit_seconds=LIMIT_SECONDS) else None

    async def _end_fold(self) -> None:
        parts = await self.parts()
        starts = ["", *(part.last_member for part in parts)]
        # Numbered across phases, so that a late slice of this phase cannot affect the next.
        again = [
            part._replace(part=len(parts) + part.part, reached=start)
            for part, start in zip(parts, starts, strict=False)
        ]

        async def work(transaction: Transaction) -> None:
            if await store.change(transaction, self.review, phase="sum"):
                await store.set_parts(transaction, self.review.review_id, again)
                until = changed_to(self._program, self.review)
                fold = InsightFold(self._program.id, self._fold_terms.name, self._before, until)
                await facts.set_fold(transaction, fold)

        await self._database.write(work)

    async def sum_up(self, go_on: Callable[[], Awaitable[bool]]) -> bool:
        """Compute the totals of all members while `go_on` allows it, and return whether it is done."""
        total = Sums(self._terms, self._dates)
        after = ""
        while after != LAST_OF_ALL:
            if not await go_on():
                return False
            reach = Reach(self._program.id, after, LAST_OF_ALL, READ_AT_ONCE)
            after, looked = await self._database.read(
                lambda transaction, reach=reach: self._did(transaction, reach),  # type: ignore[misc]
                limit_seconds=LIMIT_SECONDS,
            )
            await asyncio.to_thread(total.add, [did for _, did in looked])
        figures = json.dumps({**json.loads(self.review.figures), "sums": total.summed().told()})
        if await self._database.write(
            lambda transaction: store.change(transaction, self.review, phase="read", figures=figures)
        ):
            self.review = self.review._replace(phase="read", figures=figures)
            return True
        # Another worker has done it.
        current = await self._database.read(
            lambda transaction: store.one(transaction, self._program.id, self.review.review_id)
        )
        self.review = current or self.review._replace(phase="end")
        return True

    async def _did(self, transaction: Transaction, reach: Reach) -> tuple[str, list[tuple[Known, Did]]]:
        """The end of a slice, and its members' days and items up to the day of the review."""
        as_of = self.review.as_of
        known = await facts.known_members(transaction, reach)
        reached = known[-1].member_id if len(known) == reach.limit else reach.last
        if not known:
            return reached, []
        those = reach._replace(last=known[-1].member_id)
        days = await facts.days_of(transaction, those)
        items: dict[str, list[Item]] = {}
        if self._has_items:
            items = await facts.items_of(transaction, those)
            # Items with later days are recomputed as of the day.
            later = [member_id for member_id, found in items.items() if any(item.last_on > as_of for item in found)]
            bought, returned = await facts.bought_by(transaction, later), await facts.returned_by(transaction, later)
            for member_id in later:
                did = bought.get(member_id, ()), returned.get(member_id, ())
                items[member_id] = list(fold(*did, self._fold_terms, self._before, as_of).items)
        looked = []
        for one in known:
            done = [day for day in days.get(one.member_id, ()) if day.business_date <= as_of]
            looked.append((one, Did(one.member_id, done, items.get(one.member_id, ()))))
        return reached, looked

    async def _read(self, part: InsightPart) -> InsightPart | None:
        reviewed, earlier = await self._known()
        reach = Reach(self._program.id, part.reached, part.last_member, READ_AT_ONCE)
        reached, looked = await self._database.read(
            lambda transaction: self._looked(transaction, reach, earlier), limit_seconds=LIMIT_SECONDS
        )
        found = await asyncio.to_thread(readings, reviewed, looked)
        before = json.loads(part.counts)
        golden = await self._golden(found)
        grades, counts = together(
            [before.get("grades", {}), found.grades], [before.get("counts", {}), found.counts, {GOLDEN: golden}]
        )
        after = part._replace(reached=reached, counts=json.dumps({"grades": grades, "counts": counts}))

        async def write(transaction: Transaction) -> bool:
            if not await store.advance(transaction, part, after, len(looked)):
                return False
            await store.add_readings(transaction, found.members, found.items)
            await tell_all(transaction, self._program.id, self._grades_changed(found, earlier), self._now(), self._draw)
            return True

        return after if await self._database.write(write, limit_seconds=LIMIT_SECONDS) else None

    def _grades_changed(self, found: Read, earlier: Earlier) -> list[Happened]:
        # A review made later, as if on time, is no news.
        # Before the first review there were no grades that could have changed.
        if self.review.kind != "scheduled" or self.review.backfilled or earlier.newest is None:
            return []
        return [
            grade_changed(
                one.member_id,
                one.review_id,
                (one.grade_before, one.grade),
                measure=one.measure,
                place=one.place,
                needs=one.needs,
            )
            for one in found.members
            if one.grade != one.grade_before
        ]

    def _now(self) -> str:
        return instant_text(self._program.now(self._clock()))

    async def _looked(self, transaction: Transaction, reach: Reach, earlier: Earlier) -> tuple[str, list[Looked]]:
        """The end of a part's next slice, and its members known as of the day."""
        as_of = self.review.as_of
        end = self._program.midnight(calendar.day_after(as_of))
        reached, found = await self._did(transaction, reach)
        there = [
            did
            for known, did in found
            if did.days
            or (known.created_at < self._before and (known.created_at < end or _is_by(known.joined_on, as_of)))
        ]
        ids = [did.member_id for did in there]
        held = await store.grades_of(transaction, earlier.newest, ids)
        then = [await store.grades_of(transaction, one, ids) for one in earlier.then]
        down = await store.down_of(transaction, earlier.list_before, ids)
        without = [did.member_id for did in there if not any(day.visits for day in did.days)]
        reachable = await facts.reachable(transaction, without)
        looked = [
            Looked(
                did,
                held.get(did.member_id),
                (then[0].get(did.member_id, (None, ""))[0], then[1].get(did.member_id, (None, ""))[0]),
                did.member_id in down,
                did.member_id in reachable,
            )
            for did in there
        ]
        return reached, looked

    async def _golden(self, found: Read) -> dict[str, int]:
        """The golden members' kept purchases in the window, by first-level category."""
        if self.review.kind == "daily" or not self._has_items:
            return {}
        ids = [one.member_id for one in found.members if one.grade in self._terms.golden]
        within = span(self._terms, self.review.as_of)

        async def read(transaction: Transaction) -> tuple[facts.Purchases, facts.Returns]:
            return await facts.bought_by(transaction, ids), await facts.returned_by(transaction, ids)

        bought, returned = await self._database.read(read, limit_seconds=LIMIT_SECONDS)

        def add_up() -> dict[str, int]:
            values: dict[str, int] = {}
            for one in ids:
                kept = kept_by_category(bought.get(one, ()), returned.get(one, ()), within, self._before)
                for category, value in kept.items():
                    values[category] = values.get(category, 0) + value
            return values

        return await asyncio.to_thread(add_up)

    async def _known(self) -> tuple[Reviewed, Earlier]:
        """The results of all members together, and the reviews before this one."""
        if self._context is None:
            earlier = await self._database.read(self._earlier)
            first, second = earlier.then
            is_daily = self.review.kind == "daily"
            then = (
                None if first or is_daily else await self._standing(self._dates.before_listed),
                None if second or is_daily else await self._standing(self._dates.before_followed),
            )
            reviewed = Reviewed(
                review_id=self.review.review_id,
                program_id=self._program.id,
                terms=self._terms,
                dates=self._dates,
                summed=Summed.of(json.loads(self.review.figures)["sums"]),
                now=await self._standing(self.review.as_of),
                then=then,
                review_on=lift.next_review_on(self._first_open_day(), self._terms.unit, self._terms.starts_month),
                is_daily=is_daily,
                follows=earlier.list_before is not None,
                has_items=self._has_items,
            )
            self._context = reviewed, earlier
        return self._context

    async def _earlier(self, transaction: Transaction) -> Earlier:
        before = await store.scheduled_before(transaction, self._program.id, self.review.as_of)
        by_day = {one.as_of: one for one in reversed(before)}
        unit, listed = self._terms.deviation.unit, self._dates.listed
        lists = [
            one
            for one in before
            if (terms := terms_of(self._program, one)).deviation.unit == unit
            and sums.dates(terms, one.as_of).listed == listed - 1
        ]
        return Earlier(
            next(iter(before), None),
            (by_day.get(self._dates.before_listed), by_day.get(self._dates.before_followed)),
            next(iter(lists), None),
        )

    async def _standing(self, as_of: str) -> Standing:
        within = span(self._terms, as_of)
        counts = await self._database.read(
            lambda transaction: facts.measures(transaction, self._program.id, self._terms.measure, *within),
            limit_seconds=None,
        )
        return standing(self._terms, as_of, Ranking(counts))

    def _first_open_day(self) -> str:
        """The first day on which purchases are still possible: the day itself if it has not ended."""
        after = calendar.day_after(self.review.as_of)
        return after if self._program.midnight(after) <= self.review.known_at else self.review.as_of

    async def _end(self) -> None:
        reviewed, earlier = await self._known()
        whole = await self._database.read(
            lambda transaction: self._whole(transaction, *reviewed.now.within), limit_seconds=None
        )
        told = [json.loads(part.counts) for part in await self.parts()]
        grades, counts = together([one.get("grades", {}) for one in told], [one.get("counts", {}) for one in told])
        figures: dict[str, Any] = findings.newest_found(reviewed, counts)
        if self.review.kind == "daily":
            newest = json.loads(earlier.newest.figures) if earlier.newest else {}
            figures |= {name: newest.get(name) for name in OF_SCHEDULED}
        else:
            figures |= findings.grades_found(reviewed, grades, whole) | findings.changes_found(reviewed, counts)
            figures["golden_categories"] = lift.most_bought(counts.get(GOLDEN, {}))[:MOST_CATEGORIES]
        members = sum(count for name, (count, _, _) in grades.items() if name != "-")

        async def work(transaction: Transaction) -> None:
            ended = {"status": "done", "phase": "end", "members": members, "done_at": self._now()}
            if await store.change(transaction, self.review, figures=json.dumps(figures), **ended):
                await store.set_parts(transaction, self.review.review_id, [])
                done = {"kind": self.review.kind, "as_of": self.review.as_of, "members": members}
                about = Happened("review.done", None, "review", self.review.review_id, facts={"review": done})
                await tell_all(transaction, self._program.id, [about], self._now(), self._draw)

        await self._database.write(work)

    async def _whole(self, transaction: Transaction, first_on: str, last_on: str) -> Whole:
        spend, covered = await facts.spend_and_covered(transaction, self._program.id, first_on, last_on)
        earliest, latest = self._program.midnight(first_on), self._program.midnight(calendar.day_after(last_on))
        guests = GuestSpan(first_on, last_on, earliest, latest, self._before)
        return Whole(await facts.guest_amount(transaction, self._program.id, guests), spend, covered)


def _is_by(day: str | None, as_of: str) -> bool:
    return day is not None and day <= as_of
