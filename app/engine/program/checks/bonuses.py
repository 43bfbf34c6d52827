"""Faults of the bonuses in a programme document, each as pointer, code and words."""

from collections.abc import Iterator

from app.engine.program.document import ProgramDocument
from app.engine.program.parts.conditions import Found


def found(document: ProgramDocument) -> Iterator[Found]:
    """Every fault of a document's bonuses."""
    for index, bonus in enumerate(document.bonuses):
        place = f"/bonuses/{index}/fields"
        if bonus.on == "profile_complete" and not bonus.fields:
            yield place, "required", "a bonus for a complete profile needs the fields that make it complete"
        if bonus.on != "profile_complete" and bonus.fields is not None:
            yield place, "not-possible", "only a bonus for a complete profile has fields"
        for number, name in enumerate(bonus.fields or ()):
            if name in (bonus.fields or ())[:number]:
                yield f"{place}/{number}", "duplicate", "this field is listed already"
