"""Codes that can be used once each: read as CSV, typed by members and guests, held, and given back."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio
REFERENCE = Path(__file__).parents[4] / "docs/reference/campaigns.md"

TEN = {"currency": "GBP", "lines": [{"quantity": 1, "unit_price": 1000}]}
SOLD = {**TEN, "occurred_at": "2026-03-02T11:00:00+00:00"}


def letter(count: int = 3, **details: Any) -> dict[str, Any]:
    codes = {"kind": "many", "count": count, "each": "once"}
    return {"id": "letter", "name": "Letter", "amount_off": 300, "codes": codes, "for_guests": True, **details}


async def publish(shop: Shop, *campaigns: dict[str, Any]) -> None:
    answer = await shop.admin.put("/v1/program", json={**DOCUMENT, "campaigns": list(campaigns)})
    assert answer.status_code == 200, answer.text


async def codes_of(shop: Shop, campaign: str = "letter") -> dict[str, str]:
    answer = await shop.admin.get(f"/v1/campaigns/{campaign}/codes")
    assert answer.status_code == 200, answer.text
    head, *rows = answer.text.splitlines()
    assert head == "code,used"
    return dict(row.split(",") for row in rows)


async def quote(shop: Shop, *codes: str, member: str | None = None) -> dict[str, Any]:
    return await shop.post("/v1/quotes", {**TEN, "codes": list(codes), "member": member}, 200)


@pytest.fixture
async def letters(shop: Shop) -> Shop:
    """A shop on each kind of database with three codes for 3.00 off."""
    await publish(shop, letter(), letter(id="other"))
    await shop.post("/v1/members", {"external_id": "ann"})
    return shop


async def test_each_code_is_good_for_one_purchase_of_a_member_or_a_guest(letters: Shop) -> None:
    codes = list(await codes_of(letters))
    assert len(set(codes)) == 3
    for place, (name, member) in enumerate({"p-1": None, "p-2": "ext:ann"}.items()):
        typed = codes[place].lower().replace("-", " ")
        first, second = [await quote(letters, typed, member=member) for _ in range(2)]
        assert (first["total"], first["discounts"][0]["typed"]) == (700, typed)
        sale = {**SOLD, "external_id": name, "member": member, "quote": first["id"]}
        await letters.post("/v1/purchases", sale)
        again = await letters.post("/v1/purchases", {**sale, "external_id": f"{name}-2", "quote": second["id"]}, 422)
        assert again["type"] == "/problems/quote-changed"
        used = await quote(letters, codes[place], member=member)
        assert (used["total"], used["rejected"][0]["reason"]) == (1000, "this code has been used")
    assert list((await codes_of(letters)).values()) == ["1", "1", "0"]
    await letters.prove()
    # What comes back can be used again, until the mistake is undone.
    back = {"external_id": "r-1", "purchase": "ext:p-1", "occurred_at": "2026-03-02T11:30:00+00:00"}
    returned = await letters.post("/v1/returns", back)
    assert (await quote(letters, codes[0]))["total"] == 700
    await letters.post(f"/v1/returns/{returned['id']}/void", None, 200)
    assert (await quote(letters, codes[0]))["total"] == 1000
    await letters.post("/v1/purchases/ext:p-2/void", None, 200)
    assert list((await codes_of(letters)).values()) == ["1", "0", "0"]
    await letters.prove()


async def test_a_hold_keeps_its_code_and_lets_it_go(letters: Shop) -> None:
    [code, *_] = await codes_of(letters)
    quoted = await quote(letters, code, member="ext:ann")
    hold = await letters.post("/v1/holds", {"external_id": "h", "member": "ext:ann", "quote": quoted["id"]})
    assert (await quote(letters, code))["total"] == 1000
    await letters.prove()
    await letters.admin.delete(f"/v1/holds/{hold['id']}")
    assert (await quote(letters, code))["total"] == 700
    await letters.prove()


async def test_a_code_of_another_campaign_or_beyond_the_count_is_none(letters: Shop) -> None:
    [code, *_], [other, *_] = await codes_of(letters), await codes_of(letters, "other")
    assert code != other
    await publish(letters, letter(5))
    more = list(await codes_of(letters))
    assert (more[0], len(more)) == (code, 5)
    await publish(letters, letter(3))
    for wrong in (more[4], other, code[:-1], "2222-2222-2222", "ÄÖÜ"):
        [rejected] = (await quote(letters, wrong))["rejected"]
        assert rejected["reason"] == "no campaign has this code"
    assert (await quote(letters, "x", code, code.lower()))["total"] == 700
    await letters.prove()


async def test_codes_end_with_their_campaign(letters: Shop) -> None:
    [code, *_] = await codes_of(letters)
    await publish(letters, letter(to="2026-03-01"))
    assert (await quote(letters, code))["total"] == 1000


async def test_only_a_scope_of_its_own_reads_codes(letters: Shop) -> None:
    for role in ("pos", "ecommerce"):
        client = letters.client_of(await letters.key(role))
        assert (await client.get("/v1/campaigns/letter/codes")).status_code == 403
    assert (await letters.admin.get("/v1/campaigns/none/codes")).status_code == 404


@pytest.mark.parametrize(
    ("codes", "place"),
    [
        ({"kind": "many", "count": 0}, "/campaigns/0/codes/count"),
        ({"kind": "many", "count": 500_001}, "/campaigns/0/codes/count"),
        ({"kind": "many", "count": "3"}, "/campaigns/0/codes/count"),
        ({"kind": "many"}, "/campaigns/0/codes/count"),
        ({"kind": "many", "count": 3, "each": "twice"}, "/campaigns/0/codes/each"),
        ({"kind": "many", "count": 3, "code": "X"}, "/campaigns/0/codes/code"),
        ({"kind": "some"}, "/campaigns/0/codes"),
    ],
)
async def test_a_wrong_kind_of_codes_is_refused(letters: Shop, codes: dict[str, Any], place: str) -> None:
    answer = await letters.admin.put("/v1/program", json={**DOCUMENT, "campaigns": [letter(codes=codes)]})
    assert answer.status_code == 422
    assert [one["pointer"].replace("/many", "") for one in answer.json()["errors"]] == [place]


async def test_the_letter_that_the_reference_shows(corner_shop: Shop) -> None:
    shown = re.findall(r"```json\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    (campaign,) = [one for block in shown for one in json.loads(block)["campaigns"] if one["id"] == "letter"]
    await publish(corner_shop, campaign)
    codes = list(await codes_of(corner_shop))
    assert len(codes) == campaign["codes"]["count"] == 5000
    quoted = await quote(corner_shop, codes[-1])
    assert quoted["total"] == 700
    await corner_shop.post("/v1/purchases", {**SOLD, "external_id": "p", "quote": quoted["id"]})
    assert (await codes_of(corner_shop))[codes[-1]] == "1"
    await publish(corner_shop, {**campaign, "codes": {**campaign["codes"], "count": 5001}})
    assert list(await codes_of(corner_shop))[:-1] == codes, "a greater number adds codes behind the known ones"
