"""Members of a file of purchases, as a rehearsal reads them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.engine.insights.facts import Bought, Returned
from app.engine.rehearsal.history import History


class FileMember(NamedTuple):
    """A member of a file: the history, and purchases and returns as reviews read them."""

    history: History
    bought: Sequence[Bought]
    returned: Sequence[Returned]


class FileMembers(NamedTuple):
    """The members of a file by their names in it, in that order, the last business day, and the baskets left out."""

    members: Mapping[str, FileMember]
    last_on: str | None
    left_out: int
