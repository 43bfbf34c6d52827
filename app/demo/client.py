"""The demo's till, an ordinary client of the server."""

import time
from typing import Any

import httpx2

from app.demo.failure import DemoFailure
from app.demo.server import DemoServer

TRIES = 5
ANSWER_LIMIT_SECONDS = 30


class Client:
    """Requests with the key of the sample programme. Raises DemoFailure for any unsuccessful answer."""

    def __init__(self, server: DemoServer, key: str) -> None:
        self.address, self.key = server.address, key
        self._server = server
        self._http = httpx2.Client(
            base_url=server.address, headers={"Authorization": f"Bearer {key}"}, timeout=ANSWER_LIMIT_SECONDS
        )

    def get(self, path: str) -> Any:
        """GET a path."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Any) -> Any:
        """POST a body to a path."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        for _ in range(TRIES):
            try:
                answer = self._http.request(method, path, json=body)
            except httpx2.TransportError as error:
                raise self._server.failure(f"the server gave no answer to {method} {path} ({error})") from error
            if answer.status_code not in (httpx2.codes.SERVICE_UNAVAILABLE, httpx2.codes.TOO_MANY_REQUESTS):
                break
            # Every request has an external_id, so it is safe to repeat.
            time.sleep(int(answer.headers.get("Retry-After", "1")))
        if not answer.is_success:
            raise DemoFailure(f"{method} {path} was answered {answer.status_code}: {answer.text}")
        return answer.json()
