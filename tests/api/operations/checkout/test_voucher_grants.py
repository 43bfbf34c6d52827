"""Vouchers given and taken back by hand, points handed on and given to causes, over HTTP and on both databases."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

REWARDS: list[dict[str, Any]] = [
    *DOCUMENT["rewards"],
    {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 300, "limit_per_member": 1},
    {"id": "gala", "name": "Gala", "kind": "gift", "text": "An evening", "points_price": 10, "stock": 1},
    {"id": "trees", "name": "A tree", "kind": "donation", "cause": "Trees for all", "points_price": 100, "amount": 75},
    {"id": "dogs", "name": "A bone", "kind": "donation", "cause": "Dogs", "points_price": 10},
]
GIFT = {"external_id": "case-1", "member": "ext:ada", "reward": "five", "reason": "Sorry"}
MISTAKE = {"reason": "A mistake"}


async def opened(shop: Shop) -> None:
    """The rewards are published, and Ada and Bob are members, she with 1,000 points."""
    document = {**DOCUMENT, "rewards": REWARDS, "points": {**DOCUMENT["points"], "transfer": {"allowed": True}}}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    for name in ("ada", "bob"):
        await shop.post("/v1/members", {"external_id": name})
    points = {"external_id": "p", "unit": "points", "amount": 1000, "reason": "A start"}
    await shop.post("/v1/members/ext:ada/adjustments", points)


async def points_of(shop: Shop, name: str) -> int:
    found = await shop.get(f"/v1/members/ext:{name}/status")
    return int(found["points"]["balance"])


async def left_of(shop: Shop, reward: str) -> int:
    return next(one["left"] for one in (await shop.get("/v1/rewards"))["data"] if one["id"] == reward)


async def test_a_gift_is_told_again_as_it_was_and_put_on_record(shop: Shop) -> None:
    await opened(shop)
    made = await shop.admin.post("/v1/vouchers", json=GIFT)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["status"], told["reward"], told["amount"]) == ("usable", "five", 500)
    assert [(one["unit"], one["amount"]) for one in told.pop("entries")] == [("voucher:five", 1)]
    assert await shop.get(f"/v1/vouchers/{told['code']}") == told
    await shop.post(f"/v1/vouchers/{told['code'].lower()}/revoke", MISTAKE, expected=200)
    again = await shop.admin.post("/v1/vouchers", json=GIFT)
    assert (again.status_code, again.content) == (200, made.content)
    conflict = await shop.admin.post("/v1/vouchers", json={**GIFT, "reason": "Another"})
    assert_problem(conflict, 409, "external-id-conflict")
    acts = (await shop.get("/v1/audit"))["data"]
    assert [(one["act"], one["detail"]["reason"]) for one in acts[:2]] == [
        ("revoke_voucher", "A mistake"),
        ("give_voucher", "Sorry"),
    ]
    await shop.prove()


async def test_taking_back_what_points_bought_gives_points_and_the_place_back(shop: Shop) -> None:
    await opened(shop)
    for number, reward in enumerate(("five", "gala", "five", "gala")):
        body = {"external_id": f"r{number}", "member": "ext:ada", "reward": reward}
        bought = await shop.post("/v1/redemptions", body)
        revoked = await shop.post(f"/v1/vouchers/{bought['voucher']['code']}/revoke", MISTAKE, expected=200)
        assert revoked["status"] == "revoked"
        again = await shop.post(f"/v1/vouchers/{bought['voucher']['code']}/revoke", MISTAKE, expected=200)
        assert again == revoked
    assert (await points_of(shop, "ada"), await left_of(shop, "gala")) == (1000, 1)
    await shop.prove()


async def test_one_place_goes_to_one_of_all_who_are_given_it_at_once(shop: Shop) -> None:
    await opened(shop)
    bodies = [{**GIFT, "external_id": f"g{number}", "reward": "gala"} for number in range(10)]
    answers = await shop.at_once(*[shop.admin.post("/v1/vouchers", json=body) for body in bodies])
    assert sorted(one.status_code for one in answers) == [201] + [422] * 9
    assert await left_of(shop, "gala") == 0
    await shop.prove()


async def test_a_voucher_that_is_taken_back_ten_times_at_once_is_taken_back_once(shop: Shop) -> None:
    await opened(shop)
    bought = await shop.post("/v1/redemptions", {"external_id": "r", "member": "ext:ada", "reward": "five"})
    path = f"/v1/vouchers/{bought['voucher']['code']}/revoke"
    answers = await shop.at_once(*[shop.admin.post(path, json=MISTAKE) for _ in range(10)])
    assert {one.status_code for one in answers} == {200}
    assert await points_of(shop, "ada") == 1000
    await shop.prove()


async def test_a_voucher_of_a_merged_member_is_taken_back_from_the_other(shop: Shop) -> None:
    await opened(shop)
    bought = await shop.post("/v1/redemptions", {"external_id": "r", "member": "ext:ada", "reward": "five"})
    await shop.post("/v1/members/ext:bob/merge", {"from": "ext:ada"}, expected=200)
    revoked = await shop.post(f"/v1/vouchers/{bought['voucher']['code']}/revoke", MISTAKE, expected=200)
    assert (revoked["status"], await points_of(shop, "bob")) == ("revoked", 1000)
    await shop.prove()


async def test_a_transfer_is_told_again_with_both_sides_even_when_both_have_become_one(shop: Shop) -> None:
    await opened(shop)
    body = {"external_id": "t-1", "from": "ext:ada", "to": "ext:bob", "points": 400, "reason": "Yours"}
    made = await shop.admin.post("/v1/transfers", json=body)
    assert made.status_code == 201, made.text
    told = made.json()
    assert [one["amount"] for one in told["entries"] + told["received"]] == [-400, 400]
    assert (told["after"]["points"], await points_of(shop, "bob")) == (600, 400)
    await shop.prove()
    for merged in (False, True):
        if merged:
            await shop.post("/v1/members/ext:ada/merge", {"from": "ext:bob"}, expected=200)
        again = await shop.admin.post("/v1/transfers", json=body)
        assert (again.status_code, again.content) == (200, made.content)
    assert await points_of(shop, "ada") == 1000
    await shop.prove()


async def test_points_that_go_to_and_fro_at_once_are_as_many_as_before(shop: Shop) -> None:
    await opened(shop)
    await shop.post("/v1/transfers", {"external_id": "t", "from": "ext:ada", "to": "ext:bob", "points": 500})
    bodies = [
        {"external_id": f"t{number}", "from": f"ext:{giver}", "to": f"ext:{taker}", "points": 7}
        for number, (giver, taker) in enumerate([("ada", "bob"), ("bob", "ada")] * 10)
    ]
    answers = await shop.at_once(*[shop.admin.post("/v1/transfers", json=body) for body in bodies])
    assert {one.status_code for one in answers} == {201}
    assert (await points_of(shop, "ada"), await points_of(shop, "bob")) == (500, 500)
    await shop.prove()


async def test_an_erased_member_neither_gives_nor_gets_points(shop: Shop) -> None:
    await opened(shop)
    erased = (await shop.get("/v1/members/ext:bob"))["id"]
    await shop.admin.delete("/v1/members/ext:bob")
    body = {"external_id": "t", "from": "ext:ada", "to": erased, "points": 1}
    refused = assert_problem(await shop.admin.post("/v1/transfers", json=body), 422, "member-erased")
    assert refused["errors"][0]["pointer"] == "/to"
    body = {"external_id": "t", "from": erased, "to": "ext:ada", "points": 1}
    refused = assert_problem(await shop.admin.post("/v1/transfers", json=body), 422, "member-erased")
    assert refused["errors"][0]["pointer"] == "/from"


async def test_what_is_given_to_causes_is_summed_with_the_money_that_the_shop_gives(shop: Shop) -> None:
    await opened(shop)
    await shop.post("/v1/transfers", {"external_id": "t", "from": "ext:ada", "to": "ext:bob", "points": 500})
    for number, (name, reward) in enumerate([("ada", "trees"), ("bob", "trees"), ("bob", "dogs"), ("ada", "trees")]):
        await shop.post("/v1/redemptions", {"external_id": f"r{number}", "member": f"ext:{name}", "reward": reward})
    days = {"from": "2026-03-02", "to": "2026-03-02"}
    told = await shop.get("/v1/reports/donations", **days)
    assert told == {
        **days,
        "currency": "GBP",
        "data": [
            {"reward": "dogs", "name": "A bone", "cause": "Dogs", "gifts": 1, "points": 10, "amount": None},
            {"reward": "trees", "name": "A tree", "cause": "Trees for all", "gifts": 3, "points": 300, "amount": 225},
        ],
        "points": 310,
        "amount": 225,
    }
    told = await shop.get("/v1/reports/donations", **days, member="ext:ada")
    assert (told["points"], told["amount"], [one["gifts"] for one in told["data"]]) == (200, 150, [2])
    told = await shop.get("/v1/reports/donations", **{"from": "2026-03-01", "to": "2026-03-01"})
    assert (told["data"], told["points"]) == ([], 0)
    nobody = await shop.admin.get("/v1/reports/donations", params={**days, "member": "ext:nobody"})
    assert_problem(nobody, 404, "not-found")
    wrong = await shop.admin.get("/v1/reports/donations", params={"from": "2026-03-02", "to": "2026-03-01"})
    assert_problem(wrong, 422, "validation", "before-from")


async def test_tills_neither_give_vouchers_nor_take_them_back(shop: Shop) -> None:
    await opened(shop)
    key = await shop.post("/v1/keys", {"role": "pos"})
    till = shop.client_of(key["key"])
    assert_problem(await till.post("/v1/vouchers", json=GIFT), 403, "insufficient-scope")
    assert_problem(await till.post("/v1/vouchers/X/revoke", json=MISTAKE), 403, "insufficient-scope")


async def test_a_batch_tells_how_far_it_has_come(shop: Shop) -> None:
    await opened(shop)
    body = {
        "external_id": "easter",
        "reward": "five",
        "members": {"references": ["ext:ada", "ext:nobody"]},
        "reason": "Happy Easter",
    }
    begun = await shop.admin.post("/v1/voucher-batches", json=body)
    assert begun.status_code == 202, begun.text
    told = begun.json()
    assert (told["status"], told["wanted"], told["issued"], told["failed"]) == ("running", 2, 0, [])
    await shop.goldlist.voucher_batches.go_round()
    found = await shop.get(f"/v1/voucher-batches/{told['id']}")
    failed = [{"member": "ext:nobody", "problem": "not-found"}]
    assert found == {**told, "status": "done", "issued": 1, "failed": failed, "failed_count": 1}
    again = await shop.admin.post("/v1/voucher-batches", json=body)
    assert (again.status_code, again.content) == (200, begun.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    conflict = await shop.admin.post("/v1/voucher-batches", json={**body, "reason": "Another"})
    assert_problem(conflict, 409, "external-id-conflict")
    acts = (await shop.get("/v1/audit"))["data"]
    assert [one["act"] for one in acts[:2]] == ["start_voucher_batch", "adjust_balance"], "a batch is one act"
    await shop.prove()


@pytest.mark.parametrize("members", [{}, {"all": False}, {"tier": "silver", "all": True}, {"references": []}])
async def test_a_batch_says_in_one_way_who_is_meant(shop: Shop, members: dict[str, Any]) -> None:
    body = {"external_id": "b", "reward": "free-coffee", "members": members, "reason": "Sorry"}
    assert_problem(await shop.admin.post("/v1/voucher-batches", json=body), 422, "validation")


@pytest.mark.parametrize("name", ["%00", "vba_%00", "vba_%C3%A9", "vba_", "x" * 300, "vba_nothing"])
async def test_no_batch_is_found_by_what_could_not_name_one(shop: Shop, name: str) -> None:
    assert_problem(await shop.admin.get(f"/v1/voucher-batches/{name}"), 404, "not-found")


@pytest.mark.parametrize("code", ["%00", "%C3%A9", "x" * 300, "no-code"])
async def test_nothing_is_taken_back_by_what_could_not_be_a_code(shop: Shop, code: str) -> None:
    assert_problem(await shop.admin.post(f"/v1/vouchers/{code}/revoke", json=MISTAKE), 404, "not-found")
