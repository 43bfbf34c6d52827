"""What docs/reference/ says of the rules comes out: each sentence with figures is worked out here."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.engine.model.commands.sales import LinePart
from app.engine.model.value import kept, purchase_lines, standing_parts, tax_in_all
from tests.engine.shop import Shop, line, units

REFERENCE = Path(__file__).parents[2] / "docs/reference"
PROGRAMME, CAMPAIGNS, REPORTS = [
    (REFERENCE / name).read_text("utf-8") for name in ("programme.md", "campaigns.md", "reports.md")
]
EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def says(text: str, sentence: str) -> None:
    """The page has this sentence, wherever its lines break."""
    assert sentence in " ".join(text.split())


def example(text: str, part: str, first: str) -> dict[str, Any]:
    """The block of the page whose `part` begins with what is called so."""
    blocks: list[dict[str, Any]] = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    return next(one for one in blocks if part in one and one[part][0]["id"] == first)


def earned(shop: Shop, *lines: Any, **details: Any) -> int:
    """The points of one purchase more."""
    before = shop.points() if shop.book.member("prg_1", "ext:ann") else 0
    shop.buy(*lines, **details)
    return shop.points() - before


@pytest.mark.parametrize(
    ("rule", "row", "lines", "points"),
    [
        ({"per_item": 10}, "10 on 3 coffees = 30", [line(300, 3)], 30),
        ({"per_purchase": 50}, "50 on any number of coffees = 50", [line(300, 3)], 50),
        ({"points": 1, "per": 100, "min_spend": 2000}, "from 20.00: 19.99 gives 0, 20.00 gives 20", [line(1999)], 0),
        ({"points": 1, "per": 100, "min_spend": 2000}, "from 20.00: 19.99 gives 0, 20.00 gives 20", [line(2000)], 20),
        ({"points": 1, "per": 100, "not_with_discount": True}, "10.00 less 1.00, and 5.00: 5",
         [line(1000, discount=100), line(500)], 5),
        ({"points": 10, "per": 200, "steps": True}, "10 per 2.00 on 7.00 = 30, without steps 35", [line(700)], 30),
        ({"points": 10, "per": 200}, "10 per 2.00 on 7.00 = 30, without steps 35", [line(700)], 35),
    ],
)  # fmt: skip
def test_ways_of_earning(rule: dict[str, Any], row: str, lines: list[Any], points: int) -> None:
    says(PROGRAMME, row)
    assert earned(Shop(points={"earn": [{"id": "rule", **rule}]}), *lines) == points


def test_a_return_below_the_least_spend_leaves_nothing() -> None:
    says(PROGRAMME, "of 25.00 with a `min_spend` of 20.00, bringing back 6.00 leaves no points.")
    shop = Shop(points={"earn": [{**EARN["earn"][0], "min_spend": 2000}]})
    assert earned(shop, line(1900), line(600), name="p") == 25
    shop.bring_back("p", units(2, 1))
    assert shop.points() == 0


def test_points_pay_a_share() -> None:
    says(PROGRAMME, "with `0.5`, points pay at most 8.50 of 17.00")
    shop = Shop(points={**EARN, "worth": {"points": 10, "amount": 10, "max_share": "0.5"}})
    shop.buy(line(500_000))
    assert shop.quote(line(1700), points_to_spend=850)["to_pay"] == 850
    refused = shop.refused(shop.question([line(1700)], points_to_spend=860))
    assert refused.detail == "at most 850 points can be spent on this basket"


def test_goods_by_weight() -> None:
    says(PROGRAMME, "| 1.200 kg at 19.90, and 0.355 kg at 12.49 | 23.88 and 4.43 |")
    says(PROGRAMME, "0.400 kg of the 1.200 kg returned are worth 7.96, and all parts sum to 23.88.")
    shop = Shop(points=EARN)
    shop.buy(line(1990, 1200, measured=True), line(1249, 355, measured=True), name="p")
    bought = shop.book.purchase("prg_1", "ext:p")
    assert bought
    assert [one.share for one in purchase_lines(bought.lines)] == [2388, 443]
    before = shop.returned_net("p")
    shop.bring_back("p", LinePart(1, 400, measured=True))
    assert shop.returned_net("p") - before == 796
    shop.bring_back("p", LinePart(1, 800, measured=True))
    assert shop.returned_net("p") - before == 2388


@pytest.mark.parametrize(("prices", "counts", "points"), [
    ("with_tax", "with_tax", 120), ("with_tax", "without_tax", 100),
    ("without_tax", "with_tax", 120), ("without_tax", "without_tax", 100),
])  # fmt: skip
def test_tax_counts_or_not(prices: str, counts: str, points: int) -> None:
    says(PROGRAMME, "| `prices`: `with_tax` | 120.00 with 20.00 of tax counts as 120.00 | as 100.00 |")
    says(PROGRAMME, "| `prices`: `without_tax` | 100.00 and 20.00 of tax counts as 120.00 | as 100.00 |")
    shop = Shop(points=EARN, tax={"prices": prices, "counts": counts})
    assert earned(shop, line(12000 if prices == "with_tax" else 10000, tax=2000)) == points


def test_a_sold_gift_card_earns_nothing() -> None:
    says(PROGRAMME, "A purchase of goods for 20.00 and a gift card of 50.00 earns points on 20.00.")
    assert earned(Shop(points=EARN), line(2000), line(5000, gift_card=True)) == 20


def test_nights_belong_to_the_day_before_and_stores_have_clocks() -> None:
    says(PROGRAMME, "a purchase at 02:30 on Saturday belongs to Friday")
    says(PROGRAMME, "On 1 February at 08:30 in London it is 03:30 in York: a purchase there is of 31 January")
    shop = Shop(
        time_zone="Europe/London", day_starts="04:00", stores=[{"id": "york", "time_zone": "America/New_York"}],
        points=EARN, now="2026-02-07T12:00:00Z",
    )  # fmt: skip
    for name, instant, store, day in (
        ("night", "2026-02-07T02:30:00Z", None, "2026-02-06"),
        ("york", "2026-02-01T08:30:00Z", "york", "2026-01-31"),
        ("london", "2026-02-01T08:30:00Z", "leeds", "2026-02-01"),
    ):
        shop.buy(line(1000), name=name, occurred_at=instant, store=store)
        bought = shop.book.purchase("prg_1", f"ext:{name}")
        assert bought
        assert bought.business_date == day


def test_two_limits_of_the_life_of_points() -> None:
    says(PROGRAMME, "points of 10 January 2026 expire after 31 January 2027, however often the member buys")
    expiry = {"kind": "inactivity", "months": 6, "max_age_months": 12, "round_up_to": "month"}
    shop = Shop(points={**EARN, "expiry": expiry}, now="2026-01-10T12:00:00Z")
    shop.buy(line(10_000))
    for month in range(2, 13):
        shop.wait_until(f"2026-{month:02}-10T12:00:00Z")
        shop.buy(line(100))
    shop.sweep("2027-01-31T23:59:00Z")
    assert shop.points() == 111
    shop.sweep("2027-02-01T00:01:00Z")
    assert shop.points() == 11


def test_punches_of_a_day() -> None:
    says(PROGRAMME, "with 2, purchases of 1, 3 and 1 coffees give 1, 1 and 0 punches; if 2 of the 3 are returned")
    document = example(PROGRAMME, "punch_cards", "coffee")
    (card,) = document["punch_cards"]
    shop = Shop(rewards=document["rewards"], punch_cards=[{**card, "max_per_day": 2}])

    def shown() -> int:
        return int(shop.status()["punch_cards"][0]["punches"])

    found = []
    for number in (1, 3, 1):
        shop.buy(line(300, number, category="coffee"), name=f"p{number}-{len(found)}")
        found.append(shown())
    assert found == [1, 2, 2]
    shop.bring_back("p3-1", units(1, 2))
    assert shown() == 2


def test_rebates_by_units_and_their_cap() -> None:
    says(PROGRAMME, "499 units for 4,990.00 bring nothing by `rate`, and 1.00 + 11.97 = 12.97 by `each`.")
    says(PROGRAMME, "30 more for 600.00 make 529 units: 5 % of 5,590.00 = 279.50, and 13.87.")
    says(PROGRAMME, "After 929 units for 9,590.00 `rate` is at its cap of 450.00.")
    shop, found = Shop(**example(PROGRAMME, "rebates", "rate")), []
    for number, price in ((499, 1000), (30, 2000), (400, 1000)):
        shop.buy(line(price, number))
        found.append({one["id"]: one["due"] for one in shop.status()["rebates"]})
    assert [one["rate"] for one in found] == [0, 27950, 45000]
    assert [one["each"] for one in found][:2] == [1297, 1387]


def test_a_campaign_asks_for_a_number_of_its_own_goods() -> None:
    says(CAMPAIGNS, "two packets and a cake are not enough")
    shop = Shop(points=EARN, **example(CAMPAIGNS, "campaigns", "three-teas"))
    shop.enrol("ann")
    tea, cake = line(500, 2, category="tea"), line(400, category="cake")
    assert shop.quote(tea, cake)["total"] == 1400
    assert shop.quote(line(500, 3, category="tea"), cake)["total"] == 1350 + 400


def test_buy_x_get_y_takes_the_cheapest_and_is_shared_fairly() -> None:
    says(CAMPAIGNS, "Of six teas at 6.00, 5.00, 4.00, 3.00, 2.00 and 1.00, three for two gives those at 2.00 and 1.00.")
    says(CAMPAIGNS, "the shirt bears 13.33 and the cap 6.67")
    shop = Shop(points=EARN, **example(CAMPAIGNS, "campaigns", "three-for-two"))
    shop.enrol("ann")
    assert shop.quote(*[line(100 * price, category="tea") for price in range(6, 0, -1)])["total"] == 1800
    deal = {"id": "deal", "name": "Deal", "kind": "buy_get", "buy": {"quantity": 1}, "get": {}}
    shop = Shop(points=EARN, campaigns=[deal])
    shop.enrol("ann")
    assert [one["net"] for one in shop.quote(line(2000), line(1000))["lines"]] == [1333, 667]


def test_the_tax_of_a_part_is_in_proportion() -> None:
    says(PROGRAMME, "of three at 10.00 with 5.00 of tax, one returned leaves 20.00 with 3.33 of tax.")
    shop = Shop(points=EARN, tax={"prices": "with_tax", "counts": "without_tax"})
    shop.buy(line(1000, 3, tax=500), name="p")
    shop.bring_back("p", units(1, 1))
    bought = shop.book.purchase("prg_1", "ext:p")
    assert bought
    lines = purchase_lines(bought.lines)
    left = kept(lines, standing_parts(shop.book.returns_of(bought.purchase_id)))
    assert (sum(one.value for one in left), tax_in_all(lines, left), shop.points()) == (2000, 333, 16)


def test_years_begin_in_april() -> None:
    says(
        PROGRAMME,
        "with 4, purchases of 31 March and 1 April 2026 are in the years from 2025-04-01 and from 2026-04-01.",
    )
    bands = [{"from": 0, "rate": "0.02"}]
    rebate = {
        "id": "year",
        "name": "Year",
        "period": "year",
        "starts_month": 4,
        "method": "retroactive",
        "bands": bands,
    }
    shop = Shop(rebates=[rebate], now="2026-04-01T12:00:00Z")
    for day, spend in (("2026-03-31", 10_000), ("2026-04-01", 5_000)):
        shop.buy(line(spend), name=day, occurred_at=f"{day}T12:00:00Z")
    now = shop.status()["rebates"][0]
    assert (now["period"]["from"], now["spend"], now["due"]) == ("2026-04-01", 5_000, 100)


def test_a_shop_accrues_what_it_expects() -> None:
    says(
        REPORTS,
        'with `"0.03"` a customer\'s spend of 4,000.00 accrues 120.00 while the first band, at 5,000.00, is not',
    )
    rebate = {"id": "year", "name": "Year", "period": "year", "method": "retroactive", "expected_rate": "0.03",
              "bands": [{"from": 500_000, "rate": "0.05"}]}  # fmt: skip
    shop = Shop(rebates=[rebate])
    shop.buy(line(400_000))
    assert sum(one.amount for one in shop.entries if one.unit == "expected:year") == 12_000
    (now,) = shop.status()["rebates"]
    assert now["due"] == 0


def test_a_code_that_anybody_may_type() -> None:
    says(CAMPAIGNS, "A quote without the code says nothing of the campaign, and one with an unknown code lists it")
    blocks = re.findall(r"```json\n(.*?)```", CAMPAIGNS, re.DOTALL)
    (campaigns,) = [one["campaigns"] for one in map(json.loads, blocks) if "codes" in one["campaigns"][0]
                    and one["campaigns"][0]["codes"]["kind"] == "one"]  # fmt: skip
    shop = Shop(points=EARN, campaigns=campaigns)
    for customer in (None, "ann"):
        if customer:
            shop.enrol(customer)
        assert shop.quote(line(2000), customer=customer, codes=("spring 10",))["total"] == 1800
        assert shop.quote(line(2000), customer=customer)["rejected"] == []
        (unknown,) = shop.quote(line(2000), customer=customer, codes=("AUTUMN",))["rejected"]
        assert unknown["typed"] == "AUTUMN"
    quote = shop.quote(line(2000), codes=("SPRING-10",))["id"]
    shop.buy(line(2000), quote=quote, name="p")
    assert shop.quote(line(2000), codes=("SPRING-10",))["total"] == 2000, "one use by each member"
    shop.bring_back("p")
    assert shop.quote(line(2000), codes=("SPRING-10",))["total"] == 1800
