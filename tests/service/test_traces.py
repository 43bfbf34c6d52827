"""Traces: a request below its caller, the batch that is linked to it, and statements; no content in any of them."""

import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from app.api.http.application import create_application
from app.main import composed
from app.outside.door import NotAllowed
from app.store.connection.postgres_transaction import PostgresTransaction
from app.store.connection.sqlite import SqliteTransaction
from app.traces import Traces
from tests.actions.events.receiver import receiving
from tests.api.shop import DOCUMENT
from tests.databases import settings_for
from tests.service.processes import Installation

pytestmark = pytest.mark.anyio

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
CANARY = "canary.byron"
SALE = {
    "external_id": f"{CANARY}-1",
    "member": f"ext:{CANARY}@example.com",
    "enrol": True,
    "occurred_at": "2026-03-02T10:00:00Z",
    "currency": "GBP",
    "lines": [{"sku": CANARY, "quantity": 1, "unit_price": 1000}],
}


class Traced(NamedTuple):
    """A client of a traced service, and the spans that it has ended."""

    client: httpx2.AsyncClient
    exporter: InMemorySpanExporter

    def spans(self, name: str) -> list[ReadableSpan]:
        """The ended spans of this name."""
        return [span for span in self.exporter.get_finished_spans() if span.name == name]


