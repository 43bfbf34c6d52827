"""The lint finds planted leaks, and nothing grave in the sample programme."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app import sample
from app.engine.lint.findings import Goods, goods_line
from app.engine.lint.lint import Linted, linted
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from app.sample import menu

TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
EARN = [{"id": "base", "points": 1, "per": 100}]
WORTH = {"points": 100, "amount": 100}
POINTS: dict[str, Any] = {"earn": EARN, "worth": WORTH}
OFF = {"id": "off", "name": "2 off", "kind": "amount_off", "amount": 200}
CREDIT = {"id": "cash", "name": "Credit", "kind": "store_credit", "amount": 100, "points_price": 100}
CARD = {"id": "card", "name": "Card", "counts": "items", "punches": 5, "reward": "free"}
FREE = {"id": "free", "name": "A free one", "kind": "free_item", "max_amount": 600}
LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "gold", "name": "Gold", "from": 50_000, "points_multiplier": "5"},
]
BIG = {"id": "big", "name": "Big days", "points_multiplier": "30"}
COUPON = {"id": "again", "name": "Come back", "reward": "off"}
DEAL: dict[str, Any] = {"id": "deal", "name": "Deal", "kind": "buy_get", "buy": {"quantity": 1}, "get": {}}
REBATE: dict[str, Any] = {"id": "r", "name": "R", "period": "month"}


def lint(sections: dict[str, Any], goods: Goods | None = None) -> Linted:
    checked = check({"name": "Shop", "currency": "GBP", "time_zone": "UTC", **sections})
    assert isinstance(checked, ProgramDocument), checked
    return linted(checked, goods or Goods(), TODAY)


def sold(*prices: int, category: str | None = None) -> Goods:
    goods = Goods()
    goods.add(goods_line(f"sku-{price}", category, price) for price in prices)
    return goods


# Each: the document, the goods, and the finding with its severity and place.
PLANTED: dict[str, tuple[dict[str, Any], Goods, tuple[str, str, str]]] = {
    "two free with one": (
        {"campaigns": [DEAL | {"get": {"quantity": 2}}]},
        Goods(),
        ("deal-gives-more", "error", "/campaigns/0"),
    ),
    "a dear one free with a cheap one": (
        {"rewards": [DEAL | {"get": {"choose": "dearest"}, "max_amount": 500}]},
        sold(100, 400),
        ("deal-gives-more", "error", "/rewards/0"),
    ),
    "a card for items of any price": (
        {"punch_cards": [CARD], "rewards": [FREE]},
        sold(100, 400),
        ("card-worth-more", "error", "/punch_cards/0"),
    ),
    "a card that a head start nearly fills": (
        {"punch_cards": [{**CARD, "punches": 10, "head_start": 9}], "rewards": [FREE]},
        sold(500),
        ("card-worth-more", "error", "/punch_cards/0"),
    ),
    "a card for visits without a minimum": (
        {"punch_cards": [{**CARD, "counts": "visits"}], "rewards": [FREE]},
        Goods(),
        ("card-worth-more", "error", "/punch_cards/0"),
    ),
    "a card for visits that a split fills": (
        {"punch_cards": [{**CARD, "counts": "visits", "min_spend": 150}], "rewards": [FREE]},
        Goods(),
        ("split-brings-more", "warning", "/punch_cards/0"),
    ),
    "a card for spend worth more than the spend": (
        {"punch_cards": [{**CARD, "counts": "spend", "per": 100}], "rewards": [FREE]},
        Goods(),
        ("card-worth-more", "error", "/punch_cards/0"),
    ),
    "a coupon worth more than its purchase": (
        {"coupons": [{**COUPON, "min_spend": 150}], "rewards": [OFF]},
        Goods(),
        ("coupon-worth-more", "error", "/coupons/0"),
    ),
    "a coupon that brings the next": (
        {"coupons": [COUPON], "rewards": [OFF]},
        Goods(),
        ("coupon-brings-itself", "error", "/coupons/0"),
    ),
    "a reward below its price": (
        {"points": POINTS, "rewards": [{**OFF, "points_price": 1}]},
        Goods(),
        ("reward-worth-more", "error", "/rewards/0"),
    ),
    "a free item dearer than its price in points": (
        {"points": POINTS, "rewards": [{**FREE, "max_amount": None, "points_price": 20}]},
        sold(100, 2_500),
        ("reward-worth-more", "error", "/rewards/0"),
    ),
    "points worth more than the goods": (
        {"points": {**POINTS, "worth": {"points": 1, "amount": 150}}},
        Goods(),
        ("points-above-price", "error", "/points"),
    ),
    "multipliers that pass the price together": (
        {"points": POINTS, "tiers": {"window": {"kind": "lifetime"}, "levels": LEVELS}, "campaigns": [BIG]},
        Goods(),
        ("points-above-price", "error", "/points"),
    ),
    "two rules that pass the price together": (
        {"points": {"earn": [{"id": "a", "points": 60, "per": 100}, {"id": "b", "points": 50, "per": 100,
                    "match": {"categories": ["tea"]}}], "worth": WORTH}},
        Goods(),
        ("points-above-price", "error", "/points"),
    ),
    "credit that earns credit": (
        {"points": {**POINTS, "earn_on_rewards": True}, "rewards": [CREDIT]},
        Goods(),
        ("credit-earns-credit", "warning", "/points/earn_on_rewards"),
    ),
    "goods whose tax nobody knows": (
        {"tax": {"prices": "with_tax", "counts": "without_tax"}},
        sold(100),
        ("tax-unknown", "warning", "/tax/counts"),
    ),
    "a lump sum above its band": (
        {"rebates": [{**REBATE, "method": "lump_sum", "bands": [{"from": 1_000, "amount": 1_500}]}]},
        Goods(),
        ("rebate-worth-more", "error", "/rebates/0/bands/0"),
    ),
    "a multiple above its spend": (
        {"rebates": [{**REBATE, "method": "per_multiple", "per": 100, "amount": 120}]},
        Goods(),
        ("rebate-worth-more", "error", "/rebates/0"),
    ),
    "a cliff of a rebate": (
        {"rebates": [{**REBATE, "method": "retroactive", "bands": [{"from": 10_000, "rate": "0.05"}]}]},
        Goods(),
        ("cliff", "note", "/rebates/0/bands/0"),
    ),
    "a rule whose category is excluded": (
        {"points": {"earn": [{**EARN[0], "match": {"categories": ["tea/green"], "exclude_categories": ["tea"]}}]}},
        Goods(),
        ("never-matches", "warning", "/points/earn/0/match"),
    ),
    "a reward whose articles are excluded": (
        {"rewards": [{**OFF, "match": {"skus": ["a", "b"], "exclude_skus": ["b", "a", "c"]}}]},
        Goods(),
        ("never-matches", "warning", "/rewards/0/match"),
    ),
    "rounding up": (
        {"points": {**POINTS, "earn": [{**EARN[0], "rounding": "ceil"}]}},
        Goods(),
        ("rounding-up-splits", "warning", "/points/earn/0/rounding"),
    ),
    "rounding to the nearest of dear points": (
        {"points": {"earn": [{"id": "base", "points": 1, "per": 100, "rounding": "half_up"}],
                    "worth": {"points": 1, "amount": 45}}},
        Goods(),
        ("split-brings-more", "warning", "/points"),
    ),
    "credit for points that are written off": (
        {"points": {**POINTS, "on_debt": "write_off"}, "rewards": [CREDIT]},
        Goods(),
        ("left-after-return", "error", "/points"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("leak", PLANTED)
def test_a_planted_leak_is_found(leak: str) -> None:
    sections, goods, expected = PLANTED[leak]
    found = lint(sections, goods)
    told = {(one.id, one.severity, one.pointer): one for one in found.findings}
    assert expected in told, told.keys()
    example = told[expected].example
    assert example.actions
    if expected[1] == "error":
        assert example.got > example.paid


def test_the_example_of_a_card_is_exact() -> None:
    """The worked example: five items at 1.00 each bring one of up to 6.00."""
    found = lint({"punch_cards": [CARD], "rewards": [FREE]}, sold(100, 700))
    (card,) = [one for one in found.findings if one.id == "card-worth-more"]
    assert (card.severity, card.example.paid, card.example.got) == ("error", 500, 600)


@pytest.mark.parametrize("is_sold", [False, True])
def test_nothing_grave_is_found_in_the_sample_programme(is_sold: bool) -> None:
    goods = Goods()
    if is_sold:
        items = [one for part in vars(menu).values() if isinstance(part, tuple) for one in part]
        goods.add(goods_line(one.sku, one.category, one.price) for one in items if isinstance(one, menu.Item))
    found = lint(sample.programme(), goods)
    assert found.is_clean, found.findings
    assert (found.stopped, 1_000 < found.decisions < 20_000) == (False, True)


def test_the_same_document_has_the_same_findings_and_a_limit_stops_it() -> None:
    sections, goods, _ = PLANTED["credit for points that are written off"]
    assert lint(sections, goods) == lint(sections, goods)
    document = ProgramDocument.model_validate({"name": "Shop", "currency": "GBP", "time_zone": "UTC", **sections})
    stopped = linted(document, goods, TODAY, most_decisions=50)
    assert stopped.stopped
    assert stopped.decisions < 100


def test_a_deal_that_gives_no_more_than_is_bought_is_no_leak() -> None:
    three_for_two = DEAL | {"buy": {"quantity": 2}}
    capped = DEAL | {"id": "capped", "buy": {"amount": 500}, "get": {"quantity": 9}, "max_amount": 500}
    found = lint({"campaigns": [three_for_two, capped]}, sold(100, 400)).findings
    assert [one.id for one in found if one.id == "deal-gives-more"] == []


def test_a_birthday_during_a_trial_is_not_left_over_by_a_return() -> None:
    bonuses = [
        {"id": "welcome", "name": "Welcome", "on": "joined", "points": 100},
        {"id": "birthday", "name": "Birthday", "on": "birthday", "points": 50},
    ]
    near = {"id": "near", "name": "Birthday week", "birthday": "week", "points_multiplier": "2"}
    tiers = {"window": {"kind": "anniversary"}, "levels": LEVELS[:1]}
    found = lint({"points": POINTS, "campaigns": [near], "tiers": tiers, "bonuses": bonuses})
    assert not [one for one in found.findings if one.severity == "error"], found.findings
