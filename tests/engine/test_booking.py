"""What can run out: asked again when a quote is booked or held, counted under every version, and kept by a hold."""

import json
from typing import Any

import pytest

from app.engine.model.book import Decision
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.receipts import RequestKey
from app.engine.model.records.sales import Purchase
from tests.engine.rules.balances.test_spending import give
from tests.engine.shop import Shop, line, units

TEN = line(1000)
POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 1, "amount": 1}}
LADDER = {
    "window": {"kind": "lifetime"},
    "levels": [
        {"id": "base", "name": "Base", "from": 0, "discount": "0.05"},
        {"id": "gold", "name": "Gold", "from": 1500, "discount": "0.10"},
    ],
}


def off(**details: Any) -> dict[str, Any]:
    return {"id": "off", "name": "Off", "percent_off": "0.50", **details}


def double(**details: Any) -> dict[str, Any]:
    return {"id": "double", "name": "Double", "points_multiplier": "2", **details}


def shop_with(*campaigns: dict[str, Any], **sections: Any) -> Shop:
    shop = Shop(points=POINTS, campaigns=list(campaigns), **sections)
    for name in ("ann", "bob"):
        shop.enrol(name)
    return shop


def quoted(shop: Shop, **details: Any) -> str:
    return str(shop.quote(TEN, **details)["id"])


def taken(shop: Shop) -> dict[str, int]:
    return {name: amount for (_, name), amount in shop.book.supplies.items() if amount}


def counting(decision: Decision) -> list[str]:
    """The campaigns that count for a purchase."""
    assert isinstance(decision.subject, Purchase)
    return [one["id"] for one in json.loads(decision.subject.campaigns)]


def net(shop: Shop, **details: Any) -> int:
    bought = shop.buy(TEN, **details).subject
    assert isinstance(bought, Purchase)
    return bought.net


@pytest.mark.parametrize(
    "campaign",
    [
        off(limit_per_member=1),
        off(limit_total=1),
        off(budget=500),
        off(first_purchase=True),
        off(when={"fact": "member.first_purchase", "is": "equals", "value": True}),
        off(when={"fact": "member.points", "is": "less_than", "value": 5}),
        double(limit_per_member=1),
        double(limit_total=1),
        double(first_purchase=True),
    ],
)
@pytest.mark.parametrize("held", [False, True])
def test_what_runs_out_is_asked_again_when_a_quote_is_booked_or_held(campaign: dict[str, Any], held: bool) -> None:
    shop = shop_with(campaign)
    quotes = [quoted(shop) for _ in range(3)]
    shop.buy(TEN, quote=quotes[0])
    for quote in quotes[1:]:
        command = shop.holding(quote=quote) if held else shop.purchase([TEN], quote=quote)
        assert shop.refused(command).problem == "quote-changed"


def test_a_level_is_asked_again() -> None:
    shop = shop_with(tiers=LADDER)
    quotes = [quoted(shop) for _ in range(3)]
    shop.buy(TEN, TEN)
    for command in (shop.purchase([TEN], quote=quotes[0]), shop.holding(quote=quotes[1])):
        refusal = shop.refused(command)
        assert (refusal.problem, refusal.pointer) == ("quote-changed", "/quote")
        assert "another tier" in refusal.detail


def test_what_a_campaign_takes_off_stays_though_its_hour_is_over() -> None:
    shop = shop_with(off(hours=[{"from": "11:00", "to": "12:05"}]))
    quote = quoted(shop)
    shop.wait_until("2026-03-02T12:10")
    assert net(shop, quote=quote) == 500


def test_a_limit_is_that_of_the_purchase_s_version_over_all_uses_ever() -> None:
    shop = shop_with(double(limit_total=1))
    for name in ("a", "b", "c"):
        shop.buy(TEN, name=name, customer=None)
    shop.buy(TEN, customer="bob")
    shop.publish(campaigns=[])
    for name in ("a", "b", "c"):
        shop.claim(name)
    assert (shop.points("ann"), shop.points("bob")) == (30, 20)
    assert taken(shop) == {"uses:double": 1}


def test_uses_and_money_are_counted_while_no_version_limits_them_any_more() -> None:
    shop = shop_with(double(limit_total=2), off(budget=800, limit_total=9))
    shop.buy(TEN, quote=quoted(shop), name="first")
    shop.publish(campaigns=[double(), off()])
    shop.buy(TEN, quote=quoted(shop))
    shop.publish(campaigns=[double(limit_total=3), off(budget=1200, limit_total=9)])
    assert [net(shop, quote=quoted(shop)) for _ in range(2)] == [800, 1000]
    assert taken(shop) == {"uses:double": 3, "budget:campaign:off": 1200, "uses:off": 3}
    shop.void("first")
    assert taken(shop) == {"uses:double": 2, "budget:campaign:off": 700, "uses:off": 2}


