"""The rivals that do plain purchases alone write what they answer, also when purchases of one member meet."""

import asyncio
import json

import asyncpg
import pytest

from bench.rivals import lean, plain, reach
from bench.rivals.plain import Service

PROGRAM, KEY = "prg_1", "a key"
MEMBERS = ("ann", "bob", "cid")
PURCHASES = 60
# So that a rival that has given up is a failure.
LIMIT_SECONDS = 60


@pytest.mark.anyio
@pytest.mark.parametrize("create", [lean.create, reach.create], ids=["lean", "reach"])
async def test_what_is_answered_is_kept(
    create: type[Service], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(postgres_url)
    for name in MEMBERS:
        await connection.execute(
            "INSERT INTO members (member_id, program_id, created_at, changed_at, version, points, state) "
            "VALUES ($1, $2, $3, $3, 1, 0, '{}')",
            f"mem_{name}",
            PROGRAM,
            plain.now(),
        )
        await connection.execute(
            "INSERT INTO identifiers (program_id, kind, value, member_id) VALUES ($1, 'ext', $2, $3)",
            PROGRAM,
            name,
            f"mem_{name}",
        )
    monkeypatch.setenv("PLAIN_DATABASE_URL", postgres_url)
    monkeypatch.setenv("PLAIN_PROGRAM_ID", PROGRAM)
    monkeypatch.setenv("PLAIN_KEY", KEY)
    service = create()
    await service.start()

    async with asyncio.timeout(LIMIT_SECONDS):
        answers = await asyncio.gather(*(service.record(_bought(number)) for number in range(PURCHASES)))
    assert [status for status, _ in answers] == [201] * PURCHASES
    assert (await service.record(_bought(0)))[0] == 409
    assert (await service.record(_bought(0)._replace(member="nobody")))[0] == 404

    kept = await connection.fetchrow("SELECT count(*), sum(net) FROM purchases")
    assert tuple(kept) == (PURCHASES, sum(_bought(number).net for number in range(PURCHASES)))
    assert await connection.fetchval("SELECT count(*) FROM receipts") == PURCHASES
    told = [entry for _, answer in answers for entry in answer["entries"]]
    assert await connection.fetchval("SELECT count(*) FROM entries") == len(told)
    vouchers = [code for _, answer in answers for code in answer["vouchers"]]
    assert vouchers
    assert sorted(vouchers) == sorted(row[0] for row in await connection.fetch("SELECT code FROM vouchers"))
    members = await connection.fetch("SELECT points, version, state FROM members")
    assert sum(row["points"] for row in members) == sum(one["amount"] for one in told if one["unit"] == "points")
    assert sum(json.loads(row["state"])["coffee"] for row in members) == PURCHASES * 2 - plain.PUNCHES * len(vouchers)
    await service.pool.close()
    await connection.close()


def _bought(number: int) -> plain.Bought:
    body = {
        "external_id": f"sale-{number}",
        "member": f"ext:{MEMBERS[number % len(MEMBERS)]}",
        "occurred_at": "2026-03-01T10:15:00+01:00",
        "lines": [{"sku": "latte", "category": "coffee/latte", "quantity": 2, "unit_price": 350 + number}],
    }
    bought = plain.read(json.dumps(body).encode())
    assert isinstance(bought, plain.Bought)
    return bought
