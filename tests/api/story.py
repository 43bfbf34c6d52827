"""One day in the shop of the contract's examples: every operation once, with the example of its request.

What is answered is the example of the answer. `./run openapi` runs this to write it down, before the document.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from app.api.contract.openapi import ANSWERS
from app.api.http.application import OPERATIONS
from app.api.operations.administration.program import EXAMPLE
from app.api.operations.shops.connectors import EXAMPLE as CONNECTOR
from tests.api.shop import Shop, shop_on
from tests.databases import migrate
from tests.sources.messages import body_of, headers, shopify_line, shopify_order

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
# Drawn by lot, and so told in the order in which they come instead.
_DRAWN = re.compile(
    r"(?P<id>\b[a-z]{3}_)[0-9a-z]{26}\b|\b(?P<request>[0-9a-f]{8}(-[0-9a-f]{4}){3}-)[0-9a-f]{12}\b"
    r"|\b(?P<key>gl_test_)[0-9a-z]{47}\b"
    r'|(?<="inputs_hash": ")(?P<hash>[0-9a-f]{64})'
    r'|(?<="resume_cursor": ")(?P<cursor>[^"]+)'
    r"|(?<=/confirm/)(?P<asking>[-_0-9A-Za-z]+)|(?<=/[ui]/)(?P<token>[-_0-9A-Za-z]+)"
    r'|(?<="secret": ")(?P<secret>whsec_[^"]+)'
    r'|(?<="milliseconds": )(?P<milliseconds>[0-9]+)'
    r"|(?<=/pages/invitation/)(?P<link>[-_0-9A-Za-z]{43})"
    r"|(?<=/c/)(?P<page>[-_0-9A-Za-z]{22})"
    r'|(?<="code_end": ")(?P<end>[2-9A-Z]{4})'
    r"|(?:\b|(?<=\\n))(?P<code>[2-9A-Z]{4}-[2-9A-Z]{4}-)[2-9A-Z]{4}\b"
)


class Step(NamedTuple):
    """An operation by name, and what its path names: where that is drawn, by what was answered before.

    With another body than its example's, it is no example, unless the body follows from what was answered before.
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
ADA: dict[str, Any] = {"member": "ext:crm-5531"}
PARTNER = {"role": "partner", "name": "Delivery app", "scopes": ["members:enrol", "status:read"]}
A_LIST: Mapping[str, str | int | Callable[[dict[str, Any]], str]] = {
    "list": lambda told: told["start_contact_list"]["id"]
}
A_PARTNER: dict[str, Any] = {"key": lambda told: told["list_keys"]["data"][-1]["id"]}
A_GIFT_CARD: dict[str, Any] = {"gift_card": lambda told: told["issue_gift_card"]["id"]}
A_REHEARSAL: dict[str, Any] = {"rehearsal": lambda told: told["start_rehearsal"]["id"]}
A_TASK: dict[str, Any] = {"task": lambda told: told["list_tasks"]["data"][0]["id"]}
SHOP = {"x-shopify-shop-domain": CONNECTOR["settings"]["shop"]}
A_CONNECTOR: dict[str, Any] = {"connector": lambda told: told["create_connector"]["id"]}
A_DELIVERY: dict[str, Any] = {"delivery": lambda told: told["list_deliveries"]["data"][0]["id"]}
TIDY = {"external_id": "tidy", "due_on": "2026-03-09", "text": "Tidy up the list"}
HONOURED = {
    "external_id": "honours-5531",
    "purpose": "honours",
    "given": True,
    "at": "2026-03-02T09:40:00Z",
    "how": "paper",
    "text_version": "honours-1",
    "shown_as": "Ada B.",
}
SALE = {"purchase": "ext:till7-000123"}
BACK = {"return": "ext:till7-R-000017"}
WITH_SEGMENTS = {
    **EXAMPLE,
    "segments": [
        {"id": "golden", "name": "Golden", "when": {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}}
    ],
    "holdout": {"id": "h2030", "share": "0.001", "from": "2030-01-01", "covers": ["campaigns"]},
}
A_WEBHOOK: dict[str, Any] = {"webhook": lambda told: told["make_webhook"]["id"]}
STORY: Sequence[Step] = (
    Step("check_program"),
    Step("lint_program"),
    Step("publish_program"),
    Step("get_program"),
    Step("get_program_version", {"version": 1}),
    Step("keep_draft"),
    Step("get_draft"),
    Step("drop_draft"),
    Step("list_campaigns"),
    Step("list_campaign_codes", {"campaign": "newsletter"}),
    Step("get_clock"),
    Step("create_key"),
    Step("create_key", body=PARTNER),
    Step("list_keys"),
    Step("get_own_key"),
    Step("revoke_key", {"key": lambda told: told["create_key"]["id"]}, query={"made_by_it": "true"}),
    Step("put_staff", {"staff": "ext:sam"}),
    Step("list_staff"),
    Step("get_staff", {"staff": "ext:sam"}),
    Step("invite_staff", {"staff": "ext:sam"}),
    Step("enrol_member"),
    Step("add_key_member", ADA | A_PARTNER),
    Step("list_key_members", A_PARTNER),
    Step("remove_key_member", ADA | A_PARTNER),
    Step("set_owner", ADA),
    Step("get_owner", ADA),
    Step("add_consent", ADA),
    Step("list_consents", ADA),
    Step("suppress_address"),
    Step("record_contact"),
    Step("list_contacts", ADA),
    Step("start_contact_list"),
    Step("get_contact_list", A_LIST),
    Step("list_chosen_members", A_LIST),
    Step("check_contact", ADA),
    Step("make_page_link", ADA),
    Step("ask_consent", ADA),
    Step("renew_pictures", ADA),
    Step("list_merge_fields"),
    Step("get_merge_fields", ADA),
    Step("write_note", ADA),
    Step("list_notes", ADA),
    Step("make_task"),
    Step("list_tasks"),
    Step("get_task", A_TASK),
    Step("postpone_task", A_TASK),
    Step("hand_task", A_TASK),
    Step("finish_task", A_TASK),
    Step("make_task", body=TIDY),
    Step("list_tasks", query={"owner": "none"}),
    Step("drop_task", A_TASK),
    Step("list_lapse_reasons"),
    Step("get_member", ADA),
    Step("list_members"),
    Step("get_members"),
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
    Step("get_entry", {**ADA, "entry": lambda told: told["list_entries"]["data"][0]["id"]}),
    Step("get_balance", ADA),
    Step("list_rebates", ADA),
    Step("get_liability"),
    Step("get_sales", query={"from": "2026-02-27", "to": "2026-03-02", "by": "day"}),
    Step("list_settlements", query={"from": "2026-03-01", "to": "2026-03-02"}),
    Step("adjust_balance", ADA),
    Step("list_rewards"),
    Step("adjust_balance", ADA, body=A_GIFT),
    Step("redeem_reward"),
    Step("give_voucher"),
    Step("issue_gift_card"),
    Step("look_up_gift_card", body=lambda told: {"code": told["issue_gift_card"]["code"]}),
    Step("top_up_gift_card", A_GIFT_CARD),
    Step("block_gift_card", A_GIFT_CARD),
    Step("unblock_gift_card", A_GIFT_CARD),
    Step("list_gift_cards"),
    Step("get_gift_card", A_GIFT_CARD),
    Step("list_gift_card_entries", A_GIFT_CARD),
    Step("replace_gift_card", A_GIFT_CARD),
    Step("void_gift_card", {"gift_card": lambda told: told["replace_gift_card"]["id"]}),
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
    Step("export_records", {"file": "returns.csv"}, query={"columns": "external_id,purchase_external_id,currency"}),
    Step("create_connector"),
    Step("list_connectors"),
    Step("get_connector", A_CONNECTOR),
    Step("map_message", A_CONNECTOR),
    Step("start_backfill", A_CONNECTOR),
    Step("list_backfills", A_CONNECTOR),
    Step("get_backfill", A_CONNECTOR | {"backfill": lambda told: told["start_backfill"]["id"]}),
    Step("add_link", ADA),
    Step("list_links", ADA),
    Step("remove_link", ADA | {"connector_name": "shop", "customer": "7340012345678"}),
    Step("list_deliveries"),
    Step("get_delivery", A_DELIVERY),
    Step("dismiss_delivery", A_DELIVERY),
    Step("retry_deliveries", A_CONNECTOR),
    Step("replay_delivery", A_DELIVERY),
    Step("change_connector", A_CONNECTOR),
    Step("delete_connector", A_CONNECTOR),
    Step("ask_review"),
    Step("list_reviews"),
    Step("get_review", {"review": lambda told: told["ask_review"]["id"]}),
    Step("list_grades"),
    Step("list_member_grades", ADA),
    Step("get_pareto"),
    Step("list_deviations"),
    Step("list_lapsed", query={"state": "new"}),
    Step("list_reorders"),
    Step("list_lift"),
    Step("get_stages"),
    Step("get_golden_list"),
    Step("add_consent", ADA, body=HONOURED),
    Step("list_honours", query={"kind": "golden"}),
    Step("get_member_insight", ADA),
    Step("publish_program", body=WITH_SEGMENTS),
    Step("list_segments"),
    Step("get_segment", {"segment": "golden"}),
    Step("list_segment_members", {"segment": "golden"}),
    Step("check_segment"),
    Step("get_holdout"),
    Step("get_holdout_effect", query={"from": "2026-01-01", "to": "2026-02-15"}),
    Step("start_rehearsal"),
    Step("list_rehearsals"),
    Step("get_rehearsal", A_REHEARSAL),
    Step("list_rehearsed_members", A_REHEARSAL),
    Step("cancel_rehearsal", A_REHEARSAL),
    Step("change_member", ADA, headers={"If-Match": "*"}),
    Step("add_card", ADA),
    Step("remove_card", {**ADA, "number": "6331001234567891"}),
    Step("record_purchase", body=UNKNOWN),
    Step("transfer_points"),
    Step("merge_members", ADA),
    Step("void_return", BACK),
    Step("void_purchase", SALE),
    Step("exchange_goods"),
    Step("erase_member", ADA),
    Step("list_acts"),
    Step("list_events", query={"types": "purchase.*,tier.changed", "limit": "3"}),
    Step("make_webhook"),
    Step("list_webhooks"),
    Step("get_webhook", A_WEBHOOK),
    Step("change_webhook", A_WEBHOOK),
    Step("rotate_webhook", A_WEBHOOK),
    Step("ping_webhook", A_WEBHOOK),
    Step("replay_webhook", A_WEBHOOK),
    Step("list_attempts", A_WEBHOOK),
    Step("delete_webhook", A_WEBHOOK),
    Step("advance_clock"),
)


