"""Links: members as customers of shop systems. A link claims what the customer bought as a guest not long ago."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from app.actions.access.keys import Caller
from app.actions.programs import Programs
from app.actions.writing.write_queue import Answer
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import LinkMember, UnlinkMember
from app.engine.model.commands.sales import ClaimPurchase
from app.engine.model.instants import instant_text
from app.engine.model.names import LINK
from app.engine.model.records.members import Member
from app.engine.orders.known import KnownOrder, Sold
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.members import members
from app.store.queries.shops import connectors, shop_orders
from app.store.rows.shops import ConnectorRow, ShopOrderRow

CLAIMED_DAYS: Final = 90


class Submit(Protocol):
    """Carries out a command of a caller, None for the service itself."""

    def __call__(self, command: Command, caller: Caller | None = None) -> Awaitable[Answer]: ...


class Link(NamedTuple):
    """A customer of a shop system: the connector's name, and the shop's id of the customer."""

    connector: str
    customer: str

    @property
    def text(self) -> str:
        """The stored form."""
        return f"{self.connector}/{self.customer}"


class Linked(NamedTuple):
    """A link that was made, or was there: the customer's recent purchases, by name, which are the member's now."""

    purchases: list[str]
    replayed: bool


class Links:
    """The links of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self, database: Database, programs: Programs, clock: Callable[[], datetime], *, submit: Submit
    ) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._submit = submit

    async def add(self, program_id: str, member: str, link: Link, caller: Caller | None = None) -> Linked | Refusal:
        """Link a member to a customer, and claim what the customer bought as a guest."""
        connector = await self._database.read(
            lambda transaction: connectors.connector_named(transaction, program_id, link.connector)
        )
        if connector is None:
            return Refusal("not-found", "there is no such connector", "/connector")
        made = await self._submit(LinkMember(program_id, member, link.text), caller)
        if isinstance(made, Refusal):
            return made
        assert isinstance(made.subject, Member)
        member_id = made.subject.member_id
        await self.claim(connector, link.customer, member_id)
        purchases = await self._recent(connector, link.customer, member_id)
        return Linked([one.name for _, one in purchases], made.replayed)

    async def remove(
        self, program_id: str, member: str, link: Link, caller: Caller | None = None
    ) -> Decision | Refusal:
        """Remove a member's link. Purchases stay the member's."""
        return await self._submit(UnlinkMember(program_id, member, link.text), caller)

    async def all(self, program_id: str, member: str) -> list[Link] | None:
        """The links of a member, in order; None for an unknown one."""
        found = await self._database.read(lambda transaction: members.find(transaction, program_id, member))
        if found is None:
            return None
        texts = sorted(one.value.partition("/") for one in found.identifiers if one.kind == LINK)
        return [Link(connector, customer) for connector, _, customer in texts]

    async def claim(self, connector: ConnectorRow, customer: str, member_id: str) -> None:
        """Make the guest's purchases of this customer of the last 90 days the member's, oldest first. Repeatable."""
        given = set()
        for order_id, one in await self._recent(connector, customer, None):
            answer = await self._submit(ClaimPurchase(connector.program_id, f"ext:{one.name}", member_id))
            # One that somebody else has claimed stays theirs.
            given |= {order_id} if isinstance(answer, Decision) else set()
        if given:
            await self._database.write(
                lambda transaction: shop_orders.give_orders(transaction, connector.connector_id, given, member_id)
            )

    async def _recent(self, connector: ConnectorRow, customer: str, member_id: str | None) -> list[tuple[str, Sold]]:
        """The purchases of a customer of the last 90 days with this member (None: no member), and their order's ids."""

        async def work(transaction: Transaction) -> tuple[datetime, list[ShopOrderRow]]:
            program = await self._programs.one(transaction, connector.program_id)
            found = await shop_orders.orders_of_customer(transaction, connector.connector_id, customer, member_id)
            return program.now(self._clock()), found

        now, orders = await self._database.read(work)
        since = instant_text(now - timedelta(days=CLAIMED_DAYS))
        recent = [(order_id, one) for order_id, one in _sold(orders) if one.at >= since]
        return sorted(recent, key=lambda found: (found[1].at, found[1].name))


def _sold(orders: Iterable[ShopOrderRow]) -> Iterator[tuple[str, Sold]]:
    """The purchases that orders became, with the order's id; none of cancelled orders."""
    for row in orders:
        known = KnownOrder.load(row.known)
        if not known.is_cancelled:
            yield from ((row.order_id, one) for one in known.sold)
