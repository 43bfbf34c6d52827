"""Webhooks: signed, complete, in order for each member, whatever receivers and workers do."""

import asyncio
import base64
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.actions.access.keys import SCOPES, Caller
from app.actions.events import pushing
from app.actions.events.webhooks import WebhookRequest
from app.actions.goldlist import Goldlist
from app.main import opened
from app.store.rows.webhooks import WebhookRow
from tests.actions.events.receiver import Receiver, receiving
from tests.actions.till import Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio

KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secrets").write_bytes(b"s" * 32)
    monkeypatch.setenv("GOLDLIST_SECRETS_KEY_FILE", str(tmp_path / "secrets"))
    monkeypatch.setenv("GOLDLIST_WEBHOOK_WAITS", ",".join(["0"] * 40))
    monkeypatch.setattr(pushing, "LEASE_SECONDS", 1)


@asynccontextmanager
async def told_to(
    url: str, monkeypatch: pytest.MonkeyPatch, *receivers: Receiver, **options: Any
) -> AsyncIterator[tuple[Till, list[WebhookRow]]]:
    """A till with a webhook for each receiver."""
    allowed = ",".join(f"127.0.0.1:{one.port}" for one in receivers)
    monkeypatch.setenv("GOLDLIST_OUTGOING_ALLOW", allowed)
    async with till_on(url) as till:
        caller = Caller("key_1", till.program_id, "admin", SCOPES["admin"], None, False)
        made = []
        for receiver in receivers:
            request = WebhookRequest(receiver.url, ["*"], 0, secret=SECRET, **options)
            row = await till.goldlist.webhooks.make(till.program_id, request, caller)
            assert isinstance(row, tuple), row
            made.append(row[0])
        yield till, made


