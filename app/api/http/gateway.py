"""The one door by which every request comes in: its size, its headers, its key, and a name for it.

Hot operations are answered here; all others go on to FastAPI with what the door has found out. Whatever
happens behind it, the door answers, no answer leaves without a Request-Id, and what became of it is reported.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.actions.keys import Caller, KeyExpired
from app.actions.write_queue import Unavailable
from app.api.contract.body import CallerGone
from app.api.contract.operation import Answer, Arrival, Operation, answer_to, attempt
from app.api.contract.outcome import NO_OPERATION, Report
from app.api.contract.path_names import path_to_route, read_names
from app.api.contract.problems import Problem
from app.api.contract.service import Service
from app.api.http.fast_path import FastPath
from app.api.http.rate_limit import RateLimit
from app.api.http.reply import Reply
from app.api.http.request_checks import LONGEST_TARGET, checked_headers, key_of, refuse_other_languages
from app.engine.program.faults import Fault

# The ASGI extension by which our own protocol takes an answer that is known as a whole: in one piece.
WHOLE_ANSWER: Final = "goldlist.whole_answer"


class Gateway:
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
        hot = tuple(hot)
        for operation in hot:
            self._place(operation)
        self.hot = FastPath(service, hot, self._rate_limit, self._reports)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def turn_away(self, problem: Problem) -> tuple[str, Answer]:
        """A request id and the answer to what was never a whole request."""
        reply = Reply()
        answer = answer_to(problem, reply.request_id)
        reply.status, reply.problem = answer.status, answer.problem
        self._report(reply)
        return reply.request_id, answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = _AsgiReply(send, scope)
        try:
            answer = await self._enter(scope, receive, reply)
        except CallerGone:
            answer = None
        except Exception as error:
            answer = answer_to(error, reply.request_id)
        if answer is not None and not reply.status:
            await reply.send_answer(answer)
        self._report(reply)

    async def _enter(self, scope: Scope, receive: Receive, reply: "_AsgiReply") -> Answer | None:
        raw_path = scope.get("raw_path") or b""
        if b"%" in raw_path:
            scope = {**scope, "path": path_to_route(raw_path)}
        path: str = scope["path"]
        hot = self._hot(scope["method"], path) if path.startswith("/v1/") else None
        if hot and scope["method"] == "POST" and self._service.is_full:
            # Looked into first, what is turned away anyway would take time that others need.
            reply.operation = hot[0].function.__name__
            raise Unavailable
        headers = _headers(scope)
        state: dict[str, Any] = {**scope.get("state", {}), "request_id": reply.request_id}
        if path.startswith("/v1/"):
            refuse_other_languages(headers)
            caller = await self._caller(headers)
            reply.key_id = caller.key_id
            reply.rate = self._rate_limit.take(caller)
            arrival = Arrival(self._service, caller, reply.request_id, headers, scope["query_string"])
            if hot:
                reply.operation = hot[0].function.__name__
                return await attempt(hot[0], arrival, hot[1], receive)
            state["arrival"] = arrival
        scope = {**scope, "state": state}
        await self._application(scope, receive, reply.send)
        # The router has written into the scope where the request went.
        reply.operation = getattr(scope.get("endpoint"), "__name__", NO_OPERATION)
        reply.problem = state.get("problem", "")
        return None

    def _report(self, reply: Reply) -> None:
        outcome = reply.outcome()
        for report in self._reports:
            report(outcome)

    async def _caller(self, headers: dict[bytes, bytes]) -> Caller:
        key = key_of(headers)
        try:
            caller = await self._service.caller(key) if key else None
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
                    return operation, read_names({name: value})
        return None

    def _place(self, operation: Operation) -> None:
        before, brace, rest = operation.path.partition("{")
        if brace:
            name, _, after = rest.partition("}")
            self._with_name.append((operation.method, before, after, name, operation))
        else:
            self._exact[operation.method, operation.path] = operation


class _AsgiReply(Reply):
    """Sends the answer to a request that came by ASGI."""

    __slots__ = ("_scope", "_send")

    def __init__(self, send: Send, scope: Scope) -> None:
        super().__init__()
        self._send = send
        self._scope = scope

    async def send(self, message: Message) -> None:
        """Pass on what the application answers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *self.marks()]}
        await self._send(message)

    async def send_answer(self, answer: Answer) -> None:
        """Send a whole answer."""
        headers = self.headers_of(answer)
        if whole := self._scope.get("extensions", {}).get(WHOLE_ANSWER):
            await whole["send"](answer.status, headers, answer.body)
            return
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": answer.body})


def _headers(scope: Scope) -> dict[bytes, bytes]:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_TARGET:
        raise Problem("uri-too-long")
    return checked_headers(scope["headers"], scope["http_version"])
