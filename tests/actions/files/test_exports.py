"""Exports are complete whatever the size of a page, can be imported again, and only that of members names persons."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.actions.files import exports
from app.actions.files.exports import Wish, columns_of, export, header_of, text_of
from app.actions.files.import_members import import_members
from app.actions.files.import_purchases import import_purchases
from app.actions.files.purchase_file import PurchaseFile
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

MEMBERS = (
    "external_id,card_number,name,email,phone,birth_date,joined_on,marketing,metadata,points,credit_minor\n"
    'ann,c-1,"Ann ""Canary"", Bird",ann@canary.example,+441632960001,1990-05-03,2020-01-02,true,"{""a"":""M""}",700,5\n'
    "bo,c-2,=Canary(),bo@canary.example,,,,false,,0,0\n"
    "=cy,c-3,,,,,,,,30,0\n"
)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PAGE", 2)


async def text(till: Till, what: str, form: str = "csv", **details: Any) -> str:
    program = await till.goldlist.programs.by_slug("shop")
    wish = Wish(what, **details)
    columns = columns_of(program, wish)
    parts = [header_of(columns, form)]
    async for page in export(till.goldlist.database, program, wish, till.goldlist.clock):
        parts.append(text_of(page, columns, form))
    return "".join(parts)


async def rows(till: Till, what: str, **details: Any) -> list[dict[str, Any]]:
    """The rows as JSON; those of the CSV are as many."""
    found = [json.loads(line) for line in (await text(till, what, "jsonl", **details)).splitlines()]
    assert len(list(csv.DictReader(io.StringIO(await text(till, what, **details))))) == len(found)
    return found


async def bring(till: Till, file: Path) -> None:
    program = await till.goldlist.programs.by_slug("shop")
    submit, draw_id = till.goldlist.commands.submit, till.goldlist.ids.draw
    done = await import_members(file, program, submit, draw_id, lambda _: None, lambda _: None)
    assert (done.enrolled, done.refused, done.faults) == (3, 0, {})


async def shop(till: Till, folder: Path) -> None:
    (folder / "members.csv").write_text(MEMBERS)
    await bring(till, folder / "members.csv")
    for number in range(3):
        await till.buy(1000 + number, "ann", coffees=2, name=f"p-{number}")
    await till.buy(500, None, name="guest")
    await till.bring_back("p-1")
    await till.bring_back("guest")
    await till.void("p-2")


async def test_members_exported_and_imported_are_the_same_members(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        (tmp_path / "members.csv").write_text(MEMBERS)
        await bring(till, tmp_path / "members.csv")
        found = await rows(till, "members")
        assert [one["external_id"] for one in sorted(found, key=lambda one: one["card_number"])] == ["ann", "bo", "=cy"]
        told = await text(till, "members")
        assert "'=Canary()" in told, "a spreadsheet executes no cell"
        assert "'+441632960001" in told
    (tmp_path / "exported.csv").write_text(told, "utf-8")
    kept = [column for column in found[0] if column not in ("member", "created_at", "changed_at")]
    other = tmp_path / "other.db"
    async with till_on(f"sqlite:///{other}") as till:
        await bring(till, tmp_path / "exported.csv")
        assert comparable(await rows(till, "members"), kept) == comparable(found, kept)


def comparable(found: list[dict[str, Any]], kept: list[str]) -> list[dict[str, Any]]:
    return sorted(({name: one[name] for name in kept} for one in found), key=lambda one: str(one["card_number"]))


async def test_every_record_is_exported_once_and_names_no_person(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        await shop(till, tmp_path)
        sold = await rows(till, "purchases")
        assert {one["external_id"]: (one["net_minor"], one["status"], one["member_id"]) for one in sold} == {
            "p-0": (1200, "recorded", "ann"),
            "p-1": (1201, "returned", "ann"),
            "p-2": (1202, "voided", "ann"),
            "guest": (500, "returned", None),
        }
        assert len(sold) == 4
        lines = await rows(till, "lines")
        assert sorted((one["external_id"], one["line_no"], one["quantity"]) for one in lines) == [
            ("guest", 1, 1),
            *((f"p-{number}", line, line) for number in range(3) for line in (1, 2)),
        ]
        returned = await rows(till, "returns")
        assert {(one["purchase_external_id"], one["kind"], one["returned_net_minor"]) for one in returned} == {
            ("p-1", "return", 1201),
            ("guest", "return", 500),
            ("p-2", "void", 1202),
        }
        entries = await rows(till, "entries")
        points = sum(one["amount"] for one in entries if one["unit"] == "points" and one["member_id"] == "ann")
        assert points == (await till.after())["points"] == 712
        assert len({one["entry"] for one in entries}) == len(entries)
        assert isinstance(await rows(till, "vouchers"), list)
        for what in exports.WHAT[1:]:
            for form in exports.FORMATS:
                assert "canary" not in (await text(till, what, form)).lower()


async def test_lines_exported_are_purchases_imported(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        await shop(till, tmp_path)
        before = await rows(till, "lines")
        (tmp_path / "lines.csv").write_text(await text(till, "lines"), "utf-8")
    async with till_on(f"sqlite:///{tmp_path / 'other.db'}") as till:
        program = await till.goldlist.programs.by_slug("shop")
        with PurchaseFile(tmp_path / "lines.csv", program.zone, program.currency) as purchases:
            done = await import_purchases(
                purchases,
                program.id,
                program.currency,
                till.goldlist.commands.submit,
                till.goldlist.ids.draw,
                None,
                lambda _: None,
                lambda _: None,
            )
        assert (done.purchases, done.refused) == (4, 0)
        kept = ["external_id", "member_id", "sku", "category", "quantity", "unit_price_minor", "line_no", "net_minor"]
        again = await rows(till, "lines")
        assert sorted(str([one[name] for name in kept]) for one in again) == sorted(
            str([one[name] for name in kept]) for one in before
        )


async def test_an_export_is_of_its_days_and_columns(sqlite_url: str, tmp_path: Path) -> None:
    async with till_on(sqlite_url) as till:
        await shop(till, tmp_path)
        program = await till.goldlist.programs.by_slug("shop")
        today = program.business_date(till.now)
        for what in exports.WHAT[1:]:
            everything = await rows(till, what)
            assert await rows(till, what, first_day=today, last_day="2999-12-31") == everything
            assert await rows(till, what, first_day="2999-01-01") == []
            assert await rows(till, what, last_day="2001-01-01") == []
        assert await rows(till, "members", changed_since="2999-01-01T00:00:00.000000Z") == []
        assert (await text(till, "entries", columns=("unit", "amount"))).startswith("unit,amount\r\n")
        with pytest.raises(ValueError, match="members have no column nick"):
            await text(till, "members", columns=("nick",))
