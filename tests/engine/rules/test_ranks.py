"""Ladders of ranks: who is within a share of all members, who stays, and on which days that is looked at."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.tiers import SetRank
from app.engine.program import faults
from app.engine.rules import ranks
from app.engine.rules.ranks import Standings
from tests.engine.shop import Shop, line

CIRCLE: dict[str, Any] = {
    "id": "circle",
    "name": "The circle",
    "review": {"unit": "month"},
    "levels": [
        {"id": "top25", "name": "Top 25 %", "share": "0.25", "stay_share": "0.30"},
        {"id": "top10", "name": "Top 10 %", "share": "0.10", "stay_share": "0.12", "privileges": ["lounge"]},
    ],
}
JANUARY = "2026-01-15T12:00:00Z"


def ranked_shop(now: str = JANUARY, **changes: Any) -> Shop:
    shop = Shop(ladders=[{**CIRCLE, **changes}], now=now)
    shop.enrol("ann")
    return shop


def changes(shop: Shop, members: int, places: dict[str, int], **holders: str) -> dict[str, str | None]:
    return ranks.changes(shop.program.rules.ladders[0], Standings(members, places, holders))


def set_rank(shop: Shop, level: str | None, review_on: str, customer: str = "ann") -> SetRank:
    return SetRank("prg_1", shop.member(customer).member_id, "circle", level, review_on)


def told(shop: Shop) -> tuple[str | None, str | None, str]:
    (ladder,) = shop.status()["ladders"]
    return ladder["level"] and ladder["level"]["id"], ladder["since"], ladder["next_review_on"]


def test_a_place_is_within_a_share_if_there_is_room_for_it() -> None:
    shop = ranked_shop()
    assert changes(shop, 25, {"a": 1, "b": 2, "c": 3, "d": 6, "e": 7}) == {
        "a": "top10",
        "b": "top10",
        "c": "top25",
        "d": "top25",
    }
    assert changes(shop, 3, {"a": 1}) == {}


def test_who_spent_the_same_is_in_together() -> None:
    assert changes(ranked_shop(), 10, {"a": 1, "b": 1, "c": 3}) == {"a": "top10", "b": "top10"}


def test_who_holds_a_level_keeps_it_while_within_its_wider_share() -> None:
    shop = ranked_shop()
    assert changes(shop, 100, {"a": 11, "b": 12, "c": 13}, a="top10", b="top10", c="top10") == {"c": "top25"}
    # Who had a higher level stays in the lower one as long as who had the lower one.
    assert changes(shop, 100, {"a": 30, "b": 30}, a="top10", b="top25") == {"a": "top25"}
    assert changes(shop, 100, {"a": 31}, a="top25", gone="top10") == {"a": None, "gone": None}


shares = st.decimals("0.01", "1", places=2)
standings = st.tuples(st.integers(1, 60), st.lists(st.integers(1, 60), max_size=60))


@given(
    st.lists(st.tuples(shares, shares), min_size=1, max_size=3, unique_by=lambda pair: pair[0]), standings, st.data()
)
def test_finding_it_again_finds_no_more(
    pairs: list[tuple[Decimal, Decimal]], standing: tuple[int, list[int]], data: st.DataObject
) -> None:
    levels = [
        {"id": f"l{number}", "name": "L", "share": str(share), "stay_share": str(max(share, stay))}
        for number, (share, stay) in enumerate(pairs)
    ]
    shop = ranked_shop(levels=levels)
    members, found = standing
    places = {f"m{number}": place for number, place in enumerate(found)}
    any_level = st.none() | st.sampled_from([level["id"] for level in levels])
    before = {name: level for name in places if (level := data.draw(any_level))}
    holders: dict[str, str | None] = {**before, **changes(shop, members, places, **before)}
    after = {name: level for name, level in holders.items() if level}
    assert changes(shop, members, places, **after) == {}
    rising = sorted(levels, key=lambda level: -Decimal(level["share"]))
    heights = {None: -1, **{level["id"]: height for height, level in enumerate(rising)}}
    for name, place in places.items():
        held, got = heights[before.get(name)], heights[after.get(name)]
        reached = sum(place <= Decimal(level["share"]) * members for level in rising) - 1
        assert reached <= got <= max(reached, held)
        stays = held >= 0 and place <= Decimal(rising[held]["stay_share"]) * members
        assert not stays or got >= held


def test_reviews_are_on_the_first_days_of_periods_from_the_first_version_that_has_the_ladder() -> None:
    shop = ranked_shop()
    shop.wait_until("2026-02-20T12:00:00Z")
    shop.publish(ladders=[{**CIRCLE, "review": {"unit": "quarter"}}])
    shop.wait_until("2026-08-20T12:00:00Z")
    shop.publish(ladders=[])
    shop.wait_until("2026-11-20T12:00:00Z")
    shop.publish(ladders=[{**CIRCLE, "review": {"unit": "year"}}])
    days = [one.review_on for one in ranks.reviews(shop.program, {"circle": "2025-12-01"}, "2028-06-01")]
    assert days == ["2026-01-01", "2026-02-01", "2026-04-01", "2026-07-01", "2027-01-01", "2028-01-01"]
    assert ranks.reviews(shop.program, {"circle": "2028-01-01"}, "2028-12-31") == []


def test_the_first_review_is_the_first_midnight_after_publishing() -> None:
    shop = Shop(now=JANUARY)
    shop.publish(ladders=[CIRCLE])
    assert [one.review_on for one in ranks.reviews(shop.program, {}, "2026-03-31")] == ["2026-02-01", "2026-03-01"]
    review = ranks.reviews(shop.program, {}, "2026-02-01")[0]
    assert ranks.window(review) == ("2025-02-01", "2026-02-01")


def test_a_level_is_set_and_shown_and_is_in_the_history() -> None:
    shop = ranked_shop()
    assert told(shop) == (None, None, "2026-02-01")
    shop.wait_until("2026-02-01T00:00:05Z")
    shop.accepted(set_rank(shop, "top10", "2026-02-01"))
    assert shop.accepted(set_rank(shop, "top10", "2026-02-01")).replayed
    assert told(shop) == ("top10", "2026-02-01", "2026-03-01")
    assert shop.status()["ladders"][0]["level"] == {"id": "top10", "name": "Top 10 %", "privileges": ["lounge"]}
    (change,) = shop.tier_changes()
    assert (change.ladder, change.from_level, change.to_level, change.effective_on) == (
        "circle",
        None,
        "top10",
        "2026-02-01",
    )
    assert (change.cause, change.cause_id, change.notice_at) == (
        "review",
        "2026-02-01",
        "2026-02-01T00:00:05.000000Z",
    )
    assert '"ladders":{"circle":"top10"}' in shop.standings()[0]


def test_who_comes_late_with_an_earlier_review_changes_nothing() -> None:
    shop = ranked_shop()
    shop.wait_until("2026-03-01T09:00:00Z")
    shop.accepted(set_rank(shop, "top10", "2026-02-01"))
    shop.accepted(set_rank(shop, None, "2026-03-01"))
    assert shop.accepted(set_rank(shop, "top10", "2026-02-01")).replayed
    assert told(shop) == (None, None, "2026-04-01")


def test_of_two_who_are_one_the_higher_rank_stays() -> None:
    for levels in (("top10", "top25"), ("top25", "top10"), (None, "top10"), ("top10", None)):
        shop = ranked_shop()
        shop.enrol("ben")
        shop.wait_until("2026-02-01T09:00:00Z")
        for customer, level in zip(("ann", "ben"), levels, strict=True):
            shop.accepted(set_rank(shop, "top25", "2026-01-01", customer))
            shop.accepted(set_rank(shop, level, "2026-02-01", customer))
        gone = set_rank(shop, "top10", "2026-03-01", "ben")
        shop.merge("ben")
        assert told(shop)[0] == "top10"
        assert shop.refused(gone).problem == "not-found"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"levels": []}, ("/ladders/0/levels", "wrong-length")),
        ({"review": {"unit": "week"}}, ("/ladders/0/review/unit", "not-one-of")),
        ({"levels": [{**CIRCLE["levels"][0], "share": "0"}]}, ("/ladders/0/levels/0/share", "out-of-range")),
        ({"levels": [{**CIRCLE["levels"][0], "share": "1.5"}]}, ("/ladders/0/levels/0/share", "wrong-form")),
        ({"levels": [{**CIRCLE["levels"][0], "stay_share": "0.2"}]}, ("/ladders/0/levels/0/stay_share", "too-small")),
        ({"levels": [CIRCLE["levels"][0]] * 2}, ("/ladders/0/levels/1/id", "duplicate-id")),
        (
            {"levels": [CIRCLE["levels"][0], {**CIRCLE["levels"][0], "id": "same", "share": "0.250"}]},
            ("/ladders/0/levels/1/share", "not-possible"),
        ),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_with_its_place(changed: dict[str, Any], fault: tuple[str, str]) -> None:
    document = {"name": "S", "currency": "GBP", "time_zone": "UTC", "ladders": [{**CIRCLE, **changed}]}
    found = faults.check(document)
    assert isinstance(found, list)
    assert fault in [(one.pointer, one.code) for one in found]
    twice = faults.check({**document, "ladders": [CIRCLE, CIRCLE]})
    assert [(one.pointer, one.code) for one in twice] == [("/ladders/1/id", "duplicate-id")]  # type: ignore[union-attr]


def test_levels_stand_by_their_share_however_they_are_listed() -> None:
    one, other = ranked_shop(), ranked_shop(levels=CIRCLE["levels"][::-1])
    assert one.program.rules.ladders == other.program.rules.ladders
    one.buy(line(100))
