"""What is done about everybody on a list, about one customer, and what Money and Today show of it."""

import pytest

from tests.pages.conftest import HOSTILE, Site
from tests.pages.html import HtmlPage
from tests.pages.test_pages import opened
from tests.pages.test_programme import hidden

pytestmark = pytest.mark.anyio


async def test_everybody_on_a_list_gets_an_owner_a_task_and_a_voucher_once(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("manager")
    page = await opened(browser, "/pages/golden-list")
    golden = (await site.shop.get("/v1/insights/grades", limit="2"))["data"]
    me = site.people["manager"].staff_id
    sent = {
        "owner": {"staff": me},
        "task": {"text": "Ask her how she is", "due_on": "2026-03-09", "owner": ""},
        "vouchers": {"reward": "free-coffee", "reason": "A gift of the house"},
    }
    for action, fields in sent.items():
        path = f"/pages/golden-list/{action}?show=golden"
        assert path in page.links
        form = await opened(browser, path)
        assert "For 2 customers of this list." in form.text
        data = {**hidden(form), **fields}
        for _ in range(2):
            answer = await browser.post(path, data=data)
            assert answer.headers.get("location") == f"/pages/golden-list?show=golden&done={action}", answer.text
    while await site.shop.goldlist.voucher_batches.go_round():
        pass
    for row in golden:
        assert (await site.shop.get(f"/v1/members/{row['member']}/owner"))["staff"] == me
        assert len((await site.shop.get(f"/v1/members/{row['member']}/status"))["vouchers"]) == 1
    tasks = (await site.shop.get("/v1/tasks", owner="none"))["data"]
    assert sorted(one["member"] for one in tasks) == sorted(row["member"] for row in golden)
    wrong = await browser.post("/pages/golden-list/task", data={**hidden(form), "text": "", "due_on": "soon"})
    assert (wrong.status_code, HtmlPage(wrong.text).faults) == (422, [])
    assert (await browser.get("/pages/golden-list/everything")).status_code == 404
    clerk = await site.signed_in("representative")
    assert (await clerk.post("/pages/golden-list/owner", data={"staff": me})).status_code == 403


async def test_goods_are_taken_back_a_note_is_written_and_two_customers_become_one(both: Site) -> None:
    await both.fill()
    browser = await both.signed_in("manager")
    base = f"/pages/members/{both.member}"
    sale = (await both.shop.get("/v1/purchases/ext:r0"))["id"]
    forms = {
        "back": {"purchase": sale, "line": "1", "quantity": "1", "once": "b"},
        "note": {"text": HOSTILE, "once": "n"},
        "merge": {"from": "ext:c9", "once": "m"},
    }
    for action, form in forms.items():
        shown = await opened(browser, f"{base}/{action}")
        assert shown.faults == []
        for _ in range(1 if action == "merge" else 2):
            answer = await browser.post(f"{base}/{action}", data=form)
            assert answer.headers.get("location") == f"{base}?done={action}", answer.text
    assert len((await both.shop.get(f"/v1/purchases/{sale}"))["returns"]) == 1
    wrong = await browser.post(f"{base}/back", data={**forms["back"], "line": "x", "once": "w"})
    assert (wrong.status_code, HtmlPage(wrong.text).faults) == (422, [])
    assert (await both.shop.admin.get("/v1/members/ext:c9")).json()["id"] == both.member
    page = await opened(browser, base)
    assert HOSTILE in page.text
    printed = await opened(browser, f"{base}/print")
    assert printed.faults == []
    entries = (await both.shop.get(f"/v1/members/{both.member}/entries", limit="200"))["data"]
    for text in ("Wanda Marsh", "£10.00", HOSTILE, *(one["why"] for one in entries)):
        assert " ".join(text.split()) in printed.text
    clerk = await both.signed_in("representative")
    assert (await clerk.post(f"{base}/merge", data=forms["merge"])).status_code == 403


async def test_today_and_money_show_what_the_reports_say(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("admin")
    sales = (await site.shop.get("/v1/reports/sales", **{"from": "2026-03-02", "to": "2026-03-02"}))["data"][0]
    net = sales["net"] - sales["returns"]
    today = await opened(browser, "/pages/")
    assert f"{sales['count']} sales today came to £{net // 100}.{net % 100:02}" in today.text
    points = (await site.shop.get("/v1/reports/liability"))["points"]
    money = await opened(browser, "/pages/money")
    (drawn,) = [one["aria-label"] for one in money.all("svg") if "issued" in one.get("aria-label", "")]
    assert drawn == (f"28 Feb 0, issued +{points['issued']}, spent 0, expired 0, today {points['outstanding']}")
    assert "No rebate was paid in this month." in money.text


async def test_a_task_is_handed_over_from_today(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("manager")
    await browser.post(f"/pages/members/{site.member}/task", data={"text": "Call", "due_on": "2026-03-02", "once": "t"})
    (hand,) = [form for form in (await opened(browser, "/pages/")).forms if form.endswith("/hand")]
    sam = site.people["representative"].staff_id
    assert f'value="{sam}"' in (await browser.get(hand)).text
    assert (await browser.post(hand, data={"staff": sam})).headers["location"] == "/pages/#need-1"
    assert "Call" in (await opened(await site.signed_in("representative"), "/pages/")).text
