"""`./run bench --only review`: reviews of customers, their lists, and the tills meanwhile.

Members and purchases are copies of a few that were really recorded, with new ids and days. The reviews, the lists and
the sales are Goldlist's own, in one process, as in a server with a worker.
"""

import asyncio
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from app.actions.customers.insights.insight_reviews import ReviewRequest
from app.actions.customers.insights.insight_rows import Wanted
from app.actions.goldlist import Goldlist
from app.engine.model.book import Decision
from app.engine.model.commands.sales import BasketLine, RecordPurchase
from app.engine.model.instants import instant_text
from app.engine.model.receipts import RequestKey
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.main import opened
from app.progress import Progress
from app.settings import Settings
from app.store.connection.transaction import Transaction

CLOCK = datetime(2026, 6, 15, 12, tzinfo=UTC)
PATTERNS = 60
# Purchases of a member: 4 in the mean, a few members with many.
HABITS = (1, 1, 2, 2, 3, 4, 5, 6, 12)
ROWS_AT_ONCE = 5_000
TILLS = 16
READ = 100
ROWS_A_PAGE = 50
CATEGORIES = ("coffee/latte", "coffee/espresso", "beans", "bakery/cake", "drinks/tea", "kit/grinders")
DOCUMENT: dict[str, Any] = {
    "name": "Reviewed",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
}


class Shop(NamedTuple):
    """A programme full of members."""

    goldlist: Goldlist
    program_id: str
    members: list[str]
    purchases: int


class Figure(NamedTuple):
    """A figure with its unit."""

    name: str
    value: str


def measure(members: int) -> list[Figure]:
    """Measure on a SQLite file of this many members, with four purchases each."""
    with TemporaryDirectory(prefix="goldlist-reviews-") as folder:
        return asyncio.run(_measure(f"sqlite:///{Path(folder) / 'reviews.db'}", members))


