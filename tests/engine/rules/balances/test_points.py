"""Points: rounded once per rule and purchase, taken back exactly as they were earned."""

from typing import Any

import pytest

from app.engine.model.ratio import Ratio, ratio
from app.engine.program.terms.earning import EarnRule
from app.engine.rules.balances.points import earned
from app.ledger.lots import DEBT
from tests.engine.shop import Shop, line, units


def points_shop(*rules: dict[str, Any], **details: Any) -> Shop:
    return Shop(points={"earn": [{"id": f"rule-{number}", **rule} for number, rule in enumerate(rules)], **details})


ONE_PER_POUND = {"points": 1, "per": 100}


@pytest.mark.parametrize(
    ("rule", "value", "multiplier", "points"),
    [
        (EarnRule("r", 1, 1000), 2190, "1", 2),
        (EarnRule("r", 10, 200), 700, "1", 35),
        (EarnRule("r", 10, 200, steps=True), 700, "1", 30),
        (EarnRule("r", 1, 100), 999, "1.25", 12),
        (EarnRule("r", 1, 100, "half_up"), 999, "1.25", 12),
        (EarnRule("r", 1, 100, "ceil"), 999, "1.25", 13),
        (EarnRule("r", 1, 100, "half_up", steps=True), 999, "1.5", 14),
        (EarnRule("r", 3, 7), 10**12, "2.5", 1071428571428),
    ],
)
def test_points_are_rounded_once_at_the_very_end(rule: EarnRule, value: int, multiplier: str, points: int) -> None:
    assert earned(rule, value, ratio(multiplier)) == points
    assert earned(rule, 0, Ratio(99, 1)) == 0


def test_three_small_returns_take_back_what_was_earned_and_no_more() -> None:
    shop = points_shop({"points": 1, "per": 1000})
    shop.buy(line(730, 3), name="a")
    assert shop.points() == 2
    left = []
    for _ in range(3):
        shop.bring_back("a", units(1, 1))
        left.append(shop.points())
    assert left == [1, 0, 0]


def test_a_return_takes_back_what_was_earned_under_the_rule_of_its_purchase() -> None:
    shop = points_shop(ONE_PER_POUND)
    shop.buy(line(1000, 2), name="a")
    shop.publish(points={"earn": [{"id": "rule-0", "points": 2, "per": 100}]})
    shop.bring_back("a", units(1, 1))
    assert shop.points() == 10
    shop.bring_back("a")
    assert shop.points() == 0


def test_rules_add_up_and_each_rounds_for_itself() -> None:
    shop = points_shop(ONE_PER_POUND, {"points": 2, "per": 100, "match": {"categories": ["beans"]}})
    shop.buy(line(150), line(199, category="beans/dark"))
    assert shop.points() == 3 + 3


def test_an_entry_says_why_in_words_with_the_arithmetic() -> None:
    shop = points_shop({"points": 10, "per": 200, "steps": True})
    bought = shop.buy(line(350, 2), name="a")
    back = shop.bring_back("a", units(1, 1))
    assert [entry.why for entry in bought.entries] == ["10 points per full 2.00 GBP on 7.00 = 30"]
    assert [entry.why for entry in back.entries] == [
        "10 points per full 2.00 GBP on the 3.50 now kept of 7.00: 10 instead of 30"
    ]
    assert [(entry.type, entry.amount, entry.rule) for entry in back.entries] == [("reverse", -20, "rule-0")]


def test_the_words_multiply_full_steps_and_not_the_money_that_holds_them() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0, "points_multiplier": "1.1"}]
    tiers = {"window": {"kind": "lifetime"}, "levels": levels}
    shop = Shop(points={"earn": [{"id": "steps", "points": 10, "per": 200, "steps": True}]}, tiers=tiers)
    bought = shop.buy(line(390))
    assert [(entry.amount, entry.why) for entry in bought.entries if entry.unit == "points"] == [
        (11, "10 points x 1.1 per full 2.00 GBP on 3.90 = 11")
    ]


def test_a_return_without_receipt_says_its_arithmetic_and_so_does_undoing_it() -> None:
    shop = points_shop(ONE_PER_POUND)
    back = shop.bring_back_without_receipt(line(250), name="a")
    assert back.entries[0].why.startswith("1 point per 1.00 GBP on 2.50 returned without receipt = 2")
    undone = shop.void_return("a")
    assert undone.entries[0].why == (
        "1 point per 1.00 GBP on 2.50, return without receipt undone = 2; 2 of them were owed"
    )


def test_the_multiplier_is_that_of_the_tier_held_before_the_purchase_and_stays_with_it() -> None:
    levels = [
        {"id": "base", "name": "Base", "from": 0},
        {"id": "gold", "name": "Gold", "from": 1000, "points_multiplier": "2"},
    ]
    tiers = {"window": {"kind": "rolling", "months": 12}, "levels": levels}
    shop = Shop(points={"earn": [{"id": "base", **ONE_PER_POUND}]}, tiers=tiers)
    shop.buy(line(1000), name="a")
    assert shop.points() == 10
    shop.buy(line(500, 2), name="b")
    assert shop.points() == 10 + 20
    shop.bring_back("a")
    shop.bring_back("b", units(1, 1))
    assert shop.status()["tier"]["id"] == "base"
    assert shop.points() == 10


def test_a_return_without_receipt_takes_points_without_the_multiplier_under_the_version_in_force() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0, "points_multiplier": "3"}]
    shop = Shop(
        points={"earn": [{"id": "base", **ONE_PER_POUND}]}, tiers={"window": {"kind": "lifetime"}, "levels": levels}
    )
    shop.buy(line(1000))
    shop.publish(points={"earn": [{"id": "base", "points": 2, "per": 100}]})
    shop.bring_back_without_receipt(line(400))
    assert shop.points() == 30 - 8


