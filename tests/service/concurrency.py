"""Many callers at the same moment, over sockets that are open before the first of them says a word."""

import http.client
import json
import socket
import struct
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

LIMIT_SECONDS = 120


class Answer(NamedTuple):
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The name of the problem that it is."""
        return str(self.json["type"]).removeprefix("/problems/")


def request(key: str, method: str, path: str, value: Any = None, **headers: str) -> bytes:
    """The bytes of a request; underscores in header names stand for hyphens."""
    body = b"" if value is None else json.dumps(value).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: shop", f"Authorization: Bearer {key}"]
    if value is not None:
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def at_once(ports: Sequence[int], requests: Sequence[bytes]) -> list[Answer]:
    """Send all requests at the same moment, spread over the ports: their answers, in order."""
    lines = [connect(ports[place % len(ports)]) for place in range(len(requests))]
    try:
        for line, sent in zip(lines, requests, strict=True):
            line.sendall(sent)
        with ThreadPoolExecutor(8) as readers:
            return list(readers.map(read, lines))
    finally:
        for line in lines:
            line.close()


def hang_up(ports: Sequence[int], requests: Sequence[bytes], *, rudely: bool = False, most_seconds: float = 0) -> None:
    """Send all requests, and wait for no answer, but up to so long; rudely is without a farewell, as a cut cable."""
    for place, sent in enumerate(requests):
        with connect(ports[place % len(ports)]) as line:
            line.sendall(sent)
            time.sleep(most_seconds * place / len(requests))
            if rudely:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def ask(port: int, sent: bytes) -> Answer:
    """Send one request on a line of its own."""
    return at_once([port], [sent])[0]


def read(line: socket.socket) -> Answer:
    """Read an answer. Raises OSError or HTTPException when none comes."""
    response = http.client.HTTPResponse(line)
    try:
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        response.close()


def connect(port: int) -> socket.socket:
    """A line to a server on this machine."""
    line = socket.create_connection(("127.0.0.1", port), LIMIT_SECONDS)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line
