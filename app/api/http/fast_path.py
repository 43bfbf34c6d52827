"""The fast path of hot operations: a call takes the request, and a callback gets its answer.

No task, coroutine or future stands between the connection and the write queue, which saves a third of a purchase's
overhead. Requests and answers are the same as on the normal path, step by step. Anything unusual takes the normal path.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from app.actions.goldlist import Goldlist
from app.actions.writing.write_queue import Answer as Ended
from app.actions.writing.write_queue import Unavailable
from app.api.contract.body import refuse_other_kinds
from app.api.contract.display_names import DisplayNames
from app.api.contract.operation import Answer, RequestContext, answer_to, require_scope
from app.api.contract.outcome import Report
from app.api.contract.problems import refused
from app.api.http.hot_operations import HotCommand, HotOperation
from app.api.http.rate_limit import RateLimit
from app.api.http.reply import Reply
from app.api.http.request_checks import checked_headers, key_of, refuse_other_languages
from app.api.operations.answers.vouchers import wording
from app.engine.model.book import Decision, Refusal

logger = logging.getLogger(__name__)

HeaderList = list[tuple[bytes, bytes]]
# Sends the answer: status, headers and body.
Send = Callable[[int, HeaderList, bytes], None]


class _UnderWay(NamedTuple):
    """A request whose command is queued."""

    operation: HotCommand
    context: RequestContext
    reply: Reply
    send: Send

    def answer(self, decision: Decision, words: DisplayNames) -> Answer:
        """The answer to a decided command."""
        answer = self.operation.render(decision, words)
        return self.operation.route.visible_to(self.context.caller, answer)


class FastPath:
    """Answers operations that consist of one command. Each of `reports` receives every outcome."""

    def __init__(
        self, goldlist: Goldlist, operations: Iterable[HotOperation], rate_limit: RateLimit, reports: Sequence[Report]
    ) -> None:
        self._goldlist = goldlist
        self._rate_limit = rate_limit
        self._reports = reports
        self._operations = {
            (one.route.method.encode(), one.route.path.encode()): one
            for one in operations
            if isinstance(one, HotCommand)
        }
        self._unfinished: set[asyncio.Task[None]] = set()

    def operation(self, method: bytes, target: bytes) -> HotCommand | None:
        """The operation for this method and target, if the fast path can serve it."""
        return self._operations.get((method, target))

    def start(self, operation: HotCommand, listed: HeaderList, body: bytes, send: Send) -> bool:
        """Answer a complete HTTP/1.1 request, now or later. False: use the normal path; nothing was done."""
        reply = Reply()
        try:
            if self._goldlist.commands.is_full:
                # Check this first, so that refused requests cost as little as possible.
                reply.operation = operation.route.name
                raise Unavailable
            headers = checked_headers(listed)
            if len(body) > operation.route.largest_body:
                return False
            refuse_other_languages(headers)
            caller = self._goldlist.callers.remembered(key_of(headers))
            if caller is None:
                return False
            reply.key_id = caller.key_id
            reply.rate = self._rate_limit.take(caller)
            reply.operation = operation.route.name
            require_scope(operation.route.scope, caller)
            refuse_other_kinds(headers)
            context = RequestContext(self._goldlist, caller, reply.request_id, headers)
            command = operation.parse(context, body)
            done = partial(self._decided, _UnderWay(operation, context, reply, send))
            self._goldlist.commands.take(command, caller, done, gives_up=True)
        except Exception as error:
            self._send(reply, answer_to(error, reply.request_id), send)
        return True

    def _decided(self, one: _UnderWay, ended: Ended | Exception) -> None:
        try:
            if isinstance(ended, Exception):
                raise ended
            if isinstance(ended, Refusal):
                raise refused(ended)
            words = self._goldlist.programs.words_at_hand(one.context.program_id, ended.vouchers)
            if words is None:
                self._answer_later(one, ended)
                return
            answer = one.answer(ended, DisplayNames(*words))
        except Exception as error:
            answer = answer_to(error, one.reply.request_id)
        self._send(one.reply, answer, one.send)

    def _answer_later(self, one: _UnderWay, decision: Decision) -> None:
        """Answer after reading the names of vouchers that another process has just issued."""

        async def tell() -> None:
            try:
                answer = one.answer(decision, await wording(one.context, decision.vouchers))
            except Exception as error:
                answer = answer_to(error, one.reply.request_id)
            self._send(one.reply, answer, one.send)

        task = asyncio.create_task(tell(), name="answer")
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)

    def _send(self, reply: Reply, answer: Answer, send: Send) -> None:
        try:
            send(answer.status, reply.headers_of(answer), answer.body)
            outcome = reply.outcome()
            for report in self._reports:
                report(outcome)
        except Exception:
            # An error here must not keep the rest of the batch from its answers.
            logger.exception("failed to answer request %s", reply.request_id)
