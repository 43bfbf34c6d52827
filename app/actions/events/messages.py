"""Messages to webhooks: signed events on their way, and their results."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from app.actions.access.sealing import NotSealedHere, Sealing
from app.engine.model.instants import instant_text
from app.outside.door import CallFailed, Door, NotAllowed
from app.outside.signatures import signed
from app.store.rows.webhooks import WebhookRow

WAITS: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
LONGEST_RETRY_AFTER: Final = 3_600
GONE: Final = 410
_BUSY: Final = (429, 503)
_HEX_DIGITS: Final = 26


class Sent(NamedTuple):
    """The result of a message. `problem` None: it was taken. `retry_seconds`: what its receiver asked for."""

    problem: str | None
    status: int | None = None
    retry_seconds: int | None = None

    @property
    def is_unreachable(self) -> bool:
        """Whether there was no connection at all."""
        return self.problem in ("no-connection", "no-answer", "address-not-allowed")


class Messenger:
    """Sends messages. `waits` are the seconds between attempts; `clock` gives the real time."""

    def __init__(
        self, door: Door, sealing: Sealing, clock: Callable[[], datetime], waits: Sequence[int] = WAITS
    ) -> None:
        self._door = door
        self._sealing = sealing
        self._clock = clock
        self._waits = waits
        self._chance = Random()

    async def send(self, webhook: WebhookRow, documents: Sequence[dict[str, Any]], *, replayed: bool = False) -> Sent:
        """Send events in one message: one by itself, or several as a batch."""
        is_batch = webhook.batch > 1
        body = to_json(list(documents) if is_batch else documents[0])
        name = _batch_id(documents) if is_batch else documents[0]["id"]
        now = self._clock()
        try:
            headers = signed(self._keys(webhook, now), name, int(now.timestamp()), body)
            kind = "cloudevents-batch+json" if is_batch else "cloudevents+json"
            headers |= {"content-type": f"application/{kind}", "user-agent": "Goldlist"}
            headers |= {"webhook-replay": "true"} if replayed else {}
            answer = await self._door.call("POST", webhook.url, headers=headers, content=body)
        except (CallFailed, NotAllowed) as error:
            return Sent(error.code)
        except NotSealedHere:
            return Sent("secret-not-readable")
        if 200 <= answer.status < 300:
            return Sent(None, answer.status)
        wait = answer.headers.get("retry-after", "") if answer.status in _BUSY else ""
        asked = min(int(wait), LONGEST_RETRY_AFTER) if wait.isascii() and wait.isdigit() else None
        return Sent("refused", answer.status, asked)

    def next_at(self, attempt: int, asked_seconds: int | None = None) -> str | None:
        """The instant (text) of the attempt after this many; None after the last."""
        if attempt > len(self._waits):
            return None
        return instant_text(self._clock() + timedelta(seconds=self._jittered(attempt, asked_seconds)))

    def next_trial_at(self, tries: int) -> str:
        """The instant (text) of the next trial of an address that is down."""
        seconds = min(self._jittered(min(max(tries, 1), len(self._waits)), None), float(LONGEST_RETRY_AFTER))
        return instant_text(self._clock() + timedelta(seconds=seconds))

    def _jittered(self, attempt: int, asked_seconds: int | None) -> float:
        if asked_seconds is not None:
            return float(asked_seconds)
        return self._waits[attempt - 1] * self._chance.uniform(0.9, 1.1)

    def _keys(self, webhook: WebhookRow, now: datetime) -> list[bytes]:
        sealed = [webhook.secret]
        if webhook.old_secret and webhook.old_until and webhook.old_until > instant_text(now):
            sealed.append(webhook.old_secret)
        return [self._sealing.unseal(one, webhook.program_id, webhook.webhook_id) for one in sealed]


def _batch_id(documents: Sequence[dict[str, Any]]) -> str:
    """The id of a batch: the same for the same events."""
    names = " ".join(str(one["id"]) for one in documents)
    return f"evb_{hashlib.sha256(names.encode()).hexdigest()[:_HEX_DIGITS]}"
