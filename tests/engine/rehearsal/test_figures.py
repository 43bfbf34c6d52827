"""What a rehearsal counts: what was given and what it costs, exactly, and what the warm-up leaves."""

from typing import Any

import pytest

from app.engine.program.single_codes import codes_of
from app.engine.rehearsal.figures import Figures, added
from app.engine.rehearsal.plan import SpendPoints, alone, usual_warm_up
from tests.engine.rehearsal.rehearsing import days, histories, program, results, total, ways
from tests.engine.shop import Shop, amount, line, units

ONE = {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 100, "amount": 100}}
TWO = {"earn": [{"id": "base", "points": 2, "per": 100}], "worth": {"points": 100, "amount": 100}}
MARCH = days("2026-03-01", "2026-03-31")


def rehearsed(shop: Shop, document: dict[str, Any], spend_points: SpendPoints = "as_recorded") -> Figures:
    return total(ways(shop, program(document), MARCH._replace(spend_points=spend_points)))


def test_double_points_cost_twice_as_much() -> None:
    shop = Shop()
    for _ in range(3):
        shop.buy(line(10000))
    one, two = rehearsed(shop, {"points": ONE}), rehearsed(shop, {"points": TWO})
    assert (one.issued, one.cost_low, one.cost_high) == (300, 0, 300)
    assert (two.issued, two.cost_low, two.cost_high) == (600, 0, 600)
    assert (one.purchases, one.sales) == (3, 30000)


def test_what_comes_back_is_not_sold() -> None:
    shop = Shop()
    shop.buy(line(1000, 3), name="a")
    shop.buy(line(500), name="b")
    shop.buy(line(700), name="c")
    shop.bring_back("a", units(1, 1))
    shop.bring_back("a", amount(1, 250))
    shop.void("b")
    shop.bring_back_without_receipt(line(300))
    found = rehearsed(shop, {"points": ONE})
    assert (found.purchases, found.sales) == (2, 1750 + 700 - 300)
    assert (found.issued, found.outstanding) == (17 + 7 - 3, 21)


def test_a_level_s_discount_is_taken_as_a_quote_takes_it() -> None:
    shop = Shop()
    shop.buy(line(1000), name="a")
    shop.buy(line(1000), name="b")
    shop.bring_back("b")
    levels = [{"id": "all", "name": "All", "from": 0, "discount": "0.10"}]
    found = rehearsed(shop, {"points": ONE, "tiers": {"window": {"kind": "lifetime"}, "levels": levels}})
    assert (found.sales, found.discounts, found.issued) == (1000, 100, 9)
    assert (found.cost_low, found.cost_high) == (100, 109)


@pytest.mark.parametrize("as_", ["credit", "points", "voucher", "statement"])
@pytest.mark.parametrize("last_on", ["2026-03-31", "2026-04-01"])
def test_a_rebate_is_paid_when_its_period_is_over(as_: str, last_on: str) -> None:
    shop = Shop()
    shop.buy(line(20000))
    rebate = {"id": "r", "name": "R", "period": "month", "method": "retroactive", "pay": "at_period_end", "as": as_}
    document = {"points": {"worth": ONE["worth"]}, "rebates": [{**rebate, "bands": [{"from": 0, "rate": "0.02"}]}]}
    found = total(ways(shop, program(document), days("2026-03-01", last_on)))
    is_paid = last_on == "2026-04-01"
    assert (found.rebates_due, found.rebates_paid) == (400, 400 * is_paid)
    is_money = as_ in ("credit", "statement")
    assert (found.cost_low, found.cost_high) == (400 * (is_paid and is_money), 400)
    assert found.vouchers_worth == 400 * (is_paid and as_ == "voucher")


REWARDS: dict[str, Any] = {
    "points": ONE,
    "rewards": [
        {"id": "mug", "name": "Mug", "kind": "gift", "points_price": 30},
        {"id": "off", "name": "Off", "kind": "amount_off", "amount": 200, "points_price": 10},
        {"id": "cash", "name": "Cash", "kind": "store_credit", "amount": 100, "points_price": 5},
        {"id": "tree", "name": "Tree", "kind": "donation", "cause": "Trees", "points_price": 1},
    ],
}


@pytest.mark.parametrize(
    ("spend_points", "spent", "low"),
    [("none", 0, 0), ("as_recorded", 16, 200 + 100 + 1), ("when_enough", 10, 200)],
)
def test_points_are_spent_as_it_is_asked(spend_points: SpendPoints, spent: int, low: int) -> None:
    shop = Shop(REWARDS)
    shop.buy(line(2000))
    for reward in ("cash", "off", "tree"):
        shop.redeem(reward)
    shop.buy(line(2000), quote=shop.quote(line(2000), vouchers=None)["id"])
    found = rehearsed(shop, REWARDS, spend_points)
    earned = 20 + (20 if spend_points == "none" else 18)
    assert (found.issued, found.spent, found.outstanding) == (earned, spent, earned - spent)
    assert (found.cost_low, found.cost_high) == (low, low + found.worth)


