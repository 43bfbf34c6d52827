"""What returns take and give back, what is told of it, and that the proof sees vouchers for which nothing is due."""

from typing import Any

import pytest
from pydantic_core import from_json

from app.engine.decide import decide
from app.engine.model.book import Decision
from app.engine.model.records.sales import GivenBack, Purchase, Return
from app.engine.model.value import outcome_of
from app.engine.views.balance import Known, balance
from app.engine.views.status import rebate_periods
from tests.engine.shop import Shop, line, units

CARD = {"id": "card", "name": "Card", "counts": "items", "punches": 2, "reward": "free"}
FREE = {"id": "free", "name": "A free cup", "kind": "free_item"}
FIVE = {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "match": {"categories": ["food"]}}
COUPON = {"id": "next", "name": "Come back", "reward": "five", "min_spend": 1000}


def paid_by_voucher(**details: Any) -> dict[str, Any]:
    rebate = {"id": "r", "name": "R", "period": "month", "as": "voucher", **details}
    return {"rebates": [rebate]}


AT_ONCE = paid_by_voucher(method="per_multiple", per=1000, amount=200)
AT_PERIOD_END = paid_by_voucher(method="retroactive", pay="at_period_end", bands=[{"from": 0, "rate": "0.02"}])


def periods(shop: Shop) -> dict[str, Any]:
    """The periods of the only rebate by their first days."""
    return {one["period"]["from"]: one for one in rebate_periods(shop.program, shop.member(), shop.now)}


def outcome(decision: Decision) -> Any:
    assert isinstance(decision.subject, Return)
    return outcome_of(decision.subject)


def notices(decision: Decision) -> list[list[str]]:
    assert isinstance(decision.subject, Purchase)
    return [one[:2] for one in from_json(decision.subject.notices or "[]")]


# What is told


def test_a_return_says_what_of_money_points_and_credit_goes_back() -> None:
    shop = Shop(points={"earn": [{"id": "b", "points": 1, "per": 1}], "worth": {"points": 100, "amount": 100}})
    shop.buy(line(1000))
    shop.buy(line(2000, 2), name="p", points_to_spend=1000)
    first = outcome(shop.bring_back("p", units(1, 1), name="r1"))
    assert first.given_back == GivenBack(money=2000)
    second = outcome(shop.bring_back("p", units(1, 1), name="r2"))
    assert second.given_back == GivenBack(money=1000, points=1000, points_worth=1000)
    undone = shop.void_return("r1")
    assert (outcome(undone).given_back, outcome(undone).taken_again) == (
        first.given_back,
        GivenBack(money=1000, points=1000, points_worth=1000),
    )


def test_goods_without_a_receipt_and_those_of_guests_are_paid_in_money() -> None:
    shop = Shop()
    shop.buy(line(700), name="p", customer=None)
    assert outcome(shop.bring_back("p")).given_back == GivenBack(money=700)
    shop.enrol("ann")
    assert outcome(shop.bring_back_without_receipt(line(300))).given_back == GivenBack(money=300)


def test_a_voided_purchase_keeps_what_it_gave_back() -> None:
    shop = Shop()
    shop.buy(line(700), name="p")
    [void] = shop.void("p").returns
    kept = outcome_of(void)
    assert kept
    assert kept.given_back == GivenBack(money=700)


def test_a_voucher_for_which_nothing_was_taken_off_is_told() -> None:
    shop = Shop(rewards=[FIVE])
    shop.enrol("ann")
    codes = [shop.give_voucher("five").code for _ in range(3)]
    food = line(900, category="food")
    assert notices(shop.buy(food, vouchers=(codes[0],))) == [["/vouchers/0", "price-not-reduced"]]
    other = line(900, discount=500, category="tools")
    assert notices(shop.buy(food, other, vouchers=(codes[1],))) == [["/vouchers/0", "price-not-reduced"]]
    assert notices(shop.buy(food._replace(discount=500), vouchers=(codes[2],))) == []


def test_of_vouchers_that_may_share_a_discount_none_is_said_to_have_had_none() -> None:
    shop = Shop(rewards=[FIVE, {**FIVE, "id": "tools", "match": {"categories": ["tools"]}}])
    shop.enrol("ann")
    codes = tuple(shop.give_voucher(reward).code for reward in ("five", "five", "tools"))
    food, tools = line(900, discount=500, category="food"), line(900, category="tools")
    assert notices(shop.buy(food, tools, vouchers=codes)) == [["/vouchers/2", "price-not-reduced"]]
    more = tuple(shop.give_voucher(reward).code for reward in ("five", "tools"))
    assert notices(shop.buy(food._replace(discount=0), tools, vouchers=more, discount=500)) == []


def test_a_card_whose_reward_is_over_is_told_and_brings_its_voucher_with_the_next_version() -> None:
    shop = Shop(punch_cards=[CARD], rewards=[{**FREE, "valid_until": "2026-03-01"}])
    assert notices(shop.buy(line(300, 2))) == [["punches:card", "reward-over"]]
    assert shop.vouchers() == []
    shop.publish(rewards=[FREE])
    shop.buy(line(300))
    assert len(shop.vouchers("free")) == 1


