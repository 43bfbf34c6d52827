"""The one door by which every request comes in: its size, its headers, its key, and a name for it.

Hot operations are answered here; all others go on to FastAPI with what the door has found out. Whatever
happens behind it, the door answers, no answer leaves without a Request-Id, and what became of it is reported.
"""

from collections.abc import Iterable
from time import perf_counter_ns
from typing import Any, Final
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.actions.keys import Caller, KeyExpired
from app.actions.write_queue import Unavailable
from app.api.body import CallerGone
from app.api.operation import WITHOUT_BODY, Answer, Arrival, Operation, answer_to, attempt
from app.api.outcome import CALLER_GONE, NO_OPERATION, Outcome, Report
from app.api.problems import Problem
from app.api.rate_limit import Headers, RateLimit
from app.api.service import Service
from app.engine.faults import Fault

LONGEST_TARGET: Final = 8 * 1024
LARGEST_HEADERS: Final = 32 * 1024
MOST_HEADERS: Final = 100

# The ASGI extension by which our own protocol takes an answer that is known as a whole: in one piece.
WHOLE_ANSWER: Final = "goldlist.whole_answer"

_ONCE: Final = {
    b"host": "malformed-request",
    b"authorization": "malformed-request",
    b"content-length": "malformed-request",
    b"content-type": "malformed-request",
    b"content-encoding": "malformed-request",
    b"idempotency-key": "invalid-idempotency-key",
    b"if-match": "malformed-request",
    b"if-none-match": "malformed-request",
}
_CLOSE: Final = {"Connection": "close"}
_ACCEPTABLE: Final = {b"*/*", b"application/*", b"application/json", b"application/problem+json"}


