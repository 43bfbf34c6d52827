"""What a command imports, since every import is waited for: each what it needs and no more."""

import json
import subprocess
import sys
from pathlib import Path

from app import __version__
from app.api.http.application import openapi_document

HEAVY = ("alembic", "asyncpg", "fastapi", "phonenumbers", "pydantic", "rich", "sqlalchemy", "uvicorn")


def imported(code: str, folder: Path, **environment: str) -> set[str]:
    """Which of the heavy packages a new interpreter has imported after this code."""
    asked = f"{code}\nimport sys, json\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_command_that_needs_nothing_imports_nothing(tmp_path: Path) -> None:
    assert imported("from app.cli import app\napp(['--version'], standalone_mode=False)", tmp_path) == set()


def test_a_server_on_sqlite_imports_neither_alembic_nor_asyncpg(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/goldlist.db"
    start = """
import asyncio
from app.main import _application, _check
from app.settings import read_settings
asyncio.run(_check(read_settings()))
"""
    assert "alembic" in imported(start, tmp_path, GOLDLIST_DATABASE_URL=url), "the file gets its tables"
    found = imported(f"{start}_application()", tmp_path, GOLDLIST_DATABASE_URL=url)
    assert found & {"alembic", "asyncpg", "phonenumbers"} == set()
    assert {"fastapi", "sqlalchemy"} <= found


def test_a_command_on_postgresql_imports_no_alembic(tmp_path: Path) -> None:
    code = "from app.main import composed\nfrom app.settings import read_settings\ncomposed(read_settings())"
    found = imported(code, tmp_path, GOLDLIST_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert ("asyncpg" in found, found & {"alembic", "fastapi"}) == (True, set())


def test_the_version_is_one() -> None:
    assert openapi_document()["info"]["version"] == __version__
    changes = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
    newest = next(line for line in changes.splitlines() if line.startswith("## "))
    assert newest.startswith(f"## [{__version__}]")
