"""Reviews of ladders of ranks: which are done."""

from typing import NamedTuple


class ReviewRow(NamedTuple):
    """A review that is done: how many members there were, and of how many the level changed."""

    program_id: str
    ladder: str
    review_on: str
    members: int
    changes: int
    done_at: str
