"""The best combination of discounts, against trying every one of them."""

from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import pytest

from app.engine.model.ratio import Ratio
from app.engine.model.records.sales import Line
from app.engine.pricing import combining, search
from app.engine.pricing.combining import best
from app.engine.pricing.pricing import Applied, Candidate, Remaining, apply_discount
from app.engine.pricing.runs import Deal
from app.engine.program.terms.offers import Stacking
from tests.engine.pricing import every_combination

EFFECTS = {"item": "free_item", "deal": "buy_get"}
CASES = 250


def basket(*lines: tuple[int, int], allowance: int | None = None) -> Remaining:
    """Lines of (price of a unit, units)."""
    sold = [Line(None, None, count, price, 0, price * count) for price, count in lines]
    return Remaining.of(sold, allowance)


def voucher(name: str, effect: Any, **details: Any) -> Candidate:
    return Candidate("voucher", name, name, effect, frozenset(details.pop("places", (0,))), **details)


def random_discount(chance: Random, lines: int, groups: bool, orders: bool, budgets: bool) -> dict[str, Any]:
    kind = chance.choice(["percent", "percent", "item", "item", "amount", "amount", "extra", "gift", "points"])
    is_voucher = kind in ("item", "gift", "extra") or (kind != "points" and chance.random() < 0.7)
    whole = set(range(lines))
    rate = {"points": [2, 3], "extra": ["1/5", "1/10"]}.get(kind, ["1/20", "1/5", "1/3", "1/2"])
    return {
        "kind": kind,
        "voucher": is_voucher,
        "lines": whole if chance.random() < 0.5 else set(chance.sample(range(lines), chance.randint(1, lines))),
        "rate": Fraction(chance.choice(rate)),
        "amount": chance.choice([50, 100, 300, 500, 1000]),
        "most": chance.choice([None, None, 50, 100, 400]) if kind in ("percent", "item", "extra") else None,
        "exclusive": groups and chance.random() < 0.3,
        "group": chance.choice([None, "a", "b"]) if groups else None,
        "order": chance.choice([None, None, None, 0, 5, 1000]) if orders else None,
        "budget": chance.choice([None, ("x", 250), ("y", 600)]) if budgets and is_voucher and kind != "gift" else None,
    }


def random_deal(chance: Random, lines: int) -> dict[str, Any]:
    """Buy X get Y, as a campaign or a voucher."""
    one = random_discount(chance, lines, groups=chance.random() < 0.2, orders=False, budgets=False)
    return one | {
        "kind": "deal",
        "voucher": chance.random() < 0.5,
        "rate": Fraction(chance.choice(["1", "1", "1/2", "1/3"])),
        "buy": one["lines"] if chance.random() < 0.5 else set(chance.sample(range(lines), chance.randint(1, lines))),
        "quantity": chance.choice([1, 1, 2, 0]),
        "amount": chance.choice([100, 600, 1000]),
        "got": chance.choice([1, 1, 2]),
        "dearest": chance.random() < 0.4,
        "times": chance.choice([None, 1, 1, 2]),
        "most": chance.choice([None, None, None, 150]),
    }


def as_candidate(number: int, one: dict[str, Any]) -> Candidate:
    name, left = one["budget"] or (None, 0)
    deal = None
    if one["kind"] == "deal":
        amount = 0 if one["quantity"] else one["amount"]
        deal = Deal(frozenset(one["buy"]), one["quantity"], amount, one["got"], one["dearest"], one["times"])
    return Candidate(
        "voucher" if one["voucher"] else "campaign",
        f"c{number}",
        f"Candidate {number}",
        EFFECTS.get(one["kind"], one["kind"]),
        frozenset(one["lines"]),
        Ratio(one["rate"].numerator, one["rate"].denominator),
        one["amount"],
        one["most"],
        Stacking(one["exclusive"], one["group"], one["order"]),
        budget=name,
        budget_left=left,
        deal=deal,
    )


