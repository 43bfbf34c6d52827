"""Faults of rebates."""

from collections.abc import Iterator
from decimal import Decimal

from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument
from app.engine.program.parts.rebates import RebatePart


def rebate_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the rebates."""
    for index, rebate in enumerate(document.rebates):
        place = f"/rebates/{index}"
        yield from _paying(document, rebate, place)
        for name in ("per", "amount"):
            given = getattr(rebate, name) is not None
            if rebate.method == "per_multiple" and not given:
                yield Fault(f"{place}/{name}", "required", "`per_multiple` needs `per` and `amount`")
            if rebate.method != "per_multiple" and given:
                yield Fault(f"{place}/{name}", "not-possible", "this method uses bands instead")
        if rebate.method == "per_multiple":
            if rebate.bands:
                yield Fault(f"{place}/bands", "not-possible", "`per_multiple` cannot have bands")
            continue
        if not rebate.bands:
            yield Fault(f"{place}/bands", "required", "this method needs at least one band")
        yield from _bands(rebate, place)


def _paying(document: ProgramDocument, rebate: RebatePart, place: str) -> Iterator[Fault]:
    if rebate.as_ == "points" and document.points.worth is None:
        yield Fault("/points/worth", "required", "a rebate paid as points needs the worth of points")
    at_once = rebate.pay == "at_once"
    if rebate.as_ == "voucher" and at_once and rebate.method not in ("lump_sum", "per_multiple"):
        yield Fault(f"{place}/as", "not-possible", "vouchers at once are only for lump sums and multiples")
    if rebate.as_ == "statement" and at_once:
        yield Fault(f"{place}/as", "not-possible", "a statement is only possible at settlement")
    if rebate.measure == "quantity" and rebate.method == "growth":
        yield Fault(f"{place}/measure", "not-possible", "a growth rebate is by spend")
    if rebate.on == "growth" and rebate.method != "growth":
        yield Fault(f"{place}/on", "not-possible", "only a growth rebate can be paid on growth")


def _bands(rebate: RebatePart, place: str) -> Iterator[Fault]:
    each_unit = rebate.measure == "quantity" and rebate.method in ("retroactive", "marginal")
    by_rate = each_unit and rebate.method == "retroactive" and all(band.amount is None for band in rebate.bands)
    needed = "amount" if rebate.method == "lump_sum" or (each_unit and not by_rate) else "rate"
    before: Decimal | int = -1
    most = 0
    for number, band in enumerate(rebate.bands):
        other = "rate" if needed == "amount" else "amount"
        if getattr(band, needed) is None:
            yield Fault(
                f"{place}/bands/{number}/{needed}",
                "required",
                f"a band of this method needs {'an' if needed == 'amount' else 'a'} {needed}",
            )
        if getattr(band, other) is not None:
            yield Fault(
                f"{place}/bands/{number}/{other}",
                "not-possible",
                f"a band of this method can have only {'an' if needed == 'amount' else 'a'} {needed}",
            )
        if band.amount is not None and rebate.method == "lump_sum":
            if band.amount <= most:
                yield Fault(f"{place}/bands/{number}/amount", "not-rising", "a higher band must have a higher amount")
            most = band.amount
        grows = rebate.method == "growth"
        if isinstance(band.from_, str) != grows:
            wanted = 'a growth as text, such as "0.10"' if grows else "an amount in minor units"
            yield Fault(f"{place}/bands/{number}/from", "wrong-type", f"must be {wanted}")
            continue
        start = Decimal(band.from_) if isinstance(band.from_, str) else band.from_
        if start <= before:
            yield Fault(f"{place}/bands/{number}/from", "not-rising", "each band must start higher than the one before")
        before = start
