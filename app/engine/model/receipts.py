"""Receipts: the name that a request is known by, and the memory of what it did."""

from typing import NamedTuple


class RequestKey(NamedTuple):
    """The name under which a request is remembered (`kind`: see `IdempotencyRecord`), and its fingerprint."""

    kind: str
    name: str
    fingerprint: str


class IdempotencyRecord(NamedTuple):
    """The memory of a request that had an effect: the record it made, and a fingerprint of its content.

    `kind` is `purchase`, `return`, `member`, `adjustment`, `redemption`, `hold`, `gift`, `transfer`, `gift_card` or
    `gift_card_top_up` for an `external_id`, `key` for an Idempotency-Key, `batch` for one voucher of a batch. `answer`
    is the JSON text of the record, where no table of its own stores it.
    """

    program_id: str
    kind: str
    name: str
    member_id: str
    object_id: str
    fingerprint: str
    answer: str | None = None
