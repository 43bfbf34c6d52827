"""Settlements as CSV: what was paid and taken back, in order, and nothing that a spreadsheet would carry out."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from app.actions.reading import reports
from app.actions.reading.settlements import HEADER, csv_text
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

START = datetime(2026, 6, 15, 22, 59, tzinfo=UTC)
NAME = '=HYPERLINK("http://evil.example";"x")'


async def settlements(till: Till, first: str, last: str) -> list[dict[str, str]]:
    parts = [part async for part in till.goldlist.reports.settlements(till.program_id, first, last)]
    rows = list(csv.DictReader(StringIO(b"".join(parts).decode("utf-8"), newline="")))
    assert all(tuple(row) == HEADER for row in rows)
    return rows


async def test_what_was_paid_and_taken_back_is_told_by_the_day_it_was_recorded(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "SETTLED_AT_ONCE", 2)
    rebates = [{**PROGRAM["rebates"][0], "name": NAME}]
    async with till_on(database_url, clock=START, rebates=rebates) as till:
        await till.buy(10_000, name="a")
        till.now += timedelta(minutes=1)
        await till.goldlist.advance_clock(till.program_id, till.now)
        await till.void("a")
        await till.buy(5_000, "-bea")
        await till.buy(5_000)
        assert [row["amount"] for row in await settlements(till, "2026-06-15", "2026-06-15")] == ["200"]
        later = await settlements(till, "2026-06-16", "9999-12-31")
        assert [(row["external_id"], row["amount"]) for row in later] == [
            ("ann", "-200"),
            ("'-bea", "100"),
            ("ann", "100"),
        ]
        (first, *_) = every = await settlements(till, "0001-01-01", "2026-06-16")
        assert len(every) == 4
        known = await till.goldlist.reads.member(till.program_id, "ext:ann")
        assert known
        assert first == {
            "settled_at": "2026-06-15T22:59:00Z",
            "member": known.member.member_id,
            "external_id": "ann",
            "rebate": "year",
            "period_from": "2026-01-01",
            "period_to": "2026-12-31",
            "amount": "200",
            "currency": "GBP",
            "paid_as": "credit",
            "why": f"'{NAME}: paid as credit",
        }
        assert await settlements(till, "2026-06-17", "2026-06-30") == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", NAME])
def test_no_text_is_carried_out_by_a_spreadsheet(text: str) -> None:
    ((shown,),) = csv.reader(StringIO(csv_text([[text]]), newline=""))
    assert shown.startswith("'")
    assert shown.replace("'", "") == text


def test_behind_a_semicolon_a_cell_may_begin() -> None:
    assert csv_text([["a;=1+1", "b; -2"]]) == "a;'=1+1,b; -2\r\n"


def test_other_text_and_numbers_stay_as_they_are() -> None:
    assert csv_text([["a=b", 'say "x", please', -5, 7, ""]]) == 'a=b,"say ""x"", please",-5,7,\r\n'
