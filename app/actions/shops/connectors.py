"""Connectors: made, changed and removed by people; their secrets lie sealed."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.keys import Caller
from app.actions.access.sealing import Sealing
from app.actions.ids import IdSource
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.shops import connectors as store
from app.store.queries.shops import deliveries
from app.store.rows.shops import ConnectorRow

MOST: Final = 20
NO_CONNECTOR: Final = Refusal("not-found", "there is no such connector")


class ConnectorRequest(NamedTuple):
    """A new connector; `settings` as they are stored. `api` is the key of the shop's interface, if there is one."""

    name: str
    kind: str
    settings: str
    signing: str
    api: str | None = None


class ConnectorChange(NamedTuple):
    """What changes of a connector; None stays."""

    settings: str | None = None
    signing: str | None = None
    api: str | None = None
    status: str | None = None


class ConnectorFigures(NamedTuple):
    """A connector with the number of its deliveries by status."""

    row: ConnectorRow
    deliveries: dict[str, int]


class Connectors:
    """The connectors of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, ids: IdSource, clock: Callable[[], datetime], recorder: Recorder, sealing: Sealing
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._sealing = sealing

    async def create(
        self, program_id: str, wish: ConnectorRequest, caller: Caller | None = None
    ) -> ConnectorRow | Refusal:
        """Make a connector."""
        if not self._sealing.is_ready:
            return Refusal("secrets-key-missing", "set GOLDLIST_SECRETS_KEY_FILE, under which secrets are sealed")
        connector_id = self._ids.draw("con")
        made = ConnectorRow(
            connector_id=connector_id,
            program_id=program_id,
            name=wish.name,
            kind=wish.kind,
            settings=wish.settings,
            signing=self._sealing.seal(wish.signing.encode(), program_id, connector_id),
            api=self._sealing.seal(wish.api.encode(), program_id, connector_id) if wish.api else None,
            status="active",
            created_at=instant_text(self._clock()),
        )

        async def work(transaction: Transaction) -> ConnectorRow | Refusal:
            known = await store.connectors_of(transaction, program_id)
            if len(known) >= MOST:
                return Refusal("validation", f"a programme has at most {MOST} connectors", "", "too-many")
            await store.add_connector(transaction, made)
            act = self._recorder.row(
                caller, program_id, "create_connector", connector_id, name=wish.name, kind=wish.kind
            )
            await audit.record(transaction, [act])
            return made

        try:
            return await self._database.write(work)
        except IntegrityConflict:
            return Refusal("name-taken", "another connector has or had this name", "/name")

    async def all(self, program_id: str) -> list[ConnectorFigures]:
        """The connectors of a programme, oldest first."""

        async def work(transaction: Transaction) -> list[ConnectorFigures]:
            counts = await deliveries.counts_of(transaction, program_id)
            return [_with_figures(one, counts) for one in await store.connectors_of(transaction, program_id)]

        return await self._database.read(work)

    async def one(self, program_id: str, connector_id: str) -> ConnectorFigures | None:
        """A connector that is not deleted."""
        found = await self.all(program_id)
        return next((one for one in found if one.row.connector_id == connector_id), None)

    async def change(
        self, program_id: str, connector_id: str, change: ConnectorChange, caller: Caller | None = None
    ) -> ConnectorRow | Refusal:
        """Change a connector's settings, secrets or status; `deleted` removes it, and its deliveries stay."""

        async def work(transaction: Transaction) -> ConnectorRow | Refusal:
            row = await store.connector(transaction, connector_id)
            if row is None or row.program_id != program_id or row.status == "deleted":
                return NO_CONNECTOR
            if (change.signing or change.api) and not self._sealing.is_ready:
                return Refusal("secrets-key-missing", "set GOLDLIST_SECRETS_KEY_FILE, under which secrets are sealed")
            changed = row._replace(settings=change.settings or row.settings, status=change.status or row.status)
            if change.signing:
                signing = self._sealing.seal(change.signing.encode(), program_id, connector_id)
                changed = changed._replace(signing=signing)
            if change.api:
                changed = changed._replace(api=self._sealing.seal(change.api.encode(), program_id, connector_id))
            if change.status == "deleted":
                changed = changed._replace(signing="", api=None)
            await store.change_connector(transaction, changed)
            told = [name for name, one in change._asdict().items() if one is not None]
            act = self._recorder.row(caller, program_id, "change_connector", connector_id, changed=told)
            await audit.record(transaction, [act])
            return changed

        return await self._database.write(work)


def shown(row: ConnectorRow, public_url: str) -> dict[str, Any]:
    """A connector as answers show it, without its secrets."""
    return {
        "id": row.connector_id,
        "name": row.name,
        "kind": row.kind,
        "settings": json.loads(row.settings),
        "has_secrets": ["signing", *(["api"] if row.api else [])],
        "status": row.status,
        "inbox": f"{public_url}/in/{row.connector_id}",
        "created_at": row.created_at,
    }


def _with_figures(row: ConnectorRow, counts: dict[tuple[str, str], int]) -> ConnectorFigures:
    return ConnectorFigures(
        row, {status: number for (owner, status), number in sorted(counts.items()) if owner == row.connector_id}
    )
