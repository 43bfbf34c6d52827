"""The operations of the OpenAPI document, as clients call them."""

import re
from dataclasses import dataclass
from typing import Any, Final

from clients.generator.references import whole
from clients.generator.types import Type, type_of

JSON: Final = "application/json"
NAME: Final = "Idempotency-Key"
# Requests that have the same effect however often they arrive, though no name in them says so.
REPEATABLE: Final = {
    "activate_purchase",
    "advance_clock",
    "ask_quote",
    "check_program",
    "check_segment",
    "claim_purchase",
    "get_members",
    "get_statuses",
    "lint_program",
    "map_message",
    "record_purchases",
    "void_purchase",
    "void_return",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter in the path, the query or a header."""

    name: str
    type: Type
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """An operation. `answer` None: no body. `file`: the answer is a file, and these are its query's fixed values."""

    id: str
    method: str
    path: str
    tag: str
    about: str
    in_path: tuple[Parameter, ...]
    in_query: tuple[Parameter, ...]
    in_header: tuple[Parameter, ...]
    body: Type | None
    body_required: bool
    answer: Type | None
    item: Type | None
    may_be_empty: bool
    repeatable: bool
    file: tuple[tuple[str, str], ...] | None

    @property
    def takes_name(self) -> bool:
        """Whether an Idempotency-Key can name the request."""
        return any(one.name == NAME for one in self.in_header)


def operations(document: dict[str, Any]) -> list[Operation]:
    """All operations, in the order of the document. One that answers with JSON or a file counts as two."""
    found: list[Operation] = []
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found += _operations(document, method.upper(), path, whole(document, told))
    return found


def _operations(document: dict[str, Any], method: str, path: str, told: dict[str, Any]) -> list[Operation]:
    taken = {status: one.get("content", {}) for status, one in told["responses"].items() if status.startswith("2")}
    kinds = [kind for content in taken.values() for kind in content]
    if JSON not in kinds:
        return (
            [_operation(document, (method, path), told, file=())]
            if kinds
            else [_operation(document, (method, path), told)]
        )
    if set(kinds) == {JSON}:
        return [_operation(document, (method, path), told)]
    listed = {**told, "parameters": _without(told["parameters"], {"format"})}
    file = {**told, "parameters": _without(told["parameters"], {"format", "limit", "cursor"})}
    file["operationId"] = f"{told['operationId']}_csv"
    return [
        _operation(document, (method, path), listed),
        _operation(document, (method, path), file, file=(("format", "csv"),)),
    ]


def _without(parameters: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    return [one for one in parameters if one["name"] not in names]


def _operation(
    document: dict[str, Any],
    target: tuple[str, str],
    told: dict[str, Any],
    file: tuple[tuple[str, str], ...] | None = None,
) -> Operation:
    method, path = target
    body = told.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    has_body = body is not None and not body.get("$ref", "").endswith("/Nothing")
    taken = {status: one for status, one in told["responses"].items() if status.startswith("2")}
    schemas = [one["content"][JSON]["schema"] for one in taken.values() if JSON in one.get("content", {})]
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        tag=told["tags"][0],
        about=_about(told),
        in_path=_parameters(told, "path"),
        in_query=_parameters(told, "query"),
        in_header=_parameters(told, "header"),
        body=type_of(body) if has_body else None,
        body_required=bool(told.get("requestBody", {}).get("required")),
        answer=type_of(schemas[0]) if schemas else None,
        item=_item(document, told, schemas[0]) if schemas and file is None else None,
        may_be_empty="204" in taken and bool(schemas),
        repeatable=_repeatable(method, told, taken),
        file=file,
    )


def _about(told: dict[str, Any]) -> str:
    summary, description = f"{told['summary']}.", told["description"]
    return description if description.startswith(told["summary"]) else f"{summary}\n\n{description}"


def _parameters(told: dict[str, Any], place: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(one["name"], type_of(one["schema"]), one["required"], one["description"])
        for one in told["parameters"]
        if one["in"] == place
    )


def _item(document: dict[str, Any], told: dict[str, Any], answer: dict[str, Any]) -> Type | None:
    """The type of what a page lists, if the operation answers with a page."""
    if not any(one["name"] == "cursor" for one in told["parameters"]):
        return None
    schema = document["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    return type_of(schema["properties"]["data"]["items"])


def _repeatable(method: str, told: dict[str, Any], taken: dict[str, Any]) -> bool:
    """Whether the request can be sent again while it is unknown whether it had an effect."""
    if method in ("GET", "PUT", "PATCH", "DELETE") or told["operationId"] in REPEATABLE:
        return True
    # Where a repetition has a status of its own, the body names the request.
    return len(taken) > 1 or any(one["name"] == NAME for one in told["parameters"])


def problems(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All problems by name, each with its example."""
    shown = document["components"]["examples"].items()
    return [
        (name, one["value"])
        for name, one in shown
        if re.fullmatch("[a-z]+(-[a-z]+)*", name) and "retry" in one["value"]
    ]


def event_types(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """All types of events: name, description, and the name of the schema of `data`."""
    found = []
    for name, methods in document["webhooks"].items():
        message = methods["post"]["requestBody"]["content"]["application/cloudevents+json"]["schema"]
        data = message["allOf"][1]["properties"]["data"]["$ref"]
        found.append((name, methods["post"]["summary"], data.rpartition("/")[2]))
    return found
