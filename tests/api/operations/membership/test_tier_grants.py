"""Levels given by hand, over HTTP."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

GIFT = {"tier": "silver", "until": "2026-06-30", "kind": "gift", "reason": "Sorry for the wait"}
ANN = "/v1/members/ext:ann/tier"


@pytest.fixture
async def ann(shop: Shop) -> str:
    made = await shop.post("/v1/members", {"external_id": "ann"})
    return str(made["id"])


async def put(shop: Shop, **changes: Any) -> Any:
    return await shop.admin.put(ANN, json={**GIFT, **changes})


async def test_a_given_level_is_held_at_once_and_shown_to_be_given(shop: Shop, ann: str) -> None:
    answer = await put(shop)
    assert answer.status_code == 200
    held = answer.json()
    assert (held["member"], held["tier"]["id"], held["tier"]["until"]) == (ann, "silver", "2026-06-30")
    assert held["tier"]["given"] == {
        "level": "silver",
        "kind": "gift",
        "reason": "Sorry for the wait",
        "until": "2026-06-30",
    }
    assert held["keep_tier"] == {"needs": 30000, "by": "2026-06-30"}
    status = await shop.get("/v1/members/ext:ann/status")
    assert {name: status[name] for name in held} == held
    assert [act["detail"] for act in (await shop.get("/v1/audit"))["data"] if act["act"] == "give_level"] == [GIFT]
    await shop.prove()


async def test_the_same_again_changes_nothing(shop: Shop, ann: str) -> None:
    first = await put(shop)
    again = await put(shop)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len((await shop.get("/v1/members/ext:ann/tiers"))["data"]) == 1


async def test_it_is_taken_away(shop: Shop, ann: str) -> None:
    await put(shop)
    for _ in range(2):
        assert (await shop.admin.delete(ANN)).status_code == 204
    status = await shop.get("/v1/members/ext:ann/status")
    assert (status["tier"]["id"], status["tier"]["given"]) == ("base", None)
    acts = [act["act"] for act in (await shop.get("/v1/audit"))["data"]]
    assert acts.count("take_level_away") == 1
    await shop.prove()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"tier": "platinum"}, "/tier"),
        ({"until": "2026-03-01"}, "/until"),
        ({"until": "soon"}, "/until"),
        ({"kind": "bribe"}, "/kind"),
        ({"reason": ""}, "/reason"),
        ({"level": "silver"}, "/level"),
    ],
)
async def test_what_cannot_be_given_is_refused_with_its_place(
    shop: Shop, ann: str, changes: dict[str, Any], pointer: str
) -> None:
    problem = assert_problem(await put(shop, **changes), 422, "validation")
    assert [one["pointer"] for one in problem["errors"]] == [pointer]
    assert (await shop.get("/v1/members/ext:ann/tiers"))["data"] == []


async def test_nobody_gets_nothing_and_nor_does_who_was_erased(shop: Shop, ann: str) -> None:
    for path in ("/v1/members/ext:bea/tier", "/v1/members/-/tier"):
        assert_problem(await shop.admin.put(path, json=GIFT), 404, "not-found")
        assert_problem(await shop.admin.delete(path), 404, "not-found")
    await put(shop)
    await shop.admin.delete("/v1/members/ext:ann")
    assert_problem(await shop.admin.put(f"/v1/members/{ann}/tier", json=GIFT), 422, "member-erased")
    # What is left of the member is told still, and ends in its time.
    assert len((await shop.get(f"/v1/members/{ann}/tiers"))["data"]) == 1
    await shop.prove()


async def test_only_who_may_give_gives(shop: Shop, ann: str) -> None:
    for role, scopes, status in (("pos", (), 403), ("email", (), 403), ("partner", ("tiers:give",), 200)):
        made = await shop.post(
            "/v1/keys", {"role": role, **({"scopes": scopes, "all_members": True} if scopes else {})}
        )
        async with shop.client_of(made["key"]) as caller:
            assert (await caller.put(ANN, json=GIFT)).status_code == status
