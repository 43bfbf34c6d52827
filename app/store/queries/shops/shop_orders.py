"""Orders of shop systems, as far as known."""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select, update

from app.engine.model.names import LINK
from app.engine.model.records.vouchers import Voucher
from app.store.connection.transaction import Transaction
from app.store.queries.shops import connectors, deliveries
from app.store.rows.shops import ShopOrderRow
from app.store.tables.members import identifiers
from app.store.tables.shops import shop_orders
from app.store.tables.vouchers import voucher_codes, vouchers

# What tells of a person, in the messages of all kinds.
PERSONAL: Final = frozenset(
    {
        "email",
        "contact_email",
        "customer",
        "customer_id",
        "billing",
        "customer_details",
        "customer_email",
        "user",
        "userEmail",
        "receipt_email",
    }
)


async def shop_order(transaction: Transaction, connector_id: str, order_id: str) -> ShopOrderRow | None:
    """An order as far as known."""
    this = shop_orders.c.connector_id == connector_id, shop_orders.c.order_id == order_id
    rows = await transaction.execute(select(shop_orders).where(*this))
    return ShopOrderRow(*rows[0]) if rows else None


async def orders_by_id(transaction: Transaction, connector_id: str, order_ids: Collection[str]) -> list[ShopOrderRow]:
    """Those of these orders that are known."""
    wanted = shop_orders.c.connector_id == connector_id, shop_orders.c.order_id.in_(order_ids)
    return [ShopOrderRow(*row) for row in await transaction.execute(select(shop_orders).where(*wanted))]


async def save_order(transaction: Transaction, one: ShopOrderRow, *, is_new: bool) -> None:
    """Store an order. Raises IntegrityConflict if another worker was first."""
    if is_new:
        await transaction.insert(ShopOrderRow, [one])
        return
    this = shop_orders.c.connector_id == one.connector_id, shop_orders.c.order_id == one.order_id
    changed = {"member_id": one.member_id, "customer": one.customer, "known": one.known, "changed_at": one.changed_at}
    await transaction.execute(update(shop_orders).where(*this).values(changed))


async def orders_of_customer(
    transaction: Transaction, connector_id: str, customer: str, member_id: str | None
) -> list[ShopOrderRow]:
    """The orders of a customer with this member, None: without one."""
    wanted = (
        shop_orders.c.connector_id == connector_id,
        shop_orders.c.customer == customer,
        shop_orders.c.member_id == member_id,
    )
    return [ShopOrderRow(*row) for row in await transaction.execute(select(shop_orders).where(*wanted))]


async def give_orders(transaction: Transaction, connector_id: str, order_ids: Collection[str], member_id: str) -> None:
    """Make these orders without a member those of a member."""
    wanted = (
        shop_orders.c.connector_id == connector_id,
        shop_orders.c.order_id.in_(order_ids),
        shop_orders.c.member_id.is_(None),
    )
    await transaction.execute(update(shop_orders).where(*wanted).values(member_id=member_id))


async def linked(transaction: Transaction, program_id: str, link: str) -> str | None:
    """The member who is this customer."""
    wanted = identifiers.c.program_id == program_id, identifiers.c.kind == LINK, identifiers.c.value == link
    rows = await transaction.execute(select(identifiers.c.member_id).where(*wanted))
    return rows[0][0] if rows else None


async def codes_of_ours(transaction: Transaction, program_id: str, codes: list[str]) -> list[str]:
    """Those of these codes that belong to vouchers of the programme, in order."""
    if not codes:
        return []
    wanted = voucher_codes.c.program_id == program_id, voucher_codes.c.code.in_(codes)
    found = {row[0] for row in await transaction.execute(select(voucher_codes.c.code).where(*wanted))}
    return [code for code in codes if code in found]


async def customer_of(transaction: Transaction, connector_id: str, link_prefix: str, member_id: str) -> str | None:
    """The shop's id of a member: the linked one, else that of the newest order."""
    mine = identifiers.c.member_id == member_id, identifiers.c.kind == LINK
    named = identifiers.c.value.startswith(link_prefix, autoescape=True)
    rows = await transaction.execute(select(identifiers.c.value).where(*mine, named).order_by(identifiers.c.value))
    if rows:
        return str(rows[0][0]).removeprefix(link_prefix)
    ordered = (
        shop_orders.c.member_id == member_id,
        shop_orders.c.connector_id == connector_id,
        shop_orders.c.customer.is_not(None),
    )
    found = select(shop_orders.c.customer).where(*ordered).order_by(shop_orders.c.changed_at.desc()).limit(1)
    rows = await transaction.execute(found)
    return rows[0][0] if rows else None


async def vouchers_by_id(transaction: Transaction, program_id: str, voucher_ids: list[str]) -> list[Voucher]:
    """These vouchers as they are now."""
    wanted = vouchers.c.program_id == program_id, vouchers.c.voucher_id.in_(voucher_ids)
    rows = await transaction.execute(select(vouchers).where(*wanted).order_by(vouchers.c.voucher_id))
    return [Voucher(*row) for row in rows]


async def move_orders(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give the orders of a merged member to the other."""
    await transaction.execute(update(shop_orders).where(shop_orders.c.member_id == old_id).values(member_id=new_id))


async def forget_customer(transaction: Transaction, member_id: str) -> None:
    """Remove the customer of a member from orders and deliveries."""
    mine = shop_orders.c.member_id == member_id
    rows = await transaction.execute(select(shop_orders.c.connector_id, shop_orders.c.order_id).where(mine))
    orders: dict[str, list[str]] = {}
    for connector_id, order_id in rows:
        orders.setdefault(connector_id, []).append(order_id)
    for connector_id, order_ids in orders.items():
        owner = await connectors.connector(transaction, connector_id)
        # Only its mapping says where a person is in such a message.
        emptied_text = _nothing if owner and owner.kind == "mapped" else _without_person
        for one in await deliveries.of_orders(transaction, connector_id, order_ids):
            first = emptied_text(one.first_payload) if one.first_payload else None
            emptied = one._replace(payload=emptied_text(one.payload), first_payload=first)
            await deliveries.save_delivery(transaction, emptied)
    await transaction.execute(update(shop_orders).where(mine).values(customer=None))


def _nothing(text: str) -> str:
    return "null"


def _without_person(text: str) -> str:
    return json.dumps(_emptied(json.loads(text)))


def _emptied(value: Any) -> Any:
    if isinstance(value, list):
        return [_emptied(one) for one in value]
    if isinstance(value, dict):
        return {name: None if name in PERSONAL else _emptied(one) for name, one in value.items()}
    return value
