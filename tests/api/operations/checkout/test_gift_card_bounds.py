"""Gift cards where they end: an id is no code, what is voided and erased, and what a partner gets again."""

from typing import Any

import pytest

from tests.api.shop import DOCUMENT, Shop

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


async def paid_with(shop: Shop, card: dict[str, Any], amount: int, name: str = "p-1") -> None:
    lines = [{"quantity": 1, "unit_price": amount}]
    pay = [{"code": card["code"], "amount": amount}]
    await shop.post("/v1/purchases", {"external_id": name, **SOLD, "lines": lines, "gift_cards": pay})


async def void(shop: Shop, card: dict[str, Any], status: int) -> dict[str, Any]:
    return await shop.post(f"/v1/gift-cards/{card['id']}/void", {"reason": "cancelled"}, status)


async def balance(shop: Shop, card: dict[str, Any]) -> int:
    found: int = (await shop.get(f"/v1/gift-cards/{card['id']}"))["balance"]
    return found


async def test_an_id_is_no_code(cards: Shop) -> None:
    card = await issued(cards, 1000)
    pay = {"gift_cards": [{"code": card["id"], "amount": 500}]}
    basket = {"currency": "GBP", "lines": [{"quantity": 1, "unit_price": 500}]}
    for path, body in (
        ("/v1/purchases", {"external_id": "p-1", **SOLD, **basket, **pay}),
        ("/v1/quotes", {**basket, **pay}),
        ("/v1/holds", {"external_id": "h-1", "member": "ext:ann", **pay}),
    ):
        problem = await cards.post(path, body, 422)
        assert problem["type"] == "/problems/gift-card-not-usable", path
    late = {"external_id": "p-2", **SOLD, **basket, **pay, "already_paid": True}
    sold = await cards.post("/v1/purchases", late)
    assert ("spent" in sold, sold["shortfalls"]) == (False, [{"what": "/gift_cards/0", "code": "gift-card-not-usable"}])
    assert await balance(cards, card) == 1000


async def test_what_was_spent_or_topped_up_cannot_be_voided_whatever_the_balance(cards: Shop) -> None:
    card = await issued(cards, 5000)
    await cards.post(f"/v1/gift-cards/{card['id']}/top-ups", {"external_id": "t-1", "amount": 1000})
    await paid_with(cards, card, 1000)
    # 50.00 again, but of another 60.00.
    assert await balance(cards, card) == 5000
    await void(cards, card, 422)
    await cards.post("/v1/returns", {"external_id": "r-1", "purchase": "ext:p-1", "occurred_at": SOLD["occurred_at"]})
    assert await balance(cards, card) == 6000
    await void(cards, card, 422)
    # All of a purchase came back: nothing is spent.
    other = await issued(cards, 700, "card-2")
    await paid_with(cards, other, 700, "p-2")
    await cards.post("/v1/purchases/ext:p-2/void", None, 200)
    assert (await void(cards, other, 200))["balance"] == 0
    await cards.prove()


async def test_a_replacement_is_voided_only_if_nothing_was_spent_before(cards: Shop) -> None:
    spent, unspent = await issued(cards, 3000), await issued(cards, 3000, "card-2")
    await paid_with(cards, spent, 1000)
    for number, (card, status) in enumerate(((spent, 422), (unspent, 200))):
        for turn in ("a", "b"):
            lost = {"external_id": f"new-{number}-{turn}", "reason": "lost"}
            card = await cards.post(f"/v1/gift-cards/{card['id']}/replace", lost)
        await void(cards, card, status)
        assert await balance(cards, card) == (2000 if status == 422 else 0)
    await cards.prove()


async def test_the_reasons_of_an_erased_members_cards_go_too(cards: Shop) -> None:
    card = await issued(cards, 1000, member="ext:ann", reason="Birthday of Ann Smith")
    path = f"/v1/gift-cards/{card['id']}"
    await cards.post(f"{path}/top-ups", {"external_id": "t-1", "amount": 500, "reason": "Ann Smith again"})
    await cards.post(f"{path}/block", {"reason": "Ann Smith lost it"}, 200)
    assert (await cards.admin.delete("/v1/members/ext:ann")).status_code == 204
    for told in (f"{path}/entries", "/v1/audit", "/v1/exports/entries.csv"):
        answer = await cards.admin.get(told)
        assert answer.status_code == 200
        assert "Ann" not in answer.text, told
    found = await cards.get(path)
    assert (found["member"], found["balance"]) == (None, 1500)
    await cards.prove()


