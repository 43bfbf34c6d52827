"""What is written to shop systems: vouchers, and the standing of members; and how a call says it."""

from collections.abc import Callable
from typing import Any, NamedTuple


class PublishedVoucher(NamedTuple):
    """A voucher as shop systems know it: once, for one customer.

    `amount` is a decimal text of money, else `percent` one of percent. `expires_on` is its last day. `customer` is the
    shop's id of the customer.
    """

    code: str
    name: str
    amount: str | None
    percent: str | None
    starts_at: str
    expires_on: str | None
    email: str | None
    customer: str | None


class Standing(NamedTuple):
    """The standing of a member: points, the id of the tier, and the ids of all tiers."""

    points: int
    tier: str | None
    tiers: tuple[str, ...]


class Call(NamedTuple):
    """A call to a shop system."""

    method: str
    path: str
    body: Any = None


class Outlet(NamedTuple):
    """How a shop system is written to. All calls set something, so repeating them is harmless.

    `is_issued` says by status and answer whether a voucher is there after `issue`; `found` has its id in the answer to
    `look_up`, None if it is not there. `issue` and `standing` are None where the shop knows too little.
    """

    issue: Callable[[PublishedVoucher], Call | None]
    is_issued: Callable[[int, Any], bool]
    look_up: Callable[[str], Call]
    found: Callable[[Any], str | None]
    remove: Callable[[str], Call]
    standing: Callable[[str, Standing], Call]
