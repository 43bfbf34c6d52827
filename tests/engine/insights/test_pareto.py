"""How much of the whole comes from how few."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights.pareto import pareto


def test_of_ten_members() -> None:
    found = pareto([500, 200, 100, 80, 50, 30, 20, 10, 6, 4])
    assert (found["members"], found["amount"]) == (10, 1000)
    top = {one["share"]: (one["members"], one["amount"], one["of_amount"]) for one in found["top"]}
    assert top == {
        "0.01": (1, 500, "0.5000"),
        "0.05": (1, 500, "0.5000"),
        "0.10": (1, 500, "0.5000"),
        "0.20": (2, 700, "0.7000"),
        "0.50": (5, 930, "0.9300"),
        "0.80": (8, 990, "0.9900"),
    }
    assert found["half"] == {"members": 1, "of_members": "0.1000"}
    assert found["four_fifths"] == {"members": 3, "of_members": "0.3000"}
    assert (len(found["curve"]), found["curve"][:2], found["curve"][11], found["curve"][-1]) == (
        101,
        [0, 500],
        700,
        1000,
    )


def test_of_nobody() -> None:
    found = pareto([])
    assert (found["members"], found["amount"], found["curve"]) == (0, 0, [0] * 101)
    assert found["top"][0] == {"share": "0.01", "members": 0, "amount": 0, "of_amount": None}
    assert found["half"] == found["four_fifths"] == {"members": 0, "of_members": None}


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=300))
def test_each_figure_is_the_sum_of_the_largest(measures: list[int]) -> None:
    falling = sorted(measures, reverse=True)
    found = pareto(falling)
    for step, amount in enumerate(found["curve"]):
        assert amount == sum(falling[: -(-step * len(falling) // 100)])
    for name, five_parts in (("half", 5), ("four_fifths", 8)):
        fewest = found[name]["members"]
        assert 10 * sum(falling[:fewest]) >= five_parts * sum(falling) > 10 * sum(falling[: fewest - 1])
