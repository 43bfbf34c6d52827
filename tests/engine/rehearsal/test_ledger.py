"""A rehearsal of the published document over its own days, from an empty start, is the ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sample
from app.engine.model.book import Decision
from app.engine.model.records.sales import Purchase
from app.sample.sales import BroughtBack, Sale
from app.sample.sales import shop as sample_shop
from tests.engine import strategies
from tests.engine.rehearsal.rehearsing import days, program, standings, total, ways
from tests.engine.shop import Shop, line, units

_DAY = timedelta(days=1)
ALL_DAYS = days("2024-01-01", "2026-06-30")
OFFERS: dict[str, Any] = {
    "points": {
        "earn": [{"id": "base", "points": 1, "per": 100}],
        "worth": {"points": 10, "amount": 10},
        "expiry": {"kind": "after", "months": 6},
        "pending_days": 3,
    },
    "tiers": {
        "window": {"kind": "rolling", "months": 6},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "gold", "name": "Gold", "from": 4000, "discount": "0.05", "points_multiplier": "1.5"},
        ],
    },
    "punch_cards": [{"id": "card", "name": "Card", "counts": "items", "punches": 3, "reward": "free"}],
    "coupons": [{"id": "again", "name": "Come back", "reward": "two", "min_spend": 2000}],
    "rewards": [
        {"id": "free", "name": "A free one", "kind": "free_item", "max_amount": 450, "valid_days": 90},
        {"id": "two", "name": "2 off", "kind": "amount_off", "amount": 200, "points_price": 15, "valid_days": 30},
        {"id": "cash", "name": "Credit", "kind": "store_credit", "amount": 100, "points_price": 40},
        {"id": "ten", "name": "10 %", "kind": "percent_off", "percent": "0.10", "points_price": 30},
    ],
    "campaigns": [
        {"id": "first", "name": "First", "amount_off": 100, "first_purchase": True},
        {"id": "double", "name": "Double", "points_multiplier": "2", "limit_per_member": 2, "weekdays": ["mon", "fri"]},
    ],
}


class QuietShop(Shop):
    """A shop whose ledger others have proved."""

    def prove(self, decision: Decision) -> None:
        pass


def test_of_the_sample_sales() -> None:
    until = datetime(2026, 3, 2, 18, tzinfo=UTC)
    sales = sample_shop(until)
    shop = QuietShop(sample.programme(), now="2024-12-01")
    for event in sales.events:
        _happen(shop, event)
    shop.sweep("2026-03-02T23:59:59")
    walked = ways(shop, program(sample.programme()), days("2024-12-01", "2026-03-02"))
    assert standings(shop, walked) == shop.standings()
    found = total(walked)
    assert found.purchases > 3000
    assert found.outstanding == sum(shop.points(one.external_id or "") for one in shop.book.members.values())
    assert found.issued - found.expired == found.outstanding
    assert sum(way.refused != {} for way in walked) == 0


def _happen(shop: Shop, event: Sale | BroughtBack) -> None:
    shop.wait_until(event.occurred_at)
    if isinstance(event, BroughtBack):
        shop.bring_back(event.purchase, units(event.line, 1), name=event.external_id)
    else:
        lines = [
            line(one.item.price, one.quantity, discount=one.discount, sku=one.item.sku, category=one.item.category)
            for one in event.visit.basket
        ]
        where = {"store": "corner", "channel": event.visit.channel}
        shop.buy(*lines, name=event.external_id, customer=event.member, discount=event.visit.discount, **where)


DISCOUNTS = {"percent_off", "amount_off", "buy"}


@given(st.data())
def test_of_any_programme(data: st.DataObject) -> None:
    multipliers = data.draw(st.booleans())
    document = data.draw(strategies.programmes(multipliers=multipliers))
    # A rehearsal gives discounts to sales that were recorded without a quote too.
    document["campaigns"] = [one for one in document.get("campaigns", []) if not DISCOUNTS & one.keys()]
    events = data.draw(strategies.histories(most=6))
    if multipliers:
        # What is earned between a mistake and its undoing keeps the level that was held then.
        events = _without_mistakes(events)
    shop = QuietShop(document, now="2024-01-02")
    for event in strategies.in_order(events, [(one.occurred_at, place) for place, one in enumerate(events)]):
        shop.wait_until(max(shop.now, event.occurred_at))
        event.happen(shop)
    shop.sweep("2026-06-30T00:00:01")
    _is_the_ledger(shop, document)


def _without_mistakes(events: Sequence[Any]) -> list[Any]:
    undone = [one for one in events if isinstance(one, strategies.ReturnVoided)]
    gone = {name for one in undone for name in (one.name, one.returned)}
    left = [one for one in events if one.name not in gone]
    return [one._replace(after=tuple(name for name in one.after if name not in gone)) for one in left]


baskets = st.lists(
    st.builds(line, st.sampled_from([300, 450, 999, 2100]), st.integers(1, 3), discount=st.sampled_from([0, 0, 50])),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize("spend_points", ["none", "as_recorded", "when_enough"])
@given(st.lists(st.tuples(baskets, st.integers(0, 40), st.sampled_from([None, "two", "cash", "ten"])), max_size=8))
def test_of_baskets_that_were_quoted(spend_points: Any, visits: list[Any]) -> None:
    shop = QuietShop(OFFERS, now="2025-01-01")
    shop.enrol("ann")
    for number, (basket, wait, reward) in enumerate(visits):
        shop.wait_until(shop.now.replace(hour=12) + wait * _DAY)
        wanted = {"none": [], "as_recorded": [reward], "when_enough": list(shop.program.rules.rewards)}[spend_points]
        _redeem_first(shop, [one for one in wanted if one])
        handed_over = () if spend_points == "none" else None
        quoted = shop.quote(*basket, vouchers=handed_over)["id"]
        bought = shop.buy(*basket, quote=quoted, name=f"sale-{number}")
        assert isinstance(bought.subject, Purchase)
        if wait % 7 == 0:
            shop.wait_until(shop.now + _DAY)
            shop.bring_back(f"sale-{number}", units(1, 1))
    shop.sweep("2026-06-30T00:00:01")
    _is_the_ledger(shop, OFFERS, spend_points)


def _redeem_first(shop: Shop, rewards: list[str]) -> None:
    priced = [one for one in rewards if shop.program.rules.rewards[one].points_price]
    for reward in priced:
        if shop.points() - shop.status()["points"]["pending"] >= (shop.program.rules.rewards[reward].points_price or 0):
            shop.redeem(reward)
            return


def _is_the_ledger(shop: Shop, document: dict[str, Any], spend_points: Any = "as_recorded") -> None:
    walked = ways(shop, program(document), ALL_DAYS._replace(spend_points=spend_points))
    assert all(not way.refused for way in walked)
    assert standings(shop, walked) == shop.standings()
