"""Every page for every role: who may open it, and what each has in common."""

import re
from collections import defaultdict
from pathlib import Path

import httpx2
import pytest

from app.pages.navigation import navigation
from app.pages.protection import SECURITY_HEADERS
from app.pages.sitemap import PLACES
from tests.pages.conftest import HOSTILE, ROLES, Site
from tests.pages.every_page import every_page
from tests.pages.html import HtmlPage

pytestmark = pytest.mark.anyio
TEMPLATES = Path("app/pages/templates")


async def opened(browser: httpx2.AsyncClient, path: str) -> HtmlPage:
    answer = await browser.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text[:2000]}"
    return HtmlPage(answer.text)


async def test_each_role_opens_its_pages_and_no_others(site: Site) -> None:
    ids = await site.fill_every()
    for role in ROLES:
        browser = await site.signed_in(role)
        opened_by_role = set()
        for path, place in every_page(ids):
            answer = await browser.get(path)
            if role in place.roles and answer.status_code != 403:
                opened_by_role.add(place.path)
            expected = (200, 303, 403) if role in place.roles else (403,)
            assert answer.status_code in expected, (role, path, HtmlPage(answer.text).text[-600:])
            if answer.status_code != 303:
                assert HtmlPage(answer.text).faults == [], (role, path)
            assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert opened_by_role == {place.path for place in PLACES if role in place.roles}, role
        assert {entry.path for entry in navigation(role)} <= {f"/pages/{one}" for one in opened_by_role}


async def test_before_anything_happened_every_page_says_what_will_stand_there(site: Site) -> None:
    browser = await site.signed_in("admin")
    member = (await site.shop.post("/v1/members", {"external_id": "first"}))["id"]
    # What is not there yet has no page.
    ids = defaultdict(lambda: "none", {"petra": member, "member": member, "today": "2026-03-02", "own_page": ""})
    for path, _place in every_page(ids):
        answer = await browser.get(path)
        if answer.status_code != 303 and "{" not in path and not path.endswith(("/2", "b=2")):
            assert answer.status_code == 200, (path, answer.text[:3000])
            assert HtmlPage(answer.text).faults == [], path


