"""A client in TypeScript, made of the document by openapi-typescript, in the hands of a till."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.generated import DOCUMENT, FOLDER, PRINTED, attempt, run, till_of
from tests.service.shared_server import Programme

PROJECT = FOLDER / "typescript"
MODULES = PROJECT / "node_modules"
OLDEST_NODE = 20
NO_REGISTRY = re.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js, if it is here and young enough; else the test is skipped. For the session, to come before the server."""
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        pytest.skip("Node.js and npm are not on this machine, so no client in TypeScript is tried")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Node.js is older than {OLDEST_NODE}, so no client in TypeScript is tried")
    return node


def test_a_till_on_a_generated_client_is_typed_and_sells(node: str, shop: Programme, tmp_path: Path) -> None:
    install()
    for name in ("package.json", "tsconfig.json", "till.ts"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(MODULES, target_is_directory=True)
    tools = MODULES / ".bin"
    run(tools / "openapi-typescript", DOCUMENT, "--output", "goldlist.ts", folder=tmp_path)
    run(tools / "tsc", folder=tmp_path)
    assert run(node, "till.js", folder=tmp_path, **till_of(shop)) == PRINTED


def install() -> None:
    """Install what the lock names, unless that has been done already."""
    lock = (PROJECT / "package-lock.json").read_text("utf-8")
    done = MODULES / ".installed"
    if done.exists() and done.read_text("utf-8") == lock:
        return
    npm = attempt("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", folder=PROJECT)
    if npm.returncode != 0 and NO_REGISTRY.search(npm.stderr):
        pytest.skip("npm cannot reach its registry, so no client in TypeScript is tried")
    assert npm.returncode == 0, npm.stderr
    done.write_text(lock, "utf-8")
