"""Consents over HTTP: what members allowed, the evidence, and what is left of a withdrawal."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop
from tests.api.test_erasure import MARK, rows_with

pytestmark = pytest.mark.anyio

MAIL = "ada@example.com"


def said(name: str, given: bool, **more: Any) -> dict[str, Any]:
    return {
        "external_id": name,
        "purpose": "marketing",
        "given": given,
        "at": "2026-03-01T10:00:00Z",
        "how": "web",
        "text_version": "v1",
        **more,
    }


async def allowed(shop: Shop, member: str = "ada") -> set[tuple[str, str | None]]:
    now = (await shop.get(f"/v1/members/ext:{member}/consents"))["now"]
    return {(one["purpose"], one["channel"]) for one in now if one["may"]}


async def test_the_newest_row_counts_and_of_two_at_once_the_withdrawal(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada", "email": MAIL})
    path = "/v1/members/ext:ada/consents"
    yes = await shop.post(path, said("c1", True, evidence="form 12"))
    assert (await shop.get("/v1/members/ext:ada"))["consents"] == {"marketing": True}
    again = await shop.admin.post(path, json=said("c1", True, evidence="form 12"))
    assert (again.status_code, again.json()) == (200, yes)
    assert_problem(await shop.admin.post(path, json=said("c1", False)), 409, "external-id-conflict")
    # Said before, but heard later.
    await shop.post(path, said("c2", False, at="2026-02-28T10:00:00Z"))
    assert ("marketing", "email") in await allowed(shop)
    await shop.post(path, said("c3", False, channel="email"))
    assert await allowed(shop) == {("marketing", one) for one in (None, "sms", "phone", "post", "push")}
    assert (await shop.get("/v1/members/ext:ada"))["consents"] == {"marketing": True}
    await shop.post(path, said("c4", True, channel="email"))
    assert ("marketing", "email") not in await allowed(shop)
    await shop.post(path, said("c5", True, basis="contract", at="2026-03-01T11:00:00Z"))
    assert await allowed(shop) == set(), "marketing needs another basis"
    rows = (await shop.get(path))["data"]
    assert [one["external_id"] for one in rows] == ["c5", "c4", "c3", "c2", "c1"]
    assert (rows[-1]["evidence"], rows[-1]["text_version"], rows[-1]["how"]) == ("form 12", "v1", "web")


async def test_what_comes_with_the_members_data_is_a_row_too(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada", "consents": {"marketing": True}})
    for given in (False, True, None):
        change = {"consents": {"marketing": given}}
        answer = await shop.admin.patch("/v1/members/ext:ada", json=change, headers={"If-Match": "*"})
        assert answer.json()["consents"] == {"marketing": bool(given)}
        assert (("marketing", None) in await allowed(shop)) == bool(given)
    rows = (await shop.get("/v1/members/ext:ada/consents"))["data"]
    assert [one["given"] for one in reversed(rows)] == [True, False, True, False]
    assert len({one["at"] for one in rows}) == 4, "each is later than the one before, even while the clock stands"


async def test_purposes_are_those_of_the_programme(shop: Shop) -> None:
    purposes = [{"id": "news", "needs": ["soft_opt_in"]}, {"id": "service", "needs": []}]
    published = await shop.admin.put("/v1/program", json={**DOCUMENT, "contacts": {"purposes": purposes}})
    assert published.status_code == 200, published.text
    await shop.post("/v1/members", {"external_id": "ada"})
    path = "/v1/members/ext:ada/consents"
    assert ("service", "post") in await allowed(shop)
    await shop.post(path, said("c1", True, purpose="news", basis="soft_opt_in"))
    await shop.post(path, said("c2", False, purpose="service", channel="post"))
    now = await allowed(shop)
    assert {("news", "email"), ("service", "email"), ("service", "post")} & now == {
        ("news", "email"),
        ("service", "email"),
    }
    for fault in (
        {"purpose": "else"},
        {"channel": "pigeon"},
        {"shown_as": "Ada"},
        {"purpose": "honours"},
        {"purpose": "honours", "channel": "email", "shown_as": "Ada"},
    ):
        assert_problem(await shop.admin.post(path, json=said("x", True, **fault)), 422, "validation")
    late = await shop.admin.post(path, json=said("x", True, at="2026-03-02T13:00:00Z"))
    assert_problem(late, 422, "occurred-in-future")
    bad = {**DOCUMENT, "contacts": {"purposes": [{"id": "share"}]}}
    assert_problem(await shop.admin.put("/v1/program", json=bad), 422, "program-invalid")


async def test_an_erased_withdrawal_binds_whoever_has_the_address_next(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada", "email": MAIL, "phone": "+44 20 7946 0958"})
    await shop.post("/v1/members/ext:ada/consents", said("c1", False, channel="email", evidence=MARK))
    await shop.admin.delete("/v1/members/ext:ada")
    for trace in (MARK, MAIL, "7946"):
        assert await rows_with(shop, trace) == []
    agreeing = {"email": MAIL.upper(), "consents": {"marketing": True}}
    await shop.post("/v1/members", {"external_id": "bob", **agreeing})
    assert ("marketing", "email") not in await allowed(shop, "bob")
    assert ("marketing", "phone") in await allowed(shop, "bob")
    confirmed = said("c2", True, channel="email", at="2026-03-02T12:00:00.5Z", confirmed=True)
    await shop.post("/v1/members/ext:bob/consents", {**confirmed, "confirmed": False})
    assert ("marketing", "email") not in await allowed(shop, "bob")
    await shop.post("/v1/members/ext:bob/consents", {**confirmed, "external_id": "c3"})
    shop.now = shop.now.replace(minute=1)
    await shop.post("/v1/members/ext:bob/consents", {**confirmed, "external_id": "c4", "at": "2026-03-02T12:01:00Z"})
    assert ("marketing", "email") in await allowed(shop, "bob")


async def test_a_strangers_address_wants_nothing(shop: Shop) -> None:
    wish = {"channel": "email", "address": MAIL, "reason": "complained"}
    first = await shop.post("/v1/suppressions", wish)
    again = await shop.admin.post("/v1/suppressions", json={**wish, "address": "Ada@Example.com", "reason": "asked"})
    assert (again.status_code, again.json()) == (200, first)
    assert await rows_with(shop, MAIL) == []
    await shop.post("/v1/members", {"external_id": "ada", "email": MAIL, "consents": {"marketing": True}})
    assert ("marketing", "email") not in await allowed(shop)
    assert ("marketing", "sms") in await allowed(shop)
    assert_problem(await shop.admin.post("/v1/suppressions", json={**wish, "address": "x"}), 422, "validation")


async def test_merged_members_keep_all_rows_and_the_newest_counts(shop: Shop) -> None:
    for name, given, day in (("ada", True, "01"), ("bob", False, "02")):
        await shop.post("/v1/members", {"external_id": name})
        await shop.post(f"/v1/members/ext:{name}/consents", said(name, given, at=f"2026-02-{day}T10:00:00Z"))
    merged = await shop.admin.post("/v1/members/ext:ada/merge", json={"from": "ext:bob"})
    assert merged.json()["consents"] == {"marketing": False}
    assert len((await shop.get("/v1/members/ext:ada/consents"))["data"]) == 2
    assert await allowed(shop) == set()
