"""An operation of the API: one function from a call to an answer, and all that the contract says about it.

The door runs hot operations directly; the others come through FastAPI's routing. Both come to `attempt` here,
so that scope, query, body and problems are the same whichever way a request took.
"""

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.types import Receive

from app.actions.keys import Caller, may
from app.actions.write_queue import Unavailable
from app.api.contract import problems
from app.api.contract.body import CallerGone, read_body
from app.api.contract.display_names import DisplayNames
from app.api.contract.json_text import read_json
from app.api.contract.problems import FixedProblem, Problem, invalid, invalid_fields, refused
from app.api.contract.service import Service
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import Command
from app.engine.program.faults import Fault
from app.engine.program.fields import (
    EXPLAINED,
    HOLD_ID,
    MEMBER_REFERENCE,
    PURCHASE_REFERENCE,
    RETURN_REFERENCE,
    VOUCHER_BATCH_ID,
    VOUCHER_CODE,
    is_hold_id,
    is_member_reference,
    is_purchase_reference,
    is_return_reference,
    is_voucher_batch_id,
    is_voucher_code,
)
from app.store.connection.errors import DatabaseUnavailable

JSON: Final = b"application/json"
# What a path names, and how: the form is told to those who miss it.
_REFERENCES: Final = {
    "member": (is_member_reference, MEMBER_REFERENCE),
    "purchase": (is_purchase_reference, PURCHASE_REFERENCE),
    "return": (is_return_reference, RETURN_REFERENCE),
    "code": (is_voucher_code, VOUCHER_CODE),
    "hold": (is_hold_id, HOLD_ID),
    "batch": (is_voucher_batch_id, VOUCHER_BATCH_ID),
}
UNAVAILABLE: Final = FixedProblem("unavailable")
_PROBLEM: Final = problems.MEDIA_TYPE.encode()
BODY_BYTES: Final = 256 * 1024
BATCH_BODY_BYTES: Final = 4 * 1024 * 1024

logger = logging.getLogger(__name__)

_version_of_tag = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"').fullmatch

Model = TypeVar("Model", bound=BaseModel)


class Answer(NamedTuple):
    """What goes back to the caller; `problem` is the name of the one that it tells of. `more` comes behind the body."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    media_type: bytes = JSON
    problem: str = ""
    more: AsyncIterator[bytes] | None = None


NO_CONTENT: Final = Answer(204, b"")
WITHOUT_BODY: Final = {204, 304}
REPLAYED: Final = (b"idempotency-replayed", b"true")


class Arrival(NamedTuple):
    """A request whose headers and key the door has found good. Header names are lower case."""

    service: Service
    caller: Caller
    request_id: str
    headers: Mapping[bytes, bytes]
    query: bytes


@dataclass(slots=True)
class RequestContext:
    """Who calls, and all that an operation may need to answer besides body and query."""

    service: Service
    caller: Caller
    request_id: str
    headers: Mapping[bytes, bytes]
    path: Mapping[str, str]

    @property
    def program_id(self) -> str:
        """The programme, which comes from the key and from nowhere else."""
        return self.caller.program_id

    async def submit(self, command: Command) -> Decision:
        """Have a command carried out. Raises Problem for a refusal."""
        decision = await self.service.submit(command, self.caller)
        if isinstance(decision, Refusal):
            raise refused(decision)
        return decision


@dataclass(slots=True)
class Call(RequestContext):
    """A request for a hot operation. `query` is the operation's query model, or None."""

    query: Any
    body: bytes

    def read(self, model: type[Model]) -> Model:
        """The body as its model. Raises Problem."""
        return validated(model, read_json(self.body))


