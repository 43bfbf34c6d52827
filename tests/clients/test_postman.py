"""The Postman collection: of the form that its readers expect, and its requests can be sent one after the other."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from clients.generator.written import CLIENTS, DOCUMENT
from tests.api.shop import Shop
from tests.api.test_examples import TRIED, shop  # noqa: F401

pytestmark = pytest.mark.anyio

COLLECTION: dict[str, Any] = json.loads((CLIENTS / "postman" / "goldlist.postman_collection.json").read_text("utf-8"))
TEXT = {"type": "string"}
PAIR = {"type": "object", "required": ["key", "value"], "properties": {"key": TEXT, "value": TEXT, "disabled": {}}}
PAIRS = {"type": "array", "items": PAIR}
# The parts of format 2.1 that the collection uses, as its readers need them.
REQUEST = {
    "type": "object",
    "required": ["method", "header", "url"],
    "properties": {
        "method": {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
        "header": PAIRS,
        "description": TEXT,
        "body": {
            "type": "object",
            "required": ["mode", "raw"],
            "properties": {"mode": {"const": "raw"}, "raw": TEXT, "options": {"type": "object"}},
            "additionalProperties": False,
        },
        "url": {
            "type": "object",
            "required": ["raw", "host", "path"],
            "properties": {
                "raw": TEXT,
                "host": {"type": "array", "items": TEXT},
                "path": {"type": "array", "items": TEXT},
                "query": PAIRS,
                "variable": PAIRS,
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
FORM = {
    "type": "object",
    "required": ["info", "item", "auth", "variable"],
    "properties": {
        "info": {
            "type": "object",
            "required": ["name", "schema"],
            "properties": {"schema": {"const": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},
        },
        "auth": {
            "type": "object",
            "required": ["type", "bearer"],
            "properties": {"type": {"const": "bearer"}, "bearer": PAIRS},
        },
        "variable": PAIRS,
        "item": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "item"],
                "properties": {
                    "name": TEXT,
                    "description": TEXT,
                    "item": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["name", "request", "response"],
                            "properties": {
                                "name": TEXT,
                                "request": REQUEST,
                                "response": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["name", "originalRequest", "code", "status", "header", "body"],
                                        "properties": {
                                            "originalRequest": REQUEST,
                                            "code": {"type": "integer"},
                                            "header": PAIRS,
                                            "body": TEXT,
                                        },
                                    },
                                },
                            },
                            "additionalProperties": False,
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def requests() -> dict[str, dict[str, Any]]:
    """The requests of the collection, by the name of their operation, which begins their description."""
    listed = [item["request"] for folder in COLLECTION["item"] for item in folder["item"]]
    return {re.match("`(.+)`", one["description"])[1]: one for one in listed}  # type: ignore[index]


def target(request: dict[str, Any], variables: dict[str, str]) -> str:
    """The address of a request, with its variables and its query filled in as a reader does."""
    own = {f":{one['key']}": quote(one["value"], safe="") for one in request["url"].get("variable", [])}
    (host,) = request["url"]["host"]
    path = "/".join(own.get(part, part) for part in request["url"]["path"])
    query = [f"{one['key']}={one['value']}" for one in request["url"].get("query", []) if not one.get("disabled")]
    whole = f"{host}/{path}" + (f"?{'&'.join(query)}" if query else "")
    return re.sub(r"{{(\w+)}}", lambda found: variables[found[1]], whole)


def test_it_is_of_the_form_that_readers_expect() -> None:
    assert [f"{one.json_path}: {one.message}" for one in Draft202012Validator(FORM).iter_errors(COLLECTION)] == []


def test_it_has_every_operation_with_its_variables_and_examples() -> None:
    document = json.loads(DOCUMENT.read_text("utf-8"))
    told = {one["operationId"]: one for methods in document["paths"].values() for one in methods.values()}
    found = requests()
    assert found.keys() == told.keys()
    for request in found.values():
        names = [one["key"] for one in request["url"].get("variable", [])]
        assert [part[1:] for part in request["url"]["path"] if part.startswith(":")] == names
        assert all(one["value"] for one in request["url"].get("variable", []))
        if "body" in request:
            json.loads(request["body"]["raw"])
    assert [one["key"] for one in COLLECTION["variable"]] == ["address", "key"]
    assert COLLECTION["auth"]["bearer"][0]["value"] == "{{key}}"


async def test_its_requests_can_be_sent_one_after_the_other(shop: Shop) -> None:  # noqa: F811
    found = requests()
    for name in TRIED:
        request = found[name]
        answer = await shop.admin.request(
            request["method"],
            target(request, {"address": "http://test"}),
            headers={one["key"]: one["value"] for one in request["header"] if not one.get("disabled")},
            content=request.get("body", {}).get("raw"),
        )
        assert answer.status_code < 300, f"{name}: {answer.text}"
        assert "idempotency-replayed" not in answer.headers, name
