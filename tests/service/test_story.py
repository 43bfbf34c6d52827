"""What somebody who writes a till goes through, in their order, over HTTP alone, on both databases.

The programme's clock stands at noon of 2 March 2026; everything is bought the day before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.service.shared_server import House
from tests.service.shop import DOCUMENT

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOUGHT_AT = "2026-03-01T10:15:00+00:00"
BROUGHT_BACK_AT = "2026-03-02T09:00:00+00:00"


class Till:
    """A till as a developer would put it together."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client

    def buy(self, name: str, *amounts: int, member: str | None = "ext:ada", status: int = 201, **more: Any) -> Any:
        """Record one unit at each of these prices."""
        lines = [{"quantity": 1, "unit_price": amount} for amount in amounts]
        return self.post("/v1/purchases", basket(name, lines=lines, member=member, **more), status)

    def buy_coffees(self, name: str, count: int, member: str | None = "ext:ada") -> Any:
        """Record coffees at 3.50."""
        lines = [{"sku": "latte-12", "category": "coffee/latte", "quantity": count, "unit_price": 350}]
        return self.post("/v1/purchases", basket(name, lines=lines, member=member))

    def bring_back(self, name: str, purchase: str, *lines: dict[str, int], status: int = 201) -> Any:
        """Record a return of these parts, or of all that is left."""
        body = {"external_id": name, "purchase": f"ext:{purchase}", "occurred_at": BROUGHT_BACK_AT}
        return self.post("/v1/returns", body | ({"lines": list(lines)} if lines else {}), status)

    def status(self) -> Any:
        """Where Ada stands."""
        return self.get("/v1/members/ext:ada/status")

    def points(self) -> int:
        """Her points."""
        return int(self.status()["points"]["balance"])

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def publish(self, document: dict[str, Any]) -> int:
        """Publish a version of the programme: its number."""
        answer = self.client.put("/v1/program", json=document)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])


def basket(name: str, **fields: Any) -> dict[str, Any]:
    document = {"external_id": name, "occurred_at": BOUGHT_AT, "store": "london-1", "currency": "GBP", **fields}
    return {field: value for field, value in document.items() if value is not None}


def plain(points: int, per: int) -> dict[str, Any]:
    """A programme with points alone."""
    return {
        **{field: DOCUMENT[field] for field in ("name", "currency", "time_zone")},
        "points": {"earn": [{"id": "base", "points": points, "per": per}]},
    }


@pytest.fixture
def document() -> dict[str, Any]:
    """The programme; a test may have another."""
    return DOCUMENT


@pytest.fixture
def till(house: House, document: dict[str, Any]) -> Iterator[Till]:
    """A till, with Ada enrolled; whatever was done at it, the books agree afterwards."""
    shop = house.create_program(document, test=True, clock=NOON)
    with shop.client() as client:
        till = Till(client)
        till.post("/v1/members", {"external_id": "ada", "name": "Ada Byron", "card_number": "6331001"})
        yield till
    shop.verify()


@pytest.mark.parametrize("document", [plain(1, 1000)], ids=["1 point per 10.00"])
def test_points_come_and_go_exactly_as_they_were_earned(till: Till) -> None:
    bought = till.post("/v1/purchases", basket("t-1", member="ext:ada", lines=[{"quantity": 3, "unit_price": 730}]))
    assert (bought["net"], bought["after"]["points"]) == (2190, 2)
    assert [entry["why"] for entry in bought["entries"]] == ["1 point per 10.00 GBP on 21.90 = 2"]
    left = [till.bring_back(f"r-{part}", "t-1", {"line": 1, "quantity": 1})["after"]["points"] for part in range(3)]
    assert left == [1, 0, 0]
    assert till.status()["points"] == {"balance": 0, "pending": 0, "held": 0, "debt": 0, "expiring": []}
    assert till.bring_back("r-4", "t-1", {"line": 1, "quantity": 1}, status=422)["type"] == (
        "/problems/return-exceeds-purchase"
    )


