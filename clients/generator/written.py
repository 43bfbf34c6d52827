"""The generated files, by path: what they should say, and writing them."""

import json
import re
from pathlib import Path
from typing import Any, Final

from clients.generator import postman, python_client, typescript_client

CLIENTS: Final = Path(__file__).parents[1]
DOCUMENT: Final = CLIENTS.parent / "openapi" / "openapi.json"


def made() -> dict[Path, str]:
    """The text of each generated file."""
    document: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
    package = CLIENTS / "typescript" / "package.json"
    folders = {
        CLIENTS / "python" / "goldlist_client": python_client.modules(document),
        CLIENTS / "typescript" / "src": typescript_client.modules(document),
        CLIENTS / "typescript": {package.name: with_version(package.read_text("utf-8"), document["info"]["version"])},
        CLIENTS / "postman": {"goldlist.postman_collection.json": postman.collection(document)},
    }
    return {folder / name: text for folder, files in folders.items() for name, text in files.items()}


def with_version(package: str, version: str) -> str:
    """A package.json with this version."""
    return re.sub(r'^  "version": ".*"', f'  "version": "{version}"', package, flags=re.MULTILINE)


def write() -> None:
    """Write the generated files that differ."""
    for path, text in made().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(CLIENTS.parent)}")
