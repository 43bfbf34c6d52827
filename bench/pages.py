"""`./run bench --only pages`: what each page weighs, and what it costs.

The sample shop, in one process on a SQLite file: its pages as its owner gets them, over ASGI. The time is processor
time of all that a page takes, and its ratio to one read of a member's status, in turn with it.
"""

import asyncio
import gzip
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import httpx2

from app import sample
from app.actions.access.staff import StaffRequest
from app.actions.background.sales_counts import ALL_IS_VISIBLE_AFTER_SECONDS
from app.actions.goldlist import Goldlist
from app.api.http.application import create_application
from app.main import opened
from app.pages import rendering
from app.pages.baskets import Basket, Line
from app.pages.routes import Pages
from app.pages.sitemap import PLACES
from app.progress import Progress
from app.sample.sales import Sale, shop
from app.settings import Settings
from app.store.rows.access import StaffRow

# In bytes on the wire: the first page with everything, each further one, and a customer's own page with everything.
FIRST, NEXT, OWN = 60_000, 25_000, 40_000
# In ms of processor time. A page fails at five times as much, since machines differ.
CPU: Final = 30
FAILS_AT: Final = 5
READS: Final = 12
BATCH: Final = 200
PASSWORD: Final = "seven small wonders"


class Weighed(NamedTuple):
    """A page: bytes on the wire without and with the files it needs, ms, and how many reads of a status that is."""

    path: str
    bytes: int
    ms: float
    of_status: float

    @property
    def faults(self) -> Iterator[str]:
        """What is over its budget."""
        most = OWN if self.path.startswith("/c/") else NEXT
        if self.bytes > most:
            yield f"{self.path} weighs {self.bytes:,} bytes, of {most:,}"
        if self.ms > CPU * FAILS_AT:
            yield f"{self.path} takes {self.ms:.0f} ms, of {CPU * FAILS_AT}"


class Measured(NamedTuple):
    """All pages, the heaviest first, and the files that come with the first of them, in bytes on the wire."""

    pages: list[Weighed]
    files: int

    @property
    def faults(self) -> list[str]:
        """What is over its budget."""
        first = max(one.bytes for one in self.pages) + self.files
        over = [f"the first page weighs {first:,} bytes, of {FIRST:,}"] if first > FIRST else []
        return [*over, *(fault for one in self.pages for fault in one.faults)]

    @property
    def table(self) -> Iterator[str]:
        """The figures as lines."""
        yield f"{'page':<52} {'bytes':>7} {'ms CPU':>7} {'status reads':>13}"
        for one in self.pages:
            yield f"{one.path[:52]:<52} {one.bytes:>7,} {one.ms:>7.1f} {one.of_status:>13.1f}"
        yield f"{'style, script and icon, once':<52} {self.files:>7,}"


def measure() -> Measured:
    """Fill a shop, and measure its pages."""
    with TemporaryDirectory(prefix="goldlist-pages-") as folder:
        return asyncio.run(_measure(f"sqlite:///{Path(folder) / 'pages.db'}"))


