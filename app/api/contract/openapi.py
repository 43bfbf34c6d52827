"""Completes the OpenAPI document: bodies, parameters, scopes, examples, and every problem."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from app.actions.access.keys import READS, SCOPES, WRITES, may
from app.api.contract.event_documents import components, event_webhooks
from app.api.contract.lean import make_lean
from app.api.contract.openapi_schemas import REFERENCE, Schemas, schemas_of
from app.api.contract.problem_kinds import KINDS
from app.api.contract.problems import MEDIA_TYPE, Problem, ProblemAnswer
from app.api.contract.routing import OperationRoute
from app.engine.program.checks.fault import Fault

# The answer of each operation to its example, from one story (written by tests/api/story.py).
ANSWERS: Final = Path(__file__).with_name("answers.json")
TAGS: Final = {
    "Programme": (
        "The rules for earning: one document, written by the merchant. Publishing makes its next "
        "version; earlier purchases stay under their own version."
    ),
    "Members": (
        "Customers in the programme. A member is named by id (`mem_…`), by your own name "
        "(`ext:<external_id>`), by card (`card:<number>`) or as a shop's customer (`link:<connector>/<customer>`), in "
        "paths and in bodies."
    ),
    "Purchases": "Sales and their effects. A till records each sale once, under a name of its own, and may repeat the "
    "request as often as it likes.",
    "Returns": "Returned goods, with or without receipt. Afterwards the member has exactly what buying only the rest "
    "would have earned.",
    "Checkout": "The price and earnings of a basket, and the rewards and vouchers that customers can use.",
    "Gift cards": "Cards with a balance, which members and guests pay with.",
    "Keys": "API keys and their scopes.",
    "Staff": "The people of the shop.",
    "Contacts": "What members allow, with the evidence, and addresses that want nothing.",
    "Tasks": "What the staff are to do, by a day: made manually, or by rules after each review of customers.",
    "Status and ledger": (
        "Members' balances, for tills, checkouts and e-mail, and every change that led to them, with its reason."
    ),
    "Insights": "What is known about customers: which ones make most of the sales, and whose behaviour is changing. "
    "All of it comes from a dated review of all members.",
    "Connectors": "The links to shop systems: their orders become purchases and returns.",
    "Exports": "All records of the programme as files: for spreadsheets, and for a warehouse.",
    "Events": "Everything that happened in the programme, to be pulled from a feed.",
    "Webhooks": "Addresses to which events are sent: signed, in order for each member, and again until they are taken.",
    "Reports": "The shop's liability to its members, and its payments to them: for accounting.",
}
SECURITY: Final = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "gl_live_… or gl_test_…",
        "description": (
            "A key of your programme. An operation's `x-scope` is the scope it needs, its `x-roles` "
            "are the roles that have it: "
        )
        + ", ".join(f"`{scope}`" for scope in sorted(READS | WRITES))
        + ".",
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
    "member": (
        "A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.",
        "card:6331001234567890",
    ),
    "purchase": ("A purchase: `pur_…` or `ext:<external_id>`.", "ext:till7-000123"),
    "return": ("A return: `ret_…` or `ext:<external_id>`.", "ext:till7-R-000017"),
    "version": ("The number of a version, from 1.", 1),
    "key": ("A key: `key_…`.", "key_01kjqm7c00e0a8000000000001"),
    "number": ("The number of a card.", "6331001234567891"),
    "hold": ("A hold: `hld_…`.", "hld_01kjqm7c00e0a8000000000001"),
    "gift_card": ("A gift card: `gft_…`.", "gft_01kjqm7c00e0a8000000000001"),
    "batch": ("A batch of vouchers: `vba_…`.", "vba_01kjqm7c00e0a8000000000001"),
    "list": ("A contact list: `lst_…`.", "lst_01kjqm7c00e0a8000000000001"),
    "rehearsal": ("A rehearsal: `reh_…`.", "reh_01kjqm7c00e0a8000000000001"),
    "review": ("A review of customers: `rev_…`.", "rev_01kjqm7c00e0a8000000000001"),
    "task": ("A task: `tsk_…`.", "tsk_01kjqm7c00e0a8000000000001"),
    "staff": ("A member of staff: `stf_…` or `ext:<external_id>`.", "ext:sam"),
    "entry": ("An entry of the member's ledger: `ent_…`.", "ent_01kjqm7c00e0a8000000000001"),
    "segment": ("The id of a segment.", "golden"),
    "campaign": ("The id of a campaign.", "newsletter"),
    "connector": ("A connector: `con_…`.", "con_01kjqm7c00e0a8000000000001"),
    "connector_name": ("The name of a connector.", "shop"),
    "customer": ("The shop's id of a customer.", "7340012345678"),
    "backfill": ("A backfill: `bkf_…`.", "bkf_01kjqm7c00e0a8000000000001"),
    "delivery": ("A delivery: `dlv_…`.", "dlv_01kjqm7c00e0a8000000000001"),
    "file": ("What is exported and its form: a name in the description below, with `.csv` or `.jsonl`.", "members.csv"),
    "webhook": ("A webhook: `whk_…`.", "whk_01kjqm7c00e0a8000000000001"),
    "code": ("A voucher's code, as it is printed.", "8FNB-ZPFM-ZMQ7"),
}
_HEADERS: Final = {
    "Idempotency-Key": (
        "A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes precedence.",
        {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": 255},
    ),
    "If-Match": ("The ETag of the version to replace.", {"type": "string"}),
    "If-None-Match": ("The ETag of the version that you have; 304 if it is still current.", {"type": "string"}),
}
_ANSWER_HEADERS: Final = {
    "Request-Id": ("The id of this request; quote it in support requests.", {"type": "string"}),
    "Idempotency-Replayed": (
        "`true` if this repeats an earlier request, and its first answer.",
        {"type": "string"},
    ),
    "ETag": ("Names this version; send it as `If-None-Match` or `If-Match`.", {"type": "string"}),
    "RateLimit-Limit": (
        ("The number of requests that the key may send in 10 seconds."),
        {"type": "integer", "minimum": 1},
    ),
    "RateLimit-Remaining": ("The number of requests that it may send now.", {"type": "integer", "minimum": 0}),
    "RateLimit-Reset": (
        ("The number of seconds until it may send all of them again."),
        {"type": "integer", "minimum": 0},
    ),
    "Retry-After": ("The number of seconds to wait before a retry.", {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": ("States that a key is required.", {"type": "string"}),
}
_BEGUN: Final = {201: "Recorded now.", 202: "Started; continues in the background."}
_DONE: Final = "Done; there is no body."
_UNCHANGED: Final = "Unchanged since the ETag in the request; there is no body."
_NAMES: Final = ("tags", "summary", "description", "operationId")
_REPLAYED: Final = "Recorded before under the same name: the first answer again, without a new effect."


def complete(document: dict[str, Any], operations: Sequence[OperationRoute]) -> None:
    """Add everything known about the operations to FastAPI's document, which has only names and tags."""
    known, definitions = schemas_of(operations)
    answers = json.loads(ANSWERS.read_text("utf-8"))
    named = document["paths"]
    document.pop("components", None)
    # Rebuilt so that the order is the same in every process.
    document["paths"] = {}
    refusals = _Refusals()
    for operation in operations:
        method = operation.method.lower()
        about = {name: named[operation.path][method][name] for name in _NAMES}
        document["paths"].setdefault(operation.path, {})[method] = about | _description(
            operation, known, answers, refusals
        )
    definitions |= components()
    document["webhooks"] = event_webhooks()
    used = {str(operation.tags[0]) for operation in operations}
    document["tags"] = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    document["servers"] = [{"url": "/", "description": "This service."}]
    document["components"] = {
        "schemas": dict(sorted(definitions.items())),
        "responses": dict(sorted(refusals.responses.items())),
        "headers": {name: {"description": told, "schema": schema} for name, (told, schema) in _ANSWER_HEADERS.items()},
        "examples": {name: _problem_example(name) for name in sorted(_problems(operations))},
        "securitySchemes": SECURITY,
    }
    make_lean(document)


