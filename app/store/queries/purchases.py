"""Finds purchases and returns with their entries and vouchers. References are `pur_…`, `ret_…` or `ext:…`."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select, tuple_

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import vouchers_taken
from app.ledger.entries import Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.tables.ledger import purchases as table


class KnownPurchase(NamedTuple):
    """A purchase, all its returns and its void, oldest first, and the entries and vouchers of all of these."""

    purchase: Purchase
    returns: Sequence[Return]
    entries: Sequence[Entry]
    vouchers: Sequence[Voucher]


class KnownReturn(NamedTuple):
    """A return, its entries, and the vouchers it revoked."""

    returned: Return
    entries: Sequence[Entry]
    vouchers: Sequence[Voucher]


async def owner(transaction: Transaction, program_id: str, reference: str) -> str | None:
    """The member of the purchase that a reference names; None for a guest's."""
    found = await transaction.rows(
        Purchase, "purchase_id", [await object_id(transaction, program_id, "purchase", reference)]
    )
    return found[0].member_id if found and not found[0].guest and found[0].program_id == program_id else None


async def find(transaction: Transaction, program_id: str, reference: str) -> KnownPurchase | None:
    """The purchase that a reference names."""
    purchase_id = await object_id(transaction, program_id, "purchase", reference)
    found = [one for one in await transaction.rows(Purchase, "purchase_id", [purchase_id]) if one.status != "claimed"]
    if not found or found[0].program_id != program_id or not await _is_seen(transaction, found[0].member_id):
        return None
    purchase = found[0]
    returns = await returns_of(transaction, purchase_id)
    causes = [purchase_id, *(one.return_id for one in returns)]
    return KnownPurchase(
        purchase,
        returns,
        await entries_of(transaction, purchase.member_id, causes),
        await _vouchers_of(transaction, purchase.member_id, causes, returns),
    )


async def purchases_page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    *,
    member_id: str | None = None,
    store: str | None = None,
    or_no_store: bool = False,
    since: str | None = None,
    until: str | None = None,
    before: tuple[str, str] | None = None,
) -> list[KnownPurchase]:
    """Up to `limit` purchases, latest `occurred_at` first; without their entries.

    `or_no_store`: of the store, and those without a store. `since` (inclusive) and `until` (exclusive) are instants;
    `before` is the `occurred_at` and id of the previous page's last purchase.
    """
    order = (table.c.occurred_at, table.c.purchase_id)
    wanted: list[ColumnElement[bool]] = [table.c.status != "claimed"]
    if store:
        own = table.c.store == store
        wanted.append(or_(own, table.c.store.is_(None)) if or_no_store else own)
    wanted += [table.c.occurred_at >= since] if since else []
    wanted += [table.c.occurred_at < until] if until else []
    wanted += [tuple_(*order) < tuple_(*before)] if before else []
    found = select(table).where(*wanted)
    # A member's purchases are found by member alone, to avoid a scan of all purchases.
    if member_id:
        found = found.where(table.c.member_id == member_id)
    else:
        found = key_members.only_seen(transaction, found, table.c.member_id, table.c.program_id == program_id)
    found = found.order_by(*(column.desc() for column in order)).limit(limit)
    return await _known(transaction, from_rows(Purchase, await transaction.execute(found)))


async def _is_seen(transaction: Transaction, member_id: str) -> bool:
    return member_id in await key_members.seen(transaction, [member_id])


async def _known(transaction: Transaction, found: Sequence[Purchase]) -> list[KnownPurchase]:
    if not found:
        return []
    ids = [purchase.purchase_id for purchase in found]
    owners = {purchase.member_id for purchase in found if not purchase.guest}
    returns: dict[str, list[Return]] = {}
    for returned in await transaction.rows(Return, "purchase_id", ids):
        if returned.status != "claimed":
            returns.setdefault(returned.purchase_id or "", []).append(returned)
    vouchers: dict[str, list[Voucher]] = {}
    for voucher in await transaction.rows_of_members(Voucher, owners, ("issued_by",), ids) if owners else ():
        vouchers.setdefault(voucher.issued_by, []).append(voucher)
    return [KnownPurchase(one, returns.get(one[1], []), [], vouchers.get(one[1], [])) for one in found]


async def find_return(transaction: Transaction, program_id: str, reference: str) -> KnownReturn | None:
    """The return that a reference names."""
    return_id = await object_id(transaction, program_id, "return", reference)
    found = [one for one in await transaction.rows(Return, "return_id", [return_id]) if one.status != "claimed"]
    if not found or found[0].program_id != program_id or not await _is_seen(transaction, found[0].member_id):
        return None
    owner = found[0].member_id
    return KnownReturn(
        found[0],
        await entries_of(transaction, owner, [return_id]),
        await _vouchers_of(transaction, owner, [return_id], found[:1]),
    )


async def purchase_behind(transaction: Transaction, cause_id: str) -> str | None:
    """The id of the purchase that a cause is, or of the one that a return took goods from; None for other causes."""
    if cause_id.startswith("ret_"):
        found = await transaction.rows(Return, "return_id", [cause_id])
        return found[0].purchase_id if found else None
    return cause_id if cause_id.startswith("pur_") else None


async def _vouchers_of(
    transaction: Transaction, owner: str, causes: Sequence[str], returns: Iterable[Return]
) -> list[Voucher]:
    """The vouchers that these purchases and returns issued and revoked."""
    taken = [voucher for returned in returns for voucher in vouchers_taken(returned)]
    columns = ("issued_by", "revoked_by", "voucher_id")
    return await transaction.rows_of_members(Voucher, [owner], columns, [*causes, *taken])


async def returns_of(transaction: Transaction, purchase_id: str) -> list[Return]:
    """All returns of a purchase, oldest first."""
    found = await transaction.rows(Return, "purchase_id", [purchase_id])
    return [one for one in found if one.status != "claimed"]


async def entries_of(transaction: Transaction, member_id: str, causes: Collection[str]) -> list[Entry]:
    """A member's entries from these purchases and returns, oldest first."""
    return await transaction.rows_of_members(Entry, [member_id], ("cause_id",), causes)


async def object_id(transaction: Transaction, program_id: str, kind: str, reference: str) -> str:
    """The id that a reference names, "" for an unknown name. `kind` is `purchase` or `return`."""
    if not reference.startswith("ext:"):
        return reference
    receipts = await transaction.named(IdempotencyRecord, [(program_id, kind, reference[4:])])
    return receipts[0].object_id if receipts else ""
