"""Connectors to shop systems, and their deliveries."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist

from app.cli.shell import ProgramSlug, id_of_program, print_json, run_with, stop


def create_connector(
    slug: ProgramSlug,
    name: Annotated[str, typer.Option(help="Its name, with which the names of its purchases begin.")],
    kind: Annotated[str, typer.Option(help="shopify|woocommerce|square|stripe|saleor|mapped")],
    settings_file: Annotated[Path | None, typer.Option("--settings", help="The settings, JSON.")] = None,
    with_api: Annotated[
        bool, typer.Option("--with-api", help="The second line of the input is the key of the shop's interface.")
    ] = False,
) -> None:
    """Connect a shop system. The first line of the input is the secret of its signatures."""
    from pydantic import TypeAdapter, ValidationError

    from app.actions.shops.connectors import ConnectorRequest, shown
    from app.engine.model.book import Refusal
    from app.sources.settings import Kind, ShopSettings

    try:
        TypeAdapter(Kind).validate_python(kind)
        given = json.loads(settings_file.read_text("utf-8")) if settings_file else {}
        settings = ShopSettings.model_validate(given)
    except ValidationError as error:
        stop(f"{error.errors()[0]['msg']}: {'/'.join(map(str, error.errors()[0]['loc']))}")
    except ValueError as error:
        stop(str(error))
    signing = sys.stdin.readline().strip()
    api = sys.stdin.readline().strip() if with_api else None
    if not signing or (with_api and not api):
        stop("the input has no secret")
    wish = ConnectorRequest(name, kind, settings.model_dump_json(), signing, api)

    async def create(goldlist: "Goldlist") -> Any:
        made = await goldlist.connectors.create(await id_of_program(goldlist, slug), wish)
        return made if isinstance(made, Refusal) else shown(made, goldlist.public_url or "")

    made = run_with(create)
    if isinstance(made, Refusal):
        stop(made.detail)
    print_json(made)


def list_connectors(slug: ProgramSlug) -> None:
    """List the connectors of a programme, one per line, with the number of their deliveries."""
    from app.actions.shops.connectors import shown

    async def read(goldlist: "Goldlist") -> Any:
        found = await goldlist.connectors.all(await id_of_program(goldlist, slug))
        return [{**shown(one.row, goldlist.public_url or ""), "deliveries": one.deliveries} for one in found]

    for one in run_with(read):
        print_json(one)


def print_saleor_subscription() -> None:
    """Print the subscription for a webhook of Saleor."""
    from app.sources.saleor import SUBSCRIPTION

    typer.echo(SUBSCRIPTION, nl=False)


def list_deliveries(
    slug: ProgramSlug,
    status: Annotated[str | None, typer.Option(help="Only those of this status, such as failed.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The maximum number.")] = 50,
) -> None:
    """List the messages of shop systems, newest first, one per line."""

    async def read(goldlist: "Goldlist") -> Any:
        filters = {"status": status} if status else {}
        return await goldlist.delivery_desk.page(await id_of_program(goldlist, slug), limit, None, filters)

    for one in run_with(read):
        told = one._asdict()
        print_json({"id": told["delivery_id"], **{name: told[name] for name in _SHOWN}})


def show_delivery(
    slug: ProgramSlug,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery's id.", show_default=False)],
) -> None:
    """Show a delivery with the part of the message that is stored."""

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.delivery_desk.one(await id_of_program(goldlist, slug), delivery)

    one = run_with(read)
    if one is None:
        stop("the programme has no delivery with this id")
    typer.echo(json.dumps({**one._asdict(), "payload": json.loads(one.payload)}, indent=2, ensure_ascii=False))


def replay_delivery(
    slug: ProgramSlug,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery's id.", show_default=False)],
    payload: Annotated[Path | None, typer.Option(help="A corrected message, JSON.")] = None,
) -> None:
    """Have a delivery processed again by the service."""
    from app.engine.model.book import Refusal
    from app.sources.reading import Unreadable, parsed

    try:
        corrected = parsed(payload.read_bytes()) if payload else None
    except Unreadable as error:
        stop(error.detail)

    async def replay(goldlist: "Goldlist") -> Any:
        return await goldlist.delivery_desk.replay(await id_of_program(goldlist, slug), delivery, corrected)

    done = run_with(replay)
    if isinstance(done, Refusal):
        stop(done.detail)
    print_json({"id": done.delivery_id, "status": done.status})


_SHOWN = ("connector_id", "topic", "source_id", "received_at", "times", "status", "code", "detail", "pointer")
