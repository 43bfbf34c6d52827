"""Gift cards with a balance: issued, spent by members and guests, given back, blocked and replaced."""

from typing import Any

import httpx2
import pytest

from app.actions.access.keys import Limits
from tests.api.shop import DOCUMENT, NOW, Shop

pytestmark = pytest.mark.anyio

SOLD = {"occurred_at": "2026-03-02T11:00:00+00:00", "currency": "GBP"}


@pytest.fixture
async def cards(shop: Shop) -> Shop:
    """A shop on each kind of database whose programme issues gift cards."""
    answer = await shop.admin.put("/v1/program", json={**DOCUMENT, "gift_cards": {"valid_months": 12}})
    assert answer.status_code == 200, answer.text
    await shop.post("/v1/members", {"external_id": "ann"})
    return shop


async def issued(shop: Shop, amount: int, name: str = "card-1", **more: Any) -> dict[str, Any]:
    return await shop.post("/v1/gift-cards", {"external_id": name, "amount": amount, **more})


def sale(name: str, *prices: int, **more: Any) -> dict[str, Any]:
    lines = [{"quantity": 1, "unit_price": price} for price in prices]
    return {"external_id": name, **SOLD, "lines": lines, **more}


async def balance(shop: Shop, card: dict[str, Any]) -> int:
    found: int = (await shop.get(f"/v1/gift-cards/{card['id']}"))["balance"]
    return found


async def refusal(shop: Shop, path: str, body: dict[str, Any], status: int = 422) -> tuple[str, str]:
    problem = await shop.post(path, body, status)
    return problem["type"].rpartition("/")[2], problem["errors"][0]["pointer"] if problem.get("errors") else ""


async def test_a_card_pays_part_of_a_members_and_of_a_guests_purchase(cards: Shop) -> None:
    card = await issued(cards, 5000)
    assert card["expires_on"] == "2027-03-02"
    code = card["code"].lower().replace("-", " ")
    # 20.00 of Ann's 30.00; the money on a card earns points like any other.
    pay = {"gift_cards": [{"code": code, "amount": 2000}]}
    bought = await cards.post("/v1/purchases", sale("p-1", 3000, member="ext:ann", **pay))
    part = [{"id": card["id"], "amount": 2000}]
    assert bought["spent"] == {"points": 0, "points_worth": 0, "credit": 0, "gift_cards": part}
    assert bought["after"]["points"] == 30
    assert await balance(cards, card) == 3000
    # A guest's 45.00: as much as it can, which is 30.00.
    guest = await cards.post("/v1/purchases", sale("p-2", 4500, gift_cards=[{"code": card["code"]}]))
    assert guest["spent"]["gift_cards"] == [{"id": card["id"], "amount": 3000}]
    assert await balance(cards, card) == 0
    again = await cards.post("/v1/purchases", sale("p-1", 3000, member="ext:ann", **pay), 200)
    assert again == bought
    await cards.prove()


async def test_returned_goods_give_back_money_first_and_then_the_cards_in_reverse(cards: Shop) -> None:
    one, two = await issued(cards, 1000), await issued(cards, 2000, "card-2")
    pay = [{"code": one["code"]}, {"code": two["code"]}]
    for name, customer in (("p-1", {}), ("p-2", {"member": "ext:ann"})):
        # 10.00 and 20.00 of 60.00; money pays the other 30.00.
        await cards.post("/v1/purchases", sale(name, 2500, 2000, 1500, **customer, gift_cards=pay))
        assert (await balance(cards, one), await balance(cards, two)) == (0, 0)
        # 25.00 back: all money. 35.00 are kept: 10.00 and 20.00 of the cards, 5.00 of money.
        first = await cards.post("/v1/returns", give_back(name, 1))
        assert first["given_back"] == {"money": 2500, "points": 0, "points_worth": 0, "credit": 0}
        # 20.00 back: 5.00 of money and 15.00 of the second card.
        second = await cards.post("/v1/returns", give_back(name, 2))
        assert second["given_back"]["money"] == 500
        assert second["given_back"]["gift_cards"] == [{"id": two["id"], "amount": 1500}]
        # The mistake is undone, and done again with the last line: 35.00 back at once.
        await cards.post(f"/v1/returns/{second['id']}/void", None, 200)
        assert (await balance(cards, one), await balance(cards, two)) == (0, 0)
        await cards.post(f"/v1/purchases/ext:{name}/void", None, 200)
        assert (await balance(cards, one), await balance(cards, two)) == (1000, 2000)
    await cards.prove()


