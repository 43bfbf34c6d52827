"""The contract as a machine reads it."""

import re
from typing import Any

import httpx2
import pytest

from app.actions.keys import SCOPES
from app.api.application import OPERATIONS, openapi_document
from app.api.problems import KINDS

pytestmark = pytest.mark.anyio

DOCUMENT = openapi_document()
DESCRIBED: list[tuple[str, str, dict[str, Any]]] = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


def references(part: Any) -> set[str]:
    """Everything that a part of the document refers to."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(child) for child in part.values()))
    return set().union(*(references(child) for child in part)) if isinstance(part, list) else set()


async def test_it_is_served_to_anybody(anybody: httpx2.AsyncClient) -> None:
    assert (await anybody.get("/openapi.json")).json() == DOCUMENT
    assert (await anybody.get("/docs")).status_code == 200


def test_every_operation_is_in_it_by_the_name_of_its_function() -> None:
    assert [operation["operationId"] for _, _, operation in DESCRIBED] == list(
        {operation["operationId"]: None for _, _, operation in DESCRIBED}
    )
    named = {(operation.path, operation.method.lower()): operation.function.__name__ for operation in OPERATIONS}
    assert {(path, method): operation["operationId"] for path, method, operation in DESCRIBED} == named


@pytest.mark.parametrize(
    ("path", "method", "operation"), DESCRIBED, ids=[one["operationId"] for _, _, one in DESCRIBED]
)
def test_an_operation_is_wholly_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["description"]
    assert operation["tags"]
    assert operation["x-scope"] in SCOPES["admin"]
    assert operation["security"] == [{"key": []}]
    assert re.findall(r"{(\w+)}", path) == [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    for status, response in operation["responses"].items():
        assert response["description"]
        assert int(status) in {200, 201, 304, *(kind.status for kind in KINDS.values())}
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]
    assert {"400", "401", "403", "422", "500", "503"} <= operation["responses"].keys()
    if method in {"post", "put"}:
        assert operation["requestBody"]["content"]["application/json"]["schema"]


def test_nothing_refers_to_nothing_and_nothing_is_left_over() -> None:
    names = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) == names


def test_answers_have_no_optional_fields() -> None:
    answers = {name: one for name, one in DOCUMENT["components"]["schemas"].items() if name.endswith("Answer")}
    for name, schema in answers.items():
        assert set(schema.get("required", ())) == set(schema["properties"]), name


def test_every_problem_has_a_title_and_an_explanation() -> None:
    for name, kind in KINDS.items():
        assert re.fullmatch(r"[a-z-]+", name)
        assert kind.title
        assert kind.explanation
        assert kind.retry in {"no", "same", "later"}
