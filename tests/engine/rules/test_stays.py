"""Stays in segments: entered and left once, on record, and known to campaigns."""

from typing import Any

from app.engine.model.book import Decision
from app.engine.model.commands.members import EraseMember
from app.engine.model.commands.tiers import DecideSegments, SegmentDecision
from app.engine.model.records.sales import Purchase
from app.engine.model.records.tiers import SegmentStay
from tests.engine.shop import Shop, line

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}
GOLDEN = {"id": "gold", "name": "Gold", "when": {"fact": "insight.grade", "is": "equals", "value": "A"}}
VIPS = {**GOLDEN, "id": "vips"}
DOUBLE = {
    "id": "double",
    "name": "Double",
    "points_multiplier": "2",
    "when": {"fact": "member.segments", "is": "contains", "value": "gold"},
}
TEA = line(1000)


def shop_with_segments() -> Shop:
    shop = Shop(points=EARN, segments=[GOLDEN, VIPS], campaigns=[DOUBLE])
    shop.enrol("ann")
    shop.enrol("bob")
    return shop


def deciding(shop: Shop, customer: str = "ann", day: str = "2026-03-02", **segments: bool) -> DecideSegments:
    decisions = tuple(SegmentDecision(name, is_in, f"{name}: {is_in}") for name, is_in in segments.items())
    return DecideSegments("prg_1", shop.member(customer).member_id, decisions, day, "seg_1", 1)


def decide(shop: Shop, customer: str = "ann", day: str = "2026-03-02", **segments: bool) -> Decision:
    return shop.accepted(deciding(shop, customer, day, **segments))


def stays(shop: Shop, customer: str = "ann") -> list[tuple[str, str, str | None]]:
    owner = shop.member(customer).member_id
    found = sorted(one for one in shop.book.stays.values() if one.member_id == owner)
    return [(one.segment, one.entered_on, one.left_on) for one in found]


def points_of(shop: Shop, customer: str = "ann", **details: Any) -> int:
    before = shop.points(customer)
    assert isinstance(shop.buy(TEA, customer=customer, **details).subject, Purchase)
    return shop.points(customer) - before


def test_who_enters_is_in_until_leaving_and_both_are_on_record() -> None:
    shop = shop_with_segments()
    decide(shop, gold=True, vips=False)
    assert shop.member().state.segments == {"gold": "2026-03-02"}
    decide(shop, day="2026-03-09", gold=False, vips=True)
    assert shop.member().state.segments == {"vips": "2026-03-09"}
    assert stays(shop) == [("gold", "2026-03-02", "2026-03-09"), ("vips", "2026-03-09", None)]
    first = min(shop.book.stays.values())
    assert first == SegmentStay(
        first.member_id,
        first.stay_id,
        "prg_1",
        "gold",
        "2026-03-02",
        "2026-03-02T12:00:00.000000Z",
        1,
        "gold: True",
        "2026-03-09",
        "2026-03-02T12:00:00.000000Z",
        1,
        "gold: False",
    )
    decide(shop, day="2026-03-10", gold=True)
    assert stays(shop)[-1] == ("gold", "2026-03-10", None)


def test_what_is_so_already_changes_nothing() -> None:
    shop = shop_with_segments()
    decide(shop, gold=True)
    again = decide(shop, day="2026-03-09", gold=True, vips=False)
    assert (again.replayed, again.stays) == (True, [])
    assert stays(shop) == [("gold", "2026-03-02", None)]


def test_a_campaign_is_for_those_who_are_in_its_segment_before_the_purchase() -> None:
    shop = shop_with_segments()
    assert (points_of(shop), points_of(shop, "bob")) == (10, 10)
    decide(shop, gold=True)
    assert (points_of(shop), points_of(shop, "bob")) == (20, 10)
    decide(shop, gold=False, vips=True)
    assert points_of(shop) == 10


def test_a_quote_says_who_is_not_in_the_segment() -> None:
    shop = shop_with_segments()
    shop.publish(campaigns=[{**DOUBLE, "points_multiplier": None, "amount_off": 100}])
    assert shop.quote(TEA)["total"] == 1000
    decide(shop, gold=True)
    assert shop.quote(TEA)["total"] == 900


def test_two_who_become_one_are_in_what_either_is_in() -> None:
    shop = shop_with_segments()
    decide(shop, "ann", gold=True)
    decide(shop, "bob", day="2026-03-01", gold=True, vips=True)
    shop.merge("bob")
    assert shop.member().state.segments == {"gold": "2026-03-02", "vips": "2026-03-01"}
    assert stays(shop) == [
        ("gold", "2026-03-02", None),
        ("gold", "2026-03-01", "2026-03-02"),
        ("vips", "2026-03-01", None),
    ]
    decide(shop, day="2026-03-09", gold=False, vips=False)
    assert shop.member().state.segments == {}
    assert all(left_on for _, _, left_on in stays(shop))


def test_whoever_was_erased_or_merged_enters_nothing() -> None:
    shop = shop_with_segments()
    late, of_bob = deciding(shop, gold=True), deciding(shop, "bob", gold=True)
    shop.merge("bob")
    assert shop.refused(of_bob).problem == "not-found"
    decide(shop, gold=True)
    owner = shop.member().member_id
    erased = shop.accepted(EraseMember("prg_1", owner))
    assert erased.members[0].state.segments == {}
    assert shop.accepted(late).replayed