async def told() -> dict[str, Any]:
    """What each operation answers, by name."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/goldlist.db"
        await migrate(url)
        async with shop_on(url) as shop:
            shop.now = NOW
            made = await shop.goldlist.programs.create("corner-coffee", EXAMPLE, test=True, clock=None)
            assert not isinstance(made, list), made
            shop.admin = shop.client_of(made.key)
            answers: dict[str, Any] = {}
            for step in STORY:
                answer = await _answer(shop, step, answers)
                if step.operation == "ask_review":
                    await shop.goldlist.insight_reviews.catch_up(made.program_id)
                if step.operation == "create_connector":
                    await _receive_damaged_order(shop, answer["id"])
                if step.operation == "start_rehearsal":
                    # It begins once everything from before its start is written.
                    shop.now = NOW + timedelta(minutes=1)
                    await shop.goldlist.rehearsals.go_round()
                    shop.now = NOW
                if (step.body is None or callable(step.body)) and answer is not None:
                    answers[step.operation] = answer
    return dict(json.loads(_DRAWN.sub(_numbered({}), json.dumps(answers))))


async def _receive_damaged_order(shop: Shop, connector: str) -> None:
    secret = CONNECTOR["secrets"]["signing"]
    body = body_of(shopify_order(line_items=[shopify_line(1, "4,00")], customer=None, email=None))
    await shop.goldlist.inbox.receive(connector, SHOP | headers("shopify", "orders/paid", "m-1", body, secret), body)
    await shop.goldlist.take_in.go_round()


def text(answers: dict[str, Any]) -> str:
    """The answers as they are written down."""
    return json.dumps(answers, indent=2, ensure_ascii=False) + "\n"


async def _answer(shop: Shop, step: Step, told: dict[str, Any]) -> Any:
    (operation,) = [one for one in OPERATIONS if one.name == step.operation]
    named = {name: value(told) if callable(value) else value for name, value in step.path.items()}
    path = operation.path.format(**named)
    body = (step.body(told) if callable(step.body) else step.body) or operation.body_example
    answer = await shop.admin.request(operation.method, path, json=body, headers=step.headers, params=step.query)
    assert answer.status_code == operation.success_statuses[0], f"{step.operation}: {answer.text}"
    if "text/csv" in answer.headers.get("content-type", ""):
        return answer.text
    return answer.json() if answer.content else None


def _numbered(seen: dict[str, str]) -> Any:
    def number(match: re.Match[str]) -> str:
        drawn = match.group()
        if match["code"]:
            return seen.setdefault(drawn, f"8FNB-ZPFM-ZM{len(seen):02}")
        if match["end"]:
            return "22MP"
        if match["asking"] or match["token"]:
            return "AZzmqx…"
        if match["link"]:
            return "0" * 43
        if match["page"]:
            return "0" * 22
        if match["hash"]:
            return "9f2c" * 16
        if match["cursor"]:
            return "YW5ub3VuY2VkIDIwMjYtMDMtMDJUMTg6MDA6MDAuMDAwMDAwWg"
        if match["secret"]:
            return "whsec_" + "c2VjcmV0" * 4
        if match["milliseconds"]:
            return "87"
        if match["key"]:
            return f"{match['key']}{'0' * 47}"
        if match["request"]:
            return "492e219f-e78b-4fce-a6a7-d9c3d6f598a4"
        return seen.setdefault(drawn, f"{match['id']}01kjqm7c00e0a8{len(seen):012}")

    return number


if __name__ == "__main__":
    ANSWERS.write_text(text(asyncio.run(told())), "utf-8")
