"""An event before it is written."""

from typing import Any, NamedTuple


class Happened(NamedTuple):
    """An event before it is written. `facts` are what no other row keeps."""

    type: str
    member_id: str | None
    cause: str
    cause_id: str
    object_id: str | None = None
    store: str | None = None
    facts: dict[str, Any] | None = None
