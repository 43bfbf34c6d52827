"""Every change of level is on record, with its cause and its day, and is announced once it has stood long enough."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.instants import instant_text
from tests.engine.shop import Shop, line

LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "silver", "name": "Silver", "from": 10_000},
    {"id": "gold", "name": "Gold", "from": 30_000},
]
START = "2026-03-02T12:00:00Z"


def tier_shop(delay: int = 0, **details: Any) -> Shop:
    ladder = {"window": {"kind": "rolling", "months": 12}, "levels": LEVELS, "notice_delay_minutes": delay}
    shop = Shop(tiers=ladder, now=START, **details)
    shop.enrol("ann")
    return shop


def history(shop: Shop) -> list[tuple[str | None, str | None, str, str]]:
    return [(one.from_level, one.to_level, one.effective_on, one.cause) for one in shop.tier_changes()]


def announced(shop: Shop, customer: str = "ann") -> list[tuple[str | None, str | None, str]]:
    """What has been announced by now, in the order of that."""
    now = instant_text(shop.now)
    due = [one for one in shop.tier_changes(shop.member(customer)) if one.notice_at and one.notice_at <= now]
    due.sort(key=lambda one: (one.notice_at, one.tier_change_id))
    return [(one.notice_from, one.to_level, (one.notice_at or "")[:16]) for one in due]


def test_each_change_is_on_record_with_its_cause() -> None:
    shop = tier_shop()
    shop.buy(line(5_000), name="a")
    assert history(shop) == []
    bought = shop.buy(line(25_000), name="b")
    shop.bring_back("a")
    shop.void("b")
    assert history(shop) == [
        ("base", "gold", "2026-03-02", "purchase"),
        ("gold", "silver", "2026-03-02", "return"),
        ("silver", "base", "2026-03-02", "purchase_void"),
    ]
    first = shop.tier_changes()[0]
    assert first.cause_id == bought.subject.purchase_id  # type: ignore[union-attr]
    assert (first.program_version, first.recorded_at, first.reason) == (1, "2026-03-02T12:00:00.000000Z", None)


def test_what_time_did_has_the_day_of_its_midnight_however_late_it_is_found() -> None:
    shop = tier_shop()
    shop.buy(line(20_000))
    shop.wait_until("2026-06-01T12:00:00Z")
    shop.buy(line(10_000))
    shop.sweep("2028-01-01T12:00:00Z")
    assert history(shop)[-2:] == [
        ("gold", "silver", "2027-03-02", "time"),
        ("silver", "base", "2027-06-01", "time"),
    ]
    assert {one.recorded_at[:10] for one in shop.tier_changes()[-2:]} == {"2028-01-01"}
    assert shop.tier_changes()[-1].cause_id == "2027-06-01"


def test_nobody_is_told_of_coming_to_the_level_that_is_everybodys() -> None:
    shop = Shop(now=START)
    shop.buy(line(100))
    shop.buy(line(10_000), customer="ben")
    shop.wait_until("2026-03-03T12:00:00Z")
    shop.publish(tiers={"window": {"kind": "lifetime"}, "levels": LEVELS})
    for customer in ("ann", "ben"):
        shop.buy(line(1), customer=customer)
    assert history(shop) == []
    (change,) = shop.tier_changes(shop.member("ben"))
    assert (change.from_level, change.to_level, change.cause) == (None, "silver", "version")
    shop.wait_until("2026-03-04T12:00:00Z")
    shop.publish(shop.documents[0].model_dump(by_alias=True, exclude_none=True))
    for customer in ("ann", "ben"):
        shop.buy(line(1), customer=customer)
    assert history(shop) == []
    assert shop.tier_changes(shop.member("ben"))[-1].to_level is None


def test_merging_tells_what_it_makes_of_the_one_who_is_left() -> None:
    shop = tier_shop()
    shop.enrol("ben")
    for customer in ("ann", "ben"):
        shop.buy(line(6_000), customer=customer)
    shop.merge("ben")
    assert history(shop) == [("base", "silver", "2026-03-02", "merge")]
    shop.enrol("cid")
    shop.give("gold", customer="cid")
    shop.take_away("cid")
    shop.merge("cid")
    # What stands last is where the member is, whatever the other one had been through.
    assert history(shop)[-1] == ("base", "silver", "2026-03-02", "merge")
    assert announced(shop)[-1][:2] == ("gold", "base")


def test_without_a_delay_a_change_is_announced_at_once() -> None:
    shop = tier_shop()
    shop.buy(line(10_000))
    assert announced(shop) == [("base", "silver", "2026-03-02T12:00")]


def test_a_change_is_announced_when_it_has_stood_for_the_delay() -> None:
    shop = tier_shop(15)
    shop.buy(line(10_000))
    shop.wait_until("2026-03-02T12:14:59Z")
    assert announced(shop) == []
    shop.wait_until("2026-03-02T12:15:00Z")
    assert announced(shop) == [("base", "silver", "2026-03-02T12:15")]


def test_a_basket_voided_minutes_later_is_never_announced_nor_is_its_undoing() -> None:
    shop = tier_shop(15)
    shop.buy(line(10_000), name="mistake")
    shop.wait_until("2026-03-02T12:10:00Z")
    shop.void("mistake")
    shop.wait_until("2026-03-03T12:00:00Z")
    assert announced(shop) == []
    shop.buy(line(10_000))
    shop.wait_until("2026-03-04T12:00:00Z")
    assert announced(shop) == [("base", "silver", "2026-03-03T12:15")]


def test_two_changes_within_the_delay_are_announced_as_one() -> None:
    shop = tier_shop(15)
    shop.buy(line(10_000))
    shop.wait_until("2026-03-02T12:10:00Z")
    shop.buy(line(20_000))
    shop.wait_until("2026-03-02T12:24:00Z")
    assert announced(shop) == []
    shop.wait_until("2026-03-02T12:25:00Z")
    assert announced(shop) == [("base", "gold", "2026-03-02T12:25")]


def test_what_was_announced_stays_announced_and_so_is_its_undoing() -> None:
    shop = tier_shop(15)
    shop.buy(line(10_000), name="a")
    shop.wait_until("2026-03-02T12:15:00Z")
    shop.void("a")
    shop.wait_until("2026-03-02T13:00:00Z")
    assert announced(shop) == [("base", "silver", "2026-03-02T12:15"), ("silver", "base", "2026-03-02T12:30")]


def test_what_time_did_is_announced_the_delay_after_its_midnight_but_not_before_it_was_found() -> None:
    for found_at, announced_at in (("2027-03-02T00:00:05Z", "2027-03-02T00:15"), ("2027-03-05T09:00:00Z",) * 2):
        shop = tier_shop(15)
        shop.buy(line(10_000))
        shop.sweep(found_at)
        shop.wait_until("2027-03-06T12:00:00Z")
        assert announced(shop)[1:] == [("silver", "base", announced_at[:16])]


def test_a_merged_members_notice_that_waited_is_not_announced() -> None:
    shop = tier_shop(15)
    shop.enrol("ben")
    shop.buy(line(10_000), customer="ben")
    shop.wait_until("2026-03-02T12:05:00Z")
    shop.merge("ben")
    shop.wait_until("2026-03-02T13:00:00Z")
    assert announced(shop) == [("base", "silver", "2026-03-02T12:20")]


levels = st.sampled_from(("base", "silver", "gold"))


@given(st.sampled_from((0, 1, 15, 60)), st.lists(st.tuples(st.integers(0, 40), levels), max_size=12))
def test_announcements_are_what_stood_for_the_delay(delay: int, said: list[tuple[int, str]]) -> None:
    """Against a clock that ticks: told is what differs from the last once nothing has changed for so long."""
    shop = tier_shop(delay)
    expected: list[tuple[str, str]] = []
    told, level, changed_at = "base", "base", shop.now
    seen: list[Any] = []

    def tick() -> None:
        nonlocal told
        if level != told and shop.now - changed_at >= timedelta(minutes=delay):
            expected.append((told, level))
            told = level
        # What was announced once stays as it was.
        assert announced(shop)[: len(seen)] == seen
        seen[:] = announced(shop)
        assert [one[:2] for one in seen] == expected

    for minutes, wanted in said:
        for _ in range(minutes):
            shop.wait_until(shop.now + timedelta(minutes=1))
            tick()
        shop.give(wanted)
        if wanted != level:
            level, changed_at = wanted, shop.now
        tick()
    for _ in range(delay + 1):
        shop.wait_until(shop.now + timedelta(minutes=1))
        tick()
