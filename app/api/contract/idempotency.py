"""Under what name a request is remembered, so that saying it again changes nothing."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, Field

from app.api.contract.problems import Problem
from app.engine.model.commands import RequestKey
from app.engine.program.fields import Name

# What can be wrong with the name of a request, or with saying it again.
PROBLEMS: Final = (
    "idempotency-key-required",
    "invalid-idempotency-key",
    "external-id-conflict",
    "request-in-progress",
    "idempotency-mismatch",
)
OwnName = Annotated[
    Name | None, Field(description="Your own name for it. Give it, or send the header Idempotency-Key.")
]
HEADER: Final = b"idempotency-key"
LONGEST_KEY: Final = 255
NOT_CONTENT: Final = {"enrol"}

_is_visible = re.compile(r"[!-~]+").fullmatch


def request_key(
    kind: str, external_id: str | None, headers: Mapping[bytes, bytes], request: BaseModel, about: str = ""
) -> RequestKey:
    """The key of a request: its external_id, else its Idempotency-Key. `kind`: see `IdempotencyRecord`. Raises Problem.

    `about` is what its address says besides the body.
    """
    key = headers.get(HEADER)
    return request_key_of(kind, external_id, None if key is None else key.decode("latin-1"), request, about)


def request_key_of(
    kind: str, external_id: str | None, key: str | None, request: BaseModel, about: str = ""
) -> RequestKey:
    """The same, with the Idempotency-Key as text."""
    if key is not None and (len(key) > LONGEST_KEY or not _is_visible(key)):
        raise Problem("invalid-idempotency-key")
    said = fingerprint(f"{kind} {about}" if about else kind, request)
    if external_id is not None:
        return RequestKey(kind, external_id, said)
    if key is None:
        raise Problem("idempotency-key-required")
    return RequestKey("key", key, said)


def fingerprint(kind: str, request: BaseModel) -> str:
    """What a request says, in short: equal for requests that mean the same.

    Whether an unknown customer is to be enrolled is left out: who is told so may say it from then on, and is still
    asking for the same. Defaults are left out rather than filled in, so that a field added later changes no
    fingerprint of before.
    """
    said = request.__pydantic_serializer__.to_json(request, exclude_defaults=True, exclude=NOT_CONTENT)
    return hashlib.blake2b(kind.encode() + b" " + said, digest_size=16).hexdigest()
