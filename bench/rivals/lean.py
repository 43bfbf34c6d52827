"""A rival: what a good engineer writes in an afternoon for plain purchases alone.

Bare ASGI and asyncpg. One transaction a purchase: the member is found and locked, the purchase decided, and everything
written by one statement. Frozen, as the others. Run it with uvicorn (`--factory bench.rivals.lean:create`).
"""

import asyncpg

from bench.rivals import plain
from bench.rivals.plain import Answer, Bought, Service

FIND = """
SELECT m.member_id, m.state FROM identifiers n JOIN members m ON m.member_id = n.member_id
WHERE n.program_id = $1 AND n.kind = 'ext' AND n.value = $2 FOR UPDATE OF m
"""
WRITE = """
WITH bought AS (
    INSERT INTO purchases (
        member_id, purchase_id, program_id, external_id, guest, status, occurred_at, recorded_at, business_date, store,
        channel, net, discount, program_version, multiplier, lines, vouchers, shortfalls, metadata, after)
    VALUES ($1, $2, $3, $4, 0, 'recorded', $5, $6, $7, $8, $9, $10, $11, 1, '1', $12, '[]', '[]', '{}', $13)
), named AS (
    INSERT INTO receipts (program_id, kind, name, member_id, object_id, fingerprint)
    VALUES ($3, 'purchase', $4, $1, $2, $14)
), entered AS (
    INSERT INTO entries (member_id, entry_id, program_id, unit, type, amount, lot, rule, program_version, cause,
        cause_id, why, recorded_at)
    SELECT $1, id, $3, unit, type, amount, '/', rule, 1, 'purchase', $2, why, $6
    FROM unnest($15::text[], $16::text[], $17::text[], $18::bigint[], $19::text[], $20::text[])
        AS one (id, unit, type, amount, rule, why)
), given AS (
    INSERT INTO vouchers (member_id, voucher_id, program_id, code, reward, source, status, program_version, issued_by,
        issued_at)
    SELECT $1, id, $3, code, 'free-coffee', 'punch_card', 'usable', 1, $2, $6
    FROM unnest($21::text[], $22::text[]) AS one (id, code)
)
UPDATE members SET version = version + 1, changed_at = $6, tier = $23, points = $24, state = $25 WHERE member_id = $1
"""


class Lean(Service):
    """One transaction a purchase."""

    async def record(self, bought: Bought) -> Answer:
        """Record a purchase."""
        async with self.pool.acquire() as connection, connection.transaction():
            member = await connection.fetchrow(FIND, self.program_id, bought.member)
            if member is None:
                return 404, {"type": f"{plain.PROBLEM}not-found"}
            state = plain.load(member["state"])
            decided = plain.decide(state, bought)
            try:
                await connection.execute(WRITE, *self._values(member["member_id"], bought, decided, state))
            except asyncpg.UniqueViolationError:
                return 409, {"type": f"{plain.PROBLEM}external-id-conflict"}
        return plain.answer(bought, member["member_id"], decided)

    def _values(self, member_id: str, bought: Bought, decided: plain.Decided, state: plain.State) -> list[object]:
        entries = [list(column) for column in zip(*decided.entries, strict=True)] or [[] for _ in range(6)]
        vouchers = [list(column) for column in zip(*decided.vouchers, strict=True)] or [[], []]
        purchase = bought.purchase_id, self.program_id, bought.external_id, bought.occurred_at, plain.now()
        basket = bought.day, bought.store, bought.channel, bought.net, bought.discount, bought.lines
        told = decided.after, bought.fingerprint
        standing = state["tier"], state["points"], plain.dump(state)
        return [member_id, *purchase, *basket, *told, *entries, *vouchers, *standing]


def create() -> Lean:
    """The application, for uvicorn."""
    return Lean()
