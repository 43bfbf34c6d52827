"""Describes the operations for the OpenAPI document: bodies, parameters, scopes, examples, and every problem."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.actions.keys import READS, SCOPES, WRITES, may
from app.api.contract.operation import Operation
from app.api.contract.problem_kinds import KINDS
from app.api.contract.problems import MEDIA_TYPE, Problem, ProblemAnswer
from app.engine.program.faults import Fault

Mode = Literal["validation", "serialization"]
Schemas = Mapping[Any, Any]

# What each operation answered to the example of its request, in one story (tests/api/story.py writes it).
ANSWERS: Final = Path(__file__).with_name("answers.json")
REFERENCE: Final = "#/components/schemas/{model}"
TAGS: Final = {
    "Programme": "What is earned and how: one document that the merchant writes. Publishing makes its next version; "
    "what was recorded before stays under the version of its day.",
    "Members": "Who takes part. A member is named by id (`mem_…`), by your own name (`ext:<external_id>`) or by card "
    "(`card:<number>`), in addresses and in bodies.",
    "Purchases": "What was paid, and what came of it. A till records each sale once, under a name of its own, and may "
    "say it again as often as it likes.",
    "Returns": "What was brought back, with a receipt or without. The member is left where buying only the rest would "
    "have left them.",
    "Checkout": "What a basket would cost and bring, and what customers may have for their points: rewards, vouchers.",
    "Keys": "Who may call, and what each may do.",
    "Status and ledger": "Where members stand, for tills, checkouts and e-mail, and every change that led there, each "
    "with its reason.",
    "Reports": "What the shop owes its members, and what it paid them: for those who keep its books.",
}
SECURITY: Final = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "gl_live_… or gl_test_…",
        "description": "A key of your programme. The scope that an operation needs stands in its `x-scope`, "
        "the roles that have it in `x-roles`: " + ", ".join(f"`{scope}`" for scope in sorted(READS | WRITES)) + ".",
    }
}
_ALWAYS: Final = (
    "malformed-request",
    "unauthenticated",
    "insufficient-scope",
    "not-acceptable",
    "uri-too-long",
    "validation",
    "rate-limited",
    "headers-too-large",
    "internal-error",
    "unavailable",
)
_WITH_BODY: Final = (
    "malformed-json",
    "duplicate-member",
    "request-timeout",
    "body-too-large",
    "unsupported-media-type",
    "unsupported-content-encoding",
)
_PATH_PARAMETERS: Final = {
    "member": ("A member: `mem_…`, `ext:<external_id>` or `card:<number>`.", "card:6331001234567890"),
    "purchase": ("A purchase: `pur_…` or `ext:<external_id>`.", "ext:till7-000123"),
    "return": ("A return: `ret_…` or `ext:<external_id>`.", "ext:till7-R-000017"),
    "version": ("The number of a version, from 1.", 1),
    "key": ("A key: `key_…`.", "key_01kjqm7c00e0a8000000000001"),
    "number": ("The number of a card.", "6331001234567891"),
    "hold": ("A hold: `hld_…`.", "hld_01kjqm7c00e0a8000000000001"),
    "batch": ("A batch of vouchers: `vba_…`.", "vba_01kjqm7c00e0a8000000000001"),
    "code": ("A voucher's code, as it is printed.", "8FNB-ZPFM-ZMQ7"),
}
_HEADERS: Final = {
    "Idempotency-Key": (
        "A name for this one request, kept for 30 days. Needed when the body has no `external_id`, which goes first.",
        {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": 255},
    ),
    "If-Match": ("The ETag of the version that is to be replaced.", {"type": "string"}),
    "If-None-Match": ("The ETag of what is known already; 304 if it is still so.", {"type": "string"}),
}
_ANSWER_HEADERS: Final = {
    "Request-Id": ("What to name when you ask us about this request.", {"type": "string"}),
    "Idempotency-Replayed": (
        "`true` when the request came before and this is its first answer again.",
        {"type": "string"},
    ),
    "ETag": ("Names this state of it; send it back as `If-None-Match` or `If-Match`.", {"type": "string"}),
    "RateLimit-Limit": ("Requests that the key may send in 10 seconds.", {"type": "integer", "minimum": 1}),
    "RateLimit-Remaining": ("Requests that it may send now.", {"type": "integer", "minimum": 0}),
    "RateLimit-Reset": ("Seconds until it may send all of them again.", {"type": "integer", "minimum": 0}),
    "Retry-After": ("So many seconds to wait before the same is sent again.", {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": ("That a key is wanted.", {"type": "string"}),
}
_BEGUN: Final = {201: "Recorded now.", 202: "Begun now, and going on in the background."}
_DONE: Final = "Done; there is no body."
_UNCHANGED: Final = "Nothing has changed since the ETag that was sent; there is no body."
_NAMES: Final = ("tags", "summary", "description", "operationId")
_REPLAYED: Final = "Recorded before under the same name: the first answer again, and nothing has changed."


def complete(document: dict[str, Any], operations: Sequence[Operation]) -> None:
    """Write into FastAPI's document, which has the names and tags, all that is known of the operations."""
    known, definitions = _schemas(operations)
    answers = json.loads(ANSWERS.read_text("utf-8"))
    named = document["paths"]
    document.pop("components", None)
    # Put together anew, so that the order is that of the operations in every process.
    document["paths"] = {}
    refusals = _Refusals()
    for operation in operations:
        method = operation.method.lower()
        about = {name: named[operation.path][method][name] for name in _NAMES}
        document["paths"].setdefault(operation.path, {})[method] = about | _description(
            operation, known, answers, refusals
        )
    used = {operation.tag for operation in operations}
    document["tags"] = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    document["servers"] = [{"url": "/", "description": "The service that this document came from."}]
    document["components"] = {
        "schemas": dict(sorted(definitions.items())),
        "responses": dict(sorted(refusals.responses.items())),
        "headers": {name: {"description": told, "schema": schema} for name, (told, schema) in _ANSWER_HEADERS.items()},
        "examples": {name: _problem_example(name) for name in sorted(_problems(operations))},
        "securitySchemes": SECURITY,
    }


