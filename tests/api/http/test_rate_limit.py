"""How many requests a key may send."""

import pytest

from app.actions.access.keys import NO_LIMITS, Caller, Limits
from app.api.contract.problems import Problem
from app.api.http.rate_limit import SECOND, RateLimit
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


def caller(limit: int | None, key_id: str = "key_1") -> Caller:
    limits = Limits(limit) if limit else NO_LIMITS
    return Caller(key_id, "prg_1", "pos", frozenset(), None, False, limits)


class Clock:
    """Time in nanoseconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now


def told(limits: RateLimit, who: Caller) -> tuple[int, int, int]:
    """What an answer says: limit, remaining, reset."""
    headers = dict(limits.take(who))
    limit, remaining, reset = (int(headers[b"ratelimit-" + name]) for name in (b"limit", b"remaining", b"reset"))
    return limit, remaining, reset


def test_a_bucket_holds_ten_seconds_of_requests_and_fills_again() -> None:
    clock = Clock()
    limits = RateLimit(now=clock)
    assert told(limits, caller(2)) == (20, 19, 1)
    assert [told(limits, caller(2))[1] for _ in range(19)] == list(range(18, -1, -1))
    with pytest.raises(Problem) as raised:
        limits.take(caller(2))
    assert (raised.value.name, raised.value.headers["Retry-After"]) == ("rate-limited", "1")
    assert (raised.value.headers["RateLimit-Remaining"], raised.value.headers["RateLimit-Reset"]) == ("0", "10")
    clock.now += SECOND // 2
    assert told(limits, caller(2)) == (20, 0, 10)
    with pytest.raises(Problem):
        limits.take(caller(2))
    clock.now += 60 * SECOND
    assert told(limits, caller(2)) == (20, 19, 1)


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_on_average_a_key_is_held_to_its_limit(limit: int) -> None:
    clock = Clock()
    limits = RateLimit(now=clock)
    passed = 0
    for _ in range(limit * 300):
        clock.now += SECOND // limit // 10
        try:
            limits.take(caller(limit))
            passed += 1
        except Problem:
            pass
    seconds = 30
    assert limit * (seconds + 10) - 2 <= passed <= limit * (seconds + 10) + 1


def test_each_key_has_a_bucket_of_its_own() -> None:
    limits = RateLimit(now=Clock())
    for _ in range(10):
        limits.take(caller(1))
    with pytest.raises(Problem):
        limits.take(caller(1))
    assert told(limits, caller(1, "key_2")) == (10, 9, 1)


def test_a_key_without_a_limit_has_that_of_the_house_or_none() -> None:
    assert RateLimit(now=Clock()).take(caller(None)) == ()
    house = RateLimit(5, now=Clock())
    assert told(house, caller(None)) == (50, 49, 1)
    assert told(house, caller(2, "key_2")) == (20, 19, 1)


def test_buckets_that_are_full_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.http.rate_limit.MOST_BUCKETS", 2)
    clock = Clock()
    limits = RateLimit(now=clock)
    for number in range(100):
        limits.take(caller(1, f"key_{number}"))
        clock.now += SECOND
        assert len(limits._empty_at) <= 3


async def test_who_sends_too_much_is_told_when_to_come_again(corner_shop: Shop) -> None:
    key = await corner_shop.key("admin", limits=Limits(1))
    async with corner_shop.client_of(key) as client:
        for path in ["/v1/members", "/v1/members/ext:nobody/status"] * 5:
            answer = await client.get(path)
            assert answer.headers["ratelimit-limit"] == "10"
        answer = await client.get("/v1/members")
        assert_problem(answer, 429, "rate-limited")
        assert answer.headers["ratelimit-remaining"] == "0"
        assert answer.headers["retry-after"] == "1"
        assert len(answer.headers.get_list("ratelimit-limit")) == 1
        client.headers["Authorization"] = f"Bearer {await corner_shop.key('admin')}"
        assert "ratelimit-limit" not in (await client.get("/v1/members")).headers


async def test_a_key_is_made_with_limits_that_hold(shop: Shop) -> None:
    made = await shop.post("/v1/keys", {"role": "auditor", "requests_per_second": 1})
    assert made["requests_per_second"] == 1
    async with shop.client_of(made["key"]) as auditor:
        answers = [await auditor.get("/v1/members") for _ in range(12)]
        assert {answer.status_code for answer in answers[:10]} == {200}
        assert answers[-1].status_code == 429
