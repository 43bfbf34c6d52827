"""A receiver of webhooks that checks what it gets: signatures, order and completeness."""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.outside.signatures import is_signed

# Takes the number of the request; returns the answer's head, or None for one that never comes.
Behaviour = Callable[[int], str | None]
# In place of an answer: the connection ends in the middle of the request's body, or of the answer's.
CUT_OFF = "cut off"
HALF_SAID = "half said"
SLOWLY = "slowly 200 OK"
SLOW_SECONDS = 0.1


def well(_: int) -> str | None:
    """Take everything."""
    return "204 No Content"


@dataclass
class Receiver:
    """Keeps what it took, by id; `inversions` are events of a member that came before an earlier one.

    A request that `key` (bytes) did not sign is a fault.
    """

    keys: list[bytes]
    behave: Behaviour = well
    port: int = 0
    requests: int = 0
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    twice: int = 0
    inversions: list[tuple[str, int]] = field(default_factory=list)
    unsigned: int = 0
    heads: list[dict[str, str]] = field(default_factory=list)
    arrived: dict[str, datetime] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    _last: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = {
                    name.lower(): text.strip()
                    for name, _, text in (line.partition(":") for line in head.split("\r\n")[1:] if line)
                }
                self.requests += 1
                self.heads.append(headers)
                answer = self.behave(self.requests)
                if answer == CUT_OFF:
                    await reader.readexactly(int(headers["content-length"]) // 2)
                    break
                body = await reader.readexactly(int(headers["content-length"]))
                self.bodies.append(body)
                if answer == HALF_SAID:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nwell")
                    await writer.drain()
                    break
                if answer == SLOWLY:
                    await asyncio.sleep(SLOW_SECONDS)
                    answer = "200 OK"
                if answer is None:
                    await reader.read()
                    break
                if not is_signed(self.keys, headers, body, int(headers["webhook-timestamp"])):
                    self.unsigned += 1
                elif answer.startswith("2"):
                    self._take(json.loads(body))
                writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        writer.close()

    def _take(self, document: Any) -> None:
        for event in document if isinstance(document, list) else [document]:
            if event["id"] in self.taken:
                self.twice += 1
                assert self.taken[event["id"]] == event
                continue
            self.taken[event["id"]] = event
            self.arrived[event["id"]] = datetime.now(UTC)
            if event["subject"]:
                if event["memberseq"] < self._last[event["subject"]]:
                    self.inversions.append((event["subject"], event["memberseq"]))
                self._last[event["subject"]] = event["memberseq"]


@asynccontextmanager
async def receiving(keys: list[bytes], behave: Behaviour = well) -> AsyncIterator[Receiver]:
    """A receiver on loopback."""
    receiver = Receiver(keys, behave)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


@contextmanager
def receiving_beside(keys: list[bytes], behave: Behaviour = well) -> Iterator[Receiver]:
    """A receiver on loopback, in a thread of its own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    found: list[Receiver] = []
    ended = asyncio.Event()

    async def serve() -> None:
        async with receiving(keys, behave) as receiver:
            found.append(receiver)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        ready.wait()
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