def give_back(purchase: str, line: int) -> dict[str, Any]:
    return {
        "external_id": f"{purchase}-r-{line}",
        "purchase": f"ext:{purchase}",
        "occurred_at": "2026-03-02T11:30:00+00:00",
        "lines": [{"line": line, "quantity": 1}],
    }


async def test_a_return_whose_money_was_spent_again_cannot_be_undone(cards: Shop) -> None:
    card = await issued(cards, 1000)
    pay = [{"code": card["code"], "amount": 1000}]
    await cards.post("/v1/purchases", sale("p-1", 1000, gift_cards=pay))
    back = await cards.post("/v1/returns", give_back("p-1", 1))
    await cards.post("/v1/purchases", sale("p-2", 1000, gift_cards=pay))
    assert await refusal(cards, f"/v1/returns/{back['id']}/void", {}) == ("insufficient-balance", "")
    await cards.prove()


async def test_what_a_card_cannot_pay_is_refused_and_changes_nothing(cards: Shop) -> None:
    card = await issued(cards, 1000)
    lost = await issued(cards, 700, "card-2")
    await cards.post(f"/v1/gift-cards/{lost['id']}/block", {"reason": "lost"}, 200)
    code = card["code"]
    for gift_cards, expected in (
        ([{"code": code, "amount": 1001}], ("insufficient-balance", "/gift_cards/0")),
        ([{"code": code, "amount": 600}, {"code": code, "amount": 1}], ("validation", "/gift_cards/1")),
        ([{"code": "2222-2222-2222"}], ("gift-card-not-usable", "/gift_cards/0")),
        ([{"code": lost["code"]}], ("gift-card-not-usable", "/gift_cards/0")),
        ([{"code": code, "amount": 0}], ("validation", "/gift_cards/0/amount")),
        ([{"code": code, "amount": "10"}], ("validation", "/gift_cards/0/amount")),
        ([{"code": code, "sum": 10}], ("validation", "/gift_cards/0/sum")),
        ([{}], ("validation", "/gift_cards/0/code")),
    ):
        body = sale("p-1", 5000, gift_cards=gift_cards)
        assert await refusal(cards, "/v1/purchases", body) == expected, gift_cards
        quoted = {name: one for name, one in body.items() if name != "external_id"}
        assert await refusal(cards, "/v1/quotes", quoted) == expected
    too_much = sale("p-1", 500, gift_cards=[{"code": code, "amount": 501}])
    assert await refusal(cards, "/v1/purchases", too_much) == ("validation", "/gift_cards/0/amount")
    assert await balance(cards, card) == 1000
    await cards.prove()


async def test_an_offline_sale_is_recorded_and_says_what_the_card_lacked(cards: Shop) -> None:
    card = await issued(cards, 1000)
    pay = [{"code": card["code"], "amount": 1500}, {"code": "2222-2222-2222", "amount": 100}]
    sold = await cards.post("/v1/purchases", sale("p-1", 5000, gift_cards=pay, already_paid=True))
    assert sold["spent"]["gift_cards"] == [{"id": card["id"], "amount": 1000}]
    assert sold["shortfalls"] == [
        {"what": "/gift_cards/0", "code": "insufficient-balance"},
        {"what": "/gift_cards/1", "code": "gift-card-not-usable"},
    ]
    await cards.prove()


async def test_a_quote_shows_what_a_card_pays_and_a_hold_keeps_it(cards: Shop) -> None:
    card = await issued(cards, 3000)
    basket = {"currency": "GBP", "lines": [{"quantity": 1, "unit_price": 5000}]}
    quote = await cards.post("/v1/quotes", {**basket, "member": "ext:ann", "gift_cards": [{"code": card["code"]}]}, 200)
    assert quote["paid_with"]["gift_cards"] == [{"id": card["id"], "amount": 3000}]
    assert (quote["total"], quote["to_pay"]) == (5000, 2000)
    hold = await cards.post("/v1/holds", {"external_id": "h-1", "member": "ext:ann", "quote": quote["id"]})
    assert hold["gift_cards"] == [{"id": card["id"], "amount": 3000}]
    found = await cards.get(f"/v1/gift-cards/{card['id']}")
    assert (found["balance"], found["held"]) == (0, 3000)
    await cards.prove()
    taken = sale("p-1", 5000, gift_cards=[{"code": card["code"], "amount": 1}])
    assert await refusal(cards, "/v1/purchases", taken) == ("insufficient-balance", "/gift_cards/0")
    # Blocked meanwhile: what is held is paid all the same.
    await cards.post(f"/v1/gift-cards/{card['id']}/block", {"reason": "lost"}, 200)
    booked = sale("p-2", 5000, member="ext:ann", hold=hold["id"], quote=quote["id"])
    assert (await cards.post("/v1/purchases", booked))["spent"]["gift_cards"][0]["amount"] == 3000
    found = await cards.get(f"/v1/gift-cards/{card['id']}")
    assert (found["status"], found["balance"], found["held"]) == ("blocked", 0, 0)
    await cards.prove()


