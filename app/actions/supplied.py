"""Recounts the draws on shared limits: to verify them, and when a version begins to limit something."""

from app.engine.program.versions import Program
from app.engine.proof.supplied import taken_by, taken_for
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import shared_limits

CHUNK = 1000


async def taken(transaction: Transaction, program: Program) -> dict[str, int]:
    """The uses and the money that purchases and holds draw, by name, as seen by the transaction. Slow."""
    sums: dict[str, int] = {}
    after = ""
    while chunk := await shared_limits.purchases_that_take(transaction, program.id, after, CHUNK):
        for purchase, returns in chunk:
            _add(sums, taken_by(program, purchase, returns))
        after = chunk[-1][0].purchase_id
    for hold in await shared_limits.active_holds(transaction, program.id):
        _add(sums, taken_for(program, hold))
    return sums


def _add(sums: dict[str, int], more: dict[str, int]) -> None:
    for name, amount in more.items():
        sums[name] = sums.get(name, 0) + amount
