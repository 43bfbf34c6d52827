"""Claiming: a guest's purchase becomes a member's, with what is kept of it."""

from typing import Any

from hypothesis import given

from app.engine.model.commands.sales import ClaimPurchase
from app.engine.model.records.sales import Purchase
from tests.engine.shop import Shop, line, units
from tests.engine.strategies import Bought, Event, after, histories, programmes

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


@given(programmes(), histories())
def test_a_guest_s_purchases_claimed_are_as_if_the_member_had_made_them(
    document: dict[str, Any], history: list[Event]
) -> None:
    anns = [event._replace(customer="ann") if isinstance(event, Bought) else event for event in history]
    shop = after(document, [event._replace(customer=None) if isinstance(event, Bought) else event for event in history])
    shop.enrol("ann") if not any(one.external_id == "ann" for one in shop.book.members.values()) else None
    for event in anns:
        if isinstance(event, Bought):
            shop.claim(event.name)
    assert shop.standings() == after(document, anns).standings()


def test_a_claim_counts_on_the_day_of_the_purchase_under_its_version_and_the_tier_held_now() -> None:
    levels = [
        {"id": "base", "name": "B", "from": 0},
        {"id": "gold", "name": "G", "from": 500, "points_multiplier": "2"},
    ]
    shop = Shop(points=EARN, tiers={"window": {"kind": "lifetime"}, "levels": levels})
    shop.buy(line(1000), name="guest", customer=None, occurred_at="2026-01-15")
    shop.buy(line(500))
    shop.publish(points={"earn": [{"id": "base", "points": 9, "per": 100}]})
    claimed = shop.claim("guest").subject
    assert isinstance(claimed, Purchase)
    assert (claimed.business_date, claimed.program_version, claimed.multiplier, claimed.guest) == (
        "2026-01-15",
        1,
        "2",
        0,
    )
    assert shop.points() == 5 + 20
    shop.bring_back("guest")
    assert shop.points() == 5


def test_a_claim_said_again_changes_nothing_and_another_member_s_is_refused() -> None:
    shop = Shop(points=EARN)
    shop.enrol("ann")
    shop.enrol("ben")
    shop.buy(line(500, 2), name="guest", customer=None)
    shop.bring_back("guest", units(1, 1))
    shop.claim("guest")
    assert shop.points() == 5
    assert shop.claim("guest").replayed
    assert shop.refused(ClaimPurchase("prg_1", "ext:guest", "ext:ben")).problem == "already-claimed"
    assert shop.refused(ClaimPurchase("prg_1", "ext:nothing", "ext:ben")).problem == "not-found"
    assert shop.refused(ClaimPurchase("prg_1", "ext:guest", "ext:nobody")).pointer == "/member"
