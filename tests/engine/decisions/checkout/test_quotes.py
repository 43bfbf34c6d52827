"""Quotes, and the purchases that book them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.records.sales import Purchase
from app.engine.model.value import purchase_lines
from tests.engine.rules.balances.test_spending import credit_of, give
from tests.engine.shop import Shop, line, units

REWARDS: list[dict[str, Any]] = [
    {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 5, "min_spend": 1000},
    {"id": "ten", "name": "10 %", "kind": "percent_off", "percent": "0.10", "max_amount": 300, "points_price": 5},
    {"id": "free", "name": "A free coffee", "kind": "free_item", "match": {"categories": ["coffee"]},
     "max_amount": 450, "points_price": 5},
    {"id": "more", "name": "More beans", "kind": "bonus_quantity", "extra": "0.20", "match": {"categories": ["beans"]},
     "points_price": 5},
    {"id": "mug", "name": "A mug", "kind": "gift", "text": "A mug", "points_price": 5},
    {"id": "alone", "name": "8 off alone", "kind": "amount_off", "amount": 800, "points_price": 5, "exclusive": True},
]  # fmt: skip
POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 100, "amount": 100}}
COFFEE, BEANS = line(350, 2, sku="latte", category="coffee/latte"), line(1250, category="beans")


def shop_with(*rewards: str, points: int = 1000, **sections: Any) -> Shop:
    shop = Shop(rewards=REWARDS, points=POINTS, **sections)
    shop.enrol("ann")
    give(shop, points + 5 * len(rewards))
    for reward in rewards:
        shop.redeem(reward)
    return shop


def codes(shop: Shop, reward: str) -> tuple[str, ...]:
    return tuple(one.code for one in shop.vouchers(reward))


def test_a_quote_shows_what_is_taken_off_and_why_and_changes_nothing() -> None:
    shop = shop_with("free")
    before = shop.member(), list(shop.entries)
    quote = shop.quote(COFFEE, BEANS)
    assert (quote["total_before"], quote["total"], quote["to_pay"]) == (1950, 1600, 1600)
    assert quote["lines"][0]["discounts"][0]["amount"] == 350
    assert (
        quote["vouchers_applied"][0]["why"] == "A free coffee: one of line 1 (latte) free, at most 4.50 GBP = 3.50 GBP"
    )
    assert [one["amount"] for one in quote["would_earn"] if one["unit"] == "points"] == [16]
    assert quote["after"]["points"] == 1016
    assert (shop.member(), list(shop.entries)) == before


def test_it_is_booked_exactly_as_shown() -> None:
    shop = shop_with("free", "five", "ten")
    quote = shop.quote(COFFEE, BEANS, points_to_spend=200)
    decision = shop.buy(COFFEE, BEANS, name="p", quote=quote["id"])
    assert isinstance(decision.subject, Purchase)
    assert decision.subject.net == quote["total"]
    told = [{name: one[name] for name in ("unit", "type", "amount", "rule", "why")} for one in quote["would_earn"]]
    assert [
        {"unit": e.unit, "type": e.type, "amount": e.amount, "rule": e.rule, "why": e.why} for e in decision.entries
    ] == told
    assert sorted(one.reward for one in shop.vouchers(state="used")) == ["five", "free", "ten"]


@pytest.mark.parametrize(("asked", "sold"), [(None, 120), (120, None), (120, 130)])
def test_what_goods_cost_the_shop_is_no_part_of_a_quote(asked: int | None, sold: int | None) -> None:
    shop = shop_with("five")
    quote = shop.quote(BEANS._replace(unit_cost=asked))
    bought = shop.buy(BEANS._replace(unit_cost=sold), quote=quote["id"]).subject
    assert isinstance(bought, Purchase)
    assert (bought.net, [one.unit_cost for one in purchase_lines(bought.lines)]) == (quote["total"], [sold])


def test_a_quote_is_booked_once() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE)
    shop.buy(COFFEE, quote=quote["id"])
    refusal = shop.refused(shop.purchase([COFFEE], quote=quote["id"]))
    assert (refusal.problem, refusal.pointer) == ("quote-expired", "/quote")


def test_a_quote_expires() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE)
    shop.wait_until("2026-03-02T12:15:00Z")
    assert shop.refused(shop.purchase([COFFEE], quote=quote["id"])).problem == "quote-expired"


@pytest.mark.parametrize(
    ("details", "pointer"),
    [
        ({"lines": [line(350)]}, "/lines"),
        ({"discount": 10}, "/discount"),
        ({"store": "s"}, "/store"),
        ({"customer": "bob"}, "/member"),
        ({"customer": None}, "/member"),
        ({"points_to_spend": 100}, "/points_to_spend"),
        ({"vouchers": ("X",)}, "/vouchers"),
    ],
)
def test_what_is_not_what_was_quoted_is_refused_and_says_what(details: dict[str, Any], pointer: str) -> None:
    shop = shop_with()
    shop.enrol("bob")
    quote = shop.quote(COFFEE)
    lines = details.pop("lines", [COFFEE])
    refusal = shop.refused(shop.purchase(lines, quote=quote["id"], **details))
    assert (refusal.problem, refusal.pointer) == ("quote-changed", pointer)


def test_a_quote_of_nobody_is_not_found() -> None:
    assert shop_with().refused(shop_with().purchase([COFFEE], quote="quo_x")).problem == "not-found"


def test_what_is_paid_already_is_told_without_a_quote() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE)
    refusal = shop.refused(shop.purchase([COFFEE], quote=quote["id"], already_paid=True))
    assert (refusal.problem, refusal.pointer) == ("validation", "/quote")


def test_a_voucher_that_was_used_meanwhile_changes_the_quote() -> None:
    shop = shop_with("free")
    quote = shop.quote(COFFEE)
    shop.buy(line(350, discount=350, category="coffee"), vouchers=codes(shop, "free"))
    refusal = shop.refused(shop.purchase([COFFEE], quote=quote["id"]))
    assert refusal.problem == "quote-changed"
    assert "used" in refusal.detail


def test_a_purchase_that_would_bring_something_else_meanwhile_is_refused() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 5000,
               "points_multiplier": "2"}]  # fmt: skip
    shop = shop_with(tiers={"window": {"kind": "lifetime"}, "levels": levels})
    quote = shop.quote(COFFEE)
    shop.buy(line(6000))
    refusal = shop.refused(shop.purchase([COFFEE], quote=quote["id"]))
    assert refusal.problem == "quote-changed"
    assert "points (base) would change by 14 instead of 7" in refusal.detail


def test_a_new_version_changes_every_quote() -> None:
    shop = shop_with()
    quote = shop.quote(COFFEE)
    shop.publish()
    assert shop.refused(shop.purchase([COFFEE], quote=quote["id"])).problem == "quote-changed"


def test_what_is_not_used_says_why() -> None:
    shop = shop_with("free", "more", "five", "mug", "alone")
    quote = shop.quote(line(700, category="tea"))
    reasons = {one["voucher"]: one["reason"] for one in quote["rejected"]}
    by_reward = {one.reward: reasons.get(one.code) for one in shop.vouchers()}
    assert by_reward["free"] == by_reward["more"] == "no eligible items in the basket"
    assert by_reward["five"] == "requires a basket of 10.00 GBP; this one comes to 7.00 GBP"
    assert by_reward["mug"] == "a gift, without a discount: name it to use it"
    assert by_reward["alone"] is None
    assert quote["total"] == 0


def test_an_exclusive_voucher_is_used_alone_or_not_at_all() -> None:
    shop = shop_with("alone", "five", "ten")
    quote = shop.quote(line(2000))
    assert quote["total"] == 2000 - 800
    reasons = {one["voucher"]: one["reason"] for one in quote["rejected"]}
    assert reasons[codes(shop, "five")[0]] == "cannot be combined with 8 off alone"
    rich = shop.quote(line(10000))
    assert rich["total"] == 10000 - 800


def test_no_vouchers_means_none_and_named_ones_are_the_only_candidates() -> None:
    shop = shop_with("five", "ten", "mug")
    assert shop.quote(line(2000), vouchers=())["total"] == 2000
    named = shop.quote(line(2000), vouchers=codes(shop, "ten"))
    assert (named["total"], [one["reward"] for one in named["vouchers_applied"]]) == (1800, ["ten"])
    mug = shop.quote(line(2000), vouchers=codes(shop, "mug"))
    assert (mug["total"], [one["reward"] for one in mug["vouchers_applied"]]) == (2000, ["mug"])


def test_more_for_the_same_price_is_told_as_that_and_not_as_a_discount() -> None:
    shop = shop_with("more")
    quote = shop.quote(BEANS)
    assert quote["total"] == 1250
    assert (quote["vouchers_applied"][0]["amount"], quote["vouchers_applied"][0]["extra"]) == (0, 250)


def test_the_level_takes_its_discount_off() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0, "discount": "0.05"}]
    shop = shop_with(tiers={"window": {"kind": "lifetime"}, "levels": levels})
    assert shop.quote(line(2000))["lines"][0]["discounts"][0]["tier"] == "base"
    assert shop.quote(line(2000))["total"] == 1900


def test_there_may_be_a_most_of_vouchers_and_of_all_discounts() -> None:
    shop = shop_with("five", "ten", checkout={"max_vouchers": 1})
    assert [one["reward"] for one in shop.quote(line(2000))["vouchers_applied"]] == ["five"]
    shop = shop_with("five", "ten", checkout={"max_discount": "0.25"})
    assert shop.quote(line(2000))["total"] == 1500


def test_a_guest_is_quoted_the_price_and_can_book_it() -> None:
    shop = shop_with("five")
    quote = shop.quote(line(2000), customer=None)
    assert (quote["total"], quote["after"], quote["would_earn"]) == (2000, None, [])
    decision = shop.buy(line(2000), customer=None, quote=quote["id"])
    assert isinstance(decision.subject, Purchase)
    assert decision.subject.guest


def test_what_cannot_be_spent_cannot_be_quoted() -> None:
    shop = shop_with(points=100)
    assert shop.refused(shop.question([line(5000)], points_to_spend=200)).problem == "insufficient-balance"
    assert shop.refused(shop.question([line(50)], points_to_spend=100)).problem == "validation"


def test_a_voucher_comes_back_with_the_last_of_what_it_was_used_for() -> None:
    shop = shop_with("free", points=0)
    quote = shop.quote(COFFEE, BEANS)
    shop.buy(COFFEE, BEANS, name="p", quote=quote["id"])
    shop.bring_back("p", units(2, 1))
    assert codes(shop, "free") == ()
    shop.bring_back("p", units(1, 2))
    assert len(codes(shop, "free")) == 1


def test_a_free_unit_gives_no_punch() -> None:
    card = {"id": "c", "name": "Card", "counts": "items", "punches": 10, "reward": "free"}
    shop = shop_with("free", punch_cards=[card])
    quote = shop.quote(COFFEE)
    shop.buy(COFFEE, quote=quote["id"])
    assert shop.status()["punch_cards"][0]["punches"] == 1


def test_a_voucher_for_which_little_is_missing_is_near() -> None:
    near = shop_with("five").quote(line(760))["near"]
    assert [(one["kind"], one["id"], one["needs"]) for one in near] == [("voucher", "five", 240)]
    assert near[0]["text"] == "2.40 GBP more to use 5 off"


def test_what_is_near_is_told() -> None:
    card = {"id": "c", "name": "Card", "counts": "items", "punches": 10, "reward": "free", "head_start": 6}
    band = {"from": 2500, "rate": "0.10"}
    rebate = {"id": "q", "name": "Back", "period": "quarter", "method": "retroactive", "bands": [band]}
    shop = shop_with(punch_cards=[card], rebates=[rebate])
    near = shop.quote(line(1000, 2))["near"]
    assert [(one["kind"], one["needs"]) for one in near] == [("punch_card", 2), ("rebate", 500)]
    assert near[1]["text"] == "5.00 GBP more by 2026-03-31 earns 2.50 GBP back"


LINES = st.lists(
    st.builds(
        line,
        st.integers(0, 3000),
        st.integers(1, 4),
        category=st.sampled_from(["coffee/latte", "beans", "tea"]),
    ),
    min_size=1,
    max_size=4,
)


@given(
    lines=LINES,
    rewards=st.lists(st.sampled_from([one["id"] for one in REWARDS]), max_size=5),
    points=st.integers(0, 3),
    credit=st.integers(0, 300),
    parts=st.lists(st.integers(0, 3), max_size=4),
)
def test_quoted_and_bought_is_the_same_and_all_brought_back_leaves_nothing(
    lines: list[Any], rewards: list[str], points: int, credit: int, parts: list[int]
) -> None:
    shop = shop_with(*rewards)
    give(shop, 1000, "credit")
    before = shop.hash(), shop.points(), credit_of(shop)
    free = shop.quote(*lines)
    if points * 100 + credit > free["total"]:
        points = credit = 0
    quote = shop.quote(*lines, points_to_spend=points * 100, credit_to_spend=credit)
    decision = shop.buy(*lines, name="p", quote=quote["id"])
    assert sum(one["net"] for one in quote["lines"]) == quote["total"] == decision.subject.net  # type: ignore[union-attr]
    after = shop.status()
    assert after["points"]["balance"] == quote["after"]["points"]
    left = [one.quantity for one in lines]
    for place in parts:
        if place < len(left) and left[place]:
            left[place] -= 1
            shop.bring_back("p", units(place + 1, 1))
    if any(left):
        shop.bring_back("p")
    assert (shop.hash(), shop.points(), credit_of(shop)) == before
