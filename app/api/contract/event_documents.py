"""The documents of events: the served schemas, `webhooks` of the OpenAPI document, and AsyncAPI."""

from typing import Any, Final

from app.api.contract.event_examples import example_of
from app.api.contract.event_schemas import PARTS, Schema, data_schema
from app.engine.events.types import TYPES

FEED: Final = "/v1/events"


def served_schema(type_: str) -> Schema:
    """The document at `/schemas/<type>.1.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"/schemas/{type_}.1.json"} | data_schema(
        type_
    )


def component_of(type_: str) -> str:
    """The name of a type's schema among the components."""
    return "".join(part.capitalize() for part in type_.replace("_", ".").split(".")) + "Data"


def components() -> dict[str, Schema]:
    """The schemas of all types and of their shared parts, by name."""
    return {component_of(type_): _with_references(data_schema(type_)) for type_ in TYPES} | PARTS


def _with_references(schema: Schema) -> Schema:
    """The same, with references to shared parts."""
    for name, part in PARTS.items():
        if schema == part:
            return {"$ref": f"#/components/schemas/{name}", "description": part["description"]}
    whole = dict(schema)
    if "properties" in schema:
        whole["properties"] = {name: _with_references(part) for name, part in schema["properties"].items()}
    if "items" in schema:
        whole["items"] = _with_references(schema["items"])
    return whole


def event_webhooks() -> dict[str, Any]:
    """`webhooks` of the OpenAPI document: the message of each type, as receivers get it."""
    return {
        type_: {
            "post": {
                "tags": ["Webhooks"],
                "summary": described,
                "description": "A message that Goldlist sends. It is signed by the rules of Standard Webhooks.",
                "operationId": f"on_{type_.replace('.', '_')}",
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/cloudevents+json": {"schema": _message(type_)}},
                },
                "responses": {"204": {"description": "Taken; any 2xx will do."}},
            }
        }
        for type_, described in TYPES.items()
    }


def _message(type_: str) -> Schema:
    data = {"$ref": f"#/components/schemas/{component_of(type_)}"}
    own = {"type": "object", "properties": {"type": {"const": type_}, "data": data}}
    return {"allOf": [{"$ref": "#/components/schemas/EventAnswer"}, own]}


def asyncapi(openapi: dict[str, Any]) -> dict[str, Any]:
    """The AsyncAPI document of feed and webhooks, made from the OpenAPI document."""
    named = {"EventAnswer", *components()}
    schemas = {name: schema for name, schema in openapi["components"]["schemas"].items() if name in named}
    messages = {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in TYPES}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Goldlist events",
            "version": openapi["info"]["version"],
            "description": "Everything that happens in a programme: to be pulled, or pushed to an address.",
            "license": {"name": "Apache License 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            "feed": {"address": FEED, "description": "All events, pulled with a cursor.", "messages": messages},
            "webhooks": {"address": None, "description": "The address of a webhook.", "messages": messages},
        },
        "operations": {
            "pull": {"action": "send", "channel": {"$ref": "#/channels/feed"}, "summary": "Answers of the feed."},
            "push": {"action": "send", "channel": {"$ref": "#/channels/webhooks"}, "summary": "Signed messages."},
        },
        "components": {
            "messages": {
                type_: {
                    "name": type_,
                    "summary": described,
                    "payload": _message(type_),
                    "examples": [{"name": type_, "payload": example_of(type_, data_schema(type_))}],
                }
                for type_, described in TYPES.items()
            },
            "schemas": schemas,
        },
    }
