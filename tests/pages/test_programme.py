"""The programme's pages: touched values, the draft of several people, checks, rehearsals, publishing, versions."""

import json
import re
from collections.abc import Mapping

import httpx2
import pytest

from app.pages.views.programme.document_changes import changes_between, value_at, with_value
from app.pages.views.programme.programme_json import line_of
from tests.pages.conftest import HOSTILE, Site
from tests.pages.html import HtmlPage
from tests.pages.test_pages import opened

pytestmark = pytest.mark.anyio
DRAFT, JSON, PUBLISH = "/pages/programme/draft", "/pages/programme/json", "/pages/programme/publish"
SILVER = "/tiers/levels/1/from"


def hidden(page: HtmlPage) -> dict[str, str]:
    """What the forms of a page send along."""
    return {one["name"]: one["value"] for one in page.all("input") if one.get("type") == "hidden"}


async def touched(browser: httpx2.AsyncClient, value: str, pointer: str = SILVER) -> httpx2.Response:
    """Touch a value, and send another one."""
    page = await opened(browser, f"{DRAFT}?pointer={pointer}")
    return await browser.post(DRAFT, data={**hidden(page), "pointer": pointer, "value": value})


async def test_a_touched_value_goes_into_the_draft_and_is_published_once(both: Site) -> None:
    browser = await both.signed_in("manager")
    page = await opened(browser, "/pages/programme")
    (link,) = [one for one in page.links if one.endswith("levels%2F1%2Ffrom")]
    field = await opened(browser, link)
    assert [one["value"] for one in field.all("input") if one.get("id") == "value"] == ["300.00"]
    assert (await touched(browser, "400")).headers["location"] == DRAFT
    assert (await both.shop.get("/v1/program"))["tiers"]["levels"][1]["from"] == 30000
    draft = await opened(browser, DRAFT)
    assert draft.faults == []
    for text in ("£300 £400", "1 change", "Checked: no faults", "last changed by you", "tiers levels Silver from"):
        assert text in draft.text, text
    asked = await opened(browser, PUBLISH)
    assert "£300 £400 tiers levels Silver from" in asked.text
    form = hidden(asked)
    answers = [await browser.post(PUBLISH, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 412]
    assert (await both.shop.get("/v1/program"))["tiers"]["levels"][1]["from"] == 40000
    assert (await both.shop.get("/v1/program"))["version"] == 2
    acts = [one for one in (await both.shop.get("/v1/audit"))["data"] if one["act"] == "publish_program"]
    assert acts[0]["staff"] == both.people["manager"].staff_id
    assert "Version 2 is published" in (await opened(browser, "/pages/programme?published=yes")).text
    compared = await opened(browser, "/pages/programme/compare?a=1&b=2")
    assert "1 value differs." in compared.text
    assert "£300 £400" in compared.text
    assert "£300" in (await opened(browser, "/pages/programme/versions/1")).text
    assert (await browser.get("/pages/programme/versions/9")).status_code == 404


async def test_what_is_no_value_is_said_and_what_is_undone_is_gone(site: Site) -> None:
    browser = await site.signed_in("admin")
    wrong = await touched(browser, "many")
    page = HtmlPage(wrong.text)
    (field,) = [one for one in page.all("input") if one.get("id") == "value"]
    assert (wrong.status_code, field["value"], field["aria-describedby"]) == (422, "many", "p-value")
    # A fault of the document is no fault of the field: it is kept, and told.
    await touched(browser, "0")
    await touched(browser, "7", "/points/earn/0/points")
    faulty = await opened(browser, DRAFT)
    assert "2 changes" in faulty.text
    assert "1 fault" in faulty.text
    assert PUBLISH not in faulty.links
    form = {**hidden(faulty), "pointer": SILVER, "do": "undo"}
    assert (await browser.post(DRAFT, data=form)).headers["location"] == DRAFT
    assert "1 change" in (await opened(browser, DRAFT)).text
    form = {**hidden(await opened(browser, DRAFT)), "do": "drop"}
    assert (await browser.post(DRAFT, data=form)).headers["location"] == "/pages/programme"
    assert (await site.shop.admin.get("/v1/program/draft")).status_code == 404


async def test_of_two_people_in_one_draft_the_second_is_refused_with_what_changed(both: Site) -> None:
    mara, ada = await both.signed_in("manager"), await both.signed_in("admin")
    await touched(mara, "400")
    seen = await opened(ada, f"{DRAFT}?pointer={SILVER}")
    await touched(mara, "350")
    late = await ada.post(DRAFT, data={**hidden(seen), "value": "500"})
    assert late.status_code == 412
    page = HtmlPage(late.text)
    assert "Manager Person has changed the draft meanwhile. Nothing of yours was kept." in page.text
    assert "tiers levels Silver from : £350" in page.text
    assert [one["value"] for one in page.all("input") if one.get("id") == "value"] == ["500"]
    assert (await both.shop.get("/v1/program/draft"))["document"]["tiers"]["levels"][1]["from"] == 35000
    again = await ada.post(DRAFT, data={**hidden(page), "value": "500"})
    assert again.status_code == 303
    late = await mara.post(DRAFT, data={**hidden(seen), "do": "drop"})
    assert late.status_code == 412
    # Somebody publishes without the draft: then it is asked for again.
    await both.shop.admin.put("/v1/program", json={**(await both.shop.get("/v1/program")), "name": "Other"})
    refused = await ada.post(PUBLISH, data=hidden(await opened(ada, PUBLISH)))
    assert refused.status_code == 412
    assert "version 2 has been published since" in (await opened(ada, DRAFT)).text


async def test_faults_of_the_document_lead_to_their_lines(site: Site) -> None:
    browser = await site.signed_in("admin")
    page = await opened(browser, JSON)
    document = {**(await site.shop.get("/v1/program")), "name": HOSTILE}
    document["rewards"][0]["valid_days"] = -1
    text = json.dumps(document, indent=2)
    form: dict[str, str] = {**hidden(page), "document": text}
    checked = await browser.post(JSON, data={**form, "do": "check"})
    found = HtmlPage(checked.text)
    assert (checked.status_code, found.faults) == (200, [])
    (line,) = {one["data-line"] for one in found.all("a") if "data-line" in one}
    assert "-1" in text.splitlines()[int(line) - 1]
    assert "<script>alert" not in checked.text
    assert (await site.shop.admin.get("/v1/program/draft")).status_code == 404
    broken = await browser.post(JSON, data={**form, "document": '{\n "name": \n}', "do": "keep"})
    assert (broken.status_code, "Line 3" in HtmlPage(broken.text).text) == (422, True)
    assert (await browser.post(JSON, data={**form, "document": "[" * 50_000, "do": "keep"})).status_code == 422
    assert (await browser.post(JSON, data={**form, "do": "keep"})).headers["location"] == DRAFT
    assert (await browser.post(JSON, data={**form, "do": "keep"})).status_code == 412
    assert HOSTILE in (await opened(browser, DRAFT)).text


async def test_a_draft_is_rehearsed_beside_the_version_in_force(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("manager")
    await touched(browser, "2", "/points/earn/0/points")
    form = {**hidden(await opened(browser, DRAFT)), "do": "rehearse"}
    for _ in range(2):
        assert (await browser.post(DRAFT, data=form)).status_code == 303
    assert "Rehearsing." in (await opened(browser, DRAFT)).text
    site.shop.now = site.shop.now.replace(minute=site.shop.now.minute + 1)
    while await site.shop.goldlist.rehearsals.go_round():
        pass
    page = await opened(browser, DRAFT)
    (rehearsal,) = (await site.shop.get("/v1/rehearsals"))["data"]
    told = await site.shop.get(f"/v1/rehearsals/{rehearsal['id']}")
    before, after = [one["total"]["points"]["issued"] for one in told["documents"]]
    assert f"Points given {before} {after}" in page.text
    assert f"{told['compared']['winners']['members']} customers would have had more" in page.text
    (who,) = [one for one in page.links if "/rehearsed/" in one]
    listed = await opened(browser, f"{who}?order=winners")
    assert "Wanda Marsh" in listed.text


async def test_only_who_may_publish_sees_a_field_or_a_draft(site: Site) -> None:
    for role in ("representative", "auditor", "operator"):
        browser = await site.signed_in(role)
        for path in ("/pages/programme", DRAFT, JSON, PUBLISH, "/pages/programme/compare"):
            assert (await browser.get(path)).status_code == 403
            assert (await browser.post(path, data={"revision": "0"})).status_code == 403


def test_changes_are_found_by_pointer_and_only_what_is_there_is_changed() -> None:
    before: Mapping[str, object] = {"a": {"b/c": [1, 2]}, "n": 1, "version": 1}
    after = with_value(before, "/a/b~1c/1", 3)
    assert after is not None
    assert changes_between(before, after) == [("/a/b~1c/1", 2, 3)]
    assert changes_between(before, {**before, "n": True, "more": {}}) == [("/n", 1, True), ("/more", None, {})]
    assert (value_at(before, "/a/b~1c/0"), with_value(before, "/a/x", 1), with_value(before, "/a/b~1c/9", 1)) == (
        1,
        None,
        None,
    )
    text = json.dumps({"x": [{"y": 1}, {'"z': {"pointer": 2}}]}, indent=1)
    line = line_of(text, '/x/1/"z/pointer')
    assert re.search(r"pointer.*2", text.splitlines()[line - 1])


@pytest.mark.parametrize(
    "change",
    [
        {"tiers": 7},
        {"tiers": {"levels": [{"from": 0}, {"from": 1, "name": ["odd"]}], "window": []}},
        {"points": {"earn": [{"id": "base"}]}, "rewards": [None], "campaigns": {"id": 1}},
        {"time_zone": None, "checkout": {"max_discount": "much"}, "rebates": "none"},
    ],
)
async def test_a_draft_with_any_faults_is_shown(site: Site, change: Mapping[str, object]) -> None:
    browser = await site.signed_in("admin")
    await site.ask("PUT", "/v1/program/draft", {**(await site.shop.get("/v1/program")), **change})
    page = await opened(browser, DRAFT)
    assert "This part has faults." in page.text
    assert page.faults == []
