"""`goldlist review`: requests a review of all customers, works on it, and writes its lists as CSV."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from app.actions.customers.insights.insight_reviews import ReviewRequest, handled
from app.actions.customers.insights.insight_rows import Found, Row, Wanted
from app.actions.goldlist import Goldlist
from app.actions.reading.settlements import csv_text
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.progress import Progress
from app.store.rows.reviews import InsightReview

ROWS_AT_ONCE: Final = 200
LOOKED_AT_EVERY_SECONDS: Final = 0.2
STAYING_AWAY: Final = ("at_risk", "lapsed")

Reader = Callable[[Wanted], Awaitable[Found | Refusal]]


async def review(
    goldlist: Goldlist, program_id: str, as_of: str | None, backfill_from: str | None
) -> InsightReview | Refusal:
    """Review all customers as of a day (None: today), showing the progress; the review once it has ended."""
    program = await goldlist.programs.known(program_id)
    now = program.now(goldlist.clock())
    wish = ReviewRequest(
        program_id=program_id,
        external_id=f"command-{instant_text(goldlist.clock())}",
        fingerprint="",
        as_of=as_of or program.business_date(now),
        backfill_from=backfill_from,
    )
    begun = await goldlist.insight_reviews.ask(wish)
    if isinstance(begun, Refusal):
        return begun
    work = asyncio.create_task(goldlist.insight_reviews.catch_up(program_id))
    await _show_progress(goldlist, program_id, work)
    await work
    ended = await goldlist.insight_reviews.one(program_id, begun[0].review_id)
    assert ended, "reviews are never deleted while they are new"
    return ended


async def _show_progress(goldlist: Goldlist, program_id: str, work: asyncio.Task[int]) -> None:
    """Show each review that is worked on, until the work has ended."""
    while not work.done():
        running = await goldlist.insight_reviews.running(program_id)
        if running is None:
            await asyncio.wait([work], timeout=LOOKED_AT_EVERY_SECONDS)
            continue
        shown, (done, of) = 0, handled(running)
        with Progress(f"reviewing as of {running.as_of}", of, "members") as progress:
            while not work.done():
                progress.add(done - shown)
                shown = done
                await asyncio.wait([work], timeout=LOOKED_AT_EVERY_SECONDS)
                now = await goldlist.insight_reviews.one(program_id, running.review_id)
                if now is None:
                    break
                done, _ = handled(now)
                if now.status != "running":
                    progress.add(of - shown)
                    break


async def write_lists(goldlist: Goldlist, program_id: str, review_id: str, folder: Path) -> list[Path]:
    """Write each list of a review as CSV into an existing folder, and return the files."""
    insights = goldlist.insights
    readers: dict[str, Reader] = {
        "grades": lambda wanted: insights.grades(program_id, wanted),
        "deviations": lambda wanted: insights.deviations(program_id, wanted, None, None),
        "lapsed": lambda wanted: insights.silences(program_id, wanted, STAYING_AWAY),
        "reorders": lambda wanted: insights.reorders(program_id, wanted, ("due", "overdue")),
        "lift": lambda wanted: insights.lifts(program_id, wanted),
        "golden-list": lambda wanted: goldlist.golden_list.page(program_id, wanted),
    }
    files = []
    for name, read in readers.items():
        files.append(folder / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            header: list[str] = []
            async for row in _rows(read, review_id):
                cells = flat(row.told)
                if not header:
                    header = list(cells)
                    file.write(csv_text([header]))
                file.write(csv_text([cells.values()]))
    return files


async def _rows(read: Reader, review_id: str) -> AsyncIterator[Row]:
    wanted = Wanted(review_id, ROWS_AT_ONCE)
    while True:
        found = await read(wanted)
        if isinstance(found, Refusal):
            return
        for row in found.rows:
            yield row
        if len(found.rows) < wanted.limit:
            return
        wanted = wanted._replace(after=found.rows[-1].key[1:])


def flat(row: Mapping[str, Any]) -> dict[str, str | int]:
    """The cells of a row: nested fields as `period_from`, lists as texts joined by semicolons."""
    cells: dict[str, str | int] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}_{part}": cell for part, cell in flat(value).items()}
        elif isinstance(value, list | tuple):
            cells[name] = "; ".join(str(one["text"] if isinstance(one, Mapping) else one) for one in value)
        elif isinstance(value, bool):
            cells[name] = str(value).lower()
        else:
            cells[name] = "" if value is None else value
    return cells
