"""The draft of a programme's next version over HTTP."""

import pytest

from app.api.operations.administration.program import EXAMPLE
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio
DRAFT = "/v1/program/draft"
SMALLER = {name: EXAMPLE[name] for name in ("name", "currency", "time_zone")}


async def test_a_draft_is_kept_with_who_changed_it_and_when(shop: Shop) -> None:
    assert_problem(await shop.admin.get(DRAFT), 404, "not-found")
    sam = (await shop.admin.put("/v1/staff/ext:sam", json={"name": "Sam", "role": "manager"})).json()
    key = (await shop.post("/v1/keys", {"role": "manager", "staff": "ext:sam"}))["key"]
    async with shop.client_of(key) as client:
        kept = await client.put(DRAFT, json={**SMALLER, "rewards": "none yet"})
    assert (kept.status_code, kept.headers["etag"]) == (200, '"1"')
    told = (await shop.admin.get(DRAFT)).json()
    assert told == kept.json()
    assert (told["document"]["rewards"], told["base_version"], told["staff"]) == ("none yet", 1, sam["id"])
    assert told["changed_at"] == "2026-03-02T12:00:00Z"
    known = await shop.admin.get(DRAFT, headers={"If-None-Match": '"1"'})
    assert known.status_code == 304
    # Publishing leaves it alone: it still says on which version it was begun.
    assert (await shop.admin.put("/v1/program", json=SMALLER)).status_code == 200
    again = await shop.admin.put(DRAFT, json=SMALLER, headers={"If-Match": '"1"'})
    assert (again.json()["base_version"], again.json()["revision"]) == (1, 2)
    async with shop.client_of(await shop.key("auditor")) as auditor:
        assert_problem(await auditor.get(DRAFT), 403, "insufficient-scope")
        assert_problem(await auditor.put(DRAFT, json=SMALLER), 403, "insufficient-scope")


async def test_of_two_people_who_read_one_revision_the_second_changes_nothing(shop: Shop) -> None:
    await shop.admin.put(DRAFT, json=SMALLER)
    wishes = [
        shop.admin.put(DRAFT, json={**SMALLER, "name": name}, headers={"If-Match": '"1"'}) for name in ("Ann", "Bob")
    ]
    answers = await shop.at_once(*wishes)
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    (first,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await shop.admin.get(DRAFT)).json() == first
    assert_problem(await shop.admin.delete(DRAFT, headers={"If-Match": '"1"'}), 412, "version-conflict")
    assert (await shop.admin.delete(DRAFT, headers={"If-Match": '"2"'})).status_code == 204
    assert_problem(await shop.admin.put(DRAFT, json=SMALLER, headers={"If-Match": '"2"'}), 412, "version-conflict")
    assert (await shop.admin.delete(DRAFT)).status_code == 204
    # A draft that is begun anew has a revision that nobody has seen.
    await shop.admin.put("/v1/program", json=SMALLER)
    begun = (await shop.admin.put(DRAFT, json=SMALLER)).json()
    assert (begun["revision"], begun["base_version"]) == (4, 2)
