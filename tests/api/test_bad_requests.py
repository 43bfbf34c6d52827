"""The table of bad requests: each is answered with the right problem, at once, without an effect or an echo."""

import json
from typing import Any

import httpx2
import pytest

from tests.api.requests import LINE, PURCHASE, assert_problem, purchase, with_line
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}
TEXT = json.dumps(PURCHASE).encode()


@pytest.mark.parametrize(
    ("body", "headers", "status", "problem"),
    [
        (b"", JSON, 400, "malformed-json"),
        (b"{", JSON, 400, "malformed-json"),
        (TEXT, {}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "multipart/form-data; boundary=x"}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "application/jsonp"}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "application/json; charset=latin-1"}, 415, "unsupported-media-type"),
        (TEXT, {"Content-Type": "application/json; charset=utf-16"}, 415, "unsupported-media-type"),
        (TEXT.decode().encode("utf-16"), JSON, 400, "malformed-json"),
        (b"\xef\xbb\xbf" + TEXT, JSON, 400, "malformed-json"),
        (TEXT, {**JSON, "Content-Encoding": "gzip"}, 415, "unsupported-content-encoding"),
        (b'{"member":"ext:m","member":"ext:n"}', JSON, 400, "duplicate-member"),
        (TEXT[:-1] + b",}", JSON, 400, "malformed-json"),
        (TEXT.replace(b"650", b"NaN"), JSON, 400, "malformed-json"),
        (TEXT.replace(b"650", b"-Infinity"), JSON, 400, "malformed-json"),
        (TEXT.replace(b"650", b"9" * 5000), JSON, 400, "malformed-json"),
        (TEXT.replace(b"650", b"[" * 1000 + b"]" * 1000), JSON, 400, "malformed-json"),
        (TEXT.replace(b"650", b"[" * 100_000 + b"]" * 100_000), JSON, 400, "malformed-json"),
        (b"[]", JSON, 422, "validation"),
        (b"null", JSON, 422, "validation"),
        (b'"text"', JSON, 422, "validation"),
        (b"1.5", JSON, 422, "validation"),
        (b" " * (256 * 1024) + TEXT, JSON, 413, "body-too-large"),
        (b"{" + b",".join(b'"%d":1' % place for place in range(100_000)) + b"}", JSON, 413, "body-too-large"),
    ],
)
async def test_a_body_that_is_no_json_of_ours_is_refused(
    client: httpx2.AsyncClient, corner_shop: Shop, body: bytes, headers: dict[str, str], status: int, problem: str
) -> None:
    assert_problem(await client.post("/v1/purchases", content=body, headers=headers), status, problem)
    assert corner_shop.submitted == []


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"']
)
async def test_json_in_utf_8_is_taken(client: httpx2.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/purchases", content=TEXT, headers={"Content-Type": kind})
    assert answer.status_code == 201, answer.text


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (purchase(bonus=1), "/bonus", "unknown-field"),
    (purchase(program_id="prg_2"), "/program_id", "unknown-field"),
    (with_line(currency="USD"), "/lines/0/currency", "unknown-field"),
    (purchase(external_id="a\u0000b"), "/external_id", "wrong-form"),
    (purchase(external_id="\u0001"), "/external_id", "wrong-form"),
    (purchase(external_id="a\r\nSet-Cookie: x"), "/external_id", "wrong-form"),
    (purchase(external_id=""), "/external_id", "wrong-length"),
    (purchase(external_id=" "), "/external_id", "wrong-form"),
    (purchase(external_id=" a"), "/external_id", "wrong-form"),
    (purchase(external_id="a" * 10_000), "/external_id", "wrong-length"),
    (purchase(external_id=".."), "/external_id", "wrong-form"),
    (purchase(external_id="a\u00a0b"), "/external_id", "wrong-form"),
    (purchase(external_id=7), "/external_id", "wrong-type"),
    (purchase(member="nobody"), "/member", "wrong-form"),
    (purchase(member="ext:"), "/member", "wrong-form"),
    (purchase(store="a "), "/store", "wrong-form"),
    (purchase(metadata={"k\u0000": "v"}), "/metadata", "wrong-form"),
    (purchase(metadata={"k": "\u0000"}), "/metadata/k", "wrong-form"),
    (purchase(metadata={"k": 1}), "/metadata/k", "wrong-type"),
    (purchase(metadata={str(place): "" for place in range(21)}), "/metadata", "wrong-length"),
    (purchase(metadata=None), "/metadata", "wrong-type"),
    (purchase(total=-1), "/total", "out-of-range"),
    (purchase(total="650"), "/total", "wrong-type"),
    (purchase(total=True), "/total", "wrong-type"),
    (purchase(total=650.0), "/total", "wrong-type"),
    (purchase(total=2**63), "/total", "out-of-range"),
    (purchase(total=10**12 + 1), "/total", "out-of-range"),
    (purchase(total=10**4000), "/total", "out-of-range"),
    (purchase(discount=None), "/discount", "wrong-type"),
    (with_line(quantity=0), "/lines/0/quantity", "out-of-range"),
    (with_line(quantity=10**6 + 1), "/lines/0/quantity", "out-of-range"),
    (with_line(quantity=1.5), "/lines/0/quantity", "wrong-type"),
    (with_line(unit_price="1_000"), "/lines/0/unit_price", "wrong-type"),
    (with_line(unit_price="١٢"), "/lines/0/unit_price", "wrong-type"),
    (with_line(unit_price=-1), "/lines/0/unit_price", "out-of-range"),
    (with_line(quantity=10**6, unit_price=10**12), "/lines/0", "too-large"),
    (with_line(sku=" a"), "/lines/0/sku", "wrong-form"),
    (with_line(sku="é\u00a0"), "/lines/0/sku", "wrong-form"),
    (with_line(category="a "), "/lines/0/category", "wrong-form"),
    (purchase(lines=[]), "/lines", "wrong-length"),
    (purchase(lines=[{"quantity": 1, "unit_price": 1}] * 501), "/lines", "wrong-length"),
    (purchase(lines={}), "/lines", "wrong-type"),
    (purchase(lines=[None]), "/lines/0", "wrong-type"),
    (purchase(currency="E\u0000R"), "/currency", "wrong-form"),
    (purchase(currency="gbp"), "/currency", "wrong-form"),
    (purchase(currency=None), "/currency", "wrong-type"),
    (purchase(occurred_at=1700000000), "/occurred_at", "wrong-type"),
    (purchase(occurred_at="1700000000.5"), "/occurred_at", "wrong-form"),
    (purchase(occurred_at="0000-01-01T00:00:00Z"), "/occurred_at", "wrong-form"),
    (purchase(occurred_at="0001-01-01T00:00:00+14:00"), "/occurred_at", "wrong-form"),
    (purchase(occurred_at="10000-01-01T00:00:00Z"), "/occurred_at", "wrong-form"),
    (purchase(occurred_at="2026-03-01T10:15:00+25:00"), "/occurred_at", "wrong-form"),
    (purchase(occurred_at="2026-03-01 10:15:00Z"), "/occurred_at", "wrong-form"),
    (purchase(enrol="yes"), "/enrol", "wrong-type"),
    (purchase(enrol=1), "/enrol", "wrong-type"),
    (purchase(points_to_spend=-1), "/points_to_spend", "out-of-range"),
    (purchase(credit_to_spend=-1), "/credit_to_spend", "out-of-range"),
    (purchase(quote="quo_1 "), "/quote", "wrong-form"),
    (purchase(hold="hld_1 "), "/hold", "wrong-form"),
    ({}, "/occurred_at", "required"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), WRONG, ids=[f"{place}-{code}" for _, place, code in WRONG])
