"""The packages as people install them, and the programs that their READMEs show."""

import json
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path
from textwrap import indent

import pytest
from goldlist_client import models, problems

from clients.generator.written import CLIENTS, DOCUMENT
from tests.clients.documents import blocks
from tests.clients.generated import FOLDER, run
from tests.clients.python_package import wheel

VERSION = json.loads(DOCUMENT.read_text("utf-8"))["info"]["version"]
PROGRAMS = {"python": FOLDER / "readmes/readme.py", "ts": FOLDER / "typescript_package/readme.ts"}


def test_the_wheel_has_everything_under_the_contract_s_version(tmp_path: Path) -> None:
    built = wheel(sys.executable, tmp_path)
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
        about = message_from_bytes(archive.read(f"goldlist_client-{VERSION}.dist-info/METADATA"))
    assert {f"goldlist_client/{path.name}" for path in (CLIENTS / "python/goldlist_client").glob("*.py")} <= names
    assert "goldlist_client/py.typed" in names
    assert (about["Name"], about["Version"], about["Requires-Dist"]) == ("goldlist-client", VERSION, "httpx2<3,>=2")
    told = "import goldlist_client; print(goldlist_client.__version__, goldlist_client.__file__)"
    printed = run(sys.executable, "-c", told, folder=tmp_path, PYTHONPATH=str(built))
    assert printed.split() == [VERSION, str(built / "goldlist_client/__init__.py")]


def test_the_packages_have_the_contract_s_version() -> None:
    package = json.loads((CLIENTS / "typescript" / "package.json").read_text("utf-8"))
    assert package["version"] == VERSION
    assert "dependencies" not in package


@pytest.mark.parametrize("client", ["python", "typescript"])
def test_what_a_readme_shows_is_what_is_checked(client: str) -> None:
    shown = [(kind, text) for kind, text in blocks(CLIENTS / client / "README.md") if kind in PROGRAMS]
    assert len(shown) == 2
    for kind, text in shown:
        program = PROGRAMS[kind].read_text("utf-8")
        # Imports stand at the top of a program, and the rest may be in a function.
        parts = [part for part in text.split("\n\n") if not part.startswith(("from ", "import "))]
        for part in parts:
            part = part.rstrip() + "\n"
            assert part in program or indent(part, "    ") in program or indent(part, "  ") in program, part


def test_models_and_problems_have_the_names_of_the_document() -> None:
    document = json.loads(DOCUMENT.read_text("utf-8"))
    assert all(hasattr(models, name) for name in document["components"]["schemas"])
    named = {name for name, one in document["components"]["examples"].items() if "retry" in one["value"]}
    assert problems.BY_NAME.keys() == named
