"""Webhooks: making and changing the addresses to which events are sent."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.keys import Caller
from app.actions.access.sealing import Sealing
from app.actions.events.messages import Messenger, Sent
from app.actions.ids import IdSource
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.outside.door import Door, NotAllowed
from app.outside.signatures import new_secret, secret_bytes
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.events import events
from app.store.queries.events import webhooks as store
from app.store.rows.webhooks import Attempt, Replay, WebhookRow

MOST_WEBHOOKS: Final = 20
NO_KEY: Final = Refusal(
    "secrets-key-missing", "the operator has set no GOLDLIST_SECRETS_KEY_FILE, so secrets cannot be kept"
)


class WebhookRequest(NamedTuple):
    """A webhook as requested. `secret` None draws one; events are sent after `position`."""

    url: str
    types: Sequence[str]
    position: int
    stores: Sequence[str] | None = None
    description: str | None = None
    secret: str | None = None
    codes: bool = False
    concurrency: int = 8
    batch: int = 1


class KnownWebhook(NamedTuple):
    """A webhook with what is left to send: events to be sent again, and the events after its position."""

    row: WebhookRow
    pending: int
    behind: int


class Webhooks:
    """The webhooks of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        ids: IdSource,
        clock: Callable[[], datetime],
        recorder: Recorder,
        *,
        sealing: Sealing,
        door: Door,
        messenger: Messenger,
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._sealing = sealing
        self._door = door
        self._messenger = messenger

    async def make(self, program_id: str, request: WebhookRequest, caller: Caller) -> tuple[WebhookRow, str] | Refusal:
        """A new webhook and its secret, which is shown only now."""
        if not self._sealing.is_ready:
            return NO_KEY
        if refusal := await self._not_allowed(request.url):
            return refusal
        secret = request.secret or new_secret()
        webhook_id = self._ids.draw("whk")
        row = WebhookRow(
            webhook_id=webhook_id,
            program_id=program_id,
            url=request.url,
            types=json.dumps(list(request.types)),
            stores=json.dumps(list(request.stores)) if request.stores is not None else None,
            description=request.description,
            codes=int(request.codes),
            concurrency=request.concurrency,
            batch=request.batch,
            status="active",
            secret=self._sealed(secret, program_id, webhook_id),
            old_secret=None,
            old_until=None,
            position=request.position,
            created_at=instant_text(self._clock()),
        )

        async def work(transaction: Transaction) -> Refusal | None:
            if len(await store.webhooks_of(transaction, program_id)) >= MOST_WEBHOOKS:
                return Refusal("validation", f"at most {MOST_WEBHOOKS} webhooks are possible", "", "too-many")
            await transaction.insert(WebhookRow, [row])
            await self._record(transaction, caller, "make_webhook", row)
            return None

        return await self._database.write(work) or (row, secret)

    async def all(self, program_id: str) -> list[WebhookRow]:
        """All webhooks of a programme, oldest first."""
        return await self._database.read(lambda transaction: store.webhooks_of(transaction, program_id))

    async def one(self, program_id: str, webhook_id: str) -> KnownWebhook | None:
        """A webhook with what is left to send."""

        async def work(transaction: Transaction) -> KnownWebhook | None:
            row = await store.webhook(transaction, webhook_id, program_id)
            if row is None:
                return None
            ends = await events.ends(transaction, program_id)
            pending = await store.pending(transaction, webhook_id)
            return KnownWebhook(row, pending, max(0, ends.next - 1 - row.position))

        return await self._database.read(work)

    async def change(
        self, program_id: str, webhook_id: str, values: dict[str, Any], caller: Caller
    ) -> WebhookRow | Refusal | None:
        """Change columns of a webhook. Its status `active` sets it going again, from its position."""
        if "url" in values and (refusal := await self._not_allowed(values["url"])):
            return refusal
        if "status" in values:
            values |= {"tries": 0, "failing_since": None, "next_try_at": None}

        async def work(transaction: Transaction) -> WebhookRow | None:
            row = await store.webhook(transaction, webhook_id, program_id)
            if row is None:
                return None
            if values:
                await store.change_webhook(transaction, webhook_id, **values)
                await self._record(transaction, caller, "change_webhook", row, fields=sorted(values))
            return row._replace(**values)

        return await self._database.write(work)

    async def delete(self, program_id: str, webhook_id: str, caller: Caller) -> bool:
        """Delete a webhook; False if there is none."""

        async def work(transaction: Transaction) -> bool:
            row = await store.webhook(transaction, webhook_id, program_id)
            if row is None:
                return False
            await store.delete_webhook(transaction, webhook_id)
            await self._record(transaction, caller, "delete_webhook", row)
            return True

        return await self._database.write(work)

    async def rotate(self, program_id: str, webhook_id: str, hours: int, caller: Caller) -> str | Refusal | None:
        """A new secret; for some hours messages are signed by the old one too."""
        if not self._sealing.is_ready:
            return NO_KEY
        secret = new_secret()

        async def work(transaction: Transaction) -> str | None:
            row = await store.webhook(transaction, webhook_id, program_id)
            if row is None:
                return None
            values: dict[str, Any] = {"secret": self._sealed(secret, program_id, webhook_id)}
            until = instant_text(self._clock() + timedelta(hours=hours))
            values |= {"old_secret": row.secret if hours else None, "old_until": until if hours else None}
            await store.change_webhook(transaction, webhook_id, **values)
            await self._record(transaction, caller, "rotate_webhook", row, overlap_hours=hours)
            return secret

        return await self._database.write(work)

    async def replay(
        self, program_id: str, webhook_id: str, bounds: tuple[int, int], types: Sequence[str], caller: Caller
    ) -> str | None:
        """Send the events after a position, up to another, once more: the id of the replay."""
        replay = Replay(webhook_id, self._ids.draw("wrp"), bounds[0], bounds[1], json.dumps(list(types)))

        async def work(transaction: Transaction) -> str | None:
            row = await store.webhook(transaction, webhook_id, program_id)
            if row is None:
                return None
            if bounds[0] < bounds[1]:
                await transaction.insert(Replay, [replay])
            await self._record(transaction, caller, "replay_webhook", row)
            return replay.replay_id

        return await self._database.write(work)

    async def attempts(
        self, program_id: str, webhook_id: str, limit: int, before: str | None, given_up: bool | None
    ) -> list[Attempt] | None:
        """Failed attempts, newest first."""

        async def work(transaction: Transaction) -> list[Attempt] | None:
            if await store.webhook(transaction, webhook_id, program_id) is None:
                return None
            return await store.attempts_page(transaction, webhook_id, limit, before, given_up)

        return await self._database.read(work)

    async def ping(self, program_id: str, webhook_id: str, test: bool) -> tuple[Sent, int] | None:
        """Send a `webhook.ping` now: its result, and the milliseconds it took."""
        row = await self._database.read(lambda transaction: store.webhook(transaction, webhook_id, program_id))
        if row is None:
            return None
        document = {
            "specversion": "1.0",
            "id": self._ids.draw("evt"),
            "source": f"/programs/{program_id}",
            "type": "webhook.ping",
            "subject": None,
            "time": instant_text(self._clock()),
            "datacontenttype": "application/json",
            "dataschema": "/schemas/webhook.ping.1.json",
            "memberseq": None,
            "position": None,
            "test": test,
            "data": {"webhook": webhook_id},
        }
        began = time.perf_counter_ns()
        sent = await self._messenger.send(row, [document])
        return sent, (time.perf_counter_ns() - began) // 1_000_000

    def _sealed(self, secret: str, program_id: str, webhook_id: str) -> str:
        return self._sealing.seal(secret_bytes(secret), program_id, webhook_id)

    async def _not_allowed(self, url: str) -> Refusal | None:
        try:
            await self._door.check(url)
        except NotAllowed as error:
            return Refusal("url-not-allowed", str(error), "/url")
        return None

    async def _record(self, transaction: Transaction, caller: Caller, act: str, row: WebhookRow, **detail: Any) -> None:
        await audit.record(transaction, [self._recorder.row(caller, row.program_id, act, row.webhook_id, **detail)])
