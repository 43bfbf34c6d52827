"""Erasing is whole: every text that a caller may send about a member is marked, and looked for in the database."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.store.connection.database import sqlite_path
from app.store.tables.schema import metadata as tables
from tests.api.requests import assert_problem, purchase
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

# So long that no id that is drawn has it.
MARK = "zq7mark7qz"
ADA: dict[str, Any] = {
    "external_id": f"{MARK}-ext",
    "card_number": f"{MARK}-card",
    "name": f"{MARK} name",
    "email": f"{MARK}@mail.example",
    "phone": "+44 20 7946 0771",
    "birth_date": "1971-07-17",
    "metadata": {f"{MARK} key": f"{MARK} text"},
}
# What stays by decision: by these names requests are known again, so they must say nothing of a person.
REQUESTS = ("sale", "claimed", "return", "adjustment", "redemption", "gift", "transfer", "batch", "hold")
ANY = {"If-Match": "*"}


async def test_nothing_is_left_of_what_was_said_of_a_member(shop: Shop, database_url: str) -> None:
    await everything_said(shop)
    before = await rows_with(shop, MARK, "7946", "1971-07-17")
    places = {"members", "profiles", "identifiers", "receipts", "purchases", "returns", "entries", "audit"}
    places |= {"given_levels", "tier_changes", "voucher_batches", "member_words"}
    assert {row.partition(":")[0] for row in before} == places, "the words are found while the member is there"
    await shop.prove()
    erased = await shop.admin.delete(f"/v1/members/ext:{MARK}-ext")
    assert erased.status_code == 204
    assert await rows_with(shop, MARK, "7946", "1971-07-17") == []
    assert bytes_with(database_url, MARK, "7946 0771", "1971-07-17") == []
    await shop.prove()


async def test_requests_of_an_erased_member_may_be_said_again(shop: Shop) -> None:
    await everything_said(shop)
    first = await shop.get("/v1/purchases/ext:sale")
    await shop.admin.delete(f"/v1/members/ext:{MARK}-ext")
    assert_problem(await shop.admin.post("/v1/members", json=ADA), 422, "member-erased")
    assert (await shop.get("/v1/members", external_id=ADA["external_id"]))["data"] == []
    sold = await shop.admin.post("/v1/purchases", json=sale("sale"))
    assert (sold.status_code, sold.json()["id"]) == (200, first["id"])
    for path, body in said_by_name(first["member"]):
        answer = await shop.admin.post(path, json=body)
        assert answer.status_code in (200, 422), (path, answer.text)
        assert MARK not in answer.text
    # Who comes again is somebody new, under the same names.
    again = await shop.post("/v1/members", {**ADA, "metadata": {}})
    assert again["id"] != first["member"]
    await shop.prove()


async def test_an_enrolment_named_by_a_key_is_known_when_its_member_was_erased(shop: Shop) -> None:
    made = await shop.post("/v1/members", {}, Idempotency_Key=f"{MARK}-one")
    other = await shop.post("/v1/members", {}, Idempotency_Key=f"{MARK}-two")
    for member in (made, other):
        await shop.admin.delete(f"/v1/members/{member['id']}")
    for key in (f"{MARK}-one", f"{MARK}-two"):
        again = await shop.admin.post("/v1/members", json={}, headers={"Idempotency-Key": key})
        assert_problem(again, 422, "member-erased")
    assert (await shop.post("/v1/members", {}, Idempotency_Key="three"))["id"] not in (made["id"], other["id"])
    assert await rows_with(shop, f"{MARK}-one", f"{MARK}-two", made["card_number"]) == []


async def test_what_is_said_in_the_same_moment_is_erased_too(shop: Shop) -> None:
    member = (await shop.post("/v1/members", ADA))["id"]
    path = f"/v1/members/{member}/adjustments"
    bodies = [{"unit": "points", "amount": 1, "reason": f"{MARK} {number}"} for number in range(20)]
    await shop.at_once(
        *[
            shop.admin.post(path, json=body, headers={"Idempotency-Key": str(place)})
            for place, body in enumerate(bodies)
        ],
        shop.admin.delete(f"/v1/members/{member}"),
    )
    assert await rows_with(shop, MARK) == []
    await shop.prove()


def sale(name: str, member: str | None = f"ext:{MARK}-ext") -> dict[str, Any]:
    return purchase(external_id=name, member=member, total=None, metadata={f"{MARK} key": f"{MARK} text"})


def said_by_name(member: str) -> list[tuple[str, dict[str, Any]]]:
    """Requests that bear reasons and names of their own."""
    why = {"reason": f"{MARK} reason"}
    return [
        (f"/v1/members/{member}/adjustments", {"external_id": "adjustment", "unit": "points", "amount": 500, **why}),
        (f"/v1/members/{member}/adjustments", {"external_id": "punches", "unit": "punches:coffee", "amount": 9, **why}),
        ("/v1/vouchers", {"external_id": "gift", "member": member, "reward": "free-coffee", **why}),
        (
            "/v1/transfers",
            {"external_id": "transfer", "from": member, "to": "ext:bob", "points": 5, **why},
        ),
        (
            "/v1/transfers",
            {"external_id": "transfer-back", "from": "ext:bob", "to": member, "points": 3, **why},
        ),
    ]


async def everything_said(shop: Shop) -> None:
    """A member of whom everything is said that can be, by every request that takes a text."""
    document = {
        **DOCUMENT,
        "points": {**DOCUMENT["points"], "transfer": {"allowed": True}},
        "rewards": [
            *DOCUMENT["rewards"],
            {"id": "mug", "name": "A mug", "kind": "gift", "text": "mug", "points_price": 5},
        ],
    }
    assert (await shop.admin.put("/v1/program", json=document, headers=ANY)).status_code in (200, 201)
    member = (await shop.post("/v1/members", ADA))["id"]
    await shop.post("/v1/members", {"external_id": "bob"})
    other = {"external_id": f"{MARK}-merged", "name": f"{MARK} other", "metadata": {"a": f"{MARK} other"}}
    await shop.post("/v1/members", other)
    await shop.post("/v1/purchases", sale("theirs", f"ext:{MARK}-merged"))
    merged = f"/v1/members/ext:{MARK}-merged"
    why = {"reason": f"{MARK} reason"}
    await shop.post(f"{merged}/adjustments", {"external_id": "before", "unit": "points", "amount": 7, **why})
    await shop.post(f"/v1/members/{member}/merge", {"from": f"ext:{MARK}-merged"}, 200)
    await shop.post(f"/v1/members/{member}/cards", {"card_number": f"{MARK}-card-2"})
    patched = await shop.admin.patch(
        f"/v1/members/{member}", json={"name": f"{MARK} new", "metadata": {f"{MARK} more": MARK}}, headers=ANY
    )
    assert patched.status_code == 200
    await shop.post("/v1/purchases", sale("sale"))
    await shop.post("/v1/purchases", sale("claimed", None))
    await shop.post("/v1/purchases/ext:claimed/claim", {"member": f"ext:{MARK}-ext"}, 200)
    returned = {"external_id": "return", "purchase": "ext:sale", "occurred_at": "2026-03-02T10:00:00Z"}
    await shop.post("/v1/returns", {**returned, "lines": [{"line": 1, "quantity": 1}], "metadata": {MARK: MARK}})
    no_receipt = {"external_id": "bare", "member": f"card:{MARK}-card", "occurred_at": "2026-03-02T10:00:00Z"}
    bare = {"currency": "GBP", "lines": [{"quantity": 1, "unit_price": 100}], "metadata": {MARK: MARK}}
    await shop.post("/v1/returns", {**no_receipt, **bare})
    for path, body in said_by_name(member):
        await shop.post(path, body)
    gift = {"external_id": "taken", "member": member, "reward": "free-coffee", **why}
    given = await shop.post("/v1/vouchers", gift)
    await shop.post(f"/v1/vouchers/{given['code']}/revoke", why, 200)
    await shop.post("/v1/redemptions", {"external_id": "redemption", "member": member, "reward": "mug"})
    level = {"tier": "silver", "kind": "gift", **why}
    assert (await shop.admin.put(f"/v1/members/{member}/tier", json=level)).status_code == 200
    await shop.post("/v1/quotes", {"member": f"ext:{MARK}-ext", "currency": "GBP", "lines": bare["lines"]}, 200)
    await shop.post("/v1/holds", {"external_id": "hold", "member": f"ext:{MARK}-ext", "points": 1, "ttl_seconds": 60})
    await shop.post(f"/v1/members/{member}/cards", {"card_number": f"{MARK}-lost"})
    lost = {"external_id": "lost", "reward": "free-coffee", "reason": "spring"}
    await shop.post("/v1/voucher-batches", {**lost, "members": {"references": [f"card:{MARK}-lost"]}}, 202)
    meant = {"references": [f"ext:{MARK}-ext", "ext:bob", f"card:{MARK}-card-2", f"ext:{MARK}-merged"]}
    batch = {"external_id": "batch", "reward": "free-coffee", "reason": "spring", "members": meant}
    started = await shop.post("/v1/voucher-batches", batch, 202)
    assert started["status"] == "running"
    assert (await shop.admin.delete(f"/v1/members/{member}/cards/{MARK}-lost")).status_code == 204
    await shop.goldlist.voucher_batches.go_round()


async def rows_with(shop: Shop, *words: str) -> list[str]:
    """The rows of all tables in which any of these words stands."""
    found: list[str] = []
    for table in tables.sorted_tables:
        wanted = table.select()
        rows = await shop.goldlist.database.read(lambda transaction, wanted=wanted: transaction.execute(wanted))  # type: ignore[misc]
        found += [f"{table.name}: {row}" for row in rows if any(word in str(row) for word in words)]
    return found


def bytes_with(database_url: str, *words: str) -> list[str]:
    """Which of these words stand in the bytes of a database's file, once it was written anew."""
    path = sqlite_path(database_url)
    if path is None:
        return []
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [Path(path), Path(f"{path}-wal")]
    text = b"".join(one.read_bytes() for one in files if one.exists())
    return [word for word in words if word.encode() in text]
