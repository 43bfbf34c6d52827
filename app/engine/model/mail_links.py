"""The signed tokens of links in mails, by which members act without signing in.

A token is unguessable, says nothing about the member, and is good for one kind of link only.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Final, Literal, NamedTuple

MARK_BYTES: Final = 12
ID_BYTES: Final = 16
LONGEST_TOKEN: Final = 400
SECRET_BYTES: Final = 32

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS: Final = 26
_PREFIX: Final = "mem_"

Kind = Literal["pictures", "unsubscribe", "confirm"]


class Asking(NamedTuple):
    """What a member is asked to confirm: a consent, until an instant in seconds since 1970."""

    member_id: str
    until: int
    purpose: str
    channel: str
    text_version: str


def member_token(secret: bytes, kind: Kind, member_id: str, generation: int = 0) -> str:
    """The token of a member's links of a kind; another generation makes it another one."""
    number = id_bytes(member_id)
    return _text(number + _mark(secret, kind, number, str(generation).encode()))


def member_of(token: str) -> str | None:
    """The member that a token names, whoever made it; None for no token at all."""
    parts = _parts(token)
    return id_text(parts[0]) if parts and len(parts[0]) == ID_BYTES else None


def is_good(secret: bytes, kind: Kind, token: str, generation: int = 0) -> bool:
    """Whether a token was made with this secret."""
    parts = _parts(token)
    return parts is not None and hmac.compare_digest(_mark(secret, kind, parts[0], str(generation).encode()), parts[1])


def asking_token(secret: bytes, asking: Asking, address: str) -> str:
    """The token of a link that confirms a consent, for the address at which the member is asked."""
    said = "\n".join((str(asking.until), asking.purpose, asking.channel, asking.text_version))
    content = id_bytes(asking.member_id) + said.encode()
    return _text(content + _mark(secret, "confirm", content, address.encode()))


def asked_of(token: str) -> Asking | None:
    """What a token asks, whoever made it; None for no token at all."""
    parts = _parts(token)
    if parts is None:
        return None
    try:
        until, purpose, channel, text_version = parts[0][ID_BYTES:].decode().split("\n")
        return Asking(id_text(parts[0][:ID_BYTES]), int(until), purpose, channel, text_version)
    except ValueError:
        return None


def is_asked(secret: bytes, token: str, address: str) -> bool:
    """Whether a token was made with this secret, for this address."""
    parts = _parts(token)
    return parts is not None and hmac.compare_digest(_mark(secret, "confirm", parts[0], address.encode()), parts[1])


def id_bytes(member_id: str) -> bytes:
    """The 16 bytes of a member's id."""
    number = 0
    for letter in member_id.removeprefix(_PREFIX):
        number = number * 32 + _ALPHABET.index(letter)
    return number.to_bytes(ID_BYTES)


def id_text(number: bytes) -> str:
    """The member's id of these 16 bytes."""
    value = int.from_bytes(number)
    return _PREFIX + "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_DIGITS)))


def _mark(secret: bytes, kind: Kind, content: bytes, more: bytes) -> bytes:
    # The length keeps apart what stands beside each other.
    text = b"|".join((kind.encode(), str(len(content)).encode(), content, more))
    return hmac.digest(secret, text, hashlib.sha256)[:MARK_BYTES]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _parts(token: str) -> tuple[bytes, bytes] | None:
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        content = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    if len(content) < ID_BYTES + MARK_BYTES or _text(content) != token:
        return None
    return content[:-MARK_BYTES], content[-MARK_BYTES:]