async def test_a_hold_of_a_part_can_be_released(cards: Shop) -> None:
    card = await issued(cards, 3000)
    pay = [{"code": card["code"], "amount": 1200}]
    hold = await cards.post("/v1/holds", {"external_id": "h-1", "member": "ext:ann", "gift_cards": pay})
    assert await balance(cards, card) == 1800
    assert (await cards.get(f"/v1/holds/{hold['id']}"))["gift_cards"] == [{"id": card["id"], "amount": 1200}]
    assert (await cards.admin.delete(f"/v1/holds/{hold['id']}")).status_code == 204
    assert await balance(cards, card) == 3000
    await cards.prove()


async def test_a_guests_quote_is_booked_as_it_was_shown(cards: Shop) -> None:
    card = await issued(cards, 3000)
    basket = {"currency": "GBP", "lines": [{"quantity": 1, "unit_price": 5000}]}
    quotes = [
        await cards.post("/v1/quotes", {**basket, "gift_cards": [{"code": card["code"], "amount": 2000}]}, 200)
        for _ in range(2)
    ]
    first = await cards.post("/v1/purchases", sale("p-1", 5000, quote=quotes[0]["id"]))
    assert first["spent"]["gift_cards"] == [{"id": card["id"], "amount": 2000}]
    assert await refusal(cards, "/v1/purchases", sale("p-2", 5000, quote=quotes[1]["id"])) == (
        "quote-changed",
        "/quote",
    )
    await cards.prove()


async def test_a_lost_card_is_replaced_and_refunds_follow_to_the_new_one(cards: Shop) -> None:
    lost = await issued(cards, 5000)
    pay = [{"code": lost["code"], "amount": 2000}]
    await cards.post("/v1/purchases", sale("p-1", 2000, gift_cards=pay))
    replace = {"external_id": "new-1", "reason": "The card was lost"}
    new = await cards.post(f"/v1/gift-cards/{lost['id']}/replace", replace)
    assert (new["balance"], new["expires_on"]) == (3000, lost["expires_on"])
    assert await cards.post(f"/v1/gift-cards/{lost['id']}/replace", replace, 200) == new
    found = await cards.get(f"/v1/gift-cards/{lost['id']}")
    assert (found["status"], found["balance"], found["replaced_by"]) == ("replaced", 0, new["id"])
    body = sale("p-2", 2000, gift_cards=pay)
    assert await refusal(cards, "/v1/purchases", body) == ("gift-card-not-usable", "/gift_cards/0")
    back = await cards.post("/v1/returns", give_back("p-1", 1))
    assert await balance(cards, new) == 5000
    await cards.post(f"/v1/returns/{back['id']}/void", None, 200)
    assert await balance(cards, new) == 3000
    await cards.prove()


