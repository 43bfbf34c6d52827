"""Campaigns that take something off, and what all members share of them."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.records.sales import Purchase
from app.engine.pricing import combining
from app.engine.pricing.combination import Combination
from app.engine.pricing.combining import best
from app.engine.pricing.pricing import Candidate, Remaining
from tests.engine.decisions.checkout.test_quotes import COFFEE, shop_with
from tests.engine.shop import Shop, line, units

TEA = line(1000, category="tea")


def campaign(**details: Any) -> dict[str, Any]:
    return {"id": "tenth", "name": "A tenth off", **({"percent_off": "0.10"} | details)}


def off(**details: Any) -> dict[str, Any]:
    return {"id": "pound", "name": "A pound off", "amount_off": 100, **details}


def supplies(shop: Shop) -> dict[str, int]:
    return {name: amount for (_, name), amount in shop.book.supplies.items() if amount}


def reasons(quote: dict[str, Any]) -> dict[str, str]:
    return {one["campaign"]: one["reason"] for one in quote["rejected"] if one["campaign"]}


def test_a_campaign_takes_its_share_off_the_lines_that_count_and_says_why() -> None:
    shop = shop_with(campaigns=[campaign(match={"categories": ["coffee"]}, max_amount=60)])
    quote = shop.quote(COFFEE, TEA)
    assert quote["total"] == 1700 - 60
    [used] = quote["lines"][0]["discounts"]
    assert (used["campaign"], used["why"]) == ("tenth", "A tenth off: 10 %, at most 0.60 GBP = 0.60 GBP")
    decision = shop.buy(COFFEE, TEA, quote=quote["id"])
    assert isinstance(decision.subject, Purchase)
    assert decision.subject.net == 1640
    assert '"tenth"' in decision.subject.campaigns


def test_a_campaign_that_does_not_apply_says_why_and_one_that_is_over_says_nothing() -> None:
    campaigns = [campaign(min_spend=5000), off(to="2026-03-01"), off(id="soon", **{"from": "2026-03-03"})]
    quote = shop_with(campaigns=campaigns).quote(TEA)
    assert reasons(quote) == {"tenth": "eligible items come to 10.00 GBP, below the minimum of 50.00"}


def test_a_campaign_asks_for_a_number_of_its_own_goods() -> None:
    """Ten per cent off tea from three; two and a coffee are not enough, and what comes back later changes no price."""
    three = {"fact": "basket.matching_quantity", "is": "at_least", "value": 3}
    shop = shop_with(campaigns=[campaign(match={"categories": ["tea"]}, when=three)])
    two, many = TEA._replace(quantity=2), TEA._replace(quantity=3)
    quote = shop.quote(two, COFFEE)
    assert (quote["total"], reasons(quote)) == (2700, {"tenth": "the basket has 2 eligible units, less than 3"})
    quote = shop.quote(many, COFFEE)
    assert quote["total"] == 3700 - 300
    shop.buy(many, COFFEE, quote=quote["id"], name="a")
    assert shop.book.purchase("prg_1", "ext:a").net == 3400  # type: ignore[union-attr]


def test_a_campaign_asks_for_an_amount_of_its_own_goods() -> None:
    asked = {"not": {"fact": "basket.matching_amount", "is": "less_than", "value": 2000}}
    shop = shop_with(campaigns=[campaign(match={"categories": ["tea"]}, when=asked)])
    quote = shop.quote(TEA, COFFEE, COFFEE)
    assert reasons(quote) == {"tenth": "eligible items come to 10.00 GBP, less than 20.00"}
    assert shop.quote(TEA, TEA, COFFEE)["total"] == 2700 - 200


def test_campaigns_stand_beside_vouchers_unless_one_of_them_goes_alone() -> None:
    shop = shop_with("five", campaigns=[off()])
    assert shop.quote(TEA)["total"] == 1000 - 500 - 100
    shop = shop_with("five", campaigns=[off(exclusive=True)])
    assert shop.quote(TEA)["total"] == 500
    assert reasons(shop.quote(TEA))["pound"].startswith("cannot be combined with 5 off")


def test_a_purchase_without_a_quote_has_its_price_already() -> None:
    shop = shop_with(campaigns=[off()])
    decision = shop.buy(TEA)
    assert isinstance(decision.subject, Purchase)
    assert (decision.subject.net, decision.subject.campaigns) == (1000, "[]")


def test_so_many_uses_in_all_and_no_more() -> None:
    shop = shop_with(campaigns=[off(limit_total=1)])
    first, second = shop.quote(TEA), shop.quote(TEA)
    shop.buy(TEA, name="p", quote=first["id"])
    refusal = shop.refused(shop.purchase([TEA], quote=second["id"]))
    assert (refusal.problem, "used up" in refusal.detail) == ("quote-changed", True)
    assert reasons(shop.quote(TEA)) == {"pound": "its limit or budget is used up"}
    shop.bring_back("p")
    assert shop.quote(TEA)["total"] == 900


def test_a_campaign_that_multiplies_may_be_limited_in_all_too() -> None:
    double = {"id": "double", "name": "Double", "points_multiplier": "2", "limit_total": 1}
    shop = shop_with(campaigns=[double], points=0)
    shop.buy(TEA, name="p")
    shop.buy(TEA, name="q")
    assert shop.points() == 20 + 10
    shop.bring_back("p")
    shop.buy(TEA)
    assert shop.points() == 10 + 20


def test_the_last_of_a_budget_is_given_and_no_more() -> None:
    shop = shop_with(campaigns=[off(budget=150)])
    shop.buy(TEA, quote=shop.quote(TEA)["id"])
    quote = shop.quote(TEA)
    assert quote["total"] == 950
    shop.buy(TEA, name="p", quote=quote["id"])
    assert shop.quote(TEA)["total"] == 1000
    shop.bring_back("p")
    assert supplies(shop) == {"budget:campaign:pound": 100}


def test_a_reward_s_budget_is_shared_by_its_vouchers() -> None:
    rewards = [{"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 5, "budget": 700}]
    shop = shop_with("five", "five")
    shop.publish(rewards=rewards)
    quote = shop.quote(line(3000))
    assert quote["total"] == 3000 - 500
    assert [(one["code"], one["reason"]) for one in quote["rejected"]] == [
        ("budget", "only 2.00 GBP of its budget is left")
    ]


def test_nothing_is_quoted_beyond_a_limit_even_if_the_search_forgets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(candidates: Sequence[Candidate], remaining: Remaining, most_vouchers: int | None) -> Combination:
        return best([one._replace(most=None, budget=None) for one in candidates], remaining, most_vouchers)

    rewards = [{"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 5, "budget": 700}]
    shop = shop_with("five", "five", campaigns=[off(budget=50)])
    shop.publish(rewards=rewards)
    monkeypatch.setattr(combining, "best", forgetful)
    quote = shop.quote(line(3000))
    assert quote["total"] == 3000 - 500
    assert [one["code"] for one in quote["rejected"]] == ["budget", "budget"]
    shop.buy(line(3000), quote=quote["id"])
    assert supplies(shop) == {"budget:reward:five": 500}


def test_a_hold_keeps_the_use_of_a_campaign_and_gives_it_back() -> None:
    shop = shop_with(campaigns=[off(limit_total=1, budget=100)])
    quote = shop.quote(TEA)
    hold = shop.hold(quote=quote["id"], ttl_seconds=60)
    assert shop.quote(TEA)["total"] == 1000
    shop.release(hold)
    assert supplies(shop) == {}
    kept = shop.hold(quote=shop.quote(TEA)["id"], ttl_seconds=60)
    shop.buy(TEA, hold=kept)
    assert supplies(shop) == {"uses:pound": 1, "budget:campaign:pound": 100}
    shop.publish(campaigns=[off(limit_total=2, budget=300)])
    shop.hold(quote=shop.quote(TEA)["id"], ttl_seconds=60)
    shop.wait_until("2026-03-02T12:01:00Z")
    shop.sweep()
    assert supplies(shop) == {"uses:pound": 1, "budget:campaign:pound": 100}


def test_a_member_may_use_it_so_often() -> None:
    shop = shop_with(campaigns=[off(limit_per_member=1)])
    shop.buy(TEA, name="p", quote=shop.quote(TEA)["id"])
    assert shop.quote(TEA)["total"] == 1000
    shop.bring_back("p")
    assert shop.quote(TEA)["total"] == 900


def test_a_part_that_is_kept_keeps_what_it_used() -> None:
    shop = shop_with(campaigns=[off(limit_total=5, match={"categories": ["coffee"]})])
    shop.buy(COFFEE, TEA, name="p", quote=shop.quote(COFFEE, TEA)["id"])
    shop.bring_back("p", units(2, 1), units(1, 1))
    assert supplies(shop) == {"uses:pound": 1}
    shop.bring_back("p", name="r")
    assert supplies(shop) == {}
    shop.void_return("r")
    assert supplies(shop) == {"uses:pound": 1}


@given(
    st.lists(st.tuples(st.booleans(), st.integers(100, 3000)), min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(1, 400),
)
def test_what_is_brought_back_leaves_stock_and_budget_as_they_were(
    baskets: list[tuple[bool, int]], limit: int, budget: int
) -> None:
    shop = shop_with("five", campaigns=[campaign(limit_total=limit, budget=budget)])
    for number, (is_kept, price) in enumerate(baskets):
        before = supplies(shop)
        quote = shop.quote(line(price))
        shop.buy(line(price), name=f"p{number}", quote=quote["id"])
        assert supplies(shop).get("uses:tenth", 0) <= limit
        assert supplies(shop).get("budget:campaign:tenth", 0) <= budget
        if not is_kept:
            shop.bring_back(f"p{number}")
            assert supplies(shop) == before
