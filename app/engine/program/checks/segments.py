"""The faults of a document's segments, each as pointer, code and words."""

from collections.abc import Iterator

from app.engine.program.document import ProgramDocument
from app.engine.program.parts import conditions
from app.engine.program.parts.conditions import Asked, ConditionPart, Found
from app.engine.program.segments import SEGMENT_FACTS


def found(document: ProgramDocument) -> Iterator[Found]:
    """Every fault of a document's segments."""
    for number, segment in enumerate(document.segments):
        yield from of_condition(segment.when, f"/segments/{number}/when", document)


def of_condition(when: ConditionPart, place: str, document: ProgramDocument) -> Iterator[Found]:
    """Every fault of a condition, as a segment's condition in this document."""
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    grades = {grade.id for grade in document.insights.grades}
    yield from conditions.faults(when, place, Asked(SEGMENT_FACTS, levels, grades))
