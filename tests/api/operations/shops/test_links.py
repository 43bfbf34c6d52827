"""Members are linked to customers of shop systems, whose purchases they then have."""

from typing import Any

import pytest

from app.engine.model.commands.members import LinkMember
from app.store.queries.shops import shop_orders
from tests.api.requests import assert_problem
from tests.api.shop import Shop
from tests.sources.messages import shopify_line, shopify_order, shopify_refund

from .test_connectors import connect, kept, taken

pytestmark = pytest.mark.anyio

LINK = {"connector": "web", "customer": "77"}


async def member_of(shop: Shop, purchase: str) -> str | None:
    """The member of a purchase."""
    owner: str | None = (await shop.get(f"/v1/purchases/ext:{purchase}"))["member"]
    return owner


def ordered(id_: int, at: str = "2026-03-01T10:00:00Z", **more: Any) -> dict[str, Any]:
    """An order of 20.00 without an e-mail address."""
    return shopify_order(id_, processed_at=at, created_at=at, email=None, **more)


async def test_a_link_claims_what_the_customer_bought_as_a_guest_in_the_last_90_days(shop: Shop) -> None:
    connector = await connect(shop, match_email=False)
    await taken(shop, connector, "orders/paid", ordered(1, "2025-12-02T12:00:00Z"))
    await taken(shop, connector, "orders/paid", ordered(2, "2025-12-02T11:59:59Z"))
    await taken(shop, connector, "orders/paid", ordered(3))
    await taken(shop, connector, "refunds/create", shopify_refund(61, {1: 2}, order=3))
    gone = ordered(4)
    await taken(shop, connector, "orders/paid", gone)
    cancelled = {**gone, "updated_at": "2026-03-01T12:00:00Z", "cancelled_at": "2026-03-01T12:00:00Z"}
    await taken(shop, connector, "orders/cancelled", cancelled)
    other = {"id": 78, "email": None, "state": "enabled"}
    await taken(shop, connector, "orders/paid", ordered(5, customer=other))
    ann = await shop.post("/v1/members", {"external_id": "ann"})
    made = await shop.post("/v1/members/ext:ann/links", LINK)
    assert made == {**LINK, "purchases": ["web:1", "web:3"]}
    assert [await member_of(shop, f"web:{one}") for one in range(1, 6)] == [ann["id"], None, ann["id"], None, None]
    status = (await shop.get("/v1/members/link:web%2F77/status"))["points"]["balance"]
    assert status == 17 + 9, "of 17.00, and of 17.00 without two cups of 4.00"

    again = await shop.admin.post("/v1/members/ext:ann/links", json=LINK)
    assert (again.status_code, again.json(), again.headers["idempotency-replayed"]) == (200, made, "true")
    assert (await shop.get("/v1/members/ext:ann/links")) == {"data": [LINK]}
    await taken(shop, connector, "orders/paid", ordered(6))
    assert await member_of(shop, "web:6") == ann["id"], "later orders find their member"
    edited = ordered(3, updated_at="2026-03-01T13:00:00Z")
    edited["line_items"].append(shopify_line(3, "2.50", 2))
    await taken(shop, connector, "orders/updated", edited)
    assert await member_of(shop, "web:3+3") == ann["id"]
    await shop.prove()


async def test_a_customer_is_linked_to_one_member_of_one_connector(shop: Shop) -> None:
    await connect(shop)
    for name in ("ann", "bob"):
        await shop.post("/v1/members", {"external_id": name})
    await shop.post("/v1/members/ext:ann/links", LINK)
    answer = await shop.admin.post("/v1/members/ext:bob/links", json=LINK)
    fault = assert_problem(answer, 409, "member-exists")
    assert [(one["pointer"], one["code"]) for one in fault["errors"]] == [("/customer", "taken")]
    for body, pointer in (
        ({**LINK, "connector": "Web"}, "/connector"),
        ({**LINK, "customer": ""}, "/customer"),
        ({**LINK, "customer": "a/b"}, "/customer"),
        ({**LINK, "customer": "7" * 52}, "/customer"),
    ):
        fault = assert_problem(await shop.admin.post("/v1/members/ext:ann/links", json=body), 422, "validation")
        assert fault["errors"][0]["pointer"] == pointer
    nowhere = await shop.admin.post("/v1/members/ext:ann/links", json={**LINK, "connector": "none"})
    assert_problem(nowhere, 404, "not-found")
    assert_problem(await shop.admin.post("/v1/members/ext:eve/links", json=LINK), 404, "not-found")

    longest = {"connector": "web", "customer": "c" * 51}
    await shop.post("/v1/members/ext:ann/links", longest)
    assert (await shop.get(f"/v1/members/link:web%2F{'c' * 51}"))["external_id"] == "ann"
    assert (await shop.admin.delete(f"/v1/members/ext:ann/links/web/{'c' * 51}")).status_code == 204
    assert_problem(await shop.admin.delete("/v1/members/ext:bob/links/web/77"), 404, "not-found")
    assert (await shop.admin.delete("/v1/members/ext:ann/links/web/77")).status_code == 204
    assert_problem(await shop.admin.delete("/v1/members/ext:ann/links/web/77"), 404, "not-found")
    assert_problem(await shop.admin.get("/v1/members/link:web%2F77"), 404, "not-found")
    await shop.post("/v1/members/ext:bob/links", LINK)
    acts = (await shop.get("/v1/audit"))["data"]
    assert [one["act"] for one in acts if "link" in one["act"]] == [
        *("add_link", "remove_link", "remove_link", "add_link", "add_link")
    ]
    assert "77" not in str([one["detail"] for one in acts if "link" in one["act"]])