@pytest.mark.parametrize("document", [plain(1, 1000)], ids=["1 point per 10.00"])
def test_a_return_goes_by_the_rule_that_the_purchase_went_by(till: Till) -> None:
    assert till.buy("t-1", 2190)["after"]["points"] == 2
    assert till.publish(plain(2, 1000)) == 2
    assert till.buy("t-2", 2190)["after"]["points"] == 2 + 4
    back = till.bring_back("r-1", "t-1")
    assert (back["program_version"], back["after"]["points"]) == (1, 4)
    assert [(entry["amount"], entry["rule"]) for entry in back["entries"]] == [(-2, "base")]
    assert till.bring_back("r-2", "t-2")["after"]["points"] == 0


def test_a_rebate_is_right_to_the_penny_at_every_purchase(till: Till) -> None:
    spend, due = 0, []
    for number, amount in enumerate([29_999, 1, 25, 59_974, 1]):
        after = till.buy(f"t-{number}", amount)["after"]
        spend += amount
        assert after["rebates"]["quarter"]["spend"] == spend
        assert after["credit"] == after["rebates"]["quarter"]["due"]
        due.append(after["credit"])
    # 2 % of 300.00 = 6.00; of 300.25 = 6.005, half up; of 899.99 = 17.9998; then 5 % of 900.00.
    assert due == [0, 600, 601, 1800, 4500]
    (rebate,) = till.status()["rebates"]
    assert (rebate["period"], rebate["rate"], rebate["paid"], rebate["next_band"]) == (
        {"from": "2026-01-01", "to": "2026-03-31"},
        "0.05",
        4500,
        None,
    )
    assert till.bring_back("r-1", "t-4")["after"]["credit"] == 1800
    (rebate,) = till.status()["rebates"]
    assert rebate["next_band"] == {"from": 90_000, "rate": "0.05", "needs": 1, "due_then": 4500}
    assert till.bring_back("r-2", "t-3", {"line": 1, "amount": 59_974})["after"]["credit"] == 601
    assert till.bring_back("r-3", "t-0")["after"]["credit"] == 0
    (period,) = till.get("/v1/members/ext:ada/rebates")["data"]
    assert (period["spend"], period["due"], period["paid"]) == (26, 0, 0)


def test_a_full_card_is_a_voucher_and_a_return_takes_it_back(till: Till) -> None:
    assert till.buy_coffees("t-1", 9)["after"]["punches"] == {"coffee": 9}
    full = till.buy_coffees("t-2", 3)
    assert full["after"]["punches"] == {"coffee": 2}
    (voucher,) = full["vouchers_issued"]
    assert (voucher["reward"], voucher["expires_on"]) == ("free-coffee", "2026-05-01")
    (usable,) = till.status()["vouchers"]
    assert (usable["code"], usable["name"]) == (voucher["code"], "A free coffee")
    back = till.bring_back("r-1", "t-2", {"line": 1, "quantity": 3})
    assert (back["vouchers_revoked"], back["after"]["punches"]) == ([voucher], {"coffee": 9})
    status = till.status()
    assert (status["vouchers"], status["punch_cards"][0]["completed"]) == ([], 0)
    again = till.client.post("/v1/returns/ext:r-1/void")
    assert (again.status_code, again.json()["status"]) == (200, "voided")
    status = till.status()
    assert (status["punch_cards"][0]["punches"], status["punch_cards"][0]["completed"]) == (2, 1)
    assert len(status["vouchers"]) == 1


