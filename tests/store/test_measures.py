"""What a member spent by business date, as the tier windows count it."""

import pytest

from app.store.database import Database
from app.store.measures import spent_by_day
from tests.store.samples import keep, purchase, returned

pytestmark = pytest.mark.anyio


async def test_returns_lower_the_day_of_their_purchase_and_those_without_receipt_their_own(database: Database) -> None:
    await keep(
        database,
        purchases=[
            purchase(net=700, business_date="2026-03-01"),
            purchase("pur_b", net=100, business_date="2026-03-01"),
            purchase("pur_c", net=50, business_date="2026-04-01"),
            purchase("pur_d", "mem_b", net=9),
            purchase("pur_e", net=1_000, business_date="2026-05-01", status="claimed"),
        ],
        returns=[
            returned(returned_net=200, business_date="2026-03-09"),
            returned("ret_b", returned_net=30, business_date="2026-03-09", status="voided"),
            returned("ret_c", None, returned_net=60, business_date="2026-04-01"),
            returned("ret_d", None, returned_net=60, business_date="2026-04-02", status="voided"),
        ],
    )
    spent = await database.read(lambda transaction: spent_by_day(transaction, ["mem_a", "mem_b", "mem_c"]))
    assert spent == {"mem_a": {"2026-03-01": 600, "2026-04-01": -10}, "mem_b": {"2026-03-01": 9}, "mem_c": {}}
    assert all(type(amount) is int for days in spent.values() for amount in days.values())
