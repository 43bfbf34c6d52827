"""Tills that sell without a pause, and remember what they were told: what the books must agree with afterwards."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx2

from tests.service.shop import back, coffees

TILLS = 8
LIMIT_SECONDS = 120
PAUSE_SECONDS = 0.05


class Sent(NamedTuple):
    """A request that a till made."""

    path: str
    body: bytes

    @property
    def name(self) -> str:
        """Its external_id."""
        return str(json.loads(self.body)["external_id"])


class Load:
    """What the tills have sent so far: acknowledged with an answer, refused with a status, or without any answer."""

    def __init__(self) -> None:
        self.acknowledged: dict[Sent, bytes] = {}
        self.refused: dict[Sent, int] = {}
        self.unknown: list[Sent] = []
        self.stopping = threading.Event()
        self._pause_seconds: float = 0

    @contextmanager
    def running(self, port: int, key: str, prefix: str, *, pause_seconds: float = 0) -> Iterator[None]:
        """Tills at work, each with its own customers and now and then a guest; they stop in the end.

        They pause after each sale where others need the machine too.
        """
        self.stopping.clear()
        self._pause_seconds = pause_seconds
        tills = [
            threading.Thread(target=self._work, args=(port, key, f"{prefix}-{number}"), daemon=True)
            for number in range(TILLS)
        ]
        for till in tills:
            till.start()
        try:
            yield
        finally:
            self.stopping.set()
            for till in tills:
                till.join(LIMIT_SECONDS)

    def wait_for(self, count: int) -> None:
        """Wait until so many more have been acknowledged."""
        wanted = len(self.acknowledged) + count
        deadline = time.monotonic() + LIMIT_SECONDS
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} of {wanted} acknowledged"
            time.sleep(0.002)

    def assert_settled(self, client: httpx2.Client, *, unanswered_are_absent: bool = False) -> None:
        """What was acknowledged is there word for word; all else is wholly there or not, and repeating settles it."""
        for sent, answer in self.acknowledged.items():
            again = _post(client, sent)
            assert (again.status_code, again.headers.get("idempotency-replayed")) == (200, "true"), (sent, again.text)
            assert again.content == answer
        for sent in [*self.unknown, *(sent for sent, status in self.refused.items() if status == 503)]:
            known = client.get(f"{sent.path}/ext:{sent.name}").status_code
            assert known in ((404,) if unanswered_are_absent else (200, 404)), sent
            assert _post(client, sent).status_code == (200 if known == 200 else 201), sent
            assert client.get(f"{sent.path}/ext:{sent.name}").status_code == 200

    def _work(self, port: int, key: str, till: str) -> None:
        line: http.client.HTTPConnection | None = None
        for sent in self._sales(till):
            while line is None and not self.stopping.is_set():
                line = _connected(port)
            if line is None:
                return
            if self.stopping.is_set() or not self._send(line, key, sent):
                line.close()
                line = None

    def _sales(self, till: str) -> Iterator[Sent]:
        """Two purchases and a part of the second back, again and again; every fourth customer is unknown."""
        number = 0
        while True:
            number += 1
            member = None if number % 4 == 0 else f"ext:{till}-{number % 3}"
            yield _sent("/v1/purchases", coffees(f"{till}-{number}a", member, 3, enrol=True))
            second = _sent("/v1/purchases", coffees(f"{till}-{number}b", member, 4, enrol=True))
            yield second
            if second in self.acknowledged:
                yield _sent("/v1/returns", back(f"{till}-{number}r", f"ext:{second.name}", quantity=1))

    def _send(self, line: http.client.HTTPConnection, key: str, sent: Sent) -> bool:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            line.request("POST", sent.path, sent.body, headers)
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self.unknown.append(sent)
            return False
        if answer.status == 201:
            self.acknowledged[sent] = body
            if self._pause_seconds:
                self.stopping.wait(self._pause_seconds)
        else:
            self.refused[sent] = answer.status
            self.stopping.wait(PAUSE_SECONDS)
        return not answer.will_close


def _connected(port: int) -> http.client.HTTPConnection | None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    try:
        line.connect()
    except OSError:  # nobody listens: nothing was sent
        time.sleep(0.02)
        return None
    return line


def _sent(path: str, value: dict[str, Any]) -> Sent:
    return Sent(path, json.dumps(value).encode())


def _post(client: httpx2.Client, sent: Sent) -> httpx2.Response:
    return client.post(sent.path, content=sent.body, headers={"Content-Type": "application/json"})
