"""What tests of generated clients have in common: running tools, and tills that print what is in printed.txt."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.service.shared_server import Programme

FOLDER = Path(__file__).parent
DOCUMENT = FOLDER.parents[1] / "openapi" / "openapi.json"
PRINTED = (FOLDER / "printed.txt").read_text("utf-8")
LIMIT_SECONDS = 120


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a tool, which must succeed: what it printed."""
    done = attempt(*command, folder=folder, environment=environment)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def attempt(
    *command: str | Path, folder: Path, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a tool to its end, whatever that is."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=LIMIT_SECONDS,
    )


def till_of(shop: Programme) -> dict[str, str]:
    """The environment in which a till of the shop runs, with a till's key."""
    return {
        "GOLDLIST_URL": shop.house.servers[0].address,
        "GOLDLIST_KEY": shop.create_key("pos", store="london-1"),
        "PYTHONIOENCODING": "utf-8",
    }
