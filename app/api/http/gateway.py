"""The entry point of every request: checks its size, headers and key, and assigns a request id.

Hot operations are answered here; all others go to FastAPI with the results of these checks. Every request gets an
answer with a Request-Id, even after an unexpected error, and every outcome is reported.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.actions.access.keys import Caller, KeyExpired
from app.actions.goldlist import Goldlist
from app.actions.writing.write_queue import Unavailable
from app.api.contract.body import CallerGone, read_body
from app.api.contract.operation import (
    Answer,
    RequestContext,
    answer_to,
    parameters,
    refuse_no_references,
    require_scope,
)
from app.api.contract.outcome import NO_OPERATION, Report
from app.api.contract.path_names import path_to_route, read_names
from app.api.contract.problems import Problem
from app.api.contract.routing import refuse_parameters
from app.api.http.fast_path import FastPath
from app.api.http.hot_operations import HotOperation, HotRead
from app.api.http.rate_limit import RateLimit
from app.api.http.reply import Reply
from app.api.http.request_checks import LONGEST_TARGET, checked_headers, key_of, refuse_other_languages
from app.api.operations.answers.vouchers import wording
from app.engine.program.checks.fault import Fault

# The ASGI extension with which our protocol takes a complete answer in one piece.
WHOLE_ANSWER: Final = "goldlist.whole_answer"


class Gateway:
    """The ASGI application: a gateway to `application`, which must also have every operation.

    `requests_per_second`: for keys without a limit of their own; None is no limit. Each of `reports` receives every
    outcome.
    """

    def __init__(
        self,
        application: ASGIApp,
        goldlist: Goldlist,
        hot: Iterable[HotOperation],
        reports: Iterable[Report] = (),
        requests_per_second: int | None = None,
    ) -> None:
        self._application = application
        self._goldlist = goldlist
        self._reports = tuple(reports)
        self._rate_limit = RateLimit(requests_per_second)
        self._exact: dict[tuple[str, str], HotOperation] = {}
        self._with_name: list[tuple[str, str, str, str, HotOperation]] = []
        hot = tuple(hot)
        for operation in hot:
            self._place(operation)
        self.hot = FastPath(goldlist, hot, self._rate_limit, self._reports)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def turn_away(self, problem: Problem) -> tuple[str, Answer]:
        """A request id and the answer to an incomplete request."""
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
        if hot and scope["method"] == "POST" and self._goldlist.commands.is_full:
            # Check this first, so that refused requests cost as little as possible.
            reply.operation = hot[0].route.name
            raise Unavailable
        headers = _headers(scope)
        state: dict[str, Any] = {**scope.get("state", {}), "request_id": reply.request_id}
        if path.startswith("/v1/"):
            refuse_other_languages(headers)
            caller = await self._caller(headers)
            reply.key_id = caller.key_id
            reply.rate = self._rate_limit.take(caller)
            seen = self._goldlist.seen_by(caller)
            context = RequestContext(seen, caller, reply.request_id, headers, scope["query_string"])
            if hot:
                reply.operation = hot[0].route.name
                context.path = hot[1]
                return await _answer_hot(hot[0], context, receive)
            state["context"] = context
        scope = {**scope, "state": state}
        try:
            await self._application(scope, receive, reply.send)
        except Exception:
            # Starlette raises a fault again after its handler has logged and answered it.
            if "problem" not in state:
                raise
        # The router has stored the route in the scope.
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
            caller = await self._goldlist.callers.caller(key) if key else None
        except KeyExpired:
            ended = Fault("", "key-expired", "the key has expired; create another")
            raise Problem("unauthenticated", ended.detail, [ended]) from None
        if caller is None:
            raise Problem("unauthenticated")
        return caller

    def _hot(self, method: str, path: str) -> tuple[HotOperation, dict[str, str]] | None:
        operation = self._exact.get((method, path))
        if operation:
            return operation, {}
        for wanted, before, after, name, operation in self._with_name:
            if method == wanted and path.startswith(before) and path.endswith(after):
                value = path[len(before) : len(path) - len(after)]
                if value and "/" not in value:
                    return operation, read_names({name: value})
        return None

    def _place(self, operation: HotOperation) -> None:
        route = operation.route
        before, brace, rest = route.path.partition("{")
        if brace:
            name, _, after = rest.partition("}")
            self._with_name.append((route.method, before, after, name, operation))
        else:
            self._exact[route.method, route.path] = operation


async def _answer_hot(operation: HotOperation, context: RequestContext, receive: Receive) -> Answer:
    route = operation.route
    require_scope(route.scope, context.caller)
    if isinstance(operation, HotRead):
        refuse_no_references(context.path)
        return route.visible_to(context.caller, await operation.read(context))
    body = await read_body(receive, context.headers, route.largest_body)
    refuse_parameters(parameters(context.query))
    decision = await context.submit(operation.parse(context, body))
    answer = operation.render(decision, await wording(context, decision.vouchers))
    return route.visible_to(context.caller, answer)


class _AsgiReply(Reply):
    """Sends the answer to an ASGI request."""

    __slots__ = ("_scope", "_send")

    def __init__(self, send: Send, scope: Scope) -> None:
        super().__init__()
        self._send = send
        self._scope = scope

    async def send(self, message: Message) -> None:
        """Pass on the application's message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *self.marks()]}
        await self._send(message)

    async def send_answer(self, answer: Answer) -> None:
        """Send a complete answer."""
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
