"""Notes about members over HTTP."""

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop
from tests.api.test_erasure import MARK, rows_with

pytestmark = pytest.mark.anyio


async def test_notes_are_written_once_and_read_newest_first(shop: Shop) -> None:
    sam = (await shop.admin.put("/v1/staff/ext:sam", json={"name": "Sam", "role": "representative"})).json()
    key = (await shop.post("/v1/keys", {"role": "representative", "staff": "ext:sam"}))["key"]
    for name in ("ada", "bob"):
        await shop.post("/v1/members", {"external_id": name})
    first = await shop.post("/v1/members/ext:ada/notes", {"external_id": "n1", "text": "Prefers mornings"})
    assert (first["text"], first["staff"], first["created_at"]) == ("Prefers mornings", None, "2026-03-02T12:00:00Z")
    async with shop.client_of(key) as client:
        wish = {"external_id": "n2", "text": "Two dogs\nand a cat"}
        second = (await client.post("/v1/members/ext:ada/notes", json=wish)).json()
        again = await client.post("/v1/members/ext:ada/notes", json=wish)
        assert (again.status_code, again.json(), second["staff"]) == (200, second, sam["id"])
    for path, body in (("ada", {**wish, "text": "Else"}), ("bob", wish)):
        answer = await shop.admin.post(f"/v1/members/ext:{path}/notes", json=body)
        assert_problem(answer, 409, "external-id-conflict")
    assert_problem(await shop.admin.post("/v1/members/ext:no/notes", json=wish), 404, "not-found")
    page = await shop.get("/v1/members/ext:ada/notes", limit="1")
    rest = await shop.get("/v1/members/ext:ada/notes", limit="1", cursor=page["next_cursor"])
    assert (page["data"], rest["data"], rest["next_cursor"]) == ([second], [first], None)
    async with shop.client_of(await shop.key("pos")) as till:
        assert_problem(await till.get("/v1/members/ext:ada/notes"), 403, "insufficient-scope")


async def test_notes_go_with_a_merge_and_end_with_the_member(shop: Shop) -> None:
    for name in ("ada", "bob"):
        await shop.post("/v1/members", {"external_id": name})
        await shop.post(f"/v1/members/ext:{name}/notes", {"external_id": name, "text": f"{MARK} {name}"})
    await shop.post("/v1/members/ext:ada/merge", {"from": "ext:bob"}, 200)
    assert len((await shop.get("/v1/members/ext:ada/notes"))["data"]) == 2
    await shop.at_once(
        shop.admin.delete("/v1/members/ext:ada"),
        *(shop.admin.post("/v1/members/ext:ada/notes", json={"external_id": f"x{n}", "text": MARK}) for n in range(5)),
    )
    assert await rows_with(shop, MARK) == []
