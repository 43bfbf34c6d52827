"""Traces of requests, batches, database statements and calls to others with OpenTelemetry (the extra `goldlist[otel]`).

Imported only if traces are wanted. Spans have names of operations, tables and problems, and no content: paths, queries,
parameters and messages of errors may name customers.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.context import get_current as current_context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanKind, StatusCode, Tracer
from sqlalchemy import Executable
from starlette.types import Message, Receive, Scope, Send

from app import __version__
from app.actions.writing.write_queue import Asked, Perform, Performed
from app.api.contract.operation import Answer
from app.api.contract.outcome import NO_OPERATION, Outcome
from app.api.contract.problems import Problem
from app.api.http.gateway import Gateway
from app.outside.door import CALL_SECONDS, MOST_BYTES, Door, Place
from app.outside.door import Answer as Received
from app.store.connection.database import Source
from app.store.connection.transaction import FirstLook, Result, Transaction, Work

SERVICE: Final = "goldlist"
# Methods of a transaction that are statements on the database.
STATEMENTS: Final = {
    "commit",
    "execute",
    "first_position",
    "insert",
    "lock_members",
    "lock_purchases",
    "named",
    "rows",
    "rows_of_members",
    "save",
    "update",
}


class Traces:
    """Makes spans of what it is put around, and sends them to `provider`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE, __version__)

    @classmethod
    def from_environment(cls) -> "Traces":
        """Traces that are sent where OTEL_* variables say. Raises ImportError without the extra."""
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        named = "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "") or os.environ.get("OTEL_SERVICE_NAME")
        provider = TracerProvider(resource=Resource.create({} if named else {"service.name": SERVICE}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        return cls(provider)

    def around_source(self, source: Source) -> Source:
        """The same source of transactions, with spans of these and of their statements."""
        return _TracedSource(source, self._tracer)

    def around_batch(self, perform: Perform) -> Perform:
        """The same work on a batch, with a span that is linked to the requests of its commands."""

        async def traced(batch: Sequence[Asked]) -> Performed:
            links = [Link(one.mark) for one in batch if one.mark is not None and one.mark.is_valid]
            attributes = {"goldlist.commands": len(batch)}
            # A batch has many requests, so it is a trace of its own.
            with _span(self._tracer, "batch", SpanKind.INTERNAL, attributes, context=Context(), links=links):
                return await perform(batch)

        return traced

    def door(self, allowed: Collection[Place]) -> Door:
        """A door to others with a span of each call, which tells them of it (`traceparent`)."""
        return _TracedDoor(allowed, self._tracer)

    def around_gateway(self, gateway: Gateway) -> "TracedGateway":
        """The same application, with a span of each request."""
        return TracedGateway(gateway, self._tracer, self.close)

    @staticmethod
    def mark() -> Any:
        """The span of the request that takes a command."""
        return trace.get_current_span().get_span_context()

    @staticmethod
    def name_request(outcome: Outcome) -> None:
        """Put the outcome of a request on its span."""
        span = trace.get_current_span()
        if outcome.operation != NO_OPERATION:
            span.update_name(outcome.operation)
            span.set_attribute("goldlist.operation", outcome.operation)
        span.set_attribute("http.response.status_code", outcome.status)
        span.set_attribute("goldlist.request_id", outcome.request_id)
        if outcome.problem:
            span.set_attribute("error.type", outcome.problem)
        if outcome.status >= 500:
            span.set_status(StatusCode.ERROR)

    async def close(self) -> None:
        """Send the last spans."""
        await asyncio.to_thread(self._provider.shutdown)


class TracedGateway:
    """The application with a span of each request, below the caller's (`traceparent`)."""

    def __init__(self, gateway: Gateway, tracer: Tracer, close: Callable[[], Awaitable[None]]) -> None:
        self._gateway = gateway
        self._tracer = tracer
        self._close = close
        self.hot = _NoFastPath()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._gateway(scope, receive, self._closing(send))
            return
        attributes = {"http.request.method": scope["method"], "url.scheme": scope["scheme"]}
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        caller = propagate.extract(carrier)
        with _span(self._tracer, scope["method"], SpanKind.SERVER, attributes, context=caller):
            await self._gateway(scope, receive, send)

    def _closing(self, send: Send) -> Send:
        """The same, after closing at the end: the server stops as soon as it has the message."""

        async def closing(message: Message) -> None:
            if message["type"] == "lifespan.shutdown.complete":
                await self._close()
            await send(message)

        return closing

    def turn_away(self, problem: Problem) -> tuple[str, Answer]:
        """A request id and the answer to an incomplete request."""
        return self._gateway.turn_away(problem)


class _NoFastPath:
    """The fast path has no tasks, and so no current span: every request takes the normal path."""

    def operation(self, method: bytes, target: bytes) -> None:
        """No operation."""


class _TracedDoor(Door):
    """A door with a span of each call."""

    def __init__(self, allowed: Collection[Place], tracer: Tracer) -> None:
        super().__init__(allowed)
        self._tracer = tracer

    async def call(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        content: bytes = b"",
        most_bytes: int = MOST_BYTES,
        seconds: float = CALL_SECONDS,
    ) -> Received:
        attributes = {"http.request.method": method, "server.address": urlsplit(address).hostname or ""}
        with _span(self._tracer, method, SpanKind.CLIENT, attributes) as span:
            told = dict(headers)
            propagate.inject(told)
            answer = await super().call(
                method, address, headers=told, content=content, most_bytes=most_bytes, seconds=seconds
            )
            span.set_attribute("http.response.status_code", answer.status)
            return answer


class _TracedSource:
    """A source of transactions with a span of each, and of each statement."""

    def __init__(self, source: Source, tracer: Tracer) -> None:
        self._source = source
        self._tracer = tracer

    async def run(
        self, work: Work[Result], *, writing: bool, limit_seconds: int | None, look: FirstLook | None = None
    ) -> Result:
        with _span(self._tracer, "write" if writing else "read", SpanKind.INTERNAL, {}):
            # SQLite works on threads, which have no current span.
            context = current_context()

            async def traced(transaction: Transaction) -> Result:
                seen: Any = _TracedTransaction(transaction, self._tracer, context)
                return await work(seen)

            return await self._source.run(traced, writing=writing, limit_seconds=limit_seconds, look=look)

    async def close(self) -> None:
        await self._source.close()


class _TracedTransaction:
    """A transaction with a span of each statement."""

    __slots__ = ("_context", "_tracer", "_transaction", "known_to")

    def __init__(self, transaction: Transaction, tracer: Tracer, context: Context) -> None:
        self.known_to = transaction.known_to
        self._transaction = transaction
        self._tracer = tracer
        self._context = context

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._transaction, name)
        if name not in STATEMENTS:
            return method

        async def statement(*arguments: Any) -> Any:
            attributes = _described(name, arguments)
            title = " ".join(
                attributes[key] for key in ("db.operation.name", "db.collection.name") if key in attributes
            )
            with _span(self._tracer, title, SpanKind.CLIENT, attributes, context=self._context):
                return await method(*arguments)

        return statement


def _described(name: str, arguments: Sequence[Any]) -> dict[str, str]:
    """The name of a statement and of its table; for one of SQLAlchemy its text, which has no values."""
    described = {"db.operation.name": name}
    if arguments and isinstance(arguments[0], type):
        described["db.collection.name"] = arguments[0].__name__
    elif arguments and isinstance(arguments[0], Executable):
        described["db.operation.name"] = getattr(arguments[0], "__visit_name__", name)
        described["db.query.text"] = str(arguments[0])
    return described


@contextmanager
def _span(
    tracer: Tracer,
    name: str,
    kind: SpanKind,
    attributes: dict[str, Any],
    *,
    context: Context | None = None,
    links: Sequence[Link] = (),
) -> Iterator[Span]:
    """A span that is current while it lasts. Of an error it gets the type: messages may have content."""
    span = tracer.start_span(name, context=context, kind=kind, attributes=attributes, links=links)
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
