"""The short way of whole requests, against the long one: the same answers to the byte, and the same end of the line."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.actions.access.keys import Limits
from app.actions.writing.write_queue import WriteQueue
from app.api.contract.outcome import Outcome
from app.api.http.application import create_application
from app.api.http.protocol import RequestProtocol
from tests.api.requests import PURCHASE, purchase, with_line
from tests.api.shop import Shop, shop_on, unavailable

pytestmark = pytest.mark.anyio

# So that parts come apart.
APART_SECONDS = 0.02
# What no two answers have in common: ids, codes, and the name of the request.
OWN = re.compile(rb"(pur|ent|mem|vou)_[0-9a-z]{26}|[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}|[0-9a-f-]{36}")
CONTENT = "Content-Type: application/json"
COFFEES = with_line(quantity=12)
WHOLE = json.dumps(PURCHASE).encode()


class Log:
    """Keeps what was reported."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.is_full = False

    def answered(self, outcome: Outcome) -> None:
        if self.is_full:
            raise OSError("no room")
        self.outcomes.append(outcome)


class Till:
    """A shop behind a port of its own, reached by one of the ways. `keys` are keys by what a test calls them."""

    def __init__(self, shop: Shop, keys: dict[str, str], *, short: bool) -> None:
        self.shop = shop
        self.keys = keys
        self.key = keys["admin"]
        self.log = Log()
        self.went_short = 0
        self._door: Any = create_application(shop.goldlist, access_log=self.log)
        start = self._door.hot.start

        def counted(*arguments: Any) -> bool:
            went: bool = start(*arguments)
            self.went_short += went
            return went

        self._door.hot.start = counted
        if not short:
            self._door.hot.operation = lambda *_: None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """Serve for a while; gives the port."""
        config = uvicorn.Config(self._door, http=RequestProtocol, ws="none", log_config=None, proxy_headers=False)
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: RequestProtocol(config, state, {}), "127.0.0.1", 0
        )
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    async def remember_keys(self) -> None:
        """Look every key up, since a key that is not remembered goes the long way."""
        for key in self.keys.values():
            await self.shop.goldlist.callers.caller(key)

    async def say(self, *parts: bytes, answers: int | None = None) -> bytes:
        """All that comes back when these parts are sent on one line, each when the one before was answered.

        `answers`: the parts are sent one after the other instead, and so many answers are awaited in the end.
        """
        await self.remember_keys()
        async with self.open() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            said = b""
            for part in parts:
                writer.write(part)
                if answers is None:
                    said += await _answer(reader)
                else:
                    await asyncio.sleep(APART_SECONDS)
            for _ in range(answers or 0):
                said += await _answer(reader)
            if b"connection: close" in said:
                said += await reader.read()
            writer.close()
            return said


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100 "):
        return head + await _answer(reader)
    length = re.search(rb"content-length: (\d+)", head)
    assert length
    return head + await reader.readexactly(int(length[1]))


