"""Saying the same again."""

import pytest

from app.engine.model.receipts import RequestKey
from app.engine.model.records.sales import Purchase
from tests.engine.shop import Shop, line, units

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}
CARD = [{"id": "card", "name": "C", "counts": "items", "punches": 2, "reward": "gift"}]
GIFT = [{"id": "gift", "name": "A gift", "kind": "gift"}]


@pytest.fixture
def shop() -> Shop:
    return Shop(points=EARN, punch_cards=CARD, rewards=GIFT)


def test_the_same_again_changes_nothing_and_gives_the_first_answer_however_much_has_happened(shop: Shop) -> None:
    bought = shop.purchase([line(500, 2)], name="a")
    first = shop.accepted(bought)
    shop.bring_back("a", units(1, 1), name="r")
    shop.void_return("r")
    shop.wait_until("2027-01-01")
    before = shop.standings()
    again = shop.accepted(bought._replace(purchase_id="pur_other"))
    assert again.replayed
    assert isinstance(again.subject, Purchase)
    assert again.subject.purchase_id == bought.purchase_id
    assert again.entries == first.entries
    assert [one.voucher_id for one in again.vouchers] == [one.voucher_id for one in first.vouchers]
    assert (again.members, again.purchases, shop.standings()) == ([], [], before)


def test_a_return_said_again_gives_its_own_entries_and_not_those_of_its_undoing(shop: Shop) -> None:
    shop.buy(line(500, 2), name="a")
    back = shop.linked_return("a", [units(1, 1)])
    first = shop.accepted(back)
    shop.void_return(back.external_id or "")
    again = shop.accepted(back)
    assert (again.replayed, again.entries) == (True, first.entries)
    assert [one.voucher_id for one in again.vouchers] == [one.voucher_id for one in first.vouchers]


def test_a_name_that_stands_for_something_else_is_a_conflict(shop: Shop) -> None:
    shop.buy(line(500), name="a")
    refusal = shop.refused(shop.purchase([line(501)], name="a"))
    assert (refusal.problem, refusal.pointer) == ("external-id-conflict", "/external_id")
    shop.bring_back("a", name="a")
    assert shop.refused(shop.linked_return("a", [units(1, 1)], name="a")).problem == "external-id-conflict"


def test_an_idempotency_key_used_for_another_request_is_a_mismatch(shop: Shop) -> None:
    keyed = shop.purchase([line(500)])._replace(request_key=RequestKey("key", "k-1", "one"))
    shop.accepted(keyed)
    assert shop.accepted(keyed).replayed
    assert shop.refused(keyed._replace(request_key=RequestKey("key", "k-1", "other"))).problem == "idempotency-mismatch"


def test_what_was_refused_leaves_no_memory(shop: Shop) -> None:
    wrong = shop.purchase([line(500)], name="a", total=1)
    shop.refused(wrong)
    shop.accepted(wrong._replace(total=500))
    assert shop.points() == 5
