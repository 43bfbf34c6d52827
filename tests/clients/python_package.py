"""The Python client as people install it: a wheel of its own."""

from pathlib import Path

from clients.generator.written import CLIENTS
from tests.clients.generated import run

PACKAGE = CLIENTS / "python"


def wheel(python: str, folder: Path) -> Path:
    """The wheel, built in a folder without looking for anything on the network."""
    run(python, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, folder=PACKAGE)
    (built,) = folder.glob("*.whl")
    return built
