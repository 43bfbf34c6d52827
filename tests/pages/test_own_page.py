"""The customer's own page: what it shows and hides, who opens it, and until when."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from app.actions.access.page_links import WRONG_BY_ADDRESS
from app.pages.customer_pages import HEADERS
from app.pages.drawings.qr import QUIET, qr_drawn
from app.pages.protection import SECURITY_HEADERS
from tests.pages.conftest import HOSTILE, Site
from tests.pages.html import HtmlPage

pytestmark = pytest.mark.anyio
MOST_BYTES = 40_000
CARD = "6331001234567891"
PETRA: dict[str, Any] = {
    "external_id": "petra",
    "name": "Petra Holm",
    "email": "petra@mail.example",
    "phone": "+44 20 7946 0771",
    "birth_date": "1971-07-17",
    "card_number": CARD,
    "metadata": {"shoe": "forty-one"},
}


async def linked(site: Site, member: str = "ext:petra", **wish: Any) -> str:
    """The path of a new link."""
    made = await site.shop.post(f"/v1/members/{member}/page-link", wish)
    assert set(made) == {"url", "expires_at"}
    return "/c/" + made["url"].rpartition("/c/")[2]


def stranger(site: Site, address: str = "203.0.113.7") -> httpx2.AsyncClient:
    """A browser that knows nothing of the shop, at an address."""
    transport = httpx2.ASGITransport(site.application, client=(address, 1234))
    return httpx2.AsyncClient(transport=transport, base_url="https://shop.example")


async def test_a_customer_sees_her_own_standing_and_nothing_personal(both: Site) -> None:
    await both.shop.post("/v1/members", PETRA)
    await both.buy("ext:petra", 1250, "p1", sku="latte")
    gift = {"external_id": "g", "member": "ext:petra", "reward": "free-coffee", "reason": "Sorry about the milk"}
    voucher = await both.shop.post("/v1/vouchers", gift)
    status = await both.shop.get("/v1/members/ext:petra/status")
    path = await linked(both)
    answer = await stranger(both).get(path)
    assert answer.status_code == 200, answer.text[-3000:]
    page = HtmlPage(answer.text)
    assert page.faults == []
    assert "Good afternoon, Petra" in page.text
    for text in (str(status["points"]["balance"]), "card …7891", voucher["code"], "Latte", "£12.50", "Corner Coffee"):
        assert text in page.text, text
    assert f"£{status['next_tier']['needs'] // 100}" in page.text
    for text in ("Holm", "petra@", "7946", "1971", CARD, "forty-one", "mem_", "pur_"):
        assert text not in answer.text, text
    reasons = HtmlPage((await stranger(both).get(f"{path}/entries")).text)
    assert "Sorry about the milk" in reasons.text
    assert reasons.faults == []


async def test_the_page_is_for_no_one_else_and_leaves_no_trace(site: Site) -> None:
    await site.shop.post("/v1/members", {**PETRA, "name": HOSTILE})
    await site.buy("ext:petra", 1250, "p1", sku=HOSTILE)
    path = await linked(site)
    for rest in ("", "/entries", "?lang=ar", "?lang=de"):
        answer = await stranger(site).get(path + rest, headers={"Cookie": "goldlist-language=de"})
        assert answer.status_code == 200
        assert {name: answer.headers.get(name) for name in {**SECURITY_HEADERS, **HEADERS}} == {
            **SECURITY_HEADERS,
            **HEADERS,
        }
        assert "set-cookie" not in answer.headers
        page = HtmlPage(answer.text)
        assert page.faults == []
        assert page.all("script") == []
        assert page.all("form") == []
        assert {"name": "robots", "content": "noindex"} in page.all("meta")
        assert all(link.startswith((path, "/pages/static/")) for link in page.links)
        sheets = [one["href"] for one in page.all("link")]
        files = [await stranger(site).get(one, headers={"Accept-Encoding": "gzip"}) for one in sheets]
        weight = sum(int(one.headers["content-length"]) for one in [answer, *files])
        assert weight < MOST_BYTES
    assert (await stranger(site).post(path, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 405
    assert (await stranger(site).post(path, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    for wrong in ("/other", "/entries?cursor=x", "/entries/x"):
        assert (await stranger(site).get(path + wrong)).status_code == 404
    assert (await stranger(site).get(f"{path}?{'a=b&' * 200}")).status_code == 200
    assert (await (await site.signed_in("admin")).get(f"/pages/till?{'a=b&' * 200}")).status_code == 200
    token = path.rpartition("/")[2]
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"__Host-goldlist={token}"}):
        assert (await stranger(site).get("/v1/members/ext:petra", headers=headers)).status_code == 401
        assert (await stranger(site).get("/pages/account", headers=headers)).status_code == 303


async def test_each_language_is_an_address_of_its_own(site: Site) -> None:
    await site.shop.post("/v1/members", PETRA)
    path = await linked(site)
    browser = stranger(site)
    german = HtmlPage((await browser.get(path, headers={"Accept-Language": "de"})).text)
    assert german.all("html")[0]["lang"] == "de-DE"
    arabic = HtmlPage((await browser.get(f"{path}?lang=ar", headers={"Accept-Language": "de"})).text)
    assert (arabic.all("html")[0]["dir"], f"{path}/entries?lang=ar" in arabic.links) == ("rtl", True)
    english = HtmlPage((await browser.get(f"{path}?lang=../../x")).text)
    assert english.all("html")[0]["lang"] == "en-GB"
    assert {f"{path}?lang={name}" for name in ("en", "de", "ar")} <= english.links


async def test_a_link_ends_by_renewal_by_time_by_erasure_and_by_a_merge(both: Site) -> None:
    shop, browser = both.shop, stranger(both)
    await shop.post("/v1/members", PETRA)
    await shop.post("/v1/members", {"external_id": "old"})

    async def opens(path: str) -> bool:
        answer = await browser.get(path)
        assert answer.status_code in (200, 404)
        return answer.status_code == 200

    first = await linked(both)
    second = await linked(both, days=400, keep_others=True)
    assert [await opens(one) for one in (first, second)] == [True, True]
    third = await linked(both, days=2)
    assert [await opens(one) for one in (first, second, third)] == [False, False, True]
    shop.now += timedelta(days=2, seconds=-1)
    assert await opens(third)
    shop.now += timedelta(seconds=1)
    assert not await opens(third)
    fourth, merged = await linked(both), await linked(both, "ext:old")
    await shop.post("/v1/members/ext:petra/merge", {"from": "ext:old"}, 200)
    assert [await opens(one) for one in (fourth, merged)] == [True, False]
    await shop.prove()
    assert (await shop.admin.delete("/v1/members/ext:petra")).status_code == 204
    assert not await opens(fourth)
    await shop.prove()


async def test_guessing_ends_after_thirty_a_minute(both: Site) -> None:
    await both.shop.post("/v1/members", PETRA)
    path = await linked(both)
    guesser = stranger(both)
    tokens = ["x", path[3:-1], path[3:] + "x", path[3:].swapcase(), "%00", "a/b", "\N{SNOWMAN}", "x" * 3000]
    answers = [await guesser.get(f"/c/{tokens[count % len(tokens)]}") for count in range(WRONG_BY_ADDRESS)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert (await guesser.get(path)).status_code == 429
    assert (await stranger(both, "203.0.113.8").get(path)).status_code == 200
    both.shop.now += timedelta(minutes=1, seconds=1)
    assert (await guesser.get(path)).status_code == 200


def test_a_code_holds_the_number_and_nothing_else() -> None:
    drawn = qr_drawn(CARD)
    assert (drawn["side"], drawn["path"][:8]) == (21 + 2 * QUIET, "M4 4.5h7")
    assert qr_drawn(CARD) == drawn
    assert qr_drawn(CARD[:-1] + "2")["path"] != drawn["path"]


async def test_what_a_link_asks_for_is_checked(site: Site) -> None:
    await site.shop.post("/v1/members", PETRA)
    for wish in ({"days": 0}, {"days": 401}, {"days": "9"}, {"keep_others": 1}, {"more": 1}):
        answer = await site.shop.admin.post("/v1/members/ext:petra/page-link", json=wish)
        assert answer.status_code in (400, 422), wish
    assert (await site.shop.admin.post("/v1/members/ext:nobody/page-link", json={})).status_code == 404
    made = await site.shop.post("/v1/members/ext:petra/page-link", {})
    (act,) = [one for one in (await site.shop.get("/v1/audit"))["data"] if one["act"] == "make_page_link"]
    assert act["detail"] == {"days": 90}
    assert made["url"].rpartition("/")[2] not in str(act)
