"""Contacts over HTTP: those that were made, and whether another may be made now."""

from typing import Any

import pytest

from tests.api.operations.membership.test_consents import MAIL, said
from tests.api.requests import assert_problem, purchase
from tests.api.shop import DOCUMENT, Shop
from tests.api.test_erasure import MARK, rows_with

pytestmark = pytest.mark.anyio

CONTACTS: dict[str, Any] = {
    "premium": {"levels": ["silver"]},
    "purposes": [
        {"id": "news", "caps": [{"channel": "email", "max": 2, "days": 7}]},
        {"id": "service", "needs": []},
    ],
    "all": {"max": 4, "days": 30},
}


def made(name: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "external_id": name,
        "member": "ext:ada",
        "channel": "email",
        "direction": "out",
        "purpose": "news",
        "outcome": "sent",
        "at": at,
        **more,
    }


async def publish(shop: Shop, contacts: dict[str, Any]) -> None:
    answer = await shop.admin.put("/v1/program", json={**DOCUMENT, "contacts": contacts})
    assert answer.status_code == 200, answer.text


async def open_shop(shop: Shop) -> None:
    await publish(shop, CONTACTS)
    await shop.post("/v1/members", {"external_id": "ada", "email": MAIL})


async def check(shop: Shop, purpose: str = "news", channel: str = "email", member: str = "ada") -> dict[str, Any]:
    return await shop.get(f"/v1/members/ext:{member}/may-contact", purpose=purpose, channel=channel)


async def reason(shop: Shop, purpose: str = "news", channel: str = "email") -> str | None:
    answer = await check(shop, purpose, channel)
    assert answer["may"] == (answer["reason"] is None)
    found: str | None = answer["reason"]
    return found


async def test_caps_count_business_days_and_say_when_the_next_contact_fits(shop: Shop) -> None:
    await open_shop(shop)
    await shop.post("/v1/members/ext:ada/consents", said("c1", True, purpose="news"))
    # Seven days up to 2 March begin on 24 February.
    await shop.post("/v1/contacts", made("m1", "2026-02-23T23:59:00Z"))
    await shop.post("/v1/contacts", made("m2", "2026-02-24T00:00:00Z"))
    answer = await check(shop)
    assert (answer["may"], answer["reason"]) == (True, None)
    news = {"purpose": "news", "channel": "email", "max": 2, "days": 7}
    every = {"purpose": None, "channel": None, "max": 4, "days": 30}
    assert answer["caps"] == [{**news, "used": 1, "free_on": None}, {**every, "used": 2, "free_on": None}]
    await shop.post("/v1/contacts", made("m3", "2026-03-01T10:00:00Z"))
    answer = await check(shop)
    assert (answer["may"], answer["reason"]) == (False, "capped")
    assert answer["caps"] == [{**news, "used": 2, "free_on": "2026-03-03"}, {**every, "used": 3, "free_on": None}]
    assert await reason(shop, "service") is None, "another purpose has its own caps"
    await shop.post("/v1/contacts", made("m4", "2026-03-02T11:00:00Z", channel="sms", purpose="service"))
    # The fourth of 30 days: all purposes wait until the first of them, of 23 February, has left the window.
    answer = await check(shop, "service", "post")
    assert answer["caps"] == [{**every, "used": 4, "free_on": "2026-03-25"}]
    assert answer["reason"] == "capped"
    shop.now = shop.now.replace(day=25)
    assert await reason(shop, "service", "post") is None
    assert await reason(shop) is None


