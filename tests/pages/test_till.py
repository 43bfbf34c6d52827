"""The till: a basket that stands in the address, a sale exactly as quoted, and what is taken back or undone."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.pages.baskets import Basket, Line, basket_of, whole
from tests.pages.conftest import HOSTILE, Site
from tests.pages.html import HtmlPage

pytestmark = pytest.mark.anyio

# A loaded machine draws slowly.
patient = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.none() | st.text(min_size=1, max_size=20)
lines = st.builds(Line, names, names, st.integers(1, 10**6), st.integers(0, 10**12))
codes = st.lists(st.text("ABCDEFGH23456789-", min_size=1, max_size=14), max_size=5)
baskets = st.builds(
    Basket,
    st.none() | st.just("mem_1"),
    st.lists(lines, max_size=5).map(tuple),
    st.none() | codes.map(tuple),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)


@patient
@given(baskets)
def test_a_basket_is_read_from_its_address_as_it_was(basket: Basket) -> None:
    assert basket_of(basket.fields) == basket
    assert basket_of(dict(parse_qsl(basket.path.partition("?")[2]))) == basket


@patient
@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_an_address_of_somebody_else_is_a_basket_or_none(text: str) -> None:
    found = basket_of({"lines": text, "points_to_spend": text, "credit_to_spend": text})
    assert all(0 < line.quantity <= 10**6 and 0 <= line.unit_price <= 10**12 for line in found.lines)
    assert found.points >= 0
    assert found.credit >= 0
    assert whole("-1") is whole("1.5") is whole("") is whole("\N{ARABIC-INDIC DIGIT ONE}") is None


@patient
@given(baskets, lines)
def test_more_of_the_same_goods_is_one_line(basket: Basket, line: Line) -> None:
    twice = basket.with_goods(line).with_goods(line)
    assert len(twice.lines) == len(basket.with_goods(line).lines)
    assert len(twice.path) <= 8000
    for place in range(len(twice.lines)):
        assert twice.with_units(place, 0).lines == (*twice.lines[:place], *twice.lines[place + 1 :])


class Till:
    """A browser at the till; without scripts, as all of it works."""

    def __init__(self, browser: httpx2.AsyncClient) -> None:
        self.browser = browser
        self.path = "/pages/till"

    async def look(self, status: int = 200) -> HtmlPage:
        """The page as it stands."""
        answer = await self.browser.get(self.path)
        assert answer.status_code == status, answer.text[-2000:]
        page = HtmlPage(answer.text)
        assert page.faults == []
        return page

    async def step(self, **fields: str) -> HtmlPage:
        """Send one of the forms of the page, with the state that it carries."""
        state = dict(httpx2.QueryParams(self.path.partition("?")[2]))
        self.path = "/pages/till?" + str(httpx2.QueryParams({**state, **fields}))
        answer = await self.browser.get(self.path)
        if answer.status_code == 303:
            self.path = answer.headers["location"]
        return await self.look()

    async def sell(self) -> httpx2.Response:
        """Press the button."""
        hidden = [one for one in (await self.look()).all("input") if one.get("type") == "hidden"]
        form = {one["name"]: one["value"] for one in hidden if one["name"] != "step"}
        answers = [await self.browser.post("/pages/till", data=form) for _ in range(2)]
        assert answers[0].headers.get("location") == answers[1].headers.get("location")
        return answers[0]


async def test_a_sale_is_quoted_sold_once_and_taken_back(both: Site) -> None:
    await both.shop.post("/v1/members", {"external_id": "wanda", "name": "Wanda Marsh", "card_number": "6331004711"})
    await both.buy("ext:wanda", 30_000, "before", sku="espresso-machine")
    gift = {"external_id": "g", "member": "ext:wanda", "reward": "free-coffee", "reason": "Sorry"}
    code = (await both.shop.post("/v1/vouchers", gift))["code"]
    sorry = {"external_id": "a", "unit": "credit", "amount": 550, "reason": "Sorry"}
    await both.shop.post("/v1/members/ext:wanda/adjustments", sorry)
    till = Till(await both.signed_in("representative"))
    page = await till.step(step="customer", q="4711")
    assert "Wanda Marsh" in page.text
    page = await till.step(step="goods", category="coffee", sku="latte", unit_price="3.50", quantity="2")
    assert "−£3.50" in page.text
    assert code in page.text
    quoted = await both.shop.post(
        "/v1/quotes",
        {
            "member": "ext:wanda",
            "currency": "GBP",
            "channel": "pos",
            "lines": [{"sku": "latte", "category": "coffee", "quantity": 2, "unit_price": 350}],
        },
        200,
    )
    assert f"£{quoted['to_pay'] // 100}.{quoted['to_pay'] % 100:02}" in page.text
    assert all(one["text"] in page.text for one in quoted["near"])
    page = await till.step(step="payment", credit="1")
    assert "−£1.00" in page.text
    assert "−£3.50" not in page.text, "the voucher was not chosen"
    page = await till.step(step="payment", points="100")
    assert 'role="alert"' in (await till.browser.get(till.path)).text, "points are no payment in this programme"
    await till.step(step="payment", credit="1")
    receipt = (await till.sell()).headers["location"]
    till.path = receipt
    page = await till.look()
    assert all(text in page.text for text in ("Sold.", "2 × latte", "£7.00", "−£1.00", "£6.00", "Wanda Marsh"))
    sales = (await both.shop.get("/v1/purchases", member="ext:wanda"))["data"]
    assert len(sales) == 2
    sale = next(one for one in sales if one["external_id"] != "before")
    assert (sale["net"], sale["spent"]["credit"]) == (700, 100)
    path = receipt.partition("?")[0]
    at = next(one["value"] for one in page.all("input") if one.get("name") == "occurred_at")
    back = {"what": "return", "once": "r", "occurred_at": at, "quantity-1": "1"}
    assert [(await till.browser.post(path, data=back)).status_code for _ in range(2)] == [303, 303]
    page = await till.look()
    assert page.text.count("taken back") == 1
    (returned,) = [
        one for one in (await both.shop.get(f"/v1/purchases/{sale['id']}"))["returns"] if one["kind"] == "return"
    ]
    assert (await till.browser.post(path, data={"what": returned["id"], "once": "u"})).status_code == 303
    assert (await till.browser.post(path, data={"what": "void", "once": "v"})).status_code == 303
    page = await till.look()
    assert "This sale was undone." in page.text
    assert (await both.shop.get(f"/v1/purchases/{sale['id']}"))["status"] == "voided"
    await both.shop.prove()


async def test_a_guest_buys_and_faults_are_told_where_they_are(site: Site) -> None:
    till = Till(await site.signed_in("manager"))
    page = await till.step(step="goods", category="coffee", unit_price="many", quantity="1")
    assert "A line needs goods, a price and a number." in page.text
    till.path = "/pages/till"
    await till.step(step="goods", category="coffee", unit_price="3,50", quantity="1")
    page = await till.step(step="customer", q="nobody of this name")
    assert "Nobody found" in page.text
    till.path = Basket(lines=(Line(None, "coffee", 1, 350),)).path
    receipt = (await till.sell()).headers["location"]
    page = HtmlPage((await till.browser.get(receipt)).text)
    assert "£3.50" in page.text
    path = receipt.partition("?")[0]
    for form, told in (
        ({"what": "return", "quantity-1": "two"}, "This is not such a number"),
        ({"what": "return", "quantity-1": "0"}, "Say how many of which line come back."),
    ):
        answer = await till.browser.post(path, data=form)
        assert (answer.status_code, told in answer.text) == (422, True)
    too_many = await till.browser.post(
        path, data={"what": "return", "quantity-1": "9", "once": "x", "occurred_at": "2026-03-02T12:00:00Z"}
    )
    assert too_many.status_code == 422
    stale = {"lines": json.dumps([[None, "coffee", 1, 350]]), "quote": "quo_1", "occurred_at": "2026-03-02T12:00:00Z"}
    answer = await till.browser.post("/pages/till", data={**stale, "once": "s"})
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text
    assert "Sell" in HtmlPage(answer.text).text, "with a new quote"
    assert len((await site.shop.get("/v1/purchases"))["data"]) == 1


async def test_the_till_takes_hostile_addresses_and_no_foreign_forms(site: Site) -> None:
    await site.fill(name=HOSTILE)
    till = Till(await site.signed_in("admin"))
    hostile: list[Any] = [[HOSTILE[:90], HOSTILE[:90], 1, 100]]
    for state in (
        {"lines": json.dumps(hostile), "member": site.member},
        {"lines": json.dumps(hostile), "member": "mem_x'\"><script>", "points_to_spend": "1e9"},
        {"lines": "[" * 2000, "vouchers": HOSTILE, "member": site.member},
        {"step": "customer", "q": HOSTILE},
        {"step": "goods", "sku": HOSTILE, "category": HOSTILE, "unit_price": HOSTILE},
    ):
        till.path = "/pages/till?" + str(httpx2.QueryParams(state))
        answer = await till.browser.get(till.path, follow_redirects=True)
        assert answer.status_code == 200, (state, answer.text[-1500:])
        assert not re.search(r"<script>alert|<img", answer.text)
        assert HtmlPage(answer.text).faults == []
    form = {"lines": json.dumps([[None, "coffee", 1, 350]]), "occurred_at": "2026-03-02T12:00:00Z", "once": "f"}
    before = (await site.shop.get("/v1/purchases", limit="1"))["data"]
    answer = await till.browser.post("/pages/till", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await site.shop.get("/v1/purchases", limit="1"))["data"] == before
    auditor = await site.signed_in("auditor")
    assert (await auditor.post("/pages/till", data=form)).status_code == 403
    assert (await till.browser.get("/pages/till/receipt/pur_unknown")).status_code == 404


async def test_goods_are_sold_and_taken_back_by_weight(both: Site) -> None:
    till = Till(await both.signed_in("manager"))
    for typed in ("1.2004", "0", "-1.5", "1e3"):
        await till.step(step="goods", category="coffee", sku="beans", unit_price="19.90", quantity=typed)
        till.path = "/pages/till"
    page = await till.step(step="goods", category="coffee", sku="beans", unit_price="19.90", quantity="1.200")
    assert "£23.88" in page.text
    assert "One more: beans" not in str(page.all("a")), "goods by weight have no units"
    receipt = (await till.sell()).headers["location"]
    page = HtmlPage((await till.browser.get(receipt)).text)
    assert "1.2 × beans £19.90" in page.text
    (sale,) = (await both.shop.get("/v1/purchases"))["data"]
    assert (sale["lines"][0]["quantity"], sale["net"]) == ("1.200", 2388)
    path = receipt.partition("?")[0]
    back = {"what": "return", "once": "r", "occurred_at": "2026-03-02T12:00:00Z"}
    for quantity, status in (("1.201", 422), ("0.400", 303), ("0.801", 422)):
        form = {**back, "once": quantity, "quantity-1": quantity}
        assert (await till.browser.post(path, data=form)).status_code == status, quantity
    page = HtmlPage((await till.browser.get(path)).text)
    assert "−£7.96 taken back" in page.text
    assert [one["value"] for one in page.all("input") if one.get("name") == "quantity-1"] == ["0.800"]
    await both.shop.prove()


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ("with_tax", "Total £6.00 Tax included £0.55"),
        ("without_tax", "Total £6.00 Tax £0.55 To pay £6.55"),
        (None, "Total £6.00 Tax £0.55"),
    ],
)
async def test_a_receipt_shows_the_tax_that_its_lines_state(site: Site, prices: str | None, told: str) -> None:
    document = await site.shop.get("/v1/program")
    tax = {"prices": prices, "counts": "with_tax"} if prices else None
    await site.ask("PUT", "/v1/program", {**document, "tax": tax})
    lines = [
        {"sku": "latte", "quantity": 1, "unit_price": 350, "tax": 55},
        {"sku": "book", "quantity": 1, "unit_price": 250},
    ]
    body = {"external_id": "t", "currency": "GBP", "occurred_at": "2026-03-02T09:00:00Z", "lines": lines}
    sold = await site.shop.post("/v1/purchases", body)
    browser = await site.signed_in("manager")
    page = HtmlPage((await browser.get(f"/pages/till/receipt/{sold['id']}")).text)
    assert page.faults == []
    assert "latte £3.50 · Tax: £0.55" in page.text
    assert told in page.text
    assert page.text.count("To pay") == (prices == "without_tax")
