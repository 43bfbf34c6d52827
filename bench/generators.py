"""Closed-loop load: so many connections, each of which sends its next request when the one before is answered."""

import http.client
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bench.processes import Failed, environment
from bench.workload import MARK

HERE = Path(__file__).parent
GENERATOR = "wrk" if shutil.which("wrk") else "python"
PATIENCE_SECONDS = 60
# More than wait for their turn at once, so that there are always some who ask.
MOST_LINES = 4_000


class Sent(NamedTuple):
    """What came of some seconds of load. `late` are answers that took longer than PATIENCE_SECONDS, or as was said."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refused: int
    broken: int
    late: int = 0


def load(port: int, connections: int, seconds: float, requests: Path, run: int) -> Sent:
    """Send the requests of a file for so many seconds. `run` (up to 9999) makes their numbers differ from others'."""
    return _sent(port, connections, seconds, PATIENCE_SECONDS, {"BENCH_REQUESTS": str(requests), "BENCH_RUN": str(run)})


def rush(port: int, a_second: float, seconds: float, patience_seconds: int, requests: Path, run: int) -> Sent:
    """Open-loop load, for which there must be wrk: so many requests a second, however long their answers take."""
    _allow_many_lines()
    settings = {"BENCH_REQUESTS": str(requests), "BENCH_RUN": str(run), "BENCH_RATE": f"{a_second:.0f}"}
    return _sent(port, MOST_LINES, seconds, patience_seconds, settings)


def _sent(port: int, connections: int, seconds: float, patience_seconds: int, settings: Mapping[str, str]) -> Sent:
    command = [sys.executable, "-m", "bench.generator", str(port), str(connections), str(seconds)]
    if GENERATOR == "wrk":
        whole_seconds = max(1, round(seconds))  # it knows no others
        options = f"-t 1 -c {connections} -d {whole_seconds}s --timeout {patience_seconds}s -s".split()
        command = ["wrk", *options, str(HERE / "wrk.lua"), f"http://127.0.0.1:{port}"]
    done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{command[0]} failed: {done.stdout}{done.stderr}")
    return Sent(**json.loads(done.stdout.splitlines()[-1]))


def _allow_many_lines() -> None:
    """Let whoever we start have so many connections open; a shell often allows a thousand."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(allowed, 2 * MOST_LINES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def in_turn(port: int, seconds: float, requests: list[bytes], run: int) -> Sent:
    """Send large requests one after the other, and stop with a whole one when the time is over."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    line.connect()
    sent = refused = 0
    taken: list[float] = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        request = requests[sent % len(requests)].replace(MARK.encode(), b"%04d%08d" % (run, sent))
        before = time.perf_counter()
        answer = exchange(line, request)
        taken.append(1000 * (time.perf_counter() - before))
        sent += 1
        # Each item of a batch has a status of its own.
        refused += answer.count(b'"problem":')
    took = time.perf_counter() - began
    line.close()
    taken.sort()
    return Sent(sent, took, taken[len(taken) // 2], taken[-1], refused, 0)


def tags(port: int, requests: list[bytes]) -> list[str]:
    """The ETags of the answers to some reads."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    line.connect()
    found = []
    for request in requests:
        line.sock.sendall(request)
        answer = http.client.HTTPResponse(line.sock, method="GET")
        answer.begin()
        answer.read()
        found.append(answer.headers["ETag"])
    line.close()
    return found


def exchange(line: http.client.HTTPConnection, request: bytes) -> bytes:
    """Send a whole request over a connection: the body of the answer."""
    line.sock.sendall(request)
    answer = http.client.HTTPResponse(line.sock)
    answer.begin()
    return answer.read()