def test_points_that_are_not_there_to_take_become_debt_and_the_next_ones_pay_it() -> None:
    shop = points_shop(ONE_PER_POUND)
    shop.bring_back_without_receipt(line(800))
    assert shop.status()["points"] == {"balance": -8, "pending": 0, "held": 0, "debt": 8, "expiring": []}
    paid = shop.buy(line(500), name="a")
    assert shop.status()["points"]["debt"] == 3
    assert [(entry.type, entry.amount, entry.lot) for entry in paid.entries] == [
        ("earn", 5, "/"),
        ("settle", -5, "/"),
        ("settle", 5, DEBT),
    ]
    shop.buy(line(1000))
    assert (shop.points(), shop.status()["points"]["debt"]) == (7, 0)


def test_a_programme_can_write_debt_off() -> None:
    shop = points_shop(ONE_PER_POUND, on_debt="write_off")
    shop.buy(line(300))
    back = shop.bring_back_without_receipt(line(800))
    assert shop.points() == 0
    assert [(entry.type, entry.amount) for entry in back.entries] == [("reverse", -3), ("reverse", -5), ("forfeit", 5)]


def test_a_return_takes_the_purchase_s_own_points_first_then_the_first_to_expire() -> None:
    shop = points_shop(ONE_PER_POUND, expiry={"kind": "after", "months": 12})
    for number, day in enumerate(("2026-01-05", "2026-01-10", "2026-01-20")):
        shop.buy(line(1000), name=f"p{number}", occurred_at=day)
    shop.bring_back("p2", units(1, 1))
    assert shop.status()["points"]["expiring"] == [
        {"points": 10, "on": "2027-01-05"},
        {"points": 10, "on": "2027-01-10"},
    ]
    shop.bring_back_without_receipt(line(1200))
    assert shop.status()["points"]["expiring"] == [{"points": 8, "on": "2027-01-10"}]


def test_undoing_a_mistaken_return_gives_back_what_it_took() -> None:
    shop = points_shop(ONE_PER_POUND)
    shop.buy(line(500, 3), name="a")
    shop.bring_back("a", units(1, 2), name="mistake")
    assert shop.points() == 5
    shop.void_return("mistake")
    assert shop.points() == 15


def test_points_beyond_what_can_be_kept_are_refused() -> None:
    shop = points_shop({"points": 10**6, "per": 1})
    for number in range(4):
        shop.buy(line(10**12), name=f"p{number}")
    refusal = shop.refused(shop.purchase([line(10**12)]))
    assert (refusal.problem, refusal.code) == ("validation", "too-large")


def test_points_in_several_lots_cannot_grow_beyond_what_can_be_kept_either() -> None:
    shop = points_shop({"points": 10**6, "per": 1}, expiry={"kind": "after", "months": 12})
    for day in range(1, 5):
        shop.buy(line(10**12), occurred_at=f"2026-01-0{day}")
    assert shop.refused(shop.purchase([line(10**12)])).code == "too-large"


def test_fractions_can_be_carried_from_purchase_to_purchase() -> None:
    shop = points_shop({"points": 1, "per": 1000, "carry": True})
    for number in range(3):
        shop.buy(line(730), name=f"p{number}")
    assert shop.points() == 2
    shop.bring_back("p0")
    assert shop.points() == 1
    shop.bring_back_without_receipt(line(1460))
    assert shop.points() == 0


@pytest.mark.parametrize(
    ("rule", "points", "why"),
    [
        ({"per_item": 10}, 40, "10 points per item on 4 = 40"),
        ({"per_item": 10, "match": {"categories": ["cake"]}}, 10, "10 points per item on 1 = 10"),
        ({"per_purchase": 50}, 50, "50 points per purchase = 50"),
        ({"per_purchase": 50, "min_spend": 1851}, 0, None),
        ({"points": 1, "per": 100, "min_spend": 1850}, 18, "1 point per 1.00 GBP on 18.50 = 18"),
        ({"points": 1, "per": 100, "min_spend": 1851}, 0, None),
        ({"points": 1, "per": 100, "not_with_discount": True}, 9, "1 point per 1.00 GBP on 9.50 = 9"),
        ({"points": 1, "per": 100, "not_with_discount": True, "min_spend": 951}, 0, None),
        ({"per_item": 10, "not_with_discount": True}, 30, "10 points per item on 3 = 30"),
    ],
)
def test_rules_count_spend_items_or_purchases(rule: dict[str, Any], points: int, why: str | None) -> None:
    shop = points_shop(rule)
    bought = shop.buy(line(300, 2), line(350, category="cake"), line(1000, discount=100), line(0, 2), name="a")
    assert (shop.points(), [entry.why for entry in bought.entries]) == (points, [why] if why else [])
    shop.bring_back("a")
    assert shop.points() == 0


def test_a_return_below_the_minimum_leaves_nothing() -> None:
    shop = points_shop({"points": 1, "per": 100, "min_spend": 2000})
    shop.buy(line(500, 5), name="a")
    shop.bring_back("a", units(1, 1))
    assert shop.points() == 20
    back = shop.bring_back("a", units(1, 1))
    assert [entry.why for entry in back.entries] == ["1 point per 1.00 GBP: less than 20.00 GBP kept: 0 instead of 20"]
    assert shop.points() == 0


def test_a_discount_on_the_basket_is_one_on_every_line_that_has_a_part_of_it() -> None:
    shop = points_shop({"points": 1, "per": 100, "not_with_discount": True})
    shop.buy(line(500), line(500), discount=100)
    assert shop.points() == 0
