"""A voucher's code is shown to keys with `vouchers:read` alone, wherever it may stand."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.actions.access.keys import READS, WRITES
from app.api.contract.hidden_fields import visible
from app.api.contract.openapi import ANSWERS
from app.api.contract.routing import OperationRoute
from app.api.http.application import OPERATIONS
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

EVERYTHING = frozenset(READS | WRITES)
ALL_BUT_CODES = EVERYTHING - {"vouchers:read"}
TOLD: dict[str, Any] = json.loads(ANSWERS.read_text("utf-8"))
# Codes of campaigns and of gift cards, for keys with a scope of their own.
OTHER_CODES = {"list_campaign_codes", "issue_gift_card", "replace_gift_card"}
TELLING = [one for one in OPERATIONS if one.response_model and one.name in TOLD.keys() - OTHER_CODES]
LATTES = [{"category": "coffee", "quantity": 12, "unit_price": 350}]
SALE = {"occurred_at": "2026-03-02T11:00:00Z", "currency": "GBP", "lines": LATTES}
CODES = {"code", "voucher", "vouchers"}


@pytest.mark.parametrize("operation", TELLING, ids=lambda one: one.name)
def test_no_example_of_an_answer_has_a_code_for_who_may_not_see_it(operation: OperationRoute) -> None:
    text = json.dumps(TOLD[operation.name], ensure_ascii=False, separators=(",", ":")).encode()
    assert visible(operation.response_model, text, EVERYTHING) == text
    hidden = visible(operation.response_model, text, ALL_BUT_CODES)
    assert b"8FNB-ZPFM" not in hidden
    assert _without_codes(json.loads(hidden)) == _without_codes(json.loads(text)), "all else is told"


def _without_codes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_codes(one) for name, one in value.items() if name not in CODES or isinstance(one, dict)}
    return [_without_codes(one) for one in value] if isinstance(value, list) else value


async def test_whoever_lacks_the_scope_is_told_all_but_the_codes(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    first = await shop.post("/v1/purchases", {**SALE, "external_id": "p-1", "member": "ext:ada"})
    code = first["vouchers_issued"][0]["code"]
    scopes = sorted(ALL_BUT_CODES)
    made = await shop.post("/v1/keys", {"role": "partner", "scopes": scopes, "all_members": True})
    sale = {**SALE, "member": "ext:ada", "external_id": "p-2"}
    quote = {**SALE, "member": "ext:ada"}
    asked: list[tuple[str, str, Any, Callable[[Any], Any]]] = [
        ("GET", "/v1/members/ext:ada/status", None, lambda told: told["vouchers"][0]["code"]),
        ("POST", "/v1/status/batch", {"members": ["ext:ada"]}, lambda told: told["data"][0]["vouchers"][0]["code"]),
        ("GET", "/v1/members/ext:ada/vouchers", None, lambda told: told["data"][0]["code"]),
        ("GET", f"/v1/vouchers/{code}", None, lambda told: told["code"]),
        ("POST", "/v1/quotes", quote, lambda told: told["vouchers_applied"][0]["code"]),
        ("POST", "/v1/quotes", quote, lambda told: told["discounts"][0]["voucher"]),
        ("POST", "/v1/quotes", quote, lambda told: told["lines"][0]["discounts"][0]["voucher"]),
        ("POST", "/v1/purchases", sale, lambda told: told["vouchers_issued"][0]["code"]),
        ("POST", "/v1/purchases", sale, lambda told: told["vouchers_issued"][0]["code"]),
        ("GET", "/v1/purchases/ext:p-2", None, lambda told: told["vouchers_issued"][0]["code"]),
        ("GET", "/v1/purchases/ext:p-2", None, lambda told: told["vouchers"]),
        ("GET", "/v1/purchases", None, lambda told: told["data"][0]["vouchers_issued"][0]["code"]),
        (
            "POST",
            "/v1/holds",
            {"external_id": "h-1", "member": "ext:ada", "vouchers": [code]},
            lambda told: told["vouchers"],
        ),
        ("GET", "/v1/members/ext:ada/holds", None, lambda told: told["data"][0]["vouchers"]),
        (
            "POST",
            "/v1/purchases/batch",
            {"purchases": [{**sale, "external_id": "p-3"}]},
            lambda told: told["results"][0]["purchase"]["vouchers_issued"][0]["code"],
        ),
        ("POST", "/v1/purchases/ext:p-1/void", None, lambda told: told["returns"][0]["vouchers_revoked"][0]["code"]),
    ]
    async with shop.client_of(made["key"]) as partner:
        for method, path, body, place in asked:
            answer = await partner.request(method, path, json=body)
            assert answer.is_success, answer.text
            assert place(answer.json()) is None, path
            assert code not in answer.text
            assert len(answer.content) == int(answer.headers["content-length"])


async def test_a_tag_says_nothing_of_what_is_hidden(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post("/v1/purchases", {**SALE, "external_id": "p-1", "member": "ext:ada"})
    made = await shop.post("/v1/keys", {"role": "partner", "scopes": ["status:read"], "all_members": True})
    path = "/v1/members/ext:ada/status"
    async with shop.client_of(made["key"]) as partner:
        told = await partner.get(path)
        assert told.headers["etag"] != (await shop.admin.get(path)).headers["etag"]
        again = await partner.get(path, headers={"If-None-Match": told.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
