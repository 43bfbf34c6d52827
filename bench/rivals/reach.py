"""A rival that shows what one Python process can reach with these rules and rows.

All purchases that wait are decided together. One statement reads the members that they name, without a lock and outside
a transaction; one statement writes everything and commits by itself. It carries the version on which each member was
decided, locks rows in one order, writes only what belongs to members that have not moved, and returns them; the others
are read and decided again. A name that is taken undoes the whole statement: then each purchase is written by itself.
Nothing is remembered between two writes. Frozen, as the others. Run it with uvicorn (`--factory
bench.rivals.reach:create`).
"""

import asyncio
from typing import Any, NamedTuple

import asyncpg

from bench.rivals import plain
from bench.rivals.plain import Answer, Bought, Decided, Service, State

MOST_AT_ONCE = 256
FIND = """
SELECT n.value, m.member_id, m.state, m.version FROM identifiers n JOIN members m ON m.member_id = n.member_id
WHERE n.program_id = $1 AND n.kind = 'ext' AND n.value = ANY($2::text[])
"""
WRITE = """
WITH wanted AS (
    SELECT * FROM unnest($3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[])
        AS one (member_id, version, tier, points, state)
), locked AS MATERIALIZED (
    SELECT m.member_id FROM members m JOIN wanted w ON w.member_id = m.member_id AND w.version = m.version
    ORDER BY m.member_id FOR UPDATE OF m
), moved AS (
    UPDATE members m SET version = m.version + 1, changed_at = $2, tier = w.tier, points = w.points, state = w.state
    FROM wanted w
    WHERE m.member_id = w.member_id AND m.version = w.version AND m.member_id IN (SELECT member_id FROM locked)
    RETURNING m.member_id
), bought AS (
    SELECT * FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
        $15::bigint[], $16::bigint[], $17::text[], $18::text[], $19::text[])
        AS one (member_id, id, name, at, day, store, channel, net, discount, lines, after, fingerprint)
    WHERE member_id IN (SELECT member_id FROM moved)
), recorded AS (
    INSERT INTO purchases (
        member_id, purchase_id, program_id, external_id, guest, status, occurred_at, recorded_at, business_date, store,
        channel, net, discount, program_version, multiplier, lines, vouchers, shortfalls, metadata, after)
    SELECT member_id, id, $1, name, 0, 'recorded', at, $2, day, store, channel, net, discount, 1, '1', lines, '[]',
        '[]', '{}', after
    FROM bought
), named AS (
    INSERT INTO receipts (program_id, kind, name, member_id, object_id, fingerprint)
    SELECT $1, 'purchase', name, member_id, id, fingerprint FROM bought
), entered AS (
    INSERT INTO entries (member_id, entry_id, program_id, unit, type, amount, lot, rule, program_version, cause,
        cause_id, why, recorded_at)
    SELECT member_id, id, $1, unit, type, amount, '/', rule, 1, 'purchase', cause_id, why, $2
    FROM unnest($20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::bigint[], $26::text[],
        $27::text[]) AS one (member_id, cause_id, id, unit, type, amount, rule, why)
    WHERE member_id IN (SELECT member_id FROM moved)
), given AS (
    INSERT INTO vouchers (member_id, voucher_id, program_id, code, reward, source, status, program_version, issued_by,
        issued_at)
    SELECT member_id, id, $1, code, 'free-coffee', 'punch_card', 'usable', 1, cause_id, $2
    FROM unnest($28::text[], $29::text[], $30::text[], $31::text[]) AS one (member_id, cause_id, id, code)
    WHERE member_id IN (SELECT member_id FROM moved)
)
SELECT member_id FROM moved
"""
# Of members, purchases, entries and vouchers: the number of arrays in WRITE.
COLUMNS = (5, 12, 8, 4)


class Waiting(NamedTuple):
    """A purchase whose caller waits."""

    bought: Bought
    told: "asyncio.Future[Answer]"


class Known(NamedTuple):
    """A member as read."""

    member_id: str
    version: int
    state: State


class Reach(Service):
    """All purchases that wait are read, decided and written together."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[Waiting] = []
        self._wake = asyncio.Event()

    async def start(self) -> None:
        """Open the pool, and begin to work."""
        await super().start()
        self._task = asyncio.create_task(self._work())

    async def record(self, bought: Bought) -> Answer:
        """Record a purchase together with all others that wait."""
        told: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append(Waiting(bought, told))
        self._wake.set()
        return await told

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                batch, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
                try:
                    await self._settle(batch)
                except asyncpg.UniqueViolationError:
                    for one in batch:
                        await self._alone(one)

    async def _alone(self, one: Waiting) -> None:
        try:
            await self._settle([one])
        except asyncpg.UniqueViolationError:
            _tell(one, (409, {"type": f"{plain.PROBLEM}external-id-conflict"}))

    async def _settle(self, batch: list[Waiting]) -> None:
        """Write a batch until nobody's member has moved meanwhile."""
        while batch:
            batch = await self._written(batch)

    async def _written(self, batch: list[Waiting]) -> list[Waiting]:
        """Decide and write a batch: those to be decided again."""
        rows = await self.pool.fetch(FIND, self.program_id, list({one.bought.member for one in batch}))
        known = {row["value"]: Known(row["member_id"], row["version"], plain.load(row["state"])) for row in rows}
        decided: list[tuple[Waiting, Known, Decided]] = []
        for one in batch:
            if member := known.get(one.bought.member):
                decided.append((one, member, plain.decide(member.state, one.bought)))
            else:
                _tell(one, (404, {"type": f"{plain.PROBLEM}not-found"}))
        if not decided:
            return []
        moved = {row[0] for row in await self.pool.fetch(WRITE, self.program_id, plain.now(), *_arrays(decided))}
        again = []
        for one, member, what in decided:
            if member.member_id in moved:
                _tell(one, plain.answer(one.bought, member.member_id, what))
            else:
                again.append(one)
        return again


def _arrays(decided: list[tuple[Waiting, Known, Decided]]) -> list[list[Any]]:
    """What WRITE takes: a list for each column."""
    members = {member.member_id: member for _, member, _ in decided}.values()
    purchases, entries, vouchers = [], [], []
    for (bought, _), (member_id, *_), what in decided:
        name = bought.purchase_id, bought.external_id, bought.occurred_at, bought.day, bought.store, bought.channel
        sums = bought.net, bought.discount, bought.lines, what.after, bought.fingerprint
        purchases.append((member_id, *name, *sums))
        entries += [(member_id, bought.purchase_id, *entry) for entry in what.entries]
        vouchers += [(member_id, bought.purchase_id, *voucher) for voucher in what.vouchers]
    standing = [
        (one.member_id, one.version, one.state["tier"], one.state["points"], plain.dump(one.state)) for one in members
    ]
    arrays: list[list[Any]] = []
    for count, rows in zip(COLUMNS, (standing, purchases, entries, vouchers), strict=True):
        arrays += [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]
    return arrays


def _tell(one: Waiting, answer: Answer) -> None:
    if not one.told.done():
        one.told.set_result(answer)


def create() -> Reach:
    """The application, for uvicorn."""
    return Reach()
