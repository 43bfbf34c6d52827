"""Keys are found by the hash of their secret, and a revoked one stays revoked."""

import pytest

from app.store import keys, programs
from app.store.database import Database
from app.store.errors import IntegrityConflict
from app.store.keys import KeyRow
from app.store.programs import ProgramRow
from tests.store.samples import AT

pytestmark = pytest.mark.anyio

PROGRAM = ProgramRow("prg_a", "coffee", 1, None, 1, AT)
KEY = KeyRow("key_a", "prg_a", "pos", "[]", "shop", "hash", AT, None, None)
LATER = "2026-03-02T00:00:00.000000Z"


@pytest.fixture
async def with_key(database: Database) -> Database:
    await database.write(lambda transaction: programs.create(transaction, PROGRAM, "{}"))
    await database.write(lambda transaction: keys.add(transaction, KEY))
    return database


async def test_a_key_is_found_by_its_secret_and_knows_its_programme_s_kind(with_key: Database) -> None:
    assert await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "hash")) == (KEY, True)
    assert await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "other")) is None
    assert await with_key.read(lambda transaction: keys.of_program(transaction, "prg_a")) == [KEY]
    assert await with_key.read(lambda transaction: keys.of_program(transaction, "prg_b")) == []


async def test_a_revoked_key_keeps_its_first_instant(with_key: Database) -> None:
    for at in (AT, LATER):
        revoked = await with_key.write(lambda transaction, at=at: keys.revoke(transaction, "prg_a", "key_a", at))
        assert revoked == KEY._replace(revoked_at=AT)
    known = await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "hash"))
    assert known is not None
    assert known[0].revoked_at == AT


async def test_another_programme_s_key_cannot_be_revoked(with_key: Database) -> None:
    assert await with_key.write(lambda transaction: keys.revoke(transaction, "prg_b", "key_a", AT)) is None
    assert await with_key.write(lambda transaction: keys.revoke(transaction, "prg_a", "key_b", AT)) is None


async def test_a_secret_is_used_once_and_for_a_programme(with_key: Database) -> None:
    with pytest.raises(IntegrityConflict):
        await with_key.write(lambda transaction: keys.add(transaction, KEY._replace(key_id="key_b")))
    stray = KEY._replace(key_id="key_c", secret_hash="third", program_id="prg_none")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await with_key.write(lambda transaction: keys.add(transaction, stray))
