"""Punch cards: what punches, what a full card gives, and what a return takes back."""

from typing import Any

from tests.engine.shop import Shop, amount, line, units


def card_shop(**card: Any) -> Shop:
    card = {"id": "coffee", "name": "Coffee card", "counts": "items", "punches": 10, "reward": "free-coffee", **card}
    rewards = [
        {"id": "free-coffee", "name": "A free coffee", "kind": "free_item", "valid_days": 60},
        {"id": "free-cake", "name": "A free cake", "kind": "free_item"},
    ]
    return Shop(punch_cards=[card], rewards=rewards)


def shown(shop: Shop) -> tuple[int, int, int]:
    """Punches on the card, cards completed, vouchers that can be used."""
    card = shop.status()["punch_cards"][0]
    return card["punches"], card["completed"], len(shop.vouchers())


def test_the_surplus_of_a_full_card_counts_for_the_next() -> None:
    shop = card_shop()
    bought = shop.buy(line(350, 23))
    assert shown(shop) == (3, 2, 2)
    assert [(entry.unit, entry.amount) for entry in bought.entries] == [
        ("punches:coffee", 23),
        ("voucher:free-coffee", 1),
        ("voucher:free-coffee", 1),
    ]


def test_a_voucher_is_good_for_its_days_from_the_day_it_was_recorded() -> None:
    shop = card_shop()
    shop.buy(line(350, 10), occurred_at="2026-01-05")
    assert shop.vouchers()[0].expires_on == "2026-05-01"


def test_items_punch_by_the_unit_unless_they_were_free() -> None:
    shop = card_shop(match={"categories": ["coffee"]})
    shop.buy(line(350, 2, category="coffee/latte"), line(0, 1, category="coffee"), line(300, 5, category="cake"))
    assert shown(shop) == (2, 0, 0)


def test_a_visit_punches_once_from_its_least_spend_on_and_as_long_as_it_is_kept() -> None:
    shop = card_shop(counts="visits", min_spend=1000)
    shop.buy(line(500, 2), name="enough")
    shop.buy(line(999))
    assert shown(shop) == (1, 0, 0)
    shop.bring_back("enough", amount(1, 1))
    assert shown(shop) == (0, 0, 0)


def test_a_visit_without_least_spend_punches_until_the_last_unit_is_back() -> None:
    shop = card_shop(counts="visits")
    shop.buy(line(0, 1), line(100, 2), name="a")
    shop.bring_back("a", units(2, 2))
    assert shown(shop) == (1, 0, 0)
    shop.bring_back("a", units(1, 1))
    assert shown(shop) == (0, 0, 0)


def test_spend_punches_for_every_full_amount_of_each_purchase() -> None:
    shop = card_shop(counts="spend", per=1000)
    shop.buy(line(2999))
    shop.buy(line(999))
    assert shown(shop) == (2, 0, 0)


def test_a_purchase_gives_no_more_punches_than_it_may_and_a_return_counts_with_that() -> None:
    shop = card_shop(max_per_purchase=2)
    shop.buy(line(350, 4), name="a")
    shop.bring_back("a", units(1, 2))
    assert shown(shop) == (2, 0, 0)
    shop.bring_back("a", units(1, 1))
    assert shown(shop) == (1, 0, 0)


def test_a_head_start_is_given_on_every_card() -> None:
    shop = card_shop(punches=10, head_start=2)
    shop.buy(line(350), name="a")
    assert shown(shop) == (3, 0, 0)
    shop.buy(line(350, 7))
    assert shown(shop) == (2, 1, 1)
    shop.buy(line(350, 8))
    assert shown(shop) == (2, 2, 2)
    shop.void("a")
    assert shown(shop) == (9, 1, 1)


def test_a_return_takes_the_newest_voucher_and_leaves_the_older_ones() -> None:
    shop = card_shop(punches=2)
    shop.buy(line(350, 2), name="older")
    shop.buy(line(350, 4), name="newer")
    kept, *newer = (voucher.voucher_id for voucher in shop.vouchers())
    shop.bring_back("newer", units(1, 3))
    assert [voucher.voucher_id for voucher in shop.vouchers()] == [kept]
    assert [voucher.voucher_id for voucher in shop.vouchers(state="revoked")] == newer
    assert shown(shop) == (1, 1, 1)


def test_punches_can_be_owed_and_are_paid_by_the_next() -> None:
    shop = card_shop(punches=3)
    shop.bring_back_without_receipt(line(350, 2))
    assert shown(shop) == (-2, 0, 0)
    shop.buy(line(350, 4))
    assert shown(shop) == (2, 0, 0)
    shop.buy(line(350))
    assert shown(shop) == (0, 1, 1)


def test_a_used_voucher_stays_when_its_punches_go_and_the_next_card_pays_for_it() -> None:
    shop = card_shop(punches=2)
    shop.buy(line(350, 2), name="a")
    shop.buy(line(0), vouchers=(shop.vouchers()[0].code,))
    shop.bring_back("a")
    assert shown(shop) == (0, 1, 0)
    shop.buy(line(350, 2))
    assert shown(shop) == (0, 1, 0)
    shop.buy(line(350, 2))
    assert shown(shop) == (0, 2, 1)


def test_a_new_version_may_give_another_reward_for_the_same_card() -> None:
    shop = card_shop(punches=2)
    shop.buy(line(350, 3), name="a")
    (card,) = shop.documents[-1].model_dump(exclude_none=True)["punch_cards"]
    shop.publish(punch_cards=[{**card, "reward": "free-cake"}])
    shop.buy(line(350), name="b")
    assert [voucher.reward for voucher in shop.vouchers()] == ["free-coffee", "free-cake"]
    shop.bring_back("a", units(1, 1))
    assert [voucher.reward for voucher in shop.vouchers()] == ["free-coffee"]


def test_a_card_left_out_of_a_new_version_counts_nothing_new_and_returns_still_find_it() -> None:
    shop = card_shop(punches=2)
    shop.buy(line(350, 2), name="a")
    shop.publish(punch_cards=[])
    shop.buy(line(350, 2))
    assert len(shop.vouchers()) == 1
    shop.bring_back("a")
    assert shop.vouchers() == []


def test_more_vouchers_at_once_than_anybody_could_want_are_refused() -> None:
    shop = card_shop(counts="spend", per=1, punches=1)
    refusal = shop.refused(shop.purchase([line(10**12)]))
    assert (refusal.problem, refusal.code) == ("validation", "too-large")
    shop.buy(line(10))
    assert len(shop.vouchers()) == 10
