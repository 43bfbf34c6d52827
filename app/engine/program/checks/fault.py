"""A fault of a programme document."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault of a document, and its place."""

    pointer: str
    code: str
    detail: str