def test_a_level_is_reached_and_lost(till: Till) -> None:
    first = till.buy("t-1", 30_000)
    assert (first["after"]["tier"], first["after"]["points"]) == ("silver", 300)
    status = till.status()
    assert (status["tier"]["points_multiplier"], status["tier"]["discount"], status["next_tier"]) == (
        "1.25",
        "0.05",
        None,
    )
    second = till.buy("t-2", 1000)
    assert second["after"]["points"] == 312
    assert second["entries"][0]["why"] == "1 point per 1.00 GBP on 10.00 x 1.25 = 12"
    assert till.bring_back("r-1", "t-1", {"line": 1, "amount": 1000})["after"]["tier"] == "silver"
    lost = till.bring_back("r-2", "t-1", {"line": 1, "amount": 1})
    assert (lost["after"]["tier"], lost["after"]["points"]) == ("base", 301)
    status = till.status()
    assert (status["next_tier"]["needs"], status["next_tier"]["measure"]) == (1, "spend")
    assert (status["qualifying"]["amount"], status["qualifying"]["from"]) == (29_999, "2025-03-03")
    # What was multiplied when it was bought is taken back as it was.
    assert till.bring_back("r-3", "t-2")["after"]["points"] == 289


def test_what_is_owed_is_shown_and_paid_by_the_next_points(till: Till) -> None:
    till.buy("t-1", 1000)
    owed = till.post(
        "/v1/returns",
        {
            **basket("r-1", member="card:6331001", lines=[{"quantity": 1, "unit_price": 3000}]),
            "occurred_at": BROUGHT_BACK_AT,
        },
    )
    assert (owed["purchase"], owed["after"]["points"]) == (None, -20)
    points = till.status()["points"]
    assert (points["balance"], points["debt"]) == (-20, 20)
    assert till.buy("t-2", 5000)["after"]["points"] == 30
    points = till.status()["points"]
    assert (points["balance"], points["debt"]) == (30, 0)
    assert points["expiring"] == [{"points": 30, "on": "2027-03-31"}]


def test_a_mistake_is_voided_and_saying_it_again_changes_nothing(till: Till) -> None:
    first = till.client.post("/v1/purchases", json=basket("t-1", member="ext:ada", lines=coffees(10)))
    voided = till.client.post("/v1/purchases/ext:t-1/void", json={})
    assert (voided.json()["status"], voided.json()["returned_net"]) == ("voided", 3500)
    assert (till.points(), till.status()["vouchers"], till.status()["credit"]["balance"]) == (0, [], 0)
    assert till.client.post(f"/v1/purchases/{first.json()['id']}/void").content == voided.content
    replayed = till.client.post("/v1/purchases", json=basket("t-1", member="ext:ada", lines=coffees(10)))
    assert (replayed.status_code, replayed.content) == (200, first.content)
    assert till.bring_back("r-1", "t-1", status=422)["type"] == "/problems/not-returnable"
    assert till.get("/v1/purchases/ext:t-1")["status"] == "voided"


def test_a_return_by_mistake_is_voided(till: Till) -> None:
    till.buy_coffees("t-1", 4)
    first = till.client.post("/v1/returns", json=returning("r-1", "ext:t-1", {"line": 1, "quantity": 2}))
    assert till.points() == 7
    voided = till.client.post("/v1/returns/ext:r-1/void")
    assert voided.json()["status"] == "voided"
    assert till.points() == 14
    assert till.client.post("/v1/returns/ext:r-1/void").content == voided.content
    again = till.client.post("/v1/returns", json=returning("r-1", "ext:t-1", {"line": 1, "quantity": 2}))
    assert (again.status_code, again.content) == (200, first.content)
    bought = till.get("/v1/purchases/ext:t-1")
    assert (bought["status"], bought["returned_net"], bought["returns"][0]["status"]) == ("recorded", 0, "voided")
    assert till.bring_back("r-2", "t-1", {"line": 1, "quantity": 4})["after"]["points"] == 0
    assert till.post("/v1/returns", returning("r-3", "ret_" + "0" * 26), 422)["type"] == "/problems/not-returnable"