async def test_a_wrong_value_is_pointed_at(
    client: httpx2.AsyncClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await client.post("/v1/purchases", json=body)
    document = assert_problem(answer, 422, "validation", code)
    assert pointer in [error["pointer"] for error in document["errors"]]
    assert (await client.get("/v1/members")).json()["data"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        (purchase(lines=[]), "/lines", "has too few items: at least 1"),
        (purchase(lines=[LINE] * 501), "/lines", "has too many items: at most 500"),
        (purchase(vouchers=["A"] * 21), "/vouchers", "has too many items: at most 20"),
        (purchase(metadata={"k" * 41: "v"}), "/metadata", "a name in it must have at most 40 characters"),
        (purchase(metadata={"": "v"}), "/metadata", "a name in it must have at least 1 character"),
        (purchase(metadata={"k": "v" * 501}), "/metadata/k", "must have at most 500 characters"),
        (purchase(external_id="a" * 65), "/external_id", "must have at most 64 characters"),
    ],
)
async def test_what_is_too_much_is_told_with_its_limit(
    client: httpx2.AsyncClient, body: dict[str, Any], pointer: str, words: str
) -> None:
    document = assert_problem(await client.post("/v1/purchases", json=body), 422, "validation", "wrong-length")
    assert {"pointer": pointer, "code": "wrong-length", "detail": words} in document["errors"]


