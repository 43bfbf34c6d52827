"""Rehearsals as tables for a terminal, from the answers of the API."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from app.engine.model.ratio import percent_text, ratio
from app.insight_tables import money

Told = Mapping[str, Any]
Figure = Callable[[Told], int]

COUNTS: Final[Sequence[tuple[str, Figure]]] = (
    ("Points issued", lambda one: one["points"]["issued"]),
    ("Points spent", lambda one: one["points"]["spent"]),
    ("Points expired", lambda one: one["points"]["expired"]),
    ("Points outstanding", lambda one: one["points"]["outstanding"]),
    ("Vouchers issued", lambda one: one["vouchers"]["issued"]),
    ("Vouchers used", lambda one: one["vouchers"]["used"]),
    ("Vouchers outstanding", lambda one: one["vouchers"]["outstanding"]),
)
AMOUNTS: Final[Sequence[tuple[str, Figure]]] = (
    ("Discounts", lambda one: one["discounts"]),
    ("Rebates", lambda one: one["rebates"]["due"]),
    ("Worth of outstanding points", lambda one: one["points"]["worth"]),
    ("Worth of outstanding vouchers", lambda one: one["vouchers"]["worth"]),
)
COSTS: Final = (("Cost so far", "low"), ("Cost if all is used", "high"))


def figures_table(told: Told, names: Sequence[str], currency: str) -> Table:
    """The totals of each document in a column, and the differences of two. `names` are those of the documents."""
    totals = [document["total"] for document in told["documents"]]
    table = _table("", *names, *(["Difference"] if len(totals) > 1 else []))
    table.add_row(f"Sales {currency}", *(money(total["sales"], currency) for total in totals))
    for label, of in COUNTS:
        if any(map(of, totals)):
            table.add_row(label, *_with_difference([of(total) for total in totals], _count))
    for label, of in AMOUNTS:
        if any(map(of, totals)):
            table.add_row(label, *_with_difference([of(total) for total in totals], _money(currency)))
    for label, which in COSTS:
        costs = [total[f"cost_{which}"] for total in totals]
        table.add_row(Text(label, "bold"), *_with_difference(costs, _money(currency)))
        shares = [total["of_sales"][which] for total in totals]
        if all(shares):
            table.add_row("  of sales", *(percent_text(ratio(share)) for share in shares))
    for level in _levels(told):
        members = [_members_at(document, level) for document in told["documents"]]
        table.add_row(f"Members at {level}", *_with_difference(members, _count))
    if any(total["refused"] for total in totals):
        table.add_row("Records refused", *(_count(total["refused"]) for total in totals))
    return table


def grades_table(told: Told, names: Sequence[str], currency: str) -> Table:
    """The cost if all is used, by grade; of two documents with winners and losers."""
    compared = told["compared"]
    table = _table("Grade", "Members", *(f"{name} {currency}" for name in names), *(_MOVED if compared else []))
    for place, first in enumerate(told["documents"][0]["grades"]):
        if not first["members"]:
            continue
        costs = [money(one["grades"][place]["cost_high"], currency) for one in told["documents"]]
        moved = []
        if compared:
            grade = compared["grades"][place]
            moved = [_count(grade["winners"]["members"]), _count(grade["losers"]["members"])]
        table.add_row(first["grade"], _count(first["members"]), *costs, *moved)
    return table


def members_table(rows: Iterable[Told], names: Sequence[str], currency: str) -> Table:
    """Members with the value received with each document, and the difference of two."""
    table = _table("Customer", *(f"{name} {currency}" for name in names), *(["Difference"] if len(names) > 1 else []))
    for row in rows:
        received = _with_difference(row["received"], _money(currency))
        table.add_row(str(row["external_id"] or row["member"]), *received)
    return table


def winners_text(told: Told, currency: str) -> str:
    """The winners and losers of two documents in a sentence."""
    compared = told["compared"]
    winners, losers = compared["winners"], compared["losers"]
    return (
        f"{winners['members']:,} customers receive more ({_signed(money(winners['amount'], currency))} {currency}), "
        f"{losers['members']:,} less ({money(losers['amount'], currency)} {currency}), {compared['even']:,} the same."
    )


_MOVED: Final = ("Receive more", "Receive less")


def _table(first: str, *headers: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold underline")
    table.add_column(first, no_wrap=True)
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)
    return table


def _levels(told: Told) -> list[str]:
    known = [one["level"] for document in told["documents"] for one in document["levels"] if one["level"]]
    return list(dict.fromkeys(known))


def _members_at(document: Told, level: str) -> int:
    return next((int(one["members"]) for one in document["levels"] if one["level"] == level), 0)


def _with_difference(values: Sequence[int], shown: Callable[[int], str]) -> list[str | Text]:
    cells: list[str | Text] = [shown(value) for value in values]
    if len(values) > 1:
        difference = values[-1] - values[0]
        cells.append(Text(_signed(shown(difference)), _style(difference)) if difference else "")
    return cells


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def _style(difference: int) -> str:
    return "green" if difference > 0 else "red" if difference < 0 else ""


def _count(number: int) -> str:
    return f"{number:,}"


def _money(currency: str) -> Callable[[int], str]:
    return lambda amount: money(amount, currency)