def test_a_day_s_sales_come_in_one_request_and_a_bad_one_stops_no_other(till: Till) -> None:
    items = [
        basket("t-1", member="ext:ada", lines=coffees(2)),
        basket("t-2", member="ext:nobody", lines=coffees(1)),
        basket("t-3", member="ext:ada", lines=coffees(1), total=1),
        basket("t-1", member="ext:ada", lines=coffees(2)),
        basket("t-1", member="ext:ada", lines=coffees(3)),
        {"return": returning("r-1", "ext:t-1", {"line": 1, "quantity": 1})},
        {"return": returning("r-2", "ext:t-2")},
        basket("t-4", member=None, lines=coffees(1)),
        {"nonsense": True},
        basket("t-5", member="card:6331001", lines=coffees(1)),
    ]
    results = till.post("/v1/purchases/batch", {"purchases": items}, 200)["results"]
    assert [result["status"] for result in results] == [201, 404, 422, 200, 409, 201, 404, 201, 422, 201]
    assert results[0]["purchase"] == results[3]["purchase"]
    assert results[2]["problem"]["type"] == "/problems/total-mismatch"
    assert results[5]["return"]["after"]["points"] == 3
    # 3.50 kept and 3.50 bought: 3 points each.
    assert till.points() == 6
    again = till.post("/v1/purchases/batch?answer=brief", {"purchases": items}, 200)["results"]
    assert [result["status"] for result in again] == [200, 404, 422, 200, 409, 200, 404, 200, 422, 200]
    assert "entries" not in again[0]["purchase"]
    assert again[0]["purchase"] == {
        field: value for field, value in results[0]["purchase"].items() if field != "entries"
    }
    assert till.points() == 6


