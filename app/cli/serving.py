"""Serves the API, works in the background, and keeps the database."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist

from app.cli.shell import (
    ProgramSlug,
    id_of_program,
    print_json,
    run_with,
    settings_or_stop,
    stop,
    telling_of_new_database,
)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes (PostgreSQL only); by default as many as help.")
    ] = None,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Do background work here too.")] = True,
) -> None:
    """Serve the API."""
    if not worker:
        # Every serving process reads its settings from the environment.
        os.environ["GOLDLIST_WORKER"] = "false"
    from app.main import serve_forever

    settings = settings_or_stop()
    serve_forever(settings, host, port, processes or settings.processes)


def worker() -> None:
    """Do background work without serving: apply effects of time, and verify members."""
    from app.main import work_forever

    work_forever(settings_or_stop())


def migrate() -> None:
    """Migrate the database to the newest schema. In a cluster, spread new tables over its servers."""
    from app.store.connection.schema import migrate as migrate_database
    from app.store.connection.spreading import plan, spread

    settings = settings_or_stop()
    url, seconds = settings.database_url, settings.database_wait_seconds
    with telling_of_new_database(url):
        asyncio.run(migrate_database(url, wait_seconds=seconds))
    typer.echo("the database has the newest schema")
    left = asyncio.run(plan(url, wait_seconds=seconds))
    if left is None:
        return
    if left.full and not left.begun:
        typer.echo(
            "this is a cluster, but all rows are on its coordinator: stop Goldlist and run `goldlist distribute`",
            err=True,
        )
        return
    with _telling_of_the_cluster(may_go_on=not left.tables):
        asyncio.run(spread(url, left.tables, wait_seconds=seconds))
        if left.tables:
            typer.echo(f"spread {len(left.tables)} tables over the servers of the cluster")


def distribute(
    yes: Annotated[bool, typer.Option("--yes", help="Begin without a question.")] = False,
) -> None:
    """Spread tables with rows over the servers of a cluster. Stop Goldlist first: nobody may write meanwhile."""
    from app.progress import Progress
    from app.store.connection.spreading import plan, spread

    settings = settings_or_stop()
    url, seconds = settings.database_url, settings.database_wait_seconds
    left = asyncio.run(plan(url, wait_seconds=seconds))
    if left is None:
        stop("the database is not one of a cluster: it has no Citus extension")
    if not left.tables:
        typer.echo("every table is spread already")
        return
    typer.echo(
        f"{len(left.tables)} tables are to be spread, {len(left.full)} of them with rows, which are copied to other "
        "servers. Goldlist must be stopped, and there should be a backup: no command brings them back to one server.",
        err=True,
    )
    if not yes:
        typer.confirm("spread them now?", abort=True, err=True)
    with _telling_of_the_cluster(), Progress("spreading", len(left.tables), "tables") as progress:
        asyncio.run(spread(url, left.tables, wait_seconds=seconds, on_table=lambda table: progress.add(1)))
    typer.echo(f"spread {len(left.tables)} tables over the servers of the cluster")


@contextmanager
def _telling_of_the_cluster(*, may_go_on: bool = False) -> Iterator[None]:
    """Stop with advice if the cluster is not set up; if that may go on, only tell of a server's refusal."""
    from app.store.connection.spreading import NoCoordinator, NodesRefuse

    try:
        yield
    except NoCoordinator as error:
        stop(f"the cluster does not know the address of its coordinator; run there: {error}")
    except NodesRefuse as error:
        if not may_go_on:
            stop(str(error))
        typer.echo(str(error), err=True)


def verify(
    slug: ProgramSlug,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild every state from the tables.")] = False,
) -> None:
    """Verify every member's stored state against the ledger."""
    from app.progress import Progress

    async def run(goldlist: "Goldlist") -> Any:
        total = await goldlist.verification.count_members(await id_of_program(goldlist, slug))
        with Progress("verifying", total, "members") as progress:
            return await goldlist.verification.verify(
                await id_of_program(goldlist, slug), rebuild=rebuild, on_progress=progress.add
            )

    found = run_with(run)
    for difference in found.differences:
        typer.echo(difference, err=True)
    print_json(
        {
            "state_hash": found.state_hash,
            "entries": found.entries,
            "members": found.members,
            "ok": not found.differences,
        }
    )
    if found.differences:
        raise typer.Exit(1)


def openapi(
    events: Annotated[bool, typer.Option("--events", help="The AsyncAPI document of the events instead.")] = False,
) -> None:
    """Print the OpenAPI document."""
    from app.api.contract.event_documents import asyncapi
    from app.api.http.application import openapi_document

    document = openapi_document()
    typer.echo(json.dumps(asyncapi(document) if events else document, indent=2, ensure_ascii=False))


def demo(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port; by default 8000 or a free one.")] = None,
    folder: Annotated[Path, typer.Option(help="The folder for the sample database.")] = Path("demo"),
) -> None:
    """Create a sample shop, replay its purchases through the API, show the results, and keep serving."""
    from app.demo import run_demo

    run_demo(port, folder)
