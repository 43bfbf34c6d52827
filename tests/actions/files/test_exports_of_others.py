"""Files as tills and shops export them: found out, and recorded as stands beside each.

`exports/` holds a made-up file of each kind. With `GOLDLIST_REAL_SALES=<folder>`, those in its `connectors/csv` run
too.
"""

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.actions.files.import_purchases import import_purchases
from app.actions.files.purchase_file import PurchaseFile, Reading
from app.actions.files.strangers import strangers
from app.engine.model import value
from app.engine.model.instants import instant
from app.engine.model.records.members import Identifier
from app.engine.model.records.sales import Purchase, Return
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

HERE = Path(__file__).parent / "exports"
FOLDER = os.environ.get("GOLDLIST_REAL_SALES")
REAL = sorted(Path(FOLDER, "connectors", "csv").glob("*.expected.json")) if FOLDER else []
YEAR_END = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "expected", [*sorted(HERE.glob("*.expected.json")), *REAL], ids=lambda path: f"{path.parent.name}-{path.name[:14]}"
)
async def test_an_export_is_found_out_and_recorded(database_url: str, tmp_path: Path, expected: Path) -> None:
    wanted = content(expected)
    options = dict(zip(wanted["args"][::2], wanted["args"][1::2], strict=True))
    profile = options.get("--profile", "auto")
    reading = Reading(str(HERE / profile) if profile.endswith(".json") else profile, options.get("--dates"))
    place = {"currency": wanted["currency"], "time_zone": wanted["time_zone"]}
    async with till_on(database_url, clock=YEAR_END, **place) as till:
        file = expected.with_name(expected.name.replace(".expected.json", ".csv"))

        async def unknown(references: Any) -> list[str]:
            return await strangers(till.goldlist.database, till.program_id, references)

        for repetition in range(2):
            with PurchaseFile(file, ZoneInfo(wanted["time_zone"]), wanted["currency"], reading) as purchases:
                enrol_by = options.get("--enrol-by", purchases.customers)
                found = await import_purchases(
                    purchases,
                    till.program_id,
                    wanted["currency"],
                    till.goldlist.commands.submit,
                    till.goldlist.ids.draw,
                    tmp_path / "rejects.csv",
                    lambda _: None,
                    lambda _: None,
                    enrol_by=enrol_by,
                    strangers=unknown if enrol_by == "email" else None,
                )
            counts = (len(wanted["purchases"]), len(wanted["returns"]))
            assert (found.purchases, found.returns) == ((0, 0) if repetition else counts), found
            assert found.repeated == (sum(counts) if repetition else 0)
            assert found.skipped_rows == wanted["skipped_rows"]
            assert {name: purchases.found[name] for name in wanted["detected"]} == wanted["detected"]
            assert refused(tmp_path / "rejects.csv", purchases.separator) == wanted["rejects"]
        assert await recorded(till) == {
            "purchases": sorted((without_discount(one) for one in wanted["purchases"]), key=named),
            "returns": sorted((without_discount(one) for one in wanted["returns"]), key=named),
        }
        await till.prove()


def content(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def refused(file: Path, separator: str) -> list[str]:
    """The baskets among the rejects: the one cell of each row that names it."""
    if not file.exists():
        return []
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened, delimiter=separator))
    assert all(row["reason"].startswith("line ") for row in rows)
    ids = ("Transaction ID", "Id", "Check Id", "Order ID", "Beleg")
    return list(dict.fromkeys(next(row[name] for name in ids if row.get(name)) for row in rows))


def without_discount(purchase: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in purchase.items() if name != "discount"} | {
        "occurred_at": datetime.fromisoformat(purchase["occurred_at"])
    }


def named(one: dict[str, Any]) -> str:
    return str(one["external_id"])


async def recorded(till: Till) -> dict[str, Any]:
    """All purchases and returns, as the expectations have them."""

    async def read(transaction: Any) -> tuple[list[Purchase], list[Return], list[Identifier]]:
        program = [till.program_id]
        purchases = await transaction.rows(Purchase, "program_id", program)
        returns = await transaction.rows(Return, "program_id", program)
        return purchases, returns, await transaction.rows(Identifier, "program_id", program)

    purchases, returns, identifiers = await till.goldlist.database.read(read)
    names = {one.member_id: one.value for one in identifiers if one.kind in ("ext", "email")}
    by_id = {one.purchase_id: one.external_id for one in purchases}
    return {
        "purchases": sorted(
            (
                {
                    "external_id": one.external_id,
                    "member": None if one.guest else names[one.member_id],
                    "occurred_at": instant(one.occurred_at),
                    "store": one.store,
                    "lines": [
                        {
                            name: getattr(line, name)
                            for name in ("sku", "quantity", "unit_price", "discount", "category")
                        }
                        for line in value.purchase_lines(one.lines)
                    ],
                    "net": one.net,
                }
                for one in purchases
            ),
            key=named,
        ),
        "returns": sorted(
            (
                {
                    "external_id": one.external_id,
                    "purchase": by_id.get(one.purchase_id or ""),
                    "occurred_at": instant(one.occurred_at),
                    "returned_net": one.returned_net,
                }
                for one in returns
            ),
            key=named,
        ),
    }
