"""Renders the results of a review: the rows of its lists, and the keys of their pages."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.actions.customers.insights.insight_start import terms_of
from app.engine.insights import deviation, grades, lift, rhythm
from app.engine.insights.facts import Visits
from app.engine.insights.grades import Graded, Span, limits, span
from app.engine.insights.pareto import share_text
from app.engine.insights.readings import MemberReading, candidate, deviation_of
from app.engine.insights.rhythm import MeanGap
from app.engine.model.book import Refusal
from app.engine.model.calendar import day_before
from app.engine.model.ratio import decimal_text
from app.engine.program.versions import Program
from app.store.queries.customers.insight_lists import Chosen, Places, Read, ReadItem
from app.store.rows.reviews import InsightReview


class Wanted(NamedTuple):
    """A part of a review's list: up to `limit` rows after a key.

    Without a review it is the newest one with this list. `grade`: only members with this grade; `owner`: only those of
    this member of staff; `segment`: only those in it now.
    """

    review_id: str | None
    limit: int
    after: Sequence[str] = ()
    grade: str | None = None
    owner: str | None = None
    segment: str | None = None

    def chosen(self, program_id: str) -> Chosen | None:
        """The members of the owner, or in the segment; None for all."""
        return Chosen(program_id, self.owner, self.segment) if self.owner or self.segment else None


class Row(NamedTuple):
    """A row of a list, and the key for continuing after it."""

    told: dict[str, Any]
    key: tuple[str, ...]


class Found(NamedTuple):
    """A part of a review's results: common fields, and the rows of a page."""

    review: InsightReview
    currency: str
    told: Mapping[str, Any]
    rows: Sequence[Row] = ()


