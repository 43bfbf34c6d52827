"""Writes to shop systems: vouchers and the standing of members, after the events that changed them.

Each connector has a place of its own in the feed. What is written is the present state, not the event, so repeating or
skipping one is harmless. A shop that does not answer holds up only itself: its place stands, and it is tried again.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from app.actions.access.sealing import NotSealedHere
from app.actions.background.leases import Leases
from app.actions.events.feed import Feed
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.reading.statuses import Statuses
from app.actions.shops.asking import Asking
from app.engine.model.money import DECIMALS
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.outside.door import CallFailed, NotAllowed
from app.sources.kinds import OUTLETS
from app.sources.outlet import Call, Outlet, PublishedVoucher, Standing
from app.sources.settings import PublishPart, read_settings
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries.members import members
from app.store.queries.shops import connectors, shop_orders
from app.store.rows.shops import ConnectorRow

EVENTS_AT_ONCE: Final = 100
LEASE_SECONDS: Final = 60
TRIES_AGAIN_AFTER: Final = timedelta(minutes=1)
# The kinds of rewards that the codes of a shop can be.
PUBLISHED_KINDS: Final = ("amount_off", "percent_off")

logger = logging.getLogger(__name__)


class TryLater(Exception):
    """The shop system cannot be written to now."""


class Publishing:
    """Publishes the programmes of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        *,
        feed: Feed,
        statuses: Statuses,
        asking: Asking,
    ) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._feed = feed
        self._statuses = statuses
        self._asking = asking
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        self._not_before: dict[str, datetime] = {}

    async def go_round(self) -> int:
        """Write what changed to all shops; returns the number of events. Raises DatabaseUnavailable."""
        done = 0
        for one in await self._database.read(connectors.active_connectors):
            wanted = read_settings(json.loads(one.settings)).publish
            waits = self._not_before.get(one.connector_id)
            if one.kind not in OUTLETS or not (wanted.vouchers or wanted.status) or (waits and self._clock() < waits):
                continue
            lease = f"publish:{one.connector_id}"
            if await self._leases.take(lease):
                try:
                    done += await self._publish(one, wanted, lease)
                except TryLater as error:
                    self._not_before[one.connector_id] = self._clock() + TRIES_AGAIN_AFTER
                    logger.warning("connector %s cannot be written to: %s", one.connector_id, error)
                except DatabaseUnavailable:
                    raise
                except Exception:
                    # A bug that one shop triggers must not stop the others.
                    self._not_before[one.connector_id] = self._clock() + TRIES_AGAIN_AFTER
                    logger.exception("publishing to a shop failed")
                finally:
                    await self._leases.give_back(lease)
        return done

    async def _publish(self, connector: ConnectorRow, wanted: PublishPart, lease: str) -> int:
        position, done = connector.published, 0
        while True:
            page = await self._feed.page(connector.program_id, position, limit=EVENTS_AT_ONCE)
            if page.position == position:
                return done
            await self._leases.take(lease)
            program = await self._database.read(partial(self._programs.one, program_id=connector.program_id))
            if wanted.vouchers:
                named = [one["data"].get("voucher") for one in page.documents]
                await self._vouchers(connector, program, sorted({one["id"] for one in named if one}))
            if wanted.status:
                for member_id in sorted({one["subject"] for one in page.documents if one["subject"]}):
                    await self._standing(connector, program, member_id)
            position, done = page.position, done + len(page.documents)
            save = partial(connectors.save_published, connector_id=connector.connector_id, position=position)
            await self._database.write(save)

    async def _vouchers(self, connector: ConnectorRow, program: Program, voucher_ids: list[str]) -> None:
        outlet = OUTLETS[connector.kind]
        for one in await self._database.read(
            lambda transaction: shop_orders.vouchers_by_id(transaction, program.id, voucher_ids)
        ):
            told = await self._told(connector, program, one)
            if told is None:
                continue
            if one.status == "usable":
                await self._issue(connector, outlet, told)
            else:
                await self._remove(connector, outlet, told.code)

    async def _issue(self, connector: ConnectorRow, outlet: Outlet, told: PublishedVoucher) -> None:
        call = outlet.issue(told)
        if call is None:
            return
        status, answer = await self._call(connector, call)
        if not outlet.is_issued(status, answer):
            logger.warning("connector %s refused a voucher with status %s", connector.connector_id, status)

    async def _remove(self, connector: ConnectorRow, outlet: Outlet, code: str) -> None:
        _, answer = await self._call(connector, outlet.look_up(code))
        found = outlet.found(answer)
        if found:
            await self._call(connector, outlet.remove(found))

    async def _standing(self, connector: ConnectorRow, program: Program, member_id: str) -> None:
        customer = await self._database.read(
            lambda transaction: shop_orders.customer_of(
                transaction, connector.connector_id, f"{connector.name}/", member_id
            )
        )
        status = await self._statuses.one(program.id, member_id) if customer else None
        if customer is None or status is None:
            return
        told = json.loads(status)
        tier = told["tier"]["id"] if told["tier"] else None
        tiers = tuple(one.id for one in program.rules.tiers.levels) if program.rules.tiers else ()
        call = OUTLETS[connector.kind].standing(customer, Standing(told["points"]["balance"], tier, tiers))
        await self._call(connector, call)

    async def _told(self, connector: ConnectorRow, program: Program, voucher: Voucher) -> PublishedVoucher | None:
        """A voucher as shops know it; None for a kind that no code can be."""
        reward = program.version(voucher.program_version).rewards.get(voucher.reward)
        if reward is None or reward.kind not in PUBLISHED_KINDS or (reward.rate and reward.max_amount is not None):
            return None
        amount = voucher.amount if voucher.amount is not None else reward.amount
        percent = Decimal(reward.rate.amount * 100) / reward.rate.per if reward.rate else None

        async def work(transaction: Transaction) -> tuple[str | None, str | None]:
            link = f"{connector.name}/"
            customer = await shop_orders.customer_of(transaction, connector.connector_id, link, voucher.member_id)
            known = await members.find(transaction, program.id, voucher.member_id)
            return customer, known.profile.email if known and known.profile else None

        customer, email = await self._database.read(work)
        return PublishedVoucher(
            code=voucher.code,
            name=reward.name,
            amount=f"{Decimal(amount).scaleb(-DECIMALS[program.currency]):f}" if percent is None and amount else None,
            percent=f"{percent.normalize():f}" if percent is not None else None,
            starts_at=voucher.issued_at,
            expires_on=voucher.expires_on,
            email=email,
            customer=customer,
        )

    async def _call(self, connector: ConnectorRow, call: Call) -> tuple[int, Any]:
        """The status and answer of a shop system. Raises TryLater."""
        try:
            status, answer = await self._asking.call(connector, call)
        except (CallFailed, NotAllowed, NotSealedHere) as error:
            raise TryLater(str(error) or "its key cannot be opened") from error
        if status == 429 or status >= 500 or status in (401, 403):
            raise TryLater(f"it answered with status {status}")
        return status, answer
