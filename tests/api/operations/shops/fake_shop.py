"""A shop system on the loopback that tells its past orders by pages, and misbehaves when told to."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.outside.door import Door

Answer = tuple[int, Any, dict[str, str]]


class FakeShop:
    """Orders by their id, as Shopify, WooCommerce, Square, Stripe or Saleor tells them.

    `mishaps` are answers to the next calls in place of the right ones; None breaks the connection. `calls` are the
    targets, and `bodies` what was posted.
    """

    def __init__(self, page: int = 3) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.locations: list[str] = []
        self.page = page
        self.mishaps: deque[Answer | None] = deque()
        self.calls: list[str] = []
        self.bodies: list[Any] = []
        self.headers: dict[str, str] = {}
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.door = Door()

    def put(self, *orders: dict[str, Any]) -> None:
        """Have these orders, in the state that they have here."""
        self.orders |= {str(one["id"]): one for one in orders}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the calls of a connection."""
        self.writers.append(writer)
        while line := await reader.readline():
            _, target, _ = line.decode().split()
            length = 0
            while (line := await reader.readline()).strip():
                name, _, value = line.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
            body = await reader.readexactly(length)
            self.calls.append(target)
            self.bodies.append(json.loads(body) if body else None)
            mishap = self.mishaps.popleft() if self.mishaps else ()
            if mishap is None:
                break
            status, answer, headers = mishap or (200, *self.answer(target, self.bodies[-1]))
            text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            told = {**self.headers, **headers, "content-length": str(len(text))}
            lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            writer.write(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + text)
            await writer.drain()
        writer.close()

    def answer(self, target: str, body: Any) -> tuple[Any, dict[str, str]]:
        """The right answer."""
        path, query = urlsplit(target).path, {name: one[-1] for name, one in parse_qs(urlsplit(target).query).items()}
        if path.endswith("/orders.json"):
            return self._shopify(query)
        if path.endswith("/wc/v3/orders"):
            return self._woocommerce(query), {}
        if path == "/v2/locations":
            return {"locations": [{"id": one} for one in self.locations]}, {}
        if path == "/v2/orders/search":
            return self._square(body), {}
        if path.startswith("/v2/orders/"):
            return {"order": self.orders[path.rpartition("/")[2]]}, {}
        if path == "/v1/events":
            return self._stripe(query), {}
        if path == "/graphql/":
            return self._saleor(body["variables"]), {}
        raise AssertionError(target)

    def _between(self, name: str, start: str, end: str) -> list[dict[str, Any]]:
        found = [one for one in self.orders.values() if _at(start) <= _at(one[name]) <= _at(end)]
        return sorted(found, key=lambda one: (_at(one[name]), int(one["id"]) if str(one["id"]).isdigit() else 0))

    def _shopify(self, query: dict[str, str]) -> tuple[Any, dict[str, str]]:
        if "page_info" in query:
            start, end, place = query["page_info"].split("_")
        else:
            assert query["order"] == "updated_at asc"
            assert query["status"] == "any"
            start, end, place = query["updated_at_min"], query["updated_at_max"], "0"
        found = self._between("updated_at", start, end)[int(place) :]
        more = f"page_info={start}_{end}_{int(place) + self.page}&limit={self.page}"
        link = f'<https://shop.example/admin/api/2026-07/orders.json?{more}>; rel="next"'
        return {"orders": found[: self.page]}, {"link": link} if len(found) > self.page else {}

    def _woocommerce(self, query: dict[str, str]) -> list[dict[str, Any]]:
        assert (query["orderby"], query["order"], query["dates_are_gmt"]) == ("modified", "asc", "true")
        size = int(query["per_page"])
        found = [
            one
            for one in self.orders.values()
            if query["modified_after"] < one["date_modified_gmt"] < query["modified_before"]
        ]
        found.sort(key=lambda one: (one["date_modified_gmt"], one["id"]))
        return found[size * (int(query["page"]) - 1) :][:size]

    def _square(self, body: Any) -> dict[str, Any]:
        assert len(body["location_ids"]) <= 10
        assert body["query"]["sort"] == {"sort_field": "UPDATED_AT", "sort_order": "ASC"}
        time = body["query"]["filter"]["date_time_filter"]["updated_at"]
        found = self._between("updated_at", time["start_at"], time["end_at"])
        found = [one for one in found if one["location_id"] in body["location_ids"]][int(body.get("cursor", 0)) :]
        place = str(int(body.get("cursor", 0)) + self.page)
        entries = [{"order_id": one["id"], "version": one["version"]} for one in found[: self.page]]
        return {"order_entries": entries, **({"cursor": place} if len(found) > self.page else {})}

    def _stripe(self, query: dict[str, str]) -> dict[str, Any]:
        found = [
            one for one in self.events if int(query["created[gte]"]) <= one["created"] <= int(query["created[lte]"])
        ]
        ids = [one["id"] for one in found]
        found = found[ids.index(query["starting_after"]) + 1 :] if "starting_after" in query else found
        return {"data": found[: self.page], "has_more": len(found) > self.page}

    def _saleor(self, told: dict[str, Any]) -> dict[str, Any]:
        place = int(told["after"] or 0)
        found = self._between("updatedAt", told["from"], told["to"])[place:]
        info = {"hasNextPage": len(found) > self.page, "endCursor": str(place + self.page)}
        return {"data": {"orders": {"pageInfo": info, "edges": [{"node": one} for one in found[: self.page]]}}}


@asynccontextmanager
async def fake_shop(page: int = 3) -> AsyncIterator[FakeShop]:
    """A shop system that listens, and a door that reaches it."""
    shop = FakeShop(page)
    server = await asyncio.start_server(shop.serve, "127.0.0.1", 0)
    shop.port = server.sockets[0].getsockname()[1]
    shop.door = Door({("127.0.0.1", shop.port)})
    try:
        yield shop
    finally:
        await shop.door.close()
        server.close()
        for writer in shop.writers:
            writer.close()


def _at(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
