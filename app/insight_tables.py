"""Lists of customers as tables for a terminal, from the rows of the API."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from app.engine.insights.words import amount_text

Row = Mapping[str, Any]

STATE_STYLES: Final = {"late": "yellow", "at_risk": "bold yellow", "lapsed": "bold red"}
DEVIATIONS: Final = {"none": "", "down": "spends less", "up": "spends more"}


def golden_table(rows: Iterable[Row], currency: str) -> Table:
    """The golden list: place, customer, grade, measure, last visit, state, and the limit of the grade."""
    table = _table()
    for header, justify in (("", "right"), ("Customer", "left"), ("Grade", "left"), (currency, "right")):
        table.add_column(header, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for header in ("Last here", "State"):
        table.add_column(header, no_wrap=True)
    table.add_column("Why", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row['place']:,}",
            _name(row),
            row["grade"],
            money(row["measure"], currency),
            row["last_on"] or "",
            _state(row),
            Text(row["why"].rpartition(": ")[2], "dim"),
        )
    return table


def silence_table(rows: Iterable[Row], currency: str) -> Table:
    """Customers who stay away: the state, the last visit, the usual gap and the amount at stake."""
    table = _table()
    table.add_column("Customer", no_wrap=True)
    table.add_column("State", no_wrap=True)
    for header in ("Last here", "Silent days", "Usual gap", f"At stake {currency}"):
        table.add_column(header, justify="right", no_wrap=True)
    for row in rows:
        days = f"{row['silent_days']:,}", f"{row['usual_gap_days']:,} days"
        table.add_row(_name(row), _state(row), row["last_on"], *days, money(row["at_stake"], currency))
    return table


def lift_table(rows: Iterable[Row], currency: str) -> Table:
    """Customers near the golden grades: the missing amount, the last day for it, and what they do not buy yet."""
    table = _table()
    table.add_column("Customer", no_wrap=True)
    table.add_column("Grade", no_wrap=True)
    for header in (f"Missing {currency}", "Visits", "By"):
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("Not bought yet")
    for row in rows:
        missing = money(row["needs"], currency), f"{row['visits']:,}", row["by"]
        table.add_row(_name(row), row["grade"], *missing, ", ".join(row["unbought"]))
    return table


def money(amount: int, currency: str) -> str:
    """An amount of minor units for a column of one currency: 431020, "GBP" -> "4,310.20"."""
    return amount_text(amount, currency).removesuffix(f" {currency}")


def _table() -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), header_style="bold underline")


def _name(row: Row) -> Text:
    return Text(str(row.get("name") or row["external_id"] or row["member"]))


def _state(row: Row) -> Text:
    words: Sequence[str] = [row["state"].replace("_", " "), DEVIATIONS[row.get("deviates") or "none"]]
    return Text(", ".join(word for word in words if word), STATE_STYLES.get(row["state"], ""))