@pytest.fixture
async def traced(database_url: str) -> AsyncIterator[Traced]:
    """A traced service on a database, with a programme and its admin."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces = Traces(provider)
    goldlist = composed(settings_for(database_url), traces=traces)
    goldlist.start()
    try:
        made = await goldlist.programs.create("shop", DOCUMENT, test=False, clock=None)
        assert not isinstance(made, list)
        application = traces.around_gateway(create_application(goldlist, reports=[traces.name_request]))
        transport = httpx2.ASGITransport(application)
        headers = {"Authorization": f"Bearer {made.key}"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            exporter.clear()
            yield Traced(client, exporter)
    finally:
        await goldlist.close()
        await traces.close()


def parent_of(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


async def test_a_sale_is_a_request_below_its_caller_and_a_batch_linked_to_it(traced: Traced) -> None:
    answer = await traced.client.post("/v1/purchases", json=SALE, headers=CALLER)
    assert answer.status_code == 201, answer.text
    (request,) = traced.spans("record_purchase")
    assert f"{request.context.trace_id:032x}" == TRACE
    assert f"{parent_of(request):016x}" == PARENT
    assert request.kind == SpanKind.SERVER
    assert request.attributes == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "goldlist.operation": "record_purchase",
        "http.response.status_code": 201,
        "goldlist.request_id": answer.headers["request-id"],
    }
    (batch,) = traced.spans("batch")
    assert [link.context.span_id for link in batch.links] == [request.context.span_id]
    assert batch.attributes == {"goldlist.commands": 1}
    assert batch.parent is None
    (write,) = [span for span in traced.spans("write") if parent_of(span) == batch.context.span_id]
    statements = [one for one in traced.exporter.get_finished_spans() if parent_of(one) == write.context.span_id]
    assert {"save", "commit"} <= {one.name for one in statements}
    assert {one.kind for one in statements} == {SpanKind.CLIENT}


async def test_a_read_has_its_statements_below_it(traced: Traced) -> None:
    await traced.client.post("/v1/purchases", json=SALE)
    traced.exporter.clear()
    answer = await traced.client.get(f"/v1/members/ext:{CANARY}@example.com", headers=CALLER)
    assert answer.status_code == 200
    (request,) = traced.spans("get_member")
    reads = [span for span in traced.spans("read") if parent_of(span) == request.context.span_id]
    assert reads
    below = {parent_of(span) for span in traced.exporter.get_finished_spans() if span.kind == SpanKind.CLIENT}
    assert below & {span.context.span_id for span in reads}
    assert {f"{span.context.trace_id:032x}" for span in traced.exporter.get_finished_spans()} == {TRACE}


async def test_problems_and_errors_are_marked_and_nothing_has_content(traced: Traced) -> None:
    await traced.client.post("/v1/purchases", json=SALE)
    await traced.client.post("/v1/purchases", json={**SALE, "currency": CANARY})
    await traced.client.post("/v1/purchases", json={**SALE, "total": 5})
    await traced.client.get("/v1/members", params={"q": CANARY})
    await traced.client.get(f"/v1/members/ext:{CANARY}.unknown/status")
    await traced.client.get(f"/{CANARY}")
    spans = traced.exporter.get_finished_spans()
    refused = [span for span in spans if (span.attributes or {}).get("http.response.status_code") == 422]
    assert {(span.attributes or {}).get("error.type") for span in refused} <= {"validation", "total-mismatch"}
    assert refused
    assert all(span.status.status_code != StatusCode.ERROR for span in refused)
    assert [span.name for span in spans if (span.attributes or {}).get("error.type") == "not-found"] == [
        "get_status",
        "GET",
    ]
    assert CANARY not in "".join(span.to_json() for span in spans)


async def test_an_error_has_its_type_and_no_message(traced: Traced, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise ZeroDivisionError(CANARY)

    for kind in (SqliteTransaction, PostgresTransaction):
        for name in ("execute", "named", "rows"):
            monkeypatch.setattr(kind, name, fails)
    answer = await traced.client.get("/v1/members/ext:ada")
    assert answer.status_code == 500
    spans = traced.exporter.get_finished_spans()
    failed = [span for span in spans if span.status.status_code == StatusCode.ERROR]
    assert {span.kind for span in failed} == {SpanKind.SERVER, SpanKind.INTERNAL, SpanKind.CLIENT}
    assert {str((span.attributes or {})["error.type"]) for span in failed} == {"ZeroDivisionError", "internal-error"}
    assert CANARY not in "".join(span.to_json() for span in spans)


async def test_a_call_to_others_says_of_which_trace_it_is() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    async with receiving([]) as receiver:
        door = Traces(provider).door({("127.0.0.1", receiver.port)})
        answer = await door.call("POST", f"{receiver.url}/{CANARY}", headers={"webhook-timestamp": "1"}, content=b"{}")
        with pytest.raises(NotAllowed):
            await door.call("GET", "https://127.0.0.1/", headers={})
        await door.close()
    called, refused = exporter.get_finished_spans()
    _, trace_id, span_id, _ = receiver.heads[0]["traceparent"].split("-")
    assert (int(trace_id, 16), int(span_id, 16)) == (called.context.trace_id, called.context.span_id)
    assert called.kind == SpanKind.CLIENT
    assert called.attributes == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "http.response.status_code": answer.status,
    }
    assert (refused.attributes or {})["error.type"] == "NotAllowed"
    assert CANARY not in called.to_json()


OFF = """
import sys
from app.main import composed
from app.settings import Settings
from app.api.http.application import create_application
create_application(composed(Settings(database_url="sqlite:///off.db")))
print([name for name in sys.modules if name.startswith(("app.traces", "opentelemetry.sdk", "opentelemetry.exporter"))])
"""


def test_nothing_of_it_is_loaded_when_it_is_off(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", OFF], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A collector on loopback: its address, and what it has received."""
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def test_a_service_sends_its_traces_where_the_environment_says(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path}/goldlist.db", tmp_path)
    with collector() as (address, received):
        installation.environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_SERVICE_NAME": "corner-coffee"}
        key = installation.create_program(DOCUMENT)
        with installation.serving() as server, server.client(key) as client:
            assert client.post("/v1/purchases", json=SALE).status_code == 201
        sent = b"".join(body for _, body in received)
        assert {path for path, _ in received} == {"/v1/traces"}
    for words in (b"corner-coffee", b"record_purchase", b"batch", b"commit"):
        assert words in sent
    assert CANARY.encode() not in sent
