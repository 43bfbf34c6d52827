"""Enrolling members."""

from typing import Any

from app.engine.decisions.members.members import is_stale
from app.engine.model.commands.members import EnrolMember
from app.engine.model.receipts import RequestKey
from app.engine.model.records.members import Member
from tests.engine.shop import Shop, line

LADDER = {"window": {"kind": "rolling", "months": 12}, "levels": [{"id": "base", "name": "Base", "from": 0}]}


def enrolment(customer: str, **details: Any) -> EnrolMember:
    told = {"external_id": customer, "card_number": None, "joined_on": None, **details}
    return EnrolMember("prg_1", f"mem_{customer}", RequestKey("member", customer, repr(told)), **told)


def test_a_member_begins_on_the_first_level_with_nothing_and_a_card() -> None:
    shop = Shop(tiers=LADDER)
    decision = shop.accepted(enrolment("ann", name="Ann", email="ann@example.com"))
    assert isinstance(decision.subject, Member)
    assert (decision.subject.tier, decision.subject.points) == ("base", 0)
    assert [one.kind for one in decision.identifiers] == ["ext", "card", "email"]
    assert [(one.name, one.email, one.phone) for one in decision.profiles] == [("Ann", "ann@example.com", None)]


def test_a_name_that_is_taken_is_refused() -> None:
    shop = Shop()
    shop.accepted(enrolment("ann", card_number="123"))
    refusal = shop.refused(enrolment("ben", card_number="123"))
    assert (refusal.problem, refusal.pointer) == ("member-exists", "/card_number")
    shop.buy(line(100), customer="cat")
    assert shop.refused(enrolment("cat")).pointer == "/external_id"


def test_enrolling_again_gives_the_same_member() -> None:
    shop = Shop()
    shop.accepted(enrolment("ann"))
    assert shop.accepted(enrolment("ann")).replayed
    assert shop.refused(enrolment("ann", joined_on="2020-01-01")).problem == "external-id-conflict"


def test_a_member_is_found_by_a_card_that_a_purchase_enrolled() -> None:
    shop = Shop()
    bought = shop.purchase([line(100)])._replace(member="card:777")
    shop.accepted(bought)
    found = shop.book.member("prg_1", "card:777")
    assert found
    assert found.external_id is None
    assert shop.book.member("prg_other", "card:777") is None


def test_another_window_asks_for_another_count() -> None:
    shop = Shop(tiers=LADDER)
    shop.buy(line(700), occurred_at="2026-01-15")
    shop.publish(tiers={**LADDER, "window": {"kind": "calendar", "unit": "month"}})
    assert is_stale(shop.program, shop.member())
    shop.buy(line(100))
    assert not is_stale(shop.program, shop.member())
    assert shop.status()["qualifying"]["amount"] == 100
