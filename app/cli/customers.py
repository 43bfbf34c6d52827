"""Knowing the customers: reviews, the golden list and rehearsals."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from rich.console import Console

    from app.actions.goldlist import Goldlist

from app.cli.shell import (
    DocumentFile,
    ProgramSlug,
    day_option,
    faults_text,
    id_of_program,
    print_json,
    read_document,
    run_with,
    stop,
)

PLAIN_WIDTH = 118
SAMPLE = r"0\.(0[1-9]|[1-9][0-9]?)|1(\.00?)?"


def review(
    slug: ProgramSlug,
    as_of: Annotated[str | None, typer.Option(help="The business day (YYYY-MM-DD); today by default.")] = None,
    backfill_from: Annotated[
        str | None, typer.Option(help="First make the missing scheduled reviews as of days from this one.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the lists, one CSV file each.")] = None,
) -> None:
    """Review all customers as of a day, and optionally write its lists."""
    from app.engine.model.book import Refusal
    from app.review_command import review as review_all
    from app.review_command import write_lists

    as_of = day_option("--as-of", as_of) if as_of else None
    backfill_from = day_option("--backfill-from", backfill_from) if backfill_from else None

    async def run(goldlist: "Goldlist") -> Any:
        program_id = await id_of_program(goldlist, slug)
        ended = await review_all(goldlist, program_id, as_of, backfill_from)
        files = []
        if out and not isinstance(ended, Refusal) and ended.status == "done":
            files = await write_lists(goldlist, program_id, ended.review_id, out)
        return ended, files

    if out:
        out.mkdir(parents=True, exist_ok=True)
    ended, files = run_with(run)
    if isinstance(ended, Refusal):
        stop(ended.detail)
    if ended.status != "done":
        stop("the review failed; the log has the reason")
    for file in files:
        typer.echo(f"wrote {file}", err=True)
    grades = {one["grade"]: one["members"] for one in json.loads(ended.figures)["grades"]}
    print_json({"review": ended.review_id, "as_of": ended.as_of, "members": ended.members, "grades": grades})


def show_golden_list(
    slug: ProgramSlug,
    grade: Annotated[str | None, typer.Option(help="Only members with this golden grade.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The number of members shown on the terminal.")] = 50,
    out: Annotated[Path | None, typer.Option(help="A file for the whole list as CSV, instead of a table.")] = None,
) -> None:
    """Show the golden list, or write it as CSV."""
    from app.actions.customers.insights.insight_rows import Wanted
    from app.engine.model.book import Refusal

    wanted = Wanted(None, limit + 1, grade=grade)

    async def read(goldlist: "Goldlist") -> Any:
        program_id = await id_of_program(goldlist, slug)
        found = await goldlist.golden_list.page(program_id, wanted)
        if out and not isinstance(found, Refusal):
            with out.open("wb") as file:
                async for part in goldlist.golden_list.csv(program_id, wanted, with_names=True):
                    file.write(part)
        return found

    found = run_with(read)
    if isinstance(found, Refusal):
        hint = "; `goldlist review` makes one" if found.problem == "no-review" else ""
        stop(f"{found.detail}{hint}")
    if out is None:
        from app.insight_tables import golden_table

        rows = [row.told for row in found.rows[:limit]]
        _console().print(golden_table(rows, found.currency))
        more = f"; the first {limit}" if len(found.rows) > limit else ""
        typer.echo(f"as of {found.review.as_of}{more}", err=True)


def rehearse(
    slug: ProgramSlug,
    file: DocumentFile,
    against: Annotated[
        Path | None, typer.Option(help="A document to compare with; by default, the published version.")
    ] = None,
    version: Annotated[int | None, typer.Option(min=1, help="A published version to compare with.")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Compare with nothing.")] = False,
    first_day: Annotated[
        str | None, typer.Option("--from", help="The first business day; 12 months before the last by default.")
    ] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last business day; today by default.")] = None,
    warm_up_months: Annotated[
        int | None, typer.Option(min=0, max=12, help="Months before that fill windows; the longest by default.")
    ] = None,
    spend_points: Annotated[
        Literal["none", "as_recorded", "when_enough"], typer.Option(help="How points and vouchers are spent.")
    ] = "as_recorded",
    sample: Annotated[str | None, typer.Option(help="A share of the customers, such as 0.10.")] = None,
    sales: Annotated[Path | None, typer.Option("--csv", help="Purchases as CSV, in place of those on record.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file for the whole answer as JSON.")] = None,
) -> None:
    """Rehearse a document on past sales, beside the published one, without publishing it."""
    from app.actions.files.csv_form import Unreadable
    from app.engine.model.book import Refusal
    from app.rehearse_command import Wish, show_rehearsal
    from app.rehearse_command import rehearse as rehearse_all

    if sum((against is not None, version is not None, alone)) > 1:
        stop("only one of --against, --version and --alone")
    if sample is not None and not re.fullmatch(SAMPLE, sample, re.ASCII):
        raise typer.BadParameter("a share from 0.01 to 1", param_hint="--sample")
    draft, other = read_document(file), read_document(against) if against else version
    first_day = day_option("--from", first_day) if first_day else None
    last_day = day_option("--to", last_day) if last_day else None

    async def run(goldlist: "Goldlist") -> Any:
        program = await goldlist.programs.by_slug(slug)
        compared = [] if alone else [other or program.rules.version]
        names = [file.name] if alone else [against.name if against else f"version {compared[0]}", file.name]
        wish = Wish(
            documents=[*compared, draft],
            first_on=first_day,
            last_on=last_day,
            warm_up_months=warm_up_months,
            spend_points=spend_points,
            sample=sample,
            file=sales,
        )
        return await rehearse_all(goldlist, program.id, wish), names, program.currency

    try:
        rehearsed, names, currency = run_with(run)
    except Unreadable as error:
        stop(str(error))
    if isinstance(rehearsed, Refusal):
        stop(rehearsed.detail)
    if isinstance(rehearsed, list):
        for place, name in enumerate(names):
            rehearsed = [one._replace(pointer=one.pointer.replace(f"/documents/{place}", name, 1)) for one in rehearsed]
        stop(faults_text(rehearsed))
    if out:
        members = {"winners": rehearsed.winners, "losers": rehearsed.losers}
        out.write_text(json.dumps({**rehearsed.told, **members}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    show_rehearsal(_console(), rehearsed, names, currency)


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)
