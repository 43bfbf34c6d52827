"""Members and their phone numbers, as people say them and as machines do."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

NATIONAL = "020 7946 0958"
INTERNATIONAL = "+44 20 7946 0958"
FORMS = [NATIONAL, INTERNATIONAL, "0044 20 7946 0958", "+44 (0)20 7946 0958", "(020) 7946-0958"]


async def publish(shop: Shop, country: str | None) -> None:
    answer = await shop.admin.put("/v1/program", json=DOCUMENT | {"default_country": country})
    assert answer.status_code == 200, answer.text


async def enrol(shop: Shop, name: str, phone: str | None, expected: int = 201) -> dict[str, Any]:
    return await shop.post("/v1/members", {"external_id": name, "phone": phone}, expected)


async def change(shop: Shop, who: str, expected: int = 200, **told: Any) -> dict[str, Any]:
    answer = await shop.admin.patch(f"/v1/members/ext:{who}", json=told, headers={"If-Match": "*"})
    assert answer.status_code == expected, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def found(shop: Shop, phone: str) -> list[str]:
    return [one["external_id"] for one in (await shop.get("/v1/members", phone=phone))["data"]]


@pytest.mark.parametrize("told", FORMS)
async def test_a_member_is_found_by_each_form_of_the_number(shop: Shop, told: str) -> None:
    await publish(shop, "GB")
    assert (await enrol(shop, "ada", told))["phone"] == told, "and shown as it was told"
    for form in FORMS:
        assert await found(shop, form) == ["ada"], form
    assert await found(shop, "020 7946 0959") == []
    changed = (await shop.get("/v1/members", phone=NATIONAL, changed_since="2026-01-01T00:00:00Z"))["data"]
    assert [one["external_id"] for one in changed] == ["ada"]


async def test_two_members_cannot_have_one_number_in_two_forms(shop: Shop) -> None:
    await publish(shop, "GB")
    await enrol(shop, "ada", NATIONAL)
    for form in FORMS:
        problem = await enrol(shop, "bob", form, 409)
        assert (problem["type"], problem["errors"][0]["pointer"]) == ("/problems/member-exists", "/phone")
    await enrol(shop, "bob", "+44 20 7946 0959")
    assert (await change(shop, "bob", 409, phone=INTERNATIONAL))["type"] == "/problems/member-exists"


async def test_two_who_come_at_once_with_two_forms_are_one(shop: Shop) -> None:
    await publish(shop, "GB")
    bodies = [{"external_id": f"m{place}", "phone": form} for place, form in enumerate(FORMS)]
    answers = await shop.at_once(*(shop.admin.post("/v1/members", json=body) for body in bodies))
    assert sorted(one.status_code for one in answers) == [201, *[409] * (len(FORMS) - 1)]


async def test_numbers_that_were_stored_before_there_was_a_country_are_found(shop: Shop) -> None:
    await enrol(shop, "ada", NATIONAL)
    await enrol(shop, "bob", "+44 20 7946 0959")
    assert (await found(shop, INTERNATIONAL), await found(shop, NATIONAL)) == ([], ["ada"])
    await publish(shop, "GB")
    for form in FORMS:
        assert await found(shop, form) == ["ada"], form
    assert await found(shop, "020 7946 0959") == ["bob"]
    assert (await enrol(shop, "eve", INTERNATIONAL, 409))["type"] == "/problems/member-exists"


@pytest.mark.parametrize("then", ["GB", "US", None])
async def test_a_number_that_was_given_up_is_free_whatever_the_country_is_by_then(shop: Shop, then: str | None) -> None:
    await enrol(shop, "eve", "020 7946 0111")
    await publish(shop, "GB")
    await enrol(shop, "ada", NATIONAL)
    await publish(shop, then)
    await change(shop, "ada", phone="+44 20 7946 0000")
    await change(shop, "eve", phone=None)
    await publish(shop, "GB")
    assert (await found(shop, NATIONAL), await found(shop, "020 7946 0111")) == ([], [])
    assert await found(shop, "020 7946 0000") == ["ada"]
    await enrol(shop, "bob", INTERNATIONAL)
    await enrol(shop, "cyd", "020 7946 0111")


async def test_the_same_number_in_another_form_is_no_conflict_with_oneself(shop: Shop) -> None:
    await enrol(shop, "ada", NATIONAL)
    await publish(shop, "GB")
    assert (await change(shop, "ada", phone=INTERNATIONAL))["phone"] == INTERNATIONAL
    assert (await change(shop, "ada", phone="0044 20 7946 0958"))["phone"] == "0044 20 7946 0958"
    for form in FORMS:
        assert await found(shop, form) == ["ada"], form
    await change(shop, "ada", name="Ada", email="ada@example.com")
    assert await found(shop, NATIONAL) == ["ada"]


async def test_who_had_a_number_twice_before_may_still_be_changed(shop: Shop) -> None:
    await enrol(shop, "ada", NATIONAL)
    await enrol(shop, "bob", INTERNATIONAL)
    await publish(shop, "GB")
    assert sorted(await found(shop, NATIONAL)) == ["ada", "bob"]
    await change(shop, "ada", name="Ada")
    await change(shop, "bob", 200, phone=None)
    assert await found(shop, INTERNATIONAL) == ["ada"]


async def test_merged_and_erased_members_leave_their_numbers(shop: Shop) -> None:
    await publish(shop, "GB")
    await enrol(shop, "ada", NATIONAL)
    await enrol(shop, "bob", "020 7946 0959")
    await shop.post("/v1/members/ext:ada/merge", {"from": "ext:bob"}, 200)
    assert (await found(shop, "+442079460959"), await found(shop, INTERNATIONAL)) == (["ada"], ["ada"])
    await change(shop, "ada", phone="020 7946 0000")
    assert (await found(shop, INTERNATIONAL), await found(shop, "+442079460959")) == ([], ["ada"])
    assert (await shop.admin.delete("/v1/members/ext:ada")).status_code == 204
    for phone in ("020 7946 0959", "020 7946 0000"):
        await enrol(shop, phone[-4:], phone)


@pytest.mark.parametrize(
    ("country", "code"),
    [("XX", "unknown-country"), ("UK", "unknown-country"), ("gb", "wrong-form"), ("", "wrong-form")],
)
async def test_a_country_that_is_none_is_a_fault(shop: Shop, country: str, code: str) -> None:
    answer = await shop.admin.put("/v1/program", json=DOCUMENT | {"default_country": country})
    assert_problem(answer, 422, "program-invalid")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/default_country", code)]
