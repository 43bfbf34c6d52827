"""The committed OpenAPI document is the one that the service speaks by, and its examples are good."""

import json
from pathlib import Path

import pytest

from tests.service.contract import DOCUMENT, FILE, OPERATIONS, Operation, validator
from tests.service.processes import Installation
from tests.service.shared_server import House


def test_the_committed_document_is_what_the_command_prints(tmp_path: Path) -> None:
    printed = Installation("sqlite:///unused.db", tmp_path).run("openapi")
    assert printed == FILE.read_text("utf-8"), "run `./run openapi` and commit openapi/openapi.json"


def test_the_server_tells_the_same_document(house: House) -> None:
    with house.servers[0].client() as client:
        assert client.get("/openapi.json").json() == DOCUMENT
        assert client.get("/docs").status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_examples_are_of_the_form_that_they_are_examples_of(operation: Operation) -> None:
    bodies = [operation.said["requestBody"]] if operation.has_body else []
    for part in [*bodies, *operation.said["responses"].values()]:
        for content in part.get("content", {}).values():
            if "example" in content:
                validator(json.dumps(content["schema"])).validate(content["example"])