async def test_every_link_leads_somewhere(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("admin")
    seen, waiting = set(), {"/pages/home"}
    while waiting and len(seen) < 120:
        path = waiting.pop()
        seen.add(path)
        answer = await browser.get(path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.text[:1500])
        if answer.headers["content-type"].startswith("text/html"):
            waiting |= {link for link in HtmlPage(answer.text).links if not link.startswith("/docs")} - seen
    assert len(seen) > 20


async def test_hostile_texts_are_only_texts(site: Site) -> None:
    ids = await site.fill_every(HOSTILE)
    seen = 0
    for role in ROLES:
        browser = await site.signed_in(role)
        shown = [path for path, place in every_page(ids) if role in place.roles]
        for path in [*shown, ids["own_page"], f"{ids['own_page']}/entries"]:
            answer = await browser.get(path, follow_redirects=True)
            assert "<script>alert" not in answer.text, path
            assert "<img" not in answer.text, path
            page = HtmlPage(answer.text)
            assert page.faults == [], path
            assert [one for one in page.elements if one.tag == "script" and not one.attributes.get("src")] == []
            seen += "<script>alert(1)</script>" in page.text
    assert seen > 60, "the texts are shown, as texts"


def test_templates_have_nothing_inline() -> None:
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|\|\s*safe|<script>|javascript:", text), template


async def test_figures_are_those_of_the_api(both: Site) -> None:
    await both.fill()
    browser = await both.signed_in("manager")
    status = await both.shop.get(f"/v1/members/{both.member}/status")
    page = await opened(browser, f"/pages/members/{both.member}")
    assert f"{status['points']['balance']} points" in page.text
    assert f"£{status['qualifying']['amount'] // 100}" in page.text or status["next_tier"]["name"] in page.text
    missing = status["next_tier"]["needs"]
    assert f"£{missing // 100}.{missing % 100:02} more leads to Silver" in page.text
    pareto = await both.shop.get("/v1/insights/pareto")
    grades = (await both.shop.get(f"/v1/insights/reviews/{pareto['review']}"))["grades"]
    golden = sum(one["amount"] for one in grades if one["grade"] in "AB")
    listed = await opened(browser, "/pages/golden-list")
    assert f"brought £{golden // 100}.{golden % 100:02}" in listed.text
    assert listed.text.count("Wanda Marsh") >= 2


async def test_a_csv_can_be_opened_safely(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("admin")
    answer = await browser.get("/pages/golden-list?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    heads, first, *_ = answer.text.splitlines()
    assert "member" in heads.split(",")
    assert site.member in first


async def test_the_files_of_the_pages_never_change(site: Site) -> None:
    page = HtmlPage((await site.browser().get("/pages/sign-in")).text)
    (sheet,) = [one["href"] for one in page.all("link") if one["rel"] == "stylesheet"]
    answer = await site.browser().get(sheet)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    for path in ("/pages/static/x/goldlist.css", f"{sheet}/../site.py", sheet.replace("goldlist.css", "..%2fsite.py")):
        assert (await site.browser().get(path)).status_code == 404


async def test_a_customer_is_enrolled_once_and_faults_stand_at_their_fields(both: Site) -> None:
    browser = await both.signed_in("representative")
    form = {"name": "Ada Byron", "email": "nowhere", "phone": "", "once": "a-form"}
    wrong = await browser.post("/pages/members/new", data=form)
    assert wrong.status_code == 422
    page = HtmlPage(wrong.text)
    (field,) = [one for one in page.all("input") if one.get("name") == "email"]
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == ("nowhere", "true", "p-email")
    assert [one["value"] for one in page.all("input") if one.get("name") == "once"] == ["a-form"]
    form["email"] = "ada@example.com"
    first, second = [await browser.post("/pages/members/new", data=form) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert "Ada Byron" in (await opened(browser, first.headers["location"])).text
    assert len((await both.shop.get("/v1/members"))["data"]) == 1


async def test_a_manager_makes_good_corrects_and_erases(both: Site) -> None:
    await both.fill()
    base = f"/pages/members/{both.member}"
    back = {"external_id": "back-1", "purchase": "ext:r0", "occurred_at": "2026-03-02T10:00:00Z"}
    await both.shop.post("/v1/returns", {**back, "lines": [{"line": 1, "quantity": 1}]})
    browser = await both.signed_in("manager")
    forms: dict[str, dict[str, str]] = {
        "correct": {"unit": "credit", "amount": "5.50", "reason": "A cold coffee", "once": "c"},
        "voucher": {"reward": "free-coffee", "reason": "Sorry", "once": "v"},
        "level": {"tier": "silver", "kind": "gift", "reason": "A guest of honour"},
        "details": {"name": "Wanda Moor", "email": "wanda@example.com", "marketing": "yes"},
        "card": {"card_number": "6331001234560041"},
        "task": {"text": "Call her", "due_on": "2026-03-09", "once": "t"},
    }
    for action, form in forms.items():
        assert HtmlPage((await browser.get(f"{base}/{action}")).text).faults == []
        for _ in range(2 if "once" in form else 1):
            answer = await browser.post(f"{base}/{action}", data=form)
            assert answer.headers.get("location", "").partition("&")[0] == f"{base}?done={action}", answer.text
    status = await both.shop.get(f"/v1/members/{both.member}/status")
    assert (status["credit"]["balance"], len(status["vouchers"]), status["tier"]["id"]) == (550, 1, "silver")
    page = await opened(browser, base)
    for text in ("Wanda Moor", "£5.50", "A cold coffee", "wanda@example.com", "taken back on today: −£10.00"):
        assert text in page.text
    acts = (await both.shop.get("/v1/audit"))["data"]
    assert {act["staff"] for act in acts if act["act"] == "adjust_balance"} == {both.people["manager"].staff_id}
    wrong = await browser.post(f"{base}/erase", data={"confirm": "Wanda"})
    assert (wrong.status_code, "This is not the name" in wrong.text) == (422, True)
    assert (await browser.post(f"{base}/erase", data={"confirm": "Wanda Moor"})).status_code == 303
    assert (await browser.get(base)).status_code == 404


async def test_what_a_person_may_not_do_is_not_there(site: Site) -> None:
    await site.fill()
    base = f"/pages/members/{site.member}"
    browser = await site.signed_in("representative")
    page = await opened(browser, base)
    assert "Correct a balance" not in page.text
    assert (await browser.post(f"{base}/correct", data={"unit": "points", "amount": "5"})).status_code == 403
    auditor = await opened(await site.signed_in("auditor"), base)
    assert f"{base}/details" not in auditor.links


async def test_a_person_is_invited_and_ended_and_a_key_made_once(site: Site) -> None:
    browser = await site.signed_in("admin")
    form = {"name": "Sam Hill", "role": "representative", "email": "sam@shop.example", "once": "i"}
    invited = await browser.post("/pages/people/new", data=form)
    (link,) = re.findall(r"/pages/invitation/[\w-]+", invited.text)
    sam = site.browser()
    assert (await sam.post(link, data={"password": "seven little seas"})).status_code == 303
    assert (await sam.get("/pages/account")).status_code == 200
    (ended,) = [one for one in (await site.shop.get("/v1/staff"))["data"] if one["name"] == "Sam Hill"]
    assert (await browser.post(f"/pages/people/{ended['id']}/end")).status_code == 303
    assert (await sam.get("/pages/account")).status_code == 303
    made = await browser.post("/pages/keys/new", data={"role": "pos", "name": "Till 1", "store": "corner"})
    assert re.search(r"gl_live_\w{47}", made.text)
    key = next(one for one in (await site.shop.get("/v1/keys"))["data"] if one["name"] == "Till 1")
    assert "gl_live_" not in (await browser.get("/pages/keys")).text
    assert (await browser.post(f"/pages/keys/{key['id']}/revoke")).status_code == 303


async def test_a_task_is_done_from_today(both: Site) -> None:
    await both.fill()
    browser = await both.signed_in("manager")
    form = {"text": "Call Wanda", "due_on": "2026-03-02", "once": "t"}
    await browser.post(f"/pages/members/{both.member}/task", data=form)
    today = await opened(browser, "/pages/")
    assert "Call Wanda (Wanda Marsh)" in today.text
    (done,) = [form for form in today.forms if form.endswith("/done")]
    assert done in (await opened(browser, f"/pages/members/{both.member}")).forms
    later = done.replace("/done", "/later")
    assert (await browser.post(later, data={"due_on": "2026-03-05"})).status_code == 303
    assert HtmlPage((await browser.get(done)).text).faults == []
    answer = await browser.post(done, data={"outcome": "contacted", "reason": "moved", "note": "Works from home"})
    assert answer.headers["location"] == "/pages/#need-1"
    assert "Call Wanda" not in (await opened(browser, "/pages/")).text
    [task] = (await both.shop.get("/v1/tasks", status="done"))["data"]
    assert (task["outcome"], task["reason"], task["due_on"]) == ("contacted", "moved", "2026-03-05")
