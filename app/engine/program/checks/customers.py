"""Faults of tasks, contacts and the control group."""

from collections.abc import Iterator
from decimal import Decimal

from app.engine.model.consents import HONOURS, SHARE
from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument


def task_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the rules of tasks."""
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    for index, rule in enumerate(document.tasks.rules):
        for place, level in enumerate(rule.levels):
            if level not in levels:
                pointer = f"/tasks/rules/{index}/levels/{place}"
                yield Fault(pointer, "unknown-level", "no tier of this document has this id")


def contact_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the purposes of contacts."""
    for index, purpose in enumerate(document.contacts.purposes):
        if purpose.id in (HONOURS, SHARE):
            yield Fault(f"/contacts/purposes/{index}/id", "reserved", "this purpose is always there")
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    for place, level in enumerate(document.contacts.premium.levels if document.contacts.premium else ()):
        if level not in levels:
            yield Fault(f"/contacts/premium/levels/{place}", "unknown-level", "no tier of this document has this id")


MOST_HELD_OUT = Decimal("0.5")


def holdout_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the control group."""
    holdout = document.holdout
    if holdout is None:
        return
    if Decimal(holdout.share) > MOST_HELD_OUT:
        yield Fault("/holdout/share", "too-large", "a control group is at most half of the members")
    for index, covered in enumerate(holdout.covers):
        if covered in holdout.covers[:index]:
            yield Fault(f"/holdout/covers/{index}", "duplicate", "it is covered already")
