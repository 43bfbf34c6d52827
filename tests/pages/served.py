"""A shop served as in a shop, and chromium to look at it, driven by Playwright.

Without chromium the tests in a browser are skipped, and say how to install it; in CI (`CI` is set) they fail instead.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from tests.databases import copy_sqlite
from tests.pages.every_page import Ids, drafted, published, steps
from tests.service.processes import LIMIT_SECONDS, Installation

PASSWORD = "seven small wonders"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
HOW = "no chromium: `apt-get install -y --no-install-recommends chromium fonts-dejavu-core`, then run these tests again"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective));
"""
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
DOCUMENT = Path("app/sample/programme.json")
# By role; each has a password. The owner of the shop is the admin.
PEOPLE = {
    "admin": "Mara Quill",
    "manager": "Mona Lind",
    "representative": "Sam Hill",
    "auditor": "Ada Ledger",
    "operator": "Otto Light",
}


class Running(NamedTuple):
    """A served shop with customers, sales, reviews, and something on every page; `ids` by what they are of."""

    address: str
    ids: Ids


class Served(NamedTuple):
    """The same with a browser."""

    address: str
    ids: Ids
    browser: Any

    @property
    def member(self) -> str:
        """A customer with a sale: Wanda Marsh."""
        return self.ids["member"]

    @property
    def own_page(self) -> str:
        """The address of that customer's own page."""
        return self.address + self.ids["own_page"]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, template_file: Path) -> Iterator[Running]:
    """The shop, with one person of each role."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    folder = tmp_path_factory.mktemp("browser")
    installation = Installation(copy_sqlite(template_file, folder / "goldlist.db"), folder)
    made = json.loads(installation.run("program", "create", "--slug", "shop", "--file", str(DOCUMENT.absolute())))
    for role, name in PEOPLE.items():
        _add(installation, name, role)
    with installation.serving() as server:
        headers = {"Authorization": f"Bearer {made['api_key']}"}
        with httpx2.Client(base_url=server.address, headers=headers, timeout=LIMIT_SECONDS) as client:
            ids = Filling(client).fill()
        yield Running(server.address, ids)


@pytest.fixture(scope="module")
def served(running: Running) -> Iterator[Served]:
    """A browser for one module: while Playwright runs, no test of this process may run a loop of its own."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Served(*running, browser)
        browser.close()


def _add(installation: Installation, name: str, role: str) -> None:
    command = [*installation.command, "staff", "add", "--program", "shop", "--name", name, "--role", role]
    subprocess.run(
        [*command, "--password-stdin"],
        input=PASSWORD + "\n",
        text=True,
        env=installation.environment,
        check=True,
        capture_output=True,
    )


