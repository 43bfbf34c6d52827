"""The TypeScript client as people install it: packed, unpacked into node_modules, and imported by its name."""

import shutil
from pathlib import Path

from clients.generator.written import CLIENTS
from tests.clients.generated import FOLDER, run
from tests.clients.node import MODULES, TOOLS

SOURCES = CLIENTS / "typescript"
PROGRAMS = FOLDER / "typescript_package"


def compiled(source: Path, folder: Path) -> None:
    """Put the programs of these tests in a folder, compiled by strict types on the package. Both are new folders."""
    for name in ("package.json", "tsconfig.json", "README.md", "src"):
        place = shutil.copytree if (SOURCES / name).is_dir() else shutil.copy
        place(SOURCES / name, source / name)
    run(TOOLS / "tsc", folder=source)
    packed = run("npm", "pack", "--ignore-scripts", "--silent", folder=source).strip()
    package = folder / "node_modules" / "@goldlist" / "client"
    package.mkdir(parents=True)
    run("tar", "-xzf", source / packed, "-C", package, "--strip-components=1", folder=folder)
    (folder / "node_modules" / "@types").symlink_to(MODULES / "@types", target_is_directory=True)
    (folder / "node_modules" / "undici-types").symlink_to(MODULES / "undici-types", target_is_directory=True)
    for path in PROGRAMS.iterdir():
        shutil.copy(path, folder)
    run(TOOLS / "tsc", folder=folder)
