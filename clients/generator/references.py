"""Puts the shared parts of the OpenAPI document back into the operations that refer to them."""

from typing import Any


def whole(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """An operation with its parameters, answers and examples in the place of references to them."""
    resolved = {
        **operation,
        "parameters": [_resolved(document, one) for one in operation.get("parameters", [])],
        "responses": {
            status: _with_examples(document, _resolved(document, one)) for status, one in operation["responses"].items()
        },
    }
    if "requestBody" in operation:
        resolved["requestBody"] = _with_examples(document, operation["requestBody"])
    return resolved


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: dict[str, Any] = document["components"][kind][name]
    return found


def _with_examples(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The same with `example` in place of a single reference in `examples`. Problems have one of each kind."""
    if "content" not in part:
        return part
    content = {kind: _with_example(document, kind, media) for kind, media in part["content"].items()}
    return {**part, "content": content}


def _with_example(document: dict[str, Any], kind: str, media: dict[str, Any]) -> dict[str, Any]:
    if kind == "application/problem+json" or "examples" not in media:
        return media
    (example,) = media["examples"].values()
    rest = {name: one for name, one in media.items() if name != "examples"}
    return {**rest, "example": _resolved(document, example)["value"]}
