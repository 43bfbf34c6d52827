"""Cells of the tables that lists are shown in."""

from typing import NamedTuple


class Cell(NamedTuple):
    """A text, linked to `path`, in a pill of this `look`, or as a button that posts to `action`; or an instant `at`."""

    text: str = ""
    path: str = ""
    look: str = ""
    action: str = ""
    at: str = ""
