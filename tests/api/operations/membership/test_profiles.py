"""Changing and erasing what is known of members, over HTTP."""

from typing import Any

import httpx2
import pytest

from app.store.tables.ledger import receipts
from app.store.tables.members import identifiers, members, profiles
from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PATH = "/v1/members/ext:ada"
ADA: dict[str, Any] = {
    "external_id": "ada",
    "card_number": "6331001234567890",
    "name": "Ada Byron",
    "email": "ada@example.com",
    "phone": "+44 20 7946 0958",
    "birth_date": "1990-12-10",
    "joined_on": "2026-01-31",
    "consents": {"marketing": True},
    "metadata": {"shoe": "38", "hat": "7"},
}
ANY = {"If-Match": "*"}


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"name": "Ada Lovelace"}, {}),
        ({"name": None, "birth_date": None}, {}),
        ({"email": "Countess@example.com", "phone": None}, {}),
        ({"joined_on": "2025-01-31"}, {}),
        ({"joined_on": None}, {}),
        ({"consents": {"marketing": False}}, {}),
        ({"consents": {"marketing": None}}, {"consents": {"marketing": False}}),
        ({"consents": None}, {"consents": {"marketing": False}}),
        ({"metadata": {"shoe": None, "glove": "6"}}, {"metadata": {"glove": "6", "hat": "7"}}),
        ({"metadata": None}, {"metadata": {}}),
    ],
)
async def test_what_is_told_changes_and_all_else_stays(
    shop: Shop, change: dict[str, Any], changed: dict[str, Any]
) -> None:
    before = await shop.post("/v1/members", ADA)
    answer = await shop.admin.patch(PATH, json=change, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {**before, **change, **changed}
    assert answer.headers["etag"] == '"2"'
    shown = await shop.admin.get(PATH)
    assert (shown.json(), shown.headers["etag"]) == (answer.json(), '"2"')
    again = await shop.admin.patch(PATH, json=change, headers={"If-Match": '"2"'})
    assert (again.content, again.headers["etag"]) == (answer.content, '"2"'), "what is so already changes nothing"
    await shop.prove()


async def test_a_member_of_whom_nothing_was_known_can_be_told_of(shop: Shop) -> None:
    await shop.post("/v1/purchases", purchase())
    told = {"name": "Ada", "email": "ada@example.com"}
    answer = await shop.admin.patch("/v1/members/card:6331001234567890", json=told, headers=ANY)
    assert answer.status_code == 200
    assert (await shop.get("/v1/members", email="ada@example.com"))["data"] == [answer.json()]


async def test_the_version_that_was_read_must_be_the_newest(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    assert_problem(await shop.admin.patch(PATH, json={"name": "A"}), 428, "precondition-required")
    await shop.post("/v1/purchases", purchase())
    for tag in ('"1"', '"3"', '"x"', "2", ""):
        stale = await shop.admin.patch(PATH, json={"name": "A"}, headers={"If-Match": tag})
        assert_problem(stale, 412, "version-conflict")
    assert (await shop.get(PATH))["name"] == "Ada Byron"


async def test_of_many_changes_at_once_one_is_the_first(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    answers = await shop.at_once(
        *[shop.admin.patch(PATH, json={"name": f"A{number}"}, headers={"If-Match": '"1"'}) for number in range(20)]
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19


async def test_an_address_that_is_another_s_is_refused_and_a_former_one_is_free(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    await shop.post("/v1/members", {"external_id": "bob", "email": "bob@example.com"})
    for field in ("email", "phone"):
        taken = await shop.admin.patch("/v1/members/ext:bob", json={field: ADA[field].upper()}, headers=ANY)
        document = assert_problem(taken, 409, "member-exists", "taken")
        assert document["errors"][0]["pointer"] == f"/{field}"
    await shop.admin.patch(PATH, json={"email": "countess@example.com"}, headers=ANY)
    freed = await shop.admin.patch("/v1/members/ext:bob", json={"email": "ada@example.com"}, headers=ANY)
    assert freed.status_code == 200
    assert (await shop.get("/v1/members", email="bob@example.com"))["data"] == []


async def test_an_address_goes_to_one_of_all_who_want_it(shop: Shop) -> None:
    for number in range(10):
        await shop.post("/v1/members", {"external_id": f"m{number}"})
    wanted = {"email": "one@example.com"}
    answers = await shop.at_once(
        *[shop.admin.patch(f"/v1/members/ext:m{number}", json=wanted, headers=ANY) for number in range(10)]
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9


async def test_another_day_of_joining_counts_from_then_on(shop: Shop) -> None:
    """The window of an anniversary ladder begins on another day, so the level is found anew."""
    document = (await shop.get("/v1/program")) | {
        "tiers": {
            "window": {"kind": "anniversary"},
            "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "silver", "name": "Silver", "from": 600}],
        }
    }
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    await shop.post("/v1/members", ADA | {"joined_on": "2026-03-02"})
    await shop.post("/v1/purchases", purchase())
    assert (await shop.get(f"{PATH}/status"))["tier"]["id"] == "base"
    await shop.admin.patch(PATH, json={"joined_on": "2026-01-31"}, headers=ANY)
    assert (await shop.get(f"{PATH}/status"))["tier"]["id"] == "silver"
    await shop.prove()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"name": ""}, "/name", "wrong-length"),
        ({"email": "nobody"}, "/email", "wrong-form"),
        ({"birth_date": "2026-02-30"}, "/birth_date", "wrong-form"),
        ({"consents": {"marketing": 1}}, "/consents/marketing", "wrong-type"),
        ({"consents": {"sales": True}}, "/consents/sales", "unknown-field"),
        ({"metadata": {"a": 1}}, "/metadata/a", "wrong-type"),
        ({"metadata": {f"m{number}": "x" for number in range(19)}}, "/metadata", "wrong-length"),
        ({"external_id": "eve"}, "/external_id", "unknown-field"),
        ({"card_number": "1"}, "/card_number", "unknown-field"),
    ],
)
async def test_a_wrong_value_is_pointed_at(
    client: httpx2.AsyncClient, change: dict[str, Any], pointer: str, code: str
) -> None:
    before = (await client.post("/v1/members", json=ADA)).json()
    document = assert_problem(await client.patch(PATH, json=change, headers=ANY), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert (await client.get(PATH)).json() == before


async def test_nothing_is_known_of_an_erased_member_and_the_ledger_stays(shop: Shop) -> None:
    ada = (await shop.post("/v1/members", ADA))["id"]
    bought = await shop.post("/v1/purchases", purchase(member="ext:ada"))
    for _ in range(2):
        gone = await shop.admin.delete(f"/v1/members/{ada}")
        assert (gone.status_code, gone.content) == (204, b"")
    for reference in (ada, "ext:ada", "card:6331001234567890"):
        for path in ("", "/status") if reference == ada else ("", "/status", "/entries", "/rebates"):
            assert_problem(await shop.admin.get(f"/v1/members/{reference}{path}"), 404, "not-found")
    assert (await shop.get("/v1/members"))["data"] == []
    for names in ({"email": ADA["email"]}, {"phone": ADA["phone"]}, {"external_id": "ada"}):
        assert (await shop.get("/v1/members", **names))["data"] == []
    kept = await shop.get("/v1/purchases/ext:till7-000123")
    assert {name: kept[name] for name in bought} == bought
    assert await left_of(shop, "ada", "Byron", "6331001234567890", "example.com", "7946") == []
    await shop.prove()


async def test_the_ledger_of_an_erased_member_is_found_by_the_id_alone(shop: Shop) -> None:
    ada = (await shop.post("/v1/members", ADA))["id"]
    await shop.post("/v1/purchases", purchase(member="ext:ada"))
    paths = [f"/v1/members/{{}}/{what}" for what in ("entries", "balance?at=2026-03-02T12:00:00Z", "rebates")]
    paths.append("/v1/purchases?member={}")
    before = [await shop.get(path.format(ada)) for path in paths]
    await shop.admin.delete(PATH)
    assert [await shop.get(path.format(ada)) for path in paths] == before
    assert (before[0]["data"] != [], before[3]["data"][0]["member"]) == (True, ada)
    for path in paths:
        assert_problem(await shop.admin.get(path.format("ext:ada")), 404, "not-found")
    for path in (f"/v1/members/{ada}", f"/v1/members/{ada}/status"):
        assert_problem(await shop.admin.get(path), 404, "not-found")


async def left_of(shop: Shop, *words: str) -> list[str]:
    """Where in the tables of members any of these words still stands."""
    rows: list[object] = []
    for table in (members, profiles, identifiers, receipts):
        every_row = table.select()
        rows += await shop.goldlist.database.read(lambda transaction, wanted=every_row: transaction.execute(wanted))  # type: ignore[misc]
    return [str(row) for row in rows if any(word in str(row) for word in words)]


async def test_nothing_more_is_recorded_for_an_erased_member(shop: Shop) -> None:
    ada = (await shop.post("/v1/members", ADA))["id"]
    await shop.post("/v1/members", {"external_id": "bob"})
    sold = await shop.admin.post("/v1/purchases", json=purchase(member=ada))
    await shop.post("/v1/purchases", purchase(external_id="guest", member=None))
    await shop.admin.delete(PATH)
    keyed = {"Idempotency-Key": "k"}
    back = {"occurred_at": "2026-03-02T10:00:00Z", "currency": "GBP", "lines": [{"quantity": 1, "unit_price": 1}]}
    answers = await shop.at_once(
        shop.admin.post("/v1/purchases", json=purchase(external_id="b", member=ada)),
        shop.admin.post("/v1/returns", json={"external_id": "r", "member": ada, **back}),
        shop.admin.post("/v1/purchases/ext:guest/claim", json={"member": ada}),
        shop.admin.post(f"/v1/members/{ada}/cards", json={"card_number": "1"}),
        shop.admin.delete(f"/v1/members/{ada}/cards/6331001234567890"),
        shop.admin.post(f"/v1/members/{ada}/merge", json={"from": "ext:bob"}),
        shop.admin.post("/v1/members/ext:bob/merge", json={"from": ada}),
        shop.admin.patch(f"/v1/members/{ada}", json={"name": "Ada"}, headers=ANY),
        shop.admin.post(
            f"/v1/members/{ada}/adjustments", json={"unit": "points", "amount": 1, "reason": "R"}, headers=keyed
        ),
    )
    problems = [assert_problem(answer, 422, "member-erased") for answer in answers]
    places = [[error["pointer"] for error in problem["errors"]] for problem in problems]
    assert places == [["/member"], ["/member"], ["/member"], [], [], [], ["/from"], [], []]
    assert_problem(
        await shop.admin.post("/v1/purchases", json=purchase(external_id="c", enrol=False)), 404, "not-found"
    )
    again = await shop.admin.post("/v1/purchases", json=purchase(member=ada))
    assert (again.status_code, again.content) == (200, sold.content), "what was said before is answered as it was"
    returned = {"external_id": "r2", "purchase": "ext:till7-000123", "member": ada, "occurred_at": back["occurred_at"]}
    assert (await shop.post("/v1/returns", returned))["returned_net"] == 650
    await shop.prove()


async def test_the_names_of_an_erased_member_are_free(shop: Shop) -> None:
    first = (await shop.post("/v1/members", ADA))["id"]
    await shop.admin.delete(PATH)
    # A repeat of the same request does not bring the member back; who comes anew says something new, if only the day.
    assert_problem(await shop.admin.post("/v1/members", json=ADA), 422, "member-erased")
    second = await shop.post("/v1/members", {**ADA, "joined_on": "2026-03-02"})
    assert second["id"] != first
    assert (await shop.get(PATH))["id"] == second["id"]
    await shop.admin.delete(PATH)
    assert (await shop.post("/v1/purchases", purchase(member="ext:ada")))["member"] not in (first, second["id"])


async def test_an_enrolment_that_a_key_named_is_not_undone_by_saying_it_again(shop: Shop) -> None:
    nameless = {"email": "ada@example.com"}
    made = await shop.post("/v1/members", nameless, Idempotency_Key="k")
    await shop.admin.delete(f"/v1/members/{made['id']}")
    again = await shop.admin.post("/v1/members", json=nameless, headers={"Idempotency-Key": "k"})
    assert_problem(again, 422, "member-erased")


async def test_erasing_enrolling_and_selling_at_once_leave_a_whole_member_or_none(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    for turn in range(5):
        answers = await shop.at_once(
            *[shop.admin.post("/v1/purchases", json=purchase(external_id=f"a{turn}-{number}")) for number in range(5)],
            shop.admin.delete(PATH),
            shop.admin.post("/v1/members", json=ADA),
            *[shop.admin.post("/v1/purchases", json=purchase(external_id=f"b{turn}-{number}")) for number in range(5)],
        )
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 404, 409, 422}
        assert len((await shop.get("/v1/members"))["data"]) <= 2
        await shop.prove()


async def test_a_list_during_erasing_shows_the_member_or_does_not(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    answers = await shop.at_once(
        *[shop.admin.get("/v1/members") for _ in range(5)],
        shop.admin.delete(PATH),
        *[shop.admin.get(PATH) for _ in range(5)],
    )
    assert {answer.status_code for answer in answers} <= {200, 204, 404}


async def test_who_is_not_there_cannot_be_changed_or_erased(client: httpx2.AsyncClient) -> None:
    for reference in ("ext:nobody", "nobody", "a%00b", "mem_nobody"):
        path = f"/v1/members/{reference}"
        assert_problem(await client.patch(path, json={}), 404, "not-found")
        assert_problem(await client.patch(path, json={}, headers=ANY), 404, "not-found")
        assert_problem(await client.delete(path), 404, "not-found")
