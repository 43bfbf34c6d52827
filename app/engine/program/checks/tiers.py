"""Faults of the tier ladder."""

from collections.abc import Iterator

from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument
from app.engine.program.parts.tiers import TiersPart


def tier_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the tier ladder."""
    if document.tiers is None:
        return
    window, levels = document.tiers.window, document.tiers.levels
    if levels[0].from_ != 0:
        yield Fault("/tiers/levels/0/from", "not-zero", "the first tier must start from 0: every member has it")
    for index in range(1, len(levels)):
        if levels[index].from_ <= levels[index - 1].from_:
            yield Fault(f"/tiers/levels/{index}/from", "not-rising", "each tier must start higher than the one before")
    if window.kind == "rolling" and window.months is None:
        yield Fault("/tiers/window/months", "required", "a rolling window needs a number of months")
    if window.kind == "calendar" and window.unit is None:
        yield Fault("/tiers/window/unit", "required", "a calendar window needs a unit: month, quarter or year")
    if window.kind != "calendar" and window.starts_month != 1:
        yield Fault("/tiers/window/starts_month", "not-possible", "only a calendar window has years that begin")
    yield from _keeping(document.tiers)
    if document.tiers.qualify_by == "points" and document.tiers.match is not None:
        yield Fault("/tiers/match", "not-possible", "the rules in `points.earn` decide which goods earn points")
    if document.tiers.qualify_by == "points" and window.kind != "lifetime":
        for index, rule in enumerate(document.points.earn):
            if rule.carry:
                # The business date of a carried fraction would depend on the order of arrival.
                detail = "points with carried fractions have no business date, so they need a lifetime window"
                yield Fault(f"/points/earn/{index}/carry", "not-possible", detail)


def _keeping(tiers: TiersPart) -> Iterator[Fault]:
    keep = tiers.keep
    if keep.kind == "months" and keep.n is None:
        yield Fault("/tiers/keep/n", "required", "keeping a tier for months needs their number")
    if keep.kind != "months" and keep.n is not None:
        yield Fault("/tiers/keep/n", "not-possible", "only `months` can have a number of months")
    if keep.kind == "until_end_of_next_window" and tiers.window.kind not in ("calendar", "anniversary"):
        yield Fault("/tiers/keep/kind", "not-possible", "only calendar and anniversary windows have an end")
