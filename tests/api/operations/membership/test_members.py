"""Members over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import PURCHASE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

ADA: dict[str, Any] = {
    "external_id": "crm-1",
    "card_number": "6331001234567890",
    "name": "Ada <b>O'Byron</b>",
    "email": "ada@example.com",
    "phone": "+442079460958",
    "birth_date": "1990-12-10",
    "joined_on": "2026-01-31",
    "consents": {"marketing": True},
    "metadata": {"shoe": "38"},
}


async def test_a_member_is_made_and_shown_as_it_was_told(client: httpx2.AsyncClient) -> None:
    made = await client.post("/v1/members", json=ADA)
    assert made.status_code == 201
    member = made.json()
    assert member == {
        "id": member["id"],
        **ADA,
        "card_numbers": ["6331001234567890"],
        "created_at": "2026-03-02T12:00:00Z",
    }
    for reference in (member["id"], "ext:crm-1", "card:6331001234567890"):
        shown = await client.get(f"/v1/members/{reference}")
        assert shown.json() == member
        assert shown.headers["etag"] == '"1"'
    known = await client.get("/v1/members/ext:crm-1", headers={"If-None-Match": '"1"'})
    assert (known.status_code, known.content) == (304, b"")


async def test_a_member_of_no_data_gets_a_card(client: httpx2.AsyncClient) -> None:
    member = (await client.post("/v1/members", json={}, headers={"Idempotency-Key": "k"})).json()
    assert len(member["card_number"]) == 16
    assert member["card_numbers"] == [member["card_number"]]
    assert (member["name"], member["consents"], member["metadata"]) == (None, {"marketing": False}, {})
    assert (await client.get(f"/v1/members/card:{member['card_number']}")).json() == member


async def test_the_same_again_is_answered_with_the_same_bytes(client: httpx2.AsyncClient) -> None:
    for body in (ADA, {"external_id": "crm-2"}):
        first = await client.post("/v1/members", json=body)
        again = await client.post("/v1/members", json=body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.content == first.content
    assert_problem(await client.post("/v1/members", json={**ADA, "name": "Eve"}), 409, "external-id-conflict")
    other = await client.post("/v1/members", json={**ADA, "external_id": "crm-3"})
    assert_problem(other, 409, "member-exists")


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"name": "ab\u200d"}, "/name", "wrong-form"),
        ({"name": "a\u202eb"}, "/name", "wrong-form"),
        ({"name": ""}, "/name", "wrong-length"),
        ({"email": "nobody"}, "/email", "wrong-form"),
        ({"phone": "call me"}, "/phone", "wrong-form"),
        ({"birth_date": "2026-02-30"}, "/birth_date", "wrong-form"),
        ({"joined_on": "2026-01-31T00:00:00Z"}, "/joined_on", "wrong-form"),
        ({"consents": {"marketing": "yes"}}, "/consents/marketing", "wrong-type"),
        ({"consents": {"sales": True}}, "/consents/sales", "unknown-field"),
        ({"birth_date": "2026-03-03"}, "/birth_date", "out-of-range"),
        ({"joined_on": "2026-03-04"}, "/joined_on", "out-of-range"),
        ({"role": "admin"}, "/role", "unknown-field"),
        ({"card_number": "6331 0012"}, "/card_number", "wrong-form"),
    ],
)
async def test_a_wrong_value_is_pointed_at(
    client: httpx2.AsyncClient, fields: dict[str, Any], pointer: str, code: str
) -> None:
    document = assert_problem(await client.post("/v1/members", json={**ADA, **fields}), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]


async def test_days_that_have_not_come_are_refused_later_too(client: httpx2.AsyncClient) -> None:
    ada = {**ADA, "birth_date": "2026-03-02", "joined_on": "2026-03-03"}
    assert (await client.post("/v1/members", json=ada)).status_code == 201
    for name, day in (("birth_date", "2026-03-03"), ("joined_on", "2026-03-04")):
        changed = await client.patch("/v1/members/ext:crm-1", json={name: day}, headers={"If-Match": "*"})
        assert assert_problem(changed, 422, "validation", "out-of-range")["errors"][0]["pointer"] == f"/{name}"
    gone = {"birth_date": None, "joined_on": None}
    assert (await client.patch("/v1/members/ext:crm-1", json=gone, headers={"If-Match": "*"})).status_code == 200


async def test_a_list_comes_in_pages_that_neither_skip_nor_repeat(client: httpx2.AsyncClient) -> None:
    made = [(await client.post("/v1/members", json={"external_id": f"m{place}"})).json()["id"] for place in range(5)]
    seen: list[str] = []
    query = "?limit=2"
    while query:
        page = (await client.get(f"/v1/members{query}")).json()
        seen += [member["id"] for member in page["data"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert seen == sorted(made)


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"external_id": "crm-1"}, 1),
        ({"external_id": "CRM-1"}, 0),
        ({"card": "6331001234567890"}, 1),
        ({"email": "ada@example.com"}, 1),
        ({"phone": "+442079460958"}, 1),
        ({"email": "ada@example.com", "phone": "+44000000"}, 0),
    ],
)
async def test_members_are_found_by_exact_names(
    client: httpx2.AsyncClient, parameters: dict[str, str], found: int
) -> None:
    await client.post("/v1/members", json=ADA)
    await client.post("/v1/members", json={"external_id": "crm-2"})
    assert len((await client.get("/v1/members", params=parameters)).json()["data"]) == found


@pytest.mark.parametrize("name", [{"email": "Ada@Example.com"}, {"phone": "+44 (20) 7946-0958"}])
async def test_an_address_and_a_number_are_one_member_s(shop: Shop, name: dict[str, str]) -> None:
    (field, value), *_ = name.items()
    await shop.post("/v1/members", {"external_id": "a", **name})
    other = {"external_id": "b", field: value.lower().replace(" ", "")}
    document = assert_problem(await shop.admin.post("/v1/members", json=other), 409, "member-exists", "taken")
    assert document["errors"][0]["pointer"] == f"/{field}"
    (found,) = (await shop.get("/v1/members", **{field: other[field]}))["data"]
    assert (found["external_id"], found[field]) == ("a", value)


async def test_who_is_enrolled_a_hundred_times_at_once_is_one_member(shop: Shop) -> None:
    emails = ["ada@example.com", "Ada@example.com"] * 50
    bodies = [{"email": email, "name": f"Ada {number}"} for number, email in enumerate(emails)]
    answers = await shop.at_once(
        *[
            shop.admin.post("/v1/members", json=body, headers={"Idempotency-Key": f"k{number}"})
            for number, body in enumerate(bodies)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 99
    assert len((await shop.get("/v1/members"))["data"]) == 1


async def test_a_member_enrolled_at_the_till_has_no_data_yet(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    member = (await client.get("/v1/members/card:6331001234567890")).json()
    assert (member["name"], member["external_id"], member["metadata"]) == (None, None, {})


async def test_the_ledger_is_read_newest_first_with_its_reasons(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    made = (await client.post("/v1/purchases", json=PURCHASE)).json()
    await client.post("/v1/purchases/ext:till7-000123/void")
    path = "/v1/members/card:6331001234567890/entries"
    first = (await client.get(f"{path}?limit=3")).json()
    rest = (await client.get(f"{path}?limit=3&cursor={first['next_cursor']}")).json()
    ids = [entry["id"] for entry in first["data"] + rest["data"]]
    entries = await corner_shop.entries("card:6331001234567890")
    assert ids == sorted((entry.entry_id for entry in entries), reverse=True)
    assert rest["next_cursor"] is None
    oldest = rest["data"][-1]
    assert {key: oldest[key] for key in made["entries"][0]} == made["entries"][0]
    assert (oldest["cause"], oldest["cause_id"], oldest["recorded_at"]) == (
        "purchase",
        made["id"],
        "2026-03-02T12:00:00Z",
    )
    points = (await client.get(f"{path}?unit=points")).json()["data"]
    assert [entry["amount"] for entry in points] == [-6, 6]
    assert_problem(await client.get(f"{path}?unit=gold"), 422, "validation", "wrong-form")
    assert_problem(await client.get(f"{path}?purchase=7"), 422, "validation", "wrong-form")


async def test_the_entries_of_a_purchase_or_of_one_return_are_told(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post("/v1/purchases", purchase(member="ext:ada"))
    back = {"purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}
    returns = [
        (await shop.post("/v1/returns", {**back, "external_id": name, "lines": [{"line": 1, "quantity": 1}]}))["id"]
        for name in "ab"
    ]
    path = "/v1/members/ext:ada/entries"
    causes = [one["cause_id"] for one in (await shop.get(path, purchase="ext:till7-000123"))["data"]]
    assert set(returns) < set(causes)
    assert {one["cause_id"] for one in (await shop.get(path, purchase=returns[0]))["data"]} == {returns[0]}
    for unknown, what in (("ret_unknown", "return"), ("pur_unknown", "purchase"), ("ext:b", "purchase")):
        problem = assert_problem(await shop.admin.get(f"{path}?purchase={unknown}"), 404, "not-found")
        assert [(one["pointer"], one["detail"]) for one in problem["errors"]] == [
            ("/purchase", f"there is no such {what}")
        ]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        *[(f"members/ext:x{rest}", "member") for rest in ("", "/status", "/entries", "/rebates", "/balance")],
        ("purchases?member=ext:x", "member"),
        ("purchases/ext:x", "purchase"),
        ("returns/ext:x", "return"),
    ],
)
async def test_what_is_not_there_is_called_by_its_kind(shop: Shop, path: str, what: str) -> None:
    problem = assert_problem(await shop.admin.get(f"/v1/{path}"), 404, "not-found")
    assert problem["detail"] == f"there is no such {what}"


async def test_rebates_are_listed_by_period(client: httpx2.AsyncClient) -> None:
    body = {**PURCHASE, "lines": [{"quantity": 1, "unit_price": 41200}], "total": None}
    await client.post("/v1/purchases", json=body)
    rebates = (await client.get("/v1/members/card:6331001234567890/rebates")).json()
    assert rebates["next_cursor"] is None
    (period,) = rebates["data"]
    assert (period["id"], period["spend"], period["due"], period["rate"]) == ("quarter", 41200, 824, "0.02")
    assert period["period"] == {"from": "2026-01-01", "to": "2026-03-31"}
