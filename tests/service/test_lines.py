"""What comes in over bare sockets: requests that break HTTP's rules, that never end, or that never begin."""

import json
import select
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.service.concurrency import Answer, ask, request
from tests.service.processes import Installation, Server
from tests.service.shop import DOCUMENT, purchase

LIMIT_SECONDS = 2
IMPATIENT = f"""
from app.api.http.protocol import RequestProtocol
from app.cli import main
RequestProtocol.request_seconds = {LIMIT_SECONDS}
main()
"""
# How long anybody waits for an answer that has to come.
MOST_SECONDS = 120
HEAD = b"POST /v1/purchases HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: shop\r\n"


class Line:
    """A connection, of which one answer after the other is read."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), MOST_SECONDS)
        self._incoming = self.socket.makefile("rb")

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._incoming.close()
        self.socket.close()

    def send(self, text: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(text)

    def answer(self) -> Answer:
        """The next answer."""
        status_line = self._incoming.readline()
        assert status_line, "closed without an answer"
        headers = dict(self._headers())
        return Answer(int(status_line.split()[1]), headers, self._incoming.read(int(headers["content-length"])))

    def has_come(self) -> bool:
        """Whether an answer has begun to come."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def is_closed(self) -> bool:
        """Whether no more comes."""
        return self._incoming.read(1) == b""

    def _headers(self) -> Iterator[tuple[str, str]]:
        while (header := self._incoming.readline().decode().strip()) != "":
            name, _, value = header.partition(": ")
            yield name, value


class Shop:
    """A server that waits for a whole request for a few seconds only."""

    def __init__(self, server: Server, key: str) -> None:
        self.server = server
        self.port = server.port
        self.key = key
        self.head = HEAD + b"Authorization: Bearer " + key.encode() + b"\r\n"

    def sale(self, name: str) -> bytes:
        """The bytes of a good purchase."""
        return request(self.key, "POST", "/v1/purchases", purchase(name, None, 500))

    def knows(self, name: str) -> bool:
        """Whether a purchase was recorded."""
        return ask(self.port, request(self.key, "GET", f"/v1/purchases/ext:{name}")).status == 200

    def line(self) -> Line:
        """A connection."""
        return Line(self.port)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("impatient")
    installation = Installation(f"sqlite:///{folder}/goldlist.db", folder, [sys.executable, "-c", IMPATIENT])
    with installation.serving() as server:
        yield Shop(server, installation.create_program(DOCUMENT))


def assert_refused(line: Line, status: int, name: str) -> None:
    """The next answer is this problem, after which the connection is closed."""
    answer = line.answer()
    assert_problem(answer, status, name)
    assert answer.headers["connection"] == "close"
    assert line.is_closed()