async def test_only_what_the_shop_did_counts_and_reports_do_not(shop: Shop) -> None:
    await open_shop(shop)
    at = "2026-03-02T10:00:00Z"
    await shop.post("/v1/contacts", made("i1", at, channel="phone", direction="in", outcome="spoken", purpose=None))
    await shop.post("/v1/contacts", made("r1", at, outcome="bounced"))
    for number, (channel, outcome) in enumerate((("visit", "spoken"), ("phone", "no_answer"), ("post", "sent"))):
        await shop.post("/v1/contacts", made(f"o{number}", at, channel=channel, outcome=outcome, purpose=None))
    (every,) = (await check(shop, "service", "post"))["caps"]
    assert (every["used"], every["free_on"]) == (3, None)
    rows = (await shop.get("/v1/members/ext:ada/contacts"))["data"]
    assert [one["external_id"] for one in rows] == ["o2", "o1", "o0", "r1", "i1"]
    first = await shop.get("/v1/members/ext:ada/contacts", limit="3")
    rest = await shop.get("/v1/members/ext:ada/contacts", limit="3", cursor=first["next_cursor"])
    assert [*first["data"], *rest["data"]] == rows


async def test_the_reason_is_the_first_that_holds(shop: Shop) -> None:
    await open_shop(shop)
    assert await reason(shop) == "no_consent"
    assert await reason(shop, "service") is None, "it needs no consent"
    assert await reason(shop, "service", "phone") == "no_address"
    assert await reason(shop, "service", "post") is None, "postal addresses are not in the member's data"
    await shop.post("/v1/members/ext:ada/consents", said("c1", True, purpose="news"))
    assert await reason(shop) is None
    await shop.post("/v1/contacts", made("r1", "2026-03-01T11:00:00Z", outcome="complained"))
    assert (await reason(shop), await reason(shop, "service")) == ("suppressed", "suppressed")
    assert await reason(shop, "news", "post") is None, "a complaint is about its channel"
    # What the member confirms later counts for its purpose; for no other.
    later = said("c2", True, purpose="news", channel="email", at="2026-03-01T12:00:00Z", confirmed=True)
    await shop.post("/v1/members/ext:ada/consents", later)
    assert (await reason(shop), await reason(shop, "service")) == (None, "suppressed")
    await shop.post("/v1/contacts", made("r2", "2026-03-01T11:30:00Z", outcome="complained"))
    assert await reason(shop) is None, "it complained before"
    await shop.post("/v1/contacts", made("r3", "2026-03-01T12:30:00Z", outcome="complained"))
    assert await reason(shop) == "suppressed", "and once more"


