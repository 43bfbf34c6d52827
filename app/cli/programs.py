"""Programmes: creates, publishes, shows, checks and lints them."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist
    from app.engine.lint.lint import Linted
    from app.engine.program.checks.fault import Fault

from app.cli.shell import (
    DocumentFile,
    count_text,
    faults_text,
    id_of_program,
    instant_option,
    print_json,
    read_document,
    run_with,
    settings_or_stop,
    stop,
    telling_of_new_database,
)

SLUG = "[a-z0-9][a-z0-9-]{0,63}"
Slug = Annotated[str, typer.Option("--slug", help="The programme's slug, such as corner-coffee.")]


def create_program(
    slug: Slug,
    file: DocumentFile,
    test: Annotated[bool, typer.Option("--test", help="A test programme, whose clock can be set.")] = False,
    clock: Annotated[str | None, typer.Option(help="A test programme's clock (RFC 3339).")] = None,
) -> None:
    """Create a programme from a document; prints its id, slug and an admin key."""
    if clock is not None and not test:
        stop("--clock is for test programmes: add --test")
    if not re.fullmatch(SLUG, slug, re.ASCII):
        stop("--slug must be 1 to 64 of a-z 0-9 and -, such as corner-coffee")
    document = read_document(file)
    stands_at = instant_option("--clock", clock) if clock is not None else None
    if faults := _faults(document):
        stop(faults_text(faults))
    with telling_of_new_database(settings_or_stop().database_url):
        made = run_with(
            lambda goldlist: goldlist.programs.create(slug, document, test=test, clock=stands_at), may_create=True
        )
    if isinstance(made, list):
        stop(faults_text(made))
    print_json({"program_id": made.program_id, "slug": slug, "api_key": made.key})


def publish_program(
    slug: Slug,
    file: DocumentFile,
    strict: Annotated[bool, typer.Option("--strict", help="Not with errors or warnings of the lint.")] = False,
) -> None:
    """Publish a programme's next version, or list the document's faults."""
    from app.engine.model.book import Refusal

    document = read_document(file)

    async def publish(goldlist: "Goldlist") -> int:
        if strict:
            found = await goldlist.lint.lint(await id_of_program(goldlist, slug), document)
            if not _show_findings(found):
                stop("the lint has errors or warnings, so nothing was published")
        version = await goldlist.programs.publish(await id_of_program(goldlist, slug), document, None)
        if isinstance(version, int):
            return version
        stop(version.detail if isinstance(version, Refusal) else faults_text(version))

    print_json({"slug": slug, "version": run_with(publish)})


def list_programs() -> None:
    """List all programmes, one per line."""
    for told in run_with(lambda goldlist: goldlist.programs.every_one()):
        print_json(told)


def show_program(
    slug: Slug,
    version: Annotated[int | None, typer.Option(min=1, help="The version; the newest by default.")] = None,
) -> None:
    """Print a programme's document, in the form that `publish` takes."""

    async def read(goldlist: "Goldlist") -> "tuple[int, str] | None":
        return await goldlist.programs.document(await id_of_program(goldlist, slug), version)

    found = run_with(read)
    if found is None:
        stop(f"the programme has no version {version}")
    typer.echo(json.dumps(json.loads(found[1]), indent=2, ensure_ascii=False))


def check_program(
    file: DocumentFile,
    slug: Annotated[
        str | None, typer.Option("--slug", help="The programme that it would be the next version of.")
    ] = None,
) -> None:
    """Check a document without publishing it; needs no database unless a programme is named."""
    document = read_document(file)

    async def check(goldlist: "Goldlist") -> "Sequence[Fault]":
        return await goldlist.programs.check(await id_of_program(goldlist, slug or ""), document)

    if faults := run_with(check) if slug else _faults(document):
        stop(faults_text(faults, "the document has faults:"))
    typer.echo("the document is valid")


def lint_program(
    file: DocumentFile,
    slug: Annotated[str | None, typer.Option("--slug", help="The programme whose goods and prices are known.")] = None,
) -> None:
    """Look for parts of a document that give away more than they bring; exit code 1 for errors and warnings."""
    from app.engine.lint.findings import Goods
    from app.engine.lint.lint import linted
    from app.engine.program.faults import check

    document = read_document(file)

    async def lint(goldlist: "Goldlist") -> Any:
        return await goldlist.lint.lint(await id_of_program(goldlist, slug or ""), document)

    if slug:
        found = run_with(lint)
    else:
        checked = check(document)
        found = checked if isinstance(checked, list) else linted(checked, Goods(), datetime.now(UTC))
    if not _show_findings(found):
        raise typer.Exit(1)


def show_schema() -> None:
    """Print the JSON Schema of a programme's document, for an editor."""
    from app.api.contract.program_schema import program_schema

    typer.echo(json.dumps(program_schema(), indent=2, ensure_ascii=False))


def _show_findings(found: "Linted | list[Fault]") -> bool:
    """Print the findings of a lint: whether there is neither an error nor a warning. Exits if there are faults."""
    if isinstance(found, list):
        stop(faults_text(found, "the document has faults:"))
    for one in found.findings:
        typer.echo(f"{one.severity}: {one.pointer} {one.what} ({one.id})")
        typer.echo(f"  {', '.join(one.example.actions)}: paid {one.example.paid}, got {one.example.got}")
    typer.echo(f"{count_text(found.decisions, 'decision')} tried{', then stopped' if found.stopped else ''}", err=True)
    return found.is_clean


def _faults(document: Any) -> "list[Fault]":
    from app.engine.program.faults import check

    checked = check(document)
    return checked if isinstance(checked, list) else []
