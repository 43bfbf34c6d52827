"""The only way to call an address that somebody named: webhooks, and the interfaces of shop systems.

An address is https on port 443 or 8443, its name in one spelling. At each connection the name is resolved here, every
address must be public, and the connection goes to that very address, so a name that answers otherwise the second time
reaches nothing. Redirects are answers like others, proxies of the environment are not used, cookies not kept.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import httpcore2
import httpx2

from app.outside.networks import is_public

PORTS: Final = {443, 8443}
CONNECT_SECONDS: Final = 5.0
CALL_SECONDS: Final = 15.0
MOST_BYTES: Final = 64_000
LONGEST_ADDRESS: Final = 2_000
# A name server that does not answer holds a thread.
RESOLVERS: Final = 64
IDLE_SECONDS: Final = 30.0

_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
# Systems read a last part like these as a number, so as an address in another spelling.
_NUMBER: Final = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")

Place = tuple[str, int]
# Takes a host and a port; returns every address of it, as text.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class NotAllowed(Exception):
    """An address that must not be called; the message says why."""

    code = "address-not-allowed"


class CallFailed(Exception):
    """No answer came. `code` is `no-connection`, `no-answer` (in time) or `bad-answer`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Answer(NamedTuple):
    """An answer, whatever its status. Names of headers are in lower case. `is_whole`: the body did not exceed the
    limit.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool


class Door:
    """Calls others. `allowed` are hosts and ports reachable although not public, also by http.

    `context` is for TLS; `resolve` finds the addresses of a name.
    """

    def __init__(
        self,
        allowed: Collection[Place] = (),
        *,
        context: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self._allowed = frozenset(allowed)
        self._threads = ThreadPoolExecutor(RESOLVERS, "resolver")
        self._resolve = resolve or self._look_up
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            # Callers limit themselves; one address must not wait for the connections of another.
            max_connections=None,
            max_keepalive_connections=RESOLVERS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=_Pinned(self._resolve, self._allowed),
        )

    async def check(self, address: str) -> None:
        """Raise NotAllowed unless an address may be called now; a name that cannot be found is no fault yet."""
        url = self._parsed(address)
        place = (url.host, _port(url))
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await reachable(place, self._allowed, self._resolve)
        except (TimeoutError, OSError):
            return

    async def call(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        content: bytes = b"",
        most_bytes: int = MOST_BYTES,
        seconds: float = CALL_SECONDS,
    ) -> Answer:
        """The answer to a request. Raises NotAllowed and CallFailed."""
        url = self._parsed(address)
        request = httpcore2.Request(
            method,
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=_port(url), target=url.raw_path),
            headers=[
                (b"host", url.netloc),
                *((name.lower().encode(), value.encode()) for name, value in headers.items()),
                (b"accept-encoding", b"identity"),
                (b"content-length", str(len(content)).encode()),
            ],
            content=content,
            extensions={"timeout": {"connect": CONNECT_SECONDS, "read": seconds, "write": seconds, "pool": seconds}},
        )
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(request, most_bytes)
        except (TimeoutError, httpcore2.ReadTimeout, httpcore2.WriteTimeout) as error:
            raise CallFailed("no-answer", "no answer in time") from error
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout, OSError) as error:
            raise CallFailed("no-connection", "no connection") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise CallFailed("bad-answer", "the connection broke, or the answer is no HTTP") from error

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.aclose()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, request: httpcore2.Request, most_bytes: int) -> Answer:
        response = await self._pool.handle_async_request(request)
        try:
            body = bytearray()
            async for part in response.aiter_stream():
                body += part
                if len(body) > most_bytes:
                    break
        finally:
            await response.aclose()
        headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers}
        return Answer(response.status, headers, bytes(body[:most_bytes]), len(body) <= most_bytes)

    def _parsed(self, address: str) -> httpx2.URL:
        try:
            url = httpx2.URL(address)
        except (httpx2.InvalidURL, ValueError) as error:
            raise NotAllowed("this is no address") from error
        host = url.raw_host.decode()
        if len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address or "\\" in address:
            raise NotAllowed("this is no address")
        if "@" in address.partition("://")[2].partition("/")[0] or url.userinfo or "#" in address:
            raise NotAllowed("an address has neither user nor fragment")
        if (host, _port(url)) in self._allowed and url.scheme in ("http", "https"):
            return url
        if url.scheme != "https" or _port(url) not in PORTS:
            raise NotAllowed("an address begins with https:// and has port 443 or 8443")
        if not (_is_address(host) or (_HOST.fullmatch(host) and len(host) <= 253 and not _NUMBER.fullmatch(host))):
            raise NotAllowed("the host is neither a name nor an address in the usual spelling")
        return url

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _addresses, host, port)
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Connects to an address that was checked, not to a name."""

    def __init__(self, resolve: Resolve, allowed: Collection[Place]) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failed: Exception = httpcore2.ConnectError("the name has no address")
        async with asyncio.timeout(timeout):
            for address in await reachable((host, port), self._allowed, self._resolve):
                try:
                    return await self._inner.connect_tcp(address, port, timeout=timeout, socket_options=socket_options)
                except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                    failed = error
        raise failed


async def reachable(place: Place, allowed: Collection[Place], resolve: Resolve) -> Sequence[str]:
    """The addresses of a place. Raises NotAllowed if any of them is not public, and OSError."""
    host, port = place
    addresses = [host] if _is_address(host) else await resolve(host, port)
    if place not in allowed:
        for text in addresses:
            if "%" in text or not is_public(ipaddress.ip_address(text)):
                raise NotAllowed("the address does not belong to the public internet")
    return addresses


def _addresses(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _port(url: httpx2.URL) -> int:
    return url.port or (80 if url.scheme == "http" else 443)


def _is_address(host: str) -> bool:
    """Whether a host is an address in its one usual spelling."""
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        return False
