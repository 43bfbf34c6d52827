"""Operations as FastAPI routes, with the contract's strict parsing.

A module makes a `router` of the class `OperationRoute` and writes operations as in any FastAPI application: typed
parameters, `needs(scope)` for the caller, a model in, a model out. Differences: the key's scope is checked before the
body, JSON and query are strict, and `problems(…)` lists an operation's errors.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from inspect import getdoc
from typing import Annotated, Any, Final, NamedTuple, get_args

from fastapi import Header, Path, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request

from app.actions.access.keys import Caller
from app.api.contract.body import read_body
from app.api.contract.hidden_fields import visible
from app.api.contract.json_text import read_json
from app.api.contract.operation import (
    BATCH_BODY_BYTES,
    BODY_BYTES,
    JSON,
    REPLAYED,
    WITHOUT_BODY,
    Answer,
    RequestContext,
    is_known,
    parameters,
    refuse_no_references,
    require_scope,
)
from app.api.contract.path_names import read_names
from app.api.contract.problem_kinds import KINDS
from app.api.contract.problems import Problem, invalid, invalid_places

_PROBLEMS: Final = "x-problems"


def problems(*names: str) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: the operation's problems besides those that every operation has."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for name in names:
        found = by_status.setdefault(KINDS[name].status, {"description": "", _PROBLEMS: []})
        found[_PROBLEMS].append(name)
    return by_status


REPEATED: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "Recorded before: the first answer again."}}
"""For `responses=` of an operation that answers 201 at first and 200 when repeated."""


def example(body: Any) -> dict[str, Any]:
    """For `openapi_extra=`: a body that can be sent unchanged."""
    return {"requestBody": {"content": {"application/json": {"example": body}}}}


async def _context(request: Request) -> RequestContext:
    context: RequestContext = request.state.context
    return context


def needs(scope: str) -> Any:
    """The caller and the services behind the API, for keys with this scope."""
    return Security(_context, scopes=[scope])


IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]

# References in paths. One of a wrong form is 404, like an unknown one (`refuse_no_references`).
MemberPath = Annotated[str, Path(alias="member")]
PurchasePath = Annotated[str, Path(alias="purchase")]
ReturnPath = Annotated[str, Path(alias="return")]
HoldPath = Annotated[str, Path(alias="hold")]
CodePath = Annotated[str, Path(alias="code")]
BatchPath = Annotated[str, Path(alias="batch")]
ReviewPath = Annotated[str, Path(alias="review")]
StaffPath = Annotated[str, Path(alias="staff")]
RehearsalPath = Annotated[str, Path(alias="rehearsal")]


class JsonText(Response):
    """An answer whose JSON text exists already: that of a hot operation, byte for byte."""

    media_type = "application/json"


def respond(answer: Answer) -> Response:
    """A hot operation's answer as a FastAPI response."""
    response = Response(answer.body, answer.status)
    if answer.status not in WITHOUT_BODY:
        response.headers["content-type"] = answer.media_type.decode()
    for name, value in answer.headers:
        response.headers[name.decode()] = value.decode()
    return response


class NotModified(Exception):
    """The caller has this version already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tagged(response: Response, tag: str) -> None:
    """Set an answer's ETag."""
    response.headers["ETag"] = tag


def unless_known(context: RequestContext, response: Response, tag: str) -> None:
    """Set an answer's ETag. Raises NotModified if the caller has this version."""
    if is_known(context, tag):
        raise NotModified(tag)
    tagged(response, tag)


def repeated(response: Response) -> None:
    """Mark an answer as the repetition of a first answer."""
    name, value = REPLAYED
    response.status_code = 200
    response.headers[name.decode()] = value.decode()


class DocumentedAs(NamedTuple):
    """Annotates a body read as plain JSON with the model for the document."""

    model: type[BaseModel]


