"""Past sales imported into a live programme: they count for tiers and windows, and give nothing at all."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.actions.files.import_purchases import Imported, import_purchases
from app.actions.files.purchase_file import PurchaseFile
from app.engine.model.records.sales import Purchase
from app.ledger.entries import Entry
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
# Three old baskets once paid rebates of years long over, and filled twelve coffee cards.
PAST = """external_id,member_id,occurred_at,category,quantity,unit_price_minor,return_of
old-1,ann,2025-12-20,coffee,12,100,
old-2,ann,2026-02-03,coffee,12,100,
old-3,ann,2026-03-04,beans,1,11000,
old-4,ann,2026-03-05,beans,1,600,
back-1,ann,2026-03-06,beans,-1,600,old-4
back-2,ann,2026-03-07,beans,-1,100,
old-5,,2026-03-08,beans,1,500,
"""
NOTHING = {"points": 0, "credit": 0, "punches": 0, "vouchers": 0, "due": 0}
BY_POINTS: dict[str, Any] = PROGRAM["tiers"] | {
    "qualify_by": "points",
    "on_return": "keep",
    "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 100}],
}


async def record(till: Till, folder: Path, *, history: bool = True) -> Imported:
    file = folder / "past.csv"
    file.write_text(PAST)
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
            history=history,
        )


async def entries(till: Till) -> list[Entry]:
    return await till.goldlist.database.read(
        lambda transaction: transaction.rows(Entry, "program_id", [till.program_id])
    )


@pytest.mark.parametrize("tiers", [PROGRAM["tiers"], BY_POINTS], ids=["by spend", "by points"])
async def test_history_counts_for_tiers_and_gives_nothing(
    database_url: str, tmp_path: Path, tiers: dict[str, Any]
) -> None:
    async with till_on(database_url, clock=NOW, tiers=tiers) as till:
        found = await record(till, tmp_path)
        assert (found.purchases, found.returns, found.refused) == (5, 2, 0)
        after = await till.after()
        assert {name: after[name] for name in NOTHING} == NOTHING
        spend = 24 * 100 + 11_000 - 100
        assert (after["tier"], after["spent"]) == ("gold", spend if tiers is PROGRAM["tiers"] else spend // 100)
        assert await entries(till) == []
        await till.prove()

        assert (await record(till, tmp_path)).repeated == 7
        await till.buy(100, "ann", coffees=3)
        after = await till.after()
        assert (after["points"], after["punches"], after["vouchers"]) == (4, 0, 1), "a sale of today gives as always"
        await till.prove()


async def test_returns_voids_and_claims_of_history_give_and_take_nothing(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, clock=NOW) as till:
        await record(till, tmp_path)
        await till.bring_back("old-1")
        await till.void("old-3")
        await till.accepted(till.claim("old-5", "ann"))
        await till.void_return("back-1")
        await till.void_return("back-2")
        after = await till.after()
        assert {name: after[name] for name in NOTHING} == NOTHING
        assert (after["tier"], after["spent"]) == ("base", 1200 + 600 + 500)
        assert await entries(till) == []
        await till.prove()

        purchases = await till.goldlist.database.read(
            lambda transaction: transaction.rows(Purchase, "program_id", [till.program_id])
        )
        assert {one.history for one in purchases} == {1}
        assert all('"history"' in (one.notices or "") for one in purchases)


async def test_the_same_file_without_the_option_is_sales(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, clock=NOW) as till:
        await record(till, tmp_path, history=False)
        after = await till.after()
        assert after["points"] > 0
        assert after["credit"] > 0
        assert after["vouchers"] == 8
        await till.prove()
