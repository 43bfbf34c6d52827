"""Backfills as people see them: a shop system is asked for the orders of a time, in the background."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.keys import Caller
from app.actions.ids import IdSource
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.sources.kinds import KINDS, PASTS
from app.sources.past import Span
from app.sources.settings import read_settings_text
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.shops import backfills as store
from app.store.queries.shops import connectors
from app.store.rows.shops import BackfillRow, ConnectorRow

MOST_OPEN: Final = 10
NO_CONNECTOR: Final = Refusal("not-found", "there is no such connector")


def shown_results(row: BackfillRow, counted: dict[str, int]) -> dict[str, int]:
    """The results of a backfill: those counted now, or those at its end once deliveries were forgotten since."""
    at_end: dict[str, int] = json.loads(row.results)
    return at_end if sum(at_end.values()) > sum(counted.values()) else counted


class BackfillFigures(NamedTuple):
    """A backfill with the number of its deliveries by status."""

    row: BackfillRow
    results: dict[str, int]


class Backfills:
    """The backfills of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, ids: IdSource, clock: Callable[[], datetime], recorder: Recorder) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder

    async def start(
        self, program_id: str, connector_id: str, span: Span, caller: Caller | None = None
    ) -> tuple[BackfillFigures, bool] | Refusal:
        """Ask a shop for the orders that changed in a time; the second is whether this was asked for already.

        The same time again, while it is being fetched, is the same backfill.
        """
        now = self._clock()

        async def work(transaction: Transaction) -> tuple[BackfillFigures, bool] | Refusal:
            connector = await connectors.connector(transaction, connector_id)
            if connector is None or connector.program_id != program_id or connector.status == "deleted":
                return NO_CONNECTOR
            if refusal := _refused(connector, span, now):
                return refusal
            made = new_backfill(self._ids.draw("bkf"), connector, span, now)
            running = await store.open_backfills(transaction, connector_id)
            for one in running:
                if one.slot is None and (one.start_at, one.end_at) == (made.start_at, made.end_at):
                    results = await store.results_of(transaction, [one.backfill_id])
                    return BackfillFigures(one, results[one.backfill_id]), True
            if len(running) >= MOST_OPEN:
                detail = f"at most {MOST_OPEN} backfills of a connector run at once"
                return Refusal("validation", detail, "", "too-many")
            await store.add_backfill(transaction, made)
            act = self._recorder.row(caller, program_id, "start_backfill", connector_id, backfill=made.backfill_id)
            await audit.record(transaction, [act])
            return BackfillFigures(made, {}), False

        return await self._database.write(work)

    async def page(
        self, program_id: str, connector_id: str, limit: int, before: str | None
    ) -> list[BackfillFigures] | None:
        """Up to `limit` backfills of a connector, newest first, before an id; None for an unknown connector."""

        async def work(transaction: Transaction) -> list[BackfillFigures] | None:
            connector = await connectors.connector(transaction, connector_id)
            if connector is None or connector.program_id != program_id:
                return None
            rows = await store.backfills_page(transaction, connector_id, limit, before)
            results = await store.results_of(transaction, [one.backfill_id for one in rows])
            return [BackfillFigures(one, shown_results(one, results[one.backfill_id])) for one in rows]

        return await self._database.read(work)

    async def one(self, program_id: str, connector_id: str, backfill_id: str) -> BackfillFigures | None:
        """A backfill in its present state."""

        async def work(transaction: Transaction) -> BackfillFigures | None:
            row = await store.backfill(transaction, connector_id, backfill_id)
            if row is None or row.program_id != program_id:
                return None
            counted = await store.results_of(transaction, [backfill_id])
            return BackfillFigures(row, shown_results(row, counted[backfill_id]))

        return await self._database.read(work)


def new_backfill(
    backfill_id: str, connector: ConnectorRow, span: Span, now: datetime, slot: str | None = None
) -> BackfillRow:
    """The row of a backfill that begins now. `slot`: for what time of the schedule, None for one asked for."""
    start, end = (instant_text(one) for one in span)
    return BackfillRow(
        backfill_id=backfill_id,
        program_id=connector.program_id,
        connector_id=connector.connector_id,
        slot=slot,
        start_at=start,
        end_at=end,
        status="fetching",
        code=None,
        detail=None,
        begin_at=start,
        cursor=None,
        found_to=None,
        pages=0,
        orders=0,
        fresh=0,
        attempts=0,
        next_at=instant_text(now),
        created_at=instant_text(now),
        ended_at=None,
        results="{}",
    )


def can_tell_past(connector: ConnectorRow) -> bool:
    """Whether the shop can be asked for past orders."""
    base = read_settings_text(connector.settings).base_url or KINDS[connector.kind].base
    return connector.kind in PASTS and bool(connector.api and base)


def _refused(connector: ConnectorRow, span: Span, now: datetime) -> Refusal | None:
    if not can_tell_past(connector):
        detail = "a shop is asked for past orders with secrets.api and settings.base_url; a mapped one never"
        return Refusal("connector-not-ready", detail)
    if not span.start < span.end:
        return Refusal("validation", "must be after from", "/to", "out-of-range")
    days = PASTS[connector.kind].keeps_days
    if days and span.start < now - timedelta(days=days):
        return Refusal("validation", f"the shop system tells only the last {days} days", "/from", "out-of-range")
    return None