class _StrictRequest(Request):
    """A request whose body has been read and validated."""

    def __init__(self, request: Request, body: bytes, value: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._strict_body = body
        self._value = value

    async def body(self) -> bytes:
        return self._strict_body

    async def json(self) -> Any:
        return self._value


class OperationRoute(APIRoute):
    """A route that checks the key's scope first, then body and query, strictly."""

    largest_body = BODY_BYTES

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        # The document names an operation after its function, and takes the summary from its docstring's first line.
        purpose, _, more = (getdoc(endpoint) or "").partition("\n\n")
        told = {"operation_id": endpoint.__name__, "summary": purpose.rstrip("."), "description": more or purpose}
        if settings.get("status_code") == 204:
            # Without a body there is no media type.
            settings["response_class"] = Response
        super().__init__(path, endpoint, **settings | told)

    @cached_property
    def scope(self) -> str:
        """The scope that it requires."""
        (scope,) = {scope for one in self.dependant.dependencies for scope in one.own_oauth_scopes or []}
        return scope

    @property
    def method(self) -> str:
        """Its only method."""
        assert self.methods
        (method,) = self.methods
        return method

    @property
    def body_models(self) -> Sequence[type[BaseModel]]:
        """The alternative models of the body; none without a body."""
        if self.body_field is None:
            return ()
        body = self.body_field.field_info
        marks = [mark.model for mark in body.metadata if isinstance(mark, DocumentedAs)]
        parts = get_args(body.annotation) or (body.annotation,)
        return marks or [part for part in parts if part is not type(None)]

    @property
    def body_may_be_empty(self) -> bool:
        """Whether the body may be empty."""
        return self.body_field is not None and not self.body_field.field_info.is_required()

    @property
    def query_model(self) -> type[BaseModel] | None:
        """The model of the query; None without one."""
        models: list[Any] = [one.field_info.annotation for one in self.dependant.query_params]
        return models[0] if models else None

    @property
    def header_names(self) -> Sequence[str]:
        """The headers of this operation."""
        return [one.alias for one in self.dependant.header_params]

    @property
    def problem_names(self) -> Sequence[str]:
        """Its problems besides those that every operation has."""
        return [name for one in self.responses.values() for name in one.get(_PROBLEMS, ())]

    @property
    def success_statuses(self) -> Sequence[int]:
        """The success statuses, the usual one first."""
        status = self.status_code or 200
        return [status, *(int(one) for one in self.responses if str(one).startswith("2") and one != status)]

    @property
    def body_example(self) -> Any:
        """A body that can be sent unchanged; None without a body."""
        extra: Mapping[str, Any] = self.openapi_extra or {}
        return extra.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")

    @property
    def media_type(self) -> str:
        """The media type of the answer."""
        return getattr(self.response_class, "media_type", None) or JSON.decode()

    def get_route_handler(self) -> Any:
        """FastAPI's handler, behind these checks."""
        handle = super().get_route_handler()
        scope, has_body, may_be_empty = self.scope, bool(self.body_field), self.body_may_be_empty
        takes_query = bool(self.dependant.query_params)

        async def handle_strictly(request: Request) -> Response:
            context: RequestContext = request.state.context
            require_scope(scope, context.caller)
            request.scope["path_params"] = context.path = read_names(request.path_params)
            body, value = b"", None
            if has_body:
                body = await read_body(request.receive, context.headers, self.largest_body, may_be_empty)
                if body or not may_be_empty:
                    # Long bodies are parsed on a thread, so that other requests need not wait.
                    value = await asyncio.to_thread(read_json, body) if len(body) > BODY_BYTES else read_json(body)
                    if value is None:
                        # FastAPI treats a null body as missing.
                        raise invalid("", "wrong-type", "must be an object")
            query = parameters(context.query)
            if not takes_query:
                refuse_parameters(query)
            refuse_no_references(context.path)
            return self._as_seen_by(context.caller, await handle(_StrictRequest(request, body, value)))

        return handle_strictly

    def visible_to(self, caller: Caller, answer: Answer) -> Answer:
        """An answer without fields that the caller's key may not see."""
        if not answer.body:
            return answer
        body = visible(self.response_model, answer.body, caller.scopes)
        return answer if body is answer.body else answer._replace(body=body)

    def _as_seen_by(self, caller: Caller, response: Response) -> Response:
        if response.media_type == "application/json" and response.body:
            response.body = visible(self.response_model, bytes(response.body), caller.scopes)
            response.headers["content-length"] = str(len(response.body))
        return response


class BatchRoute(OperationRoute):
    """A route with the body size of a batch."""

    largest_body = BATCH_BODY_BYTES


def refuse_parameters(query: Mapping[str, str]) -> None:
    """Refuse query parameters for an operation without any. Raises Problem."""
    if query:
        raise invalid("", "unknown-parameter", "this operation has no query parameters")


def invalid_request(error: RequestValidationError) -> Problem:
    """The problem for FastAPI's validation error."""
    faults = error.errors()
    in_query = faults[0]["loc"][:1] == ("query",)
    shortened = [{**fault, "loc": fault["loc"][1:]} for fault in faults]
    return invalid_places(shortened, "unknown-parameter" if in_query else "unknown-field")
