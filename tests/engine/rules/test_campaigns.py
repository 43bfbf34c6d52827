"""Campaigns: to what they apply, by what they multiply, and that returns go by what was decided."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.members import ChangeMember, EraseMember
from app.engine.model.commands.sales import BasketLine
from app.engine.model.records.sales import Purchase
from app.engine.model.state import MemberState
from app.engine.model.value import priced
from app.engine.rules.campaigns import applying
from app.engine.rules.changes.change import Basket
from tests.engine.program.test_conditions import conditions
from tests.engine.shop import Shop, at, line, units
from tests.engine.strategies import (
    CHANNELS,
    STORES,
    Bought,
    Event,
    after,
    bought_for_nothing,
    histories,
    matches,
    orders,
    programmes,
)

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}
LEVELS: list[dict[str, Any]] = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "gold", "name": "Gold", "from": 10_000, "points_multiplier": "1.25"},
]
LADDER = {"window": {"kind": "lifetime"}, "levels": LEVELS}
MONDAY = "2026-03-02T12:00:00+00:00"
COFFEE = line(1000, category="coffee")


def campaign(name: str = "double", multiplier: str = "2", **details: Any) -> dict[str, Any]:
    return {"id": name, "name": name.title(), "points_multiplier": multiplier, **details}


def campaign_shop(*campaigns: dict[str, Any], **details: Any) -> Shop:
    return Shop(points=EARN, campaigns=list(campaigns), **details)


def bought(shop: Shop, *lines: BasketLine, **details: Any) -> Purchase:
    purchase = shop.buy(*(lines or (COFFEE,)), **details).subject
    assert isinstance(purchase, Purchase)
    return purchase


def ids(purchase: Purchase) -> list[str]:
    return [one["id"] for one in json.loads(purchase.campaigns)]


def why_not(
    details: dict[str, Any],
    when: str = MONDAY,
    *lines: BasketLine,
    state: MemberState | None = None,
    store: str | None = None,
    channel: str | None = None,
    zone: str = "UTC",
) -> str | None:
    """Why a campaign does not apply to a coffee of 10.00 (or these lines); None if it does."""
    shop = campaign_shop(campaign(**details), time_zone=zone, tiers=LADDER)
    priced_lines = priced(lines or (COFFEE,), 0)
    assert isinstance(priced_lines, tuple)
    moment = shop.program.local_time(at(when))
    basket = Basket(shop.program.rules, moment.day, priced_lines, store, channel)
    ((found, why),) = applying(shop.program.rules, basket, state or MemberState(), moment)
    assert found.id == "double"
    return why.text if why else None


# What is multiplied


def test_a_campaign_multiplies_the_points_and_stands_with_the_purchase() -> None:
    shop = campaign_shop(campaign())
    purchase = bought(shop, line(1250))
    assert (purchase.multiplier, purchase.campaigns) == ("2", '[{"id":"double","name":"Double"}]')
    assert shop.points() == 25
    assert [entry.why for entry in shop.entries] == ["1 point per 1.00 GBP on 12.50 x 2 = 25"]


def test_the_level_and_all_campaigns_multiply_exactly() -> None:
    shop = campaign_shop(campaign("a", "1.1"), campaign("b", "1.0001"), tiers=LADDER)
    bought(shop, line(10_000))
    assert bought(shop).multiplier == "1.3751375"


def test_the_product_of_a_hundred_campaigns_is_exact() -> None:
    shop = campaign_shop(*(campaign(f"c-{number}", "1.0001") for number in range(100)))
    assert bought(shop).multiplier == f"{10001**100:0401}"[:1] + "." + f"{10001**100:0401}"[1:]


def test_without_a_campaign_that_applies_the_multiplier_is_the_level_s_own_text() -> None:
    levels = [LEVELS[0], {**LEVELS[1], "points_multiplier": "1.50"}]
    shop = campaign_shop(campaign(to="2026-03-01"), tiers={**LADDER, "levels": levels})
    bought(shop, line(10_000))
    purchase = bought(shop)
    assert (purchase.multiplier, purchase.campaigns) == ("1.50", "[]")


@pytest.mark.parametrize(
    ("campaigns", "counting", "multiplier"),
    [
        ([campaign("a", "2"), campaign("b", "3")], ["a", "b"], "6"),
        ([campaign("a", "2"), campaign("b", "3", order=1)], ["b", "a"], "6"),
        ([campaign("a", "2", group="g"), campaign("b", "3", group="g"), campaign("c", "1.5")], ["a", "b", "c"], "9"),
        (
            [campaign("a", "2", group="g", exclusive=True), campaign("b", "2", group="g"), campaign("c", "3")],
            ["b", "c"],
            "6",
        ),
        (
            [campaign("a", "3", group="g", exclusive=True), campaign("b", "3", group="g"), campaign("c", "2")],
            ["a", "b"],
            "9",
        ),
        ([campaign("a", "2"), campaign("b", "3", exclusive=True)], ["b"], "3"),
        ([campaign("a", "2"), campaign("b", "3", exclusive=True), campaign("c", "2")], ["a", "c"], "4"),
        ([campaign("a", "2"), campaign("b", "2", exclusive=True)], ["a"], "2"),
        ([campaign("a", "2", exclusive=True), campaign("b", "3", exclusive=True)], ["b"], "3"),
        ([campaign("a", "0.5"), campaign("b", "3", exclusive=True, to="2026-03-01")], ["a"], "0.5"),
    ],
)
def test_of_campaigns_that_exclude_each_other_the_best_for_the_customer_counts(
    campaigns: list[dict[str, Any]], counting: list[str], multiplier: str
) -> None:
    purchase = bought(campaign_shop(*campaigns))
    assert (ids(purchase), purchase.multiplier) == (counting, multiplier)


# To what a campaign applies


NIGHT: dict[str, Any] = {"hours": [{"from": "22:00", "to": "02:00"}]}


@pytest.mark.parametrize(
    ("details", "when", "why"),
    [
        ({"from": "2026-03-02", "to": "2026-03-02"}, "2026-03-02T00:00:00", None),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "2026-03-02T23:59:59", None),
        ({"from": "2026-03-02"}, "2026-03-01T23:59:59", "starts on 2026-03-02"),
        ({"to": "2026-03-01"}, "2026-03-02T00:00:00", "ended on 2026-03-01"),
        ({"weekdays": ["mon", "wed"]}, MONDAY, None),
        ({"weekdays": ["tue"]}, MONDAY, "not valid on mon"),
        ({"hours": [{"from": "10:00", "to": "14:00"}]}, "2026-03-02T10:00:00", None),
        ({"hours": [{"from": "10:00", "to": "14:00"}]}, "2026-03-02T13:59:59", None),
        ({"hours": [{"from": "10:00", "to": "14:00"}]}, "2026-03-02T14:00:00", "not valid at 14:00"),
        ({"hours": [{"from": "10:00", "to": "14:00"}]}, "2026-03-02T09:59:00", "not valid at 09:59"),
        ({"hours": [{"from": "22:00", "to": "02:00"}]}, "2026-03-02T01:59:00", None),
        ({"hours": [{"from": "22:00", "to": "02:00"}]}, "2026-03-01T22:00:00", None),
        ({"hours": [{"from": "22:00", "to": "02:00"}]}, "2026-03-02T02:00:00", "not valid at 02:00"),
        ({"hours": [{"from": "22:00", "to": "00:00"}]}, "2026-03-02T00:00:00", "not valid at 00:00"),
        # The 2nd is a Monday. A night belongs to the evening on which it began.
        ({**NIGHT, "weekdays": ["mon"]}, "2026-03-02T22:00:00", None),
        ({**NIGHT, "weekdays": ["mon"]}, "2026-03-03T01:59:00", None),
        ({**NIGHT, "weekdays": ["mon"]}, "2026-03-02T01:00:00", "not valid on sun"),
        ({**NIGHT, "weekdays": ["mon"]}, "2026-03-03T22:00:00", "not valid on tue"),
        ({**NIGHT, "weekdays": ["mon"]}, "2026-03-02T12:00:00", "not valid at 12:00"),
        ({**NIGHT, "to": "2026-03-01"}, "2026-03-02T01:00:00", None),
        ({**NIGHT, "to": "2026-03-01"}, "2026-03-02T22:00:00", "ended on 2026-03-01"),
        ({**NIGHT, "from": "2026-03-02"}, "2026-03-02T01:00:00", "starts on 2026-03-02"),
        ({**NIGHT, "from": "2026-03-02"}, "2026-03-03T01:00:00", None),
        (
            {"hours": [*NIGHT["hours"], {"from": "00:00", "to": "03:00"}], "from": "2026-03-02"},
            "2026-03-02T01:00:00",
            None,
        ),
    ],
)
def test_it_is_for_days_and_hours(details: dict[str, Any], when: str, why: str | None) -> None:
    assert why_not(details, when) == why


def test_days_and_hours_are_those_of_the_programme_s_time_zone_whatever_the_clocks_do() -> None:
    early = {"from": "2026-03-29", "hours": [{"from": "02:00", "to": "03:00"}]}
    assert why_not(early, "2026-03-29T01:30:00", zone="Europe/London") is None
    assert why_not(early, "2026-03-29T00:59:00", zone="Europe/London") == "not valid at 00:59"
    assert why_not(early, "2026-03-28T13:30:00", zone="Pacific/Auckland") is None


@pytest.mark.parametrize(
    ("details", "store", "channel", "why"),
    [
        ({"stores": ["north"]}, "north", None, None),
        ({"stores": ["north"]}, "south", None, "not valid in this store"),
        ({"stores": ["north"]}, None, None, "not valid in this store"),
        ({"channels": ["web"]}, None, "web", None),
        ({"channels": ["web"]}, None, "pos", "not valid in this channel"),
        ({"match": {"stores": ["north"]}}, "south", None, "no eligible items in the basket"),
    ],
)
def test_it_is_for_stores_and_channels(
    details: dict[str, Any], store: str | None, channel: str | None, why: str | None
) -> None:
    assert why_not(details, store=store, channel=channel) == why


def test_something_that_counts_must_be_in_the_basket_and_come_to_enough() -> None:
    beans = {"match": {"categories": ["beans"]}, "min_spend": 500}
    assert why_not(beans) == "no eligible items in the basket"
    cheap, dear = (line(price, category="beans/dark") for price in (499, 500))
    assert why_not(beans, MONDAY, COFFEE, dear) is None
    assert why_not(beans, MONDAY, COFFEE, cheap) == "eligible items come to 4.99 GBP, below the minimum of 5.00"
    assert why_not({"min_spend": 1001}) == "eligible items come to 10.00 GBP, below the minimum of 10.01"


@pytest.mark.parametrize(
    ("details", "state", "why"),
    [
        ({"first_purchase": True}, MemberState(), None),
        ({"first_purchase": True}, MemberState(bought=1), "not the member's first purchase"),
        ({"birthday": "day"}, MemberState(), "the member's birthday is unknown"),
        ({"birthday": "day"}, MemberState(birthday="03-02"), None),
        ({"birthday": "day"}, MemberState(birthday="03-03"), "the member's birthday is not today"),
        ({"birthday": "week"}, MemberState(birthday="02-27"), None),
        ({"birthday": "week"}, MemberState(birthday="02-26"), "the member's birthday is not within 3 days"),
        ({"birthday": "month"}, MemberState(birthday="03-31"), None),
        ({"birthday": "month"}, MemberState(birthday="02-28"), "the member's birthday is not this month"),
        ({"limit_per_member": 2}, MemberState(campaign_uses={"double": 1, "other": 9}), None),
        (
            {"limit_per_member": 2},
            MemberState(campaign_uses={"double": 2}),
            "limit of 2 per member reached",
        ),
        ({"when": {"fact": "member.tier", "is": "equals", "value": "gold"}}, MemberState(tier="gold"), None),
        (
            {"when": {"fact": "member.tier", "is": "equals", "value": "gold"}},
            MemberState(tier="base"),
            "the member's tier is base, not gold",
        ),
    ],
)
def test_it_is_for_members(details: dict[str, Any], state: MemberState, why: str | None) -> None:
    assert why_not(details, state=state) == why


def test_points_that_pay_for_the_basket_count_as_had_before_it() -> None:
    rich = {"fact": "member.points", "is": "at_least", "value": 10}
    worth = {"points": 1, "amount": 1}
    shop = Shop(points={**EARN, "worth": worth, "earn_on_rewards": True}, campaigns=[campaign(when=rich)])
    assert ids(bought(shop)) == []
    assert ids(bought(shop, points_to_spend=10)) == ["double"]


def test_a_quote_shows_what_campaigns_bring_and_is_booked_with_them() -> None:
    shop = campaign_shop(campaign(limit_per_member=1))
    shop.enrol("ann")
    quote = shop.quote(COFFEE)
    assert [one["amount"] for one in quote["would_earn"] if one["unit"] == "points"] == [20]
    purchase = bought(shop, quote=quote["id"])
    assert (ids(purchase), purchase.multiplier) == (["double"], "2")
    assert [one["amount"] for one in shop.quote(COFFEE)["would_earn"] if one["unit"] == "points"] == [10]


def test_a_quote_is_not_booked_with_a_campaign_that_was_used_up_meanwhile() -> None:
    shop = campaign_shop(campaign(limit_per_member=1))
    shop.enrol("ann")
    quote = shop.quote(COFFEE)
    bought(shop)
    assert shop.refused(shop.purchase([COFFEE], quote=quote["id"])).problem == "quote-changed"


# What the state remembers


def test_a_limit_is_used_up_given_back_and_taken_again() -> None:
    shop = campaign_shop(campaign(limit_per_member=1))
    assert ids(bought(shop, line(1000, 2), name="a")) == ["double"]
    assert ids(bought(shop, name="b")) == []
    shop.bring_back("a", units(1, 1))
    assert ids(bought(shop, name="c")) == []
    shop.bring_back("a", name="mistake")
    assert shop.member().state.campaign_uses == {}
    assert ids(bought(shop, name="d")) == ["double"]
    shop.void_return("mistake")
    assert shop.member().state.campaign_uses == {"double": 2}
    assert shop.points() == 20 + 10 + 10 + 20
    shop.void("a")
    shop.void("d")
    assert ids(bought(shop, name="e")) == ["double"]


def test_uses_are_counted_under_all_versions_and_bounded_by_that_of_the_purchase() -> None:
    shop = campaign_shop(campaign())
    bought(shop, name="before")
    assert shop.member().state.campaign_uses == {}
    shop.publish(campaigns=[campaign(limit_per_member=2)])
    assert [ids(bought(shop)), ids(bought(shop))] == [["double"], []]
    shop.publish(campaigns=[campaign()])
    assert ids(bought(shop)) == ["double"]
    shop.publish(campaigns=[campaign(limit_per_member=3)])
    assert ids(bought(shop)) == []
    shop.void("before")
    assert [ids(bought(shop)), ids(bought(shop))] == [["double"], []]


def test_the_first_purchase_is_the_first_of_which_anything_is_kept() -> None:
    shop = campaign_shop(campaign(first_purchase=True))
    assert ids(bought(shop, line(1000, 2), name="a")) == ["double"]
    shop.bring_back("a", units(1, 1))
    assert ids(bought(shop, occurred_at="2026-01-01", name="b")) == []
    shop.void("a")
    shop.void("b")
    assert ids(bought(shop)) == ["double"]


def test_who_had_bought_before_a_campaign_asked_has_not_bought_first() -> None:
    shop = campaign_shop()
    bought(shop, customer="ann")
    condition = {"fact": "member.first_purchase", "is": "equals", "value": True}
    shop.publish(campaigns=[campaign(when=condition)])
    assert [ids(bought(shop, customer=name)) for name in ("ann", "ben", "ben")] == [[], ["double"], []]


def test_a_birthday_follows_what_is_known_of_the_person() -> None:
    shop = campaign_shop(campaign(birthday="day"))
    shop.enrol("ann", birth_date="1990-03-02")
    assert ids(bought(shop)) == ["double"]
    change = ChangeMember("prg_1", "ext:ann", None, {"birth_date": "1990-03-03"}, None, None)
    shop.accepted(change)
    assert shop.member().state.birthday == "03-03"
    assert ids(bought(shop)) == []
    shop.accepted(change._replace(told={"birth_date": "1990-03-02", "joined_on": "2020-01-01"}))
    assert ids(bought(shop)) == ["double"]
    shop.accepted(change._replace(told={"birth_date": None}))
    assert shop.member().state.birthday is None


def test_birthdays_that_were_told_before_a_campaign_asked_are_known() -> None:
    shop = campaign_shop()
    shop.enrol("ann", birth_date="1990-03-02")
    # As somebody stands in the database who was enrolled before birthdays were kept.
    shop.member().state.birthday = None
    assert shop.differences(shop.member()) == []
    shop.publish(campaigns=[campaign(birthday="day")])
    assert ids(bought(shop)) == ["double"]


def test_nothing_of_a_birthday_is_left_of_who_was_erased() -> None:
    shop = campaign_shop(campaign(birthday="day"))
    shop.enrol("ann", birth_date="1990-03-02")
    ann = shop.member().member_id
    bought(shop)
    shop.accepted(EraseMember("prg_1", ann))
    assert shop.book.members[ann].state.birthday is None


def test_members_who_become_one_keep_a_birthday_and_all_uses() -> None:
    shop = campaign_shop(campaign(limit_per_member=2), campaign("party", birthday="day"))
    shop.enrol("ann")
    shop.enrol("ben", birth_date="1990-03-02")
    bought(shop)
    bought(shop, customer="ben")
    shop.merge("ben")
    assert (shop.member().state.birthday, shop.member().state.campaign_uses) == ("03-02", {"double": 2})
    assert ids(bought(shop)) == ["party"]


@pytest.mark.parametrize(("mine", "joined"), [(None, "03-02"), ("1980-07-07", "07-07")])
def test_a_birthday_outlives_a_merge_that_no_campaign_asked_for(mine: str | None, joined: str) -> None:
    shop = campaign_shop()
    shop.enrol("ann", birth_date=mine)
    shop.enrol("ben", birth_date="1990-03-02")
    shop.merge("ben")
    assert shop.member().state.birthday == joined


# Guests, claims and versions


def test_a_guest_has_no_campaigns_until_a_claim_decides_by_the_version_day_and_member_it_finds() -> None:
    gold = {"fact": "member.tier", "is": "equals", "value": "gold"}
    shop = campaign_shop(campaign(to="2026-02-01", when=gold), tiers=LADDER)
    guest = bought(shop, name="guest", customer=None, occurred_at="2026-01-15")
    assert (guest.multiplier, guest.campaigns) == ("1", "[]")
    bought(shop, line(10_000))
    shop.publish(campaigns=[campaign("late", "9")])
    claimed = shop.claim("guest").subject
    assert isinstance(claimed, Purchase)
    assert (ids(claimed), claimed.multiplier) == (["double"], "2.5")
    assert shop.points() == 100 + 25
    shop.bring_back("guest")
    assert shop.points() == 100


def test_a_claim_looks_at_what_is_kept_of_the_basket() -> None:
    shop = campaign_shop(campaign(min_spend=2000), campaign("beans", match={"categories": ["beans"]}))
    shop.enrol("ann")
    lines = (line(1000, 2, category="coffee"), line(300, category="beans"))
    for name, back in (("whole", None), ("less-coffee", units(1, 1)), ("no-beans", units(2, 1))):
        bought(shop, *lines, name=name, customer=None)
        if back:
            shop.bring_back(name, back)
    claims = [shop.claim(name).subject for name in ("whole", "less-coffee", "no-beans")]
    assert [ids(one) for one in claims if isinstance(one, Purchase)] == [["double", "beans"], ["beans"], ["double"]]
    bought(shop, name="nothing", customer=None)
    shop.bring_back("nothing", name="all")
    nothing = shop.claim("nothing").subject
    assert isinstance(nothing, Purchase)
    assert ids(nothing) == []


def test_a_return_goes_by_the_campaigns_that_counted_whatever_the_newest_version_says() -> None:
    shop = campaign_shop(campaign(limit_per_member=3))
    bought(shop, line(1000, 2), name="a")
    shop.publish(campaigns=[])
    shop.bring_back("a", units(1, 1))
    assert (shop.points(), shop.member().state.campaign_uses) == (20, {"double": 1})
    shop.void("a")
    assert (shop.points(), shop.member().state.campaign_uses) == (0, {})


def test_goods_brought_back_without_receipt_know_no_campaign() -> None:
    shop = campaign_shop(campaign(limit_per_member=5))
    bought(shop, line(2000))
    shop.bring_back_without_receipt(line(1000))
    assert (shop.points(), shop.member().state.campaign_uses) == (30, {"double": 1})


# Properties


@st.composite
def some_campaigns(draw: st.DrawFn, *, limits: bool) -> list[dict[str, Any]]:
    """Campaigns of every kind; without `limits`, only those for which nothing that went before matters."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        parts: dict[str, st.SearchStrategy[Any]] = {
            "from": st.sampled_from(("2024-06-01", "2025-01-01")),
            "to": st.sampled_from(("2025-06-30", "2026-02-28")),
            "weekdays": st.lists(st.sampled_from(("mon", "tue", "sat", "sun")), min_size=1, max_size=3),
            "hours": st.sampled_from(([{"from": "08:00", "to": "20:00"}], [{"from": "18:00", "to": "06:00"}])),
            "channels": st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=2),
            "stores": st.lists(st.sampled_from(STORES), min_size=1, max_size=2),
            "min_spend": st.sampled_from((1, 500, 2000)),
            "when": conditions.filter(lambda one: "member." not in str(one)),
        }
        if limits:
            parts |= {
                "limit_per_member": st.integers(1, 2),
                "first_purchase": st.just(True),
                "when": conditions.filter(
                    lambda one: not any(name in str(one) for name in ("member.tier", "member.segments"))
                ),
            }
        names = draw(st.sets(st.sampled_from(sorted(parts)), max_size=3))
        details = {name: draw(parts[name]) for name in sorted(names)}
        stacking = draw(st.sampled_from(({}, {"group": "g"}, {"exclusive": True}, {"exclusive": True, "group": "g"})))
        multiplier = draw(st.sampled_from(("2", "1.5", "0.5", "3.3333")))
        found.append(campaign(f"c-{number}", multiplier, **details, **stacking, **draw(matches())))
    return found


