"""What commands share: options, running work on the database, and errors in one line."""

import asyncio
import codecs
import json
import re
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import typer

from app.store.connection.errors import NoDatabase

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist
    from app.engine.program.checks.fault import Fault
    from app.settings import Settings

Result = TypeVar("Result")
ProgramSlug = Annotated[str, typer.Option("--program", help="The programme's slug.")]
DocumentFile = Annotated[Path, typer.Option("--file", help="The programme document, JSON.")]


async def id_of_program(goldlist: "Goldlist", slug: str) -> str:
    """The id of the programme of a short name. Raises LookupError."""
    return (await goldlist.programs.by_slug(slug)).id


def run_with(work: "Callable[[Goldlist], Coroutine[Any, Any, Result]]", *, may_create: bool = False) -> Result:
    """The result of work on the whole of Goldlist. A fault of its settings or its database ends the command."""
    from app.main import opened

    settings = settings_or_stop()

    async def run() -> Result:
        async with opened(settings, may_create=may_create) as goldlist:
            return await work(goldlist)

    try:
        return asyncio.run(run())
    except LookupError as error:
        stop(f"{error.args[0]} in {_database_name()}")
    except NoDatabase:
        raise
    except ValueError as error:
        stop(str(error))


def settings_or_stop() -> "Settings":
    """The settings; wrong ones end the command, each in a line."""
    from app.settings import WrongSettings, read_settings

    try:
        return read_settings()
    except WrongSettings as wrong:
        for fault in str(wrong).splitlines():
            typer.echo(f"goldlist: {fault}", err=True)
        sys.exit(2)


@contextmanager
def telling_of_new_database(url: str) -> Iterator[None]:
    """Report a database file that the context creates."""
    from app.store.connection.database import new_file

    file = new_file(url)
    yield
    if file:
        typer.echo(f"goldlist: created a new database at {file}", err=True)


def stop_at_database(what: str) -> NoReturn:
    """End the command because the database cannot be used."""
    stop(f"the database {_database_name()} cannot be used: {what}; its address is in GOLDLIST_DATABASE_URL")


def _database_name() -> str:
    """The database's address for a message, without its password."""
    try:
        parts = urlsplit(settings_or_stop().database_url)
    except ValueError:
        return "(unreadable address)"
    if parts.scheme == "sqlite":
        return f"sqlite:///{Path(parts.path[1:]).absolute()}"
    return parts._replace(netloc=re.sub(r":[^:@]*@", ":***@", parts.netloc), query="").geturl()


def count_text(count: int, what: str) -> str:
    """A number with its noun: 1 basket, 2 baskets."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def os_words(error: OSError) -> str:
    """The system's message for an error, with the file; our own errors are already complete."""
    if error.strerror is None:
        return first_line(error)
    return f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror.lower()


def first_line(error: Exception) -> str:
    """The first line of an error."""
    return str(error).partition("\n")[0]


def read_document(path: Path) -> dict[str, Any]:
    """The programme document in a file; a file that has none ends the command."""
    from app.api.contract.json_text import fractional_places, read_json
    from app.api.contract.problems import Problem, pointer
    from app.engine.program.checks.fault import Fault

    try:
        document = read_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except OSError as error:
        stop(f"{path} cannot be read: {(error.strerror or str(error)).lower()}")
    except Problem as problem:
        stop(f"{path} is not JSON: {problem.detail.replace('the body', 'the file')}")
    if not isinstance(document, dict):
        stop(f"{path} is not a programme document (a JSON object)")
    # HTTP answers use this name, but it means nothing for a file.
    document.pop("version", None)
    wrong = "must be a whole number, or a rate as text"
    if faults := [Fault(pointer(place), "wrong-type", wrong) for place in fractional_places(document)]:
        stop(faults_text(faults))
    return document


def instant_option(option: str, text: str) -> datetime:
    """The instant (UTC) that an option names; another text ends the command."""
    from app.engine.program.values import read_instant

    try:
        return read_instant(text).astimezone(UTC)
    except ValueError as error:
        stop(f"{option} {error}")


def day_option(option: str, text: str) -> str:
    """The day that an option names, as text; another text ends the command."""
    from app.engine.program.texts import DAY
    from app.engine.program.values import read_day

    if not re.fullmatch(DAY, text, re.ASCII):
        stop(f"{option} must be a day, as 2026-03-01")
    try:
        return read_day(text)
    except ValueError as error:
        stop(f"{option} {error}")


def faults_text(faults: "Sequence[Fault]", head: str = "the document has faults, so nothing was done:") -> str:
    """The faults of a document, one a line."""
    lines = [f"  {fault.pointer or '(whole document)'}: {fault.detail} ({fault.code})" for fault in faults]
    return "\n".join([head, *lines])


def print_json(value: dict[str, Any]) -> None:
    """Print a value as one line of JSON."""
    typer.echo(json.dumps(value))


def stop(message: str) -> NoReturn:
    """End the command with one line of error, and status 2."""
    typer.echo(f"goldlist: {message}", err=True)
    sys.exit(2)
