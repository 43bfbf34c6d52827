"""The OpenAPI document as what answers are held against: every answer that passes here is one that it describes."""

import copy
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
from jsonschema import Draft202012Validator

from clients.generator.references import whole

FILE = Path(__file__).parent.parent.parent / "openapi" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


class Operation(NamedTuple):
    """An operation as the document describes it."""

    method: str
    path: str
    said: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.said["operationId"])

    @property
    def path_parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def query_parameters(self) -> list[str]:
        return [one["name"] for one in self.said.get("parameters", []) if one["in"] == "query"]

    @property
    def has_body(self) -> bool:
        return "requestBody" in self.said


OPERATIONS = [
    Operation(method.upper(), path, whole(DOCUMENT, said))
    for path, methods in DOCUMENT["paths"].items()
    for method, said in methods.items()
]


def check(answer: httpx2.Response) -> None:
    """Hold an answer against the document: status, media type, every field, and the kind of problem."""
    answer.read()
    assert answer.headers["request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    operation = _operation(answer.request.method, answer.request.url.path)
    if operation is None:
        assert not answer.url.path.startswith("/v1/") or answer.status_code in (404, 405), answer.text
        return
    said = operation.said["responses"].get(str(answer.status_code))
    assert said, f"{operation.id} does not say that it answers {answer.status_code}: {answer.text}"
    if "content" not in said:
        assert answer.content == b""
        return
    kind = answer.headers["content-type"]
    assert kind in said["content"], f"{operation.id}: {kind}"
    text = answer.text
    if kind == "application/problem+json":
        problem = answer.json()["type"].removeprefix("/problems/")
        assert f"[`{problem}`]" in said["description"], f"{operation.id} does not say that it gives {problem}"
        assert answer.json()["request_id"] == answer.headers["request-id"]
        text = text.replace(answer.headers["request-id"], "req_1")  # problems are alike but for it
    faults = _faults(operation.id, str(answer.status_code), kind, text)
    assert faults == [], f"{operation.id} answers {answer.status_code} in another form than it says"


@lru_cache(1024)
def _faults(operation_id: str, status: str, kind: str, text: str) -> list[str]:
    told = text if kind.startswith("text/") else json.loads(text)
    return [f"{error.json_path}: {error.message}" for error in _validator(operation_id, status, kind).iter_errors(told)]


@cache
def _validator(operation_id: str, status: str, kind: str) -> Draft202012Validator:
    [operation] = [one for one in OPERATIONS if one.id == operation_id]
    return validator(json.dumps(operation.said["responses"][status]["content"][kind]["schema"]))


@cache
def validator(schema: str) -> Draft202012Validator:
    """Of a schema of the document, as JSON text; what it does not name is not let pass."""
    return Draft202012Validator({**json.loads(schema), "components": {"schemas": _strict()}})


@cache
def _strict() -> dict[str, Any]:
    schemas = copy.deepcopy(DOCUMENT["components"]["schemas"])
    for schema in schemas.values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return dict(schemas)


# An address without a name in it comes before one with.
_PATHS = [
    (one.method, re.compile(re.sub(r"{\w+}", "[^/]+", one.path)), one)
    for one in sorted(OPERATIONS, key=lambda one: len(one.path_parameters))
]


def _operation(method: str, path: str) -> Operation | None:
    return next((one for its, pattern, one in _PATHS if its == method and pattern.fullmatch(path)), None)
