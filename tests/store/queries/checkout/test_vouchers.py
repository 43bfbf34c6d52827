"""Usable vouchers, by member; and vouchers by code."""

import pytest

from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.queries.checkout.vouchers import by_codes, usable
from app.store.queries.members.members import move_everything
from tests.store.samples import PROGRAM, keep, voucher

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


async def test_a_code_is_that_of_one_voucher_whoever_has_it(database: Database) -> None:
    await keep(database, vouchers=[voucher("vou_a", code="FREE")])
    with pytest.raises(IntegrityConflict):
        await keep(database, vouchers=[voucher("vou_b", member_id="mem_b", code="FREE")])
    await keep(database, vouchers=[voucher("vou_b", member_id="mem_b", code="FREE", program_id="prg_other")])
    found = await database.read(lambda transaction: by_codes(transaction, PROGRAM, ["FREE", "UNKNOWN"]))
    assert found == [voucher("vou_a", code="FREE")]
    assert await database.read(lambda transaction: by_codes(transaction, PROGRAM, [])) == []


async def test_a_code_leads_to_the_member_who_has_the_voucher_after_a_merge(database: Database) -> None:
    await keep(database, vouchers=[voucher("vou_a")])
    await database.write(lambda transaction: move_everything(transaction, "mem_a", "mem_b"))
    found = await database.read(lambda transaction: by_codes(transaction, PROGRAM, ["code-vou_a"]))
    assert found == [voucher("vou_a", member_id="mem_b")]
