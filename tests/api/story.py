"""One day in the shop of the contract's examples: every operation once, with the example of its request.

What is answered is the example of the answer. `./run openapi` runs this to write it down, before the document.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from app.api.contract.openapi import ANSWERS
from app.api.http.application import OPERATIONS
from app.api.operations.program import EXAMPLE
from tests.api.shop import Shop, shop_on
from tests.databases import migrate

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
# Drawn by lot, and so told in the order in which they come instead.
_DRAWN = re.compile(
    r"(?P<id>\b[a-z]{3}_)[0-9a-z]{26}\b|\b(?P<request>[0-9a-f]{8}(-[0-9a-f]{4}){3}-)[0-9a-f]{12}\b"
    r"|\b(?P<key>gl_test_)[0-9a-z]{47}\b"
    r'|(?<="resume_cursor": ")(?P<cursor>[^"]+)'
    r"|\b(?P<code>[2-9A-Z]{4}-[2-9A-Z]{4}-)[2-9A-Z]{4}\b"
)


class Step(NamedTuple):
    """An operation by name, and what its path names: where that is drawn, by what was answered before.

    With another body than its example's, it is no example.
    """

    operation: str
    path: Mapping[str, str | int | Callable[[dict[str, Any]], str]] = {}
    body: Any = None
    headers: Mapping[str, str] = {}
    query: Mapping[str, str] = {}


BREAKFAST = {
    "external_id": "till7-000117",
    "member": "ext:crm-5531",
    "occurred_at": "2026-02-27T08:05:00+00:00",
    "store": "london-1",
    "channel": "pos",
    "currency": "GBP",
    "lines": [
        {"sku": "latte-12", "category": "coffee/latte", "quantity": 12, "unit_price": 350},
        {"sku": "ethiopia-250", "category": "beans", "quantity": 6, "unit_price": 1250},
    ],
}
UNKNOWN = {**BREAKFAST, "external_id": "till7-000118", "member": "card:6331009876543210", "enrol": True}
A_GIFT = {"external_id": "case-4712", "unit": "points", "amount": 500, "reason": "Happy birthday"}
ADA = {"member": "ext:crm-5531"}
SALE = {"purchase": "ext:till7-000123"}
BACK = {"return": "ext:till7-R-000017"}
STORY: Sequence[Step] = (
    Step("check_program"),
    Step("publish_program"),
    Step("get_program"),
    Step("get_program_version", {"version": 1}),
    Step("list_campaigns"),
    Step("get_clock"),
    Step("create_key"),
    Step("list_keys"),
    Step("get_own_key"),
    Step("revoke_key", {"key": lambda told: told["create_key"]["id"]}, query={"made_by_it": "true"}),
    Step("enrol_member"),
    Step("get_member", ADA),
    Step("list_members"),
    Step("record_purchase", body=BREAKFAST),
    Step("record_purchase"),
    Step("take_return"),
    Step("get_return", BACK),
    Step("record_purchases"),
    Step("claim_purchase", {"purchase": "ext:till8-000041"}),
    Step("activate_purchase", SALE),
    Step("get_purchase", SALE),
    Step("list_purchases"),
    Step("get_status", ADA),
    Step("get_statuses"),
    Step("list_entries", ADA),
    Step("get_balance", ADA),
    Step("list_rebates", ADA),
    Step("get_liability"),
    Step("list_settlements", query={"from": "2026-03-01", "to": "2026-03-02"}),
    Step("adjust_balance", ADA),
    Step("list_rewards"),
    Step("adjust_balance", ADA, body=A_GIFT),
    Step("redeem_reward"),
    Step("give_voucher"),
    Step("ask_quote"),
    Step("place_hold"),
    Step("get_hold", {"hold": lambda told: told["place_hold"]["id"]}),
    Step("list_member_holds", ADA),
    Step("list_member_vouchers", ADA),
    Step("release_hold", {"hold": lambda told: told["place_hold"]["id"]}),
    Step("get_voucher", {"code": lambda told: told["redeem_reward"]["voucher"]["code"]}),
    Step("give_level", ADA),
    Step("list_member_tiers", ADA),
    Step("list_tier_changes"),
    Step("take_level_away", ADA),
    Step("revoke_voucher", {"code": lambda told: told["give_voucher"]["code"]}),
    Step("start_voucher_batch"),
    Step("get_voucher_batch", {"batch": lambda told: told["start_voucher_batch"]["id"]}),
    Step("list_unmatched_goods"),
    Step("list_donations", query={"from": "2026-03-01", "to": "2026-03-02"}),
    Step("change_member", ADA, headers={"If-Match": "*"}),
    Step("add_card", ADA),
    Step("remove_card", {**ADA, "number": "6331001234567891"}),
    Step("record_purchase", body=UNKNOWN),
    Step("transfer_points"),
    Step("merge_members", ADA),
    Step("void_return", BACK),
    Step("void_purchase", SALE),
    Step("erase_member", ADA),
    Step("list_acts"),
    Step("advance_clock"),
)


async def told() -> dict[str, Any]:
    """What each operation answers, by name."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/goldlist.db"
        await migrate(url)
        async with shop_on(url) as shop:
            shop.now = NOW
            made = await shop.goldlist.create_program("corner-coffee", EXAMPLE, test=True, clock=None)
            assert not isinstance(made, list), made
            shop.admin = shop.client_of(made.key)
            answers: dict[str, Any] = {}
            for step in STORY:
                answer = await _answer(shop, step, answers)
                if step.body is None and answer is not None:
                    answers[step.operation] = answer
    return dict(json.loads(_DRAWN.sub(_numbered({}), json.dumps(answers))))


def text(answers: dict[str, Any]) -> str:
    """The answers as they are written down."""
    return json.dumps(answers, indent=2, ensure_ascii=False) + "\n"


async def _answer(shop: Shop, step: Step, told: dict[str, Any]) -> Any:
    (operation,) = [one for one in OPERATIONS if one.function.__name__ == step.operation]
    named = {name: value(told) if callable(value) else value for name, value in step.path.items()}
    path = operation.path.format(**named)
    body = step.body or operation.example
    answer = await shop.admin.request(operation.method, path, json=body, headers=step.headers, params=step.query)
    assert answer.status_code == operation.statuses[0], f"{step.operation}: {answer.text}"
    if "text/csv" in answer.headers.get("content-type", ""):
        return answer.text
    return answer.json() if answer.content else None


def _numbered(seen: dict[str, str]) -> Any:
    def number(match: re.Match[str]) -> str:
        drawn = match.group()
        if match["code"]:
            return seen.setdefault(drawn, f"8FNB-ZPFM-ZM{len(seen):02}")
        if match["cursor"]:
            return "YW5ub3VuY2VkIDIwMjYtMDMtMDJUMTg6MDA6MDAuMDAwMDAwWg"
        if match["key"]:
            return f"{match['key']}{'0' * 47}"
        if match["request"]:
            return "492e219f-e78b-4fce-a6a7-d9c3d6f598a4"
        return seen.setdefault(drawn, f"{match['id']}01kjqm7c00e0a8{len(seen):012}")

    return number


if __name__ == "__main__":
    ANSWERS.write_text(text(asyncio.run(told())), "utf-8")
