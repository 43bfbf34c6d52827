"""What became of a request, for figures and logs: nothing of what was sent or answered."""

from collections.abc import Callable
from typing import Final, NamedTuple

# An address that is no operation's, or a caller who never got as far as one.
NO_OPERATION: Final = "none"
# What others use for a caller who hung up before the answer; nobody is sent it.
CALLER_GONE: Final = 499


class Outcome(NamedTuple):
    """The operation's name, the answer's status and problem ("" if none), who asked, and how long it took.

    `key_id` is "" as long as the key is not known.
    """

    operation: str
    status: int
    problem: str
    request_id: str
    key_id: str
    nanoseconds: int


Report = Callable[[Outcome], None]
