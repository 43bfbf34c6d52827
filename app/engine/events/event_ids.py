"""The id of an event: that of its commit, with its number in the last 16 bits, so that it is found without an index."""

from typing import Final

PREFIX: Final = "evt"
MOST_AT_ONCE: Final = 1 << 16
_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_TAIL: Final = 4
# The milliseconds since 1970.
_HEAD: Final = 10


def commit_id(drawn: str) -> str:
    """The id of a commit, from a fresh id of events."""
    return _with_tail(drawn, _tail(drawn) & ~(MOST_AT_ONCE - 1))


def event_id(commit: str, n: int) -> str:
    """The id of the nth event of a commit."""
    return _with_tail(commit, _tail(commit) | n)


def place_of(event: str) -> tuple[str, int]:
    """The commit of an event, and its number there."""
    return commit_id(event), _tail(event) & (MOST_AT_ONCE - 1)


def ids_around(first: str, last: str, prefix: str, seconds: int) -> tuple[str, str]:
    """The bounds of ids of another kind drawn for these commits, from `seconds` before the first to the last."""
    head = first[len(PREFIX) + 1 :][:_HEAD]
    drawn_at = 0
    for character in head:
        drawn_at = drawn_at << 5 | _DIGITS.index(character)
    earlier = max(0, drawn_at - seconds * 1000)
    start = "".join(_DIGITS[earlier >> 5 * place & 31] for place in reversed(range(_HEAD)))
    return f"{prefix}_{start}", f"{prefix}_{last[len(PREFIX) + 1 : -_TAIL]}{_DIGITS[-1] * _TAIL}"


def _tail(text: str) -> int:
    value = 0
    for character in text[-_TAIL:]:
        value = value << 5 | _DIGITS.index(character)
    return value


def _with_tail(text: str, value: int) -> str:
    return text[:-_TAIL] + "".join(_DIGITS[value >> 5 * place & 31] for place in reversed(range(_TAIL)))
