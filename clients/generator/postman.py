"""Writes the Postman collection (format 2.1), with the examples of the OpenAPI document."""

import json
from typing import Any, Final

from clients.generator.document import JSON
from clients.generator.references import whole
from clients.generator.texts import WRITTEN

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
ADDRESS: Final = "http://127.0.0.1:8000"
# For reports, whose days have to be given.
DAYS: Final = {"from": "2026-01-01", "to": "2026-03-31"}
_PHRASES: Final = {"200": "OK", "201": "Created", "202": "Accepted", "204": "No Content"}


def collection(document: dict[str, Any]) -> str:
    """The collection as JSON: a folder for each tag, and a request for each operation, with answers as examples."""
    folders: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            folders[told["tags"][0]].append(_item(method.upper(), path, whole(document, told)))
    words = {tag["name"]: tag["description"] for tag in document["tags"]}
    info = document["info"]
    told = f"{info['description'].strip()}\n\nSet the variables `address` and `key`. {WRITTEN}"
    written = {
        "info": {"name": info["title"], "version": info["version"], "description": told, "schema": FORMAT},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [
            {"key": "address", "value": ADDRESS, "description": "The address of the service."},
            {"key": "key", "value": "", "description": "A key of your programme: `gl_live_…` or `gl_test_…`."},
        ],
        "item": [{"name": tag, "description": words[tag], "item": items} for tag, items in folders.items()],
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _item(method: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    request = _request(method, path, told)
    brief = {name: part for name, part in request.items() if name != "description"}
    answers = [_answer(status, one, brief) for status, one in told["responses"].items() if status.startswith("2")]
    return {"name": told["summary"], "request": request, "response": answers}


def _request(method: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": method,
        "header": [_header(one) for one in told["parameters"] if one["in"] == "header"],
        "url": _address(path, told["parameters"]),
        "description": f"`{told['operationId']}`\n\n{told['description']}",
    }
    body = told.get("requestBody", {}).get("content", {}).get(JSON, {})
    if "example" in body:
        request["header"].insert(0, {"key": "Content-Type", "value": JSON})
        raw = json.dumps(body["example"], ensure_ascii=False, indent=2)
        request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    return request


def _header(told: dict[str, Any]) -> dict[str, Any]:
    # A header that may be left out is shown, and not sent.
    header = {
        "key": told["name"],
        "value": "*" if told["name"] == "If-Match" else "",
        "description": told["description"],
    }
    return header if told["required"] else {**header, "disabled": True}


def _address(path: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    parts = [f":{part[1:-1]}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    query = [_query(one) for one in parameters if one["in"] == "query"]
    sent = "&".join(f"{one['key']}={one['value']}" for one in query if not one.get("disabled"))
    address: dict[str, Any] = {
        "raw": "{{address}}/" + "/".join(parts) + (f"?{sent}" if sent else ""),
        "host": ["{{address}}"],
        "path": parts,
    }
    if query:
        address["query"] = query
    names = [one for one in parameters if one["in"] == "path"]
    if names:
        address["variable"] = [
            {"key": one["name"], "value": str(one["example"]), "description": one["description"]} for one in names
        ]
    return address


def _query(told: dict[str, Any]) -> dict[str, Any]:
    schema = told["schema"]
    day = DAYS.get(told["name"], "") if schema.get("format") == "date" else ""
    value = told.get("example", schema.get("default", schema.get("const", day)))
    parameter = {"key": told["name"], "value": str(value), "description": told["description"]}
    return parameter if told["required"] else {**parameter, "disabled": True}


def _answer(status: str, told: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "name": told["description"].split("\n")[0],
        "originalRequest": request,
        "status": _PHRASES[status],
        "code": int(status),
        "header": [],
        "cookie": [],
        "body": "",
    }
    for kind, content in list(told.get("content", {}).items())[:1]:
        answer["header"] = [{"key": "Content-Type", "value": kind}]
        answer["_postman_previewlanguage"] = "json" if kind == JSON else "text"
        if "example" in content:
            example = content["example"]
            answer["body"] = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
    return answer
