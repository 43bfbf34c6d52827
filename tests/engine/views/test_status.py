"""Where a member stands, as tills and e-mail read it."""

from tests.engine.shop import Shop, line, units

PROGRAMME = {
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}], "expiry": {"kind": "after", "months": 10}},
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "silver", "name": "Silver", "from": 30000, "points_multiplier": "1.25", "discount": "0.05"},
        ],
    },
    "punch_cards": [{"id": "coffee", "name": "Coffee card", "counts": "items", "punches": 10, "reward": "free"}],
    "rewards": [{"id": "free", "name": "A free coffee", "kind": "free_item", "valid_days": 60}],
    "rebates": [
        {
            "id": "quarter",
            "name": "Money back",
            "period": "quarter",
            "method": "retroactive",
            "bands": [{"from": 30000, "rate": "0.02"}, {"from": 90000, "rate": "0.05"}],
        }
    ],
}


def test_all_that_a_member_has_is_told_with_the_last_good_days() -> None:
    shop = Shop(PROGRAMME)
    shop.buy(line(3120, 10), occurred_at="2026-03-01T12:00:00Z")
    status = shop.status()
    (voucher,) = shop.vouchers()
    assert status == {
        "member": shop.member().member_id,
        "as_of": "2026-03-02T12:00:00Z",
        "currency": "GBP",
        "program_version": 1,
        "tier": {
            "id": "silver",
            "name": "Silver",
            "since": "2026-03-01",
            "until": None,
            "points_multiplier": "1.25",
            "discount": "0.05",
            "privileges": [],
            "given": None,
        },
        "next_tier": None,
        "keep_tier": {"needs": 30000, "by": "2027-02-28"},
        "qualifying": {"measure": "spend", "amount": 31200, "from": "2025-03-03", "to": "2026-03-02"},
        "points": {
            "balance": 312,
            "pending": 0,
            "held": 0,
            "debt": 0,
            "expiring": [{"points": 312, "on": "2027-01-01"}],
        },
        "credit": {"balance": 624, "held": 0},
        "punch_cards": [
            {"id": "coffee", "name": "Coffee card", "punches": 0, "of": 10, "completed": 1, "expiring": []}
        ],
        "rebates": [
            {
                "id": "quarter",
                "name": "Money back",
                "period": {"from": "2026-01-01", "to": "2026-03-31"},
                "spend": 31200,
                "quantity": None,
                "rate": "0.02",
                "due": 624,
                "paid": 624,
                "next_band": {"from": 90000, "rate": "0.05", "needs": 58800, "due_then": 4500},
            }
        ],
        "vouchers": [
            {
                "id": voucher.voucher_id,
                "code": voucher.code,
                "reward": "free",
                "name": "A free coffee",
                "amount": None,
                "expires_on": "2026-05-01",
            }
        ],
        "vouchers_total": 1,
        "ladders": [],
        "group": "customers",
    }


def test_a_programme_without_anything_tells_of_nothing() -> None:
    shop = Shop()
    shop.buy(line(100))
    status = shop.status()
    assert [status[name] for name in ("tier", "next_tier", "keep_tier", "qualifying")] == [None] * 4
    assert [status[name] for name in ("punch_cards", "rebates", "vouchers")] == [[], [], []]


def test_reading_changes_nothing_and_is_right_on_its_own_day() -> None:
    shop = Shop(PROGRAMME)
    shop.buy(line(30000))
    before = shop.member()
    stored = before.state.copy()
    shop.wait_until("2028-01-01")
    status = shop.status()
    assert (status["tier"]["id"], status["tier"]["since"], status["qualifying"]["amount"]) == ("base", "2027-03-02", 0)
    assert status["rebates"][0]["period"] == {"from": "2028-01-01", "to": "2028-03-31"}
    assert shop.member() == before
    assert shop.member().state == stored


def test_a_spend_below_nothing_is_told_as_it_is() -> None:
    shop = Shop(PROGRAMME)
    shop.bring_back_without_receipt(line(500))
    rebate = shop.status()["rebates"][0]
    assert (rebate["spend"], rebate["due"], rebate["next_band"]["needs"]) == (-500, 0, 30500)
    assert shop.status()["next_tier"]["needs"] == 30500


def test_a_multiple_tells_what_the_next_one_needs() -> None:
    multiple = {"id": "m", "name": "M", "period": "year", "method": "per_multiple", "per": 5000, "amount": 250}
    shop = Shop(rebates=[multiple])
    shop.buy(line(6000, 2), name="a")
    assert shop.status()["rebates"][0]["next_band"] == {"from": 15000, "rate": None, "needs": 3000, "due_then": 750}
    shop.bring_back("a", units(1, 2))
    assert shop.status()["rebates"][0]["next_band"]["needs"] == 5000
