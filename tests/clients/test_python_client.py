"""A client in Python, made of the document by openapi-python-client, in the hands of a till."""

import os
import sys
from pathlib import Path

from tests.clients.generated import DOCUMENT, FOLDER, PRINTED, run, till_of
from tests.service.shared_server import Programme

TILL = FOLDER / "python" / "till.py"
# The generator's own environment: it wants other versions than we do.
ENVIRONMENT = Path(sys.prefix) / "client"


def test_a_till_on_a_generated_client_is_typed_and_sells(shop: Programme, tmp_path: Path) -> None:
    assert ENVIRONMENT.exists(), "./run test makes it"
    python = ENVIRONMENT / "bin" / "python"
    made = tmp_path / "goldlist-client"
    path = f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}"  # it puts its code in order with ruff
    generator: list[str | Path] = [python, "-m", "openapi_python_client", "generate"]
    run(*generator, "--path", DOCUMENT, "--output-path", made, "--fail-on-warning", folder=tmp_path, PATH=path)

    mypy: list[str | Path] = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--follow-imports", "silent"]
    own = ["--python-executable", python, "--cache-dir", tmp_path / "mypy"]
    run(*mypy, *own, TILL, folder=tmp_path, MYPYPATH=str(made))

    assert run(python, TILL, folder=tmp_path, PYTHONPATH=str(made), **till_of(shop)) == PRINTED
    shop.verify()
