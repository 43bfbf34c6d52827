"""A page of past orders becomes deliveries, as if each order had come as a message."""

import hashlib
import json
from datetime import datetime
from typing import Final

from app.actions.ids import IdSource
from app.actions.shops.inbox import NOTHING
from app.engine.model.instants import instant_text
from app.engine.orders.known import KnownOrder
from app.sources.kinds import KINDS
from app.sources.past import FoundOrder, PastPage
from app.sources.settings import read_settings_text
from app.store.connection.transaction import Transaction
from app.store.queries.shops import backfills, deliveries, shop_orders
from app.store.rows.shops import BackfillRow, ConnectorRow, DeliveryRow

LONGEST_SOURCE_ID: Final = 200


async def store_page(
    transaction: Transaction,
    connector: ConnectorRow,
    backfill: BackfillRow,
    page: PastPage,
    *,
    now: datetime,
    ids: IdSource,
) -> None:
    """Store the orders of a page that are new, and the backfill as it is after the page.

    A scheduled backfill leaves out orders that are known in this state. One that was asked for takes them again, since
    settings may have changed: what is recorded already stays as it is. Raises IntegrityConflict if a message came in
    the same moment.
    """
    named = {_source_id(backfill, one): one for one in page.orders}
    known = await deliveries.known_sources(transaction, connector.connector_id, list(named))
    if backfill.slot:
        known |= await _told_already(transaction, connector, named)
    settings = read_settings_text(connector.settings)
    fresh = [
        DeliveryRow(
            delivery_id=ids.draw("dlv"),
            program_id=connector.program_id,
            connector_id=connector.connector_id,
            topic=one.topic,
            source_id=source_id,
            order_id=None,
            received_at=instant_text(now),
            times=1,
            status="received",
            code=None,
            detail=None,
            pointer=None,
            attempts=0,
            next_at=instant_text(now),
            payload=json.dumps(KINDS[connector.kind].stored(one.payload, settings)),
            first_payload=None,
            repaired_by=None,
            repaired_at=None,
            result=NOTHING,
            backfill_id=backfill.backfill_id,
        )
        for source_id, one in named.items()
        if source_id not in known
    ]
    await deliveries.add_deliveries(transaction, fresh)
    await backfills.save_backfill(transaction, backfill._replace(fresh=backfill.fresh + len(fresh)))


def _source_id(backfill: BackfillRow, order: FoundOrder) -> str:
    """The name of a found order among deliveries: its state is taken once, or once by each backfill asked for."""
    if order.message_id:
        return order.message_id[:LONGEST_SOURCE_ID]
    state = f"{order.order_id}@{order.version}"
    if not order.version:
        state = hashlib.sha256(json.dumps(order.payload).encode()).hexdigest()
    return (state if backfill.slot else f"{backfill.backfill_id} {state}")[:LONGEST_SOURCE_ID]


async def _told_already(transaction: Transaction, connector: ConnectorRow, named: dict[str, FoundOrder]) -> set[str]:
    order_ids = [one.order_id for one in named.values() if one.order_id and one.version]
    rows = await shop_orders.orders_by_id(transaction, connector.connector_id, order_ids)
    versions = {row.order_id: KnownOrder.load(row.known).version for row in rows}
    return {
        source_id
        for source_id, one in named.items()
        if one.order_id and one.version and versions.get(one.order_id, "") >= one.version
    }
