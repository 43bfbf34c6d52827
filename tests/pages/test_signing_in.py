"""Signing in and out: invitations, passwords, sessions, and what an attacker might try."""

from datetime import timedelta

import httpx2
import pytest

from app.actions.access.passwords import fault_of
from app.actions.access.sign_ins import Invitation
from app.actions.access.staff import StaffRequest
from app.api.http.application import create_application
from app.pages.page_settings import PageSettings
from app.pages.protection import SESSION_COOKIE, own_path
from app.pages.routes import Pages
from app.store.rows.access import StaffRow
from tests.api.shop import DOCUMENT
from tests.pages.conftest import PASSWORD, Site

pytestmark = pytest.mark.anyio
ADMIN = "Admin Person"


async def test_somebody_signs_in_by_name_or_address_and_out_again(both: Site) -> None:
    wish = StaffRequest("Mara Lind", "manager", email="mara@shop.example")
    made = await both.shop.goldlist.staff.put(both.shop.program_id, "ext:mara", wish)
    assert isinstance(made, tuple)
    await both.shop.goldlist.sign_ins.set_password(made[0].staff_id, PASSWORD)
    for name in ("Mara Lind", "MÁRA  lind", "Mara@Shop.example"):
        browser = both.browser()
        answer = await both.sign_in(browser, name)
        assert (answer.status_code, answer.headers["location"]) == (303, "/pages/home")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{SESSION_COOKIE}=")
        assert all(part in cookie for part in ("; HttpOnly", "; Path=/", "; SameSite=lax", "; Secure"))
        assert (await browser.get("/pages/account")).status_code == 200
        token = browser.cookies[SESSION_COOKIE]
        await browser.post("/pages/sign-out")
        browser.cookies.set(SESSION_COOKIE, token)
        gone = await browser.get("/pages/account")
        assert gone.headers["location"] == "/pages/sign-in?next=/pages/account"


@pytest.mark.parametrize(("name", "password"), [(ADMIN, "wrong"), ("nobody", PASSWORD), ("", ""), (ADMIN, "x" * 9000)])
async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(site: Site, name: str, password: str) -> None:
    answer = await site.sign_in(site.browser(), name, password)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


async def test_after_five_wrong_passwords_one_waits(both: Site) -> None:
    for _ in range(5):
        assert (await both.sign_in(both.browser(), ADMIN, "wrong")).status_code == 401
    assert (await both.sign_in(both.browser(), ADMIN)).status_code == 429
    assert (await both.sign_in(both.browser(), "Manager Person")).status_code == 303
    both.shop.now += timedelta(minutes=15, seconds=1)
    assert (await both.sign_in(both.browser(), ADMIN)).status_code == 303


async def test_a_session_ends_with_its_time_its_person_and_its_role(site: Site) -> None:
    goldlist, people = site.shop.goldlist, site.people
    for wish in (
        StaffRequest("Admin Person", "admin", active=False),
        StaffRequest("Admin Person", "manager"),
    ):
        browser = await site.signed_in("admin")
        assert (await browser.get("/pages/account")).status_code == 200
        await goldlist.staff.put(site.shop.program_id, people["admin"].staff_id, wish)
        assert (await browser.get("/pages/account")).status_code == 303
        await goldlist.staff.put(site.shop.program_id, people["admin"].staff_id, StaffRequest("Admin Person", "admin"))
    for role, idle in (("manager", timedelta(hours=1)), ("representative", timedelta(minutes=30))):
        browser = await site.signed_in(role)
        site.shop.now += idle - timedelta(minutes=2)
        assert (await browser.get("/pages/account")).status_code == 200
        site.shop.now += idle
        assert (await browser.get("/pages/account")).status_code == 303


async def test_a_session_is_not_taken_from_the_browser(site: Site) -> None:
    browser = site.browser()
    browser.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker")
    await site.sign_in(browser, ADMIN)
    assert "chosen-by-an-attacker" not in list(browser.cookies.jar)[-1].value  # type: ignore[operator]
    other = site.browser()
    other.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker")
    assert (await other.get("/pages/account")).status_code == 303


async def test_an_invitation_works_once_and_for_an_hour(both: Site) -> None:
    sign_ins = both.shop.goldlist.sign_ins
    reference = both.people["operator"].staff_id
    old = await both.signed_in("operator")

    async def invited() -> str:
        found = await sign_ins.invite(both.shop.program_id, reference)
        assert isinstance(found, Invitation)
        return f"/pages/invitation/{found.token}"

    replaced, link = await invited(), await invited()
    assert (await both.browser().get(replaced)).status_code == 404
    for _ in range(2):
        assert "Welcome, Operator Person" in (await both.browser().get(link)).text
    browser = both.browser()
    short = await browser.post(link, data={"password": "short"})
    assert short.status_code == 422
    assert "must have 12 to 128 characters" in short.text
    accepted = await browser.post(link, data={"password": "another good sentence"})
    assert accepted.status_code == 303
    assert (await browser.get("/pages/account")).status_code == 200
    assert (await old.get("/pages/account")).status_code == 303
    assert (await both.browser().post(link, data={"password": "another good sentence"})).status_code == 404
    late = await invited()
    both.shop.now += timedelta(hours=1)
    assert (await both.browser().get(late)).status_code == 404


