"""Three journeys through the pages as people make them, with their clicks and keys counted."""

import re
from typing import Any

import pytest

from tests.pages.served import Served, Tab

# The clicks that a journey may take.
MADE_GOOD, ASKED, NEW_GOLD = 5, 4, 5


def test_a_complaint_is_made_good_at_the_counter(served: Served) -> None:
    """Mona finds the customer by three letters, gives a voucher, and reads its code out."""
    tab = Tab(served, "manager", viewport={"width": 1280, "height": 900})
    page = tab.page
    tab.press("/")
    page.keyboard.type("wan")
    tab.press("Enter")
    page.wait_for_url(f"**/pages/members/{served.member}")
    tab.click("text=Give a voucher")
    page.locator("[name=reward]").select_option("free-coffee")
    page.fill("[name=reason]", "The coffee was cold")
    tab.click("button.go")
    page.wait_for_url("**done=voucher**")
    code = page.inner_text(".given code")
    assert re.fullmatch(r"[0-9A-Z-]{6,}", code)
    assert page.locator("text=To her page").is_visible()
    assert "The coffee was cold" in page.inner_text(".time")
    assert tab.clicks <= MADE_GOOD
    tab.close()


def test_on_monday_somebody_who_stays_away_is_asked_why(served: Served) -> None:
    """Mona goes from Today to the customer who has gone quiet, writes what was said, and is back at the next one."""
    tab = Tab(served, "manager", viewport={"width": 1280, "height": 900})
    page = tab.page
    first = page.inner_text("#need-1 h3")
    name = first.removesuffix(" has gone quiet: ask why")
    assert name in ("Ada Keane", "Clara Jones")
    tab.click(f"text=Ask {name}")
    page.wait_for_url("**/pages/members/*?task=*")
    assert page.inner_text("h1") == name
    assert "+44" in page.inner_text("main")
    assert "americano" in page.inner_text(".time").lower()
    note = page.locator("details[open] [name=note]")
    assert note.evaluate("field => field === document.activeElement"), "one may write at once"
    page.keyboard.type("Works from home now")
    page.locator("details[open] [name=reason]").select_option("moved")
    tab.click("details[open] button.go")
    page.wait_for_url("**/pages/#need-1")
    assert page.inner_text("#need-1 h3") != first
    assert page.evaluate("document.activeElement.id") == "need-1", "the next one is in focus"
    assert tab.clicks <= ASKED
    tab.close()


def test_a_new_gold_is_tried_and_published(served: Served) -> None:
    """The owner changes two values in the prose, sees by whom it would be felt, and publishes."""
    tab = Tab(served, viewport={"width": 1280, "height": 900})
    page = tab.page
    page.goto(f"{served.address}/pages/programme/draft")
    if page.locator("button[value=drop]").count():
        page.click("button[value=drop]")
    page.goto(f"{served.address}/pages/programme")
    version = int(re.findall(r"\d+", page.inner_text(".shop"))[-1])
    for old, new in (("£900", "1000"), ("2", "3")):
        edit(tab, old, new)
    assert page.locator("del:has-text('£900') + a:has-text('£1,000')").count() or "£1,000" in page.inner_text(".prose")
    assert "Checked: no faults" in page.inner_text(".side")
    tab.click("text=Rehearse >> visible=true")
    page.wait_for_selector("table.versus")
    assert "customers would have had more" in page.inner_text("#rehearsal")
    tab.click(f"text=Publish version {version + 1}")
    page.wait_for_url("**/pages/programme/publish")
    assert page.locator(".ticks li").count() == 2, "both changes are repeated"
    tab.click(f"button:has-text('Publish version {version + 1}')")
    page.wait_for_url("**published=yes")
    assert f"Version {version + 1} is published" in page.inner_text("main")
    assert page.locator("button:has-text('Print for the counter')").is_visible()
    assert tab.clicks <= NEW_GOLD
    tab.close()


def edit(tab: Tab, old: str, new: str) -> None:
    """Touch a value of the prose, and type another one."""
    page = tab.page
    tab.clicks += 1
    page.locator("a.value", has_text=re.compile(rf"^{re.escape(old)}\b")).first.click()
    page.wait_for_url("**pointer=**")
    field = page.locator("#value")
    assert field.evaluate("field => field === document.activeElement"), "one may type at once"
    page.keyboard.press("Control+A")
    page.keyboard.type(new)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/programme/draft")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_keyboard_alone_goes_from_today_to_a_done_task(served: Served, scripts: bool) -> None:
    tab = Tab(served, "manager") if scripts else WithoutScripts(served)
    page = tab.page
    page.goto(f"{served.address}/pages/members/{served.member}/task")
    page.fill("[name=text]", "Call about the beans")
    page.click("main button.go")
    page.wait_for_url("**done=task")
    page.goto(f"{served.address}/pages/")
    assert "Call about the beans" in page.inner_text("#need-1"), "it is due before the others"
    before = page.locator(".needs > li").count()
    reach(page, "#need-1 summary")
    page.keyboard.press("Enter")
    reach(page, "#need-1 details[open] [name=note]")
    page.keyboard.type("Nothing to be done")
    reach(page, "#need-1 details[open] button.go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/#need-1")
    assert page.locator(".needs > li").count() < before
    tab.context.close()


def test_the_keyboard_alone_gives_a_voucher_and_touches_a_value(served: Served) -> None:
    tab = Tab(served)
    page = tab.open(f"/pages/members/{served.member}")
    reach(page, "a:has-text('Give a voucher')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/voucher")
    reach(page, "[name=reason]")
    page.keyboard.type("With the keyboard")
    page.keyboard.press("Enter")
    page.wait_for_selector(".given code")
    tab.open("/pages/programme")
    reach(page, "a.value")
    page.keyboard.press("Enter")
    page.wait_for_url("**pointer=**")
    reach(page, "a:has-text('Cancel')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/programme/draft")
    tab.close()


MOST_TABS = 120


def reach(page: Any, what: str) -> None:
    """Press Tab until an element is in focus, each with a visible ring on the way."""
    wanted = page.locator(what).first
    wanted.wait_for()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"the keyboard does not reach {what}")


# An outline, of the element itself or, for the field of the search, of what is drawn around it.
RING = """() => {
  const style = one => one ? getComputedStyle(one) : {outlineStyle: "none"};
  const shown = one => style(one).outlineStyle !== "none" && style(one).outlineWidth !== "0px";
  const now = document.activeElement;
  return now === document.body || shown(now) || shown(now.closest(".find"));
}"""


class WithoutScripts:
    """The same browser with scripts turned off, signed in as the manager."""

    def __init__(self, served: Served) -> None:
        signed_in = Tab(served, "manager")
        session = signed_in.context.storage_state()
        signed_in.close()
        self.context = served.browser.new_context(java_script_enabled=False, storage_state=session, locale="en-GB")
        self.page = self.context.new_page()
