"""Bonuses for joining, for birthdays and for complete profiles: when they come, and that each comes once."""

from typing import Any

import pytest

from app.engine.model.book import Decision
from app.engine.model.commands.members import ChangeMember, EraseMember
from app.engine.program import faults
from app.engine.rules.balances.bonuses import birthday_in
from tests.engine.shop import Shop, line

WELCOME = {"id": "welcome", "name": "Welcome", "on": "joined", "points": 100}
BIRTHDAY = {"id": "birthday", "name": "Birthday", "on": "birthday", "points": 50}
COMPLETE = {
    "id": "known",
    "name": "All known",
    "on": "profile_complete",
    "points": 30,
    "fields": ["name", "email", "birth_date"],
}
ALL: list[dict[str, Any]] = [WELCOME, BIRTHDAY, COMPLETE]
BORN = {"birth_date": "1990-06-01"}


def shop_with(*bonuses: dict[str, Any], now: str = "2026-03-02T12:00:00+00:00", **sections: Any) -> Shop:
    return Shop(bonuses=list(bonuses), now=now, **sections)


def tell(shop: Shop, **told: str | None) -> Decision:
    return shop.accepted(ChangeMember("prg_1", "ext:ann", None, dict(told), None, None))


@pytest.mark.parametrize(
    ("birthday", "year", "day"),
    [
        ("06-01", 2026, "2026-06-01"),
        ("02-29", 2027, "2027-02-28"),
        ("02-29", 2028, "2028-02-29"),
        ("02-29", 2100, "2100-02-28"),
    ],
)
def test_the_day_of_a_birthday(birthday: str, year: int, day: str) -> None:
    assert birthday_in(birthday, year) == day


def test_the_ledger_says_why() -> None:
    shop = shop_with(*ALL)
    shop.enrol("ann", name="Ann", email="ann@example.com", **BORN)
    shop.sweep("2026-06-01T00:00:00+00:00")
    assert [(one.type, one.amount, one.rule, one.cause, one.why) for one in shop.entries] == [
        ("bonus", 100, "welcome", "enrolment", "Welcome, 100 points"),
        ("bonus", 30, "known", "enrolment", "All known: name, email, birth_date known, 30 points"),
        ("bonus", 50, "birthday", "time", "Birthday: birthday on 2026-06-01, 50 points"),
    ]
    assert shop.member().next_due_at == "2027-06-01T00:00:00.000000Z"


def test_the_day_is_the_programme_s_business_day() -> None:
    shop = shop_with(BIRTHDAY, time_zone="Europe/London", day_starts="04:00")
    shop.enrol("ann", **BORN)
    shop.sweep("2026-06-01T02:59:59+00:00")
    assert shop.points() == 0
    shop.sweep("2026-06-01T03:00:00+00:00")  # four o'clock in London
    assert shop.points() == 50


def test_a_profile_is_complete_once() -> None:
    shop = shop_with(COMPLETE)
    shop.enrol("ann", name="Ann")
    tell(shop, email="ann@example.com")
    assert shop.points() == 0
    tell(shop, **BORN)
    assert shop.points() == 30
    tell(shop, email=None)
    tell(shop, email="other@example.com")
    assert shop.points() == 30
    assert shop.member().state.bonuses == {"known": 2026}


def test_a_profile_that_was_complete_before_the_bonus_gets_none() -> None:
    shop = shop_with()
    shop.enrol("ann", name="Ann", email="ann@example.com", **BORN)
    shop.wait_until("2026-04-01T00:00:00+00:00")
    shop.publish(bonuses=ALL)
    tell(shop, name="Anna")
    assert shop.points() == 0


def test_a_changed_birthday_brings_no_second_bonus_in_a_year() -> None:
    shop = shop_with(BIRTHDAY)
    shop.enrol("ann", **BORN)
    shop.sweep("2026-06-02T12:00:00+00:00")
    tell(shop, birth_date="1990-09-01")
    shop.sweep("2026-12-31T12:00:00+00:00")
    assert shop.points() == 50
    shop.sweep("2027-09-01T00:00:00+00:00")
    assert shop.points() == 100


