"""Checkouts at the same moment: what there is once is had once, and what was kept for somebody is lost to nobody."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.service import contract
from tests.service.concurrency import Answer, ask, at_once, request
from tests.service.load import Load, Sent
from tests.service.processes import LIMIT_SECONDS, Installation
from tests.service.shared_server import House, Programme
from tests.service.shop import DOCUMENT, back, coffees, purchase

CROWD = 200
ROUNDS = 6
CHECKOUT: dict[str, Any] = {
    **DOCUMENT,
    "points": {**DOCUMENT["points"], "worth": {"points": 100, "amount": 100}},
    "checkout": {"max_vouchers": 1},
    "rewards": [
        {**DOCUMENT["rewards"][0], "match": {"categories": ["coffee"]}},
        {"id": "five-off", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 100},
        {"id": "once", "name": "Once", "kind": "amount_off", "amount": 100, "points_price": 1, "limit_per_member": 1},
        {"id": "gala", "name": "A gala", "kind": "gift", "text": "One place", "points_price": 1, "stock": 1},
    ],
}
# What somebody who serves the same customer may come in between with; another quote settles it.
IN_BETWEEN = {"quote-changed", "quote-expired", "voucher-not-usable", "insufficient-balance"}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def shop(busy_house: House) -> Programme:
    """A programme of one's own, whose points are worth something."""
    return busy_house.create_program(CHECKOUT)


def post(shop: Programme, path: str, *values: dict[str, Any]) -> list[Answer]:
    """Post all of these at the same moment, through every process there is."""
    return at_once(shop.house.ports, [request(shop.key, "POST", path, value) for value in values])


def made(shop: Programme, path: str, value: dict[str, Any]) -> Any:
    """Post this, which must succeed: the answer."""
    (answer,) = post(shop, path, value)
    assert answer.status in (200, 201), answer
    return answer.json


def look_at(shop: Programme, path: str) -> Any:
    """What stands at a path."""
    answer = ask(shop.house.ports[-1], request(shop.key, "GET", path))
    assert answer.status == 200, answer
    return answer.json


def enrol(shop: Programme, name: str, points: int = 0, credit: int = 0) -> str:
    """A new member's reference, who has so much."""
    made(shop, "/v1/members", {"external_id": name})
    for unit, amount in (("points", points), ("credit", credit)):
        if amount:
            given = {"external_id": f"{unit}-for-{name}", "unit": unit, "amount": amount, "reason": "A gift"}
            made(shop, f"/v1/members/ext:{name}/adjustments", given)
    return f"ext:{name}"


def standing(shop: Programme, member: str) -> tuple[int, int, int, int]:
    """Points, held points, credit and held credit of a member."""
    status = look_at(shop, f"/v1/members/{member}/status")
    points, credit = status["points"], status["credit"]
    return points["balance"], points["held"], credit["balance"], credit["held"]


def basket(member: str | None, *amounts: int) -> dict[str, Any]:
    """A basket to be quoted."""
    lines = [{"quantity": 1, "unit_price": amount} for amount in amounts]
    return {"currency": "GBP", "lines": lines} | ({"member": member} if member else {})


def winners(answers: Sequence[Answer], problems: set[str]) -> list[Answer]:
    """Those who had it; all others were told one of these problems."""
    lost = [answer for answer in answers if answer.status not in (201, 204)]
    assert {(answer.status, answer.problem) for answer in lost} <= {(422, problem) for problem in problems}
    return [answer for answer in answers if answer.status in (201, 204)]


@pytest.mark.parametrize("by", ["purchases", "quotes", "holds"])
def test_a_voucher_that_two_hundred_name_is_had_by_one(shop: Programme, by: str) -> None:
    member = enrol(shop, "ada", points=100)
    code = made(shop, "/v1/redemptions", {"external_id": "r", "member": member, "reward": "five-off"})["voucher"][
        "code"
    ]
    path, wanted = "/v1/purchases", [purchase(f"t-{n}", member, 900, vouchers=[code]) for n in range(CROWD)]
    if by == "quotes":
        quoted = [answer.json["id"] for answer in post(shop, "/v1/quotes", *[basket(member, 1400)] * CROWD)]
        wanted = [purchase(f"t-{n}", member, 1400, quote=quote) for n, quote in enumerate(quoted)]
    if by == "holds":
        path = "/v1/holds"
        wanted = [{"external_id": f"h-{n}", "member": member, "vouchers": [code]} for n in range(CROWD)]
    answers = post(shop, path, *wanted)
    (won,) = winners(answers, {"voucher-not-usable", "quote-changed"})
    voucher = look_at(shop, f"/v1/vouchers/{code}")
    if by == "holds":
        assert (voucher["status"], won.json["vouchers"]) == ("held", [code])
    else:
        assert (voucher["status"], voucher["used_by"], won.json["net"]) == ("used", [won.json["id"]], 900)
    again = post(shop, path, *wanted)
    assert Counter(answer.status for answer in again) == {200: 1, 422: CROWD - 1}
    assert [answer.body for answer in again if answer.status == 200] == [won.body]
    shop.verify()