def difference(seed: int, most: int = 4, deals: bool = False) -> str | None:
    """What the engine finds otherwise than trying all, in a random case."""
    chance = Random(seed)
    lines = [
        (chance.choice([0, 1, 99, 334, 500, 501, 1000]), chance.choice([1, 1, 2])) for _ in range(chance.randint(1, 2))
    ]
    asked = [chance.random() < part for part in (0.4, 0.3, 0.4)]
    discounts = [random_discount(chance, len(lines), *asked) for _ in range(chance.randint(1, most))]
    if deals:
        lines += [(chance.choice([99, 250, 500, 1000]), chance.choice([1, 2, 3]))]
        discounts = [random_deal(chance, len(lines)) for _ in range(chance.randint(1, 3))] + discounts[:2]
    if chance.random() < 0.3:
        discounts.append(dict(discounts[0]))
    allowance = chance.choice([None, None, 300, 700])
    slots = chance.choice([None, None, 0, 1, 2])
    wanted = every_combination.best(discounts, lines, allowance, slots)
    found = best([as_candidate(*one) for one in enumerate(discounts)], basket(*lines, allowance=allowance), slots)
    if (tuple(found.score), found.exact) == (wanted, True) and found.score.amount == sum(
        one.amount for one in found.used
    ):
        return None
    return f"{seed}: {found.score} instead of {wanted}: {lines} {discounts} {allowance} {slots}"


