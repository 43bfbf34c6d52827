"""What is left of the rate where much has gathered: medians and ratios, as a table and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.contests import FRESH, GROWN, GROWTH, Contest, Round
from bench.report import Rounds, aligned, median, ratio, rounded

HEADS = ("what growth costs", "grown", "fresh", "grown/fresh", "goal", "grown", "fresh", "")
UNITS = ("", "/s", "/s", "", "", "µs CPU", "µs CPU", "what has gathered")
WORDS = {
    "million": "{members:,} members, {purchases:,} purchases, {entries:,} entries",
    "years": "{purchases:,} purchases of the member, whose state is {state_bytes:,} bytes",
}
WORDS["rich"] = WORDS["years"]


class Growth(NamedTuple):
    """One contest of Goldlist against itself. CPU is the server's and the database's."""

    contest: Contest
    grown_rate: float
    fresh_rate: float
    of_fresh: float
    grown_us: float
    fresh_us: float
    size: Mapping[str, int]


def growth_of(rounds: Rounds, sizes: Mapping[Contest, Mapping[str, int]]) -> list[Growth]:
    """What growth cost in each contest of it."""
    return [
        Growth(
            contest,
            median(rounds[contest, GROWN], "rate"),
            median(rounds[contest, FRESH], "rate"),
            ratio(rounds[contest, GROWN], rounds[contest, FRESH]),
            _us(rounds[contest, GROWN]),
            _us(rounds[contest, FRESH]),
            size,
        )
        for contest, size in sizes.items()
    ]


def growth_table(found: Sequence[Growth]) -> str:
    """The same as text for a terminal."""
    return aligned([HEADS, UNITS, *map(_row, found)], left=(0, len(HEADS) - 1))


def growth_document(found: Sequence[Growth], rounds: Rounds) -> list[dict[str, Any]]:
    """The same for bench/results.json."""
    return [
        {
            "name": one.contest.name,
            **{name: rounded(value) for name, value in one._asdict().items() if name not in ("contest", "size")},
            "goal": one.contest.goal,
            "size": dict(one.size),
            "rounds": {system: [rounded(each.rate) for each in rounds[one.contest, system]] for system in GROWTH},
        }
        for one in found
    ]


def _row(one: Growth) -> tuple[str, ...]:
    return (
        f"  {one.contest.title} on {one.contest.database}",
        f"{one.grown_rate:,.0f}",
        f"{one.fresh_rate:,.0f}",
        f"{one.of_fresh:.2f}",
        f"{one.contest.goal}",
        f"{one.grown_us:,.0f}",
        f"{one.fresh_us:,.0f}",
        WORDS[one.contest.work].format(**one.size),
    )


def _us(rounds: Sequence[Round]) -> float:
    return median(rounds, "server_us") + median(rounds, "database_us")