def test_a_coupon_whose_reward_is_over_is_told_and_counts_for_nothing() -> None:
    shop = Shop(coupons=[COUPON], rewards=[{**FIVE, "valid_until": "2026-03-01"}])
    assert notices(shop.buy(line(1000), name="p")) == [["coupon:next", "reward-over"]]
    assert notices(shop.buy(line(999))) == []
    shop.bring_back("p")
    shop.publish(rewards=[FIVE])
    shop.buy(line(1000))
    assert len(shop.vouchers("five")) == 1


# What an offline till took


def test_a_voucher_that_was_good_when_the_sale_happened_is_used_by_it() -> None:
    shop = Shop(rewards=[{**FREE, "valid_days": 5}])
    shop.enrol("ann")
    voucher = shop.give_voucher("free")
    shop.sweep("2026-03-12T12:00:00Z")
    too_late = shop.buy(line(300), vouchers=(voucher.code,), already_paid=True, occurred_at="2026-03-08T12:00:00Z")
    assert isinstance(too_late.subject, Purchase)
    assert from_json(too_late.subject.shortfalls) == [{"what": "/vouchers/0", "code": "voucher-not-usable"}]
    sold = shop.buy(line(300), vouchers=(voucher.code,), already_paid=True, occurred_at="2026-03-07T12:00:00Z")
    assert isinstance(sold.subject, Purchase)
    assert sold.subject.shortfalls == "[]"
    assert len(shop.vouchers(state="used")) == 1


# Vouchers that pay rebates


def test_a_voucher_of_a_rebate_that_is_held_goes_with_its_hold() -> None:
    shop = Shop(AT_ONCE)
    shop.buy(line(1000), name="p")
    hold = shop.hold(vouchers=(shop.vouchers("r")[0].code,))
    shop.bring_back("p")
    shop.release(hold)
    assert shop.vouchers("r") == []
    assert len(shop.vouchers("r", state="revoked")) == 1


def test_one_that_was_captured_is_a_debt_of_the_rebate() -> None:
    shop = Shop(AT_ONCE)
    shop.buy(line(1000), name="p")
    hold = shop.hold(vouchers=(shop.vouchers("r")[0].code,))
    shop.bring_back("p")
    shop.buy(line(1), hold=hold)
    shop.buy(line(1000))
    assert [shop.vouchers("r"), len(shop.vouchers("r", state="used"))] == [[], 1]
    shop.buy(line(1000))
    assert len(shop.vouchers("r")) == 1


def test_a_mistaken_return_gives_back_the_same_voucher_of_a_rebate() -> None:
    shop = Shop(AT_ONCE)
    shop.buy(line(1000, 2), name="p")
    before = shop.vouchers("r")
    shop.bring_back("p", name="r")
    shop.void_return("r")
    assert [one.code for one in shop.vouchers("r")] == [one.code for one in before]


def test_what_is_due_no_longer_is_taken_from_the_voucher_with_the_next_settlement() -> None:
    shop = Shop(AT_PERIOD_END)
    shop.buy(line(10000, 2), name="p")
    shop.sweep("2026-04-02T00:00:00Z")
    [voucher] = shop.vouchers("r")
    assert voucher.amount == 400
    shop.bring_back("p", units(1, 1))
    shop.sweep("2026-05-02T00:00:00Z")
    assert [(one.code, one.amount) for one in shop.vouchers("r")] == [(voucher.code, 200)]


def test_what_was_used_is_set_off_against_the_next_voucher() -> None:
    shop = Shop(AT_PERIOD_END)
    shop.buy(line(10000, 2), name="p")
    shop.sweep("2026-04-02T00:00:00Z")
    shop.buy(line(15000), vouchers=(shop.vouchers("r")[0].code,))
    shop.bring_back("p", units(1, 1))
    shop.sweep("2026-05-02T00:00:00Z")
    assert [one.amount for one in shop.vouchers("r")] == [100]


@pytest.mark.parametrize("back", [None, "b"])
def test_two_members_merged_have_what_one_with_the_same_history_has(back: str | None) -> None:
    hashes = []
    for second in ("ann", "bob"):
        shop = Shop(AT_PERIOD_END)
        shop.buy(line(10000), name="a")
        shop.buy(line(10000), name="b", customer=second)
        shop.sweep("2026-04-02T00:00:00Z")
        if back:
            shop.bring_back(back)
        if second != "ann":
            shop.merge(second)
        shop.sweep("2026-05-02T00:00:00Z")
        assert sum(one.amount or 0 for one in shop.vouchers("r")) == (200 if back else 400)
        hashes.append(shop.hash())
    assert hashes[0] == hashes[1]


# The books