@pytest.mark.parametrize(
    "password",
    ["password1234", "aaaaaaaaaaaaaa", "123456789012", "qwertyuiopas", "abcabcabcabc", "Corner Coffee", "short"],
)
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    assert fault_of(password, "Corner Coffee")


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-site"}]
)
async def test_a_form_from_elsewhere_does_nothing(site: Site, headers: dict[str, str]) -> None:
    browser = await site.signed_in("admin")
    for path in ("/pages/sign-out", "/pages/sign-in", "/pages/golden-list"):
        answer = await browser.post(path, headers=headers, data={"name": ADMIN, "password": PASSWORD})
        assert answer.status_code == 403
    assert (await browser.get("/pages/account")).status_code == 200


async def test_an_old_browser_states_the_origin(site: Site) -> None:
    browser = await site.signed_in("admin")
    del browser.headers["Sec-Fetch-Site"]
    for origin, status in (("https://shop.example", 303), ("https://evil.example", 403), ("null", 403), ("", 403)):
        headers = {"Origin": origin} if origin else {}
        answer = await browser.post("/pages/sign-in", headers=headers, data={"name": ADMIN, "password": PASSWORD})
        assert answer.status_code == status, origin


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/pages//evil.example",
        "/\\evil.example",
        "/pages/\\evil",
        "javascript:alert(1)",
        "/v1/members",
        "/pages/x\r\nSet-Cookie: a=b",
        "",
    ],
)
async def test_signing_in_leads_only_to_our_own_pages(site: Site, path: str) -> None:
    assert own_path(path) == "/pages/home"
    form = {"name": ADMIN, "password": PASSWORD, "next": path}
    answer = await site.browser().post("/pages/sign-in", data=form)
    assert answer.headers["location"] == "/pages/home"


async def test_sessions_and_keys_open_different_doors(site: Site) -> None:
    browser = await site.signed_in("admin")
    assert (await browser.get("/v1/members")).status_code == 401
    key = site.shop.admin.headers["Authorization"]
    assert (await site.browser().get("/pages/account", headers={"Authorization": key})).status_code == 303


async def test_a_password_is_not_sent_over_plain_http(site: Site) -> None:
    transport = httpx2.ASGITransport(site.application)
    browser = httpx2.AsyncClient(transport=transport, base_url="http://shop.example")
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    answer = await browser.get("/pages/sign-in")
    assert answer.status_code == 400
    assert "needs https" in answer.text
    assert (await browser.post("/pages/sign-in", data={"name": ADMIN, "password": PASSWORD})).status_code == 400


async def test_only_a_trusted_proxy_states_who_has_signed_in(site: Site) -> None:
    wish = StaffRequest("Mara Lind", "manager", email="mara@shop.example")
    await site.shop.goldlist.staff.put(site.shop.program_id, "ext:mara", wish)
    settings = PageSettings(trusted_header="X-Signed-In", trusted_networks=("10.1.0.0/16",))
    application = create_application(site.shop.goldlist, pages=Pages(site.shop.goldlist, settings).routes())
    for address, email, status in (
        ("10.1.2.3", "Mara@Shop.example", 200),
        ("10.1.2.3", "nobody@shop.example", 303),
        ("10.1.2.3", "", 303),
        ("10.2.2.3", "mara@shop.example", 303),
        ("not-an-address", "mara@shop.example", 303),
    ):
        transport = httpx2.ASGITransport(application, client=(address, 1234))
        browser = httpx2.AsyncClient(transport=transport, base_url="https://shop.example")
        answer = await browser.get("/pages/account", headers={"X-Signed-In": email} if email else {})
        assert answer.status_code == status, (address, email)


async def test_people_of_one_programme_see_nothing_of_another(both: Site) -> None:
    await both.fill()
    made = await both.shop.goldlist.programs.create("other", DOCUMENT, test=False, clock=None)
    assert not isinstance(made, list)
    other = await both.shop.goldlist.staff.add(made.program_id, StaffRequest("Eve Hall", "admin"))
    assert isinstance(other, StaffRow)
    await both.shop.goldlist.sign_ins.set_password(other.staff_id, PASSWORD)
    browser = both.browser()
    assert 'name="program"' in (await browser.get("/pages/sign-in")).text
    for program, status in (("", 401), ("shop", 401), ("nothing", 401), ("other", 303)):
        form = {"program": program, "name": "Eve Hall", "password": PASSWORD}
        assert (await browser.post("/pages/sign-in", data=form)).status_code == status, program
    assert (await browser.get(f"/pages/members/{both.member}")).status_code == 404
    assert (
        await browser.post(f"/pages/members/{both.member}/erase", data={"confirm": "Wanda Marsh"})
    ).status_code == 404
    assert "Wanda" not in (await browser.get("/pages/members?q=wanda")).text.replace('value="wanda"', "")
    ended = await browser.post(f"/pages/people/{both.people['manager'].staff_id}/end")
    assert ended.status_code == 404
    assert (await (await both.signed_in_to("shop", "manager")).get("/pages/account")).status_code == 200


async def test_a_customer_is_opened_by_the_shop_s_own_name_whatever_it_is(site: Site) -> None:
    await site.shop.post("/v1/members", {"external_id": "a b/ü%25?", "name": "Odd Name"})
    browser = await site.signed_in("admin")
    answer = await browser.get("/pages/members/ext:a%20b%2F%C3%BC%2525%3F")
    assert answer.status_code == 200
    assert "Odd Name" in answer.text
