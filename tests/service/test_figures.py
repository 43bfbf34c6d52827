"""The figures for Prometheus: they add up over all processes, and say nothing of anybody.

They are those of a whole server, and work in the background for any of its programmes moves them. Exact ones are asked
of a server on which nothing falls due; on any other they may only be held against a least.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.service.processes import LIMIT_SECONDS
from tests.service.shared_server import House
from tests.service.shop import back, coffees, purchase

Figures = Mapping[str, float]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE_NOON = (NOON - timedelta(minutes=1)).isoformat()


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


def assert_growth(client: httpx2.Client, before: Figures, expected: Figures) -> None:
    """Exactly this and no more; an answer is counted a moment after it was sent, maybe by another process."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while (grown := growth(before, figures(client), *expected)) != expected:
        assert all(grown[name] <= most for name, most in expected.items()), grown
        assert time.monotonic() < deadline, grown
        time.sleep(0.05)


def _text(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{name}={value}" for name, value in sorted(labels.items())) + "}" if labels else ""


def test_the_trade_adds_up_over_all_processes(quiet_house: House) -> None:
    shop = quiet_house.create_program(test=True, clock=NOON)
    then = {"occurred_at": BEFORE_NOON}
    with shop.client() as client:
        before = figures(client)
    for number in range(10):
        with shop.client() as client:  # a line of its own, so that either process gets some
            bought = coffees(f"a{number}", "card:6331", 10, enrol=True, **then)
            assert client.post("/v1/purchases", json=bought).status_code == 201
            assert client.post("/v1/purchases", json=bought).status_code == 200
            assert client.post("/v1/purchases", json=purchase(f"a{number}", None, 7, **then)).status_code == 409
    with shop.client() as client:
        assert client.post("/v1/returns", json={**back("r", "ext:a0"), **then}).status_code == 201
        assert client.post("/v1/members", json={"external_id": "m"}).status_code == 201
        assert_growth(client, before, TRADE)


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
    names = ("batch_commands_count", "batch_commands_sum", "commit_seconds_count")
    with shop.client() as client:
        before = figures(client)
        client.post("/v1/purchases", json=purchase("a", None, 100)).raise_for_status()
        assert min(growth(before, figures(client), *names).values()) >= 1
        deadline = time.monotonic() + LIMIT_SECONDS
        while figures(client)["goldlist_queue_waiting"]:
            assert time.monotonic() < deadline, "nobody sends anything, and yet commands wait"
            time.sleep(0.05)


def test_what_time_did_is_counted(quiet_house: House) -> None:
    shop = quiet_house.create_program(test=True, clock=NOON)
    with shop.client() as client:
        before = figures(client)
        for name in ("ann", "bob"):
            bought = purchase(name, f"ext:{name}", 700, enrol=True, occurred_at=BEFORE_NOON)
            client.post("/v1/purchases", json=bought).raise_for_status()
        in_two_years = (NOON + timedelta(days=730)).isoformat()
        assert client.post("/v1/clock/advance", json={"to": in_two_years}).status_code == 200
        assert_growth(client, before, {"time_effects_total": 2})
        assert figures(client)["goldlist_sweep_late_seconds"] == 0, "a clock that stands still is never late"


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
def test_requests_are_counted_by_operation_and_status(quiet_house: House, method: str, path: str, labels: str) -> None:
    with quiet_house.create_program(test=True, clock=NOON).client() as client:
        before = figures(client)
        client.request(method, path)
        assert_growth(client, before, {f"requests_total{{{labels}}}": 1})


def test_members_are_checked_while_the_service_is_at_work(house: House) -> None:
    shop = house.create_program()
    with shop.client() as client:
        client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
        deadline = time.monotonic() + LIMIT_SECONDS
        while figures(client).get("goldlist_members_checked_total", 0) < 1:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert figures(client).get("goldlist_check_differences_total", 0) == 0
