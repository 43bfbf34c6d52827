"""Records by id, and which of them a batch has added or changed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Generic, TypeVar

Kept = TypeVar("Kept")
_NONE: Final[Mapping[str, Any]] = {}


class Records(dict[str, Kept], Generic[Kept]):
    """The records of one kind by id; `new` and `changed` are those that the store has to insert and update.

    `key` is the name of the field with the id.
    """

    __slots__ = ("changed", "key", "new")

    def __init__(self, key: str, known: Mapping[str, Kept] = _NONE) -> None:
        super().__init__(known)
        self.key = key
        self.new: dict[str, Kept] = {}
        self.changed: dict[str, Kept] = {}

    def enter(self, records: Iterable[Kept]) -> None:
        """Add records, or replace those with the same id."""
        for record in records:
            key = getattr(record, self.key)
            (self.new if key not in self or key in self.new else self.changed)[key] = record
            self[key] = record

    def copy(self) -> "Records[Kept]":
        """An independent copy."""
        found = Records(self.key, self)
        found.new, found.changed = dict(self.new), dict(self.changed)
        return found

    def forget(self, key: str) -> None:
        """Leave a record to whoever deletes it."""
        for records in (self, self.new, self.changed):
            records.pop(key, None)

    def leave_behind(self, record: Kept, key: str) -> None:
        """Replace a record that gives up its id, and is written under another key."""
        own = getattr(record, self.key)
        (self.new if own in self.new else self.changed)[key] = record
        self.pop(own)
