"""Lists of purchases, and of members by what became of them, over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import LINE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


def sold(name: str, occurred_at: str, **fields: Any) -> dict[str, Any]:
    return purchase(external_id=name, occurred_at=occurred_at, **{"member": "ext:ada", "store": "a", **fields})


@pytest.fixture
async def week(shop: Shop) -> Shop:
    """Six sales that came in another order than they happened in: at two stores, to two members and a guest."""
    for body in (
        sold("thu", "2026-02-26T10:00:00Z"),
        sold("mon", "2026-02-23T10:00:00Z", store="b"),
        sold("sun", "2026-03-01T00:30:00Z", member=None, store=None),
        sold("sat", "2026-02-28T23:59:59Z", member="ext:bob"),
        sold("tue", "2026-02-24T10:00:00Z", store="b"),
        sold("wed", "2026-02-25T10:00:00Z", member="ext:bob"),
    ):
        await shop.post("/v1/purchases", body)
    return shop


async def names(shop: Shop, **parameters: str) -> list[str]:
    return [one["external_id"] for one in (await shop.get("/v1/purchases", **parameters))["data"]]


async def test_what_happened_last_comes_first(week: Shop) -> None:
    assert await names(week) == ["sun", "sat", "thu", "wed", "tue", "mon"]
    listed = (await week.get("/v1/purchases"))["data"][0]
    one = await week.get("/v1/purchases/ext:sun")
    alone = ("available_on", "given_back", "entries", "returns")
    assert listed == {name: value for name, value in one.items() if name not in alone}


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"member": "ext:bob"}, "sat wed"),
        ({"store": "b"}, "tue mon"),
        ({"member": "ext:ada", "store": "a"}, "thu"),
        ({"from": "2026-02-25", "to": "2026-02-26"}, "thu wed"),
        ({"from": "2026-02-26", "to": "2026-02-26"}, "thu"),
        ({"from": "2026-02-28"}, "sun sat"),
        ({"to": "2026-02-28"}, "sat thu wed tue mon"),
        ({"from": "2026-02-26T10:00:00Z", "to": "2026-02-28T23:59:59Z"}, "thu"),
        ({"from": "2026-02-26T11:00:00.000001+01:00"}, "sun sat"),
        ({"from": "2026-02-24T10:00:00Z", "to": "2026-02-24T10:00:00Z"}, ""),
        ({"member": "ext:ada", "from": "2026-02-24"}, "thu tue"),
        ({"store": "nowhere"}, ""),
        ({"from": "1900-01-01"}, "sun sat thu wed tue mon"),
        ({"to": "2999-12-31"}, "sun sat thu wed tue mon"),
        ({"from": "2016-03-01", "to": "2026-03-01"}, "sun sat thu wed tue mon"),
    ],
)
async def test_only_what_is_asked_for_is_listed(week: Shop, parameters: dict[str, str], found: str) -> None:
    assert await names(week, **parameters) == found.split()


async def test_days_are_those_of_the_programme_s_zone(shop: Shop) -> None:
    shop.now = shop.now.replace(month=7)
    await shop.post("/v1/purchases", sold("late", "2026-06-30T23:30:00Z"))
    assert await names(shop, **{"from": "2026-07-01", "to": "2026-07-01"}) == ["late"]
    assert await names(shop, to="2026-06-30") == []


@pytest.mark.parametrize("parameters", [{}, {"member": "ext:ada"}, {"store": "a"}, {"from": "2026-02-01"}])
async def test_pages_neither_skip_nor_repeat_while_sales_come_in(week: Shop, parameters: dict[str, str]) -> None:
    wanted = await names(week, **parameters)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await week.get("/v1/purchases", limit="1", **parameters, **cursor)
        seen += [one["external_id"] for one in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
        await week.post("/v1/purchases", sold(f"new-{len(seen)}", "2026-03-01T12:00:00Z"))
    assert seen == wanted


async def test_a_purchase_is_listed_as_it_is_now_with_the_vouchers_that_it_brought(shop: Shop) -> None:
    coffees = [{**LINE, "quantity": 10}]
    made = await shop.post("/v1/purchases", sold("a", "2026-03-01T10:00:00Z", lines=coffees, total=None))
    back = {"external_id": "r", "purchase": "ext:a", "occurred_at": "2026-03-02T10:00:00Z"}
    await shop.post("/v1/returns", {**back, "lines": [{"line": 1, "amount": 300}]})
    (listed,) = (await shop.get("/v1/purchases"))["data"]
    assert (listed["status"], listed["returned_net"]) == ("partly_returned", 300)
    assert listed["vouchers_issued"] == made["vouchers_issued"]
    assert listed["vouchers_issued"][0]["name"] == "A free coffee"


async def test_a_claimed_purchase_is_listed_once_and_as_the_member_s(week: Shop) -> None:
    await week.post("/v1/purchases/ext:sun/claim", {"member": "ext:ada"}, 200)
    assert await names(week) == ["sun", "sat", "thu", "wed", "tue", "mon"]
    assert await names(week, member="ext:ada") == ["sun", "thu", "tue", "mon"]


async def test_a_key_of_a_store_sees_its_own_store_s(week: Shop) -> None:
    key = await week.key("pos", store="b")
    async with week.client_of(key) as till:
        listed = (await till.get("/v1/purchases")).json()["data"]
        assert [one["external_id"] for one in listed] == ["sun", "tue", "mon"], "its own, and those without a store"
        listed = (await till.get("/v1/purchases?store=b")).json()["data"]
        assert [one["external_id"] for one in listed] == ["tue", "mon"]
        assert_problem(await till.get("/v1/purchases?store=a"), 403, "store-not-allowed")


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("from=2026-03-02&to=2026-03-01", "/to", "before-from"),
        ("from=2026-03-01T10:00:00Z&to=2026-03-01T09:00:00Z", "/to", "before-from"),
        ("from=2016-02-26&to=2026-03-01", "/to", "out-of-range"),
        ("from=0001-01-01", "/from", "out-of-range"),
        ("from=9999-12-31", "/from", "out-of-range"),
        ("from=2026-02-30", "/from", "wrong-form"),
        ("from=yesterday", "/from", "wrong-form"),
        ("from=1700000000", "/from", "wrong-form"),
        ("from=", "/from", "wrong-form"),
        ("to=2026-03-01+10:00:00Z", "/to", "wrong-form"),
        ("from_=2026-03-01", "/from_", "unknown-parameter"),
        ("sort=id", "/sort", "unknown-parameter"),
        ("member=ada", "/member", "wrong-form"),
        ("store=a%20", "/store", "wrong-form"),
        ("limit=201", "/limit", "out-of-range"),
    ],
)
async def test_a_wrong_question_is_pointed_at(client: httpx2.AsyncClient, query: str, pointer: str, code: str) -> None:
    document = assert_problem(await client.get(f"/v1/purchases?{query}"), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]


async def test_whose_purchases_are_asked_for_must_be_there(week: Shop) -> None:
    assert_problem(await week.admin.get("/v1/purchases?member=ext:nobody"), 404, "not-found")
    cursor = (await week.get("/v1/purchases", limit="1"))["next_cursor"]
    for wrong in (cursor[:-2], "x", "é", ""):
        assert_problem(await week.admin.get("/v1/purchases", params={"cursor": wrong}), 400, "invalid-cursor")
    for other in ("/v1/members", "/v1/purchases?store=london-1", "/v1/purchases?from=2026-01-01"):
        asked = await week.admin.get(other, params={**httpx2.URL(other).params, "cursor": cursor})
        assert_problem(asked, 400, "invalid-cursor")


async def test_a_cursor_is_good_for_the_list_that_gave_it_alone(week: Shop) -> None:
    await week.post("/v1/members", {"external_id": "cat"})
    entries = "/v1/members/ext:ada/entries"
    cursor = (await week.get(entries, limit="1"))["next_cursor"]
    assert (await week.get(entries, limit="2", cursor=cursor))["data"] != []
    for path, more in (("/v1/members/ext:cat/entries", {}), (entries, {"unit": "points"})):
        answer = await week.admin.get(path, params={"cursor": cursor, **more})
        assert_problem(answer, 400, "invalid-cursor")
    for cut in range(1, len(cursor)):
        assert_problem(await week.admin.get(entries, params={"cursor": cursor[:cut]}), 400, "invalid-cursor")


async def test_who_has_changed_is_listed_from_the_oldest_change_on(shop: Shop) -> None:
    for minute, name in enumerate(("ada", "bob", "cat")):
        shop.now = shop.now.replace(minute=minute)
        await shop.post("/v1/members", {"external_id": name})
    shop.now = shop.now.replace(minute=10)
    await shop.post("/v1/purchases", sold("a", "2026-03-02T12:00:00Z"))
    shop.now = shop.now.replace(minute=11)
    await shop.admin.patch("/v1/members/ext:bob", json={"name": "Bob"}, headers={"If-Match": "*"})

    async def changed(since: str, **parameters: str) -> list[str]:
        seen: list[str] = []
        asked = {"changed_since": since, "limit": "1", **parameters}
        while True:
            page = await shop.get("/v1/members", **asked)
            seen += [one["external_id"] for one in page["data"]]
            if page["next_cursor"] is None:
                return seen
            asked["cursor"] = page["next_cursor"]

    assert await changed("2026-03-02T12:00:00Z") == ["cat", "ada", "bob"]
    assert await changed("2026-03-02T12:10:00Z") == ["ada", "bob"]
    assert await changed("2026-03-02T12:10:00.000001Z") == ["bob"]
    assert await changed("2026-03-02T12:00:00Z", external_id="ada") == ["ada"]
    assert await changed("2026-04-01T00:00:00Z") == []
    await shop.admin.delete("/v1/members/ext:ada")
    assert await changed("2000-01-01T00:00:00Z") == ["cat", "bob"]


async def test_whose_points_end_by_a_day_is_listed(shop: Shop) -> None:
    document = await shop.get("/v1/program")
    document["points"]["expiry"] = {"kind": "after", "months": 12, "round_up_to": "month"}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    await shop.post("/v1/members", {"external_id": "nobody"})
    await shop.post("/v1/purchases", sold("a", "2026-01-15T12:00:00Z"))
    await shop.post("/v1/purchases", sold("b", "2026-02-15T12:00:00Z", member="ext:bob"))
    await shop.post("/v1/purchases", sold("c", "2026-01-20T12:00:00Z", member="ext:cat"))

    async def ending(day: str, **parameters: str) -> list[str]:
        found = await shop.get("/v1/members", expiring_by=day, **parameters)
        return [one["external_id"] for one in found["data"]]

    assert await ending("2027-01-30") == []
    assert await ending("2027-01-31") == ["ada", "cat"]
    assert await ending("2027-02-28", limit="2") == ["ada", "bob"]
    assert await ending("2027-02-28", external_id="bob") == ["bob"]
    assert await ending("2027-02-28", changed_since="2026-03-02T12:00:00Z") == ["ada", "bob", "cat"]
    await shop.post("/v1/purchases/ext:c/void", None, 200)
    assert await ending("2027-01-31") == ["ada"]
    await shop.prove()


@pytest.mark.parametrize(
    "query",
    ["changed_since=2026-03-01", "changed_since=", "expiring_by=2026-02-30", "expiring_by=2026-03-01T00:00:00Z"],
)
async def test_a_wrong_moment_is_pointed_at(client: httpx2.AsyncClient, query: str) -> None:
    assert_problem(await client.get(f"/v1/members?{query}"), 422, "validation", "wrong-form")