async def until(goldlist: Goldlist, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Serve webhooks until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await goldlist.sequencer.catch_up()
            await goldlist.pusher.go_round()


async def sell(till: Till, sales: int) -> int:
    """Sales to five customers: the number of events."""
    draw = random.Random(sales)
    for number in range(sales):
        await till.buy(100, f"c{draw.randrange(5)}", name=f"s{sales}-{number}")
    await till.goldlist.sequencer.catch_up()
    return await till.goldlist.feed.position(till.program_id, "now")


async def test_a_receiver_that_fails_gets_everything_in_order_and_holds_up_nobody(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(7)
    answers = ("500 Oops", "429 Later", "302 Found\r\nLocation: http://127.0.0.1:1/")

    def badly(_: int) -> str | None:
        return draw.choice(answers) if draw.random() < 0.3 else "200 OK"

    async with AsyncExitStack() as stack:
        failing = await stack.enter_async_context(receiving([KEY], badly))
        hanging = await stack.enter_async_context(receiving([KEY], lambda _: None))
        healthy = await stack.enter_async_context(receiving([KEY]))
        till, made = await stack.enter_async_context(told_to(database_url, monkeypatch, failing, hanging, healthy))
        count = await sell(till, 25)
        await until(till.goldlist, lambda: len(healthy.taken) == count)
        await until(till.goldlist, lambda: len(failing.taken) == count)
        for receiver in (failing, healthy):
            assert (receiver.inversions, receiver.unsigned) == ([], 0)
            positions = sorted(event["position"] for event in receiver.taken.values())
            assert positions == list(range(1, count + 1))
        assert hanging.taken == {}
        known = await till.goldlist.webhooks.one(till.program_id, made[2].webhook_id)
        assert known
        attempts = await till.goldlist.webhooks.attempts(till.program_id, made[0].webhook_id, 500, None, None)
        assert attempts
        assert {(one.problem, one.status) for one in attempts} <= {("refused", int(one[:3])) for one in answers}


async def test_workers_that_die_leave_nothing_out(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(3)

    def sometimes(_: int) -> str | None:
        return "503 Busy" if draw.random() < 0.2 else "200 OK"

    async with receiving([KEY], sometimes) as receiver, told_to(database_url, monkeypatch, receiver) as (till, _):
        count = await sell(till, 20)
        for number in range(4):
            async with opened(settings_for(database_url)) as worker:
                await worker.pusher.go_round()
                enough = min(count, receiver.requests + 5 * number + 1)
                async with asyncio.timeout(30):
                    while receiver.requests < enough and len(receiver.taken) < count:
                        await worker.pusher.go_round()
                # It neither settles its window nor gives back its lease.
                await worker.pusher.close()
        await until(till.goldlist, lambda: len(receiver.taken) == count)
        assert (receiver.inversions, receiver.unsigned) == ([], 0)


async def test_an_address_that_is_down_uses_nothing_up(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = "500 Oops"
    async with (
        receiving([KEY], lambda _: answer) as receiver,
        told_to(database_url, monkeypatch, receiver) as (till, (made,)),
    ):
        count = await sell(till, 12)
        status = ""

        async def look() -> None:
            nonlocal status
            known = await till.goldlist.webhooks.one(till.program_id, made.webhook_id)
            assert known
            status = known.row.status

        async with asyncio.timeout(60):
            while status != "failing":
                await till.goldlist.pusher.go_round()
                await look()
        assert receiver.taken == {}
        answer = "200 OK"
        await until(till.goldlist, lambda: len(receiver.taken) == count)
        assert receiver.inversions == []
        await till.goldlist.pusher.catch_up()
        await look()
        assert status == "active"
        answer = "410 Gone"
        await till.buy(100, "c1", name="last")
        async with asyncio.timeout(60):
            while status != "disabled":
                await till.goldlist.sequencer.catch_up()
                await till.goldlist.pusher.go_round()
                await look()
        await till.goldlist.sequencer.catch_up()
        page = await till.goldlist.feed.page(till.program_id, count)
        assert page.documents[-1]["type"] == "webhook.disabled"
        assert page.documents[-1]["data"]["webhook"] == made.webhook_id


async def test_secrets_batches_and_replays(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving([KEY]) as receiver, told_to(database_url, monkeypatch, receiver, batch=4) as (till, (made,)):
        webhooks, caller = till.goldlist.webhooks, Caller("key_1", till.program_id, "admin", frozenset(), None, False)
        count = await sell(till, 6)
        await until(till.goldlist, lambda: len(receiver.taken) == count)
        assert receiver.requests == -(-count // 4)
        assert receiver.heads[0]["content-type"] == "application/cloudevents-batch+json"
        assert receiver.heads[0]["webhook-id"].startswith("evb_")
        fresh = await webhooks.rotate(till.program_id, made.webhook_id, 24, caller)
        assert isinstance(fresh, str)
        count = await sell(till, 1)
        await until(till.goldlist, lambda: len(receiver.taken) == count)
        assert len(receiver.heads[-1]["webhook-signature"].split()) == 2
        receiver.keys = [base64.b64decode(fresh.removeprefix("whsec_"))]
        assert await webhooks.rotate(till.program_id, made.webhook_id, 0, caller)
        await webhooks.ping(till.program_id, made.webhook_id, test=False)
        assert (receiver.unsigned, len(receiver.heads[-1]["webhook-signature"].split())) == (1, 1)
        await webhooks.replay(till.program_id, made.webhook_id, (2, 5), ["purchase.*"], caller)
        before = receiver.requests
        await till.goldlist.pusher.catch_up()
        again = [head for head in receiver.heads[before:] if head.get("webhook-replay") == "true"]
        assert 0 < len(again) <= 3
        assert (receiver.inversions, receiver.twice) == ([], 0)
        assert await webhooks.change(till.program_id, made.webhook_id, {"status": "paused"}, caller)
        await till.buy(100, "c1", name="unheard")
        await till.goldlist.sequencer.catch_up()
        requests = receiver.requests
        await till.goldlist.pusher.catch_up()
        assert receiver.requests == requests


async def test_failed_attempts_are_kept_for_thirty_days(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    async with (
        receiving([KEY], lambda number: "500 Oops" if number < 4 else "200 OK") as receiver,
        told_to(database_url, monkeypatch, receiver) as (till, (made,)),
    ):
        count = await sell(till, 3)
        await until(till.goldlist, lambda: len(receiver.taken) == count)
        await till.goldlist.pusher.catch_up()
        pusher = till.goldlist.pusher

        async def kept() -> int:
            found = await till.goldlist.webhooks.attempts(till.program_id, made.webhook_id, 100, None, None)
            assert found is not None
            return len(found)

        failed = await kept()
        assert failed == 3
        monkeypatch.setattr(pushing, "FORGOTTEN_AT_ONCE", 2)
        for days, left in ((29, failed), (31, 0)):
            monkeypatch.setattr(pusher, "_clock", lambda days=days: now + timedelta(days=days))
            # The worker's rounds do it, the first one at once.
            monkeypatch.setattr(pusher, "_forget_at", 0.0)
            await pusher.go_round()
            assert await kept() == left
