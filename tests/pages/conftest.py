"""The pages over a shop with customers, sales and a review, and people of each role who have signed in."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest

from app.actions.access import passwords
from app.actions.access.staff import StaffRequest
from app.api.http.application import create_application
from app.pages.routes import Pages
from app.store.rows.access import StaffRow
from tests.api.shop import Shop, shop_on
from tests.databases import copy_sqlite
from tests.pages.every_page import Ids, drafted, published, steps
from tests.pages.served import running as running
from tests.pages.served import served as served

# A hash that takes 50 ms would be most of these tests.
passwords.MEMORY_KIB = 64  # type: ignore[misc]
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
PASSWORD = "seven small wonders"
ROLES = ("admin", "manager", "representative", "auditor", "operator")
# What a caller can store, as somebody hostile would.
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


class Site:
    """A shop with pages. `people` are the staff, by role; `member` is a customer with sales."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.application = create_application(shop.goldlist, pages=Pages(shop.goldlist).routes())
        self.people: dict[str, StaffRow] = {}
        self.member = ""

    def browser(self) -> httpx2.AsyncClient:
        """A browser that has not signed in."""
        transport = httpx2.ASGITransport(self.application)
        return httpx2.AsyncClient(transport=transport, base_url="https://shop.example", headers=SAME_ORIGIN)

    async def signed_in(self, role: str) -> httpx2.AsyncClient:
        """The browser of somebody with this role."""
        browser = self.browser()
        await self.sign_in(browser, self.people[role].name)
        return browser

    async def signed_in_to(self, program: str, role: str) -> httpx2.AsyncClient:
        """The same, where there are several programmes."""
        browser = self.browser()
        form = {"program": program, "name": self.people[role].name, "password": PASSWORD}
        await browser.post("/pages/sign-in", data=form)
        return browser

    async def sign_in(self, browser: httpx2.AsyncClient, name: str, password: str = PASSWORD) -> httpx2.Response:
        """Send the form with which one signs in."""
        return await browser.post("/pages/sign-in", data={"name": name, "password": password})

    async def staff(self, role: str, name: str) -> StaffRow:
        """A new person with a password."""
        made = await self.shop.goldlist.staff.add(self.shop.program_id, StaffRequest(name, role))
        assert isinstance(made, StaffRow), made
        await self.shop.goldlist.sign_ins.set_password(made.staff_id, PASSWORD)
        return made

    async def fill(self, name: str = "Wanda Marsh") -> None:
        """Ten customers, who bought for 10.00 down to 1.00, and a review of them."""
        for number in range(10):
            body = {"external_id": f"c{number}", "name": name if number == 0 else f"{name} {number}"}
            member = await self.shop.post("/v1/members", body)
            self.member = self.member or member["id"]
            await self.buy(f"ext:c{number}", 1000 - 100 * number, f"r{number}", sku=name)
        day = self.shop.now.date().isoformat()
        await self.shop.post("/v1/insights/reviews", {"external_id": "first", "as_of": day}, 202)
        while await self.shop.goldlist.insight_reviews.go_round():
            pass

    async def fill_every(self, text: str = "") -> Ids:
        """Fill the shop, so that each page has something to show; `text` is every text that a caller can store."""
        await self.fill(text or "Wanda Marsh")
        ids = {
            "member": self.member,
            "staff": self.people["manager"].staff_id,
            "today": self.shop.now.date().isoformat(),
            "now": "2026-03-02T10:00:00Z",
        }
        document = published(await self.shop.get("/v1/program"), text)
        await self.ask("PUT", "/v1/program", document)
        for step in steps(text):
            one = step.filled(ids)
            made = await self.ask(one.method, one.path, one.body)
            ids[one.name] = str(made.get("id") or made.get("url"))
        ids["entry"] = (await self.shop.get(f"/v1/members/{ids['petra']}/entries"))["data"][0]["id"]
        ids["own_page"] = "/c/" + ids["link"].rpartition("/c/")[2]
        draft = drafted(document)
        await self.ask("PUT", "/v1/program/draft", draft)
        wish = {"external_id": "first", "documents": [{"version": 2}, draft], "from": "2026-01-01", "to": ids["today"]}
        ids["rehearsal"] = (await self.ask("POST", "/v1/rehearsals", wish))["id"]
        self.shop.now += timedelta(minutes=1)
        while await self.shop.goldlist.rehearsals.go_round():
            pass
        return ids

    async def ask(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """A request of the admin's key, which must succeed."""
        answer = await self.shop.admin.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        document: dict[str, Any] = answer.json()
        return document

    async def buy(self, member: str, amount: int, external_id: str, **line: Any) -> dict[str, Any]:
        """A sale."""
        lines = [{"category": "coffee", "quantity": 1, "unit_price": amount, **line}]
        body = {"external_id": external_id, "member": member, "currency": "GBP", "lines": lines}
        return await self.shop.post("/v1/purchases", {**body, "occurred_at": "2026-03-02T09:00:00Z"})


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


async def site_on(database_url: str) -> AsyncIterator[Site]:
    """A site with one person of each role; they all have the same password."""
    async with shop_on(database_url) as shop:
        site = Site(shop)
        for role in ROLES:
            site.people[role] = await site.staff(role, f"{role.title()} Person")
        yield site


@pytest.fixture
async def site(template_file: Path) -> AsyncIterator[Site]:
    """A site on SQLite, in memory where there is a place for files in it."""
    with TemporaryDirectory(prefix="goldlist-", dir=MEMORY) as folder:
        async for site in site_on(copy_sqlite(template_file, Path(folder) / "goldlist.db")):
            yield site


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[Site]:
    """A site on each kind of database."""
    async for site in site_on(database_url):
        yield site