class Door:
    """The ASGI application: a door in front of `application`, which must know every operation as well.

    `requests_per_second`: of a key that has no limit of its own; None is no limit. Each of `reports` is told what
    became of every request.
    """

    def __init__(
        self,
        application: ASGIApp,
        service: Service,
        hot: Iterable[Operation],
        reports: Iterable[Report] = (),
        requests_per_second: int | None = None,
    ) -> None:
        self._application = application
        self._service = service
        self._reports = tuple(reports)
        self._rate_limit = RateLimit(requests_per_second)
        self._exact: dict[tuple[str, str], Operation] = {}
        self._with_name: list[tuple[str, str, str, str, Operation]] = []
        for operation in hot:
            self._place(operation)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def turn_away(self, problem: Problem) -> tuple[str, Answer]:
        """A request id and the answer to what was never a whole request."""
        reply = _Reply(_nowhere, {})
        answer = answer_to(problem, reply.request_id)
        reply.status, reply.problem = answer.status, answer.problem
        self._report(reply)
        return reply.request_id, answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = _Reply(send, scope)
        try:
            answer = await self._enter(scope, receive, reply)
        except CallerGone:
            answer = None
        except Exception as error:
            answer = answer_to(error, reply.request_id)
        if answer is not None and not reply.status:
            await reply.send_answer(answer)
        self._report(reply)

    async def _enter(self, scope: Scope, receive: Receive, reply: "_Reply") -> Answer | None:
        headers = _headers(scope)
        state: dict[str, Any] = {**scope.get("state", {}), "request_id": reply.request_id}
        path: str = scope["path"]
        if path.startswith("/v1/"):
            _refuse_other_languages(headers)
            caller = await self._caller(headers)
            reply.key_id = caller.key_id
            reply.rate = self._rate_limit.take(caller)
            arrival = Arrival(self._service, caller, reply.request_id, headers, scope["query_string"])
            hot = self._hot(scope["method"], path)
            if hot:
                reply.operation = hot[0].function.__name__
                if self._service.is_full and scope["method"] == "POST":
                    # Read first, what is turned away anyway would take half of the time that others need.
                    raise Unavailable
                return await attempt(hot[0], arrival, hot[1], receive)
            state["arrival"] = arrival
        scope = {**scope, "state": state}
        await self._application(scope, receive, reply.send)
        # The router has written into the scope where the request went.
        reply.operation = getattr(scope.get("endpoint"), "__name__", NO_OPERATION)
        reply.problem = state.get("problem", "")
        return None

    def _report(self, reply: "_Reply") -> None:
        outcome = reply.outcome()
        for report in self._reports:
            report(outcome)

    async def _caller(self, headers: dict[bytes, bytes]) -> Caller:
        scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        try:
            caller = await self._service.caller(key.strip()) if key and scheme.lower() == "bearer" else None
        except KeyExpired:
            ended = Fault("", "key-expired", "the key has ended; make another")
            raise Problem("unauthenticated", ended.detail, [ended]) from None
        if caller is None:
            raise Problem("unauthenticated")
        return caller

    def _hot(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        operation = self._exact.get((method, path))
        if operation:
            return operation, {}
        for wanted, before, after, name, operation in self._with_name:
            if method == wanted and path.startswith(before) and path.endswith(after):
                value = path[len(before) : len(path) - len(after)]
                if value and "/" not in value:
                    return operation, {name: value}
        return None

    def _place(self, operation: Operation) -> None:
        before, brace, rest = operation.path.partition("{")
        if brace:
            name, _, after = rest.partition("}")
            self._with_name.append((operation.method, before, after, name, operation))
        else:
            self._exact[operation.method, operation.path] = operation


class _Reply:
    """Sends the answer to one request, puts on it what every answer bears, and keeps what became of it.

    `status` is 0 as long as nothing was sent.
    """

    __slots__ = ("_began", "_scope", "_send", "key_id", "operation", "problem", "rate", "request_id", "status")

    def __init__(self, send: Send, scope: Scope) -> None:
        self.request_id = str(uuid4())
        self.operation = NO_OPERATION
        self.status = 0
        self.problem = ""
        self.key_id = ""
        self.rate: Headers = ()
        self._send = send
        self._scope = scope
        self._began = perf_counter_ns()

    async def send(self, message: Message) -> None:
        """Pass on what the application answers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *self._marks()]}
        await self._send(message)

    async def send_answer(self, answer: Answer) -> None:
        """Send a whole answer."""
        self.status, self.problem = answer.status, answer.problem
        headers = [*answer.headers, *self._marks()]
        if answer.status not in WITHOUT_BODY:
            headers += [(b"content-type", answer.media_type), (b"content-length", b"%d" % len(answer.body))]
        if whole := self._scope.get("extensions", {}).get(WHOLE_ANSWER):
            await whole["send"](answer.status, headers, answer.body)
            return
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": answer.body})

    def outcome(self) -> Outcome:
        """What became of the request."""
        took = perf_counter_ns() - self._began
        status = self.status or CALLER_GONE
        return Outcome(self.operation, status, self.problem, self.request_id, self.key_id, took)

    def _marks(self) -> Headers:
        return (b"request-id", self.request_id.encode()), (b"x-content-type-options", b"nosniff"), *self.rate


async def _nowhere(message: Message) -> None:
    """What was never a whole request is answered on another way."""


def _headers(scope: Scope) -> dict[bytes, bytes]:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_TARGET:
        raise Problem("uri-too-long")
    listed = scope["headers"]
    if len(listed) > MOST_HEADERS:
        raise Problem("headers-too-large")
    headers: dict[bytes, bytes] = {}
    size = 0
    for name, value in listed:
        size += len(name) + len(value)
        if name in headers:
            if name in _ONCE:
                raise Problem(_ONCE[name], f"the header {name.decode()} may stand once")
            value = headers[name] + b"," + value
        headers[name] = value
    if size > LARGEST_HEADERS:
        raise Problem("headers-too-large")
    version = scope["http_version"]
    if version == "0.9":
        raise Problem("malformed-request", "the request does not say its version of HTTP", headers=_CLOSE)
    if version == "1.1" and b"host" not in headers:
        raise Problem("malformed-request", "the header Host is missing", headers=_CLOSE)
    return headers


def _refuse_other_languages(headers: dict[bytes, bytes]) -> None:
    accepted = headers.get(b"accept")
    if accepted is None or accepted in _ACCEPTABLE:
        return
    kinds = [part.partition(b";")[0].strip().lower() for part in accepted.split(b",")]
    if any(kinds) and _ACCEPTABLE.isdisjoint(kinds):
        raise Problem("not-acceptable")