def request(key: str, body: Any, *headers: str, head: str = "POST /v1/purchases HTTP/1.1") -> bytes:
    """The bytes of a request; `body` is a document, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [head, "Host: shop", f"Authorization: Bearer {key}", *headers, f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content


@pytest.fixture
async def tills(corner_shop: Shop, sqlite_url: str) -> AsyncIterator[tuple[Till, Till]]:
    async with shop_on(sqlite_url) as other:
        yield Till(corner_shop, await keys_of(corner_shop), short=True), Till(other, await keys_of(other), short=False)


async def keys_of(shop: Shop) -> dict[str, str]:
    return {
        "admin": await shop.key("admin"),
        "email": await shop.key("email"),
        "slow": await shop.key("pos", limits=Limits(requests_per_second=1)),
        "bound": await shop.key("pos", store="london-2"),
        "partner": await shop.key("partner", scopes=["purchases:write", "members:enrol"]),
        "nobody": "gl_live_" + "0" * 47,
    }


async def said_by_both(tills: tuple[Till, Till], *parts: Any, goes_short: int = 1) -> bytes:
    """What both ways answer to these (bytes, or a key and more arguments of `request`), which has to be the same."""
    answers = []
    for till in tills:
        sent = [part if isinstance(part, bytes) else request(till.keys[part[0]], *part[1:]) for part in parts]
        answers.append(OWN.sub(b"(own)", await till.say(*sent)))
    short, long = (re.sub(rb"date: [^\r]+", b"date", one) for one in answers)
    assert short == long
    assert _told(tills[0]) == _told(tills[1])
    assert (tills[0].went_short, tills[1].went_short) == (goes_short, 0)
    return short


def _told(till: Till) -> list[tuple[str, int, str]]:
    return [one[:3] for one in till.log.outcomes]


@pytest.mark.parametrize(
    ("key", "body", "headers", "status"),
    [
        ("admin", PURCHASE, [CONTENT], 201),
        ("admin", purchase(member=None, enrol=False), [CONTENT], 201),
        ("admin", COFFEES, [CONTENT], 201),
        ("admin", purchase(external_id=None), [CONTENT, "Idempotency-Key: a"], 201),
        ("admin", purchase(external_id=None), [CONTENT], 400),
        ("admin", purchase(total=1), [CONTENT], 422),
        ("admin", purchase(bonus=1), [CONTENT], 422),
        ("admin", purchase(member="ext:nobody", enrol=False), [CONTENT], 404),
        ("admin", b"{", [CONTENT], 400),
        ("admin", b"", [CONTENT], 400),
        ("admin", b"\xff", [CONTENT], 400),
        ("admin", b'{"lines":[],"lines":[]}', [CONTENT], 400),
        ("admin", PURCHASE, ["Content-Type: text/plain"], 415),
        ("admin", PURCHASE, [CONTENT, "Content-Encoding: gzip"], 415),
        ("admin", PURCHASE, [CONTENT, "Accept: text/html"], 406),
        ("admin", PURCHASE, [CONTENT, "X-A: b", "X-A: c"], 201),
        ("admin", PURCHASE, [CONTENT, "Idempotency-Key: a", "Idempotency-Key: b"], 400),
        ("admin", PURCHASE, [CONTENT, f"X-Long: {'x' * 33_000}"], 431),
        ("admin", PURCHASE, [CONTENT, "Connection: close"], 201),
        ("admin", b"{", [CONTENT, "Connection: close"], 400),
        ("email", PURCHASE, [CONTENT], 403),
        ("partner", COFFEES, [CONTENT], 201),
        ("slow", PURCHASE, [CONTENT], 201),
        ("bound", PURCHASE, [CONTENT], 403),
    ],
)
async def test_a_whole_request_is_answered_alike(
    tills: tuple[Till, Till], key: str, body: Any, headers: list[str], status: int
) -> None:
    said = await said_by_both(tills, (key, body, *headers))
    assert said.startswith(b"HTTP/1.1 %d " % status)
    assert (b"connection: close" in said) == ("Connection: close" in headers)


async def test_codes_are_hidden_by_both_ways(tills: tuple[Till, Till]) -> None:
    said = await said_by_both(tills, ("partner", COFFEES, CONTENT))
    assert b'"code":null,"reward":"free-coffee"' in said


@pytest.mark.parametrize(
    ("part", "status"),
    [
        (("nobody", PURCHASE, CONTENT), 401),
        (("admin", b" " * 300_000, CONTENT), 413),
    ],
)
async def test_what_the_short_way_does_not_take_is_answered_alike(
    tills: tuple[Till, Till], part: Any, status: int
) -> None:
    assert (await said_by_both(tills, part, goes_short=0)).startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("failure", [unavailable(), RuntimeError("a secret of the house")])
async def test_a_service_that_fails_is_answered_alike(
    tills: tuple[Till, Till], failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    for till in tills:
        await till.remember_keys()
        till.shop.failure = failure
    said = await said_by_both(tills, ("admin", PURCHASE, CONTENT))
    assert b"secret" not in said


async def test_who_is_one_too_many_is_turned_away_alike(
    tills: tuple[Till, Till], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WriteQueue, "is_full", True)
    # Nobody's key is looked up for that.
    said = await said_by_both(tills, ("nobody", b"{", CONTENT))
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 1\r\n" in said


async def test_what_vouchers_are_called_may_have_to_be_asked_for(
    tills: tuple[Till, Till], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tills[0].shop.goldlist.programs, "words_at_hand", lambda *_: None)
    assert b"A free coffee" in await said_by_both(tills, ("admin", COFFEES, CONTENT))


async def test_a_request_that_names_no_host_ends_the_line(tills: tuple[Till, Till]) -> None:
    said = await said_by_both(tills, b"POST /v1/purchases HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in said


async def test_what_cannot_be_reported_is_answered_all_the_same(
    tills: tuple[Till, Till], caplog: pytest.LogCaptureFixture
) -> None:
    till = tills[0]
    till.log.is_full = True
    sale = request(till.key, PURCHASE, CONTENT)
    assert (await till.say(sale, sale)).count(b"HTTP/1.1 20") == 2
    assert till.went_short == 2
    assert "failed to answer request" in caplog.text


async def test_the_same_again_is_answered_alike(tills: tuple[Till, Till]) -> None:
    asked = ("admin", PURCHASE, CONTENT)
    assert b"idempotency-replayed: true" in await said_by_both(tills, asked, asked, goes_short=2)


async def test_a_bucket_empties_alike(tills: tuple[Till, Till]) -> None:
    asked = [("slow", PURCHASE, CONTENT)] * 11
    assert b"HTTP/1.1 429 " in await said_by_both(tills, *asked, goes_short=11)


async def test_what_comes_in_parts_goes_the_long_way(tills: tuple[Till, Till]) -> None:
    whole = request(tills[0].key, PURCHASE, CONTENT)
    for place in (20, whole.index(b"\r\n\r\n") + 4, len(whole) - 1):
        assert b" 20" in await tills[0].say(whole[:place], whole[place:], answers=1)
    assert tills[0].went_short == 1, "the one whose head came in parts"


@pytest.mark.parametrize(
    ("head", "headers", "body"),
    [
        ("POST /v1/purchases?a=1 HTTP/1.1", [], WHOLE),
        ("POST /v1/purchases HTTP/1.0", [], WHOLE),
        ("POST /v1/purchases HTTP/1.1", ["Expect: 100-continue"], WHOLE),
        ("POST /v1/%70urchases HTTP/1.1", [], WHOLE),
        ("PUT /v1/purchases HTTP/1.1", [], WHOLE),
    ],
)
async def test_what_is_unusual_goes_the_long_way(
    tills: tuple[Till, Till], head: str, headers: list[str], body: bytes
) -> None:
    answers = [await till.say(request(till.key, body, CONTENT, *headers, head=head)) for till in tills]
    first, second = (OWN.sub(b"", re.sub(rb"date: [^\r]+", b"", one)) for one in answers)
    assert first == second
    assert tills[0].went_short == 0


async def test_chunks_go_the_long_way(tills: tuple[Till, Till]) -> None:
    key = tills[0].key
    head = request(key, b"", CONTENT).replace(b"Content-Length: 0", b"Transfer-Encoding: Chunked")
    said = await tills[0].say(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(WHOLE), WHOLE))
    assert said.startswith(b"HTTP/1.1 201 ")
    assert tills[0].went_short == 0


async def test_several_sent_at_once_are_answered_in_their_order(tills: tuple[Till, Till]) -> None:
    for till in tills:
        status = request(till.key, b"", head="GET /v1/members/card:6331001234567890/status HTTP/1.1")
        sale = request(till.key, PURCHASE, CONTENT)
        said = await till.say(sale + status + sale + request(till.key, b"{", CONTENT), answers=4)
        assert re.findall(rb"HTTP/1.1 (\d+) ", said) == [b"201", b"200", b"200", b"400"]


@pytest.mark.parametrize("ended_by", ["its caller", "its fault"])
async def test_nothing_is_done_of_what_comes_behind_the_last_request(tills: tuple[Till, Till], ended_by: str) -> None:
    for till in tills:
        last = request(till.key, b"{", CONTENT, "Connection: close")
        if ended_by == "its fault":
            last = b"POST /v1/purchases HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
        said = await till.say(last + request(till.key, PURCHASE, CONTENT), answers=1)
        assert re.findall(rb"HTTP/1.1 (\d+) ", said) == [b"400"]
        assert till.shop.submitted == []
