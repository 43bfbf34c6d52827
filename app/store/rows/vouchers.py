"""Rows of batches of vouchers, and of their codes."""

from typing import NamedTuple


class VoucherCode(NamedTuple):
    """The code of a voucher, and the member who owns the voucher."""

    program_id: str
    code: str
    member_id: str


class VoucherBatch(NamedTuple):
    """A batch of vouchers, one per member. `members` is JSON: `{"tier"}`, `{"segment"}`, `{"all"}` or
    `{"references"}`.

    `wanted` is the number of members at the start, `issued` the number of vouchers issued, `refused` that of refusals;
    `failed` lists the first of these (a JSON list of `{"member", "problem"}`). `reached`: the last member handled, or
    the number of references handled. `held_out`: the number left out as members of a control group.
    """

    batch_id: str
    program_id: str
    external_id: str
    fingerprint: str
    created_at: str
    reward: str
    valid_until: str | None
    reason: str
    members: str
    status: str
    wanted: int
    issued: int
    refused: int
    failed: str
    reached: str
    held_out: int = 0
