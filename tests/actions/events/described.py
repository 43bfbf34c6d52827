"""Events have the fields that their schemas describe, and no others."""

from collections.abc import Iterable
from typing import Any

from jsonschema import Draft202012Validator

from app.api.contract.event_schemas import data_schema


def strictly(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, refusing fields that it does not describe."""
    if schema.get("properties"):
        parts = {name: strictly(part) for name, part in schema["properties"].items()}
        schema = {**schema, "properties": parts, "additionalProperties": False}
    if "items" in schema:
        schema = {**schema, "items": strictly(schema["items"])}
    return schema


def assert_described(events: Iterable[dict[str, Any]]) -> None:
    for event in events:
        schema = strictly(data_schema(event["type"]))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(event["data"])] == [], event