def test_a_birthday_told_after_its_day_counts_from_the_next_year() -> None:
    shop = shop_with(BIRTHDAY)
    shop.enrol("ann")
    # Nothing was due, so no time has passed on Ann since March.
    shop.wait_until("2026-07-01T12:00:00+00:00")
    tell(shop, **BORN)
    shop.sweep("2027-05-31T23:59:00+00:00")
    assert shop.points() == 0
    shop.sweep("2027-06-01T00:00:00+00:00")
    assert shop.points() == 50


def test_a_birthday_that_is_taken_back_brings_nothing() -> None:
    shop = shop_with(BIRTHDAY)
    shop.enrol("ann", **BORN)
    tell(shop, birth_date=None)
    shop.sweep("2028-01-01T00:00:00+00:00")
    assert (shop.points(), shop.member().next_due_at) == (0, None)


def test_imported_members_get_no_bonus_but_birthdays() -> None:
    shop = shop_with(*ALL)
    shop.enrol("ann", name="Ann", email="ann@example.com", how="import", **BORN)
    assert shop.points() == 0
    shop.sweep("2026-06-01T12:00:00+00:00")
    assert shop.points() == 50


def test_a_later_version_welcomes_only_those_who_join_from_then_on() -> None:
    shop = shop_with()
    shop.enrol("ann", **BORN)
    shop.wait_until("2026-04-01T12:00:00+00:00")
    shop.publish(bonuses=ALL)
    shop.buy(line(1000))
    shop.enrol("bob", joined_on="2026-03-31")
    shop.enrol("cid", joined_on="2026-04-01")
    shop.buy(line(1000), customer="dan")
    shop.buy(line(1000), customer="eve", occurred_at="2026-03-31T12:00:00+00:00")
    shop.bring_back_without_receipt(line(1000), customer="fay")
    assert [shop.points(one) for one in ("ann", "bob", "cid", "dan", "eve", "fay")] == [0, 0, 100, 100, 0, 100]
    shop.sweep("2026-06-01T12:00:00+00:00")
    assert shop.points() == 50, "birthdays count for everybody"


def test_birthdays_before_the_version_bring_nothing_however_late_time_passes() -> None:
    shop = shop_with()
    shop.enrol("ann", **BORN)
    shop.wait_until("2028-04-01T12:00:00+00:00")
    shop.publish(bonuses=[BIRTHDAY])
    shop.wait_until("2028-06-03T12:00:00+00:00")
    assert shop.status()["points"]["balance"] == 50
    shop.buy(line(1000))
    assert shop.points() == 50
    shop.publish(bonuses=[])
    shop.sweep("2029-06-03T12:00:00+00:00")
    assert shop.points() == 50


def test_a_bonus_expires_as_other_points_and_pays_debt() -> None:
    expiry = {"kind": "after", "months": 1}
    shop = shop_with(BIRTHDAY, points={"earn": [{"id": "base", "points": 1, "per": 100}], "expiry": expiry})
    shop.enrol("ann", **BORN)
    shop.bring_back_without_receipt(line(2000))
    assert shop.points() == -20
    shop.sweep("2026-06-01T00:00:00+00:00")
    assert shop.lots() == {"/2026-07-01": 30}
    shop.sweep("2026-07-02T00:00:00+00:00")
    assert shop.points() == 0


def test_a_bonus_counts_for_no_level() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 100}]
    tiers = {"qualify_by": "points", "window": {"kind": "lifetime"}, "levels": levels}
    shop = shop_with(WELCOME, tiers=tiers)
    shop.enrol("ann")
    assert (shop.points(), shop.member().tier) == (100, "base")


