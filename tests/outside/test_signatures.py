"""Signatures of Standard Webhooks, computed here by the definition."""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outside.signatures import is_signed, new_secret, secret_bytes, signed
from tests.clients.documents import blocks

ROOT = Path(__file__).parents[2]


@given(st.binary(), st.binary(min_size=24, max_size=64), st.binary(min_size=24, max_size=64))
def test_a_message_is_good_by_its_secrets_alone(body: bytes, old: bytes, new: bytes) -> None:
    headers = signed([old, new], "evt_1", 1_000, body)
    by_hand = hmac.new(old, b"evt_1.1000." + body, hashlib.sha256).digest()
    assert headers["webhook-signature"].split()[0] == "v1," + base64.b64encode(by_hand).decode()
    assert is_signed([old], headers, body, 1_300)
    assert is_signed([b"another", new], headers, body, 700)
    assert not is_signed([b"another"], headers, body, 1_000)
    assert not is_signed([old], headers, body + b" ", 1_000)
    assert not is_signed([old], headers | {"webhook-id": "evt_2"}, body, 1_000)
    assert not is_signed([old], headers, body, 1_301)
    assert not is_signed([old], headers | {"webhook-timestamp": "x"}, body, 1_000)
    assert not is_signed([old], {}, body, 1_000)


def test_the_program_in_the_manual_tells_genuine_messages_from_others() -> None:
    ((_, program),) = [block for block in blocks(ROOT / "docs/how-to/events.md") if block[0] == "py"]
    found: dict[str, Any] = {}
    exec(program, found)
    secret = new_secret()
    headers = signed([b"a" * 32, secret_bytes(secret)], "evt_1", 1_000, b"{}")
    assert found["is_genuine"](secret, headers, b"{}")
    assert not found["is_genuine"](secret, headers, b"[]")
    assert not found["is_genuine"](new_secret(), headers, b"{}")


def test_secrets_are_of_24_to_64_bytes() -> None:
    assert len(secret_bytes(new_secret())) == 32
    assert new_secret() != new_secret()
    for wrong in ("", "whsec_", "whsec_###", base64.b64encode(b"a" * 32).decode()):
        with pytest.raises(ValueError, match="whsec_"):
            secret_bytes(wrong)
    for size in (23, 65):
        with pytest.raises(ValueError, match="24 to 64"):
            secret_bytes("whsec_" + base64.b64encode(b"a" * size).decode())
