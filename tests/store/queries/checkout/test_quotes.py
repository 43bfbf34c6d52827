"""Old quotes are forgotten, except those that an active hold reserves."""

import pytest

from app.engine.model.records.checkout import Hold, Quote
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.checkout.quotes import forget
from tests.store.samples import AT, PROGRAM

pytestmark = pytest.mark.anyio


def _quote(quote_id: str, held_by: str | None = None) -> Quote:
    return Quote(
        quote_id=quote_id,
        program_id=PROGRAM,
        member_id="mem_a",
        created_at=AT,
        expires_at=AT,
        program_version=1,
        basket="{}",
        lines="[]",
        discounts="[]",
        paid_with="{}",
        earns="{}",
        answer="{}",
        booked_by=None,
        held_by=held_by,
    )


def _hold(hold_id: str, status: str) -> Hold:
    return Hold(
        member_id="mem_a",
        hold_id=hold_id,
        program_id=PROGRAM,
        external_id=None,
        status=status,
        created_at=AT,
        expires_at=AT,
        points=0,
        credit=0,
        vouchers="[]",
        quote_id=None,
        content="[{}]",
        ended_at=None,
        captured_by=None,
        after="{}",
    )


async def test_old_quotes_go_unless_they_are_held(database: Database) -> None:
    held = {"quo_b": "hld_active", "quo_c": "hld_released", "quo_d": "hld_unknown"}

    async def work(transaction: Transaction) -> list[str]:
        every = [_quote(one, held.get(one)) for one in ("quo_a", "quo_b", "quo_c", "quo_d", "quo_z")]
        await transaction.insert(Quote, every)
        await transaction.insert(Hold, [_hold("hld_active", "active"), _hold("hld_released", "released")])
        await forget(transaction, "quo_y")
        return [one.quote_id for one in await transaction.rows(Quote, "program_id", [PROGRAM])]

    assert await database.write(work) == ["quo_b", "quo_z"]