async def _measure(url: str) -> Measured:
    until = datetime.now(UTC)
    async with opened(Settings(database_url=url)) as goldlist:
        made = await goldlist.programs.create(sample.SLUG, sample.programme(), test=False, clock=None)
        assert not isinstance(made, list), made
        owner = await goldlist.staff.add(made.program_id, StaffRequest("Mara Quill", "admin"))
        assert isinstance(owner, StaffRow)
        await goldlist.sign_ins.set_password(owner.staff_id, PASSWORD)
        transport = httpx2.ASGITransport(create_application(goldlist, pages=Pages(goldlist).routes()))
        headers = {"Authorization": f"Bearer {made.key}"}
        async with httpx2.AsyncClient(transport=transport, base_url="https://shop", headers=headers) as api:
            await _fill(goldlist, api, until)
            ids = await _ids(api)
            browser = httpx2.AsyncClient(transport=transport, base_url="https://shop")
            browser.headers |= {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
            await browser.post("/pages/sign-in", data={"name": owner.name, "password": PASSWORD})

            async def status() -> None:
                (await api.get(f"/v1/members/{ids['member']}/status")).raise_for_status()

            pages = [await _weigh(browser, path, status) for path in _paths(ids)]
    files = sum(len(asset.packed) for asset in rendering.assets().values())
    return Measured(sorted(pages, key=lambda one: -one.ms), files)


async def _weigh(browser: httpx2.AsyncClient, path: str, status: Callable[[], Awaitable[None]]) -> Weighed:
    async def page() -> None:
        assert (await browser.get(path)).status_code == 200, path

    size = len(gzip.compress((await browser.get(path)).content, 5))
    await page()
    times: list[float] = []
    ratios: list[float] = []
    for _ in range(READS):
        spent, one_read = await _cpu(page), await _cpu(status)
        times.append(spent * 1000)
        ratios.append(spent / one_read)
    return Weighed(path, size, statistics.median(times), statistics.median(ratios))


async def _cpu(work: Callable[[], Awaitable[None]]) -> float:
    began = time.process_time()
    await work()
    return time.process_time() - began


async def _fill(goldlist: Goldlist, api: httpx2.AsyncClient, until: datetime) -> None:
    sold = shop(until)
    for customer in sold.customers:
        await _ask(api, "POST", "/v1/members", customer.request())
    items = [one.request() if isinstance(one, Sale) else {"return": one.request()} for one in sold.events]
    with Progress("filling a shop", len(items), "purchases") as progress:
        for first in range(0, len(items), BATCH):
            part = items[first : first + BATCH]
            await _ask(api, "POST", "/v1/purchases/batch?answer=brief", {"purchases": part})
            progress.add(len(part))
    yesterday = until.date() - timedelta(days=1)
    wish = {"external_id": "first", "as_of": yesterday.isoformat()}
    await _ask(api, "POST", "/v1/insights/reviews", {**wish, "backfill_from": str(yesterday - timedelta(days=183))})
    while await goldlist.insight_reviews.go_round():
        pass
    # Then a worker has summed the sales.
    await asyncio.sleep(ALL_IS_VISIBLE_AFTER_SECONDS + 1)
    while await goldlist.sales_counts.go_round():
        pass


async def _ids(api: httpx2.AsyncClient) -> dict[str, str]:
    """The best customer, the newest sale, and a link to a page of the customer's own."""
    first = (await _ask(api, "GET", "/v1/insights/grades?limit=1"))["data"][0]["member"]
    sale = (await _ask(api, "GET", f"/v1/purchases?member={first}&limit=1"))["data"][0]["id"]
    link = (await _ask(api, "POST", f"/v1/members/{first}/page-link", {}))["url"]
    return {"member": first, "purchase": sale, "link": "/c/" + link.rpartition("/c/")[2]}


async def _ask(api: httpx2.AsyncClient, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = await api.request(method, path, json=body)
    assert answer.is_success, f"{method} {path}: {answer.text}"
    document: dict[str, Any] = answer.json()
    return document


def _paths(ids: dict[str, str]) -> list[str]:
    """Every page without a name in its path, and the others with the shop's names."""
    basket = Basket(ids["member"], (Line("latte", "coffee", 2, 350),)).path
    member = f"/pages/members/{ids['member']}"
    plain = [f"/pages/{place.path}" for place in PLACES if "{" not in place.path]
    lists = ["/pages/golden-list?show=everybody", "/pages/golden-list?show=quiet", "/pages/members?q=a"]
    of_member = [member, f"{member}/why/points", f"{member}/why/level", f"{member}/print", f"{member}/voucher"]
    return [*plain, *lists, *of_member, basket, f"/pages/till/receipt/{ids['purchase']}", ids["link"]]
