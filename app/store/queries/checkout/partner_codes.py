"""Pools of partner codes. A transaction must lock the pool's counter before it assigns codes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from app.engine.model.book import Book
from app.engine.model.commands.command import Command
from app.engine.model.records.vouchers import PartnerCode
from app.engine.program.versions import Program
from app.engine.rules.rewards.partner_codes import wanted
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import vouchers
from app.store.tables.vouchers import partner_codes as table


async def load(
    transaction: Transaction, book: Book, programs: Sequence[Program], commands: Sequence[Command], real_now: datetime
) -> None:
    """Load the unused codes that the commands may need, earliest expiry first."""
    needed: dict[tuple[str, str, str], int] = {}
    for program, command in zip(programs, commands, strict=True):
        if want := wanted(program, command, program.now(real_now)):
            needed[program.id, *want] = needed.get((program.id, *want), 0) + 1
    for (program_id, reward, today), count in needed.items():
        found = (
            select(table)
            .where(*_unused(program_id, today), table.c.reward == reward)
            .order_by(table.c.expires_on, table.c.code)
            .limit(count)
        )
        pool = [PartnerCode(*row) for row in await transaction.execute(found)]
        book.partner_codes[program_id, reward] = pool


async def count_unused(
    transaction: Transaction, program_id: str, rewards: Collection[str], today: str
) -> dict[str, int]:
    """The number of valid codes left in the pools of these rewards, without empty pools."""
    if not rewards:
        return {}
    found = (
        select(table.c.reward, func.count())
        .where(*_unused(program_id, today), table.c.reward.in_(rewards))
        .group_by(table.c.reward)
    )
    return {reward: int(count) for reward, count in await transaction.execute(found)}


async def known(transaction: Transaction, program_id: str, codes: Collection[str]) -> dict[str, str]:
    """Those codes that exist already, in a pool or on a voucher, with their rewards."""
    taken = {one.code: one.reward for one in await vouchers.by_codes(transaction, program_id, codes)}
    found = select(table.c.code, table.c.reward).where(table.c.program_id == program_id, table.c.code.in_(codes))
    return taken | {row[0]: row[1] for row in await transaction.execute(found)}


def _unused(program_id: str, today: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.program_id == program_id, table.c.voucher_id.is_(None), table.c.expires_on >= today
