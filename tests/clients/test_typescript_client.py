"""A client in TypeScript, made of the document by openapi-typescript, in the hands of a till."""

import shutil
from pathlib import Path

from tests.clients.generated import DOCUMENT, PRINTED, run, till_of
from tests.clients.node import MODULES, PROJECT, TOOLS
from tests.service.shared_server import Programme


def test_a_till_on_a_generated_client_is_typed_and_sells(node: str, shop: Programme, tmp_path: Path) -> None:
    for name in ("package.json", "tsconfig.json", "till.ts"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(MODULES, target_is_directory=True)
    run(TOOLS / "openapi-typescript", DOCUMENT, "--output", "goldlist.ts", folder=tmp_path)
    run(TOOLS / "tsc", folder=tmp_path)
    assert run(node, "till.js", folder=tmp_path, **till_of(shop)) == PRINTED