async def test_a_partner_gets_its_own_first_answer_again_and_no_other(cards: Shop) -> None:
    scopes = ["gift_cards:issue", "gift_cards:read"]
    one, other = [cards.client_of(await cards.key("partner", scopes=scopes, members_of=None)) for _ in range(2)]
    body = {"external_id": "g-1", "amount": 1000}
    first = await one.post("/v1/gift-cards", json=body)
    assert first.status_code == 201
    again = await one.post("/v1/gift-cards", json=body)
    assert (again.status_code, again.json()) == (200, first.json())
    for stranger in (other, cards.admin):
        answer = await stranger.post("/v1/gift-cards", json=body)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/external-id-conflict")
        assert first.json()["code"] not in answer.text
    assert (await cards.get("/v1/gift-cards"))["data"][0]["id"] == first.json()["id"]


async def test_a_partners_change_shows_no_member_whom_it_does_not_know(cards: Shop) -> None:
    card = await issued(cards, 1000, member="ext:ann")
    made = await cards.post("/v1/keys", {"role": "partner", "scopes": ["gift_cards:issue"]})
    async with cards.client_of(made["key"]) as partner:
        for number, known in enumerate((None, card["member"])):
            if known:
                await cards.admin.put(f"/v1/keys/{made['id']}/members/ext:ann")
            top_up = {"external_id": f"t-{number}", "amount": 1}
            path = f"/v1/gift-cards/{card['id']}"
            topped = (await partner.post(f"{path}/top-ups", json=top_up)).json()
            blocked = (await partner.post(f"{path}/block", json={"reason": "x"})).json()
            opened = (await partner.post(f"{path}/unblock", json={"reason": "x"})).json()
            assert [shown["member"] for shown in (topped, blocked, opened)] == [known] * 3


async def test_the_cards_of_the_quote_can_be_named_again_though_the_last_had_nothing_to_pay(cards: Shop) -> None:
    first, second, strange = [await issued(cards, 1000, f"card-{one}") for one in range(3)]
    lines = [{"quantity": 1, "unit_price": 800}]
    named = {"gift_cards": [{"code": one["code"]} for one in (first, second)]}
    for number, customer in enumerate(({}, {"member": "ext:ann"}, {"member": "ext:ann"})):
        part = {"lines": [{"quantity": 1, "unit_price": 800 if number == 0 else 100}], **customer, "currency": "GBP"}
        quote = await cards.post("/v1/quotes", {**part, **named}, 200)
        assert [one["id"] for one in quote["paid_with"]["gift_cards"]] == [first["id"]]
        sale = {"external_id": f"p-{number}", **SOLD, **part, "quote": quote["id"], **named}
        if number == 2:
            hold = {"external_id": "h-1", "member": "ext:ann", "quote": quote["id"]}
            sale["hold"] = (await cards.post("/v1/holds", hold))["id"]
        # Left out, or with an amount of its own, it is not what was quoted.
        second_only = {"gift_cards": named["gift_cards"][1:]}
        too_much = {"gift_cards": [*named["gift_cards"][:1], {"code": second["code"], "amount": 1}]}
        for other in (second_only, too_much):
            assert (await cards.admin.post("/v1/purchases", json={**sale, **other})).status_code in (409, 422)
        sold = await cards.post("/v1/purchases", sale)
        assert sold["spent"]["gift_cards"] == quote["paid_with"]["gift_cards"]
    assert [await balance(cards, one) for one in (first, second)] == [0, 1000]
    # A strange card could pay what is left, so it is another payment than was quoted.
    basket = {"lines": lines, "currency": "GBP"}
    quote = await cards.post("/v1/quotes", {**basket, "gift_cards": [{"code": second["code"], "amount": 300}]}, 200)
    pay = [{"code": second["code"], "amount": 300}, {"code": strange["code"]}]
    sale = {"external_id": "p-9", **SOLD, **basket, "quote": quote["id"], "gift_cards": pay}
    assert (await cards.admin.post("/v1/purchases", json=sale)).json()["type"] == "/problems/quote-changed"
    await cards.post("/v1/purchases", {**sale, "gift_cards": pay[:1]})
    assert [await balance(cards, one) for one in (second, strange)] == [700, 1000]
    await cards.prove()
