"""The OpenAPI document under the strict rules of redocly, with nothing excepted."""

import json
from pathlib import Path

from tests.clients.generated import DOCUMENT, FOLDER, attempt
from tests.clients.node import TOOLS

QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def lint(document: Path, folder: Path) -> tuple[int, list[str]]:
    """The exit code of redocly, and the rules that the document breaks."""
    command = (TOOLS / "redocly", "lint", document, "--config", FOLDER / "redocly.yaml", "--format=json")
    done = attempt(*command, folder=folder, environment=QUIET)
    assert done.stdout, done.stderr
    return done.returncode, [problem["ruleId"] for problem in json.loads(done.stdout)["problems"]]


def test_the_document_is_good_by_the_strictest_rules(node: str, tmp_path: Path) -> None:
    assert lint(DOCUMENT, tmp_path) == (0, [])


def test_a_fault_in_the_document_is_found(node: str, tmp_path: Path) -> None:
    document = json.loads(DOCUMENT.read_text("utf-8"))
    del document["paths"]["/v1/purchases"]["post"]["summary"]
    faulty = tmp_path / "openapi.json"
    faulty.write_text(json.dumps(document), "utf-8")
    assert lint(faulty, tmp_path) == (1, ["operation-summary"])
