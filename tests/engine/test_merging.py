"""Merging: everything of one member becomes another's."""

from typing import Any

from hypothesis import given

from app.engine.commands import MergeMembers
from tests.engine.anything import Bought, BroughtBackWithoutReceipt, Event, after, histories, programmes
from tests.engine.shop import Shop, line

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


@given(programmes(), histories())
def test_two_members_merged_are_as_if_one_had_bought_everything(document: dict[str, Any], history: list[Event]) -> None:
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
