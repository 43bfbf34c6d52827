"""The ledger is read newest first, page by page, and narrowed to a unit or a purchase."""

import pytest

from app.store.connection.database import Database
from app.store.queries.members import entries
from tests.store.samples import entry, keep, returned

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ledger(database: Database) -> Database:
    await keep(
        database,
        returns=[returned("ret_a", "pur_a")],
        entries=[
            entry("ent_1"),
            entry("ent_2", unit="credit"),
            entry("ent_3", "ret_a"),
            entry("ent_4", "pur_b"),
            entry("ent_5", member_id="mem_b"),
        ],
    )
    return database


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["ent_4", "ent_3", "ent_2", "ent_1"]),
        ({"limit": 2}, ["ent_4", "ent_3"]),
        ({"limit": 2, "before": "ent_3"}, ["ent_2", "ent_1"]),
        ({"before": "ent_1"}, []),
        ({"unit": "credit"}, ["ent_2"]),
        ({"purchase_id": "pur_a"}, ["ent_3", "ent_2", "ent_1"]),
        ({"purchase_id": "pur_a", "unit": "points", "before": "ent_3"}, ["ent_1"]),
    ],
)
async def test_pages(ledger: Database, wanted: dict[str, object], ids: list[str]) -> None:
    asked = {"limit": 10} | wanted
    found = await ledger.read(lambda transaction: entries.entries_page(transaction, "mem_a", **asked))  # type: ignore[arg-type]
    assert [one.entry_id for one in found] == ids