async def test_a_unit_that_there_is_not_is_answered_with_those_that_there_are(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/members/ext:ada/entries?unit=foo")
    detail = "must be points, credit, punches:<card>, rebate:<id>, expected:<rebate> or voucher:<reward>"
    assert assert_problem(answer, 422, "validation", "wrong-form")["detail"] == detail


async def test_nothing_that_was_sent_comes_back(client: httpx2.AsyncClient) -> None:
    secret = "4929-hidden <b>value</b>"
    body = purchase(external_id=secret, member=secret, store=secret, currency=secret, metadata={secret: 1, "a": 2})
    answer = await client.post("/v1/purchases", json={**body, secret: secret, "lines": secret, "occurred_at": secret})
    assert_problem(answer, 422, "validation")
    assert "hidden" not in answer.text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (purchase(currency="EUR"), "currency-mismatch"),
        (purchase(currency="XXX"), "currency-mismatch"),
        (purchase(total=651), "total-mismatch"),
        (purchase(discount=651, total=None), "total-mismatch"),
        (purchase(occurred_at="2026-03-02T12:06:00Z"), "occurred-in-future"),
        (purchase(occurred_at="2016-03-01T00:00:00Z"), "occurred-too-old"),
        (purchase(occurred_at="0001-01-02T00:00:00Z"), "occurred-too-old"),
    ],
)
async def test_what_the_engine_refuses_is_a_problem(
    client: httpx2.AsyncClient, body: dict[str, Any], problem: str
) -> None:
    assert_problem(await client.post("/v1/purchases", json=body), 422, problem)


@pytest.mark.parametrize(
    "body",
    [
        purchase(external_id="EXT-1"),
        purchase(total=0, lines=[{"quantity": 1, "unit_price": 0}]),
        purchase(occurred_at="2026-03-02T12:04:59Z"),
        purchase(occurred_at="2025-03-30T01:30:00+00:00"),
        purchase(already_paid=True),
        purchase(member=None, store=None, channel=None, total=None),
        {key: PURCHASE[key] for key in ("external_id", "occurred_at", "currency", "lines")},
    ],
)
async def test_what_only_looks_odd_is_taken(client: httpx2.AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post("/v1/purchases", json=body)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/v1/members/a%00b",
        "/v1/members/%ff",
        "/v1/members/%ED%A0%80",
        "/v1/members/%zz",
        "/v1/members/",
        "/v1/members/ext:nobody/",
        "/v1/members/ext%3Anobody",
        "/v1/members/mem_01jn8w4x5e7ssa0v1m2n3p4q5s",
        "/v1/members/..%2f..",
        "/v1/members/ext:nobody/status",
        "/v1/members/a%00b/status",
        "/v1/members//status",
        "/v1/members/ext:nobody/entries",
        "/v1/members/ext:nobody/rebates",
        "/v1/purchases/ext:nothing",
        "/v1/purchases/pur_",
        "/v1/returns/ext:nothing",
        "/v1/returns/pur_1",
        "/v1/program/versions/0",
        "/v1/program/versions/2",
        "/v1/program/versions/abc",
        "/v1/program/versions/99999999999999999999",
        "/v1/healthz",
        "/v1/",
        "/nowhere",
        "/problems/nothing",
    ],
)
async def test_what_is_not_there_is_not_found(client: httpx2.AsyncClient, path: str) -> None:
    assert_problem(await client.get(path), 404, "not-found")


