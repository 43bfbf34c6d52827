"""Fetches past orders of shop systems, page by page, and stores them as deliveries, as if they had just come.

A page and the place of the next are written together, so a worker that dies costs one page, which is fetched again and
found to be stored. Each connector is also asked on a schedule for what its messages did not tell.
"""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from app.actions.access.sealing import NotSealedHere
from app.actions.background.leases import Leases
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.shops.asking import Asked, Asking
from app.actions.shops.backfill_pages import store_page
from app.actions.shops.backfills import can_tell_past, new_backfill
from app.engine.events.reviewing import job_finished
from app.engine.model.instants import instant, instant_text
from app.engine.program.versions import Program
from app.outside.door import CallFailed, NotAllowed
from app.sources.kinds import PASTS
from app.sources.past import Past, Span, retry_after
from app.sources.reading import Unreadable
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.shops import backfills as store
from app.store.queries.shops import connectors
from app.store.rows.shops import BackfillRow, ConnectorRow

LEASE_SECONDS: Final = 60
PAGES_A_ROUND: Final = 20
# Messages that come meanwhile stand behind these.
MOST_WAITING: Final = 200
LOOKS_AGAIN_AFTER: Final = timedelta(seconds=2)
PAUSED_FOR: Final = timedelta(minutes=1)
USUAL_WAIT: Final = timedelta(seconds=10)
TRIES_AGAIN_AFTER: Final = tuple(timedelta(seconds=one) for one in (5, 30, 300, 1800, 7200, 18000, 36000, 50400))
GIVEN_UP_AFTER: Final = timedelta(days=7)
KEPT_QUIET: Final = timedelta(days=2)
KEPT_SCHEDULED: Final = timedelta(days=90)

ASKS_FOR: Final = timedelta(days=3)
FURTHEST: Final = timedelta(days=30)
OVERLAP: Final = timedelta(minutes=10)
NIGHT_HOUR: Final = 3

logger = logging.getLogger(__name__)