class Steps(NamedTuple):
    """An operation that is one command, taken apart: what it asks for, and what it tells when that was decided."""

    ask: Callable[[Call], Command]
    tell: Callable[[Decision, DisplayNames], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation and what the OpenAPI document says of it; its name there is the function's. `answer` None is none.

    `request`: the models of the body, of which one applies; empty when none is read. `statuses`: what success
    may be, usual one first. `problems`: those besides the ones that every operation can give. `steps`: what the hot
    way does instead of calling the function, which does the same.
    """

    method: str
    path: str
    function: Callable[..., Awaitable[Any]]
    scope: str
    tag: str
    answer: type[BaseModel] | None
    media_type: str = JSON.decode()
    statuses: tuple[int, ...] = (200,)
    request: tuple[type[BaseModel], ...] = ()
    body_may_be_empty: bool = False
    query: type[BaseModel] | None = None
    problems: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    example: Any = None
    largest_body: int = BODY_BYTES
    hot: bool = False
    steps: Steps | None = None
    route: APIRoute | None = None

    def require_scope(self, caller: Caller) -> None:
        """Refuse a key that may not do this. Raises Problem."""
        require_scope(self.scope, caller)


def require_scope(scope: str, caller: Caller) -> None:
    """Refuse a key without a scope. Raises Problem."""
    if not may(caller.scopes, scope):
        raise Problem("insufficient-scope", f"this needs a key with the scope {scope}")


class Request(BaseModel):
    """A body or query as the contract has it: nothing unknown, nothing bent into shape."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Request):
    """The body of an operation that needs none: empty, or an empty object."""


async def attempt(operation: Operation, arrival: Arrival, path: Mapping[str, str], receive: Receive) -> Answer:
    """The answer to a request, whatever happens. Raises CallerGone when there is nobody left to answer."""
    try:
        answer: Answer = await operation.function(await _call(operation, arrival, path, receive))
        return answer
    except Exception as error:
        return answer_to(error, arrival.request_id)


def answer_to(error: Exception, request_id: str) -> Answer:
    """The answer that an error is to the caller. Raises CallerGone again."""
    if isinstance(error, CallerGone):
        raise error
    if isinstance(error, (Unavailable, DatabaseUnavailable)):
        error = UNAVAILABLE
    elif not isinstance(error, Problem):
        logger.error("unexpected error in request %s", request_id, exc_info=error, extra={"request_id": request_id})
        error = Problem("internal-error")
    return Answer(error.status, error.body(request_id), error.sent_headers, _PROBLEM, error.name)


def validated(model: type[Model], value: Any) -> Model:
    """A JSON value as its model. Raises Problem."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise invalid_fields(error) from None


def conditional(call: Call, body: bytes, tag: str) -> Answer:
    """The body with its ETag, or 304 when the caller has it already."""
    headers = ((b"etag", tag.encode()),)
    return Answer(304, b"", headers) if is_known(call, tag) else Answer(200, body, headers)


def is_known(context: RequestContext, tag: str) -> bool:
    """Whether the caller has this state of it already, by `If-None-Match`."""
    wanted = context.headers.get(b"if-none-match", b"").decode("latin-1")
    return bool(wanted) and (wanted.strip() == "*" or tag.removeprefix("W/") in _tags(wanted))


def expected_version(call: RequestContext) -> int | None:
    """The version that a change is meant for, by `If-Match`; None for any. Raises Problem."""
    tag = call.headers.get(b"if-match", b"*").decode("latin-1").strip()
    if tag == "*":
        return None
    version = _version_of_tag(tag)
    if version is None:
        raise Problem("version-conflict")
    return int(version[1])


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


async def _call(operation: Operation, arrival: Arrival, path: Mapping[str, str], receive: Receive) -> Call:
    caller = arrival.caller
    operation.require_scope(caller)
    body = b""
    if operation.request:
        limit, may_be_empty = operation.largest_body, operation.body_may_be_empty
        body = await read_body(receive, arrival.headers, limit, may_be_empty)
    query = _query(operation.query, arrival.query) if arrival.query or operation.query else None
    refuse_no_references(path)
    return Call(arrival.service, caller, arrival.request_id, arrival.headers, path, query, body)


def refuse_no_references(path: Mapping[str, str]) -> None:
    """Refuse an address with a name that nothing can have. Raises Problem."""
    for name, text in path.items():
        if name in _REFERENCES and not _REFERENCES[name][0](text):
            form = EXPLAINED[_REFERENCES[name][1]]
            what = "voucher" if name == "code" else name
            raise Problem("not-found", f"a {what} is named by {form}; nothing has the name in the address")


def _query(model: type[BaseModel] | None, text: bytes) -> BaseModel | None:
    given = parameters(text)
    if model is None:
        if given:
            raise invalid("", "unknown-parameter", "this operation has no query parameters")
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid_fields(error, unknown="unknown-parameter") from None


def parameters(text: bytes) -> dict[str, str]:
    """The parameters of a query, each given once. Raises Problem."""
    try:
        pairs = parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        raise Problem("malformed-request", "the query cannot be read") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        fault = Fault("", "duplicate-parameter", "each parameter may be given once")
        raise Problem("malformed-request", "a query parameter is given twice", [fault])
    return found
