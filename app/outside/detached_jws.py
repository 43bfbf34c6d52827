"""Detached JSON Web Signatures (RFC 7515, RFC 7797) by RS256, as Saleor signs with the keys that it publishes."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM: Final = "RS256"
FEWEST_BITS: Final = 2048
MOST_KEYS: Final = 20
# The only extension that is understood: a payload that is signed as it is.
UNENCODED: Final = "b64"


def keys_of(text: str) -> Sequence[Mapping[str, Any]] | None:
    """The keys of a JWKS document; None for any other text."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    found = document.get("keys") if isinstance(document, dict) else None
    return [one for one in found if isinstance(one, dict)][:MOST_KEYS] if isinstance(found, list) else None


def is_signed_detached(keys: Sequence[Mapping[str, Any]], given: str, body: bytes) -> bool:
    """Whether `header..signature` signs this body by one of these keys, the one that it names if it names one."""
    head, _, rest = given.partition(".")
    nothing, _, tail = rest.partition(".")
    header, signature = _object(head), _decoded(tail)
    if header is None or nothing or not signature or header.get("alg") != ALGORITHM:
        return False
    critical = header.get("crit", [])
    is_plain = header.get(UNENCODED, True) is False
    if critical != ([UNENCODED] if is_plain else []):
        return False
    content = head.encode() + b"." + (body if is_plain else base64.urlsafe_b64encode(body).rstrip(b"="))
    named = [one for one in keys if "kid" not in header or one.get("kid") == header["kid"]]
    return any(_is_signed_by(key, signature, content) for one in named if (key := _rsa_key(one)))


def _is_signed_by(key: RSAPublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _rsa_key(key: Mapping[str, Any]) -> RSAPublicKey | None:
    modulus, exponent = _decoded(key.get("n")), _decoded(key.get("e"))
    if key.get("kty") != "RSA" or key.get("use", "sig") != "sig" or not modulus or not exponent:
        return None
    try:
        found = RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")).public_key()
    except ValueError:
        return None
    return found if found.key_size >= FEWEST_BITS else None


def _object(part: str) -> dict[str, Any] | None:
    try:
        found = json.loads(_decoded(part) or b"null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _decoded(part: Any) -> bytes | None:
    if not isinstance(part, str) or not part.isascii():
        return None
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
