"""The names by which members are found, in the one form in which each kind is kept.

Kinds: `ext` (the caller's own name), `card`, `email` and `phone`; and `mem`, the id of a member who is another one now.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

from app.engine.model.records import Identifier

PERSONAL: Final = ("ext", "card", "email", "phone")

# The kind of the receipts of enrolments whose members were erased.
FORGOTTEN: Final = "erased"
# What stands for a text that was erased.
WITH_THE_MEMBER: Final = "erased with the member"

_PUNCTUATION: Final = str.maketrans("", "", " ()./-")


def forgotten_name(kind: str, name: str, fingerprint: str) -> str:
    """The name of the receipt of an enrolment whose member was erased; it tells nothing of the request's own name."""
    return hashlib.blake2b(f"{kind} {name} {fingerprint}".encode(), digest_size=16).hexdigest()


def kept_name(kind: str, value: str) -> str:
    """A name as it is kept: an e-mail address in lower case, a phone number without blanks and punctuation."""
    if kind == "email":
        return value.lower()
    return value.translate(_PUNCTUATION) if kind == "phone" else value


def reference(kind: str, value: str) -> str:
    """A name as a reference, `email:ada@example.com`."""
    return f"{kind}:{kept_name(kind, value)}"


def identifiers(program_id: str, member_id: str, **names: str | None) -> Iterator[Identifier]:
    """The identifiers of a member by these names, of those that are given."""
    for kind, value in names.items():
        if value is not None:
            yield Identifier(program_id, kind, kept_name(kind, value), member_id)
