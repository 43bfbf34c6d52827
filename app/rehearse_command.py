"""`goldlist rehearse`: runs past sales through a document, and shows the cost beside that of another."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from rich.console import Console

from app.actions.customers.rehearsals.rehearsals import RehearsalRequest
from app.actions.files.rehearsal_file import read_histories
from app.actions.goldlist import Goldlist
from app.api.operations.administration.rehearsal_answers import RehearsedMemberAnswer, rehearsal_told, rehearsed_member
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.checks.fault import Fault
from app.engine.rehearsal.members import FileMembers
from app.engine.rehearsal.plan import SpendPoints, usual_first_on
from app.progress import Progress
from app.rehearsal_tables import figures_table, grades_table, members_table, winners_text
from app.store.queries.customers.rehearsals import RehearsedOf
from app.store.rows.programs import RehearsalRow

LARGEST_SHOWN: Final = 5
LARGEST_TOLD: Final = 20


class Rehearsed(NamedTuple):
    """The answer of a rehearsal, and the members who receive more or less with the second document, most first."""

    told: Mapping[str, Any]
    winners: Sequence[Mapping[str, Any]]
    losers: Sequence[Mapping[str, Any]]


class Wish(NamedTuple):
    """The documents to rehearse, the one to compare with first; a number is a version. None means the default."""

    documents: Sequence[dict[str, Any] | int]
    first_on: str | None = None
    last_on: str | None = None
    warm_up_months: int | None = None
    spend_points: SpendPoints = "as_recorded"
    sample: str | None = None
    file: Path | None = None


async def rehearse(goldlist: Goldlist, program_id: str, wish: Wish) -> Rehearsed | Refusal | list[Fault]:
    """Rehearse now, and show the progress."""
    program = await goldlist.programs.known(program_id)
    read = read_histories(wish.file, program) if wish.file else None
    last_on = wish.last_on or (read and read.last_on) or program.business_date(program.now(goldlist.clock()))
    request = RehearsalRequest(
        program_id=program_id,
        external_id=f"command-{instant_text(goldlist.clock())}",
        fingerprint="",
        documents=wish.documents,
        first_on=wish.first_on or usual_first_on(last_on),
        last_on=last_on,
        warm_up_months=wish.warm_up_months,
        spend_points=wish.spend_points,
        sample=wish.sample,
    )
    return await (_of_file(goldlist, request, read) if read else _of_records(goldlist, request))


async def _of_file(
    goldlist: Goldlist, request: RehearsalRequest, read: FileMembers
) -> Rehearsed | Refusal | list[Fault]:
    with Progress("rehearsing", len(read.members), "customers") as progress:
        if read.left_out:
            progress.say(f"{read.left_out} baskets of guests, or that cannot be read, are left out")
        found = await goldlist.rehearsals.of_file(request, read, lambda _: progress.add(1))
    if isinstance(found, Refusal | list):
        return found
    ended, rows = found
    listed = [rehearsed_member(RehearsedOf(one, one.member_id.removeprefix("mem_"))) for one in rows]
    most = sorted(listed, key=lambda one: (-one.difference, one.member))
    return _rehearsed(ended, most[:LARGEST_TOLD], listed[:LARGEST_TOLD])


async def _of_records(goldlist: Goldlist, request: RehearsalRequest) -> Rehearsed | Refusal | list[Fault]:
    begun = await goldlist.rehearsals.start(request)
    if isinstance(begun, Refusal | list):
        return begun
    rehearsal, _ = begun
    with Progress("rehearsing", rehearsal.wanted, "members") as progress:
        shown = 0

        def on_progress(done: int) -> None:
            nonlocal shown
            progress.add(done - shown)
            shown = done

        ended = await goldlist.rehearsals.finish(rehearsal, on_progress)
    if ended is None:
        return Refusal("not-found", "the rehearsal was cancelled")
    if ended.status != "done":
        return Refusal("internal-error", "the rehearsal failed; the log has the reason")
    most, least = [
        [rehearsed_member(one) for one in rows]
        for rows in (
            await goldlist.rehearsals.members(rehearsal.rehearsal_id, LARGEST_TOLD, winners=True),
            await goldlist.rehearsals.members(rehearsal.rehearsal_id, LARGEST_TOLD, winners=False),
        )
    ]
    return _rehearsed(ended, most, least)


def _rehearsed(
    ended: RehearsalRow, most: Sequence[RehearsedMemberAnswer], least: Sequence[RehearsedMemberAnswer]
) -> Rehearsed:
    return Rehearsed(
        rehearsal_told(ended).model_dump(by_alias=True),
        winners=[one.model_dump() for one in most if one.difference > 0],
        losers=[one.model_dump() for one in least if one.difference < 0],
    )


def show_rehearsal(console: Console, rehearsed: Rehearsed, names: Sequence[str], currency: str) -> None:
    """Print a rehearsal as tables."""
    told = rehearsed.told
    sample = f" (a sample of {told['sample']})" if told["sample"] else ""
    purchases = told["documents"][0]["total"]["purchases"]
    console.print(
        f"[bold]Rehearsal[/bold] from {told['from']} to {told['to']}: {purchases:,} purchases of "
        f"{told['members']:,} customers{sample}"
    )
    console.print()
    console.print(figures_table(told, names, currency))
    if told["compared"]:
        console.print()
        console.print(winners_text(told, currency))
    console.print()
    console.print(grades_table(told, names, currency))
    for title, rows in (
        ("Largest gains" if told["compared"] else "Largest values", rehearsed.winners),
        ("Largest losses", rehearsed.losers),
    ):
        if rows:
            console.print()
            console.print(title, style="bold")
            console.print(members_table(rows[:LARGEST_SHOWN], names, currency))
    console.print()
    for assumption in told["assumes"]:
        console.print(assumption, style="dim")
    for left_out in told["not_counted"]:
        name = names[left_out["document"] - 1]
        console.print(f"Not counted in {name}: {left_out['pointer']} {left_out['why']}.", style="dim")
