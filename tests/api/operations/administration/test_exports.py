"""Exports over HTTP: complete or visibly cut off, and each key sees only its part."""

import json

import pytest

from app.actions.files import exports
from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PERSON = {"name": "Ann Canary", "email": "ann@canary.example", "card_number": "6331001234567890"}


async def test_a_file_is_exported_in_both_forms_and_names_persons_only_to_whom_may_read_them(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PAGE", 2)
    for number in range(5):
        await shop.post(
            "/v1/members", {**PERSON, "external_id": f"m-{number}", "email": None, "card_number": f"6331{number}"}
        )
        await shop.post("/v1/purchases", purchase(external_id=f"p-{number}", member=f"ext:m-{number}"))
    answer = await shop.admin.get("/v1/exports/lines.csv", params={"columns": "external_id,net_minor", "bom": "true"})
    head, *rows = answer.text.splitlines()
    assert (head, sorted(rows)) == ("\ufeffexternal_id,net_minor", [f"p-{number},650" for number in range(5)])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    answer = await shop.admin.get("/v1/exports/members.jsonl")
    assert answer.headers["content-type"] == "application/x-ndjson"
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert {(one["name"], one["points"]) for one in told} == {("Ann Canary", 6)}
    for what in exports.WHAT:
        blind = shop.client_of(await shop.key("partner", scopes=["exports:read"]))
        assert_problem(await blind.get(f"/v1/exports/{what}.csv"), 403, "insufficient-scope")


async def test_a_key_exports_what_it_may_read(corner_shop: Shop) -> None:
    await corner_shop.post("/v1/members", {**PERSON, "external_id": "ann"})
    made = await corner_shop.post(
        "/v1/keys",
        {"role": "partner", "name": "Warehouse", "scopes": ["exports:read"], "all_members": True},
    )
    blind = corner_shop.client_of(made["key"])
    answer = await blind.get("/v1/exports/members.csv")
    assert answer.status_code == 200
    assert "anary" not in answer.text
    assert "6331001234567890" not in answer.text
    assert_problem(
        await blind.get("/v1/exports/members.csv", params={"columns": "member,email"}), 403, "insufficient-scope"
    )
    assert "code" not in (await blind.get("/v1/exports/vouchers.csv")).text.splitlines()[0].split(",")
    till = corner_shop.client_of(await corner_shop.key("pos"))
    assert_problem(await till.get("/v1/exports/members.csv"), 403, "insufficient-scope")
    of_store = corner_shop.client_of(await corner_shop.key("auditor", store="london-1"))
    assert_problem(await of_store.get("/v1/exports/purchases.csv"), 403, "insufficient-scope")


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("members.xml", 404, "not-found"),
        ("people.csv", 404, "not-found"),
        ("members", 404, "not-found"),
        ("members.csv?from=2026-01-01", 422, "validation"),
        ("purchases.csv?segment=golden", 422, "validation"),
        ("members.csv?segment=golden", 422, "validation"),
        ("purchases.csv?from=2026-02-01&to=2026-01-01", 422, "validation"),
        ("purchases.csv?columns=nick", 422, "validation"),
        ("purchases.csv?page=2", 422, "validation"),
    ],
)
async def test_an_impossible_export_is_refused(corner_shop: Shop, path: str, status: int, problem: str) -> None:
    assert_problem(await corner_shop.admin.get(f"/v1/exports/{path}"), status, problem)


async def test_an_export_that_cannot_be_finished_is_no_complete_answer(
    corner_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PAGE", 1)
    for number in range(3):
        await corner_shop.post("/v1/purchases", purchase(external_id=f"p-{number}", member=None, enrol=False))
    read, pages = exports.exports.page, 0

    async def failing(*arguments: object, **named: object) -> object:
        nonlocal pages
        pages += 1
        if pages > 2:
            raise RuntimeError("the disk is gone")
        return await read(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(exports.exports, "page", failing)
    with pytest.raises((RuntimeError, AssertionError)):
        await corner_shop.admin.get("/v1/exports/purchases.csv")
