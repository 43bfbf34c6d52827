"""The figures for Prometheus: they add up over all processes, and say nothing of anybody."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.service.shared_server import House
from tests.service.shop import back, coffees, purchase

Figures = Mapping[str, float]


def figures(client: httpx2.Client) -> dict[str, float]:
    """Every sample by its name and labels, as `name{label=value}`."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {sample.name + _text(sample.labels): sample.value for sample in samples}


def growth(before: Figures, after: Figures, *names: str) -> dict[str, float]:
    """By how much some figures have grown."""
    return {name: after.get(f"goldlist_{name}", 0) - before.get(f"goldlist_{name}", 0) for name in names}


def _text(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{name}={value}" for name, value in sorted(labels.items())) + "}" if labels else ""


def test_the_trade_adds_up_over_all_processes(house: House) -> None:
    shop = house.create_program()
    with shop.client() as client:
        before = figures(client)
    for number in range(10):
        with shop.client() as client:  # a line of its own, so that either process gets some
            bought = coffees(f"a{number}", "card:6331", 10, enrol=True)
            assert client.post("/v1/purchases", json=bought).status_code == 201
            assert client.post("/v1/purchases", json=bought).status_code == 200
            assert client.post("/v1/purchases", json=purchase(f"a{number}", None, 7)).status_code == 409
    with shop.client() as client:
        assert client.post("/v1/returns", json=back("r", "ext:a0")).status_code == 201
        assert client.post("/v1/members", json={"external_id": "m"}).status_code == 201
        after = figures(client)
    assert growth(before, after, *TRADE) == TRADE


TRADE: dict[str, float] = {
    "purchases_total": 10,
    "returns_total": 1,
    "members_enrolled_total": 2,
    "points_issued_total": 9 * 35 + 1 * 43,
    "points_taken_back_total": 35,
    "vouchers_issued_total": 10,
    "rebates_due_total{currency=GBP}": 700,
    "rebates_withdrawn_total{currency=GBP}": 70,
    "requests_total{operation=record_purchase,status=201}": 10,
    "requests_total{operation=record_purchase,status=200}": 10,
    "requests_total{operation=record_purchase,status=409}": 10,
    "request_seconds_count{operation=record_purchase}": 30,
    "refusals_total{problem=external-id-conflict}": 10,
}


def test_the_queue_and_the_database_have_figures(house: House) -> None:
    shop = house.create_program()
    with shop.client() as client:
        # That a key is in use is written in the background, once a minute.
        while not client.get("/v1/keys").json()["data"][0]["last_used_at"]:
            time.sleep(0.05)
        before = figures(client)
        client.post("/v1/purchases", json=purchase("a", None, 100))
        after = figures(client)
    names = ("batch_commands_count", "batch_commands_sum", "commit_seconds_count")
    assert growth(before, after, *names) == dict.fromkeys(names, 1)
    assert after["goldlist_queue_waiting"] == 0


def test_what_time_did_is_counted(house: House) -> None:
    shop = house.create_program(test=True)
    with shop.client() as client:
        before = figures(client)
        for name in ("ann", "bob"):
            client.post("/v1/purchases", json=purchase(name, f"ext:{name}", 700, enrol=True)).raise_for_status()
        in_two_years = datetime.now(UTC) + timedelta(days=730)
        assert client.post("/v1/clock/advance", json={"to": in_two_years.isoformat()}).status_code == 200
        after = figures(client)
    assert growth(before, after, "time_effects_total") == {"time_effects_total": 2}
    assert 0 <= after["goldlist_sweep_late_seconds"] < 3600, "what a return makes due has not waited since midnight"


def test_figures_name_nobody(house: House) -> None:
    shop = house.create_program()
    with shop.client() as client:
        bought = purchase("till9-000001", "ext:ada.lovelace", 500, enrol=True, store="london-9")
        made = client.post("/v1/purchases", json=bought).json()
        client.get(f"/v1/purchases/{made['id']}")
        client.get("/v1/members/ext:ada.lovelace/status")
        client.get("/v1/nowhere/ext:ada.lovelace")
        text = client.get("/metrics").text
    for said in ("till9", "ada", "london", shop.slug, shop.id, shop.key, made["id"], made["member"], "nowhere"):
        assert said not in text


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/healthz", "operation=healthz,status=200"),
        ("GET", "/v1/program", "operation=get_program,status=200"),
        ("GET", "/v1/members/ext:nobody/status", "operation=get_status,status=404"),
        ("GET", "/v1/nowhere", "operation=none,status=404"),
    ],
)
def test_requests_are_counted_by_operation_and_status(house: House, method: str, path: str, labels: str) -> None:
    name = f"requests_total{{{labels}}}"
    with house.create_program().client() as client:
        before = figures(client)
        client.request(method, path)
        assert growth(before, figures(client), name) == {name: 1}


def test_members_are_checked_while_the_service_is_at_work(house: House) -> None:
    shop = house.create_program()
    with shop.client() as client:
        client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
        deadline = time.monotonic() + 60
        while figures(client).get("goldlist_members_checked_total", 0) < 1:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert figures(client).get("goldlist_check_differences_total", 0) == 0
