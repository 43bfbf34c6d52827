"""The door: who may come in, what a request may weigh, and that everything is answered."""

import logging
import re
from typing import Any

import httpx2
import pytest
from starlette.types import Message, Scope

from app.actions.access.keys import ALL_MEMBERS, ANY, IMPLIED_BY
from app.actions.writing.write_queue import WriteQueue
from app.api.contract.routing import OperationRoute
from app.api.http.application import OPERATIONS, create_application
from app.api.http.metrics import Metrics
from tests.api.requests import PURCHASE, assert_problem, purchase
from tests.api.shop import Shop, unavailable

pytestmark = pytest.mark.anyio


def somewhere(operation: OperationRoute) -> str:
    """An address of the operation, of things that do not exist."""
    return operation.path.replace("{version}", "77").replace("{", "ext:no-").replace("}", "")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_nobody_comes_in_without_a_key(anybody: httpx2.AsyncClient, operation: OperationRoute) -> None:
    answer = await anybody.request(operation.method, somewhere(operation), json={})
    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer gl_live_abc", "gl_live_abc", "Bearer é", "Bearer a b"],
)
async def test_a_key_that_nobody_has_opens_nothing(anybody: httpx2.AsyncClient, authorization: str) -> None:
    answer = await anybody.get("/v1/program", headers={"Authorization": authorization.encode()})
    assert_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("behind", [b" ", b"  \t"])
async def test_blanks_behind_a_key_are_no_part_of_it(
    anybody: httpx2.AsyncClient, corner_shop: Shop, behind: bytes
) -> None:
    authorization = f"Bearer {await corner_shop.key('admin')}".encode() + behind
    assert (await anybody.get("/v1/program", headers={"Authorization": authorization})).status_code == 200


