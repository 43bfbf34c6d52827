"""Real messages of shop systems become what was worked out for each, in any order and however often they come.

`GOLDLIST_REAL_SALES` names the folder; its `connectors` have a folder for each shop system.
"""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.actions.shops.connectors import ConnectorRequest
from app.outside.door import Answer
from app.sources.settings import ShopSettings
from app.store.rows.shops import ConnectorRow, DeliveryRow
from tests.api.shop import DOCUMENT, Shop
from tests.sources.messages import SECRET, headers

pytestmark = pytest.mark.anyio
FOLDER = os.environ.get("GOLDLIST_REAL_SALES")
KINDS = ("shopify", "woocommerce", "square", "stripe", "saleor")
OUTCOMES = {"done": "recorded"}
CLOCK = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


class Scene:
    """A programme with one connector, to which the messages of a case come."""

    def __init__(self, shop: Shop, case: dict[str, Any]) -> None:
        self.shop = shop
        self.case = case
        self.deliveries: list[str] = []
        self.answers: dict[str, Any] = {}

    async def open(self, slug: str) -> None:
        document = {**DOCUMENT, "currency": self.case["program_currency"]}
        made = await self.shop.goldlist.programs.create(slug, document, test=True, clock=CLOCK)
        assert not isinstance(made, list), made
        self.program_id = made.program_id
        told = {name: one for name, one in self.case["connector"].items() if name not in ("kind", "name", "api")}
        settings = ShopSettings.model_validate({"base_url": "https://shop.example", **told})
        asks = self.case["connector"].get("api") or self.case["connector"]["kind"] == "square"
        wish = ConnectorRequest(
            name=self.case["connector"]["name"],
            kind=self.case["connector"]["kind"],
            settings=settings.model_dump_json(),
            signing=SECRET,
            api="a key of the interface" if asks else None,
        )
        row = await self.shop.goldlist.connectors.create(self.program_id, wish)
        assert isinstance(row, ConnectorRow), row
        self.row = row

    async def bring(self, places: Sequence[int]) -> list[DeliveryRow]:
        """The messages at these places, one after the other; returns their deliveries."""
        for turn, place in enumerate(places):
            told = self.case["deliveries"][place]
            self.answers |= {path.removeprefix("GET "): one for path, one in told.get("fetch", {}).items()}
            self.shop.goldlist.door.call = self.call  # type: ignore[method-assign]
            body = json.dumps(told["payload"]).encode()
            kind, now = self.row.kind, self.shop.now.timestamp()
            address = f"/in/{self.row.connector_id}"
            marked = headers(kind, told["topic"], f"{place}-{turn}", body, address=address, now=now)
            delivery = await self.shop.goldlist.inbox.receive(self.row.connector_id, marked, body)
            assert delivery
            self.deliveries.append(delivery)
            await self.shop.goldlist.take_in.go_round()
        desk = self.shop.goldlist.delivery_desk
        found = [await desk.one(self.program_id, one) for one in self.deliveries]
        return [one for one in found if one]

    async def call(self, method: str, address: str, **_: Any) -> Answer:
        """The shop system's answer."""
        path = address.removeprefix("https://shop.example")
        return Answer(200 if path in self.answers else 404, {}, json.dumps(self.answers.get(path)).encode(), True)

    async def recorded(self) -> tuple[list[Any], list[Any]]:
        """The purchases and returns, oldest first."""
        found = await self.shop.goldlist.reads.purchases_page(
            self.program_id, 200, member=None, store=None, or_no_store=True, since=None, until=None, before=None
        )
        assert found is not None
        bought = sorted(found, key=lambda one: one.purchase.purchase_id)
        return [one.purchase for one in bought], [one for known in bought for one in known.returns]

    async def kept(self) -> dict[str, int]:
        """The value that is left of each order, with its additions."""
        bought, returns = await self.recorded()
        left: dict[str, int] = {}
        for one in bought:
            back = sum(gone.returned_net for gone in returns if gone.purchase_id == one.purchase_id)
            order = one.external_id.partition("+")[0]
            left[order] = left.get(order, 0) + one.net - back
        return left


def given(kind: str) -> list[tuple[Path, dict[str, Any], dict[str, Any]]]:
    """The cases of a shop system: the file, its messages, and their results."""
    files = sorted(Path(FOLDER or "", "connectors", kind).glob("*.expected.json"))
    told = [json.loads(Path(str(file).replace(".expected", "")).read_text("utf-8")) for file in files]
    return [(file, one, json.loads(file.read_text("utf-8"))) for file, one in zip(files, told, strict=True)]


@pytest.mark.skipif(not FOLDER, reason="GOLDLIST_REAL_SALES names no folder")
@pytest.mark.parametrize("kind", KINDS)
async def test_given_messages_become_what_was_worked_out(corner_shop: Shop, kind: str) -> None:
    cases = given(kind)
    assert cases
    for number, (file, case, expected) in enumerate(cases):
        every = range(len(case["deliveries"]))
        scenes = [Scene(corner_shop, case) for _ in range(3)]
        for turn, scene in enumerate(scenes):
            await scene.open(f"case-{number}-{turn}")
        straight, twice, turned = scenes
        found = await straight.bring(every)
        assert [[OUTCOMES.get(one.status, one.status), one.code] for one in found] == [
            [one["outcome"], one["code"]] for one in expected["outcomes"]
        ], file.name
        bought, returns = await straight.recorded()
        assert [_purchase(one) for one in bought] == [_wanted(one) for one in expected.get("purchases", [])], file.name
        names = {one.purchase_id: one.external_id for one in bought}
        assert [(one.external_id, names[one.purchase_id], one.returned_net) for one in returns] == [
            (one["external_id"], one["purchase"], one["returned_net"]) for one in expected.get("returns", [])
        ], file.name
        await twice.bring([*every, *every])
        await turned.bring(every[::-1])
        assert await twice.kept() == await straight.kept(), file.name
        cancelled = any(one.get("external_id") is None for one in expected.get("returns", []))
        left = {name: one for name, one in (await straight.kept()).items() if one or not cancelled}
        assert await turned.kept() == left, file.name


def _purchase(one: Any) -> tuple[Any, ...]:
    lines = [tuple(line[:1]) + tuple(line[2:5]) for line in json.loads(one.lines)]
    return one.external_id, one.occurred_at, one.net, one.status, lines


def _wanted(one: dict[str, Any]) -> tuple[Any, ...]:
    at = datetime.fromisoformat(one["occurred_at"]).astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"
    lines = [(line["sku"], line["quantity"], line["unit_price"], line["discount"]) for line in one["lines"]]
    return one["external_id"], at, one["net"], one["status"], lines