def assert_problem(answer: Answer, status: int, name: str) -> None:
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json"), answer.body
    assert (answer.problem, answer.json["status"]) == (name, status)
    assert answer.json["request_id"] == answer.headers["request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


MALFORMED: dict[str, bytes] = {
    "a length and chunks": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "the same length twice": HEAD + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
    "less than nothing": HEAD + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": HEAD + b"Content-Length: +5\r\n\r\nabcde",
    "a list of lengths": HEAD + b"Content-Length: 5, 5\r\n\r\nabcde",
    "a length that is no number": HEAD + b"Content-Length: 0x5\r\n\r\nabcde",
    "a length beyond numbers": HEAD + b"Content-Length: 99999999999999999999999\r\n\r\nabcde",
    "bare line feeds": HEAD.replace(b"\r", b"") + b"Content-Length: 0\n\n",
    "one bare line feed": HEAD + b"Content-Length: 0\n\r\n",
    "a bare carriage return": HEAD + b"X-A: b\rX-C: d\r\n\r\n",
    "a folded header": HEAD + b"X-A: b\r\n c\r\n\r\n",
    "a space before the colon": HEAD + b"Content-Length : 0\r\n\r\n",
    "a header without a name": HEAD + b": b\r\n\r\n",
    "a header without a colon": HEAD + b"b\r\n\r\n",
    "a NUL in a header": HEAD + b"X-A: b\0c\r\n\r\n",
    "another coding than chunks": HEAD + b"Transfer-Encoding: gzip\r\n\r\nabcde",
    "chunks twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no number": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "a chunk that is longer than it says": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
    "HTTP/0.9": b"GET /v1/program\r\n",
    "HTTP/0.9 and a blank line": b"GET /v1/program\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.2": b"GET /v1/program HTTP/1.2\r\nHost: shop\r\n\r\n",
    "no host": b"GET /v1/program HTTP/1.1\r\n\r\n",
    "no address": b"GET HTTP/1.1\r\nHost: shop\r\n\r\n",
    "a blank in the address": b"GET /v1/a b HTTP/1.1\r\nHost: shop\r\n\r\n",
    "a byte that no address has": b"GET /v1/\xff HTTP/1.1\r\nHost: shop\r\n\r\n",
    "another server's name": b"CONNECT shop:443 HTTP/1.1\r\nHost: shop\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "chatter": b"hello\r\n\r\n",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_what_breaks_the_rules_of_http_is_refused_and_the_line_closed(shop: Shop, sent: bytes) -> None:
    with shop.line() as line:
        line.send(sent.replace(HEAD, shop.head))
        assert_refused(line, 400, "malformed-request")


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        (HEAD + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (HEAD + b"X-Many: 1\r\n" * 200 + b"\r\n", 431, "headers-too-large"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: shop\r\n\r\n", 414, "uri-too-long"),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: shop\r\n\r\n", 414, "uri-too-long"),
    ],
    ids=["a long header", "many headers", "a very long address", "a long address"],
)
def test_a_head_that_is_too_large_is_refused(shop: Shop, sent: bytes, status: int, name: str) -> None:
    assert_problem(ask(shop.port, sent), status, name)


@pytest.mark.parametrize(
    ("begun", "status", "name"),
    [
        (HEAD + b"X-Long: ", 431, "headers-too-large"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Long: ", 431, "headers-too-large"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", 431, "headers-too-large"),
        (b"GET /", 414, "uri-too-long"),
    ],
    ids=["a header", "a trailer", "the frame of a chunk", "an address"],
)
def test_what_has_no_end_is_not_kept_for_ever(shop: Shop, begun: bytes, status: int, name: str) -> None:
    with shop.line() as line:
        line.send(begun.replace(HEAD, shop.head))
        time.sleep(0.1)
        line.send(b"x" * 70_000)
        assert_refused(line, status, name)


def test_a_request_that_stays_half_sent_is_given_up(shop: Shop, subtests: pytest.Subtests) -> None:
    half = [b"", b"\r\n", b"GE", b"GET /healthz HTTP/1.1\r\nHos", shop.head + b"Content-Length: 100\r\n\r\n{"]
    with ExitStack() as closing:
        lines = [closing.enter_context(shop.line()) for _ in half]
        for line, begun in zip(lines, half, strict=True):
            line.send(begun)
        for line, begun in zip(lines, half, strict=True):
            with subtests.test(begun):
                assert_refused(line, 408, "request-timeout")


def test_a_request_that_trickles_is_given_up(shop: Shop, subtests: pytest.Subtests) -> None:
    trickles = {
        "head": (b"", HEAD),
        "body": (shop.head + b"Content-Length: 100\r\n\r\n", b" " * 100),
        "chunks": (shop.head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 20),
    }
    with ExitStack() as closing:
        trickling = {place: closing.enter_context(shop.line()) for place in trickles}
        for place, line in trickling.items():
            line.send(trickles[place][0])
        for number in range(100):
            for place, line in trickling.items():
                if not line.has_come():
                    line.send(trickles[place][1][number : number + 1])
            if all(line.has_come() for line in trickling.values()):
                break
            time.sleep(0.1)
        for place, line in trickling.items():
            with subtests.test(place):
                assert_refused(line, 408, "request-timeout")


def test_a_body_given_up_has_had_no_effect(shop: Shop) -> None:
    sale = shop.sale("given-up")
    with shop.line() as line:
        line.send(sale[:-1])
        assert_refused(line, 408, "request-timeout")
    assert not shop.knows("given-up")
    assert ask(shop.port, sale).status == 201


def test_a_request_may_come_in_pieces(shop: Shop) -> None:
    sale = shop.sale("in-pieces")
    with shop.line() as line:
        for place in range(0, len(sale), 50):
            line.send(sale[place : place + 50])
            time.sleep(0.01)
        assert line.answer().status == 201


def test_each_request_of_a_line_has_its_own_time(shop: Shop) -> None:
    with shop.line() as line:
        for number in range(12):
            sale = shop.sale(f"slow-{number}")
            line.send(sale[:100])
            time.sleep(LIMIT_SECONDS * 0.1)
            line.send(sale[100:])
            assert line.answer().status == 201


def test_an_idle_line_is_kept_and_then_closed_without_a_word(shop: Shop) -> None:
    with shop.line() as line:
        line.send(GET + b"\r\n")
        assert line.answer().status == 200
        time.sleep(LIMIT_SECONDS * 1.2)
        asked_at = time.monotonic()
        line.send(GET + b"\r\n")
        assert line.answer().status == 200
        line.send(b"\r\n")
        assert line.is_closed()
        assert time.monotonic() - asked_at > LIMIT_SECONDS


def test_requests_that_were_whole_are_answered_before_one_that_is_not(shop: Shop) -> None:
    for number, broken in enumerate([b"hello\r\n\r\n", HEAD + b"Content-Length: 5, 5\r\n\r\n"]):
        names = [f"before-{number}-{place}" for place in range(3)]
        with shop.line() as line:
            line.send(b"".join(map(shop.sale, names)) + broken)
            assert [line.answer().status for _ in names] == [201] * 3
            assert_refused(line, 400, "malformed-request")
    with shop.line() as line:
        line.send(shop.sale("before-half") + shop.sale("half")[:-1])
        assert line.answer().status == 201
        assert_refused(line, 408, "request-timeout")


def test_an_answer_is_not_followed_by_a_second_one_to_the_same_request(shop: Shop) -> None:
    """A caller without a key is answered before its body has come; what then breaks only closes the line."""
    with shop.line() as line:
        line.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        assert_problem(line.answer(), 401, "unauthenticated")
        line.send(b"zz\r\n")
        assert line.is_closed()


def test_the_rest_of_a_body_that_was_answered_before_its_end_is_read_past(shop: Shop) -> None:
    with shop.line() as line:
        line.send(HEAD + b"Content-Length: 10\r\n\r\n")
        assert_problem(line.answer(), 401, "unauthenticated")
        line.send(b"0123456789" + GET + b"\r\n")
        assert line.answer().status == 200


def test_who_sends_no_more_still_gets_the_answers_that_are_due(shop: Shop) -> None:
    with shop.line() as line:
        line.send(shop.sale("said-all") + GET + b"\r\n")
        line.socket.shutdown(socket.SHUT_WR)
        assert [line.answer().status, line.answer().status] == [201, 200]
        assert line.is_closed()
    with shop.line() as line:
        line.send(shop.sale("not-all")[:-1])
        line.socket.shutdown(socket.SHUT_WR)
        assert_refused(line, 400, "malformed-request")
    assert not shop.knows("not-all")


def test_an_offer_to_change_the_protocol_is_not_taken_up(shop: Shop) -> None:
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    sale = shop.sale("offered")
    with shop.line() as line:
        line.send(GET + offer + b"\r\n" + sale.replace(b"Host: shop\r\n", b"Host: shop\r\n" + offer) + GET + b"\r\n")
        assert [line.answer().status for _ in range(3)] == [200, 201, 200]


def test_a_trailer_is_not_a_header(shop: Shop) -> None:
    body = json.dumps(purchase("trailing", None, 500)).encode()
    chunks = b"%x\r\n%b\r\n0\r\nAuthorization: Bearer %b\r\n\r\n" % (len(body), body, shop.key.encode())
    assert_problem(ask(shop.port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks), 401, "unauthenticated")


def test_a_thousand_silent_lines_keep_nobody_else_waiting(shop: Shop) -> None:
    with ExitStack() as closing:
        silent = []
        for number in range(1000):
            silent.append(closing.enter_context(shop.line()))
            if number % 2:
                silent[-1].send(shop.head)
        with shop.line() as line:
            for number in range(50):
                line.send(shop.sale(f"meanwhile-{number}"))
                assert line.answer().status == 201
        for line in silent:
            assert_problem(line.answer(), 408, "request-timeout")
            assert line.is_closed()


def test_what_never_became_a_request_is_counted(shop: Shop) -> None:
    def count() -> str:
        figures = ask(shop.port, b"GET /metrics HTTP/1.1\r\nHost: shop\r\n\r\n").body.decode()
        return next(line for line in figures.splitlines() if 'problem="malformed-request"' in line)

    ask(shop.port, MALFORMED["chatter"])
    before = count()
    ask(shop.port, MALFORMED["chatter"])
    assert float(count().split()[1]) == float(before.split()[1]) + 1


def test_none_of_this_leaves_a_trace_of_an_accident(shop: Shop) -> None:
    assert "Traceback" not in shop.server.log()
