"""Previews an import: the engine decides every basket on a copy of the members it names, which is thrown away.

So nothing is written and no till waits, and the figures are exactly those of an import at this moment.
"""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from app.actions.files.basket_commands import member_of
from app.actions.files.baskets import Basket
from app.actions.files.import_purchases import Imported, Submit, import_purchases
from app.actions.files.purchase_file import PurchaseFile
from app.actions.files.strangers import strangers
from app.actions.reading.reports import Reports
from app.engine.model import value
from app.engine.model.book import Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.money import DECIMALS, money_text
from app.engine.model.quantities import shown_quantity
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import NameKey, Transaction
from app.store.queries import copies

_AT_ONCE: Final = 200
_SHOWN: Final = 3
_SHOWN_LINES: Final = 5


class Scratch(NamedTuple):
    """An empty database with a service of its own, to decide on."""

    database: Database
    submit: Submit
    draw_id: Callable[[str], str]
    reports: Reports


class Contents(NamedTuple):
    """The contents of a file. `first_day` and `last_day` are business days, empty without a readable time."""

    baskets: int = 0
    lines: int = 0
    returns: int = 0
    faulty: int = 0
    first_day: str = ""
    last_day: str = ""
    examples: tuple[str, ...] = ()


class Issued(NamedTuple):
    """The changes by an import; credit and worth in minor units. `customers` counts those named, `members` new ones.

    `points_worth` is None if points have no worth in money; `vouchers` has the number issued of each reward, `tiers`
    the change of the number of members in each. `vouchers_worth` counts rewards with an amount.
    """

    customers: int
    members: int
    points_issued: int
    points: int
    points_worth: int | None
    credit: int
    rebates_unpaid: int
    vouchers: dict[str, int]
    vouchers_worth: int
    tiers: dict[str, int]


class Preview(NamedTuple):
    """What an import would read, record, and issue."""

    contents: Contents
    imported: Imported
    issued: Issued


async def preview(
    file: PurchaseFile,
    program: Program,
    source: Database,
    scratch: Scratch,
    on_progress: Callable[[int], None],
    *,
    enrol_by: str = "external_id",
    history: bool = False,
) -> Preview:
    """Import the file into an empty database that has the programme and the members of the file. Raises GaveUp."""
    copied = await source.read(_reading(copies.read_program, program.id), limit_seconds=None)
    await scratch.database.write(_reading(copies.write_program, copied))
    contents = await _copy_members(file, program, source, scratch.database, enrol_by)
    before = await _figures(program, scratch)
    imported = await import_purchases(
        file,
        program.id,
        program.currency,
        submit=scratch.submit,
        draw_id=scratch.draw_id,
        rejects_path=None,
        on_progress=on_progress,
        on_waiting=lambda _: None,
        enrol_by=enrol_by,
        history=history,
        strangers=(lambda names: strangers(scratch.database, program.id, names)) if enrol_by == "email" else None,
    )
    return Preview(contents, imported, _difference(before, await _figures(program, scratch)))


def _reading(
    work: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any
) -> Callable[[Transaction], Coroutine[Any, Any, Any]]:
    return lambda transaction: work(transaction, *arguments)


async def _copy_members(
    file: PurchaseFile, program: Program, source: Database, scratch: Database, enrol_by: str
) -> Contents:
    """Copy every member that the baskets need, and look at the baskets on the way."""
    contents = Contents()
    baskets = file.baskets()
    while part := list(islice(baskets, _AT_ONCE)):
        contents = _seen(contents, part, program)
        references = {found for basket in part if (found := member_of(basket, enrol_by))}
        names = {key for basket in part for key in _names(program.id, basket)}
        ids, receipts = await source.read(_reading(copies.owners, program.id, references, names))
        missing = ids - await scratch.read(_reading(copies.already_there, ids)) if ids else set()
        records = await source.read(_reading(copies.read_members, sorted(missing)), limit_seconds=None)
        await scratch.write(_reading(copies.write, records), limit_seconds=None)
        if receipts:
            await scratch.write(_reading(copies.add_receipts, receipts))
    return contents


