"""Fields that cannot change from one version to the next."""

from collections.abc import Iterator
from decimal import Decimal

from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument


def changed_fields(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    """Fields of the programme that differ from the version before."""
    for name in ("currency", "time_zone", "day_starts"):
        if getattr(document, name) != getattr(before, name):
            yield Fault(f"/{name}", "cannot-change", "cannot change during the life of a programme")


def changed_terms(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    """Terms of a punch card, a rebate, a bonus or the control group that differ under the same id."""
    fixed = {
        "bonuses": ("on",),
        "punch_cards": ("counts", "punches", "head_start"),
        "rebates": ("period", "starts_month", "method", "measure", "pay", "as_"),
    }
    for place, names in fixed.items():
        known = {part.id: part for part in getattr(before, place)}
        for index, part in enumerate(getattr(document, place)):
            for name in names if part.id in known else ():
                if getattr(part, name) != getattr(known[part.id], name):
                    shown = name.rstrip("_")
                    yield Fault(f"/{place}/{index}/{shown}", "cannot-change", "cannot change; use a new id")
    group, known_group = document.holdout, before.holdout
    if group and known_group and group.id == known_group.id and Decimal(group.share) != Decimal(known_group.share):
        yield Fault("/holdout/share", "cannot-change", "a control group keeps its share: give a new id to change it")
    for place, other in (("punch_cards", "coupons"), ("coupons", "punch_cards")):
        others = {part.id for part in getattr(before, other)}
        for index, part in enumerate(getattr(document, place)):
            if part.id in others:
                yield Fault(
                    f"/{place}/{index}/id", "cannot-change", f"this id belonged to {other} in an earlier version"
                )
