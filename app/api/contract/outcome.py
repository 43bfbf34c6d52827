"""The outcome of a request, for metrics and logs: no content of the request or the answer."""

from collections.abc import Callable
from typing import Final, NamedTuple

# No operation: an unknown path, or a request refused before routing.
NO_OPERATION: Final = "none"
# The usual code for a caller that hung up before the answer; it is never sent.
CALLER_GONE: Final = 499


class Outcome(NamedTuple):
    """The operation's name, the answer's status and problem ("" if none), the caller, and the duration.

    `key_id` is "" until the key is known.
    """

    operation: str
    status: int
    problem: str
    request_id: str
    key_id: str
    nanoseconds: int


Report = Callable[[Outcome], None]
