"""A level given by hand holds a member up for as long as was said, and leaves the ladder alone."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.model.records.members import Member
from app.engine.proof.past import facts_at, member_at
from tests.engine.shop import NOON, Shop, line
from tests.engine.strategies import after

LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "silver", "name": "Silver", "from": 10_000, "points_multiplier": "2"},
    {"id": "gold", "name": "Gold", "from": 30_000, "points_multiplier": "3"},
]
ROLLING = {"kind": "rolling", "months": 12}
EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def tier_shop(**details: Any) -> Shop:
    shop = Shop(tiers={"window": ROLLING, "levels": LEVELS, **details}, points=EARN, now="2026-03-02T12:00:00Z")
    shop.enrol("ann")
    return shop


def tier(shop: Shop) -> dict[str, Any]:
    return dict(shop.status()["tier"])


def held(shop: Shop) -> tuple[str, str, str | None]:
    told = tier(shop)
    return told["id"], told["since"], told["until"]


def test_a_given_level_acts_at_once() -> None:
    shop = tier_shop()
    shop.give("gold", "2026-06-30", kind="status_match", reason="Gold at the neighbour's")
    assert shop.member().tier == "gold"
    assert held(shop) == ("gold", "2026-03-02", "2026-06-30")
    assert tier(shop)["given"] == {
        "level": "gold",
        "kind": "status_match",
        "reason": "Gold at the neighbour's",
        "until": "2026-06-30",
    }
    bought = shop.buy(line(1_000))
    assert [one.amount for one in bought.entries] == [30]
    assert '"tier":"gold"' in bought.subject.after  # type: ignore[union-attr]


def test_a_quote_is_at_the_given_level() -> None:
    shop = Shop(tiers={"window": ROLLING, "levels": [LEVELS[0], {**LEVELS[1], "discount": "0.05"}]}, points=EARN)
    shop.buy(line(7_000))
    assert [one["kind"] for one in shop.quote(line(2_000))["near"]] == ["tier"]
    shop.give("silver")
    quote = shop.quote(line(2_000))
    assert (quote["total"], quote["lines"][0]["discounts"][0]["tier"], quote["near"]) == (1_900, "silver", [])


def test_after_its_last_day_the_member_falls_to_what_the_ladder_says() -> None:
    shop = tier_shop()
    shop.give("gold", "2026-06-30")
    shop.buy(line(10_000))
    shop.wait_until("2026-06-30T23:59:59Z")
    assert held(shop) == ("gold", "2026-03-02", "2026-06-30")
    shop.wait_until("2026-07-01T00:00:00Z")
    assert tier(shop)["id"] == "silver"
    assert tier(shop)["given"] is None
    assert shop.member().next_due_at == "2026-07-01T00:00:00.000000Z"
    shop.sweep("2026-08-01T12:00:00Z")
    assert shop.member().tier == "silver"
    last = shop.tier_changes()[-1]
    assert (last.from_level, last.to_level, last.effective_on, last.cause) == ("gold", "silver", "2026-07-01", "time")


def test_the_next_level_and_keeping_the_given_one_go_by_the_measure() -> None:
    shop = tier_shop()
    shop.buy(line(4_000))
    shop.give("silver", "2026-06-30")
    status = shop.status()
    assert status["next_tier"] == {"id": "gold", "name": "Gold", "needs": 26_000, "measure": "spend", "by": None}
    assert status["keep_tier"] == {"needs": 6_000, "by": "2026-06-30"}
    shop.give("silver")
    assert shop.status()["keep_tier"] == {"needs": 0, "by": None}


def test_what_is_reached_as_well_is_kept_as_long_as_either_says() -> None:
    shop = tier_shop()
    shop.buy(line(10_000))
    shop.give("silver", "2027-09-30")
    assert shop.status()["keep_tier"] == {"needs": 10_000, "by": "2027-09-30"}
    shop.give("silver", "2026-09-30")
    assert shop.status()["keep_tier"] == {"needs": 10_000, "by": "2027-03-01"}
    shop.give("silver", "2027-09-30")
    shop.sweep("2027-03-02T12:00:00Z")
    assert held(shop) == ("silver", "2026-03-02", "2027-09-30")


def test_a_lower_given_level_shows_when_the_higher_one_is_lost() -> None:
    shop = tier_shop()
    shop.buy(line(30_000))
    shop.give("silver")
    assert held(shop) == ("gold", "2026-03-02", None)
    assert shop.status()["keep_tier"] == {"needs": 30_000, "by": "2027-03-01"}
    shop.sweep("2027-06-01T12:00:00Z")
    assert held(shop) == ("silver", "2027-03-02", None)


def test_a_level_that_was_given_does_not_count_as_reached() -> None:
    shop = tier_shop(keep={"kind": "months", "n": 12})
    shop.give("gold", "2026-06-30")
    shop.buy(line(10_000))
    shop.sweep("2026-07-01T12:00:00Z")
    assert held(shop) == ("silver", "2026-07-01", "2027-03-01") or held(shop)[0::2] == ("silver", "2027-03-01")


def test_it_is_taken_away_and_taking_it_again_changes_nothing() -> None:
    shop = tier_shop()
    shop.give("gold")
    shop.take_away()
    assert (shop.member().tier, tier(shop)["given"]) == ("base", None)
    assert shop.take_away().replayed
    assert [(one.from_level, one.to_level, one.cause) for one in shop.tier_changes()] == [
        ("base", "gold", "hand"),
        ("gold", "base", "hand"),
    ]


def test_giving_the_same_again_changes_nothing_and_giving_another_takes_its_place() -> None:
    shop = tier_shop()
    shop.give("gold", "2026-06-30", reason="First")
    assert shop.give("gold", "2026-06-30", reason="First").replayed
    assert not shop.give("silver", "2026-12-31", reason="Second").replayed
    assert held(shop) == ("silver", "2026-03-02", "2026-12-31")
    assert [one.reason for one in shop.tier_changes()] == ["First", "Second"]


def test_only_levels_of_the_programme_can_be_given_and_only_until_later() -> None:
    shop = tier_shop()
    for level, until, place in (("platinum", None, "/tier"), ("gold", "2026-03-01", "/until")):
        refusal = shop.refused(GrantTier("prg_1", "giv_1", "ext:ann", level, until, "gift", "Sorry"))
        assert (refusal.problem, refusal.pointer) == ("validation", place)
    for command in (
        GrantTier("prg_1", "giv_1", "ext:bea", "gold", None, "gift", "Sorry"),
        RevokeTierGrant("prg_1", "giv_1", "ext:bea"),
    ):
        assert shop.refused(command).problem == "not-found"
    untiered = Shop()
    untiered.enrol("ann")
    refusal = untiered.refused(GrantTier("prg_1", "giv_1", "ext:ann", "gold", None, "gift", "Sorry"))
    assert refusal.pointer == "/tier"


def test_a_level_that_a_new_version_leaves_out_holds_nobody_up() -> None:
    shop = tier_shop()
    shop.give("gold")
    shop.wait_until("2026-03-03T12:00:00Z")
    shop.publish(tiers={"window": ROLLING, "levels": LEVELS[:2]})
    assert (tier(shop)["id"], tier(shop)["given"]) == ("base", None)
    shop.buy(line(100))
    last = shop.tier_changes()[-1]
    assert (last.from_level, last.to_level, last.cause, last.cause_id) == ("gold", "base", "version", "2")
    shop.publish(tiers={"window": ROLLING, "levels": LEVELS})
    assert tier(shop)["id"] == "gold"


def test_of_two_who_are_one_the_better_level_stays() -> None:
    for mine, theirs in ((("gold", "2026-06-30"), ("silver", None)), (("silver", None), ("gold", "2026-06-30"))):
        shop = tier_shop()
        shop.enrol("ben")
        shop.give(*mine)
        shop.give(*theirs, customer="ben")
        shop.merge("ben")
        assert held(shop) == ("gold", "2026-03-02", "2026-06-30")
        shop.sweep("2026-07-01T12:00:00Z")
        assert shop.member().tier == "base"


def test_what_was_taken_away_from_the_one_does_not_take_from_the_other() -> None:
    shop = tier_shop()
    shop.enrol("ben")
    shop.give("gold")
    shop.give("gold", customer="ben")
    shop.take_away("ben")
    shop.merge("ben")
    assert shop.member().tier == "gold"


def then(shop: Shop, at: str) -> Member:
    """Ann as she was known at a moment."""
    member = shop.member()
    moment = Shop(now=at).now
    return member_at(shop.program, member, facts_at(shop.facts(member), moment), moment)


def test_what_was_given_at_a_moment_is_known_afterwards() -> None:
    shop = tier_shop()
    shop.wait_until("2026-04-01T12:00:00Z")
    shop.give("gold", "2026-06-30")
    shop.wait_until("2026-05-01T12:00:00Z")
    shop.take_away()
    assert [then(shop, f"2026-0{month}-15T12:00:00Z").tier for month in (3, 4, 5)] == ["base", "gold", "base"]


gifts = st.tuples(st.sampled_from(("base", "silver", "gold")), st.none() | st.integers(0, 400))
steps = st.lists(st.tuples(st.integers(0, 200), st.sampled_from((500, 10_000, 30_000)) | gifts | st.none()), max_size=8)
keeps = st.sampled_from(
    (
        {},
        {"keep": {"kind": "months", "n": 3}},
        {"grace_days": 30, "downgrade": "one_down"},
        {"window": {"kind": "calendar", "unit": "quarter"}, "keep": {"kind": "until_end_of_next_window"}},
    )
)


@given(keeps, steps)
def test_the_level_is_the_higher_of_what_is_given_and_what_is_reached(keep: dict[str, Any], history: Any) -> None:
    shop, twin = tier_shop(**keep), tier_shop(**keep)
    heights = [level["id"] for level in LEVELS]
    level, until = "base", ""
    for days, what in history:
        for one in (shop, twin):
            one.wait_until(one.now + timedelta(days=days))
            if isinstance(what, int):
                one.buy(line(what))
        if what is None:
            shop.take_away()
            level = "base"
        elif isinstance(what, tuple):
            level = what[0]
            until = "9999" if what[1] is None else (shop.now + timedelta(days=what[1])).date().isoformat()
            shop.give(level, None if until == "9999" else until)
        given_level = level if shop.today <= until else "base"
        assert tier(shop)["id"] == max(given_level, twin.status()["tier"]["id"], key=heights.index)
        assert shop.status()["qualifying"] == twin.status()["qualifying"]
        assert tier(shop)["since"] <= shop.today
        if shop.status()["keep_tier"]["by"]:
            assert shop.status()["keep_tier"]["by"] >= shop.today


def test_levels_given_are_what_a_member_has() -> None:
    shop = after({"name": "Shop", "currency": "GBP", "time_zone": "UTC"}, [])
    assert shop.now.isoformat() == NOON
    one, other = tier_shop(), tier_shop()
    one.give("gold")
    assert one.hash() != other.hash()
    one.take_away()
    assert one.hash() == other.hash()
