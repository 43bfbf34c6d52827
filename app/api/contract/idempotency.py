"""Names of requests: the same request under the same name has no second effect."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, Field

from app.api.contract.problems import Problem
from app.engine.model.receipts import RequestKey
from app.engine.program.fields import Name

# Problems with a request's name, or with its reuse.
PROBLEMS: Final = (
    "idempotency-key-required",
    "invalid-idempotency-key",
    "external-id-conflict",
    "request-in-progress",
    "idempotency-mismatch",
)
OwnName = Annotated[
    Name | None, Field(description="Your own name for it. Required unless you send the header Idempotency-Key.")
]
HEADER: Final = b"idempotency-key"
LONGEST_KEY: Final = 255
NOT_CONTENT: Final = {"enrol"}

_is_visible = re.compile(r"[!-~]+").fullmatch


def sent_key(headers: Mapping[bytes, bytes]) -> str | None:
    """The Idempotency-Key among a request's headers."""
    key = headers.get(HEADER)
    return None if key is None else key.decode("latin-1")


def request_key_of(
    kind: str, external_id: str | None, key: str | None, request: BaseModel, about: str = ""
) -> RequestKey:
    """The key of a request: its external_id, else its Idempotency-Key. `kind`: see `IdempotencyRecord`. Raises Problem.

    `about` is the content of the path, besides the body.
    """
    if key is not None and (len(key) > LONGEST_KEY or not _is_visible(key)):
        raise Problem("invalid-idempotency-key")
    said = fingerprint(f"{kind} {about}" if about else kind, request)
    if external_id is not None:
        return RequestKey(kind, external_id, said)
    if key is None:
        raise Problem("idempotency-key-required")
    return RequestKey("key", key, said)


def fingerprint(kind: str, request: BaseModel) -> str:
    """A hash of a request's content: equal for requests with the same meaning.

    The flag to enrol an unknown customer is left out, so that a caller may add it in a retry. Defaults are left out
    rather than filled in, so that a new field changes no older fingerprint.
    """
    said = request.__pydantic_serializer__.to_json(request, exclude_defaults=True, exclude=NOT_CONTENT)
    return hashlib.blake2b(kind.encode() + b" " + said, digest_size=16).hexdigest()
