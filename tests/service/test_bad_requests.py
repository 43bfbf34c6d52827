"""The table of bad requests against a running server on each database: the right problem, and nothing else.

Numbers are those of the table in quality.md; framing and headers (section A) are tried in test_lines.py.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2
import pytest

from tests.service.conftest import one_house
from tests.service.contract import OPERATIONS
from tests.service.shared_server import House, Programme
from tests.service.shop import DOCUMENT
from tests.service.test_isolation import BODIES, NOBODY, filled

Kind = TypeVar("Kind")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
# What is sent bears this word, and no answer may.
MARK = "hidden4929"

BASKET: dict[str, Any] = {
    "external_id": f"till-{MARK}",
    "member": "ext:ada",
    "occurred_at": "2026-03-01T10:15:00+00:00",
    "currency": "GBP",
    "lines": [{"sku": "latte-12", "category": "coffee/latte", "quantity": 2, "unit_price": 350}],
}
LINE: dict[str, Any] = BASKET["lines"][0]
TEXT = json.dumps(BASKET).encode()


def basket(**fields: Any) -> dict[str, Any]:
    return {**BASKET, **fields}


def line(**fields: Any) -> dict[str, Any]:
    return basket(lines=[{**LINE, **fields}])


Wrong = list[tuple[int, Any, int, str]]

BODIES_THAT_ARE_NO_JSON: list[tuple[int, bytes, dict[str, str], int, str]] = [
    (22, b"", JSON, 400, "malformed-json"),
    (23, b"{", JSON, 400, "malformed-json"),
    (25, TEXT, {}, 415, "unsupported-media-type"),
    (26, TEXT, {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
    (26, TEXT, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported-media-type"),
    (26, TEXT, {"Content-Type": "multipart/form-data; boundary=x"}, 415, "unsupported-media-type"),
    (28, TEXT.decode().encode("utf-16"), JSON, 400, "malformed-json"),
    (29, b"\xef\xbb\xbf" + TEXT, JSON, 400, "malformed-json"),
    (31, gzip.compress(TEXT), {**JSON, "Content-Encoding": "gzip"}, 415, "unsupported-content-encoding"),
    (31, gzip.compress(b" " * 10**8, 1), {**JSON, "Content-Encoding": "gzip"}, 415, "unsupported-content-encoding"),
    (32, TEXT[:-1] + b',"member":"ext:n"}', JSON, 400, "duplicate-member"),
    (34, TEXT[:-1] + b",}", JSON, 400, "malformed-json"),
    (34, b"/* a */" + TEXT, JSON, 400, "malformed-json"),
    (34, TEXT.replace(b'"', b"'"), JSON, 400, "malformed-json"),
    (35, TEXT.replace(b"350", b"NaN"), JSON, 400, "malformed-json"),
    (35, TEXT.replace(b"350", b"Infinity"), JSON, 400, "malformed-json"),
    (35, TEXT.replace(b"350", b"-Infinity"), JSON, 400, "malformed-json"),
    (37, TEXT.replace(b"350", b"[" * 1_000 + b"]" * 1_000), JSON, 400, "malformed-json"),
    (37, TEXT.replace(b"350", b"[" * 100_000 + b"]" * 100_000), JSON, 400, "malformed-json"),
    (37, b'{"a":' * 40_000, JSON, 400, "malformed-json"),
    (38, TEXT.replace(b"350", b"9" * 5_000), JSON, 400, "malformed-json"),
    (40, b"{" + b",".join(b'"%d":1' % place for place in range(100_000)) + b"}", JSON, 413, "body-too-large"),
    (40, b"{" + b",".join(b'"%d":1' % place for place in range(9_000)) + b"}", JSON, 422, "validation"),
]

STRINGS: Wrong = [
    (41, basket(bonus=1), 422, "validation"),
    (43, basket(external_id=f"{MARK}\0b"), 422, "validation"),
    (43, basket(member="ext:a\0b"), 422, "validation"),
    (44, basket(metadata={"a\0": "b"}), 422, "validation"),
    (44, basket(metadata={"a": "\0"}), 422, "validation"),
    (44, basket(metadata={"a": "\ud800"}), 422, "validation"),
    (46, basket(external_id=f"{MARK}\x01"), 422, "validation"),
    (46, basket(external_id=f"{MARK}\x7f"), 422, "validation"),
    (46, basket(external_id=f"{MARK}\r\nSet-Cookie: a=b"), 422, "validation"),
    (46, basket(external_id=f"{MARK}\n"), 422, "validation"),
    (47, basket(external_id=""), 422, "validation"),
    (47, basket(external_id=" "), 422, "validation"),
    (47, basket(external_id=f" {MARK}"), 422, "validation"),
    (47, basket(external_id=f"{MARK} "), 422, "validation"),
    (49, basket(external_id=MARK * 1_000), 422, "validation"),
    *((50, basket(external_id=text), 422, "validation") for text in ("..", ".", "a\u00a0b", "a\u00adb", "a\ufffd")),
]
NUMBERS: Wrong = [
    (61, basket(total=-1), 422, "validation"),
    (64, basket(total="1000"), 422, "validation"),
    (64, line(quantity="2"), 422, "validation"),
    (65, basket(total=True), 422, "validation"),
    (65, line(unit_price=True), 422, "validation"),
    (67, basket(total=2**63), 422, "validation"),
    (67, line(unit_price=2**63), 422, "validation"),
    (67, basket(discount=2**64), 422, "validation"),
    (68, line(unit_price=10**12 + 1), 422, "validation"),
    *((70, line(unit_price=text), 422, "validation") for text in ("1_000", " 5 ", "\u0661\u0662")),
    (71, line(unit_price="1e999999"), 422, "validation"),
    (71, TEXT.replace(b"350", b"1e999999"), 422, "validation"),
    (71, TEXT.replace(b"350", b"350.0"), 422, "validation"),
    (71, TEXT.replace(b"350", b"-0"), 201, ""),
    (76, basket(total=701), 422, "total-mismatch"),
    (77, line(quantity=10**6, unit_price=10**12), 422, "validation"),
    (77, basket(lines=[{"quantity": 1, "unit_price": 10**12}] * 500), 422, "validation"),
    (79, basket(discount=701), 422, "total-mismatch"),
    (79, line(discount=701), 422, "total-mismatch"),
    (82, basket(currency="E\0R"), 422, "validation"),
    (83, basket(currency="EUR"), 422, "currency-mismatch"),
    (85, line(unit_price=350.5), 422, "validation"),
    (86, line(currency="EUR"), 422, "validation"),
]
TIMES: Wrong = [
    (88, basket(occurred_at=1_700_000_000), 422, "validation"),
    (88, basket(occurred_at="1700000000.5"), 422, "validation"),
    *(
        (number, basket(occurred_at=text), 422, "validation")
        for number, text in (
            (89, "0000-01-01T00:00:00Z"),
            (89, "0001-01-01T00:00:00+14:00"),
            (89, "10000-01-01T00:00:00Z"),
            (91, "2026-03-01T10:15:00+25:00"),
            (91, "2026-03-01T10:15:00"),
            (91, "2026-03-01"),
            (95, "2026-03-01 10:15:00Z"),
            (95, "2026-03-01t10:15:00z"),
            (95, "2026-02-29T10:15:00Z"),
            (95, "2026-03-01T24:00:00Z"),
            (95, "2026-03-01T23:59:60Z"),
            (95, "2026-03-01T10:15:00.1234567890Z"),
        )
    ),
    (92, basket(occurred_at="2026-03-02T12:05:01Z"), 422, "occurred-in-future"),
    (92, basket(occurred_at="9999-12-31T23:59:59Z"), 422, "occurred-in-future"),
    (92, basket(occurred_at="9999-12-31T23:59:59-23:59"), 422, "validation"),
    (92, basket(occurred_at="2016-03-02T11:59:59Z"), 422, "occurred-too-old"),
    (92, basket(occurred_at="0001-01-01T00:00:00Z"), 422, "occurred-too-old"),
]


@pytest.fixture
def shop(house: House) -> Programme:
    """A programme whose clock stands, with Ada in it."""
    shop = house.create_program(test=True, clock=NOON)
    with shop.client() as client:
        client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
    return shop


@pytest.fixture
def client(shop: Programme) -> Iterator[httpx2.Client]:
    with shop.client() as client:
        yield client


def assert_refused(answer: httpx2.Response, status: int, problem: str) -> None:
    """It is this problem, without a word of what was sent."""
    assert (answer.status_code, answer.json().get("type")) == (status, f"/problems/{problem}"), answer.text
    assert MARK not in answer.text


def assert_nothing_was_done(client: httpx2.Client, shop: Programme) -> None:
    assert client.get(f"/v1/purchases/ext:till-{MARK}").status_code == 404
    assert client.get("/v1/members/ext:ada/entries").json()["data"] == []
    assert len(client.get("/v1/members").json()["data"]) == 1
    shop.verify()


def test_bodies_that_are_no_json_of_ours(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    for row, (number, body, headers, status, problem) in enumerate(BODIES_THAT_ARE_NO_JSON):
        with subtests.test(f"{number} ({row})"):
            assert_refused(client.post("/v1/purchases", content=body, headers=headers), status, problem)
    assert_nothing_was_done(client, shop)


@pytest.mark.parametrize("rows", [STRINGS, NUMBERS, TIMES], ids=["strings", "numbers", "times"])
def test_values_that_cannot_be(rows: Wrong, client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    for row, (number, body, status, problem) in enumerate(rows):
        with subtests.test(f"{number} ({row})"):
            # json.dumps writes what is beyond ASCII as escapes, half a surrogate pair too.
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            if status == 201:
                content = content.replace(b'"member": "ext:ada", ', b"").replace(MARK.encode(), b"free")
            answer = client.post("/v1/purchases", content=content, headers=JSON)
            if status == 201:
                assert answer.status_code == 201, answer.text
            else:
                assert_refused(answer, status, problem)
    assert_nothing_was_done(client, shop)


def test_texts_of_people(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    """What a name may be comes back as it was; what turns or hides text is refused."""
    good = ["' OR 1=1--", "'; DROP TABLE members;--", "<script>alert(1)</script>", "=HYPERLINK(1)", "Zoë 🧁", "%_\\"]
    bad = ["a\0b", "\u202eevil", "a\u200bb", "\x1b[31m", " ", "", "x" * 201, "\ud83d"]
    for number, name in enumerate(good):
        with subtests.test(f"good {number}"):
            made = client.post("/v1/members", json={"external_id": f"m-{number}", "name": name})
            assert (made.status_code, made.json()["name"]) == (201, name)
            assert client.get(f"/v1/members/ext:m-{number}").json()["name"] == name
    for number, name in enumerate(bad):
        with subtests.test(f"bad {number}"):
            body = json.dumps({"external_id": f"bad-{MARK}", "name": name}).encode()
            assert_refused(client.post("/v1/members", content=body, headers=JSON), 422, "validation")
    assert len(client.get("/v1/members").json()["data"]) == 1 + len(good)


def test_what_only_looks_odd(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    odd = [
        (59, basket(external_id="EXT-1")),
        (59, basket(external_id="ext-1")),
        (62, basket(external_id="free", total=0, lines=[{"quantity": 1, "unit_price": 0}])),
        (92, basket(external_id="early", occurred_at="2026-03-02T12:04:59Z")),
        (94, basket(external_id="gap", occurred_at="2025-03-30T01:30:00+00:00")),
        (94, basket(external_id="gap-2", occurred_at="2025-03-30T01:30:00+01:00")),
        (91, basket(external_id="minus", occurred_at="2026-03-01T10:15:00-00:00")),
        (55, basket(external_id="meta", metadata={"ключ": "' OR 1=1--\n👩‍👩‍👧"})),
    ]
    for number, body in odd:
        with subtests.test(f"{number} {body['external_id']}"):
            answer = client.post("/v1/purchases", json=body)
            assert answer.status_code == 201, answer.text
    shown = client.get("/v1/purchases/ext:meta").json()
    assert shown["metadata"] == {"ключ": "' OR 1=1--\n👩‍👩‍👧"}
    assert client.get("/v1/purchases/ext:EXT-1").json()["id"] != client.get("/v1/purchases/ext:ext-1").json()["id"]
    shop.verify()


@pytest.mark.parametrize(
    ("currency", "why"), [("JPY", "1 point per 100 JPY on 1234 = 12"), ("KWD", "1 point per 0.100 KWD on 1.234 = 12")]
)
def test_currencies_without_two_decimals(house: House, currency: str, why: str) -> None:
    document = {
        "name": "Shop",
        "currency": currency,
        "time_zone": "Asia/Tokyo",
        "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
    }
    shop = house.create_program(document, test=True, clock=NOON)
    with shop.client() as client:
        bought = client.post(
            "/v1/purchases", json=basket(currency=currency, enrol=True, lines=[{"quantity": 1, "unit_price": 1234}])
        )
        assert bought.status_code == 201, bought.text
        assert bought.json()["entries"][0]["why"] == why
        fraction = client.post(
            "/v1/purchases", json=basket(currency=currency, lines=[{"quantity": 1, "unit_price": 100.5}])
        )
        assert_refused(fraction, 422, "validation")


def test_a_return_that_cannot_be(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    client.post("/v1/purchases", json=basket(external_id="bought")).raise_for_status()
    back = {"external_id": "back", "purchase": "ext:bought", "occurred_at": "2026-03-01T10:15:00Z"}
    made = client.post("/v1/returns", json={**back, "lines": [{"line": 1, "quantity": 1}]}).json()["id"]
    before = shop.verify().state_hash
    wrong: Wrong = [
        (97, {**back, "occurred_at": "2026-03-01T09:59:59Z"}, 422, "validation"),
        (128, {**back, "lines": [{"line": 1, "quantity": 2}]}, 422, "return-exceeds-purchase"),
        (128, {**back, "lines": [{"line": 1, "quantity": 1}] * 2}, 422, "return-exceeds-purchase"),
        (128, {**back, "lines": [{"line": 1, "amount": 701}]}, 422, "return-exceeds-purchase"),
        (128, {**back, "lines": [{"line": 1, "amount": 10**12}]}, 422, "return-exceeds-purchase"),
        (128, {**back, "lines": [{"line": 2, "quantity": 1}]}, 422, "validation"),
        (128, {**back, "lines": [{"line": 0, "quantity": 1}]}, 422, "validation"),
        (128, {**back, "lines": [{"line": 1}]}, 422, "validation"),
        (128, {**back, "lines": [{"line": 1, "quantity": 1, "amount": 1}]}, 422, "validation"),
        (128, {**back, "lines": []}, 422, "validation"),
        (130, {**back, "purchase": made}, 422, "not-returnable"),
        (128, {**back, "purchase": "ext:nothing"}, 404, "not-found"),
        (128, {**back, "purchase": "bought"}, 422, "validation"),
        (128, {**back, "currency": "EUR"}, 422, "currency-mismatch"),
    ]
    for row, (number, body, status, problem) in enumerate(wrong):
        with subtests.test(f"{number} ({row})"):
            body = {**body, "external_id": f"{MARK}-{row}"}
            assert_refused(client.post("/v1/returns", json=body), status, problem)
    assert shop.verify().state_hash == before


def test_names_and_keys_of_requests(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    nameless = {field: value for field, value in BASKET.items() if field != "external_id"}
    for number, headers, problem in (
        (118, [], "idempotency-key-required"),
        (119, [("Idempotency-Key", b"")], "invalid-idempotency-key"),
        (119, [("Idempotency-Key", b"x" * 256)], "invalid-idempotency-key"),
        (119, [("Idempotency-Key", MARK.encode() + "é".encode())], "invalid-idempotency-key"),
        (119, [("Idempotency-Key", b"a b")], "invalid-idempotency-key"),
        (119, [("Idempotency-Key", b"a"), ("Idempotency-Key", b"a")], "invalid-idempotency-key"),
    ):
        with subtests.test(f"{number} {headers}"):
            assert_refused(client.post("/v1/purchases", json=nameless, headers=headers), 400, problem)
    assert_nothing_was_done(client, shop)
    first = client.post("/v1/purchases", json=nameless, headers={"Idempotency-Key": "k" * 255})
    assert first.status_code == 201
    again = client.post("/v1/purchases", json=nameless, headers={"Idempotency-Key": "k" * 255})
    assert (again.status_code, again.content) == (200, first.content)
    for path, body in (
        ("/v1/purchases", {**nameless, "discount": 1}),
        ("/v1/members", {"name": MARK}),
        ("/v1/returns", {"purchase": first.json()["id"], "occurred_at": BASKET["occurred_at"]}),
    ):
        with subtests.test(f"121 {path}"):
            answer = client.post(path, json=body, headers={"Idempotency-Key": "k" * 255})
            assert_refused(answer, 422, "idempotency-mismatch")


def test_large_batches(client: httpx2.Client, shop: Programme) -> None:
    items = [basket(external_id=f"t-{number}") for number in range(500)]
    items[249] = basket(external_id=f"{MARK}", total=1)
    items[400] = items[3]
    results = client.post("/v1/purchases/batch?answer=brief", json={"purchases": items}, timeout=120).json()["results"]
    statuses = [result["status"] for result in results]
    assert (statuses[249], statuses[400]) == (422, 200)
    assert results[400]["purchase"] == results[3]["purchase"]
    assert [statuses.count(status) for status in (201, 200, 422)] == [498, 1, 1]
    for wrong in ([*items, basket(external_id="one-more")], [], "x", {"purchases": 1}):
        assert_refused(client.post("/v1/purchases/batch", json={"purchases": wrong}), 422, "validation")
    status = client.get("/v1/members/ext:ada/status").json()
    assert status["rebates"][0]["spend"] == 498 * 700
    shop.verify()


PATHS = [
    "a%00b",
    "%ff",
    "%zz",
    "%ED%A0%80",
    "ext:a%00b",
    "..",
    "..%2f..",
    "%2e%2e",
    "ext:" + "a" * 65,
    "'",
    "mem_%27",
    "*",
]


@one_house("sqlite")
def test_addresses_that_lead_nowhere(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    named = [one for one in OPERATIONS if one.path_parameters]
    for operation in named:
        for value in PATHS:
            path = operation.path
            for name in operation.path_parameters:
                path = path.replace(f"{{{name}}}", value)
            with subtests.test(f"155-158 {operation.id} {value}"):
                body = filled(json.dumps(BODIES.get(operation.id, {})), "<>", NOBODY) if operation.has_body else None
                url = httpx2.URL(str(client.base_url), raw_path=path.encode())
                answer = client.request(operation.method, url, content=body, headers=JSON if body else {})
                assert answer.status_code in (404, 405) or (answer.status_code, operation.method) == (200, "GET"), (
                    answer.text
                )
        with subtests.test(f"158 {operation.id}"):
            path = filled(operation.path.replace("{version}", "1"), "{}", NOBODY)
            assert_refused(client.request(operation.method, f"{path}/"), 404, "not-found")


@one_house("sqlite")
def test_queries_that_cannot_be(client: httpx2.Client, shop: Programme, subtests: pytest.Subtests) -> None:
    # Events have another cursor and larger pages; tests/api/operations/integration has their cases.
    lists = [one for one in OPERATIONS if "limit" in one.query_parameters and one.id != "list_events"]
    assert lists
    for operation in lists:
        path = (
            operation.path.replace("{member}", "ext:ada")
            .replace("{rehearsal}", "reh_1")
            .replace("{gift_card}", "gft_1")
            .replace("{list}", "lst_1")
        )
        for query, status, problem in (
            *(
                (f"limit={text}", 422, "validation")
                for text in ("0", "201", "1000000000", "abc", "1.5", "", "-1", "%D9%A1")
            ),
            ("limit=9223372036854775808", 422, "validation"),
            ("limit=1&limit=2", 400, "malformed-request"),
            ("limt=5", 422, "validation"),
            ("sort=secret_hash", 422, "validation"),
            ("sort=id;drop", 422, "validation"),
            ("cursor=", 400, "invalid-cursor"),
            ("cursor=%00", 400, "invalid-cursor"),
            (f"cursor={MARK}", 400, "invalid-cursor"),
            ("cursor=" + "A" * 3000, 400, "invalid-cursor"),
            ("%ff=1", 400, "malformed-request"),
        ):
            with subtests.test(f"160-167 {operation.id} {query[:30]}"):
                assert_refused(client.get(f"{path}?{query}"), status, problem)


def test_a_search_is_to_the_letter(client: httpx2.Client, shop: Programme) -> None:
    client.post("/v1/members", json={"external_id": "bea", "email": "a_b%c@example.com"}).raise_for_status()
    client.post("/v1/members", json={"external_id": "cem", "email": "axbxxc@example.com"}).raise_for_status()
    found = client.get("/v1/members", params={"email": "a_b%c@example.com"}).json()["data"]
    assert [member["external_id"] for member in found] == ["bea"]
    for text in ("%", "_", "a" * 7000 + "!", ("a." * 3000) + "@"):
        answer = client.get("/v1/members", params={"email": text})
        assert answer.status_code == 422, answer.text


JUNK = [
    b"null",
    b"[]",
    b"0",
    b"-1",
    b'""',
    b'"a"',
    b"true",
    b"[[]]",
    b"[{}]",
    b'{"":""}',
    b'{"\\u0000":1}',
    b"1e999",
    b"{}",
    b"[null]",
]


@one_house("processes")
def test_junk_gets_a_problem_from_every_operation(client: httpx2.Client, subtests: pytest.Subtests) -> None:
    for operation in OPERATIONS:
        path = filled(operation.path.replace("{version}", "1"), "{}", NOBODY)
        for junk in JUNK if operation.has_body else []:
            with subtests.test(f"{operation.id} {junk!r}"):
                answer = client.request(operation.method, path, content=junk, headers=JSON)
                assert answer.status_code in (400, 404, 422) or operation.id in ("check_program", "keep_draft"), (
                    answer.text
                )
        good = json.dumps(BODIES.get(operation.id, {}))
        for number, field in enumerate(json.loads(good) if operation.has_body else []):
            for junk in rotated(JUNK, number, 5):
                with subtests.test(f"{operation.id} {field} {junk!r}"):
                    body = {**json.loads(filled(good, "<>", NOBODY)), field: "JUNK"}
                    content = json.dumps(body).encode().replace(b'"JUNK"', junk)
                    answer = client.request(operation.method, path, content=content, headers=JSON)
                    assert answer.status_code < 500, answer.text


@one_house("sqlite")
def test_the_document_of_a_programme_may_not_break_anything(house: House, subtests: pytest.Subtests) -> None:
    """Every part of the document replaced by junk: checked and refused, or good."""
    shop = house.create_program(test=True, clock=NOON)
    with shop.client() as client:
        for number, place in enumerate(places(DOCUMENT)):
            for junk in rotated(
                ("null", "0", "-1", '""', '"a\\u0000b"', "[]", "{}", "1e400", str(10**30), "true", '"\\ud800"'),
                number,
                2,
            ):
                with subtests.test(f"{place} {junk}"):
                    content = json.dumps(replaced(DOCUMENT, place, "JUNK")).replace('"JUNK"', junk)
                    answer = client.post("/v1/program/check", content=content, headers=JSON)
                    assert answer.status_code in (200, 422), answer.text
                    published = client.put("/v1/program", content=content, headers=JSON)
                    good = answer.status_code == 200 and answer.json()["ok"]
                    assert published.status_code == (200 if good else 422), (answer.text, published.text)


def rotated(all_of_them: Sequence[Kind], number: int, count: int) -> Sequence[Kind]:
    """Some of them, others for each number."""
    return [all_of_them[(number * count + place) % len(all_of_them)] for place in range(count)]


def places(part: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    for step, child in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield (*place, step)
        yield from places(child, (*place, step))


def replaced(part: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """A document with another value in one place."""
    if not place:
        return value
    copy = part.copy()
    copy[place[0]] = replaced(part[place[0]], place[1:], value)
    return copy
