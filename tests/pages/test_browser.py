"""The pages in a real browser: chromium, driven by Playwright, against `goldlist serve`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.pages.baskets import Basket, Line
from app.pages.navigation import navigation
from tests.pages.every_page import every_page
from tests.pages.served import AXE, PASSWORD, PEOPLE, WATCH, Served, Tab
from tests.service.processes import LIMIT_SECONDS

# The most that a page may weigh on the wire with everything, and every further one.
FIRST_PAGE_BYTES, NEXT_PAGE_BYTES, OWN_PAGE_BYTES = 60_000, 25_000, 40_000


def axe_script() -> str:
    """The rules of accessibility that can be checked by a machine."""
    from axe_playwright_python import sync_playwright as axe

    return (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["wide, light", "narrow, dark"])
def test_every_page_is_accessible_quiet_and_light(served: Served, width: int, scheme: str) -> None:
    """Each path that there is, wide; of each route one, narrow."""
    script = axe_script()
    tab = Tab(served, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in dict.fromkeys(all_paths(served) if width > 1000 else one_of_each(served)):
        tab.bytes = 0
        assert tab.page.goto(served.address + path).status == 200, path
        looked_at(tab, path, width, script)
    tab.close()


@pytest.mark.parametrize("role", [one for one in PEOPLE if one != "admin"])
def test_what_other_roles_see_is_accessible_and_quiet(served: Served, role: str) -> None:
    script = axe_script()
    tab = Tab(served, role, viewport={"width": 390, "height": 800})
    for entry in navigation(role):
        tab.bytes = 0
        assert tab.page.goto(served.address + entry.path).status == 200, entry.path
        looked_at(tab, entry.path, 390, script)
    tab.close()


def all_paths(served: Served) -> Iterator[str]:
    """All pages of the owner."""
    return (path for path, _place in every_page(served.ids))


def one_of_each(served: Served) -> Iterator[str]:
    """One path of each route; all of those whose forms differ by action are alike."""
    return iter({place.path: path for path, place in reversed(list(every_page(served.ids)))}.values())


def looked_at(tab: Tab, path: str, width: int, script: str) -> None:
    """What holds for the page that is shown."""
    page = tab.page
    assert tab.bytes < NEXT_PAGE_BYTES, (path, tab.bytes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.evaluate(script)
    found = page.evaluate(AXE)["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], path
    assert page.evaluate("violations") == [], path


def test_no_page_scrolls_sideways(served: Served) -> None:
    tab = Tab(served)
    for path in one_of_each(served):
        tab.page.goto(served.address + path)
        for width in (320, 360, 768, 1600):
            tab.page.set_viewport_size({"width": width, "height": 800})
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    tab.close()


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
    tab.close()


def test_all_of_it_works_without_scripts(served: Served) -> None:
    context = served.browser.new_context(java_script_enabled=False)
    context.set_default_timeout(LIMIT_SECONDS * 1000)
    page = context.new_page()
    page.goto(f"{served.address}/pages/members/{served.member}")
    page.fill("[name=name]", PEOPLE["admin"])
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
    tab.close()


def test_the_customer_s_own_page_is_light_quiet_and_readable(served: Served) -> None:
    script = axe_script()
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
    tab.close()
