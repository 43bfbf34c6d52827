"""What a server says while it runs: where it is, each request, what went wrong; and nothing of anybody."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.service.concurrency import ask
from tests.service.processes import LIMIT_SECONDS, Installation, Server
from tests.service.shop import DOCUMENT, purchase

A_SERVER_WITH_A_FAULT = """
from app.actions.programs import Programs
from app.cli import main

async def fail(self, program_id, version=None):
    raise RuntimeError("a fault of ours")

Programs.document = fail
main()
"""
A_LOG = """
import logging, sys
from app import logs
logs.set_up(sys.argv[1])
logger = logging.getLogger("app.anything")
logger.info("two\\nlines", extra={"value": "a\\nb", "number": 1})
logger.debug("not for everybody")
logging.getLogger("another.package").info("not for everybody")
logging.getLogger("another.package").warning("%s happened", "something")
try:
    ada = "ada@example.org"
    raise ValueError("a row is wrong\\nDETAIL:  Failing row contains (ada@example.org).")
except ValueError:
    logger.exception("it failed")
"""


@pytest.fixture
def installation(sqlite_url: str, tmp_path: Path) -> Installation:
    return Installation(sqlite_url, tmp_path)


def lines(server: Server) -> list[dict[str, Any]]:
    """Everything that a server said, each line a JSON object."""
    return [json.loads(line) for line in server.log().splitlines()]


def visit(client: httpx2.Client) -> list[httpx2.Response]:
    """Some requests that name people and things."""
    bought = purchase("till9-000001", "ext:ada.lovelace", 500, enrol=True, metadata={"note": "for-charles"})
    return [
        client.post("/v1/purchases", json=bought),
        client.get("/v1/members/ext:ada.lovelace/status"),
        client.get("/v1/members?external_id=ada.lovelace"),
        client.get("/v1/purchases/ext:nobody.known"),
        client.get("/v1/program", headers={"Authorization": "Bearer gl_live_secret"}),
        client.get("/somewhere/ada.lovelace"),
    ]


OUTCOMES = [
    ("record_purchase", 201, None),
    ("get_status", 200, None),
    ("list_members", 200, None),
    ("get_purchase", 404, "not-found"),
    ("none", 401, "unauthenticated"),
    ("none", 404, "not-found"),
    ("none", 400, "malformed-request"),
]


def test_every_request_has_a_line_that_says_nothing_of_anybody(installation: Installation) -> None:
    installation.environment["GOLDLIST_LOG_FORMAT"] = "json"
    with installation.serving() as server:
        key = installation.create_program(DOCUMENT)
        with server.client(key) as client:
            answers = [answer.headers["request-id"] for answer in visit(client)]
        answers.append(ask(server.port, b"hello\r\n\r\n").headers["request-id"])
    said = lines(server)
    requests = {line["request_id"]: line for line in said if line["event"] == "request"}
    written = [requests[request_id] for request_id in answers]
    assert [(line["operation"], line["status"], line.get("problem")) for line in written] == OUTCOMES
    assert all(0 <= line["milliseconds"] < LIMIT_SECONDS * 1000 and line["level"] == "info" for line in written)
    assert {line.get("key_id", "")[:4] for line in written[:4]} == {"key_"}
    log = server.log()
    for word in ("till9", "ada", "charles", "nobody", "secret", "somewhere", key, key[-20:]):
        assert word not in log


def test_a_server_says_where_it_is_and_when_it_starts_and_stops(installation: Installation) -> None:
    installation.environment["GOLDLIST_LOG_FORMAT"] = "json"
    with installation.serving() as server:
        pass
    events = [line["event"] for line in lines(server) if line["event"] != "request"]
    assert events == ["serving", "started", "stopped"]
    assert lines(server)[0]["address"] == server.address


def test_lines_for_people_say_the_same(installation: Installation) -> None:
    with installation.serving() as server, server.client() as client:
        request_id = client.get("/v1/program").headers["request-id"]
    said = server.log().splitlines()
    assert said[0] == f"Goldlist serves at {server.address} (API documentation: {server.address}/docs)"
    [line] = [line for line in said if request_id in line]
    assert line.split()[1:6] == ["info", "request", f"request_id={request_id}", "operation=none", "status=401"]
    assert line.endswith("problem=unauthenticated")
    assert said[-1].endswith("stopped")


def test_the_lines_of_requests_can_be_switched_off(installation: Installation) -> None:
    installation.environment["GOLDLIST_ACCESS_LOG"] = "false"
    with installation.serving() as server, server.client() as client:
        client.get("/v1/program")
    assert " request " not in server.log()
    assert "started" in server.log()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_is_told_to_us_and_not_to_the_caller(sqlite_url: str, tmp_path: Path, form: str) -> None:
    installation = Installation(sqlite_url, tmp_path, [sys.executable, "-c", A_SERVER_WITH_A_FAULT])
    installation.environment["GOLDLIST_LOG_FORMAT"] = form
    key = installation.create_program(DOCUMENT)
    server = installation.start()
    try:
        with server.client(key) as client:
            answer = client.get("/v1/program")
            client.get("/healthz")  # once this is answered, all is said about the other
    finally:
        server.kill()
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "a fault of ours" not in answer.text
    request_id = answer.headers["request-id"]
    [told] = [line for line in server.log().splitlines() if f"unexpected error in request {request_id}" in line]
    if form == "json":
        assert (json.loads(told)["request_id"], json.loads(told)["level"]) == (request_id, "error")
        assert json.loads(told)["exception"].endswith("RuntimeError: a fault of ours")
    else:
        assert "\nRuntimeError: a fault of ours" in server.log()


@pytest.fixture(params=["text", "json"])
def said(request: pytest.FixtureRequest) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", A_LOG, request.param],
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT_SECONDS,
    )
    assert done.stdout == ""
    return request.param, done.stderr


def test_every_library_speaks_in_the_same_form(said: tuple[str, str]) -> None:
    form, text = said
    if form == "json":
        events = [json.loads(line) for line in text.splitlines()]
        assert [event["event"] for event in events] == ["two\nlines", "something happened", "it failed"]
        assert (events[0]["value"], events[0]["number"], events[1]["level"]) == ("a\nb", 1, "warning")
    else:
        first, second, third, *_ = text.splitlines()
        assert first.endswith(r"info     'two\nlines' value='a\nb' number=1")
        assert second.endswith("warning  something happened")
        assert third.endswith("error    it failed")


def test_a_traceback_shows_no_values(said: tuple[str, str]) -> None:
    assert "a row is wrong" in said[1]
    assert "example.org" not in said[1]
