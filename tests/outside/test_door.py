"""What the door refuses to call, at making and at each connection, and what it makes of answers."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.outside import door as doors
from app.outside.door import CallFailed, Door, NotAllowed
from app.outside.networks import is_public

pytestmark = pytest.mark.anyio

HOSTS = """
127.0.0.1 127.0.0.53 127.1 0 0.0.0.0 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 127.0.1 127.0.0.1.
①②⑦.0.0.1 127。0。0。1 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.127.255.254 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 localhost LOCALHOST localhost. [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::1]
[2001:0:7f00:1::] [2001:db8::1] [3fff::1] [5f00::1] [fe80::1] [fe80::1%25lo] [fc00::1] [fd12:3456::1] [ff02::1]
[2001:10::1] [100::1] [2606:4700::5efe:7f00:1] user@127.0.0.1 127.0.0.1%00 a_b.example -a.example
"""
REFUSED_HOSTS = HOSTS.split()

REFUSED_ADDRESSES = [
    "http://shop.example/hook",
    "ftp://shop.example/hook",
    "file:///etc/passwd",
    "https://shop.example:80/hook",
    "https://shop.example:22/hook",
    "https://user:word@shop.example/hook",
    "https://shop.example@127.0.0.1/hook",
    "https://shop.example\\@127.0.0.1/hook",
    "https://shop.example /hook",
    "https://shop.example/\thook",
    "https://shop.example/hook#part",
    "https:///hook",
    "//shop.example/hook",
    "hook",
    "",
    f"https://shop.example/{'a' * 2000}",
]


@dataclass
class Listener:
    """Something of our own that must, or must not, be reached."""

    port: int = 0
    connections: int = 0
    asked: list[bytes] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    hangs: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read a request's head, and answer."""
        self.connections += 1
        try:
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            if self.hangs:
                await reader.read()
            writer.write(self.answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener on loopback."""
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()


def answering(*answers: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A name server that gives these answers in turn, and the last one for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


async def refuses(door: Door, address: str) -> bool:
    """Whether a door refuses an address, both when it is made and when it is called."""
    with pytest.raises(NotAllowed):
        await door.check(address)
    with pytest.raises(NotAllowed):
        await door.call("POST", address, headers={}, content=b"{}")
    return True


async def test_addresses_that_must_not_be_reached_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(REFUSED_HOSTS) + len(REFUSED_ADDRESSES) >= 70
    async with listening() as listener:
        monkeypatch.setattr(doors, "PORTS", {443, 8443, listener.port})
        door = Door()
        for host in REFUSED_HOSTS:
            assert await refuses(door, f"https://{host}:{listener.port}/hook"), host
        for address in REFUSED_ADDRESSES:
            assert await refuses(door, address), address
        await door.close()
        assert listener.connections == 0


async def test_a_name_that_answers_otherwise_the_second_time_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as listener:
        monkeypatch.setattr(doors, "PORTS", {listener.port})
        address = f"https://turns.example:{listener.port}/hook"
        turning = Door(resolve=answering(["93.184.216.34"], ["127.0.0.1"]))
        await turning.check(address)
        with pytest.raises(NotAllowed):
            await turning.call("POST", address, headers={})
        # One private address among public ones is enough.
        mixed = Door(resolve=answering(["93.184.216.34", "127.0.0.1"]))
        assert await refuses(mixed, address)
        scoped = Door(resolve=answering(["fe80::1%2"]))
        assert await refuses(scoped, address)
        for door in (turning, mixed, scoped):
            await door.close()
        assert listener.connections == 0


async def test_an_allowed_place_is_called_and_no_other_port_of_it() -> None:
    async with listening() as listener, listening() as other:
        door = Door({("127.0.0.1", listener.port)})
        answer = await door.call(
            "POST", f"http://127.0.0.1:{listener.port}/hook?a=1", headers={"Content-Type": "x/y"}, content=b"{}"
        )
        assert (answer.status, answer.body, answer.is_whole) == (204, b"", True)
        head = listener.asked[0].decode().lower()
        assert head.startswith("post /hook?a=1 http/1.1\r\n")
        assert f"host: 127.0.0.1:{listener.port}\r\n" in head
        assert "content-type: x/y\r\n" in head
        assert await refuses(door, f"http://127.0.0.1:{other.port}/hook")
        await door.close()
        assert other.connections == 0


async def test_a_redirect_is_not_followed() -> None:
    async with listening() as listener, listening() as other:
        door = Door({("127.0.0.1", listener.port), ("127.0.0.1", other.port)})
        target = f"http://127.0.0.1:{other.port}/"
        listener.answer = f"HTTP/1.1 307 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
        answer = await door.call("POST", f"http://127.0.0.1:{listener.port}/", headers={})
        assert (answer.status, answer.headers["location"]) == (307, target)
        await door.close()
        assert other.connections == 0


async def test_no_answer_is_waited_for_or_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with listening() as listener:
        door = Door({("127.0.0.1", listener.port), ("127.0.0.1", 1)})
        address = f"http://127.0.0.1:{listener.port}/"
        listener.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"a" * 1_000_000
        answer = await door.call("GET", address, headers={}, most_bytes=100)
        assert (answer.body, answer.is_whole) == (b"a" * 100, False)
        listener.answer = b"SSH-2.0-nothing\r\n"
        listener.hangs = False
        for prepared, code in ((address, "bad-answer"), ("http://127.0.0.1:1/", "no-connection")):
            with pytest.raises(CallFailed) as failed:
                await door.call("GET", prepared, headers={})
            assert failed.value.code == code
        listener.hangs = True
        with pytest.raises(CallFailed) as failed:
            await door.call("GET", address, headers={}, seconds=0.2)
        assert failed.value.code == "no-answer"
        await door.close()


def test_public_addresses_are_public() -> None:
    for text in ("93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "2002:808:808::1"):
        assert is_public(ipaddress.ip_address(text)), text
