"""The command `goldlist`: all administration from a shell. The list of commands is at the end."""

import sqlite3
from typing import Annotated

import typer

from app import __version__
from app.cli import access, customers, files, programs, reports, serving, shops
from app.cli.shell import first_line, os_words, stop, stop_at_database
from app.store.connection.errors import AlreadyServed, DatabaseUnavailable, NoDatabase, SchemaInUse, SchemaOutdated

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
program = typer.Typer(no_args_is_help=True, help="Create programmes, inspect them, and publish new versions.")
keys = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")
vouchers = typer.Typer(no_args_is_help=True, help="Import partner codes.")
members = typer.Typer(no_args_is_help=True, help="Import members with opening balances.")
staff = typer.Typer(no_args_is_help=True, help="Add and list staff.")
connectors = typer.Typer(no_args_is_help=True, help="Connect shop systems.")
deliveries = typer.Typer(no_args_is_help=True, help="List, show and replay the messages of shop systems.")
app.add_typer(program, name="program")
app.add_typer(keys, name="keys")
app.add_typer(vouchers, name="vouchers")
app.add_typer(members, name="members")
app.add_typer(staff, name="staff")
app.add_typer(connectors, name="connectors")
app.add_typer(deliveries, name="deliveries")


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
    """Run the command, and report errors in one line."""
    try:
        app()
    except (DatabaseUnavailable, sqlite3.OperationalError) as error:
        stop_at_database(first_line(error))
    except NoDatabase as error:
        stop_at_database(str(error))
    except (AlreadyServed, SchemaInUse, SchemaOutdated) as error:
        stop(str(error))
    except OSError as error:
        stop(os_words(error))


app.command()(serving.serve)
app.command()(serving.worker)
app.command()(serving.migrate)
app.command()(serving.distribute)
program.command("create")(programs.create_program)
program.command("publish")(programs.publish_program)
program.command("list")(programs.list_programs)
program.command("show")(programs.show_program)
program.command("check")(programs.check_program)
program.command("lint")(programs.lint_program)
program.command("schema")(programs.show_schema)
keys.command("create")(access.create_key)
keys.command("list")(access.list_keys)
keys.command("revoke")(access.revoke_key)
staff.command("add")(access.add_staff)
staff.command("list")(access.list_staff)
connectors.command("create")(shops.create_connector)
connectors.command("list")(shops.list_connectors)
connectors.command("saleor-subscription")(shops.print_saleor_subscription)
deliveries.command("list")(shops.list_deliveries)
deliveries.command("show")(shops.show_delivery)
deliveries.command("replay")(shops.replay_delivery)
app.command("import")(files.import_file)
app.command("export")(files.export_file)
members.command("import")(files.import_member_file)
vouchers.command("import")(files.import_vouchers)
app.command()(serving.verify)
app.command()(reports.settlements)
app.command("unmatched")(reports.list_unmatched)
app.command()(customers.review)
app.command("golden")(customers.show_golden_list)
app.command()(customers.rehearse)
app.command()(serving.openapi)
app.command()(serving.demo)
