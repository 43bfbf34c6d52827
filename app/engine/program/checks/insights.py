"""Faults of the part `insights` of a document, each as pointer, code and words."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.engine.program.parts.insights import GradePart, InsightsPart

# The rest, and customers without purchases.
WITHOUT_SHARE = 2


def insights_faults(insights: InsightsPart) -> Iterator[tuple[str, str, str]]:
    """Every fault of this part of a document."""
    yield from _grades(insights.grades)
    yield from _golden(insights)
    deviation, rhythm = insights.deviation, insights.rhythm
    yield from _known("/insights/deviation/grades", deviation.grades, insights)
    yield from _known("/insights/rhythm/tell_grades", rhythm.tell_grades, insights)
    if deviation.min_periods > deviation.base_periods:
        detail = "`min_periods` cannot exceed `base_periods`"
        yield "/insights/deviation/min_periods", "too-large", detail
    if Decimal(deviation.tell_chance) > Decimal(deviation.list_chance):
        yield "/insights/deviation/tell_chance", "too-large", "`tell_chance` cannot exceed `list_chance`"
    if Decimal(rhythm.lapsed) < Decimal(rhythm.at_risk):
        yield "/insights/rhythm/lapsed", "too-small", "`lapsed` cannot be below `at_risk`"
    if not Decimal(insights.reorder.within):
        yield "/insights/reorder/within", "out-of-range", "the interval must contain more than 0"
    if Decimal(insights.task_control):
        yield "/insights/task_control", "not-available", "this release has no tasks"


def _grades(grades: Sequence[GradePart]) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    shares = Decimal(0)
    with_share = len(grades) - WITHOUT_SHARE
    for place, grade in enumerate(grades):
        pointer = f"/insights/grades/{place}"
        if grade.id in seen:
            yield f"{pointer}/id", "duplicate-id", "another grade has the same id"
        seen.add(grade.id)
        if place >= with_share:
            if grade.share is not None:
                detail = (
                    "the last two grades cannot have a share: they are for the rest, and for customers without "
                    "purchases"
                )
                yield f"{pointer}/share", "not-possible", detail
        elif grade.share is None:
            yield f"{pointer}/share", "required", "only the last two grades can lack a share"
        elif not Decimal(grade.share):
            yield f"{pointer}/share", "out-of-range", "the share must be more than 0"
        else:
            shares += Decimal(grade.share)
            if shares >= 1:
                yield f"{pointer}/share", "too-large", "the shares must total less than 1"


def _golden(insights: InsightsPart) -> Iterator[tuple[str, str, str]]:
    first = [grade.id for grade in insights.grades[:-WITHOUT_SHARE]]
    for place, grade_id in enumerate(insights.golden):
        pointer = f"/insights/golden/{place}"
        if grade_id not in [grade.id for grade in insights.grades]:
            yield pointer, "unknown-grade", "no grade of this document has this id"
        elif place >= len(first) or grade_id != first[place]:
            yield pointer, "not-possible", "the golden grades must be the first ones with a share, in order"


def _known(pointer: str, ids: Sequence[str], insights: InsightsPart) -> Iterator[tuple[str, str, str]]:
    known = {grade.id for grade in insights.grades}
    for place, grade_id in enumerate(ids):
        if grade_id not in known:
            yield f"{pointer}/{place}", "unknown-grade", "no grade of this document has this id"
