"""What the shop owes its members: exactly what the ledger says, whoever looks and whenever it is written."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.engine.model.book import Refusal
from app.ledger.entries import CREDIT, POINTS, Entry
from app.store.connection.transaction import Transaction
from app.store.queries.members import entries, folds
from tests.actions.till import PROGRAM, Till, till_on
from tests.stories import stories

pytestmark = pytest.mark.anyio

START = datetime(2026, 1, 15, 12, tzinfo=UTC)
YEARLY_REBATE = {
    "id": "year",
    "name": "Money back",
    "period": "year",
    "method": "retroactive",
    "bands": [{"from": 5_000, "rate": "0.02"}],
    "pay": "at_once",
    "as": "credit",
    "expected_rate": "0.03",
}
KINDS: dict[str, dict[str, Any]] = {
    "after": {"kind": "after", "months": 2, "round_up_to": "month"},
    "inactivity": {"kind": "inactivity", "months": 2},
}


def points(expiry: dict[str, Any]) -> dict[str, Any]:
    return {**PROGRAM["points"], "pending_days": 3, "expiry": expiry, "worth": {"points": 3, "amount": 2}}


async def liability(till: Till, on: str | None = None) -> dict[str, Any]:
    found = await till.goldlist.reports.liability(till.program_id, on)
    assert not isinstance(found, Refusal), found
    return found


async def all_entries(till: Till) -> list[Entry]:
    async def work(transaction: Transaction) -> list[Entry]:
        chunk = await folds.chunk(transaction, till.program_id, None, 100)
        return [
            entry for member, _ in chunk for entry in await entries.entries_page(transaction, member.member_id, 10_000)
        ]

    return await till.goldlist.database.read(work)


async def write_what_is_due(till: Till) -> None:
    """Have everything written that time has done: a purchase of nothing brings everybody to the present."""
    for number in range(4):
        await till.buy(0, f"m{number}", coffees=1)


def days(first: str, last: datetime) -> Iterator[str]:
    day = datetime.fromisoformat(first).replace(tzinfo=UTC)
    while day.date() < last.date():
        yield day.date().isoformat()
        day += timedelta(days=9)


async def pass_days(till: Till, number: int) -> None:
    till.now += timedelta(days=number)
    await till.goldlist.advance_clock(till.program_id, till.now)


async def something(till: Till, lot: Random, names: list[str]) -> None:
    customer = f"m{lot.randrange(4)}"
    chance = lot.randrange(10)
    if chance < 5 or not names:
        names.append(f"n{lot.random()}")
        await till.buy(lot.randrange(100, 40_000), customer, name=names[-1], coffees=1)
    elif chance < 7:
        await till.goldlist.commands.submit(
            till.adjust("points", lot.randrange(-90, 90) or 1, f"a{lot.random()}", customer)
        )
    elif chance == 7:
        owed = till.adjust("credit", lot.randrange(-900, 500) or 1, f"c{lot.random()}", customer, allow_negative=True)
        await till.goldlist.commands.submit(owed)
    else:
        await till.void(names.pop(lot.randrange(len(names))))


@pytest.mark.parametrize("kind", KINDS)
@stories(4)
async def test_the_sums_are_those_of_the_ledger_before_it_is_written_and_after(
    database_url: str, kind: str, seed: int
) -> None:
    lot = Random(seed)
    async with till_on(database_url, clock=START, points=points(KINDS[kind]), rebates=[YEARLY_REBATE]) as till:
        names: list[str] = []
        for _ in range(25):
            await something(till, lot, names)
            await pass_days(till, lot.randrange(0, 14))
        await pass_days(till, 40)
        told = {day: await liability(till, day) for day in days("2026-01-15", till.now)}
        now = await liability(till)
        await write_what_is_due(till)
        assert {day: await liability(till, day) for day in told} == told, "it makes no difference when it is written"
        ledger = await all_entries(till)
        for day, document in told.items():
            end = (datetime.fromisoformat(day) + timedelta(days=1)).isoformat()
            assert_is_exact(document, [one for one in ledger if one.recorded_at < local(end)])
        assert_is_exact(await liability(till), ledger)
        assert now["points"]["expired"] > 0
        await till.prove()


def local(midnight: str) -> str:
    """London's midnight as instants are kept."""
    moment = datetime.fromisoformat(midnight)
    if "2026-03-29" < midnight < "2026-10-25T01":
        moment -= timedelta(hours=1)
    return moment.isoformat()


