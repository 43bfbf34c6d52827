"""The same request a hundred times at the same moment: one effect, and everybody gets the same answer."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tests.service.concurrency import Answer, ask, at_once, hang_up, request
from tests.service.shared_server import House, Programme
from tests.service.shop import DOCUMENT, back, coffees, purchase

CROWD = 100
# As often as the promise says it, in the long tests.
ROUNDS = [1, pytest.param(20, marks=pytest.mark.long)]


@pytest.fixture
def shop(busy_house: House) -> Programme:
    """A programme of one's own."""
    return busy_house.create_program()


def post(shop: Programme, path: str, *values: dict[str, Any]) -> list[Answer]:
    """Post all of these at the same moment, through every process there is."""
    return at_once(shop.house.ports, [request(shop.key, "POST", path, value) for value in values])


def ask_for(shop: Programme, path: str) -> Any:
    """What stands at a path."""
    answer = ask(shop.house.ports[0], request(shop.key, "GET", path))
    assert answer.status == 200, answer
    return answer.json


def assert_one_effect(answers: Sequence[Answer]) -> Answer:
    """One was the first, all others its replay, byte for byte: the first."""
    assert Counter(answer.status for answer in answers) == {201: 1, 200: len(answers) - 1}, answers[0]
    assert len({answer.body for answer in answers}) == 1
    (first,) = (answer for answer in answers if answer.status == 201)
    assert "idempotency-replayed" not in first.headers
    assert all(answer.headers["idempotency-replayed"] == "true" for answer in answers if answer.status == 200)
    return first


def enrol(shop: Programme, name: str) -> str:
    """A new member's reference."""
    (answer,) = post(shop, "/v1/members", {"external_id": name})
    assert answer.status == 201, answer
    return f"ext:{name}"


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("unit", ["points", "credit"])
def test_more_than_there_is_is_never_taken(shop: Programme, unit: str, rounds: int) -> None:
    for number in range(rounds):
        member = enrol(shop, f"ada-{number}")
        path = f"/v1/members/{member}/adjustments"
        change = {"unit": unit, "reason": "Tried at once"}
        (given,) = post(shop, path, {"external_id": f"given-{number}", "amount": 10, **change})
        assert given.status == 201, given
        taken = [{"external_id": f"taken-{number}-{one}", "amount": -1, **change} for one in range(2 * CROWD)]
        answers = post(shop, path, *taken)
        assert Counter(answer.status for answer in answers) == {201: 10, 422: 2 * CROWD - 10}
        assert {answer.problem for answer in answers if answer.status == 422} == {"insufficient-balance"}
        left = [answer.json["after"][unit] for answer in answers if answer.status == 201]
        assert sorted(left) == list(range(10))
        # Who repeats it hears the same: a refusal leaves nothing behind, an effect its answer.
        again = post(shop, path, *taken)
        assert Counter(answer.status for answer in again) == {200: 10, 422: 2 * CROWD - 10}
        entries = ask_for(shop, f"/v1/members/{member}/entries?limit=200")["data"]
        assert sum(entry["amount"] for entry in entries if entry["unit"] == unit) == 0
    shop.verify()


def test_a_gift_card_never_pays_more_than_it_has(shop: Programme) -> None:
    member = enrol(shop, "ada")
    (issued,) = post(shop, "/v1/gift-cards", {"external_id": "card", "amount": 1000})
    pay = {"gift_cards": [{"code": issued.json["code"], "amount": 100}]}
    # Members and guests, 20 each; ten find their 1.00 on it.
    sold = [purchase(f"till-{one}", member if one % 2 else None, 250) | pay for one in range(40)]
    answers = post(shop, "/v1/purchases", *sold)
    assert Counter(answer.status for answer in answers) == {201: 10, 422: 30}
    assert {answer.problem for answer in answers if answer.status == 422} == {"insufficient-balance"}
    found = ask_for(shop, f"/v1/gift-cards/{issued.json['id']}")
    assert (found["balance"], found["held"]) == (0, 0)
    shop.verify()


@pytest.mark.long
def test_one_effect_twenty_times_over(shop: Programme) -> None:
    for number in range(20):
        wanted = coffees(f"till-{number}", f"ext:m-{number}", 10, enrol=True)
        first = assert_one_effect(post(shop, "/v1/purchases", *[wanted] * CROWD)).json
        assert ask_for(shop, f"/v1/purchases/ext:till-{number}")["id"] == first["id"]
        assert ask_for(shop, f"/v1/members/ext:m-{number}/status")["points"]["balance"] == 35
    shop.verify()


