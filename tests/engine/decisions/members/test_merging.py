"""Merging: everything of one member becomes another's."""

from typing import Any

from hypothesis import assume, given

from app.engine.model.commands.members import MergeMembers
from tests.engine.shop import Shop, line
from tests.engine.strategies import Bought, BroughtBackWithoutReceipt, Event, after, histories, programmes

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}
BANDS = [{"from": 1000, "rate": "0.1"}]
REBATE = {"id": "r", "name": "R", "period": "year", "method": "retroactive", "bands": BANDS}


@given(programmes(), histories())
def test_two_members_merged_are_as_if_one_had_bought_everything(document: dict[str, Any], history: list[Event]) -> None:
    # Two vouchers over the same lump sum are not the vouchers over the next one, though they are worth the same.
    assume(not any((one["method"], one["as"]) == ("lump_sum", "voucher") for one in document["rebates"]))
    shop = after(document, history)
    known = {member.external_id for member in shop.book.members.values()}
    for customer in {"ann", "ben"} - known:
        shop.enrol(customer)
    shop.merge("ben")
    bought = (Bought, BroughtBackWithoutReceipt)
    anns = [event._replace(customer="ann") if isinstance(event, bought) else event for event in history]
    assert shop.standings() == after(document, anns).standings()


def test_the_old_name_and_card_lead_to_the_member_that_is_left() -> None:
    shop = Shop(points=EARN)
    shop.buy(line(500), customer="ann")
    shop.buy(line(300), customer="ben", name="b")
    old_id = shop.member("ben").member_id
    shop.merge("ben")
    assert shop.member("ben") == shop.member("ann") == shop.book.member("prg_1", old_id)
    shop.bring_back("b")
    shop.buy(line(100), customer="ben")
    assert shop.points("ann") == 6


def test_merging_again_changes_nothing_and_with_nobody_is_refused() -> None:
    shop = Shop(points=EARN)
    for customer in ("ann", "ben"):
        shop.enrol(customer)
    shop.merge("ben")
    assert shop.merge("ben").replayed
    assert shop.refused(MergeMembers("prg_1", "ext:ann", "ext:nobody")).pointer == "/from"
    assert shop.refused(MergeMembers("prg_1", "ext:nobody", "ext:ann")).problem == "not-found"


def test_vouchers_of_either_go_when_the_punches_of_both_do_not_stand_for_them() -> None:
    card = {"id": "card", "name": "C", "counts": "items", "punches": 5, "reward": "gift"}
    for buyer, owing in (("ann", "ben"), ("ben", "ann")):
        shop = Shop(punch_cards=[card], rewards=[{"id": "gift", "name": "G", "kind": "gift"}])
        shop.buy(line(100, 6), customer=buyer)
        shop.bring_back_without_receipt(line(100, 2), customer=owing)
        assert len(shop.vouchers(customer=buyer)) == 1
        shop.merge("ben")
        assert shop.vouchers() == []
        assert shop.status()["punch_cards"][0]["punches"] == 4


def test_full_cards_and_rebates_are_those_of_both_together() -> None:
    card = {"id": "card", "name": "C", "counts": "items", "punches": 5, "reward": "gift"}
    shop = Shop(punch_cards=[card], rebates=[REBATE], rewards=[{"id": "gift", "name": "G", "kind": "gift"}])
    for customer in ("ann", "ben"):
        shop.buy(line(200, 3), customer=customer, name=customer)
    shop.merge("ben")
    assert (len(shop.vouchers()), shop.status()["credit"]["balance"]) == (1, 120)
    shop.bring_back("ben")
    assert (len(shop.vouchers()), shop.status()["credit"]["balance"]) == (0, 0)


def test_a_rebate_goes_when_both_together_have_spent_nothing() -> None:
    shop = Shop(rebates=[REBATE])
    shop.buy(line(5000), customer="ann")
    shop.bring_back_without_receipt(line(5000), customer="ben")
    shop.merge("ben")
    assert (shop.status()["credit"]["balance"], shop.standings()) == (0, [])


def test_who_owes_points_is_paid_by_the_other() -> None:
    shop = Shop(points=EARN)
    shop.bring_back_without_receipt(line(300), customer="ann")
    shop.buy(line(500), customer="ben")
    shop.merge("ben")
    assert (shop.points(), shop.status()["points"]["debt"]) == (2, 0)