def test_a_hold_keeps_the_uses_of_campaigns_that_multiply() -> None:
    shop = shop_with(double(limit_total=2))
    shop.buy(TEN)
    hold = shop.hold(quote=quoted(shop))
    shop.buy(TEN, customer="bob")
    assert shop.points("bob") == 10
    shop.buy(TEN, hold=hold)
    assert (shop.points(), taken(shop)) == (40, {"uses:double": 2})


@pytest.mark.parametrize("campaign", [off(limit_per_member=1), off(first_purchase=True), double(first_purchase=True)])
def test_a_hold_keeps_the_member_s_own_uses(campaign: dict[str, Any]) -> None:
    shop = shop_with(campaign)
    hold, other = shop.hold(quote=quoted(shop)), shop.quote(TEN)
    assert other["total"] == 1000
    assert counting(shop.buy(TEN, quote=other["id"])) == []
    assert counting(shop.buy(TEN, hold=hold)) == [campaign["id"]]
    assert shop.quote(TEN)["total"] == 1000


def test_what_a_hold_lets_go_of_can_be_had_again() -> None:
    shop = shop_with(off(limit_per_member=1), double(limit_total=1))
    shop.release(shop.hold(quote=quoted(shop)))
    shop.hold(quote=quoted(shop), ttl_seconds=60)
    shop.wait_until("2026-03-02T12:02")
    assert counting(shop.buy(TEN, quote=quoted(shop))) == ["double", "off"]
    assert taken(shop) == {"uses:double": 1}


def test_a_capture_succeeds_whatever_has_become_of_programme_level_and_debt() -> None:
    shop = shop_with(off(limit_total=1), double(first_purchase=True), tiers=LADDER)
    give(shop, 100)
    give(shop, 50, "credit")
    shop.buy(line(20000), name="spent", occurred_at="2026-03-01")
    shop.void("spent")
    quote = shop.quote(TEN, points_to_spend=80, credit_to_spend=50)
    hold = shop.hold(quote=quote["id"], ttl_seconds=86400)
    for unit, amount in (("points", -90), ("credit", -20)):
        request_key = RequestKey("adjustment", f"less-{unit}", "")
        shop.accepted(AdjustBalance("prg_1", f"adj_{unit}", request_key, "ext:ann", unit, amount, "a mistake", True))
    shop.buy(line(30000))
    shop.publish(campaigns=[], points={"earn": [{"id": "base", "points": 3, "per": 100}]})
    shop.wait_until("2026-03-03T11:00")
    decision = shop.buy(TEN, hold=hold)
    assert isinstance(decision.subject, Purchase)
    assert (decision.subject.net, decision.subject.program_version) == (quote["total"], 1)
    earned = sum(one.amount for one in decision.entries if (one.unit, one.type) == ("points", "earn"))
    assert [earned] == [one["amount"] for one in quote["would_earn"] if one["type"] == "earn"]


def test_a_quote_has_one_hold_at_a_time() -> None:
    shop = shop_with(off(budget=5000))
    quote = quoted(shop)
    first = shop.hold(quote=quote, name="web-1", ttl_seconds=60)
    for command in (shop.holding(quote=quote, name="web-2"), shop.purchase([TEN], quote=quote)):
        refusal = shop.refused(command)
        assert (refusal.problem, refusal.pointer) == ("quote-held", "/quote")
        assert first in refusal.detail
        assert "web-1" in refusal.detail
    assert taken(shop) == {"budget:campaign:off": 500}
    shop.release(first)
    second = shop.hold(quote=quote, ttl_seconds=60)
    assert net(shop, hold=second) == 500
    assert shop.refused(shop.holding(quote=quote)).problem == "quote-expired"


def test_a_hold_that_is_over_by_itself_frees_its_quote() -> None:
    shop = shop_with(off(budget=5000))
    quote = quoted(shop)
    shop.hold(quote=quote, ttl_seconds=60)
    shop.wait_until("2026-03-02T12:02")
    assert net(shop, quote=quote) == 500
    assert taken(shop) == {"budget:campaign:off": 500}


def test_of_two_who_become_one_a_held_quote_is_captured() -> None:
    shop = shop_with(off(limit_per_member=1))
    hold = shop.hold(quote=quoted(shop, customer="bob"), customer="bob")
    shop.buy(TEN, quote=quoted(shop))
    shop.merge("bob")
    assert net(shop, hold=hold) == 500
    assert shop.member().state.campaign_uses == {"off": 2}


def test_a_quote_of_another_version_cannot_be_held() -> None:
    shop = shop_with(off())
    quote = quoted(shop)
    shop.publish(campaigns=[])
    assert shop.refused(shop.holding(quote=quote)).problem == "quote-changed"


def test_a_return_of_what_a_hold_sold_goes_by_its_quote_s_version() -> None:
    shop = shop_with(double(limit_total=5))
    hold = shop.hold(quote=str(shop.quote(line(1000, 2))["id"]))
    shop.publish(campaigns=[])
    shop.buy(line(1000, 2), hold=hold, name="p")
    assert shop.points() == 40
    shop.bring_back("p", units(1, 1))
    assert shop.points() == 20
    shop.void("p")
    assert (shop.points(), taken(shop)) == (0, {})