def test_points_and_credit_that_paid_pay_again_if_there_is_enough() -> None:
    shop = Shop(REWARDS)
    shop.buy(line(50000))
    shop.redeem("cash")
    shop.buy(line(2000), points_to_spend=200, credit_to_spend=100)
    assert rehearsed(shop, REWARDS).spent == 5 + 200
    # 100 points are worth 1.00, so 200 paid 2.00; the credit was a cost when it was given.
    assert rehearsed(shop, REWARDS).cost_low == 100 + 200
    fewer = {**REWARDS, "points": {**ONE, "earn": [{"id": "base", "points": 1, "per": 1000}]}}
    assert rehearsed(shop, fewer).spent == 5


@pytest.mark.parametrize(
    ("reward", "worth"),
    [
        ({"kind": "free_item", "max_amount": 450}, 450),
        ({"kind": "free_item"}, 1200),
        ({"kind": "free_item", "match": {"categories": ["cake"]}}, 300),
        ({"kind": "percent_off", "percent": "0.10"}, 270),
        ({"kind": "percent_off", "percent": "0.10", "max_amount": 99}, 99),
        ({"kind": "amount_off", "amount": 77}, 77),
        ({"kind": "gift"}, 0),
        ({"kind": "gift", "points_price": 33}, 33),
    ],
)
def test_a_voucher_is_worth_the_most_that_it_takes_off(reward: dict[str, Any], worth: int) -> None:
    shop = Shop()
    shop.buy(line(1200, 2), line(300, category="cake"))
    card = {"id": "card", "name": "Card", "counts": "visits", "punches": 1, "reward": "it"}
    document = {
        "points": {"worth": ONE["worth"]},
        "punch_cards": [card],
        "rewards": [{"id": "it", "name": "It", **reward}],
    }
    found = rehearsed(shop, document)
    assert (found.vouchers_issued, found.vouchers_outstanding, found.vouchers_worth) == (1, 1, worth)
    assert (found.cost_low, found.cost_high) == (0, worth)


def test_without_a_worth_points_are_worth_what_the_best_reward_gives() -> None:
    shop = Shop()
    shop.buy(line(10000))
    rewards = [
        {"id": "one", "name": "1", "kind": "amount_off", "amount": 100, "points_price": 200},
        {"id": "five", "name": "5", "kind": "amount_off", "amount": 500, "points_price": 500},
    ]
    assert rehearsed(shop, {"points": {"earn": ONE["earn"]}, "rewards": rewards}).worth == 100
    assert rehearsed(shop, {"points": {"earn": ONE["earn"]}}).worth == 0


# What vouchers took off then is put back

CARD: dict[str, Any] = {
    "punch_cards": [{"id": "card", "name": "Card", "counts": "items", "punches": 2, "reward": "free"}],
    "coupons": [{"id": "again", "name": "Again", "reward": "off"}],
    "rewards": [
        {"id": "free", "name": "Free", "kind": "free_item", "match": {"categories": ["coffee"]}},
        {"id": "off", "name": "Off", "kind": "amount_off", "amount": 150},
        {"id": "tenth", "name": "10 %", "kind": "percent_off", "percent": "0.10"},
    ],
}


@pytest.mark.parametrize("is_quoted", [False, True])
@pytest.mark.parametrize(("reward", "taken_off"), [("free", 400), ("off", 150), ("tenth", 80)])
def test_what_a_voucher_took_off_is_put_back(reward: str, taken_off: int, is_quoted: bool) -> None:
    shop = Shop(CARD)
    shop.enrol("ann")
    code = shop.give_voucher(reward).code
    coffee = line(400, 2, category="coffee")
    if is_quoted:
        bought = shop.buy(coffee, quote=shop.quote(coffee, vouchers=[code])["id"], name="a")
    else:
        bought = shop.buy(coffee._replace(discount=taken_off), vouchers=(code,), name="a")
    assert getattr(bought.subject, "net", None) == 800 - taken_off
    (history,) = histories(shop)
    (sale,) = history.events
    assert (sale.lines, sale.discount, sale.rewards) == ((coffee,), 0, (reward,))  # type: ignore[union-attr]
    assert rehearsed(shop, {"points": ONE}).sales == 800


def test_a_till_s_own_discount_stays() -> None:
    shop = Shop(CARD)
    shop.enrol("ann")
    code = shop.give_voucher("off").code
    shop.buy(line(400, 2, discount=30), discount=200, vouchers=(code,))
    found = rehearsed(shop, {"points": ONE})
    # Of the discounts of 2.30 the voucher can have been 1.50.
    assert found.sales == 800 - 80


# The warm-up