async def _measure(url: str, members: int) -> list[Figure]:
    async with opened(Settings(database_url=url)) as goldlist:
        shop = await _filled(goldlist, members)
        figures = [Figure("members, purchases", f"{members:,}, {shop.purchases:,}")]
        seconds = await _timed(lambda: _review(shop, "first"))
        figures.append(Figure("first review", f"{seconds:.1f} s"))
        alone = await _tills(shop, seconds=3)
        figures.append(Figure("tills alone", f"{alone:,.0f} purchases/s"))
        await _sell(shop, Random("changed").sample(shop.members, max(1, members // 100)))
        assert await goldlist.programs.advance_clock(shop.program_id, CLOCK + timedelta(days=1), None)
        seconds = await _timed(lambda: goldlist.insight_reviews.catch_up(shop.program_id))
        figures.append(Figure("daily review, 1 % changed", f"{seconds:.1f} s"))
        insight = [
            await _timed(lambda one=one: _insight(shop, one)) for one in Random("read").sample(shop.members, READ)
        ]  # type: ignore[misc]
        figures.append(Figure("a member's insight, p50 and p99", _milliseconds(insight)))
        for name, read in _pages(shop).items():
            times = [await _timed(read) for _ in range(READ // 5)]
            figures.append(Figure(f"a page of {name}, p50 and p99", _milliseconds(times)))
        reviewing = asyncio.create_task(_review(shop, "second", in_background=True))
        meanwhile = await _tills(shop, until=reviewing)
        figures.append(
            Figure("tills while reviewing", f"{meanwhile:,.0f} purchases/s, {meanwhile / alone:.2f} of alone")
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return [*figures, Figure("memory at most, with the tills", f"{peak:,} MB")]


async def _filled(goldlist: Goldlist, members: int) -> Shop:
    """A programme with copies of a few recorded members and purchases."""
    made = await goldlist.programs.create("reviewed", DOCUMENT, test=True, clock=CLOCK)
    assert not isinstance(made, list), made
    shop = Shop(goldlist, made.program_id, [], 0)
    chance = Random("reviews")
    for number in range(PATTERNS):
        lines = [
            BasketLine(chance.randrange(1, 4), chance.randrange(100, 2_500), category=chance.choice(CATEGORIES))
            for _ in range(chance.randrange(1, 5))
        ]
        answer = await goldlist.commands.submit(_purchase(shop, f"ext:pattern-{number}", f"pattern-{number}", lines))
        assert isinstance(answer, Decision), answer

    found = [await goldlist.reads.member(shop.program_id, f"ext:pattern-{number}") for number in range(PATTERNS)]
    known = [one.member.member_id for one in found if one]

    async def patterns(transaction: Transaction) -> tuple[list[Member], list[Purchase]]:
        purchases = await transaction.rows(Purchase, "member_id", known)
        return await transaction.rows(Member, "member_id", known), purchases

    models, baskets = await goldlist.database.read(patterns, limit_seconds=None)
    ids, purchases, earlier = [], 0, instant_text(CLOCK - timedelta(days=1))
    with Progress("filling a database", members, "members") as progress:
        for first in range(0, members, ROWS_AT_ONCE):
            some = [goldlist.ids.draw("mem") for _ in range(min(ROWS_AT_ONCE, members - first))]
            sold = [_copy(chance, goldlist, member, baskets) for member in some for _ in range(chance.choice(HABITS))]
            rows = [
                chance.choice(models)._replace(member_id=member, external_id=f"m{first + number}", changed_at=earlier)
                for number, member in enumerate(some)
            ]

            async def write(transaction: Transaction, rows: Any = rows, sold: Any = sold) -> None:
                await transaction.insert(Member, rows)
                await transaction.insert(Purchase, sold)

            await goldlist.database.write(write, limit_seconds=None)
            ids += some
            purchases += len(sold)
            progress.add(len(some))
    return shop._replace(members=ids, purchases=purchases)


def _copy(chance: Random, goldlist: Goldlist, member: str, baskets: list[Purchase]) -> Purchase:
    at = CLOCK - timedelta(days=chance.randrange(1, 730), hours=chance.randrange(12))
    drawn = goldlist.ids.draw("pur")
    return chance.choice(baskets)._replace(
        member_id=member,
        purchase_id=drawn,
        external_id=drawn,
        occurred_at=instant_text(at),
        recorded_at=instant_text(at),
        business_date=at.date().isoformat(),
    )


_numbers = count()


def _purchase(shop: Shop, member: str, name: str, lines: list[BasketLine]) -> RecordPurchase:
    return RecordPurchase(
        program_id=shop.program_id,
        purchase_id=shop.goldlist.ids.draw("pur"),
        request_key=RequestKey("purchase", name, name),
        external_id=name,
        member=member,
        enrol=True,
        occurred_at=CLOCK - timedelta(hours=1),
        currency="GBP",
        lines=tuple(lines),
    )


async def _sell(shop: Shop, members: list[str]) -> None:
    for member in members:
        line = BasketLine(1, 450, category="coffee/latte")
        answer = await shop.goldlist.commands.submit(_purchase(shop, member, f"sale-{next(_numbers)}", [line]))
        assert isinstance(answer, Decision), answer


async def _tills(shop: Shop, seconds: float | None = None, until: "asyncio.Task[None] | None" = None) -> float:
    """Purchases a second of some tills at once, for so long or until a task has ended."""
    began, sold = time.monotonic(), 0
    chance = Random("tills")

    def goes_on() -> bool:
        return not until.done() if until else time.monotonic() - began < (seconds or 0)

    async def till() -> None:
        nonlocal sold
        while goes_on():
            await _sell(shop, [chance.choice(shop.members)])
            sold += 1

    await asyncio.gather(*(till() for _ in range(TILLS)))
    return sold / (time.monotonic() - began)


async def _review(shop: Shop, name: str, *, in_background: bool = False) -> None:
    clock = (await shop.goldlist.programs.known(shop.program_id)).now(shop.goldlist.clock())
    wish = ReviewRequest(shop.program_id, name, "", clock.date().isoformat(), None)
    begun = await shop.goldlist.insight_reviews.ask(wish)
    assert isinstance(begun, tuple), begun
    if in_background:
        await shop.goldlist.insight_reviews.go_round()
    else:
        await shop.goldlist.insight_reviews.catch_up(shop.program_id)


async def _insight(shop: Shop, member: str) -> None:
    assert isinstance(await shop.goldlist.member_insights.one(shop.program_id, member), dict)


def _pages(shop: Shop) -> dict[str, Callable[[], Awaitable[object]]]:
    insights, program_id, wanted = shop.goldlist.insights, shop.program_id, Wanted(None, ROWS_A_PAGE)
    return {
        "grades": lambda: insights.grades(program_id, wanted),
        "the lapsed": lambda: insights.silences(program_id, wanted, ("at_risk", "lapsed")),
        "the lift list": lambda: insights.lifts(program_id, wanted),
        "the golden list": lambda: shop.goldlist.golden_list.page(program_id, wanted),
    }


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.monotonic()
    await work()
    return time.monotonic() - began


def _milliseconds(times: list[float]) -> str:
    ordered = sorted(times)
    last = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return f"{statistics.median(ordered) * 1000:.1f} ms, {last * 1000:.1f} ms"
