"""Node.js and the tools of tests/clients/typescript, installed once."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from tests.clients.generated import FOLDER, attempt

PROJECT = FOLDER / "typescript"
MODULES = PROJECT / "node_modules"
TOOLS = MODULES / ".bin"
OLDEST_NODE = 20
NO_REGISTRY = re.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")


def found_node() -> str:
    """Node.js with the tools. Without them the test is skipped, or fails where nothing may be skipped."""
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        _leave_out("Node.js and npm are not on this machine, so nothing is tried with them")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        _leave_out(f"Node.js is older than {OLDEST_NODE}, so nothing is tried with it")
    with Path(PROJECT / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install()
    return node


def _leave_out(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _install() -> None:
    """Install what the lock names, unless that has been done already."""
    lock = (PROJECT / "package-lock.json").read_text("utf-8")
    done = MODULES / ".installed"
    if done.exists() and done.read_text("utf-8") == lock:
        return
    npm = attempt("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", folder=PROJECT)
    if npm.returncode != 0 and NO_REGISTRY.search(npm.stderr):
        _leave_out("npm cannot reach its registry, so nothing is tried with Node.js")
    assert npm.returncode == 0, npm.stderr
    done.write_text(lock, "utf-8")