def test_a_period_for_which_too_much_was_paid_is_listed_and_one_without_a_payment_was_never_settled() -> None:
    rebate = {"id": "m", "name": "M", "period": "month", "method": "retroactive", "pay": "at_period_end",
              "bands": [{"from": 0, "rate": "0.01"}], "as": "points"}  # fmt: skip
    shop = Shop(points={"earn": [], "worth": {"points": 1, "amount": 1}}, rebates=[rebate])
    shop.buy(line(1300), name="p")
    shop.sweep("2026-04-02T00:00:00Z")
    shop.void("p")
    march = periods(shop)["2026-03-01"]
    assert (march["spend"], march["due"], march["paid"]) == (0, 0, 13)
    assert march["settled_at"] == "2026-04-01T00:00:00Z"
    shop.buy(line(1300))
    shop.sweep("2026-06-02T00:00:00Z")
    told = {start: (one["paid"], one["settled_at"]) for start, one in periods(shop).items()}
    assert told == {"2026-04-01": (13, "2026-05-01T00:00:00Z"), "2026-05-01": (0, None), "2026-06-01": (0, None)}


def test_a_balance_leaves_out_what_comes_to_nothing() -> None:
    shop = Shop()
    known = Known("mem", {"rebate:m": {"2026-03-01": -13, "2026-04-01": 13}, "points": {"/": 5}}, {})
    assert balance(shop.program, known, shop.now)["units"] == {"points": 5}


# The proof


@pytest.mark.parametrize(
    ("document", "reward"),
    [
        ({"coupons": [COUPON], "rewards": [FIVE]}, "five"),
        ({"punch_cards": [CARD], "rewards": [FREE]}, "free"),
        (AT_ONCE, "r"),
    ],
)
def test_a_voucher_that_stands_though_nothing_is_due_for_it_is_found(document: dict[str, Any], reward: str) -> None:
    shop = Shop(document)
    shop.buy(line(500, 2), name="p")
    shop.bring_back("p")
    [voucher] = shop.vouchers(reward, state="revoked")
    unit = f"voucher:{reward}"
    # As it would be if the return had left it usable: row, state and ledger agree with each other.
    shop.book.vouchers[voucher.voucher_id] = voucher._replace(status="usable", revoked_by=None)
    shop.entries = [one for one in shop.entries if (one.unit, one.type) != (unit, "reverse")]
    state = shop.member().state
    state.balances[unit] = {voucher.expires_on or "": 1}
    if reward == "r":
        shop.entries = [one for one in shop.entries if (one.type, one.amount) != ("settle", 200)]
        state.balances["rebate:r"] = {"2026-03-01": -200}
    else:
        state.completed["next" if reward == "five" else "card"] = 1
    assert [one for one in shop.differences(shop.member()) if voucher.voucher_id in one]


def test_vouchers_that_no_entry_tells_of_are_found() -> None:
    shop = Shop(punch_cards=[CARD], rewards=[FREE])
    shop.buy(line(300, 2))
    [voucher] = shop.vouchers("free")
    shop.book.vouchers["vou_x"] = voucher._replace(voucher_id="vou_x", source="gift:free", code="X")
    assert any("voucher:free" in one for one in shop.differences(shop.member()))


def test_a_purchase_that_is_kept_after_all_uses_its_voucher_though_a_checkout_holds_it() -> None:
    shop = Shop(punch_cards=[CARD], rewards=[FREE])
    shop.buy(line(300, 2))
    [voucher] = shop.vouchers("free")
    shop.buy(line(0), name="q", vouchers=(voucher.code,))
    shop.bring_back("q", name="r")
    hold = shop.hold(vouchers=(voucher.code,))
    shop.void_return("r")
    assert [one.status for one in shop.facts(shop.member()).vouchers] == ["used"]
    sold = decide(shop.program, shop.book, shop.purchase([line(0)], hold=hold), shop.now)
    assert isinstance(sold, Decision)
    shop.release(hold)
    assert [one.held_by for one in shop.vouchers("free", state="used")] == [None]


def test_a_voucher_that_was_used_twice_hides_no_other_that_ends_on_the_same_day() -> None:
    shop = Shop(punch_cards=[CARD], rewards=[{**FREE, "valid_days": 5}])
    shop.buy(line(300, 4))
    code = shop.vouchers("free")[0].code
    for _ in range(2):
        shop.buy(line(0), vouchers=(code,), already_paid=True)
    shop.sweep("2026-03-09T00:00:00Z")
    assert [len(shop.vouchers("free", state=one)) for one in ("usable", "used", "expired")] == [0, 1, 1]


def test_a_voucher_that_a_checkout_holds_and_a_purchase_has_used_is_used_once_more_by_the_checkout() -> None:
    shop = Shop(coupons=[{**COUPON, "reward": "free"}], rewards=[{**FREE, "valid_days": 5}])
    shop.buy(line(1000), name="p")
    [voucher] = shop.vouchers("free")
    shop.buy(line(1), name="q", vouchers=(voucher.code,))
    shop.bring_back("q", name="r")
    hold = shop.hold(vouchers=(voucher.code,), ttl_seconds=604800)
    shop.bring_back("p")
    shop.void_return("r")
    shop.sweep("2026-03-09T00:00:00Z")
    shop.buy(line(1), hold=hold)
    [used] = shop.vouchers("free", state="used")
    assert len((used.used_by or "").split()) == 2
    shop.buy(line(1000))
    assert shop.vouchers("free") == []
