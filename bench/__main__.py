"""`./run bench`: measures Goldlist against its rivals, in turn, on this machine."""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from app.progress import Progress
from bench import contests, event_costs, generators, pages, reviews
from bench.arena import Arena, pgbench_program
from bench.contests import FLOOR, GROWTH, OVERLOAD, POSTGRESQL, RUSH, Contest, Round
from bench.databases import disk_us
from bench.growth import Growth, growth_document, growth_of, growth_table
from bench.overload import Overload, overload_document, overload_of, overload_table
from bench.picture import picture
from bench.processes import Failed
from bench.report import Line, document, lines, machine, table

HERE = Path(__file__).parent
# More than this many programs that want a core each, and the figures say more of them than of us.
CALM_PER_CORE = 0.5
REVIEWS, PAGES = "review", "pages"
EVENTS = "events"


class Length(NamedTuple):
    """How long a run takes. `copies`: how many times over a database is grown."""

    rounds: int
    seconds: float
    history_baskets: int
    import_baskets: int
    copies: int


FULL = Length(5, 4, 10_000, 10_000, 499)
QUICK = Length(2, 1, 2_000, 2_000, 24)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Two short rounds: for trying, not for telling.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Contests with this in their name; may be repeated.")] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="How many rounds, rather than 5 or 2.")] = None,
    folder: Annotated[Path, typer.Option(help="Where results.json and results.svg go.")] = HERE,
    large: Annotated[
        bool, typer.Option("--large", help="Those with a million members too: some 5 minutes and 8 GB of disk more.")
    ] = False,
    members: Annotated[
        int, typer.Option(min=1_000, help="With --only review: the number of members, with four purchases each.")
    ] = 200_000,
    names: Annotated[bool, typer.Option("--names", help="Only print the names of the contests.")] = False,
) -> None:
    """Measure, print the table, write the results."""
    if only == [REVIEWS]:
        for name, value in reviews.measure(members):
            typer.echo(f"{name:<40} {value}")
        return
    if only == [EVENTS]:
        for name, value, _ in event_costs.measure(rounds or event_costs.ROUNDS):
            typer.echo(f"{name:<40} {value}")
        return
    if only == [PAGES]:
        measured = pages.measure()
        typer.echo("\n".join(measured.table))
        for fault in measured.faults:
            _say(f"OVER: {fault}")
        raise typer.Exit(1 if measured.faults else 0)
    chosen = contests.chosen(only or [], large)
    if names or not chosen:
        listed = chosen or contests.CONTESTS
        typer.echo("\n".join(f"{one.name}{' (with --large)' if one.large else ''}" for one in listed))
        raise typer.Exit(0 if names else 2)
    length = QUICK if quick else FULL
    length = length._replace(rounds=rounds or length.rounds)
    load_before = os.getloadavg()[0] / (os.cpu_count() or 1)
    if load_before > CALM_PER_CORE:
        _say(f"this machine is at work already (load {load_before:.1f} a core): only ratios will tell something")
    if generators.GENERATOR != "wrk":
        _say("there is no wrk on this machine: a generator in Python is used, which costs more; rates come out lower")
        chosen = [one for one in chosen if one.systems != OVERLOAD]
    if not pgbench_program():
        _say("there is no pgbench on this machine: the floor on PostgreSQL is left out")
        chosen = [_without_floor(one) if one.database == POSTGRESQL else one for one in chosen]
    try:
        found, grown, rushed, wrong, results = _measure(chosen, length, load_before)
    except Failed as failed:
        _say(str(failed))
        raise typer.Exit(1) from None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "results.svg").write_text(picture(found, _machine_text()), "utf-8")
    tables = (found and table(found), grown and growth_table(grown), rushed and overload_table(rushed))
    typer.echo("\n\n".join(one for one in tables if one))
    typer.echo("\nEverything that was acknowledged is kept, and every state can be made again." if not wrong else "")
    for one in wrong:
        _say(f"WRONG: {one}")
    raise typer.Exit(1 if wrong else 0)


def _measure(
    chosen: list[Contest], length: Length, load_before: float
) -> tuple[list[Line], list[Growth], list[Overload], list[str], dict[str, object]]:
    pairs = [(contest, system) for contest in chosen for system in contest.systems]
    rounds: dict[tuple[Contest, str], list[Round]] = defaultdict(list)
    with Arena(*length[1:]) as arena:
        for contest in chosen:
            arena.prepare(contest)
        with Progress("warming up", len(pairs), "contestants") as progress:
            for contest, system in pairs:
                arena.warm_up(contest, system)
                progress.add(1)
        with Progress("measuring", len(pairs) * length.rounds, "rounds") as progress:
            for number in range(length.rounds):
                # Whoever went first goes last the next time.
                for contest, system in pairs if number % 2 == 0 else reversed(pairs):
                    rounds[contest, system].append(arena.round(contest, system))
                    progress.add(1)
        _say("verifying what was recorded")
        arena.stop()
        wrong = arena.checks()
        wrong += [
            f"{system} in {contest.name}: {one.refused} refused, {one.broken} connections broken"
            for (contest, system), its in rounds.items()
            for one in its
            if (one.refused and system != RUSH) or one.broken
        ]
        sizes = {contest: arena.sizes(contest) for contest in chosen if contest.systems == GROWTH}
        run = {**length._asdict(), "load_before": round(load_before, 2), "disk_us": disk_us(arena.folder)}
    # In the order of the contests, whichever went first.
    ordered = {pair: rounds[pair] for pair in pairs}
    found, grown, rushed = lines(ordered), growth_of(ordered, sizes), overload_of(ordered)
    results = {
        **document(found, ordered, wrong, run),
        "growth": growth_document(grown, ordered),
        "overload": overload_document(rushed, ordered),
    }
    return found, grown, rushed, wrong, results


def _without_floor(contest: Contest) -> Contest:
    return contest._replace(systems=tuple(one for one in contest.systems if one not in FLOOR))


def _machine_text() -> str:
    its = machine()
    return f"{its['processor']}, {its['cores']} cores for everything: tills, service and database. Every commit kept."


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    app(prog_name="./run bench")
