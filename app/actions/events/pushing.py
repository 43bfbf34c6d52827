"""Sends the feed to webhooks: each address by one worker at a time, each member's events one after the other.

A worker reads a window of events after the webhook's position, sends them, and moves the position once for all. What
failed, and what stands behind it, becomes retries. A worker that dies leaves at most one window to be sent again, with
the same ids. A hanging address has a task of its own, so it holds up nobody else.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from app.actions.background.leases import Leases
from app.actions.event_log import about_program, tell
from app.actions.events.feed import Feed, Seen
from app.actions.events.messages import GONE, Messenger, Sent
from app.actions.events.sequencer import Sequencer
from app.actions.events.window import Item, Window, problem_of
from app.actions.ids import IdSource, first_id_at
from app.engine.events.event_ids import event_id
from app.engine.events.types import named_by
from app.engine.model.instants import instant, instant_text
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries.events import events
from app.store.queries.events import webhooks as store
from app.store.queries.events.events import Placed
from app.store.rows.webhooks import Attempt, Replay, Retry, WebhookRow

WINDOW: Final = 500
LEASE_SECONDS: Final = 30
LOOK_SECONDS: Final = 0.5
DOWN_AT_MOST: Final = timedelta(days=5)
ATTEMPTS_KEPT: Final = timedelta(days=30)
FORGET_EVERY_SECONDS: Final = 600.0
FORGOTTEN_AT_ONCE: Final = 500

logger = logging.getLogger(__name__)


class Pusher:
    """Serves the webhooks of one database. `clock` gives the real time."""

    def __init__(
        self,
        database: Database,
        feed: Feed,
        sequencer: Sequencer,
        ids: IdSource,
        clock: Callable[[], datetime],
        *,
        messenger: Messenger,
    ) -> None:
        self._database = database
        self._feed = feed
        self._sequencer = sequencer
        self._ids = ids
        self._clock = clock
        self._messenger = messenger
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._forget_at = time.monotonic()

    async def go_round(self) -> None:
        """Wait for events, and begin to serve every webhook with something to send."""
        await self._sequencer.placed.wait(LOOK_SECONDS)
        now = instant_text(self._clock())
        for webhook_id in await self._database.read(lambda transaction: store.to_be_served(transaction, now)):
            if webhook_id not in self._serving:
                task = asyncio.create_task(self._serve(webhook_id), name=f"webhook {webhook_id}")
                self._serving[webhook_id] = task
                task.add_done_callback(partial(self._ended, webhook_id))
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY_SECONDS
            await self.forget_attempts()

    async def forget_attempts(self) -> int:
        """Delete failed attempts that have been kept long enough: returns their number."""
        ends_at = self._clock() - ATTEMPTS_KEPT
        before = first_id_at("wat", int(ends_at.timestamp() * 1000))
        total = 0
        for webhook_id in await self._database.read(store.every_id):
            forget = partial(store.forget_attempts, webhook_id=webhook_id, before=before, limit=FORGOTTEN_AT_ONCE)
            while count := await self._database.write(forget):
                total += count
        return total

    def _ended(self, webhook_id: str, _: asyncio.Task[None]) -> None:
        self._serving.pop(webhook_id, None)

    async def catch_up(self) -> None:
        """Serve until nothing is to be sent now."""
        await self.go_round()
        while self._serving:
            await asyncio.gather(*self._serving.values())

    async def close(self) -> None:
        """Stop serving."""
        tasks = list(self._serving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, webhook_id: str) -> None:
        lease = f"webhook/{webhook_id}"
        try:
            while await self._leases.take(lease):
                renewing = asyncio.create_task(self._renew(lease))
                try:
                    if not await self._send_some(webhook_id):
                        break
                finally:
                    renewing.cancel()
            await self._leases.give_back(lease)
        except DatabaseUnavailable:
            pass
        except Exception:
            logger.exception("a webhook could not be served")
            await asyncio.sleep(LOOK_SECONDS)

    async def _renew(self, lease: str) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            await self._leases.take(lease)

    async def _send_some(self, webhook_id: str) -> bool:
        """Send retries that are due, or a window of events: False if there was nothing."""
        webhook = await self._database.read(lambda transaction: store.webhook(transaction, webhook_id))
        if webhook is None:
            return False
        if webhook.status == "failing":
            return await self._try_again(webhook)
        if webhook.status != "active":
            return False
        return await self._retry(webhook) or await self._go_on(webhook) or await self._send_replay(webhook)

    async def _retry(self, webhook: WebhookRow) -> bool:
        now = instant_text(self._clock())
        due = await self._database.read(
            lambda transaction: store.due_retries(transaction, webhook.webhook_id, now, WINDOW)
        )
        if not due:
            return False
        attempts = {one.position: one.attempt for queue in due for one in queue}
        placed = await self._database.read(
            lambda transaction: events.at(transaction, webhook.program_id, list(attempts))
        )
        window = Window(self._messenger, webhook, await self._documents(webhook, placed))
        await window.send([Item(one, attempts[one.position]) for one in placed])
        lost = sorted(attempts.keys() - {one.position for one in placed})
        await self._settle(window, webhook.position, before=sorted(attempts), lost=len(lost))
        return not window.is_down

    async def _go_on(self, webhook: WebhookRow) -> bool:
        found, reached = await self._window(webhook, webhook.position, webhook.types, WINDOW)
        if reached == webhook.position:
            return False
        owners = {one.event.member_id for one in found if one.event.member_id}
        waiting = await self._database.read(
            lambda transaction: store.waiting_members(transaction, webhook.webhook_id, owners)
        )
        behind = [one for one in found if one.event.member_id in waiting]
        to_send = [one for one in found if one.event.member_id not in waiting]
        window = Window(self._messenger, webhook, await self._documents(webhook, to_send))
        await window.send([Item(one) for one in to_send])
        window.put_behind(behind)
        await self._settle(window, reached)
        return not window.is_down

    async def _send_replay(self, webhook: WebhookRow) -> bool:
        replay = await self._database.read(lambda transaction: store.next_replay(transaction, webhook.webhook_id))
        if replay is None:
            return False
        found, reached = await self._window(webhook, replay.position, replay.types, WINDOW)
        found = [one for one in found if one.position <= replay.until]
        documents = await self._documents(webhook, found)
        for one in found:
            sent = await self._messenger.send(webhook, [documents[one.position]], replayed=True)
            if sent.problem:
                await self._note_replay(webhook, replay, one.position - 1, sent)
                return False
        end = replay.until if reached == replay.position else reached
        await self._note_replay(webhook, replay, end, None)
        return True

    async def _note_replay(self, webhook: WebhookRow, replay: Replay, position: int, failed: Sent | None) -> None:
        async def work(transaction: Transaction) -> None:
            await store.replayed_to(transaction, replay, position)
            if failed:
                values: dict[str, Any] = {"status": "failing", "tries": 0}
                values |= {"next_try_at": self._messenger.next_trial_at(1), "last_problem": failed.problem}
                values |= {"failing_since": webhook.failing_since or instant_text(self._clock())}
                await store.change_webhook(transaction, webhook.webhook_id, **values)

        await self._database.write(work)

    async def _try_again(self, webhook: WebhookRow) -> bool:
        """Send one event to an address that was down: True if it was taken."""
        now = instant_text(self._clock())
        if webhook.next_try_at and webhook.next_try_at > now:
            return False
        due = await self._database.read(lambda transaction: store.due_retries(transaction, webhook.webhook_id, now, 1))
        if due:
            placed = await self._database.read(
                lambda transaction: events.at(transaction, webhook.program_id, [due[0][0].position])
            )
        else:
            placed, _ = await self._window(webhook, webhook.position, webhook.types, 1)
        if placed:
            documents = await self._documents(webhook, placed[:1])
            sent = await self._messenger.send(webhook, list(documents.values()))
        else:
            sent = Sent(None)
        await self._database.write(lambda transaction: self._note_trial(transaction, webhook, sent))
        return sent.problem is None

    async def _note_trial(self, transaction: Transaction, webhook: WebhookRow, sent: Sent) -> None:
        now = self._clock()
        if sent.problem is None:
            values: dict[str, Any] = {"status": "active", "tries": 0, "failing_since": None, "next_try_at": None}
            await store.change_webhook(transaction, webhook.webhook_id, **values)
            return
        since = instant(webhook.failing_since) if webhook.failing_since else now
        ends = await events.ends(transaction, webhook.program_id)
        if sent.status == GONE or now - since > DOWN_AT_MOST or webhook.position < ends.first - 1:
            await self._disable(transaction, webhook, sent)
            return
        tries = webhook.tries + 1
        values = {"tries": tries, "last_problem": problem_of(sent)}
        values |= {"next_try_at": self._messenger.next_trial_at(tries + 1)}
        await store.change_webhook(transaction, webhook.webhook_id, **values)

    async def _disable(self, transaction: Transaction, webhook: WebhookRow, sent: Sent) -> None:
        values = {"status": "disabled", "next_try_at": None, "last_problem": problem_of(sent)}
        await store.change_webhook(transaction, webhook.webhook_id, **values)
        cause = ("webhook", webhook.webhook_id)
        told = about_program(
            "webhook.disabled",
            instant_text(self._clock()),
            cause,
            webhook=webhook.webhook_id,
            code=problem_of(sent),
        )
        await tell(transaction, webhook.program_id, told, self._ids.draw)

    async def _window(self, webhook: WebhookRow, position: int, types: str, limit: int) -> tuple[list[Placed], int]:
        """The events of a webhook after a position, and the position reached."""
        wanted = named_by(json.loads(types))
        stores = set(json.loads(webhook.stores)) if webhook.stores is not None else None
        rows = await self._database.read(
            lambda transaction: events.after(transaction, webhook.program_id, position, max(limit, WINDOW))
        )
        found: list[Placed] = []
        for one in rows:
            if (wanted is None or one.event.type in wanted) and (stores is None or one.event.store in stores):
                if len(found) == limit:
                    break
                found.append(one)
            position = one.position
        return found, position

    async def _documents(self, webhook: WebhookRow, placed: Sequence[Placed]) -> dict[int, dict[str, Any]]:
        seen = Seen(store="" if webhook.stores is not None else None, codes=bool(webhook.codes))
        made = await self._feed.told(webhook.program_id, placed, seen) if placed else []
        return {one.position: document for one, document in zip(placed, made, strict=True)}

    async def _settle(self, window: Window, reached: int, *, before: Sequence[int] = (), lost: int = 0) -> None:
        """Write the results of a window. `before` are the retries it began with; `lost` are no longer kept."""
        webhook, now = window.webhook, instant_text(self._clock())
        untouched = set(before) - window.settled() if window.is_down else set()
        stop = min(window.unsent, default=reached + 1) - 1 if window.is_down and not before else reached
        refused = [self._attempt(webhook, *one, now) for one in window.refused]

        async def work(transaction: Transaction) -> None:
            if await store.webhook(transaction, webhook.webhook_id) is None:
                return
            if before:
                await store.settle_retries(transaction, webhook.webhook_id, sorted(set(before) - untouched))
            kept = [one for one in window.retries if one.position <= stop or before]
            kept = [one for one in kept if one.position not in untouched]
            if kept:
                await transaction.insert(Retry, kept)
            if refused:
                await transaction.insert(Attempt, refused)
            if before or kept:
                await store.move_up(transaction, webhook.webhook_id, now)
            await store.count_sent(transaction, webhook.webhook_id, len(window.delivered), window.given_up + lost)
            values: dict[str, Any] = {"tries": window.failures_on_end}
            if not before:
                values["position"] = stop
            if window.delivered:
                values["last_success_at"] = now
            if window.last:
                values["last_problem"] = problem_of(window.last)
            if window.is_down:
                values |= {"status": "failing", "tries": 0, "failing_since": now}
                values["next_try_at"] = self._messenger.next_trial_at(1)
            await store.change_webhook(transaction, webhook.webhook_id, **values)
            if window.last and window.last.status == GONE:
                await self._disable(transaction, webhook, window.last)

        await self._database.write(work)

    def _attempt(self, webhook: WebhookRow, item: Item, sent: Sent, given_up: bool, now: str) -> Attempt:
        event = item.placed.event
        return Attempt(
            webhook_id=webhook.webhook_id,
            attempt_id=self._ids.draw("wat"),
            event_id=event_id(event.commit_id, event.n),
            type=event.type,
            attempt=item.attempt + 1,
            at=now,
            status=sent.status,
            problem=sent.problem or "",
            given_up=int(given_up),
        )
