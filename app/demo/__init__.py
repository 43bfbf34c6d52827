"""`goldlist demo`: a sample shop made anew, its sales replayed through the API, what came of it shown, then served."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape

from app import sample
from app.demo.client import Client
from app.demo.failure import DemoFailure
from app.demo.replay import replay
from app.demo.server import DemoServer, free_port
from app.demo.stopping import told_to_stop
from app.demo.summary import show
from app.main import opened
from app.sample.sales import shop
from app.settings import read_settings
from app.store.connection.errors import AlreadyServed
from app.store.connection.serve_lock import serve_alone

DATABASE = "corner-coffee.db"
KEY = "api-key.txt"
LOG = "server.log"
PLAIN_WIDTH = 118


class Place(NamedTuple):
    """Where the demo keeps what it makes; `database_url` names the file for the server."""

    folder: Path
    database_url: str


def run_demo(port: int | None, folder: Path) -> None:
    """Run the demo until Ctrl-C or SIGTERM; `port` None takes 8000, or a free one when that is taken.

    Ends the process with a message when something stands in the way.
    """
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)
    try:
        with told_to_stop():
            _run(console, port, folder)
    except DemoFailure as failure:
        print(f"goldlist: {failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("stopped")


def _run(console: Console, port: int | None, folder: Path) -> None:
    port = free_port(port)
    place = _fresh_place(folder)
    key = asyncio.run(_make_programme(place))
    _write_key(place, key)
    until = datetime.now(UTC)
    corner_coffee = shop(until)
    with DemoServer(place.database_url, port, place.folder / LOG) as server:
        client = Client(server, key)
        replayed = replay(client, corner_coffee)
        show(console, client, corner_coffee, replayed, until)
        _show_places(console, server, place)
        server.wait()


def _fresh_place(folder: Path) -> Place:
    folder = folder.absolute()
    place = Place(folder, f"sqlite:///{folder / DATABASE}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with serve_alone(place.database_url):
            # Only what a demo before this one has made: the folder may hold other things.
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEY, LOG):
                (folder / name).unlink(missing_ok=True)
    except AlreadyServed:
        raise DemoFailure(
            f"another demo is running in {folder}; stop it, or name another folder with --folder"
        ) from None
    except OSError as error:
        raise DemoFailure(f"{folder} cannot be used ({error.strerror}); name another folder with --folder") from error
    return place


async def _make_programme(place: Place) -> str:
    async with opened(read_settings(database_url=place.database_url)) as goldlist:
        made = await goldlist.create_program(sample.SLUG, sample.programme(), test=False, clock=None)
    if isinstance(made, list):
        raise DemoFailure(f"the sample programme has faults: {made}")
    return made.key


def _write_key(place: Place, key: str) -> None:
    file = place.folder / KEY
    file.touch(mode=0o600)
    file.write_text(key + "\n", "utf-8")


def _show_places(console: Console, server: DemoServer, place: Place) -> None:
    places = {
        "API and its documentation": f"{server.address}/docs",
        "Database": str(place.folder / DATABASE),
        "Key (may do everything)": str(place.folder / KEY),
    }
    for what, where in places.items():
        console.print(f"[bold]{what:<25}[/bold]  {escape(where)}", soft_wrap=True)
    console.print("\nServing until you press Ctrl-C; the next demo begins anew.")
    sys.stdout.flush()
