"""The golden list: members with the golden grades, and what a shop needs to know to serve each of them well."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.customers.insights.insight_rows import Found, Row, Told, Wanted, unknown_grade
from app.actions.customers.insights.insight_start import known_before
from app.actions.customers.insights.insights import ALL_KINDS, COMPARING, NO_REVIEW, NO_SUCH_REVIEW
from app.actions.programs import Programs
from app.actions.reading.settlements import csv_text
from app.actions.writing.batches import refresh_if_stale
from app.engine.insights.likes import Likes, likes
from app.engine.insights.readings import MemberReading
from app.engine.model.book import Refusal
from app.engine.model.names import plain
from app.engine.model.records.members import Member, Profile
from app.engine.program.versions import Program
from app.engine.rules.passing_time import advanced
from app.engine.views.next_rewards import near
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.queries.customers import consents, insight_facts, insight_lists, insight_reviews, owners, tasks
from app.store.queries.customers.insight_lists import Read
from app.store.rows.access import MemberOwner
from app.store.rows.reviews import InsightReview

MEMBERS_AT_ONCE: Final = 200
LIMIT_SECONDS: Final = 30
HEADER: Final = (
    "place",
    "member",
    "external_id",
    "name",
    "grade",
    "since",
    "measure",
    "of_amount",
    "currency",
    "last_on",
    "state",
    "deviates",
    "usual_gap_days",
    "categories",
    "store",
    "near",
    "owner",
    "open_tasks",
    "why",
)


class Known(NamedTuple):
    """The present state, the newest reading, the preferences, the name, the owner and the number of open tasks of each
    listed member, by id.
    """

    near: Mapping[str, list[dict[str, Any]]]
    newest: Mapping[str, MemberReading]
    likes: Mapping[str, Likes]
    names: Mapping[str, str | None]
    owners: Mapping[str, MemberOwner]
    open_tasks: Mapping[str, int]


class GoldenList:
    """Reads the golden list of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def page(self, program_id: str, wanted: Wanted) -> Found | Refusal:
        """Members with a golden grade, best place first.

        Without a review, those of the newest scheduled one; before the first of these, of the newest requested one.
        """

        async def work(transaction: Transaction) -> Found | Refusal:
            review = await _review(transaction, program_id, wanted.review_id)
            if isinstance(review, Refusal):
                return review
            program = await self._programs.one(transaction, program_id)
            told = Told(program, review)
            golden = [grade.id for grade in told.terms.grades if grade.id in told.terms.golden]
            grades = [wanted.grade] if wanted.grade else golden
            places = told.places(grades)
            if places is None or not set(grades) <= set(golden):
                return unknown_grade()
            after = (int(wanted.after[0]), wanted.after[1]) if wanted.after else (0, "")
            found = await insight_lists.by_place(
                transaction, told.id, wanted.limit, after, (grades, places), chosen=wanted.chosen(program_id)
            )
            known = await self._known(transaction, program, told, [one.reading.member_id for one in found])
            return told.found([Row(_row(told, one, known), told.key(one.reading.place, one)) for one in found])

        return await self._database.read(work, limit_seconds=LIMIT_SECONDS)

    async def honours(self, program_id: str) -> list[str] | Refusal:
        """The names of the golden members who agreed to be named in public, in alphabetical order."""

        async def work(transaction: Transaction) -> list[str] | Refusal:
            review = await _review(transaction, program_id, None)
            if isinstance(review, Refusal):
                return review
            told = Told(await self._programs.one(transaction, program_id), review)
            golden = [grade.id for grade in told.terms.grades if grade.id in told.terms.golden]
            places = told.places(golden)
            names = await consents.honoured(transaction, program_id)
            seen = names.keys() & await key_members.seen(transaction, names) if transaction.known_to else names.keys()
            read = await insight_lists.of_members(transaction, review.review_id, sorted(seen))
            found = [
                names[member_id]
                for member_id, one in read.items()
                if places and one.grade in golden and one.place is not None and places.behind < one.place <= places.to
            ]
            return sorted(found, key=lambda name: (plain(name), name))

        return await self._database.read(work, limit_seconds=LIMIT_SECONDS)

    async def csv(self, program_id: str, wanted: Wanted, *, with_names: bool) -> AsyncIterator[bytes]:
        """The whole list as CSV, in chunks; a Refusal is raised as ListRefused before the first."""
        wanted = wanted._replace(limit=MEMBERS_AT_ONCE, after=())
        page = await self.page(program_id, wanted)
        if isinstance(page, Refusal):
            raise ListRefused(page)
        yield csv_text([HEADER]).encode()
        while page.rows:
            yield csv_text(_cells(page.currency, row.told, with_names=with_names) for row in page.rows).encode()
            if len(page.rows) < wanted.limit:
                return
            review_id, *after = page.rows[-1].key
            page = await self.page(program_id, wanted._replace(review_id=review_id, after=after))
            assert isinstance(page, Found), "the review was there"

    async def _known(self, transaction: Transaction, program: Program, told: Told, ids: Sequence[str]) -> Known:
        bought = await insight_facts.bought_by(transaction, ids, since=told.within[0])
        returned = await insight_facts.returned_by(transaction, ids)
        before = known_before(told.review)
        profiles = await transaction.rows(Profile, "member_id", ids) if ids else []
        return Known(
            near=await self._near(transaction, program, ids),
            newest=await _newest(transaction, told.review, ids),
            likes={one: likes(bought.get(one, ()), returned.get(one, ()), told.within, before) for one in ids},
            names={one.member_id: one.name for one in profiles},
            owners=await owners.owners_of(transaction, ids),
            open_tasks=await tasks.open_tasks_of(transaction, ids),
        )

    async def _near(
        self, transaction: Transaction, program: Program, ids: Sequence[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """The rewards within reach of each member now, as in a quote of an empty basket."""
        now = program.now(self._clock())
        found = {}
        for member in await transaction.rows(Member, "member_id", ids) if ids else ():
            change = advanced(program, await refresh_if_stale(transaction, program, member, now), now)
            found[member.member_id] = near(program, change, program.business_date(now), ())
        return found


class ListRefused(Exception):
    """The list cannot be read, for this reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


async def _review(transaction: Transaction, program_id: str, review_id: str | None) -> InsightReview | Refusal:
    if review_id is not None:
        review = await insight_reviews.one(transaction, program_id, review_id)
        if review is None:
            return NO_SUCH_REVIEW
    else:
        review = await insight_reviews.newest_done(transaction, program_id, ("scheduled",))
        review = review or await insight_reviews.newest_done(transaction, program_id, ("asked",))
    if review is None or review.status != "done" or review.kind not in COMPARING:
        return NO_REVIEW
    return review


async def _newest(transaction: Transaction, review: InsightReview, ids: Sequence[str]) -> dict[str, MemberReading]:
    """The newest readings of these members, if they are later than a review, else those of the review."""
    newest = await insight_reviews.newest_done(transaction, review.program_id, ALL_KINDS)
    later = newest if newest and newest.as_of > review.as_of else review
    return await insight_lists.of_members(transaction, later.review_id, ids)


def _row(told: Told, read: Read, known: Known) -> dict[str, Any]:
    member_id = read.reading.member_id
    newest = known.newest.get(member_id, read.reading)
    liked = known.likes[member_id]
    shown = told.grade(read)
    return {
        **{name: shown[name] for name in ("member", "external_id", "grade", "since", "place", "of", "measure", "why")},
        "name": known.names.get(member_id),
        "of_amount": told.of_amount(read.reading.measure or 0),
        "likes": {"categories": liked.categories, "store": liked.store, "usual_gap_days": newest.usual_gap_days},
        "near": known.near.get(member_id, []),
        "last_on": newest.last_on,
        "state": newest.state,
        "deviates": read.reading.direction or "none",
        "owner": known.owners[member_id].staff_id if member_id in known.owners else None,
        "open_tasks": known.open_tasks.get(member_id, 0),
    }


def _cells(currency: str, row: Mapping[str, Any], *, with_names: bool) -> list[str | int]:
    liked = row["likes"]
    flat = {
        **row,
        "name": row["name"] if with_names else None,
        "currency": currency,
        "usual_gap_days": liked["usual_gap_days"],
        "categories": "; ".join(liked["categories"]),
        "store": liked["store"],
        "near": "; ".join(one["text"] for one in row["near"]),
    }
    return ["" if flat[name] is None else flat[name] for name in HEADER]
