"""A purchase is found with all that followed from it, and only in its own programme."""

import pytest

from app.store.connection.database import Database
from app.store.queries import purchases
from tests.store.samples import entry, keep, member, purchase, receipt, returned, voucher

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bought(database: Database) -> Database:
    await keep(
        database,
        members=[member()],
        purchases=[purchase(), purchase("pur_b"), purchase("pur_g", "gst_g", guest=1)],
        returns=[returned(), returned("ret_b", "pur_b"), returned("ret_c", None)],
        receipts=[receipt("purchase", "till-1", "pur_a"), receipt("return", "back-1", "ret_a")],
        entries=[entry(), entry("ent_b", "ret_a"), entry("ent_c", "pur_b"), entry("ent_d", "ret_c")],
        vouchers=[
            voucher(status="revoked", revoked_by="ret_a"),
            voucher("vou_b", issued_by="pur_b"),
            voucher("vou_c", issued_by="pur_b", status="revoked", revoked_by="ret_a"),
        ],
    )
    return database


async def test_a_purchase_comes_with_returns_entries_and_vouchers(bought: Database) -> None:
    for reference in ("pur_a", "ext:till-1"):
        found = await bought.read(lambda transaction, name=reference: purchases.find(transaction, "prg_one", name))
        assert found is not None
        assert found.purchase == purchase()
        assert found.returns == [returned()]
        assert [one.entry_id for one in found.entries] == ["ent_a", "ent_b"]
        assert [one.voucher_id for one in found.vouchers] == ["vou_a", "vou_c"]


async def test_a_return_comes_with_its_entries_and_the_vouchers_it_revoked(bought: Database) -> None:
    for reference in ("ret_a", "ext:back-1"):
        found = await bought.read(
            lambda transaction, name=reference: purchases.find_return(transaction, "prg_one", name)
        )
        assert found is not None
        assert found.returned == returned()
        assert [one.entry_id for one in found.entries] == ["ent_b"]
        assert [one.voucher_id for one in found.vouchers] == ["vou_a", "vou_c"]


async def test_a_guest_s_purchase_has_no_entries(bought: Database) -> None:
    found = await bought.read(lambda transaction: purchases.find(transaction, "prg_one", "pur_g"))
    assert found == (purchase("pur_g", "gst_g", guest=1), [], [], [])


@pytest.mark.parametrize("reference", ["pur_none", "ext:none", "ext:back-1", "ret_a"])
async def test_nothing_else_is_a_purchase(bought: Database, reference: str) -> None:
    assert await bought.read(lambda transaction: purchases.find(transaction, "prg_one", reference)) is None


@pytest.mark.parametrize("reference", ["pur_a", "ext:till-1"])
async def test_another_programme_s_purchase_is_not_there(bought: Database, reference: str) -> None:
    assert await bought.read(lambda transaction: purchases.find(transaction, "prg_two", reference)) is None
    assert await bought.read(lambda transaction: purchases.find_return(transaction, "prg_two", "ret_a")) is None
