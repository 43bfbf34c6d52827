"""The programme over HTTP."""

import json
from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

NEXT: dict[str, Any] = {**DOCUMENT, "name": "Corner Coffee & Tea"}


async def test_the_programme_is_shown_with_its_version(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/program")
    assert answer.json() == {"version": 1, **DOCUMENT}
    assert answer.headers["etag"] == '"1"'
    assert (await client.get("/v1/program", headers={"If-None-Match": '"1"'})).status_code == 304


async def test_publishing_makes_the_next_version_and_keeps_the_others(client: httpx2.AsyncClient) -> None:
    answer = await client.put("/v1/program", json=NEXT)
    assert (answer.status_code, answer.json()) == (200, {"version": 2, **NEXT})
    assert answer.headers["etag"] == '"2"'
    assert (await client.get("/v1/program")).json() == {"version": 2, **NEXT}
    assert (await client.get("/v1/program/versions/1")).json() == {"version": 1, **DOCUMENT}


async def test_what_was_read_may_be_sent_back_as_it_came(client: httpx2.AsyncClient) -> None:
    read = (await client.get("/v1/program")).json()
    assert (await client.put("/v1/program", json=read)).json() == {**read, "version": 2}


async def test_if_match_protects_from_overwriting(client: httpx2.AsyncClient) -> None:
    assert (await client.put("/v1/program", json=NEXT, headers={"If-Match": '"1"'})).status_code == 200
    for old in ('"1"', "1", '"nonsense"', '"0"'):
        refused = await client.put("/v1/program", json=NEXT, headers={"If-Match": old})
        assert_problem(refused, 412, "version-conflict")
    assert (await client.put("/v1/program", json=NEXT, headers={"If-Match": "*"})).status_code == 200


async def test_every_fault_is_pointed_at(client: httpx2.AsyncClient) -> None:
    wrong = {**DOCUMENT, "currency": "EUR", "time_zone": "Mars/Base", "bonus": 1}
    document = assert_problem(await client.put("/v1/program", json=wrong), 422, "program-invalid")
    assert {"/time_zone", "/bonus"} <= {error["pointer"] for error in document["errors"]}
    checked = (await client.post("/v1/program/check", json=wrong)).json()
    assert checked == {"ok": False, "faults": document["errors"]}
    assert (await client.get("/v1/program")).json()["version"] == 1


async def test_a_good_document_has_no_faults_and_is_not_published(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/v1/program/check", json=NEXT)).json() == {"ok": True, "faults": []}
    assert (await client.get("/v1/program")).json()["version"] == 1


@pytest.mark.parametrize("document", [[], None, 7, "x"])
async def test_what_is_no_document_is_refused(client: httpx2.AsyncClient, document: Any) -> None:
    sent: dict[str, Any] = {"content": json.dumps(document), "headers": {"Content-Type": "application/json"}}
    assert_problem(await client.put("/v1/program", **sent), 422, "validation", "wrong-type")
    assert_problem(await client.post("/v1/program/check", **sent), 422, "validation", "wrong-type")


async def test_a_fraction_is_pointed_at(client: httpx2.AsyncClient) -> None:
    wrong = {**DOCUMENT, "points": {"earn": [{"id": "base", "points": 1.0, "per": 100}]}}
    document = assert_problem(await client.put("/v1/program", json=wrong), 422, "program-invalid")
    assert [error["pointer"] for error in document["errors"]] == ["/points/earn/0/points"]


async def test_all_who_publish_at_the_same_time_publish_a_version(shop: Shop) -> None:
    answers = await shop.at_once(*(shop.admin.put("/v1/program", json=NEXT) for _ in range(5)))
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5, 6]


async def test_of_those_who_mean_the_same_version_one_publishes(shop: Shop) -> None:
    meant = {"If-Match": '"1"'}
    answers = await shop.at_once(*(shop.admin.put("/v1/program", json=NEXT, headers=meant) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert (await shop.get("/v1/program"))["version"] == 2
