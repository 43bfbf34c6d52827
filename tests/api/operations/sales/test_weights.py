"""Goods by weight or length over HTTP: sold, quoted, shared, returned and counted exactly."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

KILOS: dict[str, Any] = {
    "id": "kilos", "name": "By the kilogram", "period": "month", "measure": "quantity", "method": "marginal",
    "bands": [{"from": 0, "amount": 10}, {"from": 2, "amount": 25}],
}  # fmt: skip
CHEESE: dict[str, Any] = {"category": "deli/cheese", "quantity": "1.2", "unit_price": 1990}
ROLLS: dict[str, Any] = {"category": "coffee", "quantity": 2, "unit_price": 100}


def sale(name: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    at = "2026-03-01T10:15:00+00:00"
    return {
        "external_id": name, "member": "ext:ada", "enrol": True, "occurred_at": at, "currency": "GBP",
        "lines": list(lines), **fields,
    }  # fmt: skip


def back(name: str, purchase: str, *lines: dict[str, Any]) -> dict[str, Any]:
    at = "2026-03-01T11:15:00+00:00"
    return {"external_id": name, "purchase": f"ext:{purchase}", "occurred_at": at, "lines": list(lines)}


async def test_a_line_is_sold_by_weight_and_comes_back_by_weight(shop: Shop) -> None:
    sold = await shop.post("/v1/purchases", sale("p", CHEESE, ROLLS, total=2588))
    assert (sold["net"], sold["after"]["points"], sold["after"]["punches"]) == (2588, 25, {"coffee": 2})
    first = await shop.post("/v1/returns", back("r1", "p", {"line": 1, "quantity": "0.400"}))
    assert first["lines"] == [{"line": 1, "quantity": "0.400", "amount": 0}]
    # 23.88 x 0.4 / 1.2
    assert (first["returned_net"], first["after"]["points"]) == (796, 17)
    rest = await shop.post("/v1/returns", back("r2", "p", {"line": 1, "quantity": "0.8"}, {"line": 2, "quantity": 2}))
    assert (rest["returned_net"], rest["after"]["points"]) == (1792, 0)
    found = await shop.get("/v1/purchases/ext:p")
    assert [(one["quantity"], one["share"]) for one in found["lines"]] == [("1.200", 2388), (2, 200)]
    assert (found["status"], found["returned_net"]) == ("returned", 2588)
    await shop.prove()


async def test_the_same_weight_written_otherwise_is_the_same_request(shop: Shop) -> None:
    await shop.post("/v1/purchases", sale("p", CHEESE))
    await shop.post("/v1/purchases", sale("p", CHEESE | {"quantity": "1.200"}), expected=200)
    for other in (1, 1200, "1.201"):
        refused = await shop.admin.post("/v1/purchases", json=sale("p", CHEESE | {"quantity": other}))
        assert "/lines" in [one["pointer"] for one in assert_problem(refused, 409, "external-id-conflict")["errors"]]
    await shop.post("/v1/returns", back("r", "p", {"line": 1, "quantity": "0.4"}))
    await shop.post("/v1/returns", back("r", "p", {"line": 1, "quantity": "0.400"}), expected=200)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("2", "wrong-type"),
        ("1.2345", "wrong-form"),
        ("1,2", "wrong-type"),
        ("-1.2", "wrong-form"),
        ("01.2", "wrong-form"),
        (".5", "wrong-form"),
        ("1.", "wrong-form"),
        ("1.2\n", "wrong-form"),
        ("1e3", "wrong-type"),
        ("\u0661.5", "wrong-form"),
        ("0.000", "out-of-range"),
        ("1000000.001", "out-of-range"),
        (1.2, "wrong-type"),
        (True, "wrong-type"),
        (None, "wrong-type"),
        (0, "out-of-range"),
    ],
)
async def test_other_quantities_are_refused(corner_shop: Shop, quantity: Any, code: str) -> None:
    for path, body in (
        ("/v1/purchases", sale("p", CHEESE | {"quantity": quantity})),
        ("/v1/quotes", {"currency": "GBP", "lines": [CHEESE | {"quantity": quantity}]}),
    ):
        refused = assert_problem(await corner_shop.admin.post(path, json=body), 422, "validation", code)
        assert [one["pointer"] for one in refused["errors"]] == ["/lines/0/quantity"]


async def test_a_return_names_the_quantity_as_the_line_was_sold(shop: Shop) -> None:
    await shop.post("/v1/purchases", sale("p", CHEESE, ROLLS))
    for line, quantity in ((1, 1), (2, "1.000")):
        refused = await shop.admin.post("/v1/returns", json=back("r", "p", {"line": line, "quantity": quantity}))
        found = assert_problem(refused, 422, "validation", "wrong-form")["errors"]
        assert [one["pointer"] for one in found] == ["/lines/0/quantity"]
    too_much = await shop.admin.post("/v1/returns", json=back("r", "p", {"line": 1, "quantity": "1.201"}))
    assert_problem(too_much, 422, "return-exceeds-purchase")
    assert (await shop.get("/v1/purchases/ext:p"))["status"] == "recorded"


async def test_a_quote_is_booked_as_shown_and_only_with_its_weight(shop: Shop) -> None:
    tenth = {"id": "tenth", "name": "A tenth off", "percent_off": "0.10"}
    assert (await shop.admin.put("/v1/program", json=DOCUMENT | {"campaigns": [tenth]})).status_code == 200
    await shop.post("/v1/members", {"external_id": "ada"})
    asked = {"member": "ext:ada", "currency": "GBP", "lines": [CHEESE]}
    quote = await shop.post("/v1/quotes", asked, expected=200)
    assert (quote["lines"][0]["quantity"], quote["total"]) == ("1.200", 2149)
    other = sale("p", CHEESE | {"quantity": "1.201"}, quote=quote["id"])
    assert_problem(await shop.admin.post("/v1/purchases", json=other), 422, "quote-changed")
    sold = await shop.post("/v1/purchases", sale("p", CHEESE, quote=quote["id"]))
    assert (sold["net"], sold["after"]["points"]) == (2149, 21)
    await shop.post("/v1/returns", back("r", "p", {"line": 1, "quantity": "1.2"}))
    await shop.prove()


async def test_a_rebate_by_quantity_counts_weights_exactly_and_tells_of_its_bands(shop: Shop) -> None:
    assert (await shop.admin.put("/v1/program", json=DOCUMENT | {"rebates": [KILOS]})).status_code == 200
    await shop.post("/v1/purchases", sale("p", CHEESE))
    sold = await shop.post("/v1/purchases", sale("q", CHEESE | {"quantity": "1.300"}))
    # 2 kg at 0.10, and half a kilogram at 0.25: 0.325, rounded half up.
    assert sold["after"]["rebates"] == {"kilos": {"spend": 4975, "due": 33}}
    (rebate,) = (await shop.get("/v1/members/ext:ada/status"))["rebates"]
    assert (rebate["quantity"], rebate["next_band"]) == ("2.5", None)
    await shop.goldlist.sequencer.catch_up()
    events = (await shop.get("/v1/events", types="rebate.*"))["data"]
    reached = [one for one in events if one["type"] == "rebate.band_reached"]
    assert [one["data"]["band"]["from"] for one in reached] == [2]
    await shop.post("/v1/returns", back("r", "q", {"line": 1, "quantity": "0.501"}))
    (rebate,) = (await shop.get("/v1/members/ext:ada/status"))["rebates"]
    assert (rebate["quantity"], rebate["next_band"]["needs"], rebate["due"]) == ("1.999", 1, 20)
    await shop.post("/v1/returns", back("r2", "q", {"line": 1, "quantity": "0.799"}))
    await shop.post("/v1/returns", back("r3", "p", {"line": 1, "quantity": "0.200"}))
    (rebate,) = (await shop.get("/v1/members/ext:ada/status"))["rebates"]
    assert (rebate["quantity"], rebate["due"]) == (1, 10)
    await shop.prove()
