"""Takes the pictures of the documents anew, from a fresh demo: `./run pictures`."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PICTURES = Path("docs/pictures")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
COMMAND = [sys.executable, "-c", "from app.cli import main; main()", "demo"]


def main() -> None:
    """Start a demo, open its pages, and write the pictures."""
    if CHROMIUM is None:
        sys.exit("no chromium (Debian: apt install --no-install-recommends chromium fonts-dejavu-core)")
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen([*COMMAND, "--folder", folder], stdout=subprocess.PIPE, text=True)
        try:
            assert demo.stdout
            links = (re.search(r"http://\S+/pages/invitation/\S+", line) for line in demo.stdout)
            link = next(found[0] for found in links if found)
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                _take(browser, link)
                browser.close()
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(20)


def _take(browser: Any, link: str) -> None:
    address = link.partition("/pages/")[0]
    context = browser.new_context(viewport={"width": 1280, "height": 960}, locale="en-GB")
    page = context.new_page()
    page.goto(link)
    with page.expect_navigation(url="**/pages/"):
        page.click("button")
    session = context.storage_state()
    page.goto(f"{address}/pages/golden-list")
    page.screenshot(path=PICTURES / "golden-list.png")
    with page.expect_navigation():
        page.click("td .name >> nth=20")
    customer = page.url
    page.locator(".ledger .why").first.click()
    page.wait_for_selector("dialog[open]")
    page.screenshot(path=PICTURES / "customer.png")
    page.goto(f"{address}/pages/programme")
    page.screenshot(path=PICTURES / "programme.png")
    page.goto(f"{address}/pages/till")
    page.fill("#customer", "Wanda Marsh")
    page.press("#customer", "Enter")
    page.wait_for_url("**member=**")
    for goods in (2, 5):
        with page.expect_navigation():
            page.locator(".chips a").nth(goods).click()
    page.screenshot(path=PICTURES / "till.png")
    page.goto(f"{address}/pages/")
    page.screenshot(path=PICTURES / "today.png")
    page.goto(f"{customer}/page-link")
    page.locator("main button").click()
    own = page.inner_text(".sum")
    narrow = {"width": 390, "height": 844}
    phone = browser.new_context(viewport=narrow, color_scheme="dark", storage_state=session, locale="en-GB")
    page = phone.new_page()
    page.goto(customer)
    page.screenshot(path=PICTURES / "customer-phone.png")
    page.goto(own)
    page.screenshot(path=PICTURES / "own-page.png")


if __name__ == "__main__":
    main()
