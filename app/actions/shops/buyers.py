"""The members who get the purchases of a shop system: by link, by e-mail address, or newly enrolled."""

from app.actions.ids import IdSource
from app.actions.shops.links import Link, Links, Submit
from app.actions.shops.order_commands import enrolment_command
from app.engine.model.book import Refusal
from app.engine.model.commands.members import LinkMember
from app.engine.model.orders import Order
from app.engine.model.records.members import Member
from app.engine.program.texts import is_email
from app.engine.program.versions import Program
from app.sources.settings import ShopSettings
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.members import members
from app.store.queries.shops import shop_orders
from app.store.rows.shops import ConnectorRow


class Buyers:
    """The buyers of one database."""

    def __init__(self, database: Database, ids: IdSource, links: Links, submit: Submit) -> None:
        self._database = database
        self._ids = ids
        self._links = links
        self._submit = submit

    async def member_of(
        self, program: Program, connector: ConnectorRow, settings: ShopSettings, order: Order
    ) -> str | None:
        """The member who gets a purchase: linked, with this e-mail address, or a new one; None for a guest."""
        link = Link(connector.name, order.customer).text if order.customer else None
        email = order.email.lower() if order.email and is_email(order.email) else None

        async def work(transaction: Transaction) -> str | None:
            found = await shop_orders.linked(transaction, program.id, link) if link else None
            if found is None and email and settings.match_email:
                reference = f"email:{email}"
                named = await members.find_many(transaction, program.id, [reference])
                found = named[reference].member_id if reference in named else None
            return found

        known = await self._database.read(work)
        if known:
            return known
        may = settings.enrol == "everyone" or (settings.enrol == "customers" and order.has_account and order.customer)
        if not may or not (email or link):
            return None
        made = await self._submit(enrolment_command(self._ids, program.id, email, link))
        if isinstance(made, Refusal) or not isinstance(made.subject, Member) or made.subject.erased_at:
            return None
        member_id = made.subject.member_id
        if link and order.customer:
            await self._submit(LinkMember(program.id, member_id, link))
            await self._links.claim(connector, order.customer, member_id)
        return member_id

    async def claim_if_linked(self, connector: ConnectorRow, customer: str) -> None:
        """Claim the purchases of a customer who was linked while one of them was recorded for a guest."""
        link = Link(connector.name, customer).text
        found = await self._database.read(
            lambda transaction: shop_orders.linked(transaction, connector.program_id, link)
        )
        if found:
            await self._links.claim(connector, customer, found)
