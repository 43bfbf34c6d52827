"""The pages in a real browser: chromium, driven by Playwright, against `goldlist serve`.

Without chromium these tests are skipped, and say how to install it; in CI (`CI` is set) they fail instead.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from app.pages.baskets import Basket, Line
from tests.databases import copy_sqlite
from tests.service.processes import LIMIT_SECONDS, Installation

playwright_api = pytest.importorskip("playwright.sync_api")

PASSWORD = "seven small wonders"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
HOW = "no chromium: `apt-get install -y --no-install-recommends chromium fonts-dejavu-core`, then run these tests again"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective));
"""
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
# The most that a page may weigh on the wire with everything, and every further one.
FIRST_PAGE_BYTES, NEXT_PAGE_BYTES, OWN_PAGE_BYTES = 60_000, 25_000, 40_000
DOCUMENT = Path("app/sample/programme.json")


class Served(NamedTuple):
    """A running service, a browser, and a customer with sales."""

    address: str
    browser: Any
    member: str
    own_page: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, template_file: Path) -> Iterator[Served]:
    """A shop with an admin, ten customers and a review, served as in a shop."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    folder = tmp_path_factory.mktemp("browser")
    installation = Installation(copy_sqlite(template_file, folder / "goldlist.db"), folder)
    made = json.loads(installation.run("program", "create", "--slug", "shop", "--file", str(DOCUMENT.absolute())))
    subprocess.run(
        [
            *installation.command,
            "staff",
            "add",
            "--program",
            "shop",
            "--name",
            "Mara Quill",
            "--role",
            "admin",
            "--password-stdin",
        ],
        input=PASSWORD + "\n",
        text=True,
        env=installation.environment,
        check=True,
        capture_output=True,
    )
    with installation.serving() as server, playwright_api.sync_playwright() as driver:
        member = _fill(server.address, made["api_key"])
        own_page = _own_page(server.address, made["api_key"], member)
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Served(server.address, browser, member, own_page)
        browser.close()


def _fill(address: str, key: str) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx2.Client(base_url=address, headers=headers) as client:
        names = ["Wanda Marsh", *(f"Ada Keane {number}" for number in range(1, 10))]
        ids = []
        for number, name in enumerate(names):
            made = client.post("/v1/members", json={"external_id": f"c{number}", "name": name})
            ids.append(str(made.json()["id"]))
            sale = {"external_id": f"r{number}", "member": f"ext:c{number}", "currency": "GBP"}
            lines = [{"sku": "americano", "category": "coffee", "quantity": 1, "unit_price": 10_000 - 900 * number}]
            assert client.post(
                "/v1/purchases", json={**sale, "occurred_at": "2026-03-02T09:00:00Z", "lines": lines}
            ).is_success
        day = client.get("/v1/reports/liability").json()["on"]
        asked = client.post("/v1/insights/reviews", json={"external_id": "first", "as_of": day}).json()
        while client.get(f"/v1/insights/reviews/{asked['id']}").json()["status"] == "running":
            pass
        return ids[0]


def _own_page(address: str, key: str, member: str) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    made = httpx2.post(f"{address}/v1/members/{member}/page-link", headers=headers, json={})
    return str(made.json()["url"])


class Tab:
    """A page in the browser of somebody signed in; `faults` are what the browser complained about."""

    def __init__(self, served: Served, **context: Any) -> None:
        self.served = served
        self.context = served.browser.new_context(**context)
        self.context.set_default_timeout(LIMIT_SECONDS * 1000)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.bytes = 0
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._refuse_elsewhere)
        self.page.goto(f"{served.address}/pages/")
        self.page.fill("[name=name]", "Mara Quill")
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation(url="**/pages/", wait_until="networkidle"):
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


def _pages(served: Served) -> list[str]:
    member = f"/pages/members/{served.member}"
    paths = ["/pages/", "/pages/golden-list", "/pages/members", member, f"{member}/why/points", f"{member}/correct"]
    basket = Basket(served.member, (Line("americano", "coffee", 2, 350),)).path
    return [
        *paths,
        basket,
        f"{member}/page-link",
        "/pages/programme",
        "/pages/money",
        "/pages/people",
        "/pages/health",
        "/pages/account",
    ]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["wide and light", "narrow and dark"]
)
def test_every_page_is_accessible_quiet_and_light(served: Served, width: int, scheme: str) -> None:
    from axe_playwright_python import sync_playwright as axe

    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    tab = Tab(served, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in _pages(served):
        tab.bytes = 0
        page = tab.open(path)
        assert tab.bytes < NEXT_PAGE_BYTES, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(script)
        found = page.evaluate(AXE)["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("violations") == [], path
    page = tab.page
    page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/pages/", "/pages/golden-list", f"/pages/members/{served.member}"):
        tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert tab.faults == []
    tab.context.close()


def test_from_a_key_to_a_customer_and_the_reason_of_a_number(served: Served) -> None:
    tab = Tab(served)
    page = tab.open("/pages/health")
    page.keyboard.press("/")
    page.keyboard.type("wan")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/pages/members/{served.member}")
    assert page.inner_text("h1") == "Wanda Marsh"
    figure = page.locator("a.why").first
    figure.click()
    page.wait_for_selector("dialog[open]")
    assert "Points" in page.inner_text("dialog h1")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert figure.evaluate("link => link === document.activeElement")
    assert page.evaluate("violations") == []
    assert tab.faults == []
    tab.context.close()


def test_all_of_it_works_without_scripts(served: Served) -> None:
    context = served.browser.new_context(java_script_enabled=False)
    context.set_default_timeout(LIMIT_SECONDS * 1000)
    page = context.new_page()
    page.goto(f"{served.address}/pages/members/{served.member}")
    page.fill("[name=name]", "Mara Quill")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/pages/members/{served.member}")
    page.locator("a.why").first.click()
    page.wait_for_url("**/why/points")
    assert page.inner_text("h1") == "Points"
    context.close()


def test_the_first_page_with_everything_is_light(served: Served) -> None:
    tab = Tab(served)
    tab.context.new_cdp_session(tab.page).send("Network.clearBrowserCache")
    tab.bytes = 0
    tab.open("/pages/golden-list")
    assert NEXT_PAGE_BYTES // 5 < tab.bytes < FIRST_PAGE_BYTES
    tab.context.close()


@pytest.mark.parametrize("language", ["ar", "de"])
def test_pages_fit_every_width_in_every_language(served: Served, language: str) -> None:
    tab = Tab(served, locale=language, color_scheme="dark")
    page = tab.page
    basket = Basket(served.member, (Line("americano", "coffee", 2, 350),)).path
    for path in ("/pages/", "/pages/golden-list", f"/pages/members/{served.member}", basket, "/pages/programme"):
        tab.open(path)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        for width in (320, 390, 768, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    side = page.evaluate("document.querySelector('.rail').getBoundingClientRect().left")
    assert (side > 800) is (language == "ar"), "the navigation stands where a line begins"
    assert page.evaluate("violations") == []
    assert tab.faults == []
    tab.context.close()


def test_the_customer_s_own_page_is_light_quiet_and_readable(served: Served) -> None:
    from axe_playwright_python import sync_playwright as axe

    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    for scheme, language, width in (("light", "en-GB", 390), ("dark", "ar", 320)):
        context = served.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
        )
        context.add_init_script(WATCH)
        page, faults, weighed = context.new_page(), [], []
        page.on("console", lambda message, faults=faults: faults.append(message.text))
        page.on(
            "request",
            lambda request, faults=faults: request.url.startswith(served.address) or faults.append(request.url),
        )
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event, weighed=weighed: weighed.append(event["encodedDataLength"]))
        page.goto(served.own_page, wait_until="networkidle")
        assert "Wanda" in page.inner_text("h1")
        assert sum(weighed) < OWN_PAGE_BYTES
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(script)
        found = page.evaluate(AXE)["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        page.click("a:has-text('Deutsch')")
        page.wait_for_selector("html[lang='de-DE']")  # not asked at once, when there may be no page at all
        assert (context.cookies(), page.evaluate("violations"), faults) == ([], [], [])
        context.close()


def test_a_sale_at_the_till_from_the_keyboard(served: Served) -> None:
    tab = Tab(served)
    page = tab.open("/pages/till")
    page.fill("#customer", "wanda")
    page.keyboard.press("Enter")
    page.wait_for_url("**member=mem_*")
    page.fill("#category", "coffee")
    page.fill("#unit_price", "3.50")
    page.keyboard.press("Enter")
    page.wait_for_url("**lines=*")
    assert "£3.50" in page.inner_text(".side .big")
    page.focus(".side .go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/till/receipt/*")
    assert "Sold." in page.inner_text("main")
    assert page.evaluate("violations") == []
    assert tab.faults == []
    tab.context.close()
