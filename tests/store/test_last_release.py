"""What the last release wrote is read, repeated, taken back and proved by this one.

`last_release/rows.sql` is a database of that release, written by its own service; `said.json` is what was sent to it
and what it answered.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from app.actions.goldlist import Goldlist
from app.api.http.application import create_application
from app.store.connection.transaction import Transaction
from tests.databases import create_database, migrate, open_database

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).with_name("last_release")
REVISION = "2026_11_28_vouchers"
SAID: dict[str, Any] = json.loads((FOLDER / "said.json").read_text("utf-8"))


@pytest.fixture
def postgres_url(postgres_server: str, run_folder: Path) -> str:
    """Without any tables."""
    return create_database(postgres_server, "template1", run_folder)


@pytest.fixture
def citus_url() -> str:
    pytest.skip("the cluster of the tests has its tables already")


@pytest.fixture(scope="session")
def template_file() -> None:
    """No file yet."""


@pytest.fixture
async def goldlist(database_url: str) -> AsyncIterator[Goldlist]:
    await migrate(database_url, REVISION)
    database = open_database(database_url)

    async def write(transaction: Transaction) -> None:
        for statement in (FOLDER / "rows.sql").read_text("utf-8").splitlines():
            await transaction.execute(text(statement.replace(":", r"\:")))

    await database.write(write)
    await database.close()
    await migrate(database_url)
    goldlist = Goldlist(open_database(database_url), lambda: datetime.now(UTC), b"", lambda: None)
    goldlist.start()
    yield goldlist
    await goldlist.close()


@pytest.fixture
async def admin(goldlist: Goldlist) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(create_application(goldlist))
    headers = {"Authorization": f"Bearer {SAID['key']}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


async def test_its_states_are_made_again_from_its_rows(goldlist: Goldlist) -> None:
    assert await _proved(goldlist) == SAID["verify"]["state_hash"]


async def test_its_customers_stand_where_they_stood(admin: httpx2.AsyncClient) -> None:
    for customer, stood in SAID["status"].items():
        stands = (await admin.get(f"/v1/members/ext:{customer}/status")).json()
        assert _known(stands, stood) == stood


async def test_what_was_said_to_it_is_answered_as_it_was(admin: httpx2.AsyncClient, goldlist: Goldlist) -> None:
    for said in SAID["said"]:
        if "external_id" not in said["body"]:
            continue
        answer = await admin.request(said["method"], said["path"], json=said["body"])
        assert answer.status_code == 200, answer.text
        assert answer.headers["idempotency-replayed"] == "true"
        first = json.loads(said["answer"])
        assert _known(answer.json(), first) == first
        if said["path"] == "/v1/purchases" and not first.get("discounts"):  # of which later releases say more
            assert answer.text == said["answer"]
    await _proved(goldlist)


async def test_its_purchases_can_be_returned(admin: httpx2.AsyncClient, goldlist: Goldlist) -> None:
    for name in ("p-1", "p-2", "p-3", "p-4", "p-5"):
        answer = await admin.post(f"/v1/purchases/ext:{name}/void")
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "voided"
    await _proved(goldlist)


async def _proved(goldlist: Goldlist) -> str:
    program_id = SAID["program_id"]
    found = await goldlist.verification.verify(program_id, rebuild=True, on_progress=lambda _: None)
    assert found.differences == []
    return found.state_hash


def _known(now: Any, then: Any) -> Any:
    """What an answer says of what it said then: later releases may say more."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _known(now[name], part) for name, part in then.items()}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [_known(one, other) for one, other in zip(now, then, strict=True)]
    return now
