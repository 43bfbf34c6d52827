"""Usable vouchers, by member."""

import pytest

from app.store.connection.database import Database
from app.store.queries.vouchers import usable
from tests.store.samples import keep, voucher

pytestmark = pytest.mark.anyio


async def test_only_usable_ones_are_found(database: Database) -> None:
    await keep(
        database,
        vouchers=[
            voucher("vou_b"),
            voucher("vou_a", amount=500),
            voucher("vou_c", status="used"),
            voucher("vou_d", member_id="mem_b", status="expired"),
        ],
    )
    found = await database.read(lambda transaction: usable(transaction, ["mem_a", "mem_b"]))
    assert found == {"mem_a": [voucher("vou_a", amount=500), voucher("vou_b")], "mem_b": []}
    assert await database.read(lambda transaction: usable(transaction, [])) == {}
