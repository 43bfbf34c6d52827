"""The lists of customers that the golden list's filters show."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.views.golden.reviewed import Review
from app.pages.visit import Visit

PER_PAGE: Final = 100
LISTS: Final = {
    "golden": "/v1/insights/grades",
    "slipping": "/v1/insights/deviations",
    "quiet": "/v1/insights/lapsed",
    "lift": "/v1/insights/lift",
    "once": "/v1/insights/lapsed",
    "due": "/v1/insights/reorders",
    "everybody": "/v1/insights/grades",
}


async def list_rows(
    visit: Visit, shown: str, review: Review, cursor: str | None, limit: int = PER_PAGE
) -> Mapping[str, Any]:
    """A page of a list."""
    query: dict[str, Any] = {"limit": limit, "cursor": cursor}
    if shown == "slipping":
        query["direction"] = "down"
    if shown == "once":
        query["bought"] = "once"
    if shown != "golden":
        return dict(await visit.calls.get(LISTS[shown], **query))
    # The golden grades come first, so the golden list is the beginning of all grades.
    found = await visit.calls.get(LISTS[shown], **query)
    rows = [row for row in found["data"] if row["grade"] in review.golden]
    whole = len(rows) == len(found["data"])
    return {"data": rows, "next_cursor": found["next_cursor"] if whole else None}
