"""The best combination of discounts, against trying every one of them."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.model.ratio import ratio
from app.engine.pricing import combining
from app.engine.pricing.combining import Combination, applied, best, may_stand_beside
from app.engine.pricing.pricing import Candidate, Left, Taken, take
from app.engine.program.offers import Stacking

PLACES = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(lambda one: tuple(sorted(one)))
STACKING = st.builds(
    Stacking, st.booleans(), st.sampled_from([None, "a", "b"]), st.one_of(st.none(), st.integers(0, 3))
)


@st.composite
def candidates(draw: st.DrawFn, most: int = 6) -> list[Candidate]:
    found = []
    for number in range(draw(st.integers(0, most))):
        effect = draw(st.sampled_from(["percent", "free_item", "amount", "extra"]))
        found.append(
            Candidate(
                draw(st.sampled_from(["voucher", "campaign"])),
                f"c{number}",
                f"Candidate {number}",
                effect,
                draw(PLACES),
                ratio(draw(st.sampled_from(["0.05", "0.33", "1"]))),
                draw(st.integers(0, 400)),
                draw(st.one_of(st.none(), st.integers(1, 200))),
                draw(STACKING),
            )
        )
    return found


LEFT = st.builds(
    Left,
    st.tuples(*[st.integers(0, 500)] * 3),
    st.tuples(*[st.integers(0, 3)] * 3),
    st.one_of(st.none(), st.integers(0, 600)),
)


def by_trying_all(found: list[Candidate], left: Left, most_vouchers: int | None) -> Combination:
    winner = Combination(())
    for size in range(len(found) + 1):
        for chosen in combinations(found, size):
            alone = all(may_stand_beside(one, [other for other in chosen if other is not one]) for one in chosen)
            tried = applied(chosen, left)
            if alone and (most_vouchers is None or tried.vouchers <= most_vouchers) and tried.beats(winner):
                winner = tried
    return winner


@given(candidates(), LEFT, st.one_of(st.none(), st.integers(0, 3)))
@settings(max_examples=300)
def test_the_best_combination_is_the_one_that_trying_all_finds(
    found: list[Candidate], left: Left, most_vouchers: int | None
) -> None:
    combination = best(found, left, most_vouchers)
    wanted = by_trying_all(found, left, most_vouchers)
    assert (combination.worth, combination.vouchers) == (wanted.worth, wanted.vouchers)
    assert combination.exact


@given(candidates(), LEFT, candidates(most=1))
@settings(max_examples=300)
def test_who_has_one_voucher_more_never_pays_more(found: list[Candidate], left: Left, more: list[Candidate]) -> None:
    added = [one._replace(id="more") for one in more]
    assert best([*found, *added], left).worth >= best(found, left).worth


@given(candidates(), LEFT)
def test_parts_are_never_below_nothing_and_never_take_more_than_there_is(found: list[Candidate], left: Left) -> None:
    taken = applied(found, left)
    for place, value in enumerate(left.values):
        assert 0 <= sum(one.parts.get(place, 0) for one in taken.used) <= value


def test_with_very_many_it_says_that_it_has_not_tried_them_all() -> None:
    many = [Candidate("voucher", f"v{n}", "V", "amount", (0,), amount=n + 1) for n in range(30)]
    combination = best(many, Left((10_000,), (1,)))
    assert not combination.exact
    assert combination.amount == sum(range(1, 31))


def test_of_very_many_only_those_are_used_up_that_bring_something() -> None:
    many = [Candidate("voucher", f"v{n:02}", "V", "amount", (0,), amount=100 * n) for n in range(1, 21)]
    combination = best(many, Left((2_000, 500), (1, 1)))
    assert (combination.amount, combination.vouchers) == (2_000, 1)
    free = [Candidate("voucher", f"f{n:02}", "Free", "free_item", (0,)) for n in range(20)]
    other = Candidate("voucher", "x", "Other", "amount", (1,), amount=50)
    combination = best([*free, other], Left((900, 500), (1, 1)), most_vouchers=3)
    assert (combination.amount, combination.vouchers) == (950, 2)


def test_nobody_waits_for_a_huge_basket(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = 500
    left = Left(tuple(100 + 17 * place for place in range(lines)), (1,) * lines)
    found = [
        Candidate("voucher", f"c{number:02}", "Percents", "percent", tuple(range(lines)), ratio(f"0.{number + 10}"))
        for number in range(20)
    ]
    seen = 0

    def counted(candidate: Candidate, left: Left) -> Taken:
        nonlocal seen
        seen += len(candidate.places)
        return take(candidate, left)

    monkeypatch.setattr(combining, "take", counted)
    for count in (12, 20):
        seen = 0
        combination = best(found[:count], left)
        assert not combination.exact
        assert combination.worth >= applied(found[:count], left).worth
        assert seen < 400 * lines
