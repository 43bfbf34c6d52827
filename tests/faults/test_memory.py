"""Bad requests leave nothing behind in a server, however many and however different they are."""

import json
from collections.abc import Iterator
from itertools import islice

import psutil
import pytest

from app.actions.access.keys import draw_key
from tests.service.concurrency import connect, read, request
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT, purchase
from tests.service.test_bad_requests import BODIES_THAT_ARE_NO_JSON, NUMBERS, STRINGS

WARM_UP = 500
MOST_BYTES = 50_000
ALLOWED_GROWTH = 24_000_000

# On PostgreSQL at length only: little of it is particular to a database.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


def bad_requests(key: str) -> Iterator[bytes]:
    """Never two alike: what could be remembered of one is another with the next."""
    bodies = [body for _, body, headers, _, _ in BODIES_THAT_ARE_NO_JSON if len(headers) == 1]
    bodies += [body if isinstance(body, bytes) else json.dumps(body).encode() for _, body, _, _ in STRINGS + NUMBERS]
    bodies = [body for body in bodies if len(body) < MOST_BYTES]
    number = 0
    while True:
        for body in bodies:
            number += 1
            head = request(key, "POST", "/v1/purchases", Content_Type="application/json", X_Number=str(number))
            yield head.replace(b"Content-Length: 0", b"Content-Length: %d" % len(body)) + body
            yield request(draw_key(False, b"").key, "GET", "/v1/members")
            yield request(f"gl_live_{number}", "GET", "/v1/members")
            yield request(key, "GET", f"/v1/members/ext:nobody-{number}/status")
            yield request(key, "GET", f"/v1/nothing-{number}")
            yield request(key, f"VERB{number % 1000}", f"/v1/purchases/ext:nothing-{number}")
            yield request(key, "GET", f"/v1/members?limit=1&field{number}=1")
            yield request(key, "POST", "/v1/purchases", purchase(f"till-{number}", f"ext:nobody-{number}", 100))
            yield b"X%d / nothing\r\n\r\n" % number


def send(port: int, requests: Iterator[bytes]) -> int:
    """Send one after the other, on a line as long as it is kept open: how many there were."""
    line, count = connect(port), 0
    for sent in requests:
        line.sendall(sent)
        answer = read(line)
        count += 1
        assert 400 <= answer.status < 500, (sent[:300], answer)
        if answer.headers.get("connection") == "close":
            line.close()
            line = connect(port)
    line.close()
    return count


@pytest.mark.parametrize("count", [1_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_bad_requests_leave_nothing_behind(installation: Installation, count: int) -> None:
    key = installation.create_program(DOCUMENT)
    with installation.serving() as server:
        process = psutil.Process(server.process.pid)
        requests = bad_requests(key)
        send(server.port, islice(requests, WARM_UP))
        before = process.memory_info().rss
        assert send(server.port, islice(requests, count)) == count
        grown = process.memory_info().rss - before
        print(f"{before / 1e6:.0f} MB, and {grown / 1e6:+.1f} MB after {count} bad requests")
        assert grown < ALLOWED_GROWTH
    installation.verify()
