"""What an attacker might send: ids of another shop, forms from elsewhere, the same twice, somebody else's session."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from app.actions.access.staff import StaffRequest
from app.pages.protection import SESSION_COOKIE
from app.store.connection.transaction import Transaction
from app.store.rows.access import StaffRow
from app.store.tables.schema import metadata
from tests.api.shop import DOCUMENT
from tests.pages.conftest import PASSWORD, Site
from tests.pages.every_form import FORMS, SHOWN_ONCE, forgotten
from tests.pages.every_page import Ids, every_page
from tests.pages.html import HtmlPage

pytestmark = pytest.mark.anyio
# What changes by looking at a page: sessions, quotes, and whose turn it is to do what in the background.
BY_LOOKING = {"staff_sessions", "failed_sign_ins", "quotes", "leases", "supplies", "commits", "feeds"}
FROM_ELSEWHERE: tuple[Mapping[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Referer": "https://shop.example/pages/"},
    {},
)
Rows = dict[str, list[str]]


async def stored(site: Site, but: str = "") -> Rows:
    """All rows of the database, without those of one programme, and without when keys were last used."""

    async def read(transaction: Transaction) -> Rows:
        found = {}
        for table in metadata.sorted_tables:
            if table.name in BY_LOOKING:
                continue
            columns = [one for one in table.columns if one.name != "last_used_at"]
            wanted = select(*columns)
            if but and "program_id" in table.columns:
                wanted = wanted.where(table.c.program_id != but)
            found[table.name] = sorted(repr(tuple(row)) for row in await transaction.execute(wanted))
        return found

    return await site.shop.goldlist.database.read(read)


def changed(before: Rows, after: Rows) -> dict[str, Any]:
    """The tables that differ, with what is new in them."""
    return {name: set(after[name]) - set(before[name]) or "gone" for name in after if after[name] != before[name]}


async def another_shop(site: Site) -> tuple[httpx2.AsyncClient, str]:
    """The browser of the owner of another programme, and its id."""
    made = await site.shop.goldlist.programs.create("other", DOCUMENT, test=False, clock=None)
    assert not isinstance(made, list)
    eve = await site.shop.goldlist.staff.add(made.program_id, StaffRequest("Eve Hall", "admin"))
    assert isinstance(eve, StaffRow)
    await site.shop.goldlist.sign_ins.set_password(eve.staff_id, PASSWORD)
    browser = site.browser()
    await browser.post("/pages/sign-in", data={"program": "other", "name": "Eve Hall", "password": PASSWORD})
    assert (await browser.get("/pages/account")).status_code == 200
    return browser, made.program_id


def test_every_form_is_known_here() -> None:
    assert forgotten() == set()


async def test_ids_of_another_programme_open_nothing_and_change_nothing(both: Site) -> None:
    ids = await both.fill_every()
    eve, other = await another_shop(both)
    before = await stored(both, but=other)
    secret = ("Petra", "Wanda", "Sorry about the milk", "6331001234567891")
    for path, place in every_page(ids):
        if "{" not in place.path and not any(value in path for value in ids.values() if len(value) > 12):
            continue
        answer = await eve.get(path)
        names_one = place.path.count("{") > ("{what}" in place.path) + ("{action}" in place.path)
        if names_one and not place.path.startswith(("programme/versions", "keys/", "people/")):
            assert answer.status_code == 404, (path, answer.status_code)
        shown = HtmlPage(answer.text).text if answer.text else ""
        assert [one for one in secret if one in shown] == [], path
    for one in FORMS:
        if not one.names_an_id:
            continue
        form = one.filled(ids)
        answer = await eve.post(form.path, data={"once": "foreign", **form.fields})
        expected = (404,) if "{" in one.path else (303, 404, 422)
        assert answer.status_code in expected, (form, answer.status_code)
        assert changed(before, await stored(both, but=other)) == {}, form


async def test_ids_of_another_programme_in_the_fields_of_ones_own_forms_are_refused(site: Site) -> None:
    ids = await site.fill_every()
    eve, _ = await another_shop(site)
    made = await eve.post("/pages/members/new", data={"name": "Eve's Own", "once": "own"})
    own = made.headers["location"].partition("?")[0]
    task = {"text": "Own", "due_on": "2026-03-09", "once": "t"}
    assert (await eve.post(f"{own}/task", data=task)).status_code == 303
    (hand,) = [form for form in HtmlPage((await eve.get(own)).text).forms if form.endswith("/hand")]
    before = await stored(site)
    for path, fields in (
        (f"{own}/back", {"purchase": ids["purchase"]}),
        (f"{own}/merge", {"from": ids["petra"]}),
        (f"{own}/merge", {"from": "card:6331001234567891"}),
        (f"{own}/merge", {"from": "ext:every-other"}),
        (hand, {"staff": ids["staff"]}),
        ("/pages/till", {"lines": '[["x", "y", 1, 100]]', "member": ids["petra"], "occurred_at": ids["now"]}),
        ("/pages/golden-list/owner", {"members": ids["petra"], "staff": ""}),
        ("/pages/golden-list/task", {"members": ids["petra"], "text": "x", "due_on": "2026-03-09", "owner": ""}),
    ):
        answer = await eve.post(path, data={"once": "f", **fields})
        assert answer.status_code in (404, 409, 422), (path, fields, answer.status_code)
        assert changed(before, await stored(site)) == {}, (path, fields)


async def test_a_form_from_elsewhere_changes_nothing(both: Site) -> None:
    ids = await both.fill_every()
    browser = await both.signed_in("admin")
    del browser.headers["Sec-Fetch-Site"]
    before = await stored(both)
    for one in FORMS:
        form = one.filled(ids)
        for headers in FROM_ELSEWHERE:
            answer = await browser.post(form.path, data={"once": "x", **form.fields}, headers=dict(headers))
            assert answer.status_code == 403, (form, headers)
    assert changed(before, await stored(both)) == {}


async def test_a_form_without_a_session_or_by_the_wrong_role_changes_nothing(site: Site) -> None:
    ids = await site.fill_every()
    nobody, clerk, operator = site.browser(), await site.signed_in("representative"), await site.signed_in("operator")
    old = await site.signed_in("admin")
    token = old.cookies[SESSION_COOKIE]
    await old.post("/pages/sign-out")
    old.cookies.set(SESSION_COOKIE, token)
    before = await stored(site)
    for one in FORMS:
        form = one.filled(ids)
        for browser in (nobody, old):
            answer = await browser.post(form.path, data={"once": "x", **form.fields})
            assert answer.headers["location"].startswith("/pages/sign-in"), form
        assert (await operator.post(form.path, data={"once": "x", **form.fields})).status_code in (403, 405), form
        if one.place.startswith(("programme", "keys", "people", "golden-list")):
            assert (await clerk.post(form.path, data={"once": "x", **form.fields})).status_code == 403, form
    assert changed(before, await stored(site)) == {}


async def test_every_form_that_is_sent_twice_acts_once(both: Site) -> None:
    ids = await both.fill_every()
    browser = await both.signed_in("admin")
    acted = set()
    for number, one in enumerate(FORMS):
        form = one.filled(ids)
        fields = {"once": f"once-{number}", **form.fields, **await current(browser, one.place, ids)}
        before = await stored(both)
        first = await browser.post(form.path, data=fields)
        assert first.status_code in (200, 303, 422), (form, first.status_code, first.text[-1500:])
        once = await stored(both)
        if changed(before, once):
            acted.add(one.place)
        second = await browser.post(form.path, data=fields)
        assert second.status_code < 500, form
        difference = changed(once, await stored(both))
        if one.place in SHOWN_ONCE:
            # Their second sending is a new wish; of links only the last one opens the page.
            assert set(difference) <= {"page_links", "api_keys", "audit", "events"}, form
        elif one.place == "people/new":
            assert set(difference) <= {"staff_invitations", "audit", "events"}, "one person, whose first link has ended"
        else:
            assert difference == {}, form
    assert acted == {one.place for one in FORMS} - {"programme/json"}
    await both.shop.prove()


async def current(browser: httpx2.AsyncClient, place: str, ids: Ids) -> dict[str, str]:
    """What a form of the programme carries: which state of the draft its sender has read."""
    if not place.startswith("programme/"):
        return {}
    page = HtmlPage((await browser.get("/pages/programme/draft")).text)
    found = [one["value"] for one in page.all("input") if one.get("name") == "revision"]
    return {"revision": found[0] if found else "0"}