class Told:
    """Renders the results of one review."""

    def __init__(self, program: Program, review: InsightReview) -> None:
        self.review = review
        self.id = review.review_id
        self.terms = terms_of(program, review)
        self.within = span(self.terms, review.as_of)
        self.figures: dict[str, Any] = json.loads(review.figures)
        self._currency = program.currency
        self._ranked: int = self.figures.get("pareto", {}).get("members", 0)

    def found(self, rows: Sequence[Row] = (), more: Mapping[str, Any] | None = None) -> Found:
        """A part of the review's results."""
        return Found(self.review, self._currency, more or {}, rows)

    def of_amount(self, measure: int) -> str | None:
        """A member's share of the total of ranked members, as a decimal text; None without a total."""
        return share_text(measure, self.figures["pareto"]["amount"])

    def key(self, amount: int | None, read: Read) -> tuple[str, str, str]:
        """The key for continuing a list after a member: the review, an amount or place, and the id."""
        return self.id, str(amount), read.reading.member_id

    def places(self, grades: Sequence[str]) -> Places | None:
        """The places of the members of consecutive grades, the best first; None for an unknown grade."""
        best, worst = (self.terms.height(grade) for grade in (grades[0], grades[-1]))
        bounds = limits(self.terms, self._ranked)
        if best is None or worst is None:
            return None
        if best == len(self.terms.grades) - 1:
            return Places(self._ranked, self._ranked + 1)
        behind = bounds[best - 1].share if best else 0
        return Places(behind, bounds[worst].stay if worst < len(bounds) else self._ranked)

    def grade(self, read: Read) -> dict[str, Any]:
        """A member in the list of grades."""
        reading = read.reading
        return {
            **_names(read),
            "grade": reading.grade,
            "before": reading.grade_before,
            "since": reading.since,
            **self._standing(reading),
            "visit_days": reading.visit_days,
            "first_on": reading.first_on,
            "last_on": reading.last_on,
            "customer_for_days": days_as_customer(reading.first_on, self.review.as_of),
            "young": is_young(reading.first_on, self.within),
        }

    def grade_of_member(self, reading: MemberReading) -> dict[str, Any]:
        """The grade in a member's history."""
        review = {"review": self.id, "as_of": self.review.as_of}
        return {**review, "grade": reading.grade, **self._standing(reading)}

    def _standing(self, reading: MemberReading) -> dict[str, Any]:
        place = reading.place if reading.place and reading.place <= self._ranked else None
        measure = reading.measure or 0
        graded = Graded(reading.grade or "", bool(reading.kept), place, measure)
        why = grades.why(self.terms, self._ranked, graded, self.within, self._currency)
        return {"place": place, "of": self._ranked, "measure": measure, "why": why}

    def deviation(self, read: Read, known: Mapping[tuple[str, str], str] | None = None) -> dict[str, Any]:
        """A row of the list of deviations. `known`: tasks, by member and first day of the period."""
        found, continued = deviation_of(read.reading)
        first, last = deviation.period_days(found.period, found.unit)
        return {
            **_names(read),
            "grade": found.grade,
            "period": {"from": first, "to": last},
            "direction": found.direction,
            "spend": found.spend,
            "expected": found.expected_amount,
            "shortfall": found.shortfall,
            "visits": found.visits,
            "base": found.base._asdict(),
            "season": decimal_text(found.season, 1000, 3),
            "chance": decimal_text(found.chance, 1000, 3),
            "continued": continued,
            "task": (known or {}).get((read.reading.member_id, first)),
            "why": deviation.why(found, self._currency),
        }

    def silence(self, read: Read, known: Mapping[tuple[str, str], str] | None = None) -> dict[str, Any]:
        """A row of the list of lapsing members. `known`: tasks, by member and last visit day."""
        reading, as_of = read.reading, self.review.as_of
        seen = Visits(reading.first_on, None, None, reading.last_on, reading.all_visit_days or 0)
        gap = MeanGap(**self.figures["mean_gap"])
        return {
            **_names(read),
            "state": reading.state,
            "first_on": reading.first_on,
            "last_on": reading.last_on,
            "visit_days": seen.visit_days,
            "silent_days": rhythm.silent_days(seen, as_of),
            "usual_gap_days": rhythm.usual_gap_days(gap, seen),
            "at_stake": reading.at_stake,
            "task": (known or {}).get((reading.member_id, reading.last_on or "")),
            "why": rhythm.why(self.terms.rhythm, gap, seen, as_of),
        }

    def lift(self, read: Read, bought: Mapping[str, int]) -> dict[str, Any]:
        """A row of the list of members near the golden grades; `bought` are kept amounts by first-level category."""
        reading = read.reading
        counts_on = reading.counts_on or 0
        (found,) = lift.lifts([candidate(reading, counts_on)], self.figures["floor"] or 0)
        return {
            **_names(read),
            "grade": reading.grade,
            "measure": reading.measure,
            "counts_on": counts_on,
            "needs": reading.needs,
            "by": day_before(self.figures["review_on"]),
            "visits": found.visits,
            "unbought": lift.unbought(self.figures["golden_categories"] or (), bought),
        }


def _names(read: Read) -> dict[str, Any]:
    return {"member": read.reading.member_id, "external_id": read.external_id}


def reorder(read: ReadItem) -> dict[str, Any]:
    one = read.reading
    return {
        "member": one.member_id,
        "external_id": read.external_id,
        "item": one.item,
        "status": one.status,
        "times": one.times,
        "last_on": one.last_on,
        "expected_on": one.expected_on,
        "from": one.earliest_on,
        "to": one.latest_on,
        "usual_amount": one.usual_amount,
    }


def item_key(review_id: str, read: ReadItem) -> tuple[str, ...]:
    one = read.reading
    return review_id, str(one.usual_amount), one.member_id, key_text(one.item)


def key_text(name: str) -> str:
    """A caller's name as a part of a key, without blanks."""
    return "x" + name.encode().hex()


def paged_text(part: str) -> str:
    """The name of such a part."""
    return bytes.fromhex(part[1:]).decode()


def unknown_grade() -> Refusal:
    return Refusal("validation", "the review has no such grade", "/grade", "unknown-grade")


def days_as_customer(first_on: str | None, as_of: str) -> int | None:
    """The number of days as a customer, first and last included; None without purchases."""
    if first_on is None:
        return None
    return (date.fromisoformat(as_of) - date.fromisoformat(first_on)).days + 1


def is_young(first_on: str | None, within: Span) -> bool:
    """Whether a customer's first day is within the window, so that only part of it counts."""
    return first_on is not None and first_on > within.first_on