def test_a_reward_for_each_member_once_is_redeemed_once(shop: Programme) -> None:
    member = enrol(shop, "ada", points=CROWD)
    wanted = [{"external_id": f"r-{n}", "member": member, "reward": "once"} for n in range(CROWD)]
    assert len(winners(post(shop, "/v1/redemptions", *wanted), {"reward-not-available"})) == 1
    assert standing(shop, member)[0] == CROWD - 1
    shop.verify()


def test_the_last_gift_goes_to_one_of_many_members(shop: Programme) -> None:
    members = [enrol(shop, f"m-{number}", points=1) for number in range(30)]
    wanted = [{"external_id": f"r-{n}", "member": members[n % 30], "reward": "gala"} for n in range(90)]
    answers = post(shop, "/v1/redemptions", *wanted)
    (won,) = winners(answers, {"reward-not-available", "insufficient-balance"})
    assert sum(standing(shop, member)[0] for member in members) == 29
    assert [one["left"] for one in look_at(shop, "/v1/rewards")["data"] if one["id"] == "gala"] == [0]
    assert look_at(shop, f"/v1/vouchers/{won.json['voucher']['code']}")["status"] == "usable"
    shop.verify()


def test_a_balance_for_ten_is_had_by_ten_whatever_they_want_it_for(shop: Programme) -> None:
    member = enrol(shop, "ada", points=1000, credit=1000)
    kinds: list[Callable[[int], tuple[str, dict[str, Any]]]] = [
        lambda n: ("/v1/redemptions", {"external_id": f"n-{n}", "member": member, "reward": "five-off"}),
        lambda n: ("/v1/holds", {"external_id": f"n-{n}", "member": member, "points": 100}),
        lambda n: ("/v1/purchases", purchase(f"n-{n}", member, 100, points_to_spend=100)),
        lambda n: ("/v1/holds", {"external_id": f"c-{n}", "member": member, "credit": 100}),
        lambda n: ("/v1/purchases", purchase(f"c-{n}", member, 100, credit_to_spend=100)),
    ]
    wanted = [kinds[number % 5](number) for number in range(CROWD)]
    answers = at_once(shop.house.ports, [request(shop.key, "POST", path, value) for path, value in wanted])
    # A member has at most 20 holds: these are 10 and 10 in the worst case.
    winners(answers, {"insufficient-balance"})
    won = Counter(
        value["external_id"][0] for (_, value), answer in zip(wanted, answers, strict=True) if answer.status == 201
    )
    earned = sum(
        entry["amount"]
        for (path, _), answer in zip(wanted, answers, strict=True)
        if path == "/v1/purchases" and answer.status == 201
        for entry in answer.json["entries"]
        if (entry["unit"], entry["type"]) == ("points", "earn")
    )
    held = Counter(value["external_id"][0] for (path, value), answer in zip(wanted, answers, strict=True)
                   if path == "/v1/holds" and answer.status == 201)  # fmt: skip
    assert won == {"n": 10, "c": 10}
    assert standing(shop, member) == (earned, 100 * held["n"], 0, 100 * held["c"])
    shop.verify()


@pytest.mark.parametrize("whose", ["member", "guest"])
def test_a_quote_is_booked_by_one_of_twenty(shop: Programme, whose: str) -> None:
    member = enrol(shop, "ada") if whose == "member" else None
    for number in range(ROUNDS):
        quote = made(shop, "/v1/quotes", basket(member, 1000, 250))
        wanted = [purchase(f"t-{number}-{one}", member, 1000, 250, quote=quote["id"]) for one in range(20)]
        (won,) = winners(post(shop, "/v1/purchases", *wanted), {"quote-expired"})
        assert won.json["net"] == quote["total"] == 1250
    assert len(look_at(shop, "/v1/purchases")["data"]) == ROUNDS
    shop.verify()