@given(programmes(), some_campaigns(limits=True), histories(most=2), bought_for_nothing())
def test_bought_and_brought_back_with_campaigns_and_limits_is_never_bought(
    document: dict[str, Any], campaigns: list[dict[str, Any]], others: list[Event], regretted: list[Event]
) -> None:
    shop = after({**document, "campaigns": campaigns}, others)
    before = shop.standings(), remembered(shop)
    for event in regretted:
        event.happen(shop)
    assert (shop.standings(), remembered(shop)) == before


def remembered(shop: Shop) -> dict[str, Any]:
    states = {member.external_id or "": member.state for member in shop.book.members.values()}
    return {name: (one.campaign_uses, one.bought) for name, one in states.items() if one.campaign_uses or one.bought}


@given(programmes(), some_campaigns(limits=False), histories(), st.data())
def test_the_order_of_arrival_does_not_matter_where_no_campaign_asks_what_was_before(
    document: dict[str, Any], campaigns: list[dict[str, Any]], history: list[Event], data: st.DataObject
) -> None:
    document = {**document, "campaigns": campaigns}
    one, other = after(document, history), after(document, data.draw(orders(history)))
    assert one.standings() == other.standings()


@given(programmes(), some_campaigns(limits=True), histories())
def test_a_claim_decides_as_if_the_member_had_bought_it(
    document: dict[str, Any], campaigns: list[dict[str, Any]], history: list[Event]
) -> None:
    sales = [event for event in history if isinstance(event, Bought)]
    document = {**document, "campaigns": campaigns}
    anns = after(document, [event._replace(customer="ann") for event in sales])
    shop = after(document, [event._replace(customer=None) for event in sales])
    if sales:
        shop.enrol("ann")
    for event in sales:
        shop.claim(event.name)
    assert shop.standings() == anns.standings()


@given(programmes(), some_campaigns(limits=True), some_campaigns(limits=True), histories(most=3), st.data())
def test_every_version_may_change_its_campaigns_and_the_tables_still_make_the_state(
    document: dict[str, Any],
    campaigns: list[dict[str, Any]],
    others: list[dict[str, Any]],
    history: list[Event],
    data: st.DataObject,
) -> None:
    shop = Shop({**document, "campaigns": campaigns})
    for event in history:
        if data.draw(st.booleans()):
            shop.publish({**document, "campaigns": data.draw(st.sampled_from((campaigns, others, [])))})
        event.happen(shop)
    assert [shop.differences(member) for member in shop.book.members.values()] == [[] for _ in shop.book.members]
