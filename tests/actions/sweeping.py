"""A shop whose customers all have points that end on different days, and what time did to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.engine.model.commands.sales import BasketLine, RecordPurchase
from app.engine.model.instants import instant_text
from app.engine.model.receipts import RequestKey
from app.store.connection.transaction import Transaction
from app.store.tables.ledger import entries
from app.store.tables.members import members
from app.store.tables.programs import programs
from tests.api.shop import DOCUMENT, NOW, Shop

PROGRAM: dict[str, Any] = {
    **DOCUMENT,
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}], "expiry": {"kind": "after", "months": 1}},
}
# What was bought until NOW has ended by then.
LATER = NOW.replace(month=4, day=20)


async def new_program(shop: Shop, slug: str, clock: datetime | None = None) -> str:
    """A programme in which points are good for a month; with a clock it is a test programme."""
    made = await shop.goldlist.programs.create(slug, PROGRAM, test=bool(clock), clock=clock)
    assert not isinstance(made, list), made
    shop.admin = shop.client_of(made.key)
    shop.program_id = made.program_id
    return made.program_id


async def sell(shop: Shop, program_id: str, count: int) -> None:
    """Let so many customers have bought something in the four weeks before, one each day in turn."""
    await shop.at_once(*[shop.goldlist.commands.submit(_sale(shop, program_id, number)) for number in range(count)])


def _sale(shop: Shop, program_id: str, number: int) -> RecordPurchase:
    name = f"sale-{number}"
    return RecordPurchase(
        program_id,
        shop.goldlist.ids.draw("pur"),
        RequestKey("purchase", name, name),
        name,
        f"ext:customer-{number}",
        True,
        datetime(2026, 2, 3 + number % 26, 12, tzinfo=NOW.tzinfo),
        "GBP",
        (BasketLine(1, 100 + 100 * (number % 7)),),
    )


async def ledger(shop: Shop, program_id: str) -> list[tuple[Any, ...]]:
    """All that stands in the ledger, without what is drawn."""
    columns = [getattr(entries.c, name) for name in ("unit", "type", "amount", "lot", "rule", "cause", "why")]

    async def read(transaction: Transaction) -> list[tuple[Any, ...]]:
        owner = members.c.member_id == entries.c.member_id
        found = select(members.c.external_id, *columns, entries.c.recorded_at).where(
            owner, entries.c.program_id == program_id
        )
        return sorted((tuple(row) for row in await transaction.execute(found)), key=repr)

    return await shop.goldlist.database.read(read)


async def count_due(shop: Shop, program_id: str, now: datetime = LATER) -> int:
    """For how many something is due."""
    wanted = (members.c.program_id == program_id, members.c.next_due_at <= instant_text(now))

    async def read(transaction: Transaction) -> int:
        return len(await transaction.execute(select(members.c.member_id).where(*wanted)))

    return await shop.goldlist.database.read(read)


async def set_clock(shop: Shop, program_id: str, now: datetime) -> None:
    """Move the clock of a test programme, and nothing else."""

    async def write(transaction: Transaction) -> None:
        moved = update(programs).where(programs.c.program_id == program_id).values(clock=instant_text(now))
        await transaction.execute(moved)

    await shop.goldlist.database.write(write)