def assert_is_exact(document: dict[str, Any], ledger: list[Entry]) -> None:
    told = document["points"]
    for row in (told, *told["lots"]):
        assert row["issued"] - row["spent"] - row["expired"] == row["outstanding"]
        assert row["outstanding"] >= 0
    for name in ("issued", "spent", "expired", "outstanding"):
        assert told[name] == sum(row[name] for row in told["lots"])
    of_points = [one for one in ledger if one.unit == POINTS]
    assert told["outstanding"] - told["debt"] == sum(one.amount for one in of_points)
    assert told["expired"] == -sum(one.amount for one in of_points if one.type == "expire")
    assert told["worth"] == (told["outstanding"] * 4 + 3) // 6
    credit = {one.member_id: 0 for one in ledger}
    for one in ledger:
        credit[one.member_id] += one.amount if one.unit == CREDIT else 0
    assert document["credit"] == {
        "outstanding": sum(amount for amount in credit.values() if amount > 0),
        "owed_by_members": -sum(amount for amount in credit.values() if amount < 0),
    }
    unpaid = sum(one.amount for one in ledger if one.unit == "rebate:year")
    due = sum(one.amount for one in ledger if one.unit == "rebate:year" and one.type == "accrue")
    assert sum(one["unpaid"] for one in document["rebates"]) == unpaid
    assert sum(one["due"] for one in document["rebates"]) == due
    expected = sum(one.amount for one in ledger if one.unit == "expected:year")
    assert sum(one["expected"] for one in document["rebates"]) == expected


async def test_a_rebate_is_accrued_at_its_expected_rate_before_it_is_due(database_url: str) -> None:
    async with till_on(
        database_url, clock=START, rebates=[YEARLY_REBATE | {"bands": [{"from": 500_000, "rate": "0.02"}]}]
    ) as till:
        await till.buy(400_000, name="large")
        await till.buy(150, "m2", name="small")
        period = {"id": "year", "period": {"from": "2026-01-01", "to": "2026-12-31"}}
        # 3 % of 4,000.00, and of 1.50: 4.5 rounded up.
        assert (await liability(till))["rebates"] == [{**period, "due": 0, "paid": 0, "unpaid": 0, "expected": 12_005}]
        await till.buy(100_000)
        await till.void("small")
        told = (await liability(till))["rebates"]
        assert told == [{**period, "due": 10_000, "paid": 10_000, "unpaid": 0, "expected": 15_000}]
        await till.prove()


async def test_a_day_to_come_is_refused_and_long_ago_nothing_was_owed(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(1_000)
        found = await till.goldlist.reports.liability(till.program_id, "2026-01-16")
        assert isinstance(found, Refusal)
        assert (found.pointer, found.code) == ("/on", "in-future")
        for day in ("0001-01-01", "1999-12-31", "2026-01-14"):
            nothing = await liability(till, day)
            assert (nothing["on"], nothing["points"]["lots"], nothing["points"]["outstanding"]) == (day, [], 0)


async def test_of_a_programme_without_anybody_there_is_nothing(database_url: str) -> None:
    async with till_on(database_url, points=None, rebates=[]) as till:
        found = await liability(till)
        assert found["points"] == {
            "lots": [], "issued": 0, "spent": 0, "expired": 0, "outstanding": 0, "debt": 0, "worth": None
        }  # fmt: skip
        assert (found["credit"], found["rebates"]) == ({"outstanding": 0, "owed_by_members": 0}, [])


async def test_lots_are_told_by_their_months(database_url: str) -> None:
    async with till_on(database_url, clock=START, points=points(KINDS["after"])) as till:
        await till.buy(1_000)
        await pass_days(till, 31)
        await till.buy(500)
        lots = (await liability(till))["points"]["lots"]
        assert [(one["month"], one["earned_in"], one["outstanding"]) for one in lots] == [
            ("2026-03", None, 10),
            ("2026-04", None, 5),
        ]
