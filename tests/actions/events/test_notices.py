"""What ends or comes soon is announced once, on its day, by whichever worker is first."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions.customers import notices
from app.actions.customers.notices import Notices
from app.engine.model.commands.members import ChangeMember
from tests.actions.events.described import assert_described
from tests.actions.events.test_events import assert_gapless, told
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNOUNCED: dict[str, Any] = {
    "notices": {
        "points_expiring_days": [30, 7],
        "voucher_expiring_days": [7],
        "tier_ending_days": 30,
        "birthday_days": 7,
    },
    "points": {**PROGRAM["points"], "expiry": {"kind": "yearly", "month": 12, "day": 31}},
}
TYPES = ("points.expiring", "voucher.expiring", "tier.ending", "member.birthday", "tier.changed")


def midnight(month: int, day: int, year: int = 2026) -> datetime:
    """The start of a winter's day in London."""
    return datetime(year, month, day, tzinfo=UTC)


async def seen_at(till: Till, moment: datetime) -> list[tuple[str, Any]]:
    """The announcements so far, at a moment: types, and the day or the points they are about."""
    await till.goldlist.advance_clock(till.program_id, moment)
    return await seen(till)


async def seen(till: Till) -> list[tuple[str, Any]]:
    events = await told(till)
    assert_gapless(events)
    assert_described(events)
    return [(one["type"], one["data"]) for one in events if one["type"] in TYPES]


def worker(till: Till) -> Notices:
    goldlist = till.goldlist
    return Notices(goldlist.database, goldlist.programs, goldlist.ids, goldlist.clock)


async def test_points_are_announced_on_each_of_their_days(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, **ANNOUNCED, tiers=None, rebates=[]) as till:
        await till.buy(6_000)
        # 30 days before 31 December, from that day's midnight.
        assert await seen_at(till, midnight(12, 1) - timedelta(seconds=1)) == []
        [(type_, data)] = await seen_at(till, midnight(12, 1))
        assert type_ == "points.expiring"
        assert (data["points"], data["expires_on"], data["days"]) == (60, "2026-12-31", 30)
        assert data["member"]["external_id"] == "ann"
        assert len(await seen_at(till, midnight(12, 23))) == 1
        second = (await seen_at(till, midnight(12, 24)))[1:]
        assert [(data["points"], data["days"]) for _, data in second] == [(60, 7)]
        assert len(await seen_at(till, midnight(12, 31))) == 2
        await till.prove()


async def test_vouchers_birthdays_and_tiers_are_announced(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, **ANNOUNCED) as till:
        await till.buy(10_000, coffees=3)
        born: dict[str, str | None] = {"birth_date": "1990-05-20"}
        await till.accepted(ChangeMember(till.program_id, "ext:ann", None, born, None, None))
        [voucher] = await till.usable()
        ends = datetime.fromisoformat(f"{voucher.expires_on}T12:00:00+00:00")
        before = [type_ for type_, _ in await seen_at(till, ends - timedelta(days=8))]
        assert before == ["tier.changed"]
        [_, (type_, data)] = await seen_at(till, ends - timedelta(days=7))
        assert (type_, data["voucher"]["id"], data["days"]) == ("voucher.expiring", voucher.voucher_id, 7)
        assert len(await seen_at(till, datetime(2026, 5, 12, 12, tzinfo=UTC))) == 2
        [*_, (type_, data)] = await seen_at(till, datetime(2026, 5, 13, 12, tzinfo=UTC))
        assert (type_, data["birthday_on"], data["days"]) == ("member.birthday", "2026-05-20", 7)
        # Gold by what was bought within a year: it lasts as long as that counts, and points ended meanwhile.
        ending = [data for type_, data in await seen_at(till, midnight(2, 27, 2027)) if type_ == "tier.ending"]
        assert [(one["tier"], one["needs"]) for one in ending] == [("gold", 10_000)]
        assert ending[0]["by"] <= "2027-03-31"


async def test_what_is_over_is_announced_no_more_and_what_is_late_once(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, **ANNOUNCED, tiers=None, rebates=[]) as till:
        await till.buy(6_000)
        # Nobody was at work for months: of both days that have passed, the nearer one.
        [(type_, data)] = await seen_at(till, midnight(12, 28))
        assert (type_, data["days"]) == ("points.expiring", 7)
        await till.buy(100, "ben")
        assert await seen_at(till, midnight(1, 2, 2027)) == [(type_, data)]


async def test_many_workers_announce_once_and_nothing_is_lost_when_they_die(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MEMBERS_AT_ONCE", 2)
    async with till_on(database_url, clock=NOON, **ANNOUNCED, tiers=None, rebates=[]) as till:
        for name in ("ann", "ben", "cid", "dan", "eve"):
            await till.buy(6_000, name)
        await till.goldlist.programs.advance_clock(till.program_id, midnight(12, 1), None)
        database = till.goldlist.database
        write, left = database.write, 0

        async def write_or_die(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return await write(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(database, "write", write_or_die)
            for survived in range(3):
                left = survived
                with pytest.raises(KeyboardInterrupt):
                    await worker(till).catch_up(till.program_id)
        await asyncio.gather(*(worker(till).catch_up(till.program_id) for _ in range(3)), worker(till).go_round())
        names = [data["member"]["external_id"] for _, data in await seen(till)]
        assert sorted(names) == ["ann", "ben", "cid", "dan", "eve"]


async def test_a_programme_without_notices_announces_nothing(database_url: str) -> None:
    points = ANNOUNCED["points"]
    async with till_on(database_url, clock=NOON, points=points, tiers=None, rebates=[]) as till:
        await till.buy(6_000)
        assert await seen_at(till, midnight(12, 28)) == []


async def test_a_change_of_tier_is_told_when_its_delay_is_over(database_url: str) -> None:
    tiers = {**PROGRAM["tiers"], "notice_delay_minutes": 60}
    async with till_on(database_url, clock=NOON, tiers=tiers) as till:
        await till.buy(10_000, "ann", name="big")
        await till.buy(10_000, "ben")
        assert await seen_at(till, NOON + timedelta(minutes=30)) == []
        await till.bring_back("big")
        assert await seen_at(till, NOON + timedelta(minutes=59)) == []
        [(type_, data)] = await seen_at(till, NOON + timedelta(minutes=60))
        assert (type_, data["member"]["external_id"]) == ("tier.changed", "ben")
        assert (data["from"], data["to"], data["effective_on"]) == ("base", "gold", "2026-03-02")
        await asyncio.gather(*(worker(till).catch_up(till.program_id) for _ in range(3)))
        # Ann was gold for half an hour, and nobody was told.
        assert len(await seen_at(till, NOON + timedelta(days=2))) == 1
        await till.prove()
