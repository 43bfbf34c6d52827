"""Processes the messages of shop systems: reads them, asks back where that is needed, and records what is new.

One worker holds a connector by its lease and takes its messages in order of arrival. Every step is safe to repeat: a
purchase or return has one name for ever, and an order is stored only after its purchases, so a worker that dies leaves
nothing half done.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from app.actions.background.leases import Leases
from app.actions.event_log import tell_all
from app.actions.ids import IdSource, read_voucher_code
from app.actions.programs import Programs
from app.actions.shops.buyers import Buyers
from app.actions.shops.order_commands import back_command, sale_command
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.events.happened import Happened
from app.engine.model import value
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import VoidPurchase
from app.engine.model.instants import instant, instant_text
from app.engine.model.orders import Order
from app.engine.model.records.sales import Purchase, Return, ReturnedLine
from app.engine.orders.known import KnownOrder
from app.engine.orders.naming import name_of
from app.engine.orders.settling import Settlement, ShopTerms, settle
from app.engine.program.versions import Program
from app.sources.kinds import KINDS
from app.sources.reading import Ask, Message, NotUsed, Unreadable, kept
from app.sources.settings import read_settings
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import purchases
from app.store.queries.shops import connectors, deliveries, shop_orders
from app.store.rows.shops import ConnectorRow, DeliveryRow, ShopOrderRow

LEASE_SECONDS: Final = 60
AT_ONCE: Final = 50
MOST_ASKED: Final = 5
WAITS_FOR: Final = timedelta(days=30)
LOOKS_AGAIN_AFTER: Final = timedelta(hours=1)
# A question without an answer is asked again after these times.
ASKS_AGAIN_AFTER: Final = tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000))
KEPT_SETTLED: Final = timedelta(days=30)
KEPT_ALL: Final = timedelta(days=400)

logger = logging.getLogger(__name__)

# Asks a connector's shop system for what stands at a path. Raises NoAnswer.
Fetch = Callable[[ConnectorRow, str], Awaitable[Any]]


class NoAnswer(Exception):
    """The shop system did not answer a question; the message says why."""


class Fault(NamedTuple):
    """Why a message could not be processed. `again`: whether to try it again."""

    code: str
    detail: str
    pointer: str | None = None
    again: bool = False


class Taken(NamedTuple):
    """What a message was: its order as read, what it changes, and the state of the order before."""

    order: Order
    settlement: Settlement
    before: ShopOrderRow | None


class Recorded(NamedTuple):
    """What was recorded for a message. `fault`: the first refusal."""

    purchases: list[str]
    returns: list[str]
    shortfalls: list[Any]
    known: KnownOrder
    member_id: str | None = None
    fault: Fault | None = None


class TakeIn:
    """Processes the deliveries of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        submit: Callable[[Command], Awaitable[Answer]],
        fetch: Fetch,
        buyers: Buyers,
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._submit = submit
        self._fetch = fetch
        self._buyers = buyers
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)

    async def go_round(self) -> int:
        """Process everything that is due; returns the number of deliveries. Raises DatabaseUnavailable, Unavailable."""
        now = instant_text(self._clock())
        done = 0
        for connector_id in await self._database.read(lambda transaction: deliveries.busy_connectors(transaction, now)):
            lease = f"take_in:{connector_id}"
            if await self._leases.take(lease):
                try:
                    done += await self._of_connector(connector_id, lease)
                finally:
                    await self._leases.give_back(lease)
        return done

    async def forget_old(self) -> None:
        """Delete what was kept long enough."""
        now = self._clock()
        settled, everything = instant_text(now - KEPT_SETTLED), instant_text(now - KEPT_ALL)
        await self._database.write(lambda transaction: deliveries.forget_old(transaction, settled, everything))

    async def look(self, connector: ConnectorRow, topic: str, payload: Any, fetched: Any) -> "Taken | NotUsed | Fault":
        """What a message would change now; nothing is recorded. `fetched`: the shop's answer, whatever is asked."""
        program = await self._program(connector.program_id)

        async def answer(_: ConnectorRow, path: str) -> Any:
            if fetched is None:
                raise NoAnswer("nothing was given as `fetched`")
            return fetched

        return await self._taken(program, connector, topic, payload, answer)

    async def _of_connector(self, connector_id: str, lease: str) -> int:
        connector = await self._database.read(lambda transaction: connectors.connector(transaction, connector_id))
        if connector is None or connector.status == "paused":
            return 0
        done = 0
        while True:
            now = instant_text(self._clock())
            due = await self._due(connector_id, now)
            for row in due:
                await self._leases.take(lease)
                await self._process(connector, row)
                done += 1
            # An order may have woken the refunds that wait for it.
            if not due:
                return done

    async def _due(self, connector_id: str, now: str) -> list[DeliveryRow]:
        return await self._database.read(
            lambda transaction: deliveries.due_deliveries(transaction, connector_id, now, AT_ONCE)
        )

    async def _process(self, connector: ConnectorRow, row: DeliveryRow) -> None:
        program = await self._program(row.program_id)
        try:
            taken = await self._taken(program, connector, row.topic, json.loads(row.payload), self._fetch)
            if isinstance(taken, Taken):
                await self._finish(connector, row, taken, await self._record(program, connector, taken))
                return
        except (DatabaseUnavailable, Unavailable, IntegrityConflict):
            # It stays due.
            raise
        except Exception:
            logger.exception("delivery %s could not be processed", row.delivery_id)
            taken = Fault("internal-error", "this is a bug in Goldlist; the log has more")
        if isinstance(taken, NotUsed):
            await self._save(row._replace(status="ignored", code=taken.code, next_at=None))
        else:
            await self._save(self._failed(row, taken))

    async def _taken(
        self, program: Program, connector: ConnectorRow, topic: str, payload: Any, fetch: Fetch
    ) -> "Taken | NotUsed | Fault":
        """A message as read, and what it changes."""
        kind, settings = KINDS[connector.kind], read_settings(json.loads(connector.settings))
        message = Message(topic, payload, settings, program.currency, {}, can_ask=connector.api is not None)
        try:
            reading = kind.read(message)
            for _ in range(MOST_ASKED):
                if not isinstance(reading, Ask):
                    break
                found = await fetch(connector, reading.path)
                if kind.kept_answers is not None:
                    found = kept(found, kind.kept_answers)
                message = message._replace(fetched={**message.fetched, reading.path: found})
                reading = kind.read(message)
        except Unreadable as fault:
            return Fault("unreadable", fault.detail, fault.pointer)
        except NoAnswer as fault:
            return Fault("fetch-failed", str(fault), again=True)
        if isinstance(reading, NotUsed):
            return reading
        if isinstance(reading, Ask):
            return Fault("fetch-failed", "the shop system would have to be asked too often")
        before, standing = await self._database.read(lambda transaction: _known(transaction, connector, reading))
        known = KnownOrder.load(before.known) if before else KnownOrder()
        terms = ShopTerms(
            connector.name,
            program.currency,
            settings.rules(),
            takes_tests=program.test,
            weights=settings.weights,
        )
        return Taken(reading, settle(terms, known, reading, standing), before)

    async def _record(self, program: Program, connector: ConnectorRow, taken: Taken) -> Recorded:
        """Carry out what a message changes, as far as no rule refuses it."""
        settlement, order = taken.settlement, taken.order
        done = Recorded([], [], [], settlement.known, taken.before.member_id if taken.before else None)
        settings = read_settings(json.loads(connector.settings))
        if settlement.sales:
            member = await self._buyers.member_of(program, connector, settings, order)
            done = done._replace(member_id=member)
            codes = await self._codes(program.id, order)
            for sale in settlement.sales:
                answer = await self._submit(
                    sale_command(self._ids, program, settings, order=order, sale=sale, member=member, codes=codes)
                )
                if isinstance(answer, Refusal):
                    return done._replace(known=_before(taken), fault=_refused(answer))
                assert isinstance(answer.subject, Purchase)
                done.purchases.append(answer.subject.purchase_id)
                done.shortfalls.extend(json.loads(answer.subject.shortfalls))
        for name in settlement.voids:
            answer = await self._submit(VoidPurchase(program.id, self._ids.draw("ret"), f"ext:{name}"))
            if isinstance(answer, Refusal):
                return done._replace(known=_before(taken), fault=_refused(answer))
            done.returns.append(name)
        for back in settlement.returns:
            answer = await self._submit(back_command(self._ids, program, order, back))
            if isinstance(answer, Refusal):
                # The refund stays unknown, so that it can be taken later.
                refunds = {id_: one for id_, one in done.known.refunds.items() if id_ != back.refund}
                done = done._replace(known=done.known._replace(refunds=refunds), fault=_refused(answer))
                continue
            assert isinstance(answer.subject, Return)
            done.returns.append(answer.subject.return_id)
        return done

    async def _finish(self, connector: ConnectorRow, row: DeliveryRow, taken: Taken, done: Recorded) -> None:
        """Store the order and the delivery together."""
        settlement, order, now = taken.settlement, taken.order, self._clock()
        result = json.dumps({"purchases": done.purchases, "returns": done.returns, "shortfalls": done.shortfalls})
        row = row._replace(order_id=order.id[:200], result=result)
        if done.fault or settlement.outcome == "failed":
            fault = done.fault or Fault(settlement.code or "failed", "the order is in another currency")
            row = self._failed(row, fault)
        elif settlement.outcome == "waiting":
            row = self._waiting(row, now)
        else:
            status = "done" if settlement.outcome == "recorded" else "ignored"
            row = row._replace(
                status=status, code=settlement.code, detail=None, pointer=None, next_at=None, attempts=row.attempts + 1
            )
        known = ShopOrderRow(
            connector_id=connector.connector_id,
            order_id=order.id[:200],
            program_id=row.program_id,
            member_id=done.member_id,
            customer=order.customer or (taken.before.customer if taken.before else None),
            known=done.known.dump(),
            changed_at=instant_text(now),
        )

        async def work(transaction: Transaction) -> None:
            await self._keep(transaction, row)
            if settlement.outcome in ("failed", "waiting") and taken.before is None:
                return
            await shop_orders.save_order(transaction, known, is_new=taken.before is None)
            if done.purchases:
                await deliveries.wake_waiting(transaction, known.connector_id, known.order_id, instant_text(now))

        await self._database.write(work)
        if done.purchases and done.member_id is None and known.customer:
            await self._buyers.claim_if_linked(connector, known.customer)

    async def _codes(self, program_id: str, order: Order) -> tuple[str, ...]:
        """The codes of an order that are vouchers of ours."""
        codes = [read_voucher_code(code) or code for code in order.codes]
        found = await self._database.read(lambda transaction: shop_orders.codes_of_ours(transaction, program_id, codes))
        return tuple(dict.fromkeys(found))

    def _failed(self, row: DeliveryRow, fault: Fault) -> DeliveryRow:
        attempts, again = row.attempts + 1, None
        if fault.again and row.attempts < len(ASKS_AGAIN_AFTER):
            again = instant_text(self._clock() + ASKS_AGAIN_AFTER[row.attempts])
        return row._replace(
            status="failed",
            code=fault.code,
            detail=fault.detail,
            pointer=fault.pointer,
            attempts=attempts,
            next_at=again,
        )

    def _waiting(self, row: DeliveryRow, now: datetime) -> DeliveryRow:
        if instant(row.received_at) + WAITS_FOR <= now:
            return self._failed(row, Fault("purchase-not-here", "its order has not come for 30 days"))
        detail = "its order has not come yet"
        return row._replace(
            status="waiting",
            code="purchase-not-here",
            detail=detail,
            attempts=row.attempts + 1,
            next_at=instant_text(now + LOOKS_AGAIN_AFTER),
        )

    async def _save(self, row: DeliveryRow) -> None:
        await self._database.write(lambda transaction: self._keep(transaction, row))

    async def _keep(self, transaction: Transaction, row: DeliveryRow) -> None:
        """Store a delivery; the event of a failure is for those that nobody tries again."""
        await deliveries.save_delivery(transaction, row)
        if row.status == "failed" and row.next_at is None:
            program = await self._programs.one(transaction, row.program_id)
            facts = {"delivery": row.delivery_id, "connector": row.connector_id, "code": row.code}
            told = [Happened("delivery.failed", None, "delivery", row.delivery_id, facts=facts)]
            now = instant_text(program.now(self._clock()))
            await tell_all(transaction, row.program_id, told, now, self._ids.draw)

    async def _program(self, program_id: str) -> Program:
        return await self._programs.known(program_id)


async def _known(
    transaction: Transaction, connector: ConnectorRow, order: Order
) -> tuple[ShopOrderRow | None, Mapping[str, Sequence[ReturnedLine]]]:
    """An order as far as known, and what was taken back of its purchases in other ways than by unknown refunds."""
    row = await shop_orders.shop_order(transaction, connector.connector_id, order.id[:200])
    known = KnownOrder.load(row.known) if row else KnownOrder()
    fresh = tuple(name_of(connector.name, one.id) for one in order.refunds if one.id not in known.refunds)
    standing = {}
    for sold in known.sold:
        found = await purchases.find(transaction, connector.program_id, f"ext:{sold.name}")
        taken = [one for one in found.returns if one.external_id not in fresh] if found else []
        standing[sold.name] = value.standing_parts(taken)
    return row, standing


def _before(taken: Taken) -> KnownOrder:
    return KnownOrder.load(taken.before.known) if taken.before else KnownOrder()


def _refused(refusal: Refusal) -> Fault:
    return Fault(f"refused:{refusal.problem}", refusal.detail, refusal.pointer or None)
