"""Whether a message is signed by the shop system."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.outside.detached_jws import is_signed_detached, keys_of
from app.outside.signatures import MOST_SECONDS, is_hmac, is_signed, secret_bytes
from app.sources.kinds import KINDS
from app.sources.settings import ShopSettings

MOST_SIGNATURES: Final = 10


def is_signed_by_shop(
    kind: str,
    settings: ShopSettings,
    secret: bytes,
    *,
    headers: Mapping[str, str],
    body: bytes,
    address: str,
    now: datetime,
) -> bool:
    """Whether the headers (names in lower case) sign this body, sent to this address, with the shop's secret."""
    given = headers.get(KINDS[kind].signature_header, "")
    if kind == "stripe":
        return _is_signed_by_stripe(secret, given, body, now)
    if kind == "square":
        return is_hmac(secret, address.encode() + body, given)
    if kind == "saleor":
        keys = keys_of(secret.decode(errors="replace"))
        return is_hmac(secret, body, given, "hex") if keys is None else is_signed_detached(keys, given, body)
    if kind != "mapped":
        return is_hmac(secret, body, given)
    if settings.hmac:
        return is_hmac(secret, body, headers.get(settings.hmac.header.lower(), ""), settings.hmac.encoding)
    try:
        key = secret_bytes(secret.decode())
    except ValueError:
        return False
    return is_signed([key], headers, body, now.timestamp())


def _is_signed_by_stripe(secret: bytes, given: str, body: bytes, now: datetime) -> bool:
    """Stripe signs the time too, and with several secrets while one is replaced."""
    parts = [one.strip().partition("=") for one in given.split(",")[: MOST_SIGNATURES + 1]]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(int(stamp) - int(now.timestamp())) > MOST_SECONDS:
        return False
    signed = f"{stamp}.".encode() + body
    return any(is_hmac(secret, signed, value, "hex") for name, _, value in parts if name == "v1")
