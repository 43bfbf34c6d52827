"""Rows about a member that callers name, such as notes: a repeated request finds the row of the first one."""

from typing import Protocol, TypeVar

from app.engine.model.book import Refusal


class Fingerprinted(Protocol):
    """A request, with the hash of its content."""

    @property
    def fingerprint(self) -> str: ...


class NamedRow(Protocol):
    """A row made by a request, unless Goldlist wrote it itself: then its `fingerprint` is None."""

    @property
    def member_id(self) -> str: ...

    @property
    def fingerprint(self) -> str | None: ...


Row = TypeVar("Row", bound=NamedRow)


def recorded_before(
    known: Row | None, wish: Fingerprinted, member_id: str, kind: str
) -> tuple[Row, bool] | Refusal | None:
    """The row that a repeated request made, a refusal if the row of its name is another one, None without any."""
    if known is None:
        return None
    if (known.fingerprint, known.member_id) == (wish.fingerprint, member_id):
        return known, True
    return Refusal("external-id-conflict", f"another {kind} has this name", "/external_id")