def test_a_version_is_published_only_over_the_one_that_was_read(till: Till) -> None:
    read = till.client.get("/v1/program")
    assert (read.headers["etag"], read.json()["version"]) == ('"1"', 1)
    cached = till.client.get("/v1/program", headers={"If-None-Match": '"1"'})
    assert (cached.status_code, cached.content) == (304, b"")
    changed = {**read.json(), "name": "Corner Coffee and Books"}
    stale = till.client.put("/v1/program", json=changed, headers={"If-Match": '"2"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/version-conflict")
    published = till.client.put("/v1/program", json=changed, headers={"If-Match": '"1"'})
    assert (published.status_code, published.headers["etag"], published.json()["version"]) == (200, '"2"', 2)
    assert till.client.put("/v1/program", json=changed, headers={"If-Match": '"1"'}).status_code == 412
    assert till.get("/v1/program/versions/1")["name"] == "Corner Coffee"
    assert till.get("/v1/program")["name"] == "Corner Coffee and Books"
    wrong = {**changed, "currency": "EUR", "rewards": []}
    checked = till.post("/v1/program/check", wrong, 200)
    assert not checked["ok"]
    assert {"/currency", "/punch_cards/0/reward"} <= {fault["pointer"] for fault in checked["faults"]}
    refused = till.client.put("/v1/program", json=wrong)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/program-invalid")
    assert refused.json()["errors"] == checked["faults"]
    assert till.get("/v1/program")["version"] == 2
    assert till.buy("t-1", 100)["program_version"] == 2


def test_every_entry_says_why_and_they_add_up(till: Till) -> None:
    bought = till.buy_coffees("t-1", 120)
    till.buy("t-2", 999, discount=99, total=900)
    till.bring_back("r-1", "t-1", {"line": 1, "quantity": 1})
    everything = till.get("/v1/members/ext:ada/entries", limit=200)
    assert everything["next_cursor"] is None
    entries = everything["data"]
    assert all(entry["why"] and entry["recorded_at"] == "2026-03-02T12:00:00Z" for entry in entries)
    assert sum(entry["amount"] for entry in entries if entry["unit"] == "points") == till.points()
    assert (
        sum(entry["amount"] for entry in entries if entry["unit"] == "credit") == (till.status()["credit"]["balance"])
    )
    pages, cursor = [], None
    while not pages or cursor:
        page = till.get("/v1/members/ext:ada/entries", limit=3, **({"cursor": cursor} if cursor else {}))
        pages += page["data"]
        cursor = page["next_cursor"]
    assert pages == entries
    assert [entry["id"] for entry in entries] == sorted((entry["id"] for entry in entries), reverse=True)
    points = till.get("/v1/members/ext:ada/entries", unit="points")["data"]
    assert points == [entry for entry in entries if entry["unit"] == "points"]
    of_first = till.get("/v1/members/ext:ada/entries", purchase=bought["id"], limit=200)["data"]
    back = till.get("/v1/returns/ext:r-1")
    assert {entry["cause_id"] for entry in of_first} == {bought["id"], back["id"]}
    assert [entry["id"] for entry in bought["entries"]] == sorted(
        entry["id"] for entry in of_first if entry["cause_id"] == bought["id"]
    )


def test_where_members_stand_is_asked_one_by_one_and_many_at_once(till: Till) -> None:
    till.buy("t-1", 1000)
    one = till.client.get("/v1/members/card:6331001/status")
    tag = one.headers["etag"]
    assert till.client.get("/v1/members/ext:ada/status", headers={"If-None-Match": tag}).status_code == 304
    many = till.post("/v1/status/batch", {"members": ["ext:ada", "ext:nobody", "card:6331001"]}, 200)["data"]
    assert (many[0], many[2]) == (one.json(), one.json())
    assert (many[1]["member"], many[1]["problem"]["type"]) == ("ext:nobody", "/problems/not-found")
    till.buy("t-2", 1000)
    changed = till.client.get("/v1/members/ext:ada/status", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["points"]["balance"]) == (200, 20)


def test_a_guest_who_joins_later_gets_what_was_bought(till: Till) -> None:
    first = till.client.post("/v1/purchases", json=basket("t-1", lines=coffees(10)))
    assert (first.json()["member"], first.json()["entries"], first.json()["after"]) == (None, [], None)
    till.bring_back("r-1", "t-1", {"line": 1, "quantity": 2})
    claimed = till.post("/v1/purchases/ext:t-1/claim", {"member": "ext:ada"}, 200)
    assert claimed["member"] == till.status()["member"]
    assert (till.points(), till.status()["punch_cards"][0]["punches"]) == (28, 8)
    assert till.post("/v1/purchases/ext:t-1/claim", {"member": "ext:ada"}, 200) == claimed
    till.post("/v1/members", {"external_id": "bea"})
    assert till.post("/v1/purchases/ext:t-1/claim", {"member": "ext:bea"}, 409)["type"] == "/problems/already-claimed"
    replayed = till.client.post("/v1/purchases", json=basket("t-1", lines=coffees(10)))
    assert (replayed.status_code, replayed.content) == (200, first.content)
    assert till.bring_back("r-2", "t-1")["after"]["points"] == 0


def test_lists_neither_skip_nor_repeat(till: Till) -> None:
    for number in range(7):
        till.post("/v1/members", {"external_id": f"m-{number}"})
    seen: list[str] = []
    cursor: str | None = None
    while not seen or cursor:
        page = till.get("/v1/members", limit=3, **({"cursor": cursor} if cursor else {}))
        seen += [member["external_id"] for member in page["data"]]
        cursor = page["next_cursor"]
        if len(seen) == 3:
            till.post("/v1/members", {"external_id": "late"})
    assert seen == ["ada", *(f"m-{number}" for number in range(7)), "late"]
    assert [one["name"] for one in till.get("/v1/members", card="6331001")["data"]] == ["Ada Byron"]


def coffees(count: int) -> list[dict[str, Any]]:
    return [{"sku": "latte-12", "category": "coffee/latte", "quantity": count, "unit_price": 350}]


def returning(name: str, purchase: str, *lines: dict[str, int]) -> dict[str, Any]:
    body = {"external_id": name, "purchase": purchase, "occurred_at": BROUGHT_BACK_AT}
    return body | ({"lines": list(lines)} if lines else {})