LADDER = {
    "window": {"kind": "rolling", "months": 3},
    "levels": [
        {"id": "base", "name": "Base", "from": 0},
        {"id": "gold", "name": "Gold", "from": 10000, "points_multiplier": "2"},
    ],
}
WARM: dict[str, Any] = {
    "points": ONE,
    "tiers": LADDER,
    "punch_cards": [{"id": "card", "name": "Card", "counts": "items", "punches": 2, "reward": "free"}],
    "rewards": [{"id": "free", "name": "Free", "kind": "free_item", "max_amount": 100}],
    "rebates": [
        {
            "id": "quarter",
            "name": "Quarter",
            "period": "quarter",
            "method": "retroactive",
            "bands": [{"from": 15000, "rate": "0.02"}],
        }
    ],
}


def warm_shop() -> Shop:
    shop = Shop(WARM, now="2026-02-10T12:00")
    shop.buy(line(10000, 2), name="before")
    shop.wait_until("2026-03-05T12:00")
    shop.buy(line(5000), name="within")
    return shop


def test_a_warm_up_fills_windows_and_periods_and_is_not_counted() -> None:
    shop = warm_shop()
    cold, warm = (ways(shop, program(WARM), days("2026-03-01", "2026-03-31", months)) for months in (0, 3))
    found = total(warm)
    # At gold from the first day on; 2 % of the quarter's 250.00 less what the warm-up had: one card begun.
    assert (found.purchases, found.sales, found.issued, found.rebates_due) == (1, 5000, 100, 100)
    assert (found.vouchers_issued, [one.level for one in results(warm)]) == (0, ["gold"])
    assert (total(cold).issued, total(cold).rebates_due) == (50, 0)
    assert [one.level for one in results(cold)] == ["base"]


def test_goods_of_the_warm_up_that_come_back_take_nothing_that_was_not_given() -> None:
    shop = warm_shop()
    shop.bring_back("before", units(1, 1))
    shop.buy(line(5000))
    found = total(ways(shop, program(WARM), days("2026-03-01", "2026-03-31", 3)))
    # Both at gold: 150.00 in the window when the second comes; the rebate falls to 0 and comes back on 200.00.
    assert (found.sales, found.issued, found.outstanding, found.rebates_due) == (10000, 200, 200, 100 + 100)
    assert found.vouchers_issued == 1


def test_the_usual_warm_up_is_the_longest_window() -> None:
    rules = program({"tiers": LADDER}).rules
    assert usual_warm_up(rules) == 3
    assert usual_warm_up(program(WARM).rules) == 3
    assert usual_warm_up(program({"tiers": {**LADDER, "window": {"kind": "rolling", "months": 24}}}).rules) == 12
    assert usual_warm_up(program({"tiers": {**LADDER, "window": {"kind": "lifetime"}}}).rules) == 12
    assert usual_warm_up(program({}).rules) == 0


def test_what_all_members_share_is_left_out_and_told() -> None:
    document = program_document(
        {
            "rewards": [
                {"id": "mug", "name": "M", "kind": "gift", "points_price": 1, "stock": 1, "budget": 5},
                {"id": "code", "name": "C", "kind": "gift", "points_price": 1, "codes": "imported"},
            ],
            "campaigns": [{"id": "c", "name": "C", "percent_off": "0.1", "limit_total": 1, "budget": 5}],
            "ladders": [
                {
                    "id": "best",
                    "name": "B",
                    "review": {"unit": "month"},
                    "levels": [{"id": "top", "name": "T", "share": "0.1"}],
                }
            ],
        }
    )
    limitless, left_out = alone(document)
    assert sorted(one.pointer for one in left_out) == [
        "/campaigns/0/budget",
        "/campaigns/0/limit_total",
        "/ladders/0",
        "/rewards/0/budget",
        "/rewards/0/stock",
        "/rewards/1/codes",
    ]
    assert program(limitless).limited == frozenset()


def program_document(sections: dict[str, Any]) -> Any:
    return Shop(sections).documents[0]


def test_figures_add_up() -> None:
    shop = Shop(WARM)
    for customer in ("ann", "bob", "cyd"):
        shop.buy(line(12345), customer=customer)
    each = [one.figures for one in results(ways(shop, program(WARM), MARCH))]
    assert added(each) == total(ways(shop, program(WARM), MARCH))
    assert added(each).sales == 3 * 12345


@pytest.mark.parametrize("kind", ["one", "many"])
def test_typed_codes_are_typed_again(kind: str) -> None:
    codes = {"kind": "one", "code": "SPRING"} if kind == "one" else {"kind": "many", "count": 5}
    letter = {"id": "letter", "name": "Letter", "codes": codes}
    shop = Shop(points=ONE, campaigns=[{**letter, "amount_off": 100}])
    shop.book.code_secrets["prg_1"] = b"secret"
    shop.enrol("ann")
    [code] = ["spring"] if kind == "one" else codes_of(b"secret", "letter", [3])
    shop.buy(line(1000), quote=shop.quote(line(1000), codes=(code,))["id"])
    shop.buy(line(1000))
    # Who typed the code gets 2.00 off now instead of 1.00; the other purchase had none.
    found = rehearsed(shop, {"points": ONE, "campaigns": [{**letter, "amount_off": 200}]})
    assert (found.discounts, found.sales) == (200, 2000)
