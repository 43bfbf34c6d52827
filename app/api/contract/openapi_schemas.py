"""The schemas of requests and answers in the OpenAPI document, from their pydantic models."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.contract.problems import ProblemAnswer
from app.api.contract.routing import OperationRoute

Mode = Literal["validation", "serialization"]
Schemas = Mapping[Any, Any]

REFERENCE: Final = "#/components/schemas/{model}"


def schemas_of(operations: Sequence[OperationRoute]) -> tuple[Schemas, dict[str, Any]]:
    """A reference for each model of these operations, by its use, and the definitions that they lead to."""
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(ProblemAnswer, "serialization"): None}
    for operation in operations:
        wanted.update(dict.fromkeys((model, "validation") for model in operation.body_models))
        if operation.response_model:
            wanted[operation.response_model, "serialization"] = None
    found, document = models_json_schema(list(wanted), ref_template=REFERENCE)
    references, definitions = _without_twins(found, document["$defs"])
    without_titles(definitions)
    tell_defaults(definitions)
    return references, definitions


def tell_defaults(definitions: dict[str, Any]) -> None:
    """Add each property's default to its description."""
    for definition in definitions.values():
        for told in definition.get("properties", {}).values():
            _tell_default(told)


def without_titles(definitions: Mapping[str, dict[str, Any]]) -> None:
    """Remove the titles that pydantic derives from field names."""
    for definition in definitions.values():
        for told in definition.get("properties", {}).values():
            told.pop("title", None)


def _without_twins(references: Schemas, definitions: dict[str, Any]) -> tuple[Schemas, dict[str, Any]]:
    """The same with one definition per model, where pydantic has one for requests and an equal one for answers.

    Recursive models and those around them come out twice; clients know them by one name.
    """
    names = [name.removesuffix("-Input") for name in definitions if name.endswith("-Input")]
    texts = {name: json.dumps(definition) for name, definition in definitions.items()}
    twins = [
        name
        for name in names
        if texts[f"{name}-Input"].replace("-Input", "") == texts[f"{name}-Output"].replace("-Output", "")
    ]

    def one(part: Any) -> Any:
        text = json.dumps(part)
        for name in twins:
            reference = REFERENCE.format(model=name)
            text = text.replace(f'"{reference}-Input"', f'"{reference}"').replace(
                f'"{reference}-Output"', f'"{reference}"'
            )
        return json.loads(text)

    kept = {name: one(definition) for name, definition in definitions.items()}
    for name in twins:
        kept[name] = kept.pop(f"{name}-Input")
        del kept[f"{name}-Output"]
    return {key: one(reference) for key, reference in references.items()}, kept


def _tell_default(told: dict[str, Any]) -> None:
    """Move a default from `default` to the description.

    Some generators make a field with a `default` required, or send it from every client.
    """
    default = told.pop("default", None)
    if isinstance(default, str | int):
        words = [told["description"]] if "description" in told else []
        shown = default if isinstance(default, str) else json.dumps(default)
        told["description"] = " ".join([*words, f"Default: `{shown}`."])