@pytest.mark.parametrize(
    ("query", "status", "problem", "code"),
    [
        ("limit=0", 422, "validation", "out-of-range"),
        ("limit=201", 422, "validation", "out-of-range"),
        ("limit=1000000000", 422, "validation", "wrong-form"),
        ("limit=9223372036854775808", 422, "validation", "wrong-form"),
        ("limit=abc", 422, "validation", "wrong-form"),
        ("limit=1.5", 422, "validation", "wrong-form"),
        ("limit=", 422, "validation", "wrong-form"),
        ("limit=-1", 422, "validation", "wrong-form"),
        ("limit=%D9%A1", 422, "validation", "wrong-form"),
        ("limit=1&limit=2", 400, "malformed-request", "duplicate-parameter"),
        ("limt=5", 422, "validation", "unknown-parameter"),
        ("sort=secret_hash", 422, "validation", "unknown-parameter"),
        ("external_id=a%00b", 422, "validation", "wrong-form"),
        ("external_id=%ff", 400, "malformed-request", None),
        ("email=nobody", 422, "validation", "wrong-form"),
        ("cursor=abc", 400, "invalid-cursor", None),
        ("cursor=", 400, "invalid-cursor", None),
        ("cursor=%00", 400, "invalid-cursor", None),
        ("cursor=ZW50cmllcyBlbnRfMQ", 400, "invalid-cursor", None),
        ("&".join(f"a{place}=1" for place in range(60)), 400, "malformed-request", None),
    ],
)
async def test_a_wrong_query_is_refused(
    client: httpx2.AsyncClient, query: str, status: int, problem: str, code: str | None
) -> None:
    assert_problem(await client.get(f"/v1/members?{query}"), status, problem, code)


async def test_an_operation_without_parameters_takes_none(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.post("/v1/purchases?a=1", json=PURCHASE), 422, "validation", "unknown-parameter")
    assert_problem(await client.get("/v1/program?a=1"), 422, "validation", "unknown-parameter")


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ([], "idempotency-key-required"),
        ([("Idempotency-Key", "")], "invalid-idempotency-key"),
        ([("Idempotency-Key", "a b")], "invalid-idempotency-key"),
        ([("Idempotency-Key", "x" * 256)], "invalid-idempotency-key"),
        ([("Idempotency-Key", "é")], "invalid-idempotency-key"),
        ([("Idempotency-Key", "a"), ("Idempotency-Key", "b")], "invalid-idempotency-key"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/purchases", "/v1/members"])
async def test_without_a_name_a_good_key_is_needed(
    client: httpx2.AsyncClient, headers: list[tuple[str, str]], problem: str, path: str
) -> None:
    body = purchase(external_id=None) if path == "/v1/purchases" else {}
    sent = [(name, value.encode()) for name, value in headers]
    assert_problem(await client.post(path, json=body, headers=sent), 400, problem)


@pytest.mark.parametrize("path", ["members/ada/status", "members/ada", "purchases/till7-000123", "returns/17"])
async def test_a_name_of_no_known_form_is_told_how_things_are_named(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(f"/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"
    assert "ext:<external_id>" in answer.json()["detail"]
