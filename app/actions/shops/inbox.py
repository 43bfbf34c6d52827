"""Takes in the messages of shop systems: checks the signature, stores what is read of them, and only then thinks."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.actions.access.sealing import NotSealedHere, Sealing
from app.actions.ids import IdSource
from app.actions.shops.signing import is_signed_by_shop
from app.engine.model.instants import instant_text
from app.sources.kinds import KINDS
from app.sources.reading import Unreadable, parsed
from app.sources.settings import read_settings
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.shops import connectors as store
from app.store.queries.shops import deliveries
from app.store.rows.shops import ConnectorRow, DeliveryRow

NOTHING: Final = '{"purchases": [], "returns": [], "shortfalls": []}'
# A message that is no JSON cannot be cut down to the fields that are read, so it is kept until somebody repairs it.
LONGEST_TEXT: Final = 64_000


class BadSignature(Exception):
    """No connector takes this message: it is not signed by the shop, or there is no such connector."""


class Inbox:
    """The inbox of one database.

    `clock` gives the real time, in UTC; `on_arrival` is called after each new message; `public_url` is the address at
    which shop systems reach us.
    """

    def __init__(
        self,
        database: Database,
        ids: IdSource,
        clock: Callable[[], datetime],
        sealing: Sealing,
        on_arrival: Callable[[], None],
        *,
        public_url: str,
    ) -> None:
        self._public_url = public_url
        self._database = database
        self._ids = ids
        self._clock = clock
        self._sealing = sealing
        self._on_arrival = on_arrival

    async def receive(self, connector_id: str, headers: Mapping[str, str], body: bytes) -> str | None:
        """Store a message; returns its delivery's id, None for a test of the address.

        Names of headers are in lower case. Raises BadSignature, and then nothing is stored.
        """
        connector = await self._database.read(lambda transaction: store.connector(transaction, connector_id))
        if connector is None or connector.status == "deleted":
            raise BadSignature
        if connector.kind == "woocommerce" and _is_ping(headers, body):
            return None
        self._check(connector, headers, body)
        one = self._delivery(connector, headers, body)

        async def work(transaction: Transaction) -> str:
            again = await deliveries.count_again(transaction, connector_id, one.source_id)
            if again is None:
                await deliveries.add_delivery(transaction, one)
            return again or one.delivery_id

        try:
            stored = await self._database.write(work)
        except IntegrityConflict:
            # The same message in the same moment.
            stored = await self._database.write(work)
        if stored == one.delivery_id:
            self._on_arrival()
        return stored

    def _check(self, connector: ConnectorRow, headers: Mapping[str, str], body: bytes) -> None:
        try:
            secret = self._sealing.unseal(connector.signing, connector.program_id, connector.connector_id)
        except NotSealedHere:
            raise BadSignature from None
        settings = read_settings(json.loads(connector.settings))
        address = f"{self._public_url}/in/{connector.connector_id}"
        if not is_signed_by_shop(
            connector.kind, settings, secret, headers=headers, body=body, address=address, now=self._clock()
        ):
            raise BadSignature
        shop = settings.shop
        if connector.kind == "shopify" and shop and headers.get("x-shopify-shop-domain", "").lower() != shop.lower():
            raise BadSignature

    def _delivery(self, connector: ConnectorRow, headers: Mapping[str, str], body: bytes) -> DeliveryRow:
        kind = KINDS[connector.kind]
        now = instant_text(self._clock())
        try:
            payload = parsed(body)
            text = json.dumps(kind.stored(payload, read_settings(json.loads(connector.settings))))
        except Unreadable:
            payload = None
            text = json.dumps(body[:LONGEST_TEXT].decode("utf-8", "replace"))
        return DeliveryRow(
            delivery_id=self._ids.draw("dlv"),
            program_id=connector.program_id,
            connector_id=connector.connector_id,
            topic=kind.topic(headers, payload),
            source_id=kind.message_id(headers, payload, hashlib.sha256(body).hexdigest()),
            order_id=None,
            received_at=now,
            times=1,
            status="received",
            code=None,
            detail=None,
            pointer=None,
            attempts=0,
            next_at=now,
            payload=text,
            first_payload=None,
            repaired_by=None,
            repaired_at=None,
            result=NOTHING,
        )


def _is_ping(headers: Mapping[str, str], body: bytes) -> bool:
    """WooCommerce tries an address with a form, before anything is signed."""
    return headers.get("content-type", "").startswith("application/x-www-form-urlencoded") and (
        body.startswith(b"webhook_id=") and body[len(b"webhook_id=") :].isdigit()
    )


def result_of(row: DeliveryRow) -> dict[str, Any]:
    """The purchases, returns and shortfalls of a delivery."""
    found: dict[str, Any] = json.loads(row.result)
    return found