class _Refusals:
    """The problem answers, each once: most operations share them, and they were half of the document."""

    def __init__(self) -> None:
        self.responses: dict[str, Any] = {}

    def of(self, operation: OperationRoute) -> dict[str, Any]:
        """The problem answers of an operation by status, as references."""
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
    operation: OperationRoute, known: Schemas, answers: Mapping[str, Any], refusals: _Refusals
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "x-scope": operation.scope,
        "x-roles": [role for role, scopes in SCOPES.items() if may(scopes, operation.scope)],
        "security": [{"key": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": {**_successes(operation, known, answers), **refusals.of(operation)},
    }
    if operation.body_models:
        described["requestBody"] = _request_body(operation, known)
    return described


def _request_body(operation: OperationRoute, known: Schemas) -> dict[str, Any]:
    bodies = [known[model, "validation"] for model in operation.body_models]
    content: dict[str, Any] = {"schema": bodies[0] if len(bodies) == 1 else {"anyOf": bodies}}
    if operation.body_example is not None:
        content["example"] = operation.body_example
    return {"required": not operation.body_may_be_empty, "content": {"application/json": content}}


def _path_parameters(operation: OperationRoute) -> list[dict[str, Any]]:
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


def _query_parameters(operation: OperationRoute) -> list[dict[str, Any]]:
    if operation.query_model is None:
        return []
    document = operation.query_model.model_json_schema()
    required = document.get("required", [])
    return [_query_parameter(name, schema, name in required) for name, schema in document["properties"].items()]


def _query_parameter(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    words = schema.pop("description", "")
    schema.pop("title", None)
    # A parameter is omitted, never null.
    if schema.get("default", 0) is None:
        del schema["default"]
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    plain = {**schema, **(kinds[0] if kinds else {})}
    return {"name": name, "in": "query", "required": required, "description": words, "schema": plain}


def _header_parameters(operation: OperationRoute) -> list[dict[str, Any]]:
    required = {"If-Match"} if "precondition-required" in operation.problem_names else set()
    return [
        {"name": name, "in": "header", "required": name in required, "description": words, "schema": schema}
        for name, (words, schema) in _HEADERS.items()
        if name in operation.header_names
    ]


def _successes(operation: OperationRoute, known: Schemas, answers: Mapping[str, Any]) -> dict[str, Any]:
    tagged = ["ETag"] if {"If-None-Match", "If-Match"} & set(operation.header_names) else []
    successes: dict[str, Any] = {}
    for status in operation.success_statuses:
        again = status == 200 and operation.success_statuses[0] in (201, 202)
        if status == 204:
            successes["204"] = {"description": _DONE, "headers": _headers("Request-Id")}
            continue
        successes[str(status)] = {
            "description": _REPLAYED if again else _success(operation, status),
            "headers": _headers("Request-Id", *tagged, *(["Idempotency-Replayed"] if again else [])),
            **_content(operation, known, answers, status),
        }
    if "If-None-Match" in operation.header_names:
        successes["304"] = {"description": _UNCHANGED, "headers": _headers("Request-Id", *tagged)}
    return successes


def _success(operation: OperationRoute, status: int) -> str:
    if operation.response_model is None:
        return _DONE
    what = operation.response_model.__doc__ or ""
    return f"{_BEGUN[status]} {what}" if status in _BEGUN else what


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(operation: OperationRoute, known: Schemas, answers: Mapping[str, Any], status: int) -> dict[str, Any]:
    if operation.response_model is None:
        return {}
    content: dict[str, Any] = {"schema": known[operation.response_model, "serialization"]}
    if operation.name in answers:
        content["example"] = answers[operation.name]
    others = operation.responses.get(status, {}).get("content", {})
    return {"content": {operation.media_type: content, **others}}


def _problems(operations: Sequence[OperationRoute]) -> list[str]:
    """All problems of these operations, each once."""
    names: dict[str, None] = {}
    for operation in operations:
        names |= dict.fromkeys((*_ALWAYS, *(_WITH_BODY if operation.body_models else ()), *operation.problem_names))
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
