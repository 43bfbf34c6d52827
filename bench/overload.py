"""What is left of the rate when five times as much comes as can be done: medians and ratios, as a table and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.contests import CALM, OVERLOAD, RUSH, Contest
from bench.report import Rounds, aligned, median, ratio, rounded

HEADS = ("what a rush leaves", "calm", "asked for", "done", "done/calm", "goal", "calm", "rush", "late")
UNITS = ("", "/s", "/s", "/s", "", "", "µs CPU", "µs CPU", "")


class Overload(NamedTuple):
    """One contest of Goldlist against itself. CPU is the server's, in the calm for a purchase and in the rush for a
    request, most of which are turned away. `late`: the part of all answers that came too late to count.
    """

    contest: Contest
    calm_rate: float
    asked_rate: float
    done_rate: float
    of_calm: float
    calm_us: float
    rush_us: float
    late: float


def overload_of(rounds: Rounds) -> list[Overload]:
    """What was left in each contest of it."""
    contests = [contest for contest, system in rounds if system == RUSH]
    return [_overload_of(rounds, contest) for contest in contests]


def _overload_of(rounds: Rounds, contest: Contest) -> Overload:
    calm, rush = rounds[contest, CALM], rounds[contest, RUSH]
    return Overload(
        contest,
        median(calm, "rate"),
        median(rush, "asked_rate"),
        median(rush, "rate"),
        ratio(rush, calm),
        median(calm, "server_us"),
        median(rush, "server_us"),
        sum(one.late for one in rush) / max(1, sum(one.count for one in rush)),
    )


def overload_table(found: Sequence[Overload]) -> str:
    """The same as text for a terminal."""
    return aligned([HEADS, UNITS, *map(_row, found)])


def overload_document(found: Sequence[Overload], rounds: Rounds) -> list[Mapping[str, Any]]:
    """The same for bench/results.json."""
    return [
        {
            "name": one.contest.name,
            **{name: rounded(value) for name, value in one._asdict().items() if name != "contest"},
            "goal": one.contest.goal,
            "rounds": {system: [rounded(each.rate) for each in rounds[one.contest, system]] for system in OVERLOAD},
        }
        for one in found
    ]


def _row(one: Overload) -> tuple[str, ...]:
    return (
        f"  {one.contest.title} on {one.contest.database}",
        f"{one.calm_rate:,.0f}",
        f"{one.asked_rate:,.0f}",
        f"{one.done_rate:,.0f}",
        f"{one.of_calm:.2f}",
        f"{one.contest.goal}",
        f"{one.calm_us:,.0f}",
        f"{one.rush_us:,.0f}",
        f"{one.late:.0%}",
    )
