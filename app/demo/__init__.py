"""`goldlist demo`: creates a sample shop, replays its sales through the API, shows the results, and keeps serving."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape

from app import sample
from app.actions.access.sign_ins import Invitation
from app.actions.access.staff import StaffRequest
from app.demo.client import Client
from app.demo.failure import DemoFailure
from app.demo.rehearsed import begin_rehearsal, show_rehearsal
from app.demo.replay import replay, review
from app.demo.server import DemoServer, free_port
from app.demo.stopping import told_to_stop
from app.demo.summary import show
from app.main import opened
from app.sample.sales import shop
from app.settings import read_settings
from app.store.connection.errors import AlreadyServed
from app.store.connection.serve_lock import serve_alone
from app.store.rows.access import StaffRow

DATABASE = "corner-coffee.db"
KEY = "api-key.txt"
LOG = "server.log"
PLAIN_WIDTH = 118
OWNER = "Mara Quill"


class Place(NamedTuple):
    """The demo's files and addresses; `database_url` is for the server."""

    folder: Path
    database_url: str


def run_demo(port: int | None, folder: Path) -> None:
    """Run the demo until Ctrl-C or SIGTERM; `port` None takes 8000, or a free one if that is taken.

    Exits with a message if it cannot run.
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
    key, token = asyncio.run(_make_programme(place))
    _write_key(place, key)
    until = datetime.now(UTC)
    corner_coffee = shop(until)
    with DemoServer(place.database_url, port, place.folder / LOG) as server:
        client = Client(server, key)
        replayed = replay(client, corner_coffee)
        rehearsal = begin_rehearsal(client, until)
        review(client, until)
        _show_pages(console, server, token)
        show(console, client, corner_coffee, replayed, until)
        show_rehearsal(console, client, rehearsal)
        _show_places(console, server, place)
        server.wait()


def _fresh_place(folder: Path) -> Place:
    folder = folder.absolute()
    place = Place(folder, f"sqlite:///{folder / DATABASE}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with serve_alone(place.database_url):
            # Delete only files of an earlier demo: the folder may hold others.
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEY, LOG):
                (folder / name).unlink(missing_ok=True)
    except AlreadyServed:
        raise DemoFailure(
            f"another demo is running in {folder}; stop it, or choose another folder with --folder"
        ) from None
    except OSError as error:
        raise DemoFailure(f"{folder} cannot be used ({error.strerror}); choose another folder with --folder") from error
    return place


async def _make_programme(place: Place) -> tuple[str, str]:
    """The programme's key, and the token with which its owner opens the pages."""
    async with opened(read_settings(database_url=place.database_url)) as goldlist:
        made = await goldlist.programs.create(sample.SLUG, sample.programme(), test=False, clock=None)
        if isinstance(made, list):
            raise DemoFailure(f"the sample programme has faults: {made}")
        owner = await goldlist.staff.add(made.program_id, StaffRequest(OWNER, "admin"))
        assert isinstance(owner, StaffRow)
        invited = await goldlist.sign_ins.invite(made.program_id, owner.staff_id, without_password=True)
        assert isinstance(invited, Invitation)
    return made.key, invited.token


def _write_key(place: Place, key: str) -> None:
    file = place.folder / KEY
    file.touch(mode=0o600)
    file.write_text(key + "\n", "utf-8")


def _show_pages(console: Console, server: DemoServer, token: str) -> None:
    address = f"{server.address}/pages/invitation/{token}"
    console.print(f"[bold]{'The pages, signed in once':<25}[/bold]  {escape(address)}\n", soft_wrap=True)


def _show_places(console: Console, server: DemoServer, place: Place) -> None:
    places = {
        "API and documentation": f"{server.address}/docs",
        "Database": str(place.folder / DATABASE),
        "Key (admin)": str(place.folder / KEY),
    }
    for what, where in places.items():
        console.print(f"[bold]{what:<25}[/bold]  {escape(where)}", soft_wrap=True)
    console.print("\nServing until you press Ctrl-C; the next demo starts from scratch.")
    sys.stdout.flush()