def _names(program_id: str, basket: Basket) -> Iterator[NameKey]:
    yield program_id, "purchase", basket.name
    yield program_id, "return", basket.name
    if basket.return_of:
        yield program_id, "purchase", basket.return_of


def _seen(contents: Contents, part: Sequence[Basket], program: Program) -> Contents:
    good = [basket for basket in part if not basket.faults]
    days = [program.business_date(basket.occurred_at, basket.rows[0].store or None) for basket in good]
    known = [day for day in (contents.first_day, contents.last_day) if day]
    room = _SHOWN - len(contents.examples)
    return Contents(
        baskets=contents.baskets + len(part),
        lines=contents.lines + sum(len(basket.rows) for basket in part if not basket.refund),
        returns=contents.returns + sum(bool(one.refund) or one.rows[0].quantity.startswith("-") for one in good),
        faulty=contents.faulty + len(part) - len(good),
        first_day=min(known + days, default=""),
        last_day=max(known + days, default=""),
        examples=(*contents.examples, *(_example(basket, program) for basket in good[:room])),
    )


def _example(basket: Basket, program: Program) -> str:
    """A basket in a line, as it would be recorded."""
    first = basket.rows[0]
    currency = first.currency if first.currency in DECIMALS else program.currency
    local = basket.occurred_at.astimezone(program.zone_of(first.store)).strftime("%Y-%m-%d %H:%M")
    text = f"{local} {basket.name}, {first.member_id or 'a guest'}"
    if first.store:
        text += f", at {first.store}"
    if basket.refund:
        return f"{text}: {money_text(basket.refund[0], currency)} of {basket.return_of} refunded"
    parts = [_goods(line, currency) for line in basket.lines[:_SHOWN_LINES]]
    more = len(basket.lines) - _SHOWN_LINES
    parts += [f"{more} more lines"] if more > 0 else []
    lines = value.priced(basket.lines, basket.discount)
    net = "" if isinstance(lines, Refusal) else f" = {money_text(sum(line.share for line in lines), currency)}"
    kind = "return of " if first.quantity.startswith("-") else ""
    return f"{text}: {kind}{', '.join(parts)}{net}"


def _goods(line: BasketLine, currency: str) -> str:
    sold = f"{shown_quantity(line.quantity, line.measured)} x {line.sku or line.category or 'goods'}"
    less = f" less {money_text(line.discount, currency)}" if line.discount else ""
    return f"{sold} at {money_text(line.unit_price, currency)}{less}"


class _Figures(NamedTuple):
    liability: dict[str, Any]
    counts: copies.Counts


async def _figures(program: Program, scratch: Scratch) -> _Figures:
    document = await scratch.reports.liability(program.id, None)
    assert not isinstance(document, Refusal)
    return _Figures(document, await scratch.database.read(_reading(copies.counts, program.id)))


def _difference(before: _Figures, after: _Figures) -> Issued:
    def grown(*path: str) -> int:
        was, now = before.liability, after.liability
        for name in path:
            was, now = was[name], now[name]
        return (now or 0) - (was or 0)  # type: ignore[operator]  # the path ends at a number

    def rows(figures: _Figures, name: str, field: str) -> int:
        return sum(row[field] or 0 for row in figures.liability[name])

    def changes(was: dict[Any, int], now: dict[Any, int]) -> dict[str, int]:
        found = {name: now.get(name, 0) - was.get(name, 0) for name in {**was, **now}}
        return {name or "": change for name, change in found.items() if change}

    return Issued(
        customers=sum(after.counts.tiers.values()),
        members=sum(after.counts.tiers.values()) - sum(before.counts.tiers.values()),
        points_issued=grown("points", "issued"),
        points=grown("points", "outstanding"),
        points_worth=None if after.liability["points"]["worth"] is None else grown("points", "worth"),
        credit=grown("credit", "outstanding"),
        rebates_unpaid=rows(after, "rebates", "unpaid") - rows(before, "rebates", "unpaid"),
        vouchers=changes(before.counts.vouchers, after.counts.vouchers),
        vouchers_worth=rows(after, "vouchers", "largest_worth") - rows(before, "vouchers", "largest_worth"),
        tiers=changes(before.counts.tiers, after.counts.tiers),
    )
