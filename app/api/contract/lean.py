"""Writes repeated parts of the OpenAPI document once, as components: parameters, examples, and nullable types.

A reader sees the same operations, fields, statuses and problems; the document is a third shorter.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

# A shorter example is no longer than a reference to it.
SHORTEST_EXAMPLE: Final = 200
_ANNOTATIONS: Final = {"description", "title"}


def make_lean(document: dict[str, Any]) -> None:
    """Replace what the operations of a complete document repeat by references."""
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    document["components"]["parameters"] = _share_parameters(operations)
    document["components"]["examples"] |= _share_examples(operations)
    document["components"]["schemas"] = _with_plain_nulls(document["components"]["schemas"])


def _share_parameters(operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The parameters that several operations have, by name; the operations refer to them."""
    listed = [one for operation in operations for one in operation["parameters"]]
    times = Counter(map(json.dumps, listed))
    names: dict[str, str] = {}
    for text in (json.dumps(one) for one in listed):
        if times[text] > 1 and text not in names:
            names[text] = _free_name(json.loads(text)["name"], names.values())
    for operation in operations:
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{names[text]}"} if (text := json.dumps(one)) in names else one
            for one in operation["parameters"]
        ]
    return {name: json.loads(text) for text, name in sorted(names.items(), key=lambda pair: pair[1])}


def _free_name(name: str, taken: Any) -> str:
    """`if_match` and `If-Match` become `IfMatch`; a further one of the same name `IfMatch2`."""
    words = name.replace("-", "_").split("_")
    plain = "".join(word[:1].upper() + word[1:] for word in words)
    number = 1
    while (free := f"{plain}{number if number > 1 else ''}") in taken:
        number += 1
    return free


def _share_examples(operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The examples that stand in several places, each named after the first operation that shows it."""
    times = Counter(json.dumps(media["example"]) for operation in operations for _, media in _examples(operation))
    shared: dict[str, str] = {}
    examples: dict[str, Any] = {}
    for operation in operations:
        for place, media in _examples(operation):
            text = json.dumps(media["example"])
            if times[text] == 1 or len(text) < SHORTEST_EXAMPLE:
                continue
            if text not in shared:
                shared[text] = f"{operation['operationId']}_{place}"
                examples[shared[text]] = {"value": media["example"]}
            del media["example"]
            media["examples"] = {shared[text]: {"$ref": f"#/components/examples/{shared[text]}"}}
    return examples


def _examples(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The media types of an operation that have an example, each with its place."""
    parts = [("request", operation.get("requestBody", {}))]
    parts += [("answer", response) for response in operation["responses"].values()]
    for place, part in parts:
        for media in part.get("content", {}).values():
            if "example" in media:
                yield place, media


def _with_plain_nulls(part: Any) -> Any:
    """`anyOf` of one plain type and null as a list of two types, which says the same."""
    if isinstance(part, list):
        return [_with_plain_nulls(one) for one in part]
    if not isinstance(part, dict):
        return part
    whole = {name: _with_plain_nulls(one) for name, one in part.items()}
    match whole.get("anyOf"):
        case [{"type": str() as kind, **rest}, {"type": "null", **nothing}] if (
            not nothing and _ANNOTATIONS.isdisjoint(rest) and not {"enum", "const"} & rest.keys()
        ):
            others = {name: one for name, one in whole.items() if name != "anyOf"}
            return {"type": [kind, "null"], **rest, **others} if not rest.keys() & others.keys() else whole
    return whole
