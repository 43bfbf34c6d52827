"""The examples of `/docs` work for somebody who tries them: on a fresh programme, and after the tour of the README."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.api.http import docs
from clients.generator.references import whole
from tests.api.shop import Shop, shop_on
from tests.clients.documents import exchanges

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads(docs.DOCUMENT.read_bytes())
PROGRAMME = json.loads((ROOT / "docs" / "examples" / "programme.json").read_text("utf-8"))
# A member and a purchase come first; what gives, takes and asks goes by these.
TRIED = [
    "check_program",
    "get_program",
    "get_program_version",
    "create_key",
    "list_keys",
    "enrol_member",
    "get_member",
    "list_members",
    "record_purchase",
    "get_purchase",
    "list_purchases",
    "record_purchases",
    "take_return",
    "get_return",
    "adjust_balance",
    "get_status",
    "get_statuses",
    "list_entries",
    "get_balance",
    "list_rebates",
    "ask_quote",
    "place_hold",
    "give_voucher",
    "start_voucher_batch",
    "give_level",
    "list_member_tiers",
    "take_level_away",
    "list_rewards",
    "get_liability",
    "list_unmatched_goods",
    "add_card",
    "void_return",
    "void_purchase",
]


@pytest.fixture(params=["fresh", "after the tour"])
async def shop(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Shop]:
    """The tour's programme, with a live clock and nothing in it, or after the tour with its own."""
    toured = request.param != "fresh"
    async with shop_on(sqlite_url) as shop:
        shop.now = datetime(2027, 5, 3, 12, tzinfo=UTC)
        clock = datetime(2026, 3, 2, 18, tzinfo=UTC) if toured else None
        made = await shop.goldlist.programs.create("corner-coffee", PROGRAMME, test=toured, clock=clock)
        assert not isinstance(made, list), made
        shop.admin = shop.client_of(made.key)
        for asked, _ in exchanges(ROOT / "README.md") if toured else ():
            answer = await shop.admin.request(
                asked.method, asked.target, content=asked.body, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code < 300, answer.text
        yield shop


def example(name: str) -> tuple[str, str, Any]:
    """The method, the path and the body of an operation's example."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] == name:
                operation = whole(DOCUMENT, operation)
                for told in operation["parameters"]:
                    path = path.replace(f"{{{told['name']}}}", str(told.get("example")))
                content = operation.get("requestBody", {}).get("content", {})
                return method.upper(), path, content.get("application/json", {}).get("example")
    raise AssertionError(name)


async def test_examples_can_be_tried_one_after_the_other(shop: Shop) -> None:
    for name in TRIED:
        method, path, body = example(name)
        answer = await shop.admin.request(method, path, json=body)
        assert answer.status_code < 300, f"{name}: {answer.text}"
        assert "idempotency-replayed" not in answer.headers, name


async def test_a_purchase_can_be_tried_first_of_all(shop: Shop) -> None:
    method, path, body = example("record_purchase")
    assert (await shop.admin.request(method, path, json=body)).status_code == 201
    method, path, body = example("get_status")
    assert (await shop.admin.request(method, path, json=body)).status_code == 200