def test_two_bonuses_for_one_thing_count_once_for_merged_members() -> None:
    shop = shop_with(*ALL)
    for name in ("ann", "bob", "cid"):
        shop.enrol(name, birth_date="1990-06-01", name=name, email=f"{name}@example.com")
        shop.wait_until(shop.now.replace(hour=shop.now.hour + 1))
    shop.sweep("2026-06-01T00:00:00+00:00")
    shop.sweep("2027-06-01T00:00:00+00:00")
    assert [shop.points(one) for one in ("ann", "bob", "cid")] == [230, 230, 230]
    shop.merge("bob")
    assert shop.points() == 230
    shop.merge("cid")
    assert shop.points() == 230
    shop.sweep("2028-06-01T00:00:00+00:00")
    assert shop.points() == 280


def test_a_second_bonus_that_was_spent_is_owed_and_one_that_expired_is_not() -> None:
    points = {"expiry": {"kind": "after", "months": 1}}
    shop = shop_with(WELCOME, points=points, rewards=[{"id": "mug", "name": "Mug", "kind": "gift", "points_price": 60}])
    shop.enrol("ann")
    shop.enrol("bob")
    shop.redeem("mug", "bob")
    shop.redeem("mug", "ann")
    shop.merge("bob")
    assert shop.points() == -20
    shop = shop_with(WELCOME, points=points)
    shop.enrol("ann")
    shop.wait_until("2026-05-02T12:00:00+00:00")
    shop.enrol("bob")
    shop.sweep("2026-06-03T12:00:00+00:00")
    assert (shop.points(), shop.points("bob")) == (0, 0)
    shop.merge("bob")
    assert shop.points() == 0


def test_a_mistaken_return_of_a_newcomer_leaves_the_bonus() -> None:
    shop = shop_with(WELCOME, points={"earn": [{"id": "base", "points": 1, "per": 100}]})
    shop.bring_back_without_receipt(line(2000), name="R")
    assert shop.points() == 80
    shop.void_return("R")
    assert shop.points() == 100


def test_of_an_erased_member_only_the_year_is_left() -> None:
    shop = shop_with(BIRTHDAY)
    shop.enrol("ann", **BORN)
    shop.sweep("2026-06-01T12:00:00+00:00")
    [left] = shop.accepted(EraseMember("prg_1", "ext:ann")).members
    assert (left.state.birthday, left.state.bonuses, left.next_due_at) == (None, {"birthday": 2026}, None)


@pytest.mark.parametrize(
    ("bonus", "place", "code"),
    [
        ({"on": "profile_complete"}, "/bonuses/0/fields", "required"),
        ({"on": "profile_complete", "fields": []}, "/bonuses/0/fields", "required"),
        ({"on": "joined", "fields": ["name"]}, "/bonuses/0/fields", "not-possible"),
        ({"on": "profile_complete", "fields": ["name", "name"]}, "/bonuses/0/fields/1", "duplicate"),
        ({"on": "profile_complete", "fields": ["shoe"]}, "/bonuses/0/fields/0", "not-one-of"),
        ({"on": "wedding"}, "/bonuses/0/on", "not-one-of"),
        ({"on": "joined", "points": 0}, "/bonuses/0/points", "out-of-range"),
    ],
)
def test_faults(bonus: dict[str, Any], place: str, code: str) -> None:
    document = {"name": "S", "currency": "GBP", "time_zone": "UTC"}
    found = faults.check({**document, "bonuses": [{"id": "b", "name": "B", "points": 1, **bonus}]})
    assert isinstance(found, list)
    assert [(one.pointer, one.code) for one in found] == [(place, code)]


def test_the_occasion_stays_under_an_id() -> None:
    shop = shop_with(WELCOME)
    shop.publish(bonuses=[])
    newest = shop.documents[-1].model_dump(by_alias=True, exclude_none=True)
    found = faults.check({**newest, "bonuses": [{**BIRTHDAY, "id": "welcome"}]}, shop.documents)
    assert isinstance(found, list)
    assert [(one.pointer, one.code) for one in found] == [("/bonuses/0/on", "cannot-change")]
    twice = faults.check({**newest, "bonuses": [WELCOME, WELCOME]}, shop.documents)
    assert isinstance(twice, list)
    assert [one.code for one in twice] == ["duplicate-id"]
