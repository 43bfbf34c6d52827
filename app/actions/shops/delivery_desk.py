"""The deliveries as people see them: to be looked at, repaired, replayed and dismissed."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from app.actions.access.audit import Recorder
from app.actions.access.keys import Caller
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.sources.kinds import KINDS
from app.sources.settings import read_settings
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.shops import connectors as store
from app.store.queries.shops import deliveries
from app.store.rows.shops import DeliveryRow

NO_DELIVERY: Final = Refusal("not-found", "there is no such delivery")


class DeliveryDesk:
    """The deliveries of one database. `clock` gives the real time, in UTC; `on_work` is called when some became due."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], recorder: Recorder, on_work: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._recorder = recorder
        self._on_work = on_work

    async def page(self, program_id: str, limit: int, before: str | None, filters: dict[str, str]) -> list[DeliveryRow]:
        """Up to `limit` deliveries, newest first, before an id; `filters` are values of columns."""

        async def work(transaction: Transaction) -> list[DeliveryRow]:
            return await deliveries.deliveries_page(transaction, program_id, limit, before, filters)

        return await self._database.read(work)

    async def one(self, program_id: str, delivery_id: str) -> DeliveryRow | None:
        """A delivery."""
        return await self._database.read(lambda transaction: deliveries.delivery(transaction, program_id, delivery_id))

    async def replay(
        self, program_id: str, delivery_id: str, payload: Any = None, caller: Caller | None = None
    ) -> DeliveryRow | Refusal:
        """Process a delivery again, with a corrected payload if one is given; the first payload is kept beside it."""

        async def work(transaction: Transaction) -> DeliveryRow | Refusal:
            row = await deliveries.delivery(transaction, program_id, delivery_id)
            if row is None:
                return NO_DELIVERY
            now = instant_text(self._clock())
            changed = row._replace(status="received", attempts=0, next_at=now, code=None, detail=None, pointer=None)
            if payload is not None:
                connector = await store.connector(transaction, row.connector_id)
                assert connector, "a connector's row stays for ever"
                changed = changed._replace(
                    payload=json.dumps(
                        KINDS[connector.kind].stored(payload, read_settings(json.loads(connector.settings)))
                    ),
                    first_payload=row.first_payload or row.payload,
                    repaired_by=(caller.staff_id or caller.key_id) if caller else None,
                    repaired_at=now,
                )
            await deliveries.save_delivery(transaction, changed)
            act = self._recorder.row(caller, program_id, "replay_delivery", delivery_id, repaired=payload is not None)
            await audit.record(transaction, [act])
            return changed

        done = await self._database.write(work)
        self._on_work()
        return done

    async def dismiss(
        self, program_id: str, delivery_id: str, reason: str, caller: Caller | None = None
    ) -> DeliveryRow | Refusal:
        """Settle a delivery that will not be recorded."""

        async def work(transaction: Transaction) -> DeliveryRow | Refusal:
            row = await deliveries.delivery(transaction, program_id, delivery_id)
            if row is None:
                return NO_DELIVERY
            if row.status not in ("failed", "waiting", "dismissed"):
                return Refusal("validation", "only a delivery that failed or waits can be dismissed", "", "one-of")
            changed = row._replace(status="dismissed", next_at=None)
            await deliveries.save_delivery(transaction, changed)
            act = self._recorder.row(caller, program_id, "dismiss_delivery", delivery_id, reason=reason)
            await audit.record(transaction, [act])
            return changed

        return await self._database.write(work)

    async def retry(
        self, program_id: str, connector_id: str, status: str, code: str | None, caller: Caller | None = None
    ) -> int | Refusal:
        """Process all deliveries of a status, and of a code, again; returns their number."""

        async def work(transaction: Transaction) -> int | Refusal:
            row = await store.connector(transaction, connector_id)
            if row is None or row.program_id != program_id:
                return Refusal("not-found", "there is no such connector")
            number = await deliveries.retry_all(transaction, connector_id, status, code, instant_text(self._clock()))
            act = self._recorder.row(
                caller, program_id, "retry_deliveries", connector_id, status=status, code=code, deliveries=number
            )
            await audit.record(transaction, [act])
            return number

        done = await self._database.write(work)
        self._on_work()
        return done