def _schemas(operations: Sequence[Operation]) -> tuple[Schemas, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(ProblemAnswer, "serialization"): None}
    for operation in operations:
        wanted.update(dict.fromkeys((model, "validation") for model in operation.request))
        if operation.answer:
            wanted[operation.answer, "serialization"] = None
    found, document = models_json_schema(list(wanted), ref_template=REFERENCE)
    references, definitions = _without_twins(found, document["$defs"])
    without_titles(definitions)
    tell_defaults(definitions)
    return references, definitions


def tell_defaults(definitions: dict[str, Any]) -> None:
    """Say of every property in words what it is when it is left out."""
    for definition in definitions.values():
        for told in definition.get("properties", {}).values():
            _tell_default(told)


def without_titles(definitions: Mapping[str, dict[str, Any]]) -> None:
    """Take away the titles that pydantic makes of fields' names: they say nothing that the names do not."""
    for definition in definitions.values():
        for told in definition.get("properties", {}).values():
            told.pop("title", None)


def _without_twins(references: Schemas, definitions: dict[str, Any]) -> tuple[Schemas, dict[str, Any]]:
    """The same with one definition for each model that was defined alike for requests and for answers.

    Models that refer to themselves, and those around them, come out as twins; clients know them by one name.
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
    """Say in words what a field is when it is left out.

    Of a `default`, generators make a field that must be given, or that every client sends.
    """
    default = told.pop("default", None)
    if isinstance(default, str | int):
        words = [told["description"]] if "description" in told else []
        shown = default if isinstance(default, str) else json.dumps(default)
        told["description"] = " ".join([*words, f"If left out: `{shown}`."])


class _Refusals:
    """The answers with problems, each once: most operations have the same ones, which were half of the document."""

    def __init__(self) -> None:
        self.responses: dict[str, Any] = {}

    def of(self, operation: Operation) -> dict[str, Any]:
        """What an operation can answer with a problem, by status, as references."""
        by_status: dict[int, list[str]] = {}
        for name in _problems([operation]):
            by_status.setdefault(KINDS[name].status, []).append(name)
        return {str(status): self._reference(status, names) for status, names in sorted(by_status.items())}

    def _reference(self, status: int, names: Sequence[str]) -> dict[str, Any]:
        response = _refusal(names)
        shared = f"Problems{status}"
        number = 1
        while self.responses.setdefault(shared, response) != response:
            number += 1
            shared = f"Problems{status}_{number}"
        return {"$ref": f"#/components/responses/{shared}"}


def _description(
    operation: Operation, known: Schemas, answers: Mapping[str, Any], refusals: _Refusals
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "x-scope": operation.scope,
        "x-roles": [role for role, scopes in SCOPES.items() if may(scopes, operation.scope)],
        "security": [{"key": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": {**_successes(operation, known, answers), **refusals.of(operation)},
    }
    if operation.request:
        described["requestBody"] = _request_body(operation, known)
    return described


def _request_body(operation: Operation, known: Schemas) -> dict[str, Any]:
    bodies = [known[model, "validation"] for model in operation.request]
    content: dict[str, Any] = {"schema": bodies[0] if len(bodies) == 1 else {"anyOf": bodies}}
    if operation.example is not None:
        content["example"] = operation.example
    return {"required": not operation.body_may_be_empty, "content": {"application/json": content}}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": words,
            "schema": {"type": "integer", "minimum": 1} if isinstance(example, int) else {"type": "string"},
            "example": example,
        }
        for name, (words, example) in ((name, _PATH_PARAMETERS[name]) for name in names)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    document = operation.query.model_json_schema()
    required = document.get("required", [])
    return [_query_parameter(name, schema, name in required) for name, schema in document["properties"].items()]


def _query_parameter(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    words = schema.pop("description", "")
    schema.pop("title", None)
    # A parameter is left out, never null.
    if schema.get("default", 0) is None:
        del schema["default"]
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    plain = {**schema, **(kinds[0] if kinds else {})}
    return {"name": name, "in": "query", "required": required, "description": words, "schema": plain}


def _header_parameters(operation: Operation) -> list[dict[str, Any]]:
    required = {"If-Match"} if "precondition-required" in operation.problems else set()
    return [
        {"name": name, "in": "header", "required": name in required, "description": words, "schema": schema}
        for name, (words, schema) in _HEADERS.items()
        if name in operation.headers
    ]


def _successes(operation: Operation, known: Schemas, answers: Mapping[str, Any]) -> dict[str, Any]:
    tagged = ["ETag"] if {"If-None-Match", "If-Match"} & set(operation.headers) else []
    successes: dict[str, Any] = {}
    for status in operation.statuses:
        again = status == 200 and operation.statuses[0] in (201, 202)
        if status == 204:
            successes["204"] = {"description": _DONE, "headers": _headers("Request-Id")}
            continue
        successes[str(status)] = {
            "description": _REPLAYED if again else _success(operation, status),
            "headers": _headers("Request-Id", *tagged, *(["Idempotency-Replayed"] if again else [])),
            **_content(operation, known, answers),
        }
    if "If-None-Match" in operation.headers:
        successes["304"] = {"description": _UNCHANGED, "headers": _headers("Request-Id", *tagged)}
    return successes


def _success(operation: Operation, status: int) -> str:
    if operation.answer is None:
        return _DONE
    what = operation.answer.__doc__ or ""
    return f"{_BEGUN[status]} {what}" if status in _BEGUN else what


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(operation: Operation, known: Schemas, answers: Mapping[str, Any]) -> dict[str, Any]:
    if operation.answer is None:
        return {}
    content: dict[str, Any] = {"schema": known[operation.answer, "serialization"]}
    if operation.function.__name__ in answers:
        content["example"] = answers[operation.function.__name__]
    return {"content": {operation.media_type: content}}


def _problems(operations: Sequence[Operation]) -> list[str]:
    """The names of all problems that the operations can give, each once."""
    names: dict[str, None] = {}
    for operation in operations:
        names |= dict.fromkeys((*_ALWAYS, *(_WITH_BODY if operation.request else ()), *operation.problems))
    return list(names)


def _refusal(names: Sequence[str]) -> dict[str, Any]:
    listed = [f"[`{name}`](/problems/{name}): {KINDS[name].title}." for name in names]
    borne = {header: None for name in names for header in Problem(name).headers}
    if "rate-limited" in names:
        borne |= dict.fromkeys(header for header in _ANSWER_HEADERS if header.startswith("RateLimit"))
    content = {
        "schema": {"$ref": REFERENCE.format(model=ProblemAnswer.__name__)},
        "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in names},
    }
    return {
        "description": "\n\n".join(listed),
        "headers": _headers("Request-Id", *borne),
        "content": {MEDIA_TYPE: content},
    }


def _problem_example(name: str) -> dict[str, Any]:
    problem = Problem(name)
    if name == "validation":
        fault = Fault("/lines/0/quantity", "out-of-range", "must be at least 1")
        problem = Problem(name, fault.detail, [fault])
    return {"summary": KINDS[name].title, "value": problem.document("492e219f-e78b-4fce-a6a7-d9c3d6f598a4")}
