"""When the Python client sends a request again: only if that is safe, and after the pause that was asked for."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from goldlist_client import Goldlist, Problem, Repeat, UnexpectedAnswer, Unreachable, client, problems

Outcome = Callable[[httpx2.Request], httpx2.Response]
SALE: Any = {"occurred_at": "2026-03-01T10:15:00+00:00", "currency": "GBP", "lines": [{"quantity": 1, "unit_price": 1}]}


def problem(status: int, name: str, retry: str, **headers: str) -> Outcome:
    """A service that refuses."""
    body = {"type": f"/problems/{name}", "title": name, "status": status, "detail": "", "retry": retry, "errors": []}
    kind = {
        "Content-Type": "application/problem+json",
        **{key.replace("_", "-"): told for key, told in headers.items()},
    }
    return lambda _: httpx2.Response(status, content=json.dumps(body), headers=kind)


def fails(error: type[httpx2.TransportError]) -> Outcome:
    """A connection that breaks."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise error("broken", request=request)

    return fail


def good(_: httpx2.Request) -> httpx2.Response:
    """A service that answers."""
    return httpx2.Response(201, json={"net": 1})


UNAVAILABLE = problem(503, "unavailable", "later", Retry_After="3")
BUSY = problem(429, "rate-limited", "later", Retry_After="7")
BROKEN = fails(httpx2.ReadTimeout)
NO_CONNECTION = fails(httpx2.ConnectError)


class Line:
    """A client on a service that answers by a script, with the pauses that the client made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *script: Outcome, repeat: Repeat | None = None) -> None:
        self.asked: list[httpx2.Request] = []
        self.pauses: list[float] = []
        self._script = list(script)
        monkeypatch.setattr(client, "sleep", self.pauses.append)
        http = httpx2.Client(transport=httpx2.MockTransport(self._answer))
        self.till = Goldlist("http://test", "gl_test_x", http=http, repeat=repeat)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self._script.pop(0)(request)


def test_a_sale_is_sent_again_under_one_name_until_it_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, UNAVAILABLE, BROKEN, NO_CONNECTION, good)
    assert line.till.record_purchase(SALE)["net"] == 1
    (name,) = {request.headers["idempotency-key"] for request in line.asked}
    assert len(name) == 36
    assert len({request.content for request in line.asked}) == 1
    assert line.pauses[0] >= 3
    assert 0.5 <= line.pauses[1] <= 1
    assert 1 <= line.pauses[2] <= 2


def test_a_name_in_the_body_or_of_the_caller_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, good, good)
    line.till.record_purchase({**SALE, "external_id": "till7-1"})
    line.till.record_purchase(SALE, idempotency_key="mine")
    assert "idempotency-key" not in line.asked[0].headers
    assert line.asked[1].headers["idempotency-key"] == "mine"


@pytest.mark.parametrize("unclear", [UNAVAILABLE, BROKEN, problem(500, "internal-error", "later", Retry_After="1")])
def test_what_would_happen_twice_is_sent_once(monkeypatch: pytest.MonkeyPatch, unclear: Outcome) -> None:
    line = Line(monkeypatch, unclear)
    with pytest.raises((Problem, Unreachable)):
        line.till.create_key({"role": "pos"})
    assert (len(line.asked), line.pauses) == (1, [])


@pytest.mark.parametrize("harmless", [BUSY, NO_CONNECTION, problem(408, "request-timeout", "same")])
def test_what_had_no_effect_is_always_sent_again(monkeypatch: pytest.MonkeyPatch, harmless: Outcome) -> None:
    line = Line(monkeypatch, harmless, good)
    line.till.create_key({"role": "pos"})
    assert len(line.asked) == 2
    assert harmless is not BUSY or line.pauses[0] >= 7


def test_a_change_of_one_version_does_not_meet_its_own_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, BROKEN)
    with pytest.raises(Unreachable):
        line.till.change_member("mem_1", {"name": "Ada"}, if_match='"1"')
    assert len(line.asked) == 1


def test_a_refusal_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, problem(409, "external-id-conflict", "no"))
    with pytest.raises(problems.ExternalIdConflict):
        line.till.record_purchase({**SALE, "external_id": "till7-1"})
    assert len(line.asked) == 1


def test_it_gives_up_after_the_last_attempt_or_a_pause_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, *[UNAVAILABLE] * 3, repeat=Repeat(attempts=3))
    with pytest.raises(problems.Unavailable) as gone:
        line.till.get_own_key()
    assert (len(line.asked), gone.value.retry_after) == (3, 3)
    line = Line(monkeypatch, problem(429, "rate-limited", "later", Retry_After="3600"))
    with pytest.raises(problems.RateLimited):
        line.till.get_own_key()
    assert len(line.asked) == 1


def test_a_proxy_without_a_service_is_asked_again_and_its_page_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def page(status: int) -> Outcome:
        return lambda _: httpx2.Response(
            status, html="<h1>Hello</h1>", headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
        )

    line = Line(monkeypatch, page(502), good)
    line.till.get_own_key()
    assert len(line.asked) == 2
    for status in (200, 404):
        line = Line(monkeypatch, page(status))
        with pytest.raises(UnexpectedAnswer) as wrong:
            line.till.get_own_key()
        assert wrong.value.status == status
    line = Line(monkeypatch, page(502))
    with pytest.raises(UnexpectedAnswer):
        line.till.create_key({"role": "pos"})


def test_pauses_double_up_to_the_longest() -> None:
    repeat = Repeat(attempts=9, first_pause=1, longest_pause=6)
    pauses = [repeat.pause(attempt, None) or 0 for attempt in range(1, 9)]
    assert all(whole / 2 <= pause <= whole for pause, whole in zip(pauses, [1, 2, 4, 6, 6, 6, 6, 6], strict=True))
    assert repeat.pause(9, None) is None
    assert repeat.pause(1, 5) == 5
    assert repeat.pause(1, 7) is None
