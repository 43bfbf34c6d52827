"""Sends requests as fast as they are answered: for machines without wrk, which does the same and costs less.

Run as a program of its own: `python -m bench.generator PORT CONNECTIONS SECONDS`, with the same environment as wrk.lua
(BENCH_REQUESTS, BENCH_RUN), and the same line of figures in the end.
"""

import asyncio
import contextlib
import itertools
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.workload import MARK, SEPARATOR

HEAD_END = b"\r\n\r\n"

_length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE).search


class Figures:
    """What was answered in the time."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.refused = 0
        self.broken = 0

    def as_json(self, seconds: float) -> str:
        """One line, as wrk.lua writes it."""
        ordered = sorted(self.latencies) or [0.0]
        return json.dumps(
            {
                "requests": len(self.latencies),
                "seconds": round(seconds, 6),
                "p50_ms": round(1000 * ordered[len(ordered) // 2], 3),
                "p99_ms": round(1000 * ordered[len(ordered) * 99 // 100], 3),
                "refused": self.refused,
                "broken": self.broken,
            }
        )


class Till(asyncio.Protocol):
    """One connection: sends the next request when the one before is answered."""

    def __init__(self, requests: Iterator[bytes], figures: Figures) -> None:
        self._requests = requests
        self._figures = figures
        self._received = b""
        self._sent_at = 0.0
        self._stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop has transports of its own, which are no subclass.
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_end = self._received.find(HEAD_END)
        if head_end < 0:
            return
        length = _length(self._received, 0, head_end + 2)
        if len(self._received) < head_end + len(HEAD_END) + (int(length[1]) if length else 0):
            return
        if not self._stopped:
            self._figures.latencies.append(time.perf_counter() - self._sent_at)
            # HTTP/1.1 200 OK
            self._figures.refused += self._received[9:10] not in (b"2", b"3")
            self._received = b""
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._figures.broken += not self._stopped

    def stop(self) -> None:
        """Hang up."""
        self._stopped = True
        self._transport.close()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._requests))


def requests_of(path: Path, run: int) -> Iterator[bytes]:
    """The requests of a file, over and over, each with a fresh number where it has a mark."""
    split = [request.split(MARK.encode()) for request in path.read_bytes().split(SEPARATOR)]
    for number, parts in enumerate(itertools.cycle(split), 1):
        yield parts[0] if len(parts) == 1 else (b"%04d%08d" % (run, number)).join(parts)


async def send(port: int, connections: int, seconds: float, requests: Iterator[bytes]) -> str:
    """Send for so many seconds; the figures."""
    figures = Figures()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    tills = [
        (await loop.create_connection(lambda: Till(requests, figures), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds - (time.perf_counter() - began))
    took = time.perf_counter() - began
    for till in tills:
        till.stop()
    return figures.as_json(took)


def main() -> None:
    """Send what the environment says."""
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with contextlib.suppress(ImportError):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    requests = requests_of(Path(os.environ["BENCH_REQUESTS"]), int(os.environ["BENCH_RUN"]))
    print(asyncio.run(send(port, connections, seconds, requests)))


if __name__ == "__main__":
    main()
