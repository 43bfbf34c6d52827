"""The documents of events: committed, served, and true of what is told."""

import json
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator

from app.api.contract.event_documents import asyncapi
from app.api.http import docs
from app.api.http.application import openapi_document
from app.engine.events.types import TYPES
from tests.actions.events.described import assert_described
from tests.api.operations.integration.test_events import ordered, read, sale
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def test_what_is_told_is_what_the_schemas_describe(corner_shop: Shop) -> None:
    shop = corner_shop
    for name, member in (("s1", "ext:ann"), ("s2", None), ("s3", "ext:bob")):
        await shop.post("/v1/purchases", sale(name, member))
    rich = sale("s4", lines=[{"quantity": 1, "unit_price": 40_000}])
    await shop.post("/v1/purchases", rich)
    await shop.post("/v1/returns", {"external_id": "r1", "purchase": "ext:s4", "occurred_at": "2026-03-02T09:00:00Z"})
    await shop.post("/v1/purchases/ext:s2/claim", {"member": "ext:bob"}, 200)
    adjusted = {"external_id": "a1", "unit": "points", "amount": 5, "reason": "Sorry"}
    await shop.post("/v1/members/ext:ann/adjustments", adjusted)
    voided = await shop.admin.post("/v1/purchases/ext:s3/void")
    assert voided.status_code in (200, 201), voided.text
    await ordered(shop)
    events = (await read(shop.admin, limit=1000))["data"]
    assert {"purchase.voided", "return.recorded", "tier.changed", "voucher.issued", "points.adjusted"} <= {
        one["type"] for one in events
    }
    assert_described(events)


def test_each_type_has_an_example_as_its_schema_describes() -> None:
    messages = asyncapi(openapi_document())["components"]["messages"]
    assert messages.keys() == TYPES.keys()
    for type_, message in messages.items():
        [example] = [one["payload"] for one in message["examples"]]
        assert example["type"] == type_
        assert_described([example])


async def test_documents_are_committed_and_served(anybody: httpx2.AsyncClient) -> None:
    document = openapi_document()
    assert document["webhooks"].keys() == TYPES.keys()
    made = asyncapi(document)
    assert json.loads(docs.ASYNCAPI.read_text("utf-8")) == made, "write it anew: ./run openapi"
    assert (await anybody.get("/asyncapi.json")).json() == made
    references = {reference.removeprefix("#/components/") for reference in references_of(made)}
    assert all(part.partition("/")[2] in made["components"][part.partition("/")[0]] for part in references)
    for type_ in TYPES:
        served = (await anybody.get(f"/schemas/{type_}.1.json")).json()
        assert served["$id"] == f"/schemas/{type_}.1.json"
        Draft202012Validator.check_schema(served)
    assert (await anybody.get("/schemas/purchase.lost.1.json")).status_code == 404


def references_of(part: Any) -> list[str]:
    """All references to components in a document."""
    if isinstance(part, list):
        return [one for item in part for one in references_of(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if str(part.get("$ref", "")).startswith("#/components/") else []
    return own + [one for item in part.values() for one in references_of(item)]
