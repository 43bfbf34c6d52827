"""Reports for accounting, and goods that no rule matches."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist

from app.cli.shell import ProgramSlug, count_text, day_option, id_of_program, print_json, run_with, stop

MOST_PURCHASES_READ = 1_000_000


def settlements(
    slug: ProgramSlug,
    first_day: Annotated[str, typer.Option("--from", help="The first business day (YYYY-MM-DD).")],
    last_day: Annotated[str, typer.Option("--to", help="The last business day (YYYY-MM-DD).")],
    out: Annotated[Path | None, typer.Option(help="The file to write; by default, standard output.")] = None,
) -> None:
    """Write the settlements of rebates as CSV, for accounting."""
    first_day, last_day = day_option("--from", first_day), day_option("--to", last_day)
    if last_day < first_day:
        stop("--to must not be before --from")

    async def write(goldlist: "Goldlist") -> None:
        program_id = await id_of_program(goldlist, slug)
        with out.open("wb") if out else nullcontext(sys.stdout.buffer) as file:
            async for part in goldlist.reports.settlements(program_id, first_day, last_day):
                file.write(part)

    run_with(write)


def list_unmatched(
    slug: ProgramSlug,
    first_day: Annotated[str | None, typer.Option("--from", help="The first business day (YYYY-MM-DD).")] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last business day; today by default.")] = None,
) -> None:
    """List goods sold that no rule matches, by category or sku; of the last 30 days by default."""
    from app.engine.model.book import Refusal

    first_day = day_option("--from", first_day) if first_day else None
    last_day = day_option("--to", last_day) if last_day else None

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.reports.unmatched_goods(
            await id_of_program(goldlist, slug), first_day, last_day, MOST_PURCHASES_READ
        )

    found = run_with(read)
    if isinstance(found, Refusal):
        stop("--to must not be before --from")
    for row in found["data"]:
        print_json(row)
    told = f"{count_text(found['purchases'], 'purchase')} from {found['from']} to {found['to']} checked"
    typer.echo(told if found["complete"] else f"{told}, the newest; there are more", err=True)
    for kind in ("categories", "skus"):
        if unsold := found[f"unsold_{kind}"]:
            typer.echo(f"{kind} named by a rule but never sold: {', '.join(unsold)}", err=True)
