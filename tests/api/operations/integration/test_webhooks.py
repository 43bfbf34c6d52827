"""Webhooks over HTTP: what is asked for, and what is refused."""

import base64
from collections.abc import Sequence
from typing import Any

import pytest

from app.actions.access.sealing import Sealing
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

BODY: dict[str, Any] = {"url": "https://hooks.shop.example/goldlist", "types": ["purchase.*"]}


async def test_a_webhook_is_made_changed_and_deleted(shop: Shop) -> None:
    own = "whsec_" + base64.b64encode(b"o" * 24).decode()
    made = await shop.post("/v1/webhooks", {**BODY, "secret": own, "stores": ["london-1"], "description": "CRM"})
    assert (made["secret"], made["status"], made["stores"], made["concurrency"]) == (own, "active", ["london-1"], 8)
    path = f"/v1/webhooks/{made['id']}"
    known = await shop.get(path)
    assert "secret" not in known
    assert known == {**{name: value for name, value in made.items() if name != "secret"}, "pending": 0, "behind": 0}
    assert (await shop.get("/v1/webhooks"))["data"] == [
        {name: value for name, value in known.items() if name not in ("pending", "behind")}
    ]
    changed = await shop.admin.patch(path, json={"status": "paused", "types": ["tier.changed"], "stores": None})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["status"], changed.json()["types"], changed.json()["stores"]) == (
        "paused",
        ["tier.changed"],
        None,
    )
    rotated = await shop.post(f"{path}/rotate", {"overlap_hours": 1}, 200)
    assert rotated["secret"] != own
    pinged = await shop.post(f"{path}/ping", None, 200)
    assert (pinged["ok"], pinged["status"], pinged["problem"]) == (False, None, "no-connection")
    assert (await shop.post(f"{path}/replay", {"from": "start"}, 202))["id"].startswith("wrp_")
    assert (await shop.get(f"{path}/attempts"))["data"] == []
    assert (await shop.admin.delete(path)).status_code == 204
    assert_problem(await shop.admin.get(path), 404, "not-found")
    acts = [act["act"] for act in (await shop.get("/v1/audit"))["data"] if act["object"] == made["id"]]
    assert acts == ["delete_webhook", "replay_webhook", "rotate_webhook", "change_webhook", "make_webhook"]


async def test_what_must_not_be_is_refused(shop: Shop) -> None:
    async def private(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.7"]

    for changes, problem, status in (
        ({"url": "https://127.0.0.1/hook"}, "url-not-allowed", 422),
        ({"url": "http://hooks.shop.example/"}, "url-not-allowed", 422),
        ({"types": ["purchases.*"]}, "validation", 422),
        ({"types": []}, "validation", 422),
        ({"secret": "whsec_c2hvcnQ="}, "validation", 422),
        ({"concurrency": 33}, "validation", 422),
        ({"batch": 0}, "validation", 422),
        ({"after": "evt_01m8nxsqtpetwtvz5qkbcc2000"}, "cursor-expired", 410),
    ):
        assert_problem(await shop.admin.post("/v1/webhooks", json={**BODY, **changes}), status, problem)
    made = await shop.post("/v1/webhooks", BODY)
    path = f"/v1/webhooks/{made['id']}"
    shop.goldlist.door._resolve = private
    assert_problem(await shop.admin.post("/v1/webhooks", json=BODY), 422, "url-not-allowed")
    assert_problem(await shop.admin.patch(path, json={"url": BODY["url"]}), 422, "url-not-allowed")
    assert_problem(await shop.admin.post(f"{path}/replay", json={"from": "now"}), 422, "validation")
    for role in ("manager", "ecommerce"):
        client = shop.client_of(await shop.key(role))
        assert_problem(await client.post("/v1/webhooks", json=BODY), 403, "insufficient-scope")
    shop.goldlist.webhooks._sealing = Sealing(b"")
    assert_problem(await shop.admin.post("/v1/webhooks", json=BODY), 422, "secrets-key-missing")
    assert_problem(await shop.admin.post(f"{path}/rotate", json={}), 422, "secrets-key-missing")
