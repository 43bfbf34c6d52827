"""Seals the secrets of others, which must be used again and so cannot be hashed: AES-256-GCM under the secrets key.

A sealed text is bound to its programme and row, so that it opens nowhere else.
"""

import base64
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12


class NotSealedHere(Exception):
    """A sealed text that this key does not open: it was sealed under another, or for another row."""


class Sealing:
    """Seals and opens texts under the content of the secrets key file; empty: it does neither."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"goldlist secrets").derive(key)) if key else None

    @property
    def is_ready(self) -> bool:
        """Whether there is a key."""
        return self._cipher is not None

    def seal(self, plain: bytes, program_id: str, row_id: str) -> str:
        """The sealed text of a secret of this row. Needs a key."""
        assert self._cipher
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, plain, _place(program_id, row_id))
        return base64.b64encode(_FORMAT + nonce + sealed).decode()

    def unseal(self, sealed: str, program_id: str, row_id: str) -> bytes:
        """The secret in a sealed text of this row. Raises NotSealedHere."""
        content = base64.b64decode(sealed)
        nonce, rest = content[1 : 1 + _NONCE_BYTES], content[1 + _NONCE_BYTES :]
        if self._cipher is None or content[:1] != _FORMAT:
            raise NotSealedHere
        try:
            return self._cipher.decrypt(nonce, rest, _place(program_id, row_id))
        except InvalidTag as error:
            raise NotSealedHere from error


def _place(program_id: str, row_id: str) -> bytes:
    return f"{program_id}/{row_id}".encode()