@pytest.mark.parametrize("kind", ["redemption", "hold", "quoted", "held", "spent"])
def test_the_same_a_hundred_times_is_done_once_and_answered_with_the_same_bytes(shop: Programme, kind: str) -> None:
    member = enrol(shop, "ada", points=1000, credit=500)
    path, wanted = "/v1/redemptions", {"external_id": "x", "member": member, "reward": "five-off"}
    if kind == "hold":
        path, wanted = "/v1/holds", {"external_id": "x", "member": member, "points": 300, "credit": 200}
    if kind == "quoted":
        quote = made(shop, "/v1/quotes", basket(member, 1400) | {"points_to_spend": 200})
        path, wanted = "/v1/purchases", purchase("x", member, 1400, quote=quote["id"])
    if kind == "held":
        hold = made(shop, "/v1/holds", {"external_id": "h", "member": member, "points": 300, "credit": 200})
        path, wanted = "/v1/purchases", purchase("x", member, 1400, hold=hold["id"])
    if kind == "spent":
        path, wanted = "/v1/purchases", purchase("x", member, 1400, points_to_spend=100, credit_to_spend=500)
    answers = post(shop, path, *[wanted] * 100)
    assert Counter(answer.status for answer in answers) == {201: 1, 200: 99}
    assert len({answer.body for answer in answers}) == 1
    after = answers[0].json["after"]
    assert standing(shop, member)[::2] == (after["points"], after["credit"])
    shop.verify()


def test_of_capturing_a_hold_and_letting_go_of_it_one_wins(shop: Programme) -> None:
    member = enrol(shop, "ada", points=1000, credit=1000)
    code = made(shop, "/v1/redemptions", {"external_id": "r", "member": member, "reward": "five-off"})["voucher"][
        "code"
    ]
    points, credit, captured = 900, 1000, 0
    for number in range(ROUNDS):
        content = {"points": 100, "credit": 50, "vouchers": [] if captured else [code]}
        hold = made(shop, "/v1/holds", {"external_id": f"h-{number}", "member": member, **content})["id"]
        buying = [purchase(f"t-{number}-{one}", member, 90 * 100, hold=hold) for one in range(8)]
        sent = [request(shop.key, "POST", "/v1/purchases", one) for one in buying]
        letting_go = [request(shop.key, "DELETE", f"/v1/holds/{hold}")] * 8
        together = [one for pair in zip(sent, letting_go, strict=True) for one in pair]
        answers = at_once(shop.house.ports, together if number % 2 else together[::-1])
        won = winners(answers, {"hold-not-active"})
        bought = [answer.json for answer in won if answer.status == 201]
        if bought:
            assert len(won) == len(bought) == 1
            points += sum(one["amount"] for one in bought[0]["entries"] if one["unit"] == "points")
            credit += sum(one["amount"] for one in bought[0]["entries"] if one["unit"] == "credit")
            captured += 1
        else:
            assert len(won) == 8
        assert standing(shop, member) == (points, 0, credit, 0)
        assert look_at(shop, f"/v1/vouchers/{code}")["status"] == ("used" if captured else "usable")
    shop.verify()


def test_a_hold_that_ends_while_it_is_captured_is_captured_or_over(busy_house: House) -> None:
    shop = busy_house.create_program(CHECKOUT, test=True, clock=NOON)
    member, now, points = enrol(shop, "ada", points=1000), NOON, 1000
    for number in range(ROUNDS):
        placed = {"external_id": f"h-{number}", "member": member, "points": 100, "ttl_seconds": 60}
        hold = made(shop, "/v1/holds", placed)["id"]
        now += timedelta(seconds=61)
        day = NOON.isoformat()
        sent = [
            request(shop.key, "POST", "/v1/purchases", purchase(f"t-{number}-{one}", member, 100, hold=hold,
                                                                occurred_at=day))
            for one in range(6)
        ]  # fmt: skip
        later = request(shop.key, "POST", "/v1/clock/advance", {"to": now.isoformat()})
        place = number % (len(sent) + 1)
        answers = at_once(shop.house.ports, [*sent[:place], later, *sent[place:]])
        assert answers.pop(place).status == 200
        won = winners(answers, {"hold-not-active"})
        assert len(won) <= 1
        points += sum(one["amount"] for answer in won for one in answer.json["entries"] if one["unit"] == "points")
        assert standing(shop, member)[:2] == (points, 0)
    shop.verify()


