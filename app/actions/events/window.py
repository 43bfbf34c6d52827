"""A window of events on its way to an address: what was delivered, what is sent again, when the address is down."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from app.actions.events.messages import GONE, Messenger, Sent
from app.store.queries.events import webhooks as store
from app.store.queries.events.events import Placed
from app.store.rows.webhooks import Retry, WebhookRow

FAILURES_ON_END: Final = 10
UNREACHABLE_ON_END: Final = 3


class Item(NamedTuple):
    """An event to be sent, and how often that was tried before."""

    placed: Placed
    attempt: int = 0

    @property
    def member_id(self) -> str:
        """The member whose events are sent in order; "" for none."""
        return self.placed.event.member_id or ""


class Window:
    """Some events on their way to one address: what was delivered, what failed, what was not begun."""

    def __init__(self, messenger: Messenger, webhook: WebhookRow, documents: dict[int, dict[str, Any]]) -> None:
        self.webhook = webhook
        self._messenger = messenger
        self._documents = documents
        self.delivered: list[int] = []
        self.retries: list[Retry] = []
        self.refused: list[tuple[Item, Sent, bool]] = []
        self.unsent: set[int] = set()
        self.given_up = 0
        self.last: Sent | None = None
        self.failures_on_end = webhook.tries
        self._members_on_end: set[str] = set()
        self._unreachable_on_end = 0

    @property
    def is_down(self) -> bool:
        """Whether the address counts as down: too many failures on end, of at least two members."""
        if self.last and self.last.status == GONE:
            return True
        if self._unreachable_on_end >= UNREACHABLE_ON_END:
            return True
        return self.failures_on_end >= FAILURES_ON_END and len(self._members_on_end) > 1

    def settled(self) -> set[int]:
        """The positions that were delivered or failed."""
        return {*self.delivered, *(item.placed.position for item, _, _ in self.refused)}

    async def send(self, items: Sequence[Item]) -> None:
        """Send these: a member's one after the other, others beside them."""
        groups: dict[Any, list[Item]] = {}
        if self.webhook.batch > 1:
            size = self.webhook.batch
            for begin in range(0, len(items), size):
                await self._send_together(items[begin : begin + size])
            return
        for item in items:
            groups.setdefault(item.member_id or item.placed.position, []).append(item)
        at_once = asyncio.Semaphore(self.webhook.concurrency)

        async def in_turn(queue: Sequence[Item]) -> None:
            for place, item in enumerate(queue):
                async with at_once:
                    goes_on = not self.is_down and await self._send_one(item)
                if not goes_on:
                    self._leave(queue[place + 1 :] if item.placed.position in self.settled() else queue[place:])
                    return

        await asyncio.gather(*(in_turn(queue) for queue in groups.values()))

    async def _send_together(self, items: Sequence[Item]) -> None:
        waiting = {one.member_id for one in self.retries} - {""}
        ready = [one for one in items if one.member_id not in waiting]
        self.put_behind([one.placed for one in items if one.member_id in waiting])
        if self.is_down:
            self.unsent |= {one.placed.position for one in ready}
        elif ready:
            sent = await self._messenger.send(self.webhook, [self._documents[one.placed.position] for one in ready])
            self._count(sent, {one.member_id for one in ready})
            for item in ready:
                self._note(item, sent)

    async def _send_one(self, item: Item) -> bool:
        sent = await self._messenger.send(self.webhook, [self._documents[item.placed.position]])
        self._count(sent, {item.member_id})
        return self._note(item, sent)

    def _count(self, sent: Sent, member_ids: set[str]) -> None:
        """Count the failures since the last success, one for each message."""
        if sent.problem is None:
            self.failures_on_end, self._members_on_end, self._unreachable_on_end = 0, set(), 0
            return
        self.last = sent
        self.failures_on_end += 1
        self._members_on_end |= member_ids
        self._unreachable_on_end += sent.is_unreachable

    def _note(self, item: Item, sent: Sent) -> bool:
        """Note the result of an event: True if the next of its member may be sent."""
        position = item.placed.position
        if sent.problem is None:
            self.delivered.append(position)
            return True
        next_at = self._messenger.next_at(item.attempt + 1, sent.retry_seconds)
        self.refused.append((item, sent, next_at is None))
        if next_at is None:
            self.given_up += 1
            return True
        self._put(item.placed, item.attempt + 1, next_at)
        return False

    def _leave(self, queue: Sequence[Item]) -> None:
        """Put the rest of a member's events behind the one that failed, or leave it if nothing was begun."""
        if self.is_down and queue and not any(one.member_id == queue[0].member_id for one in self.retries):
            self.unsent |= {one.placed.position for one in queue}
        else:
            for one in queue:
                self._put(one.placed, one.attempt, store.BEHIND)

    def put_behind(self, placed: Sequence[Placed]) -> None:
        """Leave events that stand behind a retry of their member."""
        for one in placed:
            self._put(one, 0, store.BEHIND)

    def _put(self, placed: Placed, attempt: int, next_at: str) -> None:
        owner = placed.event.member_id or ""
        self.retries.append(Retry(self.webhook.webhook_id, placed.position, owner, attempt, next_at))


def problem_of(sent: Sent) -> str:
    """The reason for a failure, with the status that was answered."""
    return f"{sent.problem} {sent.status}" if sent.status else str(sent.problem)
