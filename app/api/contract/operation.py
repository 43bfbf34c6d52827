"""The basis of every operation: the caller, request parsing, and answers."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from app.actions.access.keys import Caller, may
from app.actions.goldlist import Goldlist
from app.actions.writing.write_queue import Unavailable
from app.api.contract import problems
from app.api.contract.body import CallerGone
from app.api.contract.problems import FixedProblem, Problem, accepted, invalid_fields
from app.engine.model.book import Decision
from app.engine.model.commands.command import Command
from app.engine.program.checks.fault import Fault
from app.engine.program.texts import (
    CONTACT_LIST_ID,
    EXPLAINED,
    GIFT_CARD_ID,
    HOLD_ID,
    MEMBER_REFERENCE,
    PURCHASE_REFERENCE,
    REHEARSAL_ID,
    RETURN_REFERENCE,
    REVIEW_ID,
    STAFF_REFERENCE,
    TASK_ID,
    VOUCHER_BATCH_ID,
    VOUCHER_CODE,
    is_contact_list_id,
    is_gift_card_id,
    is_hold_id,
    is_member_reference,
    is_purchase_reference,
    is_rehearsal_id,
    is_return_reference,
    is_review_id,
    is_staff_reference,
    is_task_id,
    is_voucher_batch_id,
    is_voucher_code,
)
from app.engine.program.versions import Program
from app.store.connection.errors import DatabaseUnavailable

JSON: Final = b"application/json"
# The kinds of references in paths, and their forms for error messages.
_REFERENCES: Final = {
    "member": (is_member_reference, MEMBER_REFERENCE),
    "purchase": (is_purchase_reference, PURCHASE_REFERENCE),
    "return": (is_return_reference, RETURN_REFERENCE),
    "code": (is_voucher_code, VOUCHER_CODE),
    "hold": (is_hold_id, HOLD_ID),
    "gift_card": (is_gift_card_id, GIFT_CARD_ID),
    "batch": (is_voucher_batch_id, VOUCHER_BATCH_ID),
    "list": (is_contact_list_id, CONTACT_LIST_ID),
    "review": (is_review_id, REVIEW_ID),
    "task": (is_task_id, TASK_ID),
    "staff": (is_staff_reference, STAFF_REFERENCE),
    "rehearsal": (is_rehearsal_id, REHEARSAL_ID),
}
UNAVAILABLE: Final = FixedProblem("unavailable")
_PROBLEM: Final = problems.MEDIA_TYPE.encode()
BODY_BYTES: Final = 256 * 1024
BATCH_BODY_BYTES: Final = 4 * 1024 * 1024

logger = logging.getLogger(__name__)

_version_of_tag = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"').fullmatch

Model = TypeVar("Model", bound=BaseModel)


class Answer(NamedTuple):
    """A complete answer; `problem` is the name of its problem, if it is one."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    media_type: bytes = JSON
    problem: str = ""


WITHOUT_BODY: Final = {204, 304}
REPLAYED: Final = (b"idempotency-replayed", b"true")


@dataclass(slots=True)
class RequestContext:
    """A request whose headers and key have passed the gateway, and the services behind the API.

    Header names are lower case. `path` has the names in the path, once they are decoded.
    """

    goldlist: Goldlist
    caller: Caller
    request_id: str
    headers: Mapping[bytes, bytes]
    query: bytes = b""
    path: Mapping[str, str] = field(default_factory=dict)

    @property
    def program_id(self) -> str:
        """The programme, which only the key determines."""
        return self.caller.program_id

    async def program(self) -> Program:
        """The programme as this process knows it: its currency, zone and name are the same for good."""
        return await self.goldlist.programs.known(self.program_id)

    def draw_id(self, prefix: str) -> str:
        """A fresh id: "pur" -> "pur_…"."""
        return self.goldlist.ids.draw(prefix)

    async def submit(self, command: Command, *, in_bulk: bool = False) -> Decision:
        """Carry out a command, which may be one of many. Raises Problem for a refusal."""
        return accepted(await self.goldlist.commands.submit(command, self.caller, in_bulk=in_bulk))


def require_scope(scope: str, caller: Caller) -> None:
    """Refuse a key without a scope. Raises Problem."""
    if not may(caller.scopes, scope):
        raise Problem("insufficient-scope", f"this requires a key with the scope {scope}")


def require_all_members(caller: Caller) -> None:
    """Raise Problem for a partner's key that knows only some members."""
    if caller.members_of is not None:
        raise Problem("insufficient-scope", "this requires a key that knows all members")


class Request(BaseModel):
    """A body or query, validated strictly: no unknown fields, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Request):
    """The body of an operation without parameters: empty, or an empty object."""


def answer_to(error: Exception, request_id: str) -> Answer:
    """The answer for an exception. Re-raises CallerGone."""
    if isinstance(error, CallerGone):
        raise error
    if isinstance(error, (Unavailable, DatabaseUnavailable)):
        error = UNAVAILABLE
    elif not isinstance(error, Problem):
        logger.error("unexpected error in request %s", request_id, exc_info=error, extra={"request_id": request_id})
        error = Problem("internal-error")
    return Answer(error.status, error.body(request_id), error.sent_headers, _PROBLEM, error.name)


def validated(model: type[Model], value: Any, unknown: str = "unknown-field") -> Model:
    """A JSON value as its model; `unknown` is the code for an unknown name. Raises Problem."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise invalid_fields(error, unknown) from None


def conditional(context: RequestContext, body: bytes, tag: str) -> Answer:
    """The body with its ETag, or 304 if the caller has it."""
    headers = ((b"etag", tag.encode()),)
    return Answer(304, b"", headers) if is_known(context, tag) else Answer(200, body, headers)


def is_known(context: RequestContext, tag: str) -> bool:
    """Whether the caller has this version, by `If-None-Match`."""
    wanted = context.headers.get(b"if-none-match", b"").decode("latin-1")
    return bool(wanted) and (wanted.strip() == "*" or tag.removeprefix("W/") in _tags(wanted))


def expected_version(context: RequestContext) -> int | None:
    """The version to be changed, by `If-Match`; None for any. Raises Problem."""
    tag = context.headers.get(b"if-match", b"*").decode("latin-1").strip()
    if tag == "*":
        return None
    version = _version_of_tag(tag)
    if version is None:
        raise Problem("version-conflict")
    return int(version[1])


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def refuse_no_references(path: Mapping[str, str]) -> None:
    """Refuse a path with a reference that no object can have. Raises Problem."""
    for name, text in path.items():
        if name in _REFERENCES and not _REFERENCES[name][0](text):
            form = EXPLAINED[_REFERENCES[name][1]]
            what = {"code": "voucher", "staff": "member of staff", "gift_card": "gift card"}.get(name, name)
            raise Problem("not-found", f"a {what} is named by {form}; the name in the path has another form")


def parameters(text: bytes) -> dict[str, str]:
    """The parameters of a query, each at most once. Raises Problem."""
    try:
        pairs = parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        raise Problem("malformed-request", "the query cannot be decoded") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        fault = Fault("", "duplicate-parameter", "each parameter can be given only once")
        raise Problem("malformed-request", "a query parameter is repeated", [fault])
    return found
