"""Keys are found by the hash of their secret, and a revoked one stays revoked."""

import pytest

from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.queries import programs
from app.store.queries.access import keys
from app.store.rows.access import KeyRow
from app.store.rows.programs import ProgramRow
from tests.store.samples import AT

pytestmark = pytest.mark.anyio

PROGRAM = ProgramRow("prg_a", "coffee", 1, None, 1, AT)
KEY = KeyRow("key_a", "prg_a", "pos", "[]", "shop", "hash", AT, None, None, 5, 100, None)
LATER = "2026-03-02T00:00:00.000000Z"


@pytest.fixture
async def with_key(database: Database) -> Database:
    await database.write(lambda transaction: programs.create(transaction, PROGRAM, "{}"))
    await database.write(lambda transaction: keys.add(transaction, KEY))
    return database


async def test_a_key_is_found_by_its_secret_and_knows_its_programme_s_kind(with_key: Database) -> None:
    assert await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "hash")) == (KEY, True, None, False)
    assert await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "other")) is None
    assert await with_key.read(lambda transaction: keys.keys_page(transaction, "prg_a")) == [KEY]
    assert await with_key.read(lambda transaction: keys.keys_page(transaction, "prg_b")) == []


async def test_a_revoked_key_is_still_known(with_key: Database) -> None:
    revoked = await with_key.write(lambda transaction: keys.revoke(transaction, KEY, LATER))
    assert revoked == KEY._replace(revoked_at=LATER)
    assert await with_key.read(lambda transaction: keys.by_secret_hash(transaction, "hash")) == (
        revoked,
        True,
        None,
        False,
    )


async def test_a_key_is_found_by_its_id_in_its_own_programme_only(with_key: Database) -> None:
    assert await with_key.read(lambda transaction: keys.one(transaction, "prg_a", "key_a")) == KEY
    assert await with_key.read(lambda transaction: keys.one(transaction, "prg_b", "key_a")) is None
    assert await with_key.read(lambda transaction: keys.one(transaction, "prg_a", "key_b")) is None


async def test_a_secret_is_used_once_and_for_a_programme(with_key: Database) -> None:
    with pytest.raises(IntegrityConflict):
        await with_key.write(lambda transaction: keys.add(transaction, KEY._replace(key_id="key_b")))
    stray = KEY._replace(key_id="key_c", secret_hash="third", program_id="prg_none")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await with_key.write(lambda transaction: keys.add(transaction, stray))
