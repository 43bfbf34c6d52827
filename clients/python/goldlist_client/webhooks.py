"""Verifies messages of webhooks: Standard Webhooks 1.0."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast

from goldlist_client.errors import GoldlistError
from goldlist_client.models import Event

PREFIX: Final = "whsec_"
TOLERANCE_SECONDS: Final = 300


class WebhookVerificationError(GoldlistError):
    """The message is not Goldlist's, or is too old. Answer with 401, and do nothing else."""


def verify_webhook(
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes | str,
    secrets: str | Sequence[str],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> list[Event]:
    """The events of a message: one, or several if the webhook's `batch` is above 1.

    `body` is the body exactly as it arrived. `secrets` are all secrets that may have signed it: while one is being
    rotated, the old one and the new one. `now` is in seconds since 1970. Raises WebhookVerificationError.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    given = {name.lower(): value for name, value in pairs}
    message_id, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not (stamp.isascii() and stamp.isdigit()):
        raise WebhookVerificationError("the message is not signed")
    if abs(int(stamp) - (time.time() if now is None else now)) > tolerance_seconds:
        raise WebhookVerificationError("the message is too old, or the clock is wrong")
    raw = body.encode() if isinstance(body, str) else body
    content = f"{message_id}.{stamp}.".encode() + raw
    keys = [_key(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    signatures = given.get("webhook-signature", "").split()
    # Every pair is compared, so that the time says nothing about which fits.
    fits = [hmac.compare_digest(_signature(key, content), one.encode()) for key in keys for one in signatures]
    if not any(fits):
        raise WebhookVerificationError("no signature fits")
    message = json.loads(raw)
    return cast(list[Event], message if isinstance(message, list) else [message])


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a secret is {PREFIX} and bytes in base64") from None


def _signature(key: bytes, content: bytes) -> bytes:
    return b"v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())
