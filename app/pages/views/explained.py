"""Pages that explain a figure: sentences, the sum written out, and what it is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.visit import Page, Visit


def explanation(
    visit: Visit,
    title: str,
    lines: Sequence[str],
    back: Mapping[str, str],
    *,
    sums: Sequence[str] = (),
    table: Mapping[str, Any] | None = None,
) -> Page:
    """The page. `back` has the path and the name of the page that shows the figure; `table` heads, ends and rows,
    and optionally the `path` and `name` of a page about them.
    """
    made = {"path": "", **table} if table else None
    return Page("why.html", title, {"lines": lines, "sums": sums, "table": made, **back})
