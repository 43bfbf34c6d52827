"""Campaigns over HTTP, on both kinds of database: what a purchase tells of them, and what is listed."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}]}
# It is Monday, 2 March 2026, noon in London.
TOLD = [{"id": "double", "name": "Double points"}]


def sale(name: str = "s-1", member: str | None = "ext:ada", **details: Any) -> dict[str, Any]:
    one = {"quantity": 2, "unit_price": 500, "category": "coffee"}
    told = {"external_id": name, "member": member, "occurred_at": "2026-03-02T11:00:00Z", "enrol": False}
    return purchase(**{**told, "lines": [one], "total": None, "discount": 0, **details})


async def shop_with(shop: Shop, *campaigns: dict[str, Any], **sections: Any) -> Shop:
    """The shop with another programme, in which Ada was born on 2 March."""
    document = {**DOCUMENT, "points": POINTS, "campaigns": list(campaigns), **sections}
    made = await shop.goldlist.programs.create("campaigns", document, test=False, clock=None)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    shop.admin = shop.client_of(made.key)
    await shop.post("/v1/members", {"external_id": "ada", "birth_date": "1990-03-02"})
    return shop


def campaign(**details: Any) -> dict[str, Any]:
    return {"id": "double", "name": "Double points", "points_multiplier": "2", **details}


async def publish(shop: Shop, *campaigns: dict[str, Any]) -> None:
    answer = await shop.admin.put("/v1/program", json={**DOCUMENT, "points": POINTS, "campaigns": list(campaigns)})
    assert answer.status_code == 200, answer.text


async def test_a_purchase_tells_which_campaigns_applied_and_every_reading_and_repeat_does_too(shop: Shop) -> None:
    await shop_with(shop, campaign())
    first = await shop.admin.post("/v1/purchases", json=sale())
    assert first.json()["campaigns"] == TOLD
    assert [one["amount"] for one in first.json()["entries"] if one["unit"] == "points"] == [20]
    await publish(shop)
    again = await shop.admin.post("/v1/purchases", json=sale())
    assert (again.status_code, again.content) == (200, first.content)
    assert (await shop.get("/v1/purchases/ext:s-1"))["campaigns"] == TOLD
    assert (await shop.get("/v1/purchases"))["data"][0]["campaigns"] == TOLD
    batch = await shop.post("/v1/purchases/batch?answer=brief", {"purchases": [sale(), sale("s-2")]}, 200)
    assert [one["purchase"].get("campaigns") for one in batch["results"]] == [TOLD, None]
    await shop.post("/v1/returns", {"external_id": "r", "purchase": "ext:s-1", "occurred_at": "2026-03-02T11:30:00Z"})
    assert (await shop.get("/v1/members/ext:ada/status"))["points"]["balance"] == 10
    await shop.prove()


async def test_a_limit_holds_for_purchases_that_come_at_once(shop: Shop) -> None:
    await shop_with(shop, campaign(limit_per_member=3))
    await shop.at_once(*[shop.admin.post("/v1/purchases", json=sale(f"s-{number}")) for number in range(10)])
    listed = (await shop.get("/v1/purchases"))["data"]
    assert [one.get("campaigns") for one in listed].count(TOLD) == 3
    assert (await shop.get("/v1/members/ext:ada/status"))["points"]["balance"] == 3 * 20 + 7 * 10
    await shop.prove()


async def test_a_birthday_is_known_from_enrolment_until_the_person_is_forgotten(shop: Shop) -> None:
    await shop_with(shop, campaign(birthday="day"))
    assert (await shop.post("/v1/purchases", sale()))["campaigns"] == TOLD
    changed = await shop.admin.patch(
        "/v1/members/ext:ada", json={"birth_date": "1990-03-03"}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200
    assert "campaigns" not in await shop.post("/v1/purchases", sale("s-2"))
    await shop.prove()
    member = (await shop.get("/v1/members/ext:ada"))["id"]
    assert (await shop.admin.delete(f"/v1/members/{member}")).status_code in (200, 204)
    await shop.prove()


async def test_first_purchases_and_birthdays_are_known_of_those_who_were_there_before_anything_asked(
    shop: Shop,
) -> None:
    await shop_with(shop)
    await shop.post("/v1/members", {"external_id": "ben"})
    await shop.post("/v1/purchases", sale())
    first = {"id": "first", "name": "Welcome", "points_multiplier": "3", "first_purchase": True}
    await publish(shop, campaign(birthday="week"), first)
    assert (await shop.post("/v1/purchases", sale("s-2")))["campaigns"] == TOLD
    welcome = [{"id": "first", "name": "Welcome"}]
    assert (await shop.post("/v1/purchases", sale("s-3", "ext:ben")))["campaigns"] == welcome
    assert "campaigns" not in await shop.post("/v1/purchases", sale("s-4", "ext:ben"))
    await shop.prove()


async def test_a_voided_first_purchase_makes_the_next_one_first_in_whatever_batch(shop: Shop) -> None:
    await shop_with(shop, campaign(first_purchase=True))
    await shop.post("/v1/purchases", sale())
    answers = await shop.at_once(
        shop.admin.post("/v1/purchases/ext:s-1/void"), shop.admin.post("/v1/purchases", json=sale("s-2"))
    )
    assert [answer.status_code for answer in answers] == [200, 201]
    assert answers[1].json()["campaigns"] == TOLD
    await shop.prove()


async def test_a_claim_decides_what_applies(shop: Shop) -> None:
    await shop_with(shop, campaign(birthday="day"))
    guest = await shop.post("/v1/purchases", sale(member=None))
    assert "campaigns" not in guest
    claimed = await shop.post("/v1/purchases/ext:s-1/claim", {"member": "ext:ada"}, 200)
    assert claimed["campaigns"] == TOLD
    again = await shop.admin.post("/v1/purchases", json=sale(member=None))
    assert "campaigns" not in again.json()
    await shop.prove()


async def test_members_who_become_one_keep_their_uses(shop: Shop) -> None:
    await shop_with(shop, campaign(limit_per_member=2))
    await shop.post("/v1/members", {"external_id": "ben"})
    for name, member in (("s-1", "ext:ada"), ("s-2", "ext:ben")):
        assert (await shop.post("/v1/purchases", sale(name, member)))["campaigns"] == TOLD
    await shop.post("/v1/members/ext:ada/merge", {"from": "ext:ben"}, 200)
    assert "campaigns" not in await shop.post("/v1/purchases", sale("s-3"))
    await shop.prove()


async def test_campaigns_are_listed_with_what_they_are_today(shop: Shop) -> None:
    days = {
        "over": {"to": "2026-03-01"},
        "last-day": {"to": "2026-03-02"},
        "first-day": {"from": "2026-03-02"},
        "upcoming": {"from": "2026-03-03"},
        "always": {"weekdays": ["sun"]},
    }
    await shop_with(shop, *(campaign(**{"id": name, **told}) for name, told in days.items()))
    listed = await shop.get("/v1/campaigns")
    assert [(one["id"], one["state"]) for one in listed["data"]] == [
        ("over", "over"),
        ("last-day", "running"),
        ("first-day", "running"),
        ("upcoming", "upcoming"),
        ("always", "running"),
    ]
    assert listed["next_cursor"] is None
    assert (listed["data"][4]["weekdays"], listed["data"][4]["from"]) == (["sun"], None)
    await publish(shop, campaign())
    assert [one["id"] for one in (await shop.get("/v1/campaigns"))["data"]] == ["double"]


async def test_a_programme_without_campaigns_lists_none(shop: Shop) -> None:
    assert await shop.get("/v1/campaigns") == {"data": [], "next_cursor": None}


async def test_tills_and_shops_may_read_campaigns_and_others_may_not(
    client: httpx2.AsyncClient, corner_shop: Shop
) -> None:
    for role, status in (("pos", 200), ("ecommerce", 200), ("auditor", 200), ("email", 403)):
        client.headers["Authorization"] = f"Bearer {await corner_shop.key(role)}"
        assert (await client.get("/v1/campaigns")).status_code == status


@pytest.mark.parametrize(
    ("details", "pointer", "code"),
    [
        ({"amount_off": 100, "points_multiplier": "2"}, "/campaigns/0/amount_off", "not-possible"),
        ({"limit_total": 0}, "/campaigns/0/limit_total", "out-of-range"),
        ({"when": {"fact": "basket.total", "is": "at_least", "value": "x"}}, "/campaigns/0/when/value", "wrong-type"),
        ({"when": {"fact": "basket.total", "is": "at_least", "value": 1.5}}, "/campaigns/0/when/value", "wrong-type"),
        ({"when": {"any": [{"not": {"wrong": 1}}]}}, "/campaigns/0/when/any/0/not/wrong", "unknown-field"),
    ],
)
async def test_a_campaign_that_cannot_be_is_not_published(
    client: httpx2.AsyncClient, details: dict[str, Any], pointer: str, code: str
) -> None:
    document = {**DOCUMENT, "campaigns": [campaign(**details)]}
    answer = await client.put("/v1/program", json=document)
    assert_problem(answer, 422, "program-invalid")
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
