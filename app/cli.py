"""The command `goldlist`: everything that is done to a Goldlist from a shell."""

import asyncio
import codecs
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import typer

from app import __version__
from app.actions.keys import SCOPES
from app.store.connection.errors import (
    AlreadyServed,
    DatabaseSilent,
    DatabaseUnavailable,
    NoDatabase,
    SchemaInUse,
    SchemaOutdated,
)

# Each command imports what it needs: all of it takes a second, which --version and --help are not to wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist
    from app.actions.import_purchases import Imported
    from app.engine.program.faults import Fault
    from app.settings import Settings

MOST_REASONS = 5
MOST_PURCHASES_READ = 1_000_000
SLUG = "[a-z0-9][a-z0-9-]{0,63}"

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
program = typer.Typer(no_args_is_help=True, help="Make programmes, look at them, and publish their next versions.")
keys = typer.Typer(no_args_is_help=True, help="Make, list and revoke API keys.")
app.add_typer(program, name="program")
vouchers = typer.Typer(no_args_is_help=True, help="Fill the pools of partners' codes.")
app.add_typer(keys, name="keys")
app.add_typer(vouchers, name="vouchers")

Slug = Annotated[str, typer.Option("--slug", help="The programme's short name, as corner-coffee.")]
ProgramSlug = Annotated[str, typer.Option("--program", help="The programme's short name.")]
DocumentFile = Annotated[Path, typer.Option("--file", help="The programme document, JSON.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"goldlist {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Goldlist: an exact, explainable loyalty-points service."""


def main() -> None:
    """Run the command, with what goes wrong told in one line."""
    try:
        app()
    except (DatabaseUnavailable, sqlite3.OperationalError) as error:
        _stop_at_database(_first_line(error))
    except NoDatabase as error:
        _stop_at_database(str(error))
    except (AlreadyServed, SchemaInUse, SchemaOutdated) as error:
        _stop(str(error))
    except OSError as error:
        _stop(_os_words(error))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes (PostgreSQL only).")] = 1,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Do background work here too.")] = True,
) -> None:
    """Serve the API."""
    if not worker:
        # Every process that serves reads its settings from here.
        os.environ["GOLDLIST_WORKER"] = "false"
    from app.main import serve_forever

    serve_forever(_settings(), host, port, processes)


@app.command()
def worker() -> None:
    """Do background work without serving: time passes, and members are checked against the tables."""
    from app.main import work_forever

    work_forever(_settings())


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from app.store.connection.schema import migrate as migrate_database

    settings = _settings()
    with _telling_of_new_database(settings.database_url):
        asyncio.run(migrate_database(settings.database_url, wait_seconds=settings.database_wait_seconds))
    typer.echo("the database has the newest schema")


@program.command("create")
def create_program(
    slug: Slug,
    file: DocumentFile,
    test: Annotated[bool, typer.Option("--test", help="A test programme, whose time can be moved.")] = False,
    clock: Annotated[str | None, typer.Option(help="Where a test programme's time stands (RFC 3339).")] = None,
) -> None:
    """Make a programme from a document; prints its id, slug and an admin key."""
    if clock is not None and not test:
        _stop("--clock is for test programmes: add --test")
    if not re.fullmatch(SLUG, slug, re.ASCII):
        _stop("--slug is 1 to 64 of a-z 0-9 and -, as corner-coffee")
    document = _document(file)
    stands_at = _instant("--clock", clock) if clock is not None else None
    if faults := _faults(document):
        _stop(_faults_text(faults))
    with _telling_of_new_database(_settings().database_url):
        made = _run(
            lambda goldlist: goldlist.create_program(slug, document, test=test, clock=stands_at), may_create=True
        )
    if isinstance(made, list):
        _stop(_faults_text(made))
    _print_json({"program_id": made.program_id, "slug": slug, "api_key": made.key})


@program.command("publish")
def publish_program(slug: Slug, file: DocumentFile) -> None:
    """Publish a programme's next version, or list what is wrong with it."""
    from app.engine.model.book import Refusal

    document = _document(file)

    async def publish(goldlist: "Goldlist") -> int:
        version = await goldlist.publish(await goldlist.program_id(slug), document, None)
        if isinstance(version, int):
            return version
        _stop(version.detail if isinstance(version, Refusal) else _faults_text(version))

    _print_json({"slug": slug, "version": _run(publish)})


@program.command("list")
def list_programs() -> None:
    """List all programmes, one a line."""
    for told in _run(lambda goldlist: goldlist.programs()):
        _print_json(told)


@program.command("show")
def show_program(
    slug: Slug,
    version: Annotated[int | None, typer.Option(min=1, help="Which version; the newest if left out.")] = None,
) -> None:
    """Print a programme's document, as `publish` takes it."""

    async def read(goldlist: "Goldlist") -> "tuple[int, str] | None":
        return await goldlist.program(await goldlist.program_id(slug), version)

    found = _run(read)
    if found is None:
        _stop(f"the programme has no version {version}")
    typer.echo(json.dumps(json.loads(found[1]), indent=2, ensure_ascii=False))


@program.command("check")
def check_program(
    file: DocumentFile,
    slug: Annotated[
        str | None, typer.Option("--slug", help="The programme of which it would be the next version.")
    ] = None,
) -> None:
    """Say what is wrong with a document, publishing nothing; needs no database unless a programme is named."""
    document = _document(file)

    async def check(goldlist: "Goldlist") -> "Sequence[Fault]":
        return await goldlist.check_program(await goldlist.program_id(slug or ""), document)

    if faults := _run(check) if slug else _faults(document):
        _stop(_faults_text(faults, "the document has faults:"))
    typer.echo("the document is good")


@program.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of a programme's document, for an editor."""
    from app.api.contract.program_schema import program_schema

    typer.echo(json.dumps(program_schema(), indent=2, ensure_ascii=False))


@keys.command("create")
def create_key(
    slug: ProgramSlug,
    role: Annotated[str, typer.Option(help="|".join(SCOPES))],
    store: Annotated[str | None, typer.Option(help="The only store that the key may act for.")] = None,
    name: Annotated[str | None, typer.Option(help="What you call it, to know it again in the list.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="What a partner's key may do; may be repeated.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="When it ends (RFC 3339); never if left out.")] = None,
    requests_per_second: Annotated[int | None, typer.Option(min=1, help="How many requests it may send.")] = None,
    points_per_day: Annotated[int | None, typer.Option(min=0, help="How many points it may give, and take.")] = None,
    credit_per_day: Annotated[
        int | None, typer.Option(min=0, help="How much credit (minor units) it may give, and take.")
    ] = None,
) -> None:
    """Make an API key; it is shown this once."""
    from app.actions.keys import Limits

    ends = _instant("--expires-at", expires_at) if expires_at is not None else None
    limits = Limits(requests_per_second, points_per_day, credit_per_day)

    async def create(goldlist: "Goldlist") -> Any:
        program_id = await goldlist.program_id(slug)
        return await goldlist.create_key(
            program_id, role, store=store, scopes=scope or [], expires_at=ends, limits=limits, name=name
        )

    made = _run(create)
    _print_json({"id": made.key_id, "key": made.key})


@keys.command("list")
def list_keys(slug: ProgramSlug) -> None:
    """List the keys of a programme, one a line, without their secrets."""

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.keys_page(await goldlist.program_id(slug))

    for key in _run(read):
        told = key._asdict()
        del told["limits"]
        _print_json({"id": told.pop("key_id"), **told, "scopes": sorted(key.scopes), **key.limits._asdict()})


@keys.command("revoke")
def revoke_key(
    slug: ProgramSlug,
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="The id, key_….", show_default=False)],
    made_by_it: Annotated[bool, typer.Option("--made-by-it", help="Also all keys that it made.")] = False,
) -> None:
    """Revoke a key for good; servers notice within 5 seconds."""
    from app.actions.key_making import RevokedKeys

    async def revoke(goldlist: "Goldlist") -> Any:
        return await goldlist.revoke_key(await goldlist.program_id(slug), key_id, with_made=made_by_it)

    revoked = _run(revoke)
    if not isinstance(revoked, RevokedKeys):
        _stop("the programme has no key of this id")
    if revoked.still_open:
        typer.echo(f"{revoked.still_open} keys that it made still open: --made-by-it revokes them too", err=True)
    told = {"id": revoked.key.key_id, "revoked_at": revoked.key.revoked_at}
    _print_json(told | ({"revoked_with_it": revoked.revoked_with_it} if made_by_it else {}))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Purchases as CSV, plain or gzipped.", show_default=False)],
    slug: ProgramSlug,
    rejects: Annotated[Path | None, typer.Option(help="Where refused baskets go.")] = None,
) -> None:
    """Import purchases; may be repeated and interrupted."""
    from app.actions.csv_file import SEPARATORS, Unreadable
    from app.actions.import_purchases import PATIENCE_SECONDS, GaveUp, import_purchases
    from app.actions.purchase_file import PurchaseFile
    from app.progress import Progress

    async def run(goldlist: "Goldlist") -> "Imported":
        program = await goldlist.program_of(slug)
        purchases = PurchaseFile(file, program.zone)
        if purchases.separator != ",":
            typer.echo(f"cells are separated by {SEPARATORS[purchases.separator]}", err=True)
        with Progress("importing", len(purchases), "baskets") as progress:
            return await import_purchases(
                purchases,
                program.id,
                program.currency,
                goldlist.submit,
                goldlist.draw_id,
                rejects_path,
                progress.add,
                progress.say,
            )

    rejects_path = rejects or Path(f"{file.name.removesuffix('.gz').removesuffix('.csv')}.rejects.csv")
    if rejects_path.resolve() == file.resolve():
        _stop("--rejects names the file that is imported, which would be lost")
    if not rejects_path.parent.is_dir():
        _stop(f"--rejects: there is no folder {rejects_path.parent}")
    try:
        imported = _when_it_answers(lambda: _run(run), PATIENCE_SECONDS)
    except Unreadable as error:
        _stop(str(error))
    except GaveUp as error:
        _stop(f"{error}; what is recorded stays: run the same command again, and it goes on from there")
    recorded = f"{_counted(imported.purchases, 'purchase')} and {_counted(imported.returns, 'return')} recorded"
    typer.echo(f"{recorded}, {imported.repeated} were there already")
    if imported.guest_returns_skipped:
        skipped = _counted(imported.guest_returns_skipped, "return")
        typer.echo(f"{skipped} of guests without receipt skipped: nobody's standing changes by them")
    if imported.refused:
        typer.echo(f"{_counted(imported.refused, 'basket')} refused, see {rejects_path}:")
        reasons = sorted(imported.reasons.items(), key=lambda item: -item[1])
        for reason, count in reasons[:MOST_REASONS]:
            typer.echo(f"  {count} x {reason}")
        if len(reasons) > MOST_REASONS:
            typer.echo(f"  and {_counted(len(reasons) - MOST_REASONS, 'other reason')}")


@vouchers.command("import")
def import_vouchers(
    file: Annotated[Path, typer.Argument(help="Codes as CSV: code[,expires_on].", show_default=False)],
    slug: ProgramSlug,
    reward: Annotated[str, typer.Option(help='The id of a reward with "codes": "imported".')],
) -> None:
    """Import the codes of a partner; may be repeated."""

    async def run(goldlist: "Goldlist") -> Any:
        return await goldlist.import_codes(await goldlist.program_of(slug), reward, file)

    found = _run(run)
    for line, problem in found.refused[:MOST_REASONS]:
        typer.echo(f"line {line}: {problem}", err=True)
    if len(found.refused) > MOST_REASONS:
        typer.echo(f"and {len(found.refused) - MOST_REASONS} more", err=True)
    _print_json({"imported": found.imported, "known": found.known, "refused": len(found.refused)})


@app.command()
def verify(
    slug: ProgramSlug,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make every state anew from the tables.")] = False,
) -> None:
    """Check that what is stored of every member is what the ledger makes of it."""
    from app.progress import Progress

    async def run(goldlist: "Goldlist") -> Any:
        total = await goldlist.count_members(await goldlist.program_id(slug))
        with Progress("verifying", total, "members") as progress:
            return await goldlist.verify(await goldlist.program_id(slug), rebuild=rebuild, on_progress=progress.add)

    found = _run(run)
    for difference in found.differences:
        typer.echo(difference, err=True)
    _print_json(
        {
            "state_hash": found.state_hash,
            "entries": found.entries,
            "members": found.members,
            "ok": not found.differences,
        }
    )
    if found.differences:
        raise typer.Exit(1)


@app.command()
def settlements(
    slug: ProgramSlug,
    first_day: Annotated[str, typer.Option("--from", help="The first business day (YYYY-MM-DD).")],
    last_day: Annotated[str, typer.Option("--to", help="The last business day (YYYY-MM-DD).")],
    out: Annotated[Path | None, typer.Option(help="The file to write; printed if left out.")] = None,
) -> None:
    """Write the settlements of rebates as CSV, for the accountant."""
    first_day, last_day = _day("--from", first_day), _day("--to", last_day)
    if last_day < first_day:
        _stop("--to must not be before --from")

    async def write(goldlist: "Goldlist") -> None:
        program_id = await goldlist.program_id(slug)
        with out.open("wb") if out else nullcontext(sys.stdout.buffer) as file:
            async for part in goldlist.settlements(program_id, first_day, last_day):
                file.write(part)

    _run(write)


@app.command("unmatched")
def list_unmatched(
    slug: ProgramSlug,
    first_day: Annotated[str | None, typer.Option("--from", help="The first business day (YYYY-MM-DD).")] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last business day; today if left out.")] = None,
) -> None:
    """List goods that were sold and that no rule names, by category or sku; of the last 30 days if not said."""
    from app.engine.model.book import Refusal

    first_day = _day("--from", first_day) if first_day else None
    last_day = _day("--to", last_day) if last_day else None

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.unmatched_goods(await goldlist.program_id(slug), first_day, last_day, MOST_PURCHASES_READ)

    found = _run(read)
    if isinstance(found, Refusal):
        _stop("--to must not be before --from")
    for row in found["data"]:
        _print_json(row)
    told = f"{_counted(found['purchases'], 'purchase')} from {found['from']} to {found['to']} looked at"
    typer.echo(told if found["complete"] else f"{told}, the newest; there are more", err=True)
    for kind in ("categories", "skus"):
        if unsold := found[f"unsold_{kind}"]:
            typer.echo(f"{kind} that a rule names and nobody bought: {', '.join(unsold)}", err=True)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from app.api.http.application import openapi_document

    typer.echo(json.dumps(openapi_document(), indent=2, ensure_ascii=False))


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port; by default 8000 or a free one.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the sample database is made anew.")] = Path("demo"),
) -> None:
    """Make a sample shop, replay its purchases through the API, show what it did, and keep serving."""
    from app.demo import run_demo

    run_demo(port, folder)


def _run(work: "Callable[[Goldlist], Coroutine[Any, Any, Result]]", *, may_create: bool = False) -> Result:
    from app.main import opened

    settings = _settings()

    async def run() -> Result:
        async with opened(settings, may_create=may_create) as goldlist:
            return await work(goldlist)

    try:
        return asyncio.run(run())
    except LookupError as error:
        _stop(f"{error.args[0]} in {_database_name()}")
    except NoDatabase:
        raise
    except ValueError as error:
        _stop(str(error))


def _when_it_answers(work: Callable[[], Result], patience_seconds: int) -> Result:
    """Do work, again and again as long as the database only does not answer. Raises DatabaseSilent in the end."""
    until = time.monotonic() + patience_seconds
    while True:
        try:
            return work()
        except DatabaseSilent as error:
            if time.monotonic() > until:
                raise
            typer.echo(f"the database cannot be used now ({error}); asking again in 1 s", err=True)
            time.sleep(1)


def _settings() -> "Settings":
    from app.settings import WrongSettings, read_settings

    try:
        return read_settings()
    except WrongSettings as wrong:
        for fault in str(wrong).splitlines():
            typer.echo(f"goldlist: {fault}", err=True)
        sys.exit(2)


@contextmanager
def _telling_of_new_database(url: str) -> Iterator[None]:
    from app.store.connection.database import new_file

    file = new_file(url)
    yield
    if file:
        typer.echo(f"goldlist: made a new database at {file}", err=True)


def _stop_at_database(what: str) -> NoReturn:
    _stop(f"the database {_database_name()} cannot be used: {what}; GOLDLIST_DATABASE_URL says where it is")


def _database_name() -> str:
    """Where the database is, for a message: without its password."""
    try:
        parts = urlsplit(_settings().database_url)
    except ValueError:
        return "(whose address cannot be read)"
    if parts.scheme == "sqlite":
        return f"sqlite:///{Path(parts.path[1:]).absolute()}"
    return parts._replace(netloc=re.sub(r":[^:@]*@", ":***@", parts.netloc), query="").geturl()


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _os_words(error: OSError) -> str:
    """What the system says of an error, with the file; our own errors say all of it themselves."""
    if error.strerror is None:
        return _first_line(error)
    return f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror.lower()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _faults(document: Any) -> "list[Fault]":
    from app.engine.program.faults import check

    checked = check(document)
    return checked if isinstance(checked, list) else []


def _document(path: Path) -> dict[str, Any]:
    from app.api.contract.json_text import fractional_places, read_json
    from app.api.contract.problems import Problem, pointer
    from app.engine.program.faults import Fault

    try:
        document = read_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except OSError as error:
        _stop(f"{path} cannot be read: {(error.strerror or str(error)).lower()}")
    except Problem as problem:
        _stop(f"{path} is not JSON: {problem.detail.replace('the body', 'the file')}")
    if not isinstance(document, dict):
        _stop(f"{path} is not a programme's document, which is a JSON object")
    # What is read over HTTP has it, and it says nothing in what is sent.
    document.pop("version", None)
    wrong = "must be a whole number, or a rate as text"
    if faults := [Fault(pointer(place), "wrong-type", wrong) for place in fractional_places(document)]:
        _stop(_faults_text(faults))
    return document


def _instant(option: str, text: str) -> datetime:
    from app.engine.program.fields import read_instant

    try:
        return read_instant(text).astimezone(UTC)
    except ValueError as error:
        _stop(f"{option} {error}")


def _day(option: str, text: str) -> str:
    from app.engine.program.fields import DAY, read_day

    if not re.fullmatch(DAY, text, re.ASCII):
        _stop(f"{option} must be a day, as 2026-03-01")
    try:
        return read_day(text)
    except ValueError as error:
        _stop(f"{option} {error}")


def _faults_text(faults: "Sequence[Fault]", head: str = "the document has faults, so nothing was done:") -> str:
    lines = [f"  {fault.pointer or '(whole document)'}: {fault.detail} ({fault.code})" for fault in faults]
    return "\n".join([head, *lines])


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value))


def _stop(message: str) -> NoReturn:
    typer.echo(f"goldlist: {message}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
