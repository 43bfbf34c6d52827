"""The short way of a hot operation: the request goes in by a call, and its answer comes out by another.

No task, no coroutine and no future stand between the connection and the queue of commands, and so a purchase costs a
third less before and behind it. What is asked and answered is the same as by the door's long way, step by step. What
is unusual in any way is not taken on here, and goes there.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from app.actions.write_queue import Answer as Ended
from app.actions.write_queue import Unavailable
from app.api.contract.body import refuse_other_kinds
from app.api.contract.display_names import DisplayNames
from app.api.contract.operation import Answer, Call, Operation, answer_to
from app.api.contract.outcome import Report
from app.api.contract.problems import refused
from app.api.contract.service import Service
from app.api.http.rate_limit import RateLimit
from app.api.http.reply import Reply
from app.api.http.request_checks import checked_headers, key_of, refuse_other_languages
from app.api.operations.vouchers import wording
from app.engine.model.book import Decision, Refusal

logger = logging.getLogger(__name__)

HeaderList = list[tuple[bytes, bytes]]
# Takes an answer to the connection: status, headers and body.
Send = Callable[[int, HeaderList, bytes], None]


class _UnderWay(NamedTuple):
    """A request whose command was taken on."""

    operation: Operation
    call: Call
    reply: Reply
    send: Send


class FastPath:
    """Answers requests for operations that are made of steps. Each of `reports` is told what became of every one."""

    def __init__(
        self, service: Service, operations: Iterable[Operation], rate_limit: RateLimit, reports: Sequence[Report]
    ) -> None:
        self._service = service
        self._rate_limit = rate_limit
        self._reports = reports
        self._operations = {
            (operation.method.encode(), operation.path.encode()): operation
            for operation in operations
            if operation.steps
        }
        self._unfinished: set[asyncio.Task[None]] = set()

    def operation(self, method: bytes, target: bytes) -> Operation | None:
        """The operation that can be asked for here by this method and target."""
        return self._operations.get((method, target))

    def start(self, operation: Operation, listed: HeaderList, body: bytes, send: Send) -> bool:
        """Answer a whole request of HTTP/1.1, now or later. False: it has to go the long way; nothing was done."""
        reply = Reply()
        try:
            if self._service.is_full:
                # Looked into first, what is turned away anyway would take time that others need.
                reply.operation = operation.function.__name__
                raise Unavailable
            headers = checked_headers(listed)
            if len(body) > operation.largest_body:
                return False
            refuse_other_languages(headers)
            caller = self._service.remembered_caller(key_of(headers))
            if caller is None:
                return False
            reply.key_id = caller.key_id
            reply.rate = self._rate_limit.take(caller)
            reply.operation = operation.function.__name__
            operation.require_scope(caller)
            refuse_other_kinds(headers)
            call = Call(self._service, caller, reply.request_id, headers, {}, None, body)
            assert operation.steps
            command = operation.steps.ask(call)
            self._service.take(command, caller, partial(self._decided, _UnderWay(operation, call, reply, send)))
        except Exception as error:
            self._send(reply, answer_to(error, reply.request_id), send)
        return True

    def _decided(self, one: _UnderWay, ended: Ended | Exception) -> None:
        try:
            if isinstance(ended, Exception):
                raise ended
            if isinstance(ended, Refusal):
                raise refused(ended)
            words = self._service.words_at_hand(one.call.program_id, ended.vouchers)
            if words is None:
                self._tell_later(one, ended)
                return
            answer = _told(one, ended, DisplayNames(*words))
        except Exception as error:
            answer = answer_to(error, one.reply.request_id)
        self._send(one.reply, answer, one.send)

    def _tell_later(self, one: _UnderWay, decision: Decision) -> None:
        """Answer when the database has told what vouchers are called; another process has issued them just now."""

        async def tell() -> None:
            try:
                answer = _told(one, decision, await wording(one.call, decision.vouchers))
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
            # Whoever was in the same batch is to have an answer all the same.
            logger.exception("request %s could not be answered", reply.request_id)


def _told(one: _UnderWay, decision: Decision, words: DisplayNames) -> Answer:
    assert one.operation.steps
    return one.operation.steps.tell(decision, words)