class Server:
    """Somebody who serves customers with a key of their own, over HTTP, and keeps what was answered."""

    def __init__(self, shop: Programme, place: int, role: str, member: str) -> None:
        servers = shop.house.servers
        self.client = servers[place % len(servers)].client(shop.create_key(role))
        self.client.event_hooks = {"response": [contract.check]}
        self.role = role
        self.member = member
        self.answers: list[Any] = []
        self._names = iter(range(10**6))

    def name(self) -> str:
        """A name for the next thing."""
        return f"{self.role}-{next(self._names)}"

    def try_to(self, path: str, value: dict[str, Any]) -> Any:
        """Post this: what was answered, or None where somebody else came in between."""
        answer = self.client.post(path, json=value)
        if answer.status_code == 422:
            assert answer.json()["type"].removeprefix("/problems/") in IN_BETWEEN, answer.text
            return None
        assert answer.status_code in (200, 201), answer.text
        if path != "/v1/quotes":
            self.answers.append(answer.json())
        return answer.json()


def serve_at_the_till(till: Server, rounds: int) -> None:
    """Sell coffee, for points where there are some, and for vouchers that were just had for points; take some back."""
    for number in range(rounds):
        till.try_to("/v1/purchases", coffees(till.name(), till.member, 3, points_to_spend=100 * (number % 2)))
        had = till.try_to("/v1/redemptions", {"external_id": till.name(), "member": till.member, "reward": "five-off"})
        if had:
            code = had["voucher"]["code"]
            sold = purchase(till.name(), till.member, 1900, vouchers=[code])
            if till.try_to("/v1/purchases", sold) and number % 3 == 0:
                till.try_to("/v1/returns", back(till.name(), f"ext:{sold['external_id']}"))


def serve_on_the_web(web: Server, rounds: int) -> None:
    """Quote with whatever vouchers there are, hold, and sell as quoted; now and then somebody thinks better of it."""
    for number in range(rounds):
        sold = None
        for _ in range(20):
            quote = web.try_to("/v1/quotes", basket(web.member, 2500) | {"points_to_spend": 100 * (number % 2)})
            wanted = {"external_id": web.name(), "member": web.member, "quote": quote["id"]} if quote else None
            hold = web.try_to("/v1/holds", wanted) if wanted else None
            if quote and hold:
                sold = web.try_to("/v1/purchases", purchase(web.name(), web.member, 2500, hold=hold["id"]))
                if sold:
                    assert sold["net"] == quote["total"]
                    break
                assert web.client.delete(f"/v1/holds/{hold['id']}").status_code == 204
        assert sold, "twenty quotes in a row came to something else"
        if number % 3 == 0:
            web.try_to("/v1/returns", back(web.name(), sold["id"], amount=1000))
        if number % 2:
            hold = web.try_to("/v1/holds", {"external_id": web.name(), "member": web.member, "points": 50})
            assert hold is None or web.client.delete(f"/v1/holds/{hold['id']}").status_code == 204


def read_for_mails(reader: Server, is_over: threading.Event) -> int:
    """Read where the customer stands, again and again; nothing is ever had twice. How often."""
    reads = 0
    while not is_over.is_set():
        (status,) = reader.client.post("/v1/status/batch", json={"members": [reader.member]}).json()["data"]
        assert min(status["points"]["balance"], status["points"]["held"], status["credit"]["balance"]) >= 0
        codes = [one["code"] for one in status["vouchers"]]
        assert len(codes) == len(set(codes))
        reads += 1
    return reads


def total(answers: Sequence[Any], unit: str) -> int:
    """What all answers say was added to a balance."""
    entries = [entry for answer in answers for entry in answer.get("entries", [])]
    return sum(entry["amount"] for entry in entries if entry["unit"] == unit)