async def test_an_address_that_bounced_is_no_address_until_there_is_another(shop: Shop) -> None:
    await open_shop(shop)
    await shop.post("/v1/contacts", made("r1", "2026-03-01T11:00:00Z", outcome="bounced"))
    assert await reason(shop, "service") == "no_address"
    assert await rows_with(shop, "bounced") != []
    changed = await shop.admin.patch(
        "/v1/members/ext:ada", json={"email": "new@example.com"}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    assert await reason(shop, "service") is None
    # The address is dead for whoever gives it next.
    await shop.post("/v1/members", {"external_id": "bob", "email": MAIL.upper()})
    assert (await check(shop, "service", member="bob"))["reason"] == "no_address"


async def test_a_contact_is_recorded_once_and_bad_ones_change_nothing(shop: Shop) -> None:
    await open_shop(shop)
    wish = made("m1", "2026-03-02T11:00:00Z", topic="spring")
    first = await shop.post("/v1/contacts", wish)
    assert (first["topic"], first["staff"], first["at"]) == ("spring", None, "2026-03-02T11:00:00Z")
    again = await shop.admin.post("/v1/contacts", json=wish)
    assert (again.status_code, again.json()) == (200, first)
    conflict = await shop.admin.post("/v1/contacts", json={**wish, "topic": "autumn"})
    assert_problem(conflict, 409, "external-id-conflict")
    assert_problem(await shop.admin.post("/v1/contacts", json={**wish, "member": "ext:eve"}), 404, "not-found")
    for fault in (
        {"purpose": "else"},
        {"purpose": "honours"},
        {"channel": "pigeon"},
        {"outcome": "read"},
        {"direction": "in"},
        {"channel": "post", "outcome": "bounced"},
    ):
        refused = await shop.admin.post("/v1/contacts", json={**wish, "external_id": "x", **fault})
        assert_problem(refused, 422, "validation")
    late = await shop.admin.post("/v1/contacts", json=made("x", "2026-03-02T13:00:00Z"))
    assert_problem(late, 422, "occurred-in-future")
    assert (await shop.get("/v1/members/ext:ada/contacts"))["data"] == [first]
    unknown = await shop.admin.get("/v1/members/ext:ada/may-contact", params={"purpose": "share"})
    assert_problem(unknown, 422, "validation")


async def test_merged_members_have_the_contacts_of_both_and_erased_ones_none(shop: Shop) -> None:
    await open_shop(shop)
    await shop.post("/v1/members", {"external_id": "bob"})
    await shop.post("/v1/contacts", made("m1", "2026-03-01T11:00:00Z", purpose="service"))
    await shop.post("/v1/contacts", made("m2", "2026-03-01T11:00:00Z", member="ext:bob", topic=MARK))
    await shop.post("/v1/members/ext:ada/merge", {"from": "ext:bob"}, 200)
    (_, every) = (await check(shop))["caps"]
    assert every["used"] == 2
    assert await rows_with(shop, MARK) != []
    await shop.prove()
    await shop.admin.delete("/v1/members/ext:ada")
    assert await rows_with(shop, MARK) == []
    await shop.prove()


async def test_lists_have_whom_nothing_protects_by_group(shop: Shop) -> None:
    await publish(shop, CONTACTS)
    for name in ("ada", "bob", "cyd", "dan"):
        await shop.post("/v1/members", {"external_id": name, "email": f"{name}@example.com"})
        if name != "dan":
            await shop.post(f"/v1/members/ext:{name}/consents", said(f"c-{name}", True, purpose="news"))
    for name, price in (("bob", 100), ("cyd", 30_000)):
        lines = [{"quantity": 1, "unit_price": price}]
        bought = purchase(external_id=name, member=f"ext:{name}", lines=lines, total=price, enrol=False)
        await shop.post("/v1/purchases", bought)

    async def listed(**query: str) -> list[tuple[str, str]]:
        page = await shop.get("/v1/merge-fields", purpose="news", **query)
        return [(one["external_id"], one["group"]) for one in page["data"]]

    assert await listed() == [("ada", "prospects"), ("bob", "customers"), ("cyd", "premium")]
    assert await listed(group="premium") == [("cyd", "premium")]
    assert (await check(shop, member="cyd"))["group"] == "premium"
    for number in (1, 2):
        await shop.post("/v1/contacts", made(f"m{number}", "2026-03-02T11:00:00Z", member="ext:bob"))
    assert await listed() == [("ada", "prospects"), ("cyd", "premium")]
    everybody = await listed(all="true")
    assert [name for name, _ in everybody] == ["ada", "bob", "cyd", "dan"]
    file = await shop.admin.get(
        "/v1/merge-fields", params={"format": "csv", "purpose": "news", "fields": "external_id,group"}
    )
    assert file.text == "external_id,group\r\nada,prospects\r\ncyd,premium\r\n"


async def test_a_partner_contacts_only_its_own_members(shop: Shop) -> None:
    await open_shop(shop)
    async with shop.client_of(await shop.key("partner", scopes=["contacts:write", "members:read"])) as partner:
        wish = made("m1", "2026-03-02T11:00:00Z")
        assert_problem(await partner.post("/v1/contacts", json=wish), 404, "not-found")
        for path in ("contacts", "may-contact"):
            assert_problem(await partner.get(f"/v1/members/ext:ada/{path}"), 404, "not-found")
    assert (await shop.get("/v1/members/ext:ada/contacts"))["data"] == []


async def test_the_group_premium_has_levels_of_the_document(shop: Shop) -> None:
    bad = {**DOCUMENT, "contacts": {"premium": {"levels": ["platinum"]}}}
    answer = await shop.admin.put("/v1/program", json=bad)
    assert_problem(answer, 422, "program-invalid")
    assert "/contacts/premium/levels/0" in answer.text