class Filling:
    """Fills a served shop."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client
        self._now = datetime.now(UTC) - timedelta(minutes=2)

    def fill(self) -> Ids:
        """Ten customers with a sale each, two who came every week and have stopped, and all that pages show."""
        today = self._ask("GET", "/v1/reports/liability")["on"]
        staff = {one["role"]: one["id"] for one in self._ask("GET", "/v1/staff")["data"]}
        names = ["Wanda Marsh", *(f"Holly Brook {number}" for number in range(1, 10))]
        members = [self._member(f"c{number}", name) for number, name in enumerate(names)]
        for number, member in enumerate(members):
            self._sell(f"r{number}", member, 10_000 - 900 * number, 20)
        ids = {"member": members[0], "staff": staff["representative"], "today": today, "now": self._now.isoformat()}
        ids |= {"ada": self._regular("ada", "Ada Keane", 9000), "clara": self._regular("clara", "Clara Jones", 8000)}
        document = published(self._ask("GET", "/v1/program"))
        self._ask("PUT", "/v1/program", document)
        for step in steps():
            one = step.filled(ids)
            made = self._ask(one.method, one.path, one.body)
            ids[one.name] = str(made.get("id") or made.get("url"))
        own = self._ask("POST", f"/v1/members/{members[0]}/page-link", {})["url"]
        ids["own_page"] = "/c/" + own.rpartition("/c/")[2]
        ids["entry"] = self._ask("GET", f"/v1/members/{ids['petra']}/entries")["data"][0]["id"]
        self._review()
        wish = {"external_id": "first", "documents": [{"version": 2}, drafted(document)], "from": self._day(90)}
        ids["rehearsal"] = self._ask("POST", "/v1/rehearsals", {**wish, "to": today})["id"]
        self._until_done(f"/v1/rehearsals/{ids['rehearsal']}")
        return ids

    def _review(self) -> None:
        """Review the last half year; the customers who stay away become tasks of the managers."""
        wish = {"external_id": "first", "as_of": self._day(1), "backfill_from": self._day(self._since_quarter + 100)}
        self._until_done(f"/v1/insights/reviews/{self._ask('POST', '/v1/insights/reviews', wish)['id']}")
        deadline = time.monotonic() + LIMIT_SECONDS / 4
        while not any(one["about"] for one in self._ask("GET", "/v1/tasks?owner=none")["data"]):
            assert time.monotonic() < deadline, "nobody is asked to call anybody"
            time.sleep(0.1)

    def _until_done(self, path: str) -> None:
        deadline = time.monotonic() + LIMIT_SECONDS
        while (status := self._ask("GET", path)["status"]) != "done":
            assert status in ("waiting", "running"), status
            assert time.monotonic() < deadline, path
            time.sleep(0.1)

    def _regular(self, external_id: str, name: str, amount: int) -> str:
        phone = {"ada": "+442079460772", "clara": "+442079460773"}[external_id]
        member = self._member(external_id, name, phone=phone)
        for week in range(20):
            self._sell(f"{external_id}-{week}", member, amount, self._since_quarter + 42 + 7 * week)
        return member

    def _member(self, external_id: str, name: str, **more: str) -> str:
        return str(self._ask("POST", "/v1/members", {"external_id": external_id, "name": name, **more})["id"])

    def _sell(self, external_id: str, member: str, amount: int, days_ago: int) -> None:
        lines = [{"sku": "americano", "category": "coffee", "quantity": 1, "unit_price": amount}]
        at = (self._now - timedelta(days=days_ago)).isoformat()
        sale = {"external_id": external_id, "member": member, "currency": "GBP", "occurred_at": at, "lines": lines}
        self._ask("POST", "/v1/purchases", sale)

    @property
    def _since_quarter(self) -> int:
        """Days since the newest review of the quarters: of past reviews, only its customers become tasks."""
        yesterday = (self._now - timedelta(days=1)).date()
        return (self._now.date() - yesterday.replace(month=(yesterday.month - 1) // 3 * 3 + 1, day=1)).days

    def _day(self, days_ago: int) -> str:
        return (self._now - timedelta(days=days_ago)).date().isoformat()

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._client.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        document: dict[str, Any] = answer.json()
        return document


class Tab:
    """A page in the browser of somebody signed in; `faults` are what the browser complained about."""

    def __init__(self, served: Served, role: str = "admin", **context: Any) -> None:
        self.served = served
        self.context = served.browser.new_context(**{"locale": "en-GB", **context})
        self.context.set_default_timeout(LIMIT_SECONDS * 250)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.bytes = 0
        self.clicks = 0
        self.keys = 0
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._refuse_elsewhere)
        self.page.goto(f"{served.address}/pages/home")
        self.page.fill("[name=name]", PEOPLE[role])
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.keyboard.press("Enter")
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._weigh)

    def _refuse_elsewhere(self, request: Any) -> None:
        if not request.url.startswith(self.served.address):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _weigh(self, event: Any) -> None:
        self.bytes += int(event["encodedDataLength"])

    def open(self, path: str) -> Any:
        """Open a page of ours."""
        answer = self.page.goto(self.served.address + path)
        assert answer.status == 200, path
        return self.page

    def click(self, what: str) -> None:
        """Click, as somebody would who sees it; counted."""
        self.clicks += 1
        self.page.locator(what).first.click()

    def press(self, key: str) -> None:
        """Press a key; counted."""
        self.keys += 1
        self.page.keyboard.press(key)

    def close(self) -> None:
        """Leave; nothing was complained about."""
        assert self.page.evaluate("violations") == []
        assert self.faults == []
        self.context.close()
