"""Faults of points: the rules that earn them, and their expiry."""

from collections.abc import Iterator

from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument

EXPIRY_NEEDS = {"after": ("months",), "inactivity": ("months",), "yearly": ("month", "day")}
EXPIRY_ALLOWS = {
    "after": ("round_up_to",),
    "inactivity": ("max_age_months", "round_up_to"),
    "yearly": ("min_age_months",),
}


def earn_rule_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the earn rules."""
    for index, rule in enumerate(document.points.earn):
        place = f"/points/earn/{index}"
        by_spend = rule.points is not None or rule.per is not None
        if sum((by_spend, rule.per_item is not None, rule.per_purchase is not None)) > 1:
            detail = "a rule has either `points` and `per`, or `per_item`, or `per_purchase`"
            yield Fault(place, "not-possible", detail)
        elif rule.per_item is None and rule.per_purchase is None:
            for name in ("points", "per"):
                if getattr(rule, name) is None:
                    yield Fault(f"{place}/{name}", "required", "a rule that counts spend needs `points` and `per`")
        elif rule.steps:
            yield Fault(f"{place}/steps", "not-possible", "only a rule that counts spend has steps")


def expiry_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the expiry of points."""
    expiry = document.points.expiry
    needed = EXPIRY_NEEDS.get(expiry.kind, ())
    allowed = (*needed, *EXPIRY_ALLOWS.get(expiry.kind, ()))
    for name, field in type(expiry).model_fields.items():
        if name in needed and getattr(expiry, name) is None:
            yield Fault(f"/points/expiry/{name}", "required", f"expiry of kind {expiry.kind} needs this field")
        if name not in ("kind", *allowed) and getattr(expiry, name) != field.default:
            yield Fault(
                f"/points/expiry/{name}", "not-possible", f"expiry of kind {expiry.kind} cannot have this field"
            )
    if expiry.kind == "inactivity" and expiry.max_age_months is None and expiry.round_up_to != "day":
        detail = "only the end of `max_age_months` can be rounded up"
        yield Fault("/points/expiry/round_up_to", "not-possible", detail)
