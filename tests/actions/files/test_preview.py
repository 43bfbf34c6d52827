"""A preview says exactly what the import then does, and does nothing itself."""

from pathlib import Path
from typing import Any

import pytest

from app.actions.files.import_purchases import Imported, import_purchases
from app.actions.files.preview import Preview, Scratch, preview
from app.actions.files.purchase_file import PurchaseFile
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.ledger.entries import Entry
from app.main import opened
from tests.actions.till import Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio

DAY = "2026-01-05"
CONTENT = f"""external_id,member_id,occurred_at,category,quantity,unit_price_minor,return_of
known,ann,{DAY},coffee,2,100,
n-1,ann,{DAY},coffee,1,100,
n-2,ann,{DAY},,1,20000,
n-3,new,{DAY},,1,3000,
n-4,,{DAY},,1,3000,
r-1,ann,{DAY},,-1,5000,old
n-5,new,{DAY},,one,3000,
"""


async def record(till: Till, file: Path) -> Imported:
    program = await till.goldlist.programs.by_slug("shop")
    with PurchaseFile(file, program.zone, program.currency) as purchases:
        return await import_purchases(
            purchases,
            program.id,
            program.currency,
            till.goldlist.commands.submit,
            till.goldlist.ids.draw,
            None,
            lambda _: None,
            lambda _: None,
        )


async def look(till: Till, file: Path, folder: Path) -> Preview:
    program = await till.goldlist.programs.by_slug("shop")
    async with opened(settings_for(f"sqlite:///{folder}/preview.db")) as copy:
        scratch = Scratch(copy.database, copy.commands.submit, copy.ids.draw, copy.reports)
        with PurchaseFile(file, program.zone, program.currency) as purchases:
            return await preview(purchases, program, till.goldlist.database, scratch, lambda _: None)


async def everything(till: Till) -> list[Any]:
    kinds: tuple[Any, ...] = (Purchase, Entry, IdempotencyRecord)

    async def read(transaction: Any) -> list[Any]:
        found = [await transaction.rows(kind, "program_id", [till.program_id]) for kind in kinds]
        members = await transaction.rows(Member, "program_id", [till.program_id])
        return [*found, [(*one[:-1], one.state.dump()) for one in members]]

    return await till.goldlist.database.read(read)


async def test_a_preview_says_what_the_import_does_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    known = tmp_path / "known.csv"
    head, first, *_ = CONTENT.splitlines(keepends=True)
    file.write_text(CONTENT)
    known.write_text(f"{head}{first}old,ann,2026-01-04,,2,5000,\n")
    async with till_on(database_url) as till:
        await record(till, known)
        await till.buy(10_000, "other")
        before, hash_before = await everything(till), await till.prove()
        was = await till.goldlist.reports.liability(till.program_id, None)
        seen = await look(till, file, tmp_path)
        assert await everything(till) == before
        assert await till.prove() == hash_before

        done = await record(till, file)
        now = await till.goldlist.reports.liability(till.program_id, None)
        assert isinstance(was, dict)
        assert isinstance(now, dict)
        assert done == seen.imported
        assert (done.purchases, done.returns, done.repeated, done.refused) == (4, 1, 1, 1)
        issued = seen.issued
        assert issued.points == now["points"]["outstanding"] - was["points"]["outstanding"] > 0
        assert issued.points_issued == now["points"]["issued"] - was["points"]["issued"]
        assert issued.points_worth == now["points"]["worth"] - was["points"]["worth"]
        assert issued.credit == now["credit"]["outstanding"] - was["credit"]["outstanding"] > 0
        assert issued.vouchers == {"free": 1}
        assert (issued.customers, issued.members, issued.tiers) == (2, 1, {"base": 1})
        assert seen.contents[:4] == (7, 7, 1, 1)
        assert (seen.contents.first_day, seen.contents.last_day) == (DAY, DAY)
        assert seen.contents.examples[0].endswith("known, ann: 2 x coffee at 1.00 GBP = 2.00 GBP")
