"""Serves the API, works in the background, and keeps the database."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist

from app.cli.shell import ProgramSlug, id_of_program, print_json, run_with, settings_or_stop, telling_of_new_database


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
    """Migrate the database to the newest schema."""
    from app.store.connection.schema import migrate as migrate_database

    settings = settings_or_stop()
    with telling_of_new_database(settings.database_url):
        asyncio.run(migrate_database(settings.database_url, wait_seconds=settings.database_wait_seconds))
    typer.echo("the database has the newest schema")


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
