"""Amounts and times as tills write them: read exactly, or refused; never read as something else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.actions.files.amounts import DecimalMarks, NotAnAmount, minor_units
from app.actions.files.csv_form import Unreadable
from app.actions.files.local_times import DayOrder, NotATime, TimeReader
from app.actions.files.purchase_rows import simplified

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "mark", "currency", "amount"),
    [
        ("12.50", ".", "USD", 1250),
        ("12.5", ".", "USD", 1250),
        ("12", ".", "USD", 1200),
        ("$1,234.50", ".", "USD", 123450),
        ("-$3.00", ".", "USD", -300),
        ("$-3.00", ".", "USD", -300),
        ("(3.00)", ".", "USD", -300),
        ("3.00-", ".", "USD", -300),
        ("\u22123.00", ".", "USD", -300),
        ("1.234,50 €", ",", "EUR", 123450),
        ("EUR 1 234,5", ",", "EUR", 123450),
        ("1\u202f234,50", ",", "EUR", 123450),
        ("CHF 1'234.50", ".", "CHF", 123450),
        ("1.250", ",", "EUR", 125000),
        ("1,250", ".", "USD", 125000),
        ("¥1,250", ".", "JPY", 1250),
        ("1.250", ".", "KWD", 1250),
    ],
)
def test_an_amount_is_read_exactly(text: str, mark: str, currency: str, amount: int) -> None:
    assert minor_units(text, mark, currency) == amount


@pytest.mark.parametrize(
    ("text", "mark", "currency"),
    [
        ("1.250", ".", "USD"),
        ("12,50", ".", "USD"),
        ("12.50", ",", "EUR"),
        ("1,2345.00", ".", "USD"),
        ("1.00", ".", "JPY"),
        ("€ 5.00", ".", "USD"),
        ("5.00 GBP", ".", "USD"),
        ("--5", ".", "USD"),
        ("(-5)", ".", "USD"),
        ("5.00.00", ".", "USD"),
        ("1e3", ".", "USD"),
        ("nan", ".", "USD"),
        ("Infinity", ".", "USD"),
        ("\u0661\u0662", ".", "USD"),
        ("5..0", ".", "USD"),
        ("", ".", "USD"),
        ("$", ".", "USD"),
        ("9" * 31, ".", "USD"),
    ],
)
def test_anything_else_is_no_amount(text: str, mark: str, currency: str) -> None:
    with pytest.raises(NotAnAmount):
        minor_units(text, mark, currency)


def test_the_decimal_mark_is_that_of_most_amounts() -> None:
    marks = DecimalMarks()
    assert marks.mark() == "."
    for line, text in enumerate(["1.250,00", "12,5 €", "3.50", "1,250"], 2):
        marks.add(text, line)
    assert marks.mark() == ","
    marks.add("4.50", 6)
    assert marks.mark() is None
    assert marks.first_lines() == (4, 2)


@pytest.mark.parametrize(
    ("text", "order", "zone", "instant"),
    [
        ("2026-09-13 10:02:11", None, "", "2026-09-13T14:02:11"),
        ("2026-09-13 10:02:11", None, "Pacific Time (US & Canada)", "2026-09-13T17:02:11"),
        ("2026-09-13 10:02:11", None, "Europe/Paris", "2026-09-13T08:02:11"),
        ("2026-05-01 10:00:00 +0200", None, "", "2026-05-01T08:00:00"),
        ("2026-05-01T10:00:00Z", None, "", "2026-05-01T10:00:00"),
        ("10/18/26 5:17 PM", "mdy", "", "2026-10-18T21:17:00"),
        ("18.10.2026 17:17", "dmy", "", "2026-10-18T21:17:00"),
        ("3/4/2026 12:00 AM", "dmy", "", "2026-04-03T04:00:00"),
        ("3/4/2026 12:00 pm", "mdy", "", "2026-03-04T17:00:00"),
        ("16-Dec-2023 02:44 AM EST", None, "", "2023-12-16T07:44:00"),
        ("Dec 16, 2023 2:44 AM", None, "", "2023-12-16T07:44:00"),
        ("2026-09-13", None, "", "2026-09-13T04:00:00"),
        ("2026-11-01 01:30", None, "", "2026-11-01T05:30:00"),
        ("2026-03-08 02:30", None, "", "2026-03-08T06:30:00"),
    ],
    ids=lambda value: str(value).replace(" ", "_"),
)
def test_a_time_is_an_instant(text: str, order: str | None, zone: str, instant: str) -> None:
    """Of a local time that exists twice, or not at all, the earlier instant."""
    assert TimeReader(NEW_YORK, order).instant(text, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("yesterday", ""),
        ("2026-02-30", ""),
        ("2026-09-13 25:00", ""),
        ("2026-09-13 13:00 PM", ""),
        ("13/13/2026", ""),
        ("2026-09-13 10:00", "Middle Earth"),
        ("2026-09-13 10:00", "../../etc/passwd"),
        ("46278", ""),
        ("2026-9", ""),
    ],
)
def test_anything_else_is_no_time(text: str, zone: str) -> None:
    with pytest.raises(NotATime):
        TimeReader(NEW_YORK, "dmy").instant(text, zone)


def test_the_order_of_day_and_month_is_that_of_the_whole_column() -> None:
    def order(*texts: str) -> str | None:
        found = DayOrder()
        for line, text in enumerate(texts, 2):
            found.add(text, line)
        return found.order()

    assert order("03/04/2026", "13/04/2026") == "dmy"
    assert order("03/04/2026", "04/13/2026") == "mdy"
    assert order("2026-04-03", "04/04/2026") is None
    assert order("2026-04-03", "2026-04-04", "04/05/2026") is None, "the one is refused, not the file"
    with pytest.raises(Unreadable, match="line 2 has 03/04/2026, and no day of the file shows"):
        order("03/04/2026 10:00", "05/05/2026")
    with pytest.raises(Unreadable, match="line 2 has 13/04/2026, and line 3 04/13/2026"):
        order("13/04/2026", "04/13/2026")


def test_names_of_others_become_ours() -> None:
    assert [simplified(name) for name in ("Café Noir", "West 11th", " Straße & Co. ", "", "カフェ")] == [
        "cafe-noir",
        "west-11th",
        "straße-co",
        "",
        "カフェ",
    ]
