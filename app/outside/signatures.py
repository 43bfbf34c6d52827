"""Signatures of messages: Standard Webhooks 1.0, and the HMACs of shop systems."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Final, Literal

PREFIX: Final = "whsec_"
SHORTEST_BYTES: Final = 24
LONGEST_BYTES: Final = 64
MOST_SECONDS: Final = 300


def new_secret() -> str:
    """A random secret: `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError, with a message for people."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not SHORTEST_BYTES <= len(key) <= LONGEST_BYTES:
        raise ValueError(f"a secret is {PREFIX} and {SHORTEST_BYTES} to {LONGEST_BYTES} bytes in base64")
    return key


def signed(keys: Iterable[bytes], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that sign a message, with one signature for each key."""
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = [f"v1,{base64.b64encode(hmac_sha256(key, content)).decode()}" for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def is_signed(keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the three headers (names in lower case) sign this body by one of these keys, at most 5 minutes ago."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (stamp.isascii() and stamp.isdigit()) or abs(int(stamp) - now) > MOST_SECONDS:
        return False
    content = f"{message_id}.{stamp}.".encode() + body
    given = [one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
    return any(is_hmac(key, content, one) for key in keys for one in given)


def is_hmac(key: bytes, content: bytes, given: str, encoding: Literal["base64", "hex"] = "base64") -> bool:
    """Whether a text is the HMAC-SHA256 of the content, compared in constant time."""
    right = hmac_sha256(key, content)
    text = right.hex() if encoding == "hex" else base64.b64encode(right).decode()
    return hmac.compare_digest(text.encode(), given.encode())


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """The HMAC-SHA256 of the content."""
    return hmac.new(key, content, hashlib.sha256).digest()
