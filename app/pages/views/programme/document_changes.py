"""Documents of programmes: their values by pointer, what differs between two, and one with a value changed."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final, NamedTuple

# Stands for what is not there.
ABSENT: Final = object()


class Change(NamedTuple):
    """A value that differs; `before` or `after` is None where the value is not there."""

    pointer: str
    before: Any
    after: Any


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without the number of its version."""
    return {name: value for name, value in document.items() if name != "version"}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The values that differ, in the order of the documents."""
    old, new = dict(_leaves(plain(before))), dict(_leaves(plain(after)))
    pointers = [*old, *(one for one in new if one not in old)]
    return [
        Change(one, old.get(one), new.get(one))
        for one in pointers
        if _kind(old.get(one, ABSENT)) != _kind(new.get(one, ABSENT))
    ]


def value_at(document: Any, pointer: str) -> Any:
    """The value at a pointer, ABSENT if there is none."""
    part = document
    for step in _steps(pointer):
        try:
            part = part[int(step)] if isinstance(part, list) else part[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return ABSENT
    return part


def with_value(document: Mapping[str, Any], pointer: str, value: Any) -> dict[str, Any] | None:
    """The document with another value at a pointer; None if nothing stands there."""
    if value_at(document, pointer) is ABSENT:
        return None
    changed = deepcopy(dict(document))
    *steps, last = _steps(pointer)
    part: Any = changed
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[int(last) if isinstance(part, list) else last] = value
    return changed


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _kind(value: Any) -> Any:
    # So that 1, 1.0 and true differ.
    return type(value), value


def _leaves(part: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict) and part:
        for name, value in part.items():
            yield from _leaves(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(part, list) and part:
        for place, value in enumerate(part):
            yield from _leaves(value, f"{pointer}/{place}")
    else:
        yield pointer, part