class Backfilling:
    """Carries out the backfills of one database. `clock` gives the real time, in UTC; `on_arrival` is called when
    there is something to process.
    """

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        *,
        asking: Asking,
        on_arrival: Callable[[], None],
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._asking = asking
        self._on_arrival = on_arrival
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        self._scheduled: dict[str, str] = {}

    async def go_round(self) -> int:
        """Schedule what is due, and fetch; returns the number of pages. Raises DatabaseUnavailable."""
        await self._schedule()
        now, done = instant_text(self._clock()), 0
        for row in await self._database.read(lambda transaction: store.due_backfills(transaction, now)):
            lease = f"backfill:{row.connector_id}"
            if await self._leases.take(lease):
                try:
                    done += await self._work(row.connector_id, row.backfill_id, lease)
                except (DatabaseUnavailable, IntegrityConflict):
                    # A message may have come in the same moment; it stays due.
                    continue
                except Exception:
                    logger.exception("backfill %s failed", row.backfill_id)
                    await self._end(row, "failed", "internal-error", "this is a bug in Goldlist; the log has more")
                finally:
                    await self._leases.give_back(lease)
        return done

    async def _work(self, connector_id: str, backfill_id: str, lease: str) -> int:
        for done in range(PAGES_A_ROUND):
            row, connector, waiting = await self._database.read(
                partial(_state, connector_id=connector_id, backfill_id=backfill_id)
            )
            now = self._clock()
            if row is None or row.next_at is None or instant(row.next_at) > now:
                return done
            if connector is None or connector.status == "deleted" or not can_tell_past(connector):
                await self._end(
                    row, "failed", "connector-not-ready", "the connector has no key any more, or is deleted"
                )
                return done
            if connector.status == "paused":
                await self._later(row, PAUSED_FOR)
            elif row.status == "processing":
                await self._settle(row, waiting)
            elif waiting >= MOST_WAITING:
                await self._later(row, LOOKS_AGAIN_AFTER)
            else:
                await self._leases.take(lease)
                await self._fetch(row, connector)
        return PAGES_A_ROUND

    async def _fetch(self, row: BackfillRow, connector: ConnectorRow) -> None:
        """Fetch the next page."""
        past, now = PASTS[connector.kind], self._clock()
        span = Span(instant(row.begin_at), instant(row.end_at))
        try:
            asked = await self._asking.ask(connector, past.ask(span, row.cursor))
        except NotSealedHere:
            await self._end(row, "failed", "fetch-failed", "the key was sealed under another secrets key")
            return
        except (CallFailed, NotAllowed) as error:
            await self._again(row, f"{error.code}: {error}")
            return
        if asked.status != 200 or asked.answer is None:
            await self._refused(row, asked)
            return
        try:
            page = past.read(asked.answer, asked.headers, span, row.cursor)
        except Unreadable as fault:
            await self._end(row, "failed", "unreadable", f"{fault.pointer}: {fault.detail}")
            return
        changed = row._replace(
            cursor=page.cursor,
            found_to=instant_text(page.changed_at) if page.changed_at else row.found_to,
            status="fetching" if page.cursor else "processing",
            pages=row.pages + 1,
            orders=row.orders + len(page.orders),
            attempts=0,
            code=None,
            detail=None,
            next_at=instant_text(now + past.pause(asked.headers)),
        )
        await self._database.write(
            partial(store_page, connector=connector, backfill=changed, page=page, now=now, ids=self._ids)
        )
        self._on_arrival()

    async def _refused(self, row: BackfillRow, asked: Asked) -> None:
        """The shop answered with something else than a page."""
        told = f"the shop system answered with status {asked.status}"
        if asked.status in (429, 503):
            wait = retry_after(asked.headers, self._clock(), USUAL_WAIT)
            if instant(row.created_at) + GIVEN_UP_AFTER <= self._clock():
                await self._end(row, "failed", "fetch-failed", told)
                return
            await self._later(row._replace(code="rate-limited", detail=told), wait)
        elif asked.status in (401, 403):
            await self._end(row, "failed", "not-allowed", f"{told}: its key may not read orders")
        elif asked.status >= 500 or asked.status == 200:
            await self._again(row, told if asked.status != 200 else "the answer is not JSON, or too long")
        elif row.cursor:
            # The place is no longer known there: begin once more after what was found.
            await self._again(row._replace(cursor=None, begin_at=row.found_to or row.begin_at), told)
        else:
            await self._end(row, "failed", "fetch-failed", told)

    async def _again(self, row: BackfillRow, detail: str) -> None:
        if row.attempts >= len(TRIES_AGAIN_AFTER):
            await self._end(row, "failed", "fetch-failed", detail)
            return
        wait = TRIES_AGAIN_AFTER[row.attempts]
        await self._later(row._replace(attempts=row.attempts + 1, code="fetch-failed", detail=detail), wait)

    async def _later(self, row: BackfillRow, wait: timedelta) -> None:
        changed = row._replace(next_at=instant_text(self._clock() + wait))
        await self._database.write(lambda transaction: store.save_backfill(transaction, changed))

    async def _settle(self, row: BackfillRow, waiting: int) -> None:
        """End a backfill once its deliveries are processed."""
        if waiting:
            await self._later(row, LOOKS_AGAIN_AFTER)
            return
        await self._end(row, "done", None, None)

    async def _end(self, row: BackfillRow, status: str, code: str | None, detail: str | None) -> None:
        """End a backfill and tell of it; a scheduled one only if it found something."""
        now = self._clock()

        async def work(transaction: Transaction) -> dict[str, int]:
            results = (await store.results_of(transaction, [row.backfill_id]))[row.backfill_id]
            ended = row._replace(
                status=status,
                code=code,
                detail=detail,
                cursor=None,
                next_at=None,
                ended_at=instant_text(now),
                results=json.dumps(results),
            )
            await store.save_backfill(transaction, ended)
            if row.slot:
                kept = (instant_text(now - one) for one in (KEPT_QUIET, KEPT_SCHEDULED))
                await store.forget_scheduled(transaction, row.connector_id, *kept)
            if row.slot is None or status == "failed" or _missed(results):
                program = await self._programs.one(transaction, row.program_id)
                counts = {
                    "orders": row.orders,
                    "recorded": results.get("done", 0),
                    "failures": results.get("failed", 0),
                }
                told = job_finished("backfill", row.backfill_id, status, **counts)
                await tell_all(transaction, row.program_id, [told], instant_text(program.now(now)), self._ids.draw)
            return results

        results = await self._database.write(work)
        if status == "failed":
            logger.warning("backfill %s failed: %s", row.backfill_id, detail)
        elif row.slot and _missed(results):
            logger.warning(
                "connector %s: %d orders had not been reported, %d of them failed",
                row.connector_id,
                _missed(results),
                results.get("failed", 0),
            )

    async def _schedule(self) -> None:
        """Begin what the schedule wants of each connector, once."""
        now = self._clock()
        for one in await self._database.read(connectors.active_connectors):
            if not can_tell_past(one):
                continue
            past = PASTS[one.kind]
            slot = instant_text(slot_of(await self._programs.known(one.program_id), past, now))
            if self._scheduled.get(one.connector_id) == slot or slot <= one.created_at:
                continue
            # Another worker may be first.
            with suppress(IntegrityConflict):
                await self._database.write(partial(self._begin, connector=one, past=past, slot=slot, now=now))
            self._scheduled[one.connector_id] = slot

    async def _begin(
        self, transaction: Transaction, connector: ConnectorRow, past: Past, slot: str, now: datetime
    ) -> None:
        running = await store.open_backfills(transaction, connector.connector_id)
        if any(one.slot for one in running) or await store.has_slot(transaction, connector.connector_id, slot):
            return
        last = await store.last_scheduled(transaction, connector.connector_id)
        start = now - ASKS_FOR
        if last:
            reached = instant(last.end_at) - OVERLAP
            start = reached if past.every_minutes else min(start, reached)
        start = max(start, now - FURTHEST, instant(connector.created_at))
        made = new_backfill(self._ids.draw("bkf"), connector, Span(start, now), now, slot)
        await store.add_backfill(transaction, made)


def slot_of(program: Program, past: Past, now: datetime) -> datetime:
    """The last time of the schedule before `now`: three o'clock in the programme's zone, or every few minutes."""
    if past.every_minutes:
        seconds = past.every_minutes * 60
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    local = now.astimezone(program.zone)
    night = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    night = night if night <= local else night - timedelta(days=1)
    return night.astimezone(UTC)


def _missed(results: dict[str, int]) -> int:
    """The orders that no message had told: recorded now, or failed."""
    return results.get("done", 0) + results.get("failed", 0)


async def _state(
    transaction: Transaction, connector_id: str, backfill_id: str
) -> tuple[BackfillRow | None, ConnectorRow | None, int]:
    row = await store.backfill(transaction, connector_id, backfill_id)
    connector = await connectors.connector(transaction, connector_id)
    return row, connector, await store.unprocessed(transaction, backfill_id)
