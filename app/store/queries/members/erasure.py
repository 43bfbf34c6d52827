"""Erases a member: deletes the personal data and names, and every text that callers have written about the member.

The anonymous ledger remains, with the names of requests, so that repeated requests are still recognised.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any, Final

from pydantic_core import from_json, to_json
from sqlalchemy import delete, select, update

from app.engine.model.names import FORGOTTEN, WITH_THE_MEMBER, forgotten_name
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.points import Adjustment, Transfer
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members, page_links
from app.store.queries.checkout import gift_cards
from app.store.queries.customers import consents, contacts, mail_links, notes, owners, rehearsals, tasks
from app.store.queries.members.members import forget_name
from app.store.queries.shops import shop_orders
from app.store.tables.contacts import contact_lists
from app.store.tables.keys import audit
from app.store.tables.ledger import entries, purchases, receipts, returns
from app.store.tables.members import profiles
from app.store.tables.segments import member_segments
from app.store.tables.tiers import given_levels, tier_changes
from app.store.tables.vouchers import voucher_batches

# Manual commands carry a reason, which the entries repeat.
_MANUAL: Final = ("adjustment", "gift", "revocation", "transfer")
_IDS_AT_ONCE: Final = 500


async def forget_names(transaction: Transaction, member: Member, pepper: bytes) -> None:
    """Delete the personal data and all names of a member, including those in idempotency records of enrolments.

    What the member withdrew leaves a mark of the address, made with `pepper`.
    """
    known = await transaction.rows(Identifier, "member_id", [member.member_id])
    names = [one for one in known if one.kind != "mem"]
    for receipt in await _receipts(transaction, {member.member_id, *_former_ids(known)}):
        if not receipt.object_id.startswith("mem_"):
            continue
        await _delete_receipt(transaction, receipt)
        forgotten = forgotten_name(receipt.kind, receipt.name, receipt.fingerprint)
        await transaction.insert(IdempotencyRecord, [receipt._replace(kind=FORGOTTEN, name=forgotten, answer=None)])
    await forget_references(transaction, member.program_id, names)
    for name in names:
        await forget_name(transaction, name)
    await key_members.forget(transaction, member.member_id)
    await owners.forget_owner(transaction, member.member_id)
    await mail_links.forget_pictures(transaction, member.member_id)
    await consents.forget_consents(transaction, member, names, pepper)
    await contacts.forget_contacts(transaction, member.member_id)
    await page_links.forget_page_links(transaction, member.member_id)
    await transaction.execute(delete(profiles).where(profiles.c.member_id == member.member_id))


async def forget_texts(transaction: Transaction, member: Member) -> None:
    """Erase every text that callers have written about a member: reasons, and notes on purchases and returns."""
    owner = member.member_id
    known = await transaction.rows(Identifier, "member_id", [owner])
    await _forget_reasons_of_entries(transaction, owner)
    for table in (given_levels, tier_changes):
        told = table.c.member_id == owner, table.c.reason.is_not(None)
        await transaction.execute(update(table).where(*told).values(reason=WITH_THE_MEMBER))
    cards = await gift_cards.assigned(transaction, owner)
    await _forget_reasons_of_cards(transaction, cards)
    for acts in _parts([owner, *_former_ids(known), *cards]):
        rows = await transaction.execute(select(audit.c.audit_id, audit.c.detail).where(audit.c.object_id.in_(acts)))
        for audit_id, detail in rows:
            told = json.loads(detail)
            if told.get("reason"):
                text = json.dumps({**told, "reason": WITH_THE_MEMBER}, ensure_ascii=False, sort_keys=True)
                await transaction.execute(update(audit).where(audit.c.audit_id == audit_id).values(detail=text))
    await tasks.forget_task_texts(transaction, owner)
    await notes.forget_notes(transaction, owner)
    await shop_orders.forget_customer(transaction, owner)
    await transaction.execute(delete(member_segments).where(member_segments.c.member_id == owner))
    await rehearsals.forget_rehearsed(transaction, owner)
    await gift_cards.assign(transaction, owner, None)
    # After a claim, the guest's own rows remain, under the same id.
    for table, key in ((purchases, purchases.c.purchase_id), (returns, returns.c.return_id)):
        mine = select(key).where(table.c.member_id == owner, table.c.metadata != "{}")
        await transaction.execute(update(table).where(key.in_(mine)).values(metadata="{}"))


async def _forget_reasons_of_entries(transaction: Transaction, owner: str) -> None:
    by_hand = entries.c.member_id == owner, entries.c.cause.in_(_MANUAL)
    causes = await transaction.execute(select(entries.c.cause_id).where(*by_hand).distinct())
    await transaction.execute(update(entries).where(*by_hand).values(why=WITH_THE_MEMBER))
    for receipt in await _receipts(transaction, {str(cause_id) for (cause_id,) in causes}):
        answer: Any = from_json(receipt.answer or "null")
        if receipt.object_id.startswith("adj_"):
            answer = Adjustment(*answer)._replace(reason=WITH_THE_MEMBER)
        elif receipt.object_id.startswith("trf_"):
            transfer = Transfer(*answer)
            answer = transfer._replace(reason=WITH_THE_MEMBER if transfer.reason else None)
            both = entries.c.member_id.in_((transfer.member_id, transfer.taker_id))
            told = update(entries).where(both, entries.c.cause_id == receipt.object_id)
            await transaction.execute(told.values(why=WITH_THE_MEMBER))
        else:
            continue
        this = _is(receipt)
        await transaction.execute(update(receipts).where(*this).values(answer=to_json(answer).decode()))


async def _forget_reasons_of_cards(transaction: Transaction, cards: list[str]) -> None:
    for some in _parts(cards):
        by_hand = entries.c.member_id.in_(some), entries.c.cause == "gift_card"
        await transaction.execute(update(entries).where(*by_hand).values(why=WITH_THE_MEMBER))


async def forget_references(transaction: Transaction, program_id: str, names: Iterable[Identifier]) -> None:
    """In the jobs of members, replace references by these names with references by the ids of their members.

    Also for a name that is removed: when its member is erased, nothing tells whose it was.
    """
    ids = {f"{name.kind}:{name.value}": name.member_id for name in names}
    found = select(voucher_batches.c.batch_id, voucher_batches.c.members, voucher_batches.c.failed).where(
        voucher_batches.c.program_id == program_id, voucher_batches.c.members.like('{"references"%')
    )
    for batch_id, meant, failed in await transaction.execute(found):
        references, problems = from_json(meant)["references"], from_json(failed)
        after = [ids.get(one, one) for one in references]
        told = [{**one, "member": ids.get(one["member"], one["member"])} for one in problems]
        if (after, told) != (references, problems):
            texts = {"members": to_json({"references": after}).decode(), "failed": to_json(told).decode()}
            this = voucher_batches.c.batch_id == batch_id
            await transaction.execute(update(voucher_batches).where(this).values(texts))
    listed = select(contact_lists.c.list_id, contact_lists.c.members).where(
        contact_lists.c.program_id == program_id, contact_lists.c.members.like('{"references"%')
    )
    for list_id, meant in await transaction.execute(listed):
        references = from_json(meant)["references"]
        after = [ids.get(one, one) for one in references]
        if after != references:
            text = to_json({"references": after}).decode()
            await transaction.execute(
                update(contact_lists).where(contact_lists.c.list_id == list_id).values(members=text)
            )


async def _receipts(transaction: Transaction, object_ids: Collection[str]) -> list[IdempotencyRecord]:
    """The idempotency records of these objects that store an answer."""
    found: list[IdempotencyRecord] = []
    for part in _parts(sorted(object_ids)):
        wanted = receipts.c.object_id.in_(part), receipts.c.answer.is_not(None)
        found += [IdempotencyRecord(*row) for row in await transaction.execute(select(receipts).where(*wanted))]
    return found


async def _delete_receipt(transaction: Transaction, receipt: IdempotencyRecord) -> None:
    await transaction.execute(delete(receipts).where(*_is(receipt)))


def _is(receipt: IdempotencyRecord) -> tuple[Any, ...]:
    return (
        receipts.c.program_id == receipt.program_id,
        receipts.c.kind == receipt.kind,
        receipts.c.name == receipt.name,
    )


def _former_ids(names: Iterable[Identifier]) -> list[str]:
    """The ids of members merged into this one."""
    return [one.value for one in names if one.kind == "mem"]


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[first : first + _IDS_AT_ONCE] for first in range(0, len(ids), _IDS_AT_ONCE))