async def test_a_card_is_topped_up_voided_and_unblocked(cards: Shop) -> None:
    card = await issued(cards, 1000)
    path = f"/v1/gift-cards/{card['id']}"
    topped = await cards.post(f"{path}/top-ups", {"external_id": "t-1", "amount": 500})
    assert topped["balance"] == 1500
    assert await cards.post(f"{path}/top-ups", {"external_id": "t-1", "amount": 500}, 200) == topped
    assert await refusal(cards, f"{path}/top-ups", {"external_id": "t-1", "amount": 600}, 409) == (
        "external-id-conflict",
        "/external_id",
    )
    assert await refusal(cards, f"{path}/void", {"reason": "x"}) == ("gift-card-not-usable", "")
    await cards.post(f"{path}/block", {"reason": "x"}, 200)
    assert (await cards.post(f"{path}/unblock", {"reason": "x"}, 200))["status"] == "active"
    fresh = await issued(cards, 700, "card-2")
    voided = await cards.post(f"/v1/gift-cards/{fresh['id']}/void", {"reason": "cancelled"}, 200)
    assert (voided["status"], voided["balance"]) == ("voided", 0)
    assert await cards.post(f"/v1/gift-cards/{fresh['id']}/void", {"reason": "cancelled"}, 200) == voided
    kinds = [one["type"] for one in (await cards.get(f"/v1/gift-cards/{fresh['id']}/entries"))["data"]]
    assert kinds == ["reverse", "adjust"]
    listed = await cards.get("/v1/gift-cards", limit="1")
    assert [one["id"] for one in listed["data"]] == [fresh["id"]]
    rest = await cards.get("/v1/gift-cards", limit="1", cursor=listed["next_cursor"])
    assert ([one["id"] for one in rest["data"]], rest["next_cursor"]) == ([card["id"]], None)
    report = await cards.get("/v1/reports/liability")
    assert report["gift_cards"] == {"count": 1, "outstanding": 1500}
    await cards.prove()


async def test_the_keys_limit_per_day_counts_what_is_issued(cards: Shop) -> None:
    key = await cards.key("partner", scopes=["gift_cards:issue"], limits=Limits(credit_per_day=1500))
    client = cards.client_of(key)
    assert (await client.post("/v1/gift-cards", json={"external_id": "a", "amount": 1000})).status_code == 201
    answer = await client.post("/v1/gift-cards", json={"external_id": "b", "amount": 501})
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/rate-limited")
    assert (await client.post("/v1/gift-cards", json={"external_id": "b", "amount": 500})).status_code == 201


async def test_who_may_not_spend_cards_cannot_name_them(cards: Shop) -> None:
    card = await issued(cards, 1000)
    partner = cards.client_of(await cards.key("partner", scopes=["purchases:write", "checkout:write"]))
    body = sale("p-1", 1000, gift_cards=[{"code": card["code"]}])
    assert (await partner.post("/v1/purchases", json=body)).status_code == 403
    for method, path, sent in (
        ("POST", "/v1/gift-cards", {"external_id": "x", "amount": 1}),
        ("POST", "/v1/gift-cards/look-up", {"code": card["code"]}),
        ("GET", f"/v1/gift-cards/{card['id']}", None),
        ("POST", f"/v1/gift-cards/{card['id']}/block", {"reason": "x"}),
    ):
        assert (await partner.request(method, path, json=sent)).status_code == 403
    till = cards.client_of(await cards.key("pos"))
    found = await till.post("/v1/gift-cards/look-up", json={"code": card["code"].lower()})
    assert found.json()["balance"] == 1000
    assert "code" not in found.json()
    assert (await till.post("/v1/gift-cards", json={"external_id": "x", "amount": 1})).status_code == 403


async def test_a_key_that_tries_codes_must_wait(cards: Shop) -> None:
    card = await issued(cards, 1000)
    till = cards.client_of(await cards.key("pos"))

    async def look_up(code: str) -> httpx2.Response:
        return await till.post("/v1/gift-cards/look-up", json={"code": code})

    assert {(await look_up("2222-2222-2222")).status_code for _ in range(20)} == {404}
    answer = await look_up(card["code"])
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 601


async def test_a_programme_without_gift_cards_issues_none(shop: Shop) -> None:
    assert await refusal(shop, "/v1/gift-cards", {"external_id": "a", "amount": 1}) == ("validation", "")


async def test_erasing_and_merging_members_leaves_the_cards_money(cards: Shop) -> None:
    card = await issued(cards, 1000, member="ext:ann")
    bob = await cards.post("/v1/members", {"external_id": "bob"})
    await cards.post("/v1/members/ext:bob/merge", {"from": "ext:ann"}, 200)
    assert (await cards.get(f"/v1/gift-cards/{card['id']}"))["member"] == bob["id"]
    mine = await cards.get("/v1/gift-cards", member="ext:bob")
    assert [one["id"] for one in mine["data"]] == [card["id"]]
    assert (await cards.admin.delete("/v1/members/ext:bob")).status_code == 204
    found = await cards.get(f"/v1/gift-cards/{card['id']}")
    assert (found["member"], found["balance"]) == (None, 1000)
    await cards.prove()


