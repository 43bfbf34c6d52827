"""Writing an operation: an ordinary FastAPI route, read as strictly as the contract has it.

A module makes a `router` of the class `OperationRoute` and writes its operations as in any FastAPI application: typed
parameters, `needs(scope)` for the caller, a model in, a model out. What is particular: the key's scope is looked at
before the body, JSON and query are strict, and what can go wrong is named by `problems(…)`.
"""

from collections.abc import Callable, Mapping
from inspect import getdoc
from typing import Annotated, Any, Final, get_args

from fastapi import Header, Path, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from app.api.contract.body import read_body
from app.api.contract.json_text import read_json
from app.api.contract.operation import (
    BODY_BYTES,
    REPLAYED,
    Arrival,
    Operation,
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
    """For `responses=`: the problems that an operation gives besides those that every one can give."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for name in names:
        found = by_status.setdefault(KINDS[name].status, {"description": "", _PROBLEMS: []})
        found[_PROBLEMS].append(name)
    return by_status


REPEATED: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "Recorded before: the first answer again."}}
"""For `responses=` of an operation that answers 201 at first and 200 when it is repeated."""


def example(body: Any) -> dict[str, Any]:
    """For `openapi_extra=`: a body that may be sent as it stands."""
    return {"requestBody": {"content": {"application/json": {"example": body}}}}


async def _context(request: Request) -> RequestContext:
    arrival: Arrival = request.state.arrival
    return RequestContext(arrival.service, arrival.caller, arrival.request_id, arrival.headers, request.path_params)


def needs(scope: str) -> Any:
    """The caller and what stands behind the API, for keys with this scope."""
    return Security(_context, scopes=[scope])


IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]

# The names in addresses. What cannot be one is 404, as what is not there (`refuse_no_references`).
MemberPath = Annotated[str, Path(alias="member")]
PurchasePath = Annotated[str, Path(alias="purchase")]
ReturnPath = Annotated[str, Path(alias="return")]
HoldPath = Annotated[str, Path(alias="hold")]
CodePath = Annotated[str, Path(alias="code")]
BatchPath = Annotated[str, Path(alias="batch")]


class JsonText(Response):
    """An answer whose text is at hand: that of a hot operation, told by a cold one to the byte."""

    media_type = "application/json"


class NotModified(Exception):
    """The caller knows this state of it already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tagged(response: Response, tag: str) -> None:
    """Give an answer its ETag."""
    response.headers["ETag"] = tag


def unless_known(context: RequestContext, response: Response, tag: str) -> None:
    """Give an answer its ETag. Raises NotModified where the caller has it already."""
    if is_known(context, tag):
        raise NotModified(tag)
    tagged(response, tag)


def repeated(response: Response) -> None:
    """Mark an answer as the first answer again."""
    name, value = REPLAYED
    response.status_code = 200
    response.headers[name.decode()] = value.decode()


class _StrictRequest(Request):
    """A request whose body has been read and found good."""

    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._strict_body = body

    async def body(self) -> bytes:
        return self._strict_body

    async def json(self) -> Any:
        return read_json(self._strict_body)


class OperationRoute(APIRoute):
    """A route that looks at the key's scope first, then at body and query, as the contract has it."""

    largest_body = BODY_BYTES

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        # In the document an operation has the name of its function, and its docstring's first line as summary.
        purpose, _, more = (getdoc(endpoint) or "").partition("\n\n")
        told = {"operation_id": endpoint.__name__, "summary": purpose.rstrip("."), "description": more or purpose}
        if settings.get("status_code") == 204:
            # Without a body there is no type of one.
            settings["response_class"] = Response
        super().__init__(path, endpoint, **settings | told)

    @property
    def scope(self) -> str:
        """The scope that a key needs for it."""
        (scope,) = {scope for one in self.dependant.dependencies for scope in one.own_oauth_scopes or []}
        return scope

    def get_route_handler(self) -> Any:
        """The handler that FastAPI makes, behind these looks."""
        handle = super().get_route_handler()
        scope, body_field = self.scope, self.body_field
        takes_query = bool(self.dependant.query_params)
        may_be_empty = body_field is not None and not body_field.field_info.is_required()

        async def handle_strictly(request: Request) -> Response:
            arrival: Arrival = request.state.arrival
            require_scope(scope, arrival.caller)
            request.scope["path_params"] = read_names(request.path_params)
            body = b""
            if body_field:
                body = await read_body(request.receive, arrival.headers, self.largest_body, may_be_empty)
                if body or not may_be_empty:
                    # Looked at here, so that what is no JSON is told so whatever FastAPI makes of it.
                    read_json(body)
            if arrival.query and not takes_query and parameters(arrival.query):
                raise invalid("", "unknown-parameter", "this operation has no query parameters")
            parameters(arrival.query)
            refuse_no_references(request.path_params)
            return await handle(_StrictRequest(request, body))

        return handle_strictly


def invalid_request(error: RequestValidationError) -> Problem:
    """The problem that FastAPI's validation error is to the caller."""
    faults = error.errors()
    in_query = faults[0]["loc"][:1] == ("query",)
    shortened = [{**fault, "loc": fault["loc"][1:]} for fault in faults]
    return invalid_places(shortened, "unknown-parameter" if in_query else "unknown-field")


def operations_of(router: APIRouter) -> list[Operation]:
    """What the document and the tests know of a router's operations, in their order."""
    return [_operation(route) for route in router.routes if isinstance(route, OperationRoute)]


def _operation(route: OperationRoute) -> Operation:
    assert route.methods
    (method,) = route.methods
    query: list[Any] = [one.field_info.annotation for one in route.dependant.query_params]
    bodies = _models(route.body_field.field_info.annotation) if route.body_field else ()
    extra: Mapping[str, Any] = route.openapi_extra or {}
    content = extra.get("requestBody", {}).get("content", {}).get("application/json", {})
    status = route.status_code or 200
    return Operation(
        method=method,
        path=route.path,
        function=route.endpoint,
        scope=route.scope,
        tag=str(route.tags[0]),
        answer=route.response_model,
        statuses=(status, *(int(one) for one in route.responses if str(one).startswith("2") and one != status)),
        request=bodies,
        body_may_be_empty=route.body_field is not None and not route.body_field.field_info.is_required(),
        query=query[0] if query else None,
        problems=tuple(name for one in route.responses.values() for name in one.get(_PROBLEMS, ())),
        headers=tuple(one.alias for one in route.dependant.header_params),
        example=content.get("example"),
        largest_body=route.largest_body,
        route=route,
    )


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    parts = get_args(annotation) or (annotation,)
    return tuple(part for part in parts if part is not type(None))