async def test_a_link_is_a_reference_everywhere(shop: Shop) -> None:
    await connect(shop)
    await shop.post("/v1/members", {"external_id": "ann"})
    await shop.post("/v1/members/ext:ann/links", LINK)
    sale = {
        "external_id": "till-1",
        "member": "link:web/77",
        "occurred_at": "2026-03-01T10:00:00Z",
        "currency": "GBP",
        "lines": [{"quantity": 1, "unit_price": 500}],
    }
    await shop.post("/v1/purchases", sale)
    assert (await shop.get("/v1/members/ext:ann/status"))["points"]["balance"] == 5
    stranger = {**sale, "external_id": "till-2", "member": "link:web/78", "enrol": True}
    assert_problem(await shop.admin.post("/v1/purchases", json=stranger), 404, "not-found")
    found = await shop.post("/v1/status/batch", {"members": ["link:web/77", "link:web/78"]}, 200)
    assert ["problem" in one for one in found["data"]] == [False, True]


async def test_merges_keep_links_and_erasures_end_them(shop: Shop) -> None:
    connector = await connect(shop)
    for name in ("ann", "bob"):
        await shop.post("/v1/members", {"external_id": name})
    await shop.post("/v1/members/ext:bob/links", LINK)
    await taken(shop, connector, "orders/paid", ordered(1))
    await shop.post("/v1/members/ext:ann/merge", {"from": "ext:bob"}, 200)
    assert (await shop.get("/v1/members/ext:ann/links"))["data"] == [LINK]
    assert (await shop.get("/v1/members/link:web%2F77"))["external_id"] == "ann"
    await taken(shop, connector, "orders/paid", ordered(2))
    assert await member_of(shop, "web:2") == await member_of(shop, "web:1")

    await shop.goldlist.sequencer.go_round()
    events = (await shop.get("/v1/events", after="start"))["data"]
    (linked,) = [one for one in events if one["type"] == "member.linked"]
    assert linked["data"]["connector"] == "web"
    assert "77" not in str(linked["data"]), "the feed outlives an erasure"
    assert (await shop.admin.delete("/v1/members/ext:ann")).status_code in (200, 204)
    assert_problem(await shop.admin.get("/v1/members/link:web%2F77"), 404, "not-found")
    await taken(shop, connector, "orders/paid", ordered(3))
    assert await member_of(shop, "web:3") is None
    carl = await shop.post("/v1/members", {"external_id": "carl"})
    assert (await shop.post("/v1/members/ext:carl/links", LINK))["purchases"] == ["web:3"]
    assert await member_of(shop, "web:3") == carl["id"]
    await shop.prove()


async def test_a_purchase_recorded_while_its_customer_is_linked_is_claimed(shop: Shop) -> None:
    connector = await connect(shop, match_email=False)
    ann = await shop.post("/v1/members", {"external_id": "ann"})
    submit = shop.goldlist.take_in._submit

    async def slowly(command: Any) -> Any:
        done = await submit(command)
        # The link comes after the order's member was looked for, and before the order is known.
        await shop.goldlist.commands.submit(LinkMember(shop.program_id, "ext:ann", "web/77"))
        return done

    shop.goldlist.take_in._submit = slowly  # type: ignore[method-assign]
    await taken(shop, connector, "orders/paid", ordered(1))
    assert await member_of(shop, "web:1") == ann["id"]
    row = await shop.goldlist.database.read(
        lambda transaction: shop_orders.shop_order(transaction, connector["id"], "1")
    )
    assert row
    assert row.member_id == ann["id"]


async def test_a_purchase_that_somebody_claimed_stays_theirs_and_other_programmes_see_nothing(shop: Shop) -> None:
    connector = await connect(shop, match_email=False)
    for one in (1, 2):
        await taken(shop, connector, "orders/paid", ordered(one))
    for name in ("ann", "bob"):
        await shop.post("/v1/members", {"external_id": name})
    await shop.post("/v1/purchases/ext:web:1/claim", {"member": "ext:bob"}, 200)
    assert (await shop.post("/v1/members/ext:ann/links", LINK))["purchases"] == ["web:2"]
    assert await kept(shop) == {"web:1": 1700, "web:2": 1700}

    other = shop.client_of(await shop.create_program("other"))
    assert_problem(await other.post("/v1/members/ext:ann/links", json=LINK), 404, "not-found")
    assert_problem(await other.get("/v1/members/link:web%2F77"), 404, "not-found")
    till = shop.client_of(await shop.key("pos", store="london-1"))
    assert_problem(await till.post("/v1/members/ext:bob/links", json=LINK), 403, "insufficient-scope")
    assert_problem(await till.delete("/v1/members/ext:ann/links/web/77"), 403, "insufficient-scope")


async def test_an_enrolled_customer_is_linked_and_gets_earlier_purchases(shop: Shop) -> None:
    connector = await connect(shop)
    await taken(shop, connector, "orders/paid", ordered(1, customer={"id": 77, "state": "enabled"}))
    await shop.admin.patch(f"/v1/connectors/{connector['id']}", json={"settings": {"enrol": "customers"}})
    await taken(shop, connector, "orders/paid", ordered(2, customer={"id": 77, "state": "enabled"}))
    member = await member_of(shop, "web:2")
    assert member
    assert await member_of(shop, "web:1") == member
    assert (await shop.get(f"/v1/members/{member}/links"))["data"] == [LINK]
