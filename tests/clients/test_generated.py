"""What is generated from the OpenAPI document is committed as the generator writes it."""

import json

from clients.generator.document import REPEATABLE, operations
from clients.generator.written import CLIENTS, DOCUMENT, made


def test_the_committed_clients_are_those_of_the_document() -> None:
    stale = [str(path.relative_to(CLIENTS)) for path, text in made().items() if path.read_text("utf-8") != text]
    assert stale == [], "write them again: ./run clients"


def test_what_is_said_to_be_repeatable_is_an_operation() -> None:
    found = operations(json.loads(DOCUMENT.read_text("utf-8")))
    assert {one.id for one in found if one.method == "POST"} >= REPEATABLE
    names = [one.id for one in found]
    assert len(set(names)) == len(names)