async def test_the_word_bearer_may_be_written_in_any_case(anybody: httpx2.AsyncClient, corner_shop: Shop) -> None:
    answer = await anybody.get("/v1/program", headers={"Authorization": f"bearer {await corner_shop.key('admin')}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_a_key_without_the_scope_is_turned_away(
    anybody: httpx2.AsyncClient, corner_shop: Shop, operation: OperationRoute
) -> None:
    if operation.scope == ANY:
        pytest.skip("every key may")
    others = {other.scope for other in OPERATIONS} - {operation.scope, IMPLIED_BY.get(operation.scope)}
    key = await corner_shop.key("partner", scopes=sorted(others - {ANY}))
    answer = await anybody.request(
        operation.method, somewhere(operation), json={}, headers={"Authorization": f"Bearer {key}"}
    )
    assert_problem(answer, 403, "insufficient-scope")


# Of one scope and another.
ALSO_NEEDED = {"get_merge_fields", "list_merge_fields"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_the_scope_alone_is_enough(
    anybody: httpx2.AsyncClient, corner_shop: Shop, operation: OperationRoute
) -> None:
    scopes = ["audit:read" if operation.scope == ANY else operation.scope]
    key = await corner_shop.key("partner", scopes=scopes, members_of=ALL_MEMBERS)
    answer = await anybody.request(
        operation.method, somewhere(operation), json={}, headers={"Authorization": f"Bearer {key}"}
    )
    if operation.name in ALSO_NEEDED:
        assert_problem(answer, 403, "insufficient-scope")
    else:
        assert answer.status_code in {200, 204, 400, 404, 409, 422}, answer.text


async def test_another_programmes_things_look_like_nothing(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    made = (await client.post("/v1/purchases", json=PURCHASE)).json()
    other = {"Authorization": f"Bearer {await corner_shop.create_program('other')}"}
    for path in (
        f"/v1/purchases/{made['id']}",
        "/v1/purchases/ext:till7-000123",
        f"/v1/members/{made['member']}",
        f"/v1/members/{made['member']}/status",
        f"/v1/members/{made['member']}/entries",
        "/v1/members/card:6331001234567890/rebates",
    ):
        assert (await client.get(path)).status_code == 200
        assert_problem(await client.get(path, headers=other), 404, "not-found")
    body = purchase(member=made["member"], enrol=False)
    assert_problem(await client.post("/v1/purchases", json=body, headers=other), 404, "not-found")
    assert_problem(await client.post("/v1/purchases/ext:till7-000123/void", headers=other), 404, "not-found")


async def test_every_answer_has_a_request_id_of_its_own(anybody: httpx2.AsyncClient) -> None:
    answers = [await anybody.get(path) for path in ("/healthz", "/v1/program", "/nowhere", "/docs", "/openapi.json")]
    assert len({answer.headers["request-id"] for answer in answers}) == len(answers)
    assert {answer.headers["x-content-type-options"] for answer in answers} == {"nosniff"}


@pytest.mark.parametrize(
    "path",
    ["/v1/members/ext:ada", "/v1/members/ext:ada/status", "/v1/members", "/v1/members/ext:nobody", "/v1/purchases"],
)
async def test_what_a_key_reads_is_kept_by_nobody_in_between(client: httpx2.AsyncClient, path: str) -> None:
    await client.post("/v1/members", json={"external_id": "ada"})
    answers = [await client.get(path), await client.post("/v1/purchases", json=PURCHASE)]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


async def test_figures_are_shown_where_that_was_asked_for(corner_shop: Shop) -> None:
    for shown, status in ((False, 404), (True, 200)):
        door = create_application(corner_shop.goldlist, metrics=Metrics(None), show_metrics=shown)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(door), base_url="http://test") as anybody:
            assert (await anybody.get("/metrics")).status_code == status


@pytest.mark.parametrize(
    ("headers", "status", "problem"),
    [
        ([("Authorization", "Bearer a"), ("Authorization", "Bearer b")], 400, "malformed-request"),
        ([("Host", "a"), ("Host", "b")], 400, "malformed-request"),
        ([("Content-Type", "application/json"), ("Content-Type", "text/plain")], 400, "malformed-request"),
        ([("X-Long", "x" * 40_000)], 431, "headers-too-large"),
        ([(f"X-{place}", "1") for place in range(200)], 431, "headers-too-large"),
    ],
)
async def test_headers_that_say_two_things_or_too_much_are_refused(
    anybody: httpx2.AsyncClient, headers: list[tuple[str, str]], status: int, problem: str
) -> None:
    assert_problem(await anybody.get("/v1/program", headers=headers), status, problem)


async def test_a_long_address_is_refused(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.get("/v1/members/" + "a" * 10_000), 414, "uri-too-long")
    assert_problem(await client.get("/v1/members?cursor=" + "a" * 10_000), 414, "uri-too-long")


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "image/*;q=0.9, text/plain"])
async def test_who_accepts_no_json_gets_none(client: httpx2.AsyncClient, accept: str) -> None:
    assert_problem(await client.get("/v1/program", headers={"Accept": accept}), 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html, application/json;q=0.9", "application/*", ""]
)
async def test_who_accepts_json_gets_it(client: httpx2.AsyncClient, accept: str) -> None:
    assert (await client.get("/v1/program", headers={"Accept": accept})).status_code == 200


async def test_an_address_without_this_method_lists_those_that_it_has(client: httpx2.AsyncClient) -> None:
    answer = await client.put("/v1/purchases", json=PURCHASE)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST"
    assert (await client.delete("/v1/members")).headers["allow"] == "GET, POST"
    assert (await client.options("/v1/purchases/batch")).headers["allow"] == "POST"


async def test_a_header_cannot_change_the_method(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    answer = await client.post("/v1/purchases", json=PURCHASE, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 201


async def test_health_needs_no_key_and_readiness_asks_the_service(
    anybody: httpx2.AsyncClient, corner_shop: Shop
) -> None:
    assert (await anybody.get("/healthz")).status_code == 200
    assert (await anybody.get("/readyz")).status_code == 200
    corner_shop.failure = unavailable()
    assert_problem(await anybody.get("/readyz"), 503, "unavailable")
    assert (await anybody.get("/healthz")).status_code == 200


async def test_a_problem_is_explained_to_people(anybody: httpx2.AsyncClient) -> None:
    answer = await anybody.get("/problems/external-id-conflict", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "external_id" in answer.text


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/purchases"), ("GET", "/v1/members/ext:a/status")])
async def test_without_the_database_the_answer_is_to_try_again(
    client: httpx2.AsyncClient, corner_shop: Shop, method: str, path: str
) -> None:
    corner_shop.failure = unavailable()
    assert_problem(await client.request(method, path, json=PURCHASE), 503, "unavailable")


async def test_what_cannot_be_taken_on_is_turned_away_unread(
    client: httpx2.AsyncClient, corner_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WriteQueue, "is_full", True)
    answer = await client.post("/v1/purchases", content=b"{", headers={"Content-Type": "application/json"})
    assert_problem(answer, 503, "unavailable")
    corner_shop.failure = AssertionError("a key was looked up")
    unknown = {"Authorization": "Bearer gl_live_" + "0" * 47}
    assert_problem(await client.post("/v1/purchases", json=PURCHASE, headers=unknown), 503, "unavailable")
    corner_shop.failure = None
    assert int(answer.headers["retry-after"]) >= 1
    assert (await client.get("/v1/program")).status_code == 200
    monkeypatch.undo()
    assert (await client.post("/v1/purchases", json=PURCHASE)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/purchases"), ("POST", "/v1/returns"), ("GET", "/v1/program")]
)
async def test_a_fault_of_ours_is_noted_and_not_shown(
    client: httpx2.AsyncClient, corner_shop: Shop, caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    corner_shop.failure = RuntimeError("a secret of the house")
    body = (
        PURCHASE
        if path == "/v1/purchases"
        else {"purchase": "ext:a", "external_id": "a", "occurred_at": "2026-03-01T00:00:00Z"}
    )
    with caplog.at_level(logging.ERROR):
        answer = await client.request(method, path, json=body)
    document = assert_problem(answer, 500, "internal-error")
    assert "secret" not in answer.text
    assert document["request_id"] in caplog.text


@pytest.fixture
async def door(corner_shop: Shop) -> Any:
    """The application, spoken to in ASGI's own words."""
    application = create_application(corner_shop.goldlist)
    key = await corner_shop.key("admin")

    async def ask(
        incoming: list[Message], *headers: tuple[bytes, bytes], http_version: str = "1.1", host: bool = True
    ) -> list[Message]:
        scope: Scope = {
            "type": "http",
            "http_version": http_version,
            "method": "POST",
            "path": "/v1/purchases",
            "raw_path": b"/v1/purchases",
            "query_string": b"",
            "headers": [
                *([(b"host", b"test")] if host else []),
                (b"authorization", b"Bearer " + key.encode()),
                *headers,
            ],
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return incoming.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await application(scope, receive, send)
        return sent

    return ask


JSON = (b"content-type", b"application/json")


async def test_a_request_says_its_version_of_http_and_its_host(door: Any) -> None:
    assert (await door([], JSON, http_version="0.9"))[0]["status"] == 400
    assert (await door([], JSON, host=False))[0]["status"] == 400


async def test_a_body_may_come_in_parts(door: Any) -> None:
    parts: list[Message] = [
        {"type": "http.request", "body": b'{"external', "more_body": True},
        {"type": "http.request", "body": b'_id": 1}', "more_body": False},
    ]
    sent = await door(parts, JSON, (b"transfer-encoding", b"chunked"))
    assert sent[0]["status"] == 422


async def test_what_is_too_much_is_read_to_its_end_before_the_answer(door: Any) -> None:
    part: Message = {"type": "http.request", "body": b" " * 100_000, "more_body": True}
    last: Message = {"type": "http.request", "body": b"{}", "more_body": False}
    for announced in ((b"transfer-encoding", b"chunked"), (b"content-length", b"800002")):
        incoming = [part] * 8 + [last]
        sent = await door(incoming, JSON, announced)
        assert sent[0]["status"] == 413
        assert incoming == []


async def test_what_is_far_too_much_is_not_read_for_ever(door: Any) -> None:
    part: Message = {"type": "http.request", "body": b" " * 1_000_000, "more_body": True}
    incoming = [part] * 40
    sent = await door(incoming, JSON, (b"content-length", b"40000000"))
    assert sent[0]["status"] == 413
    assert incoming


async def test_who_hangs_up_is_not_answered_and_nothing_is_done(door: Any, corner_shop: Shop) -> None:
    parts: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    assert await door(parts, JSON, (b"content-length", b"700")) == []
    assert corner_shop.submitted == []


async def test_a_batch_may_be_larger(client: httpx2.AsyncClient) -> None:
    body = b" " * 1_000_000 + b'{"purchases": [1]}'
    answer = await client.post("/v1/purchases/batch", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    too_much = b" " * (4 * 1024 * 1024) + body
    answer = await client.post("/v1/purchases/batch", content=too_much, headers={"Content-Type": "application/json"})
    assert_problem(answer, 413, "body-too-large")


async def test_hot_operations_answer_alike_through_the_door_and_through_fastapi(corner_shop: Shop) -> None:
    key = await corner_shop.key("admin")
    asked: list[tuple[str, str, Any]] = [
        ("POST", "/v1/purchases", PURCHASE),
        ("POST", "/v1/purchases", PURCHASE),
        ("POST", "/v1/purchases", purchase(bonus=1)),
        ("POST", "/v1/purchases?a=1", PURCHASE),
        ("POST", "/v1/purchases?a=1&a=2", PURCHASE),
        ("POST", "/v1/purchases", purchase(total=1)),
        ("POST", "/v1/purchases", purchase(external_id=None)),
        ("POST", "/v1/purchases", None),
        ("POST", "/v1/purchases", []),
        ("POST", "/v1/purchases", 1.5),
        ("POST", "/v1/purchases", purchase(lines=[[], None, 1.5, "x"], metadata=1.5, vouchers=[1.5])),
        ("POST", "/v1/quotes", {name: PURCHASE[name] for name in ("member", "currency", "lines")}),
        ("POST", "/v1/quotes", {**PURCHASE, "member": None}),
        ("POST", "/v1/quotes", {"member": "ext:nobody", "currency": "GBP", "lines": PURCHASE["lines"]}),
        ("GET", "/v1/members/card:6331001234567890/status", None),
        ("GET", "/v1/members/card:6331001234567890/status?at=2026-03-02T12:00:00Z", None),
        ("GET", "/v1/members/card:6331001234567890/status?at=yesterday", None),
        ("GET", "/v1/members/card:6331001234567890/status?since=2026", None),
        ("GET", "/v1/members/ext:nobody/status", None),
        ("GET", "/v1/members/nobody/status", None),
    ]
    async with (
        corner_shop.client_of(key) as directly,
        corner_shop.client_of(key, direct=False) as around,
    ):
        for method, path, body in asked[1:]:
            answers = [await one.request(method, path, json=body) for one in (directly, around)]
            if path == "/v1/purchases" and answers[0].status_code == 201:
                answers[0] = await directly.request(method, path, json=body)
            first, second = (_comparable(answer) for answer in answers)
            assert first == second


def _comparable(answer: httpx2.Response) -> tuple[int, set[tuple[str, str]], str]:
    request_id = answer.headers["request-id"]
    headers = {(name, value) for name, value in answer.headers.items() if name != "request-id"}
    return answer.status_code, headers, re.sub(r"quo_\w{26}", "quo", answer.text.replace(request_id, ""))


async def test_a_websocket_is_turned_away(corner_shop: Shop) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    await create_application(corner_shop.goldlist)(
        {"type": "websocket", "path": "/v1/purchases", "headers": []}, receive, send
    )
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_the_address_alone_leads_to_the_manual(anybody: httpx2.AsyncClient) -> None:
    answer = await anybody.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/docs"' in answer.text
