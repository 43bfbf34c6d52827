"""Callers who hang up in the middle of a request, or before its answer: the effect is whole or absent."""

import random

import pytest

from tests.service.concurrency import ask, at_once, hang_up, request
from tests.service.shared_server import House
from tests.service.shop import coffees

CROWD = 100


@pytest.mark.parametrize("rudely", [False, True])
def test_half_a_request_does_nothing_and_a_whole_one_all_or_nothing(house: House, rudely: bool) -> None:
    shop = house.create_program()
    names = [f"till-{number}" for number in range(CROWD)]
    whole = [request(shop.key, "POST", "/v1/purchases", coffees(name, "ext:ada", 2, enrol=True)) for name in names]
    chance = random.Random(4711)
    # Every other caller hangs up before the last byte: in the head, between head and body, or in the body.
    sent = [text if number % 2 else text[: chance.randrange(1, len(text))] for number, text in enumerate(whole)]
    hang_up(house.ports, sent, rudely=rudely)
    looks = [request(shop.key, "GET", f"/v1/purchases/ext:{name}") for name in names]
    known = [answer.status for answer in at_once(house.ports, looks)]
    assert set(known[::2]) == {404}
    assert set(known[1::2]) <= {200, 404}
    again = [answer.status for answer in at_once(house.ports, whole)]
    assert set(again[::2]) == {201}
    assert all(
        status == 200 if before == 200 else status in (200, 201) for before, status in zip(known, again, strict=True)
    )
    with shop.client() as client:
        status = client.get("/v1/members/ext:ada/status").json()
        assert (status["rebates"][0]["spend"], len(status["vouchers"])) == (700 * CROWD, 2 * CROWD // 10)
    for port in house.ports:
        figures = ask(port, b"GET /metrics HTTP/1.1\r\nHost: shop\r\n\r\n").body.decode()
        assert 'status="500"' not in figures
    shop.verify()


def test_who_sends_several_at_once_and_hangs_up_breaks_nothing(house: House) -> None:
    shop = house.create_program()
    names = [f"till-{number}" for number in range(CROWD)]
    sales = [request(shop.key, "POST", "/v1/purchases", coffees(name, "ext:ada", 2, enrol=True)) for name in names]
    reads = [request(shop.key, "GET", "/v1/members?limit=1", None)] * CROWD
    pairs = [*zip(sales[::2], sales[1::2], strict=True), *zip(sales, reads, strict=True)]
    hang_up(house.ports, [b"".join(pair) for pair in pairs], rudely=True, most_seconds=0.01)
    assert {answer.status for answer in at_once(house.ports, sales)} <= {200, 201}
    shop.verify()