@pytest.mark.parametrize("part", range(4))
def test_the_best_combination_is_the_one_that_trying_all_finds(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    # Few are searched with fewer bounds than many; both ways must agree with all that can be tried here.
    monkeypatch.setattr(search, "FEW", 7 if part % 2 else 0)
    assert [found for seed in range(part * CASES, (part + 1) * CASES) if (found := difference(seed))] == []


@pytest.mark.parametrize("few", [0, 7])
def test_with_buy_x_get_y_among_them_it_is_the_best_too(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(search, "FEW", few)
    seeds = range(few * CASES, (few + 1) * CASES)
    assert [found for seed in seeds if (found := difference(seed, deals=True))] == []


def test_the_dearest_unit_is_not_always_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 0)
    # The 5.00 off are for line 1 alone: the free item is better spent on line 0.
    off = voucher("off", "amount", amount=50, places=(0, 1))
    free = voucher("free", "free_item", places=(0, 1), stacking=Stacking(order=1000))
    last = voucher("last", "amount", amount=500, places=(1,), stacking=Stacking(order=1000))
    assert best([off, free, last], basket((500, 2), (500, 2))).amount == 1037
    assert difference(400_369) is None


def test_free_items_go_to_units_one_each() -> None:
    capped = [voucher(name, "free_item", most=450) for name in "ab"]
    for lines in ([(500, 2)], [(500, 1), (500, 1)]):
        both = [one._replace(places=frozenset(range(len(lines)))) for one in capped]
        assert best(both, basket(*lines)).amount == 900
    one_unit = best([one._replace(most=400) for one in capped], basket((900, 1)))
    assert (one_unit.amount, one_unit.vouchers) == (400, 1)
    whole = best([voucher("a", "free_item", most=500), voucher("b", "free_item")], basket((501, 2)))
    assert (whole.amount, whole.after.units()) == (1001, {0: 1})


def test_turns_are_tried_where_no_order_says_them() -> None:
    fifth, capped = voucher("a", "percent", rate=Ratio(1, 5)), voucher("b", "percent", rate=Ratio(1, 20), most=50)
    for one, other in ((fifth, capped), (capped, fifth)):
        found = best([one._replace(since="1"), other._replace(since="2")], basket((10_000, 1)))
        assert found.amount == 2050
    ordered = [capped._replace(stacking=Stacking(order=1)), fifth]
    assert best(ordered, basket((10_000, 1))).amount == 50 + 1990
    last = [capped, fifth._replace(stacking=Stacking(order=1000))]
    assert best(last, basket((10_000, 1))).amount == 50 + 1990
    free = [voucher("a", "free_item", places=(0, 1), most=500), voucher("b", "free_item", places=(0, 1))]
    assert best(free, basket((1000, 1), (500, 1))).amount == 1500


def test_a_voucher_gives_all_that_it_says_of_a_budget_or_is_not_used() -> None:
    both = [voucher(name, "amount", amount=300, budget="x", budget_left=450) for name in "ab"]
    found = best(both, basket((1000, 1)))
    assert (found.amount, found.vouchers) == (300, 1)


def test_what_all_may_take_together_can_bring_a_voucher_within_its_budget() -> None:
    third = voucher("a", "percent", rate=Ratio(1, 3))
    half = voucher("b", "percent", rate=Ratio(1, 2), places=(1,), budget="x", budget_left=250)
    assert best([half, third], basket((99, 2), (501, 1), allowance=300)).amount == 300


def test_one_voucher_more_never_makes_a_basket_dearer_of_however_many() -> None:
    more = [voucher(f"v{n}", "extra", rate=Ratio(1, 5), expires_on=f"2027-01-{n + 1:02}") for n in range(13)]
    off = voucher("off", "amount", amount=100)
    assert best([*more, off], basket((1000, 1)), 1).amount == 100
    places = (0, 1, 2)
    free = [voucher(f"v{n}", "free_item", places=places, expires_on=f"2027-01-{n + 1:02}") for n in range(13)]
    off = voucher("off", "amount", amount=500, places=places)
    assert best([*free, off], basket((1600, 1), (400, 1), (400, 1)), 2).amount == 2100


def test_what_is_exclusive_goes_with_its_group_alone_whatever_its_effect() -> None:
    tripled = Candidate("campaign", "x3", "x3", "points", frozenset((0,)), Ratio(3, 1), stacking=Stacking(True))
    off = voucher("off", "amount", amount=100)
    found = best([tripled, off], basket((1000, 1)))
    assert (found.amount, found.points) == (100, ())
    joint = [tripled._replace(stacking=Stacking(True, "a")), off._replace(stacking=Stacking(False, "a"))]
    found = best(joint, basket((1000, 1)))
    assert (found.amount, [one.id for one in found.points]) == (100, ["x3"])
    gift = voucher("mug", "gift", stacking=Stacking(True))
    assert best([gift, off], basket((1000, 1))).amount == 100
    assert [one.candidate.id for one in best([gift, tripled], basket((1000, 1))).used] == ["mug"]
    assert best([gift._replace(stacking=Stacking()), off], basket((1000, 1)), 1).vouchers == 1


def test_of_what_brings_the_same_the_fewest_then_those_that_end_first_then_the_oldest_are_used() -> None:
    ends = ["2027-03-01", "2027-01-01", "2027-02-01"]
    many = [voucher(f"v{n}", "amount", amount=600 + n, expires_on=end) for n, end in enumerate(ends)]
    found = best(many, basket((1200, 1)))
    assert [one.candidate.id for one in found.used] == ["v2", "v1"]
    equal = [voucher(f"v{n}", "amount", amount=500, expires_on="2027-01-01", since=f"2026-0{9 - n}") for n in range(3)]
    assert [one.candidate.id for one in best(equal, basket((900, 1))).used] == ["v2", "v1"]
    assert [one.candidate.id for one in best(equal, basket((500, 1))).used] == ["v2"]


def test_equal_vouchers_are_one_candidate_with_a_count() -> None:
    for kind, amount in (("percent", 3_817), ("free_item", 4_000), ("amount", 4_000)):
        many = [voucher(f"v{n:02}", kind, rate=Ratio(1, 20), amount=90) for n in range(60)]
        found = best(many, basket((100, 40)))
        assert (found.exact, found.amount) == (True, amount)
        # Those that were issued first are used first.
        assert [one.candidate.id for one in found.used] == [f"v{n:02}" for n in range(found.vouchers)]


def test_of_many_percentages_not_all_sequences_are_tried_and_the_answer_says_so() -> None:
    rates = [(1, 3), (1, 7), (1, 20), (1, 9), (1, 11)]
    many = [
        voucher(f"v{n}", "percent", rate=Ratio(*rate), most=400 - 3 * n, places=(0, 1)) for n, rate in enumerate(rates)
    ]
    assert best(many[:4], basket((999, 1), (501, 2))).exact
    found = best(many, basket((999, 1), (501, 2)))
    assert not found.exact
    for pair in combinations(many, 2):
        assert found.worth >= best(pair, basket((999, 1), (501, 2))).worth


def mixed(number: int, places: tuple[int, ...]) -> Candidate:
    effect = ["percent", "free_item", "amount", "extra"][number % 4]
    most = 500 + number if number % 2 else None
    return voucher(
        f"v{number}", effect, places=places, rate=Ratio(number + 3, 200), amount=200 + 35 * number, most=most
    )


def test_nobody_waits_for_a_huge_basket(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0

    def counted(candidate: Candidate, before: Remaining, at: int | None = None) -> tuple[Applied, Remaining]:
        nonlocal seen
        seen += len(before.runs)
        return apply_discount(candidate, before, at)

    monkeypatch.setattr(search, "apply_discount", counted)
    lines = [(3 + place % 7, 1 + place % 3) for place in range(500)]
    found = [mixed(number, tuple(range(number % 3, 500, 1 + number % 3))) for number in range(40)]
    combination = best(found, basket(*lines))
    assert not combination.exact
    assert seen < 6 * search.MOST_EFFORT


def test_what_is_cut_is_never_dearer_than_what_is_simple(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(3)
    lines = [(chance.randint(50, 900), 1) for _ in range(6)]
    everything = [mixed(n, tuple(sorted(chance.sample(range(6), 3)))) for n in range(16)]
    monkeypatch.setattr(search, "MOST_EFFORT", 2000)
    for slots in (None, 1, 2, 3):
        found = best(everything, basket(*lines), slots)
        for one in everything:
            assert found.worth >= best([one], basket(*lines), slots).worth
            assert found.worth >= best([other for other in everything if other is not one], basket(*lines), slots).worth
            for other in (other for other in everything if other is not one):
                assert found.worth >= best([one, other], basket(*lines), slots).worth


def random_candidates(seed: int, count: int) -> tuple[list[Candidate], Remaining]:
    chance = Random(seed)
    lines = [(chance.choice([99, 334, 500, 1000]), chance.choice([1, 1, 2])) for _ in range(5)]
    asked = [chance.random() < part for part in (0.3, 0.3, 0.3)]
    discounts = [random_discount(chance, len(lines), *asked) for _ in range(count)]
    found = [as_candidate(*one) for one in enumerate(discounts)]
    return found, basket(*lines, allowance=chance.choice([None, None, 1500]))


@pytest.mark.parametrize("slots", [None, 1, 3])
def test_however_early_a_search_stops_no_pair_is_better(monkeypatch: pytest.MonkeyPatch, slots: int | None) -> None:
    monkeypatch.setattr(combining, "MOST_DIFFERENT", 6)
    monkeypatch.setattr(combining, "REPAIRING_EFFORT", 0)
    monkeypatch.setattr(search, "MOST_EFFORT", 400)
    stopped = 0
    for seed in range(15):
        candidates, start = random_candidates(seed, 9)
        found = best(candidates, start, slots)
        stopped += not found.exact
        for pair in combinations(candidates, 2):
            assert found.worth >= best(pair, start, slots).worth, seed
    assert stopped


@pytest.mark.parametrize("slots", [None, 2])
def test_one_voucher_more_never_makes_a_basket_dearer(slots: int | None) -> None:
    for seed in range(100, 125):
        candidates, start = random_candidates(seed, 8)
        found = best(candidates, start, slots)
        if found.exact:
            for one in candidates:
                without = best([other for other in candidates if other is not one], start, slots)
                assert one.kind != "voucher" or found.worth >= without.worth, seed