def test_a_till_a_web_shop_and_a_mailer_serve_one_customer_at_once(shop: Programme) -> None:
    member = enrol(shop, "ada", points=5000, credit=1000)
    till, web, reader = (Server(shop, place, role, member) for place, role in enumerate(["pos", "ecommerce", "email"]))
    is_over = threading.Event()
    with ThreadPoolExecutor(3) as threads:
        reading = threads.submit(read_for_mails, reader, is_over)
        serving = [threads.submit(serve_at_the_till, till, 6), threads.submit(serve_on_the_web, web, 6)]
        try:
            for one in serving:
                one.result(timeout=LIMIT_SECONDS)
        finally:
            is_over.set()
        assert reading.result(timeout=LIMIT_SECONDS) > 0
    answers = [*till.answers, *web.answers]
    status = look_at(shop, f"/v1/members/{member}/status")
    assert status["points"]["balance"] == 5000 + total(answers, "points")
    assert status["credit"]["balance"] == 1000 + total(answers, "credit")
    assert (status["points"]["held"], status["credit"]["held"], status["points"]["debt"]) == (0, 0, 0)
    spent = sum(answer.get("net", 0) - answer.get("returned_net", 0) for answer in answers)
    assert status["rebates"][0]["spend"] == spent
    issued = {one["code"] for answer in answers for one in answer.get("vouchers_issued", [])}
    issued |= {answer["voucher"]["code"] for answer in answers if answer.get("voucher")}
    revoked = {one["code"] for answer in answers for one in answer.get("vouchers_revoked", [])}
    states = {code: look_at(shop, f"/v1/vouchers/{code}") for code in issued}
    assert {code for code, one in states.items() if one["status"] == "usable"} == {
        one["code"] for one in status["vouchers"]
    }
    assert {code for code, one in states.items() if one["status"] == "revoked"} == revoked
    assert all(len(one["used_by"]) == (one["status"] == "used") for one in states.values())
    for server in (till, web, reader):
        server.client.close()
    shop.verify()


class Checkouts(Load):
    """Web shops at work: points for a voucher, all of it held for a checkout, and the checkout."""

    def _sales(self, till: str) -> Iterator[Sent]:
        member = f"ext:{till}"
        yield sent("/v1/purchases", purchase(f"{till}-0", member, 2_000_000, enrol=True))
        number = 0
        while True:
            number += 1
            redemption = sent("/v1/redemptions", {"external_id": f"{till}-{number}", "member": member,
                                                  "reward": "five-off"})  # fmt: skip
            yield redemption
            had = self.acknowledged.get(redemption)
            codes = [json.loads(had)["voucher"]["code"]] if had else []
            wanted = {"external_id": f"{till}-{number}", "member": member, "points": 100, "vouchers": codes}
            hold = sent("/v1/holds", wanted)
            yield hold
            if hold in self.acknowledged:
                kept = json.loads(self.acknowledged[hold])["id"]
                yield sent("/v1/purchases", purchase(f"{till}-{number}", member, 900, hold=kept))

    def settle(self, client: httpx2.Client) -> None:
        """What was acknowledged is answered word for word again; the rest is done now, or was, and once."""
        for one, answer in self.acknowledged.items():
            again = repeated(client, one)
            assert (again.status_code, again.content) == (200, answer), (one, again.text)
        for one in self.unknown:
            first, again = repeated(client, one), repeated(client, one)
            assert (first.status_code in (200, 201), again.status_code) == (True, 200), (one, first.text)
            assert again.content == first.content


def sent(path: str, value: dict[str, Any]) -> Sent:
    """A request to be made."""
    return Sent(path, json.dumps(value).encode())


def repeated(client: httpx2.Client, one: Sent) -> httpx2.Response:
    """The answer to a request that is made again."""
    return client.post(one.path, content=one.body, headers={"Content-Type": "application/json"})


def test_what_checkouts_were_told_survives_a_kill(installation: Installation) -> None:
    key = installation.create_program(CHECKOUT)
    load = Checkouts()
    server = installation.start(*installation.most_processes)
    with load.running(server.port, key, "web"):
        load.wait_for(60)
        server.kill()
    server = installation.start(*installation.most_processes, port=server.port)
    with server.client(key) as client:
        load.settle(client)
    server.stop()
    assert load.refused == {}
    assert {one.path for one in load.acknowledged} == {"/v1/purchases", "/v1/redemptions", "/v1/holds"}
    installation.verify()
