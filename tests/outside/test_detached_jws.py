"""Detached JSON Web Signatures by RS256: only the body that was signed, by the key that is known."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from app.actions.shops.signing import is_signed_by_shop
from app.outside.detached_jws import is_signed_detached, keys_of
from app.sources.settings import read_settings

BODY = b'{"order": {"id": "T3JkZXI6MQ=="}}'
KEY, OTHER, SHORT = (generate_private_key(65537, bits) for bits in (2048, 2048, 1024))


def coded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def number(value: int) -> str:
    return coded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def published(key: RSAPrivateKey, kid: str = "1", **changes: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "use": "sig", "kid": kid, "n": number(numbers.n), "e": number(numbers.e), **changes}


def signature(key: RSAPrivateKey, body: bytes = BODY, **changes: Any) -> str:
    """As Saleor writes it: the payload is signed as it is, and left out."""
    header = {"alg": "RS256", "typ": "JWT", "kid": "1", "b64": False, "crit": ["b64"], **changes}
    header = {name: value for name, value in header.items() if value is not None}
    head = coded(json.dumps(header).encode())
    content = body if header.get("b64") is False else coded(body).encode()
    return f"{head}..{coded(key.sign(head.encode() + b'.' + content, PKCS1v15(), SHA256()))}"


@pytest.mark.parametrize("changes", [{}, {"kid": None}, {"b64": None, "crit": None}, {"b64": True, "crit": None}])
def test_a_right_signature_is_known(changes: dict[str, Any]) -> None:
    keys = keys_of(json.dumps({"keys": [published(OTHER, "0"), published(KEY)]}))
    assert keys
    assert is_signed_detached(keys, signature(KEY, **changes), BODY)
    assert not is_signed_detached(keys, signature(KEY, **changes), BODY + b" ")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (signature(OTHER), published(KEY)),
        (signature(KEY, kid="2"), published(KEY)),
        (signature(KEY, alg="none"), published(KEY)),
        (signature(KEY, alg="HS256"), published(KEY)),
        (signature(KEY, crit=["b64", "exp"]), published(KEY)),
        (signature(KEY, crit=None), published(KEY)),
        (signature(KEY).replace("..", f".{coded(BODY)}."), published(KEY)),
        (signature(KEY)[:-6], published(KEY)),
        (signature(KEY) + "é", published(KEY)),
        (signature(SHORT), published(SHORT)),
        (signature(KEY), published(KEY, use="enc")),
        (signature(KEY), published(KEY, n="!")),
        (signature(KEY), {"kty": "oct", "kid": "1", "k": coded(b"s" * 32)}),
        ("", published(KEY)),
        ("..", published(KEY)),
        ("W10..W10", published(KEY)),
    ],
)
def test_a_wrong_signature_is_refused(given: str, key: dict[str, Any]) -> None:
    assert not is_signed_detached([key], given, BODY)


def test_saleor_signs_by_its_keys_or_by_a_secret() -> None:
    keys = json.dumps({"keys": [published(KEY)]}).encode()

    def is_good(secret: bytes, given: str) -> bool:
        options: dict[str, Any] = {"headers": {"saleor-signature": given}, "body": BODY}
        now = datetime(2026, 3, 1, tzinfo=UTC)
        return is_signed_by_shop("saleor", read_settings({}), secret, **options, address="", now=now)

    assert is_good(keys, signature(KEY))
    assert not is_good(keys, signature(OTHER))
    assert not is_good(b'{"keys": []}', signature(KEY))
    # With keys, nobody can sign by what is public.

    assert not is_good(keys, hmac.new(keys, BODY, hashlib.sha256).hexdigest())
    assert is_good(b"secret", hmac.new(b"secret", BODY, hashlib.sha256).hexdigest())