@pytest.mark.parametrize("kind", ["known", "enrolled", "guest"])
def test_a_purchase_has_one_effect(shop: Programme, kind: str) -> None:
    member = {"known": "ext:ada", "enrolled": "ext:ada", "guest": None}[kind]
    if kind == "known":
        enrol(shop, "ada")
    wanted = coffees("till-1", member, 10, enrol=True)
    first = assert_one_effect(post(shop, "/v1/purchases", *[wanted] * CROWD)).json
    if member:
        assert [one["reward"] for one in first["vouchers_issued"]] == ["free-coffee"]
        status = ask_for(shop, f"/v1/members/{member}/status")
        assert (status["points"]["balance"], len(status["vouchers"])) == (35, 1)
        assert len(ask_for(shop, "/v1/members")["data"]) == 1
    else:
        assert (first["entries"], first["after"]) == ([], None)
    assert ask_for(shop, "/v1/purchases/ext:till-1")["id"] == first["id"]
    shop.verify()


def test_one_name_for_two_things_is_one_of_them(shop: Programme) -> None:
    enrol(shop, "ada")
    one, other = purchase("till-1", "ext:ada", 1000), purchase("till-1", "ext:ada", 2000)
    answers = post(shop, "/v1/purchases", *[one, other] * (CROWD // 2))
    won = [answer for answer in answers if answer.status in (200, 201)]
    lost = [answer for answer in answers if answer.status not in (200, 201)]
    assert_one_effect(won)
    assert len(won) == len(lost) == CROWD // 2
    assert {(answer.status, answer.problem) for answer in lost} == {(409, "external-id-conflict")}
    assert ask_for(shop, "/v1/members/ext:ada/status")["points"]["balance"] == won[0].json["net"] // 100


@pytest.mark.parametrize("guest", [False, True])
def test_a_return_has_one_effect(shop: Programme, guest: bool) -> None:
    enrol(shop, "ada")
    post(shop, "/v1/purchases", coffees("till-1", None if guest else "ext:ada", 10))
    first = assert_one_effect(post(shop, "/v1/returns", *[back("back-1", "ext:till-1", quantity=3)] * CROWD)).json
    assert first["returned_net"] == 1050
    bought = ask_for(shop, "/v1/purchases/ext:till-1")
    assert (bought["status"], bought["returned_net"], len(bought["returns"])) == ("partly_returned", 1050, 1)
    shop.verify()


@pytest.mark.parametrize("guest", [False, True])
def test_of_two_returns_that_are_too_much_together_one_wins(shop: Programme, guest: bool) -> None:
    enrol(shop, "ada")
    rounds = 10
    for number in range(rounds):
        post(shop, "/v1/purchases", coffees(f"till-{number}", None if guest else "ext:ada", 10))
    wanted = [
        back(f"back-{number}-{half}", f"ext:till-{number}", quantity=6) for number in range(rounds) for half in "ab"
    ]
    answers = post(shop, "/v1/returns", *wanted)
    for one, other in zip(answers[::2], answers[1::2], strict=True):
        won, lost = sorted([one, other], key=lambda answer: answer.status)
        assert (won.status, lost.status, lost.problem) == (201, 422, "return-exceeds-purchase")
    shop.verify()


def test_a_purchase_with_a_key_instead_of_a_name_has_one_effect(shop: Programme) -> None:
    enrol(shop, "ada")
    wanted = request(shop.key, "POST", "/v1/purchases", purchase(None, "ext:ada", 500), Idempotency_Key="a-1")
    assert_one_effect(at_once(shop.house.ports, [wanted] * CROWD))
    assert ask_for(shop, "/v1/members/ext:ada/status")["points"]["balance"] == 5


def test_two_hundred_purchases_of_one_member_all_count(shop: Programme) -> None:
    enrol(shop, "ada")
    wanted = [purchase(f"till-{number}", "ext:ada", 1000) for number in range(200)]
    answers = post(shop, "/v1/purchases", *wanted)
    assert [answer.status for answer in answers] == [201] * 200
    # 30 purchases of 10.00 reach silver; from the next on 1.25 points for each 1.00, rounded down each time.
    status = ask_for(shop, "/v1/members/ext:ada/status")
    assert (status["points"]["balance"], status["tier"]["id"]) == (30 * 10 + 170 * 12, "silver")
    assert status["rebates"][0]["spend"] == 200_000
    assert shop.verify().members == 1


@pytest.mark.parametrize("field", ["external_id", "card_number"])
def test_a_member_is_enrolled_once(shop: Programme, field: str) -> None:
    wanted = {field: "6331001", "name": "Ada Byron"}
    headers = {} if field == "external_id" else {"Idempotency_Key": "enrol-1"}
    sent = request(shop.key, "POST", "/v1/members", wanted, **headers)
    assert_one_effect(at_once(shop.house.ports, [sent] * CROWD))
    assert len(ask_for(shop, "/v1/members")["data"]) == 1


def test_a_card_goes_to_one_of_all_who_want_it(shop: Programme) -> None:
    wanted = [{"external_id": f"crm-{number}", "card_number": "6331001"} for number in range(CROWD)]
    answers = post(shop, "/v1/members", *wanted)
    assert Counter(answer.status for answer in answers) == {201: 1, 409: CROWD - 1}
    assert {answer.problem for answer in answers if answer.status == 409} == {"member-exists"}
    assert len(ask_for(shop, "/v1/members")["data"]) == 1
    shop.verify()


def test_unknown_customers_are_enrolled_once_however_many_tills_they_stand_at(shop: Programme) -> None:
    wanted = [purchase(f"till-{number}", f"card:633100{number % 5}", 1000, enrol=True) for number in range(CROWD)]
    assert [answer.status for answer in post(shop, "/v1/purchases", *wanted)] == [201] * CROWD
    assert len(ask_for(shop, "/v1/members")["data"]) == 5
    for number in range(5):
        assert ask_for(shop, f"/v1/members/card:633100{number}/status")["points"]["balance"] == CROWD // 5 * 10
    shop.verify()


def test_batches_of_the_same_sales_in_other_orders_are_all_answered(shop: Programme) -> None:
    sales: list[dict[str, Any]] = [
        coffees(f"till-{number}", f"ext:m-{number % 9}", 2, enrol=True) for number in range(60)
    ]
    requests = [
        request(shop.key, "POST", "/v1/purchases/batch", {"purchases": random.Random(number).sample(sales, 60)})
        for number in range(8)
    ]
    for answer in at_once(shop.house.ports, requests):
        assert {result["status"] for result in answer.json["results"]} <= {200, 201}
    for number in range(9):
        spent = 700 * len([sale for sale in sales if sale["member"] == f"ext:m-{number}"])
        assert ask_for(shop, f"/v1/members/ext:m-{number}/status")["rebates"][0]["spend"] == spent
    shop.verify()


def test_a_guests_purchase_is_claimed_by_one(shop: Programme) -> None:
    for name in ("ada", "bea"):
        enrol(shop, name)
    post(shop, "/v1/purchases", coffees("till-1", None, 10))
    answers = post(shop, "/v1/purchases/ext:till-1/claim", *[{"member": "ext:ada"}, {"member": "ext:bea"}] * 20)
    assert Counter(answer.status for answer in answers) == {200: 20, 409: 20}
    assert {answer.problem for answer in answers if answer.status == 409} == {"already-claimed"}
    balances = [ask_for(shop, f"/v1/members/ext:{name}/status")["points"]["balance"] for name in ("ada", "bea")]
    assert sorted(balances) == [0, 35]
    shop.verify()


def test_a_version_is_published_over_the_one_that_was_read_by_one(shop: Programme) -> None:
    ports = shop.house.ports
    documents = [{**DOCUMENT, "name": f"Corner Coffee {number}"} for number in range(20)]
    answers = at_once(ports, [request(shop.key, "PUT", "/v1/program", one, If_Match='"1"') for one in documents])
    assert Counter(answer.status for answer in answers) == {200: 1, 412: 19}
    (won,) = (answer.json["name"] for answer in answers if answer.status == 200)
    assert ask_for(shop, "/v1/program")["name"] == won
    # Who does not say which version was read comes after whoever was first.
    answers = at_once(ports, [request(shop.key, "PUT", "/v1/program", one) for one in documents[:5]])
    assert Counter(answer.status for answer in answers) == {200: 5}
    assert sorted(answer.json["version"] for answer in answers) == [3, 4, 5, 6, 7]


def test_who_hangs_up_leaves_the_whole_effect_or_none(shop: Programme) -> None:
    wanted = [coffees(f"till-{number}", "ext:ada", 2, enrol=True) for number in range(CROWD)]
    hang_up(shop.house.ports, [request(shop.key, "POST", "/v1/purchases", one) for one in wanted])
    known = [
        ask(shop.house.ports[0], request(shop.key, "GET", f"/v1/purchases/ext:till-{number}"))
        for number in range(CROWD)
    ]
    assert {answer.status for answer in known} <= {200, 404}
    again = post(shop, "/v1/purchases", *wanted)
    assert {answer.status for answer in again} <= {200, 201}
    assert ask_for(shop, "/v1/members/ext:ada/status")["rebates"][0]["spend"] == 700 * CROWD
    shop.verify()


def test_a_purchase_is_voided_once(shop: Programme) -> None:
    enrol(shop, "ada")
    post(shop, "/v1/purchases", coffees("till-1", "ext:ada", 10))
    answers = at_once(shop.house.ports, [request(shop.key, "POST", "/v1/purchases/ext:till-1/void")] * CROWD)
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert (answers[0].json["status"], len(answers[0].json["returns"])) == ("voided", 1)
    assert ask_for(shop, "/v1/members/ext:ada/status")["points"]["balance"] == 0
    shop.verify()