async def test_a_card_ends_after_its_last_day_and_a_held_part_when_it_is_let_go(shop: Shop) -> None:
    shop.program_id = ""
    shop.admin = shop.client_of(await shop.create_program("till-clock", test=True, clock=NOW))
    await shop.admin.put("/v1/program", json={**DOCUMENT, "gift_cards": {"valid_months": 1, "max_balance": 3000}})
    await shop.post("/v1/members", {"external_id": "ann"})
    assert await refusal(shop, "/v1/gift-cards", {"external_id": "a", "amount": 3001}) == ("validation", "/amount")
    card, other = await issued(shop, 2000), await issued(shop, 500, "card-2")
    pay = [{"code": card["code"], "amount": 1500}]
    week = {"external_id": "h-1", "member": "ext:ann", "ttl_seconds": 604800, "gift_cards": pay}
    await shop.post("/v1/clock/advance", {"to": "2026-04-02T20:00:00+00:00"}, 200)
    await shop.post("/v1/holds", week)
    assert (await shop.get("/v1/reports/liability"))["gift_cards"] == {"count": 2, "outstanding": 2500}
    await shop.post("/v1/clock/advance", {"to": "2026-04-02T23:00:00+00:00"}, 200)
    # 2 April is over in London: only what the hold reserves is left.
    found = await shop.get(f"/v1/gift-cards/{card['id']}")
    assert (found["status"], found["balance"], found["held"]) == ("expired", 0, 1500)
    assert (await shop.get("/v1/reports/liability"))["gift_cards"] == {"count": 1, "outstanding": 1500}
    await shop.prove()
    await shop.post("/v1/clock/advance", {"to": "2026-04-10T00:00:00+00:00"}, 200)
    found = await shop.get(f"/v1/gift-cards/{card['id']}")
    assert (found["balance"], found["held"]) == (0, 0)
    await shop.prove()
    # A top-up revives it for another month.
    topped = await shop.post(f"/v1/gift-cards/{other['id']}/top-ups", {"external_id": "t", "amount": 100})
    assert (topped["status"], topped["balance"], topped["expires_on"]) == ("active", 100, "2026-05-10")
    await shop.goldlist.sequencer.catch_up()
    told = (await shop.get("/v1/events", types="gift_card.*", limit="200"))["data"]
    assert [one["type"].removeprefix("gift_card.") for one in told] == [
        "issued",
        "issued",
        "expired",
        "expired",
        "expired",
        "topped_up",
    ]
    assert [one["data"]["gift_card"]["amount"] for one in told] == [2000, 500, -500, -500, -1500, 100]
    assert all(card["code"] not in str(one) for one in told)


async def test_cards_and_their_entries_are_exported_without_codes(cards: Shop) -> None:
    one, two = await issued(cards, 5000, member="ext:ann"), await issued(cards, 700, "card-2")
    await cards.post("/v1/purchases", sale("p-1", 1200, gift_cards=[{"code": one["code"]}]))
    answer = await cards.admin.get("/v1/exports/gift_cards.csv?columns=gift_card,balance_minor,issued_minor,member_id")
    assert answer.text.splitlines() == [
        "gift_card,balance_minor,issued_minor,member_id",
        f"{one['id']},3800,5000,ann",
        f"{two['id']},700,700,",
    ]
    whole = (await cards.admin.get("/v1/exports/gift_cards.jsonl")).text
    assert one["code"] not in whole
    entries = (await cards.admin.get("/v1/exports/entries.csv?columns=member,unit,amount,currency")).text.splitlines()
    assert f"{one['id']},gift_card,-1200,GBP" in entries


async def test_a_partner_sees_no_member_whom_it_does_not_know(cards: Shop) -> None:
    card = await issued(cards, 5000, member="ext:ann")
    made = await cards.post("/v1/keys", {"role": "partner", "scopes": ["gift_cards:read"]})
    path = f"/v1/gift-cards/{card['id']}"
    async with cards.client_of(made["key"]) as partner:
        for known in (False, True):
            if known:
                await cards.admin.put(f"/v1/keys/{made['id']}/members/ext:ann")
            one = (await partner.get(path)).json()
            [listed] = (await partner.get("/v1/gift-cards")).json()["data"]
            found = (await partner.post("/v1/gift-cards/look-up", json={"code": card["code"]})).json()
            assert [(shown["balance"], shown["member"]) for shown in (one, listed, found)] == [
                (5000, card["member"] if known else None)
            ] * 3
            assert (await partner.get("/v1/gift-cards?member=ext:ann")).status_code == (200 if known else 404)
