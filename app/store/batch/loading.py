"""Loads the book for a batch of commands, and locks what it needs.

The order matters: first names, then the members' locks in the order of their ids, and only then the idempotency
records. A repeated request waits at the lock and then finds the record of the first one.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from pydantic_core import from_json

from app.engine.model.book import Book
from app.engine.model.commands.command import Command, parts_of
from app.engine.model.names import FORGOTTEN, GUEST, forgotten_name
from app.engine.model.needs import Needs, needs
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Consent, Identifier, Member, Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import vouchers_taken
from app.engine.program.versions import Program
from app.engine.rules.rewards import coupons
from app.ledger.entries import Entry
from app.store.batch import checkout, gift_cards
from app.store.batch.first_look import name_key
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import NameKey, Transaction
from app.store.queries.checkout import vouchers
from app.store.queries.members import entries, folds

Wants = list[tuple[str, Needs]]


class Named(NamedTuple):
    """The ids of the purchases and returns that a batch's commands refer to."""

    purchases: set[str]
    returns: set[str]


async def load_book(
    transaction: Transaction,
    programs: Sequence[Program],
    commands: Sequence[Command],
    *,
    draw_id: Callable[[str], str],
    draw_code: Callable[[], str],
    draw_card_number: Callable[[], str],
    pepper: bytes = b"",
) -> Book:
    """Load everything that these commands need, each in its programme, and lock it until the transaction ends.

    Raises IntegrityConflict if another transaction has just recorded something that a command refers to: run the batch
    again.
    """
    book = Book(draw_id, draw_code, draw_card_number, pepper=pepper)
    asked = [(program, part) for program, one in zip(programs, commands, strict=True) for part in parts_of(one)]
    programs, commands = [program for program, _ in asked], [part for _, part in asked]
    wants = [
        (command.program_id, needs(command, program.rules.default_country))
        for program, command in zip(programs, commands, strict=True)
    ]
    await _load_names(transaction, book, wants)
    named = _named(book, wants)
    await _lock(transaction, book, wants, named)
    await _load_own_receipts(transaction, book, wants)
    if _named(book, wants) != named:
        raise IntegrityConflict("a referenced record was written while this batch waited")
    repeats = _repeats(book, wants)
    if repeats or not all(need.is_plain for _, need in wants) or any(one.state.holds for one in book.members.values()):
        await _load_records(transaction, book, programs, commands, wants=wants, named=named, repeats=repeats)
    else:
        # Nearly every batch of tills: asking each loader would take a tenth of a lone purchase's time.
        await checkout.lock_supplies(transaction, book, programs, commands)
    return book


async def _load_records(
    transaction: Transaction,
    book: Book,
    programs: Sequence[Program],
    commands: Sequence[Command],
    *,
    wants: Wants,
    named: Named,
    repeats: list[IdempotencyRecord],
) -> None:
    """Load and lock what commands need besides names, members and their own idempotency records."""
    await checkout.load(transaction, book, wants, repeats)
    await _load_purchases_and_returns(transaction, book, named, repeats)
    await gift_cards.load(transaction, book, wants)
    await checkout.lock_supplies(transaction, book, programs, commands)
    await _load_first_answers(transaction, book, repeats)
    await _load_earlier_entries(transaction, book, wants, named)
    await _load_expired(transaction, book, wants)
    await _load_vouchers(transaction, book, programs, wants)
    await checkout.load_given_for_vouchers(transaction, book, wants)
    await _load_facts(transaction, book, wants)
    await _load_profiles(transaction, book, wants)
    await _load_stays(transaction, book, wants)


async def _load_names(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Resolve references, where a table maps names to records."""
    identifiers: set[NameKey] = set()
    receipts: set[NameKey] = set()
    for program_id, need in wants:
        for reference in need.members:
            identifiers.add(name_key(program_id, reference))
        for kind, named in (("purchase", need.purchase), ("return", need.returned)):
            if named and named.startswith("ext:"):
                receipts.add((program_id, kind, named[4:]))
    if identifiers:
        for found in await transaction.named(Identifier, identifiers):
            book.identifiers[found[:3]] = found.member_id
    await _load_receipts(transaction, book, receipts)


async def _load_receipts(transaction: Transaction, book: Book, keys: Collection[NameKey]) -> None:
    if keys:
        for found in await transaction.named(IdempotencyRecord, keys):
            book.receipts[found[:3]] = found


async def _load_own_receipts(transaction: Transaction, book: Book, wants: Wants) -> None:
    keys = {
        (program_id, need.request_key.kind, need.request_key.name) for program_id, need in wants if need.request_key
    }
    keys |= {
        (program_id, FORGOTTEN, forgotten_name(*need.request_key))
        for program_id, need in wants
        if need.request_key and need.enrols
    }
    await _load_receipts(transaction, book, keys)


def _named(book: Book, wants: Wants) -> Named:
    named = Named(set(), set())
    for program_id, need in wants:
        for kind, reference, ids in (
            ("purchase", need.purchase, named.purchases),
            ("return", need.returned, named.returns),
        ):
            if reference and reference.startswith("ext:"):
                receipt = book.receipts.get((program_id, kind, reference[4:]))
                if receipt:
                    ids.add(receipt.object_id)
            elif reference:
                ids.add(reference)
    return named


async def _lock(transaction: Transaction, book: Book, wants: Wants, named: Named) -> None:
    """Lock the members and the owners of the named records. A guest has no row, so lock the guest's purchases."""
    member_ids = {reference for _, need in wants for reference in need.members if ":" not in reference}
    member_ids.update(book.identifiers.values())
    purchase_ids = set(named.purchases)
    if named.returns:
        for returned in await transaction.rows(Return, "return_id", named.returns):
            member_ids.add(returned.member_id)
            if returned.purchase_id:
                purchase_ids.add(returned.purchase_id)
    member_ids |= await checkout.owners_of_holds(transaction, wants)
    member_ids |= await checkout.owners_of_vouchers(transaction, wants)
    guest_purchases = []
    if purchase_ids:
        for purchase in await transaction.rows(Purchase, "purchase_id", purchase_ids):
            member_ids.add(purchase.member_id)
            if purchase.guest:
                guest_purchases.append(purchase.purchase_id)
    member_ids = {member_id for member_id in member_ids if not member_id.startswith(GUEST)}
    if member_ids:
        for member in await transaction.lock_members(member_ids):
            book.members[member.member_id] = member
        await _refuse_merged_meanwhile(transaction, book, wants)
    if guest_purchases:
        await transaction.lock_purchases(guest_purchases)


async def _refuse_merged_meanwhile(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Raise IntegrityConflict if a member was merged into another while this batch waited for the lock."""
    named: set[NameKey] = {
        (program_id, "mem", one) for program_id, need in wants for one in need.members if ":" not in one
    }
    missing = [name for name in named if name[2] not in book.members and name not in book.identifiers]
    moved = await transaction.named(Identifier, missing) if missing else []
    if moved or not book.members.keys() >= set(book.identifiers.values()):
        raise IntegrityConflict("a member was merged into another while this batch waited")


def _repeats(book: Book, wants: Wants) -> list[IdempotencyRecord]:
    """The idempotency records of repeated requests."""
    found = (
        book.receipts.get((program_id, need.request_key.kind, need.request_key.name))
        for program_id, need in wants
        if need.request_key
    )
    return [receipt for receipt in found if receipt]


async def _load_purchases_and_returns(
    transaction: Transaction, book: Book, named: Named, repeats: Iterable[IdempotencyRecord]
) -> None:
    """Load the named records with all that belongs to them, and the records of repeated requests."""
    made = {receipt.object_id for receipt in repeats}
    return_ids = named.returns | {object_id for object_id in made if object_id.startswith("ret_")}
    purchase_ids = named.purchases | {object_id for object_id in made if object_id.startswith("pur_")}
    if return_ids:
        _enter_returns(book, await transaction.rows(Return, "return_id", return_ids))
        purchase_ids |= {returned.purchase_id for returned in book.returns.values() if returned.purchase_id}
    if purchase_ids:
        for purchase in await transaction.rows(Purchase, "purchase_id", purchase_ids):
            if purchase.status == "claimed":
                book.claimed[purchase.purchase_id] = purchase
                continue
            book.purchases[purchase.purchase_id] = purchase
            if (
                purchase.purchase_id in named.purchases
                and not purchase.guest
                and purchase.member_id not in book.members
            ):
                raise IntegrityConflict("a guest's purchase was claimed while this batch waited")
        _enter_returns(book, await transaction.rows(Return, "purchase_id", purchase_ids))


def _enter_returns(book: Book, returns: Iterable[Return]) -> None:
    for returned in returns:
        (book.claimed if returned.status == "claimed" else book.returns)[returned.return_id] = returned


async def _load_first_answers(transaction: Transaction, book: Book, repeats: Collection[IdempotencyRecord]) -> None:
    """Load the rest of the first answers to repeated requests: entries, vouchers, and enrolled members."""
    if not repeats:
        return
    causes = {receipt.object_id for receipt in repeats if not receipt.object_id.startswith("mem_")}
    made = (book.purchases | book.returns).values()
    owners = {receipt.member_id for receipt in repeats} | {record.member_id for record in made}
    owners = {owner for owner in owners if not owner.startswith(GUEST)}
    # A record without a table of its own does not follow its entries when its member is merged.
    merged = {(receipt.program_id, "mem", receipt.member_id) for receipt in repeats if receipt.answer is not None}
    takers = checkout.takers(repeats)
    merged |= takers
    owners |= {member_id for _, _, member_id in takers}
    if merged:
        owners |= {moved.member_id for moved in await transaction.named(Identifier, merged)}
    if causes and owners:
        for entry in await transaction.rows_of_members(Entry, owners, ("cause_id",), causes):
            book.entries.setdefault(entry.cause_id, []).append(entry)
        taken = {voucher for one in causes & book.returns.keys() for voucher in vouchers_taken(book.returns[one])}
        columns = ("issued_by", "revoked_by", "voucher_id") if taken else ("issued_by", "revoked_by")
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, owners, columns, causes | taken))
    # Not locked: they are read only, and writing an unlocked member is refused.
    enrolled = {receipt.object_id for receipt in repeats if receipt.object_id.startswith("mem_")} - book.members.keys()
    if enrolled:
        for member in await transaction.rows(Member, "member_id", enrolled):
            book.members[member.member_id] = member


async def _load_earlier_entries(transaction: Transaction, book: Book, wants: Wants, named: Named) -> None:
    """Load the entries of returns to be undone, and of all other returns of their purchases.

    For commands that need them, and for purchases not paid in money only, also those of the purchases.
    """
    undone = [book.returns[return_id] for return_id in named.returns & book.returns.keys()]
    all_of_them = any(need.entries for _, need in wants)
    # A refund goes back to the lots that paid for the purchase.
    purchases = {key: one for key, one in book.purchases.items() if all_of_them or one.paid_with}
    purchase_ids = {returned.purchase_id for returned in undone if returned.purchase_id} | purchases.keys()
    returns = undone + [returned for returned in book.returns.values() if returned.purchase_id in purchase_ids]
    owners = {one.member_id for one in returns} | {one.member_id for one in purchases.values()}
    owners = {owner for owner in owners if not owner.startswith(GUEST)}
    causes = ({returned.return_id for returned in returns} | purchases.keys()) - book.entries.keys()
    if causes and owners:
        for entry in await transaction.rows_of_members(Entry, owners, ("cause_id",), causes):
            book.entries.setdefault(entry.cause_id, []).append(entry)


async def _load_expired(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load expired amounts by lot for all members of the batch, if any command may take some back."""
    if book.members and any(need.expired for _, need in wants):
        book.expired = await entries.expired(transaction, book.members)


async def load_vouchers(
    transaction: Transaction, book: Book, member_ids: Collection[str], statuses: Sequence[str]
) -> None:
    """Load the members' vouchers that may expire or be revoked."""
    if member_ids:
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, member_ids, ("status",), statuses))


async def _load_vouchers(transaction: Transaction, book: Book, programs: Iterable[Program], wants: Wants) -> None:
    """Load vouchers named by commands, and those of all members of the batch if any command may have to revoke some."""
    if any(need.returned for _, need in wants):
        await load_vouchers(transaction, book, book.members, ("usable", "held", "expired", "revoked"))
        await _load_revoking_returns(transaction, book)
    elif any(need.vouchers for _, need in wants):
        await load_vouchers(transaction, book, book.members, ("usable", "held", "expired"))
    elif book.members and any(need.usable for _, need in wants):
        await load_vouchers(transaction, book, book.members, ("usable", "held"))
    if any(need.vouchers for _, need in wants):
        await _load_issued_by_purchases(transaction, book, programs)
    codes = {(program_id, code) for program_id, need in wants for code in need.codes}
    codes |= {(one.program_id, code) for one in book.purchases.values() for code in from_json(one.vouchers)}
    kept = [book.holds[need.hold] for _, need in wants if need.hold and need.hold in book.holds]
    codes |= {(one.program_id, code) for one in kept for code in from_json(one.vouchers)}
    codes -= {(one.program_id, one.code) for one in book.vouchers.values()}
    for program_id in {program_id for program_id, _ in codes}:
        named = await vouchers.by_codes(transaction, program_id, [code for owner, code in codes if owner == program_id])
        _enter_vouchers(book, named)


async def _load_issued_by_purchases(transaction: Transaction, book: Book, programs: Iterable[Program]) -> None:
    """Load the vouchers issued by the purchases that may be taken back, whatever their status."""
    owners = {one.member_id for one in book.purchases.values() if not one.guest}
    brought = {source for program in programs for source in coupons.sources(program, book.purchases)}
    if brought and owners:
        values = brought | book.purchases.keys()
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, owners, ("source", "issued_by"), values))


async def _load_revoking_returns(transaction: Transaction, book: Book) -> None:
    """Load the returns that revoked vouchers: undoing one of them restores its vouchers."""
    revoked = {one.revoked_by for one in book.vouchers.values() if one.revoked_by and one.revoked_by.startswith("ret_")}
    missing = revoked - book.returns.keys()
    if missing:
        _enter_returns(book, await transaction.rows(Return, "return_id", missing))


async def _load_facts(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load everything in the tables about the members, for commands that need it."""
    if any(need.facts for _, need in wants):
        for member, facts in await folds.facts_of(transaction, list(book.members.values())):
            book.facts[member.member_id] = facts


async def _load_profiles(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load the members' personal data, all their names and consents, for commands that need them."""
    if book.members and any(need.profiles for _, need in wants):
        for profile in await transaction.rows(Profile, "member_id", book.members):
            book.profiles[profile.member_id] = profile
        for name in await transaction.rows(Identifier, "member_id", book.members):
            book.identifiers[name[:3]] = name.member_id
    if book.members and any(need.consents for _, need in wants):
        for consent in await transaction.rows(Consent, "member_id", book.members):
            book.consents.setdefault(consent.member_id, []).append(consent)


async def _load_stays(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load the stays of members whose commands need them."""
    if book.members and any(need.stays for _, need in wants):
        for stay in await transaction.rows(SegmentStay, "member_id", book.members):
            book.stays[stay.stay_id] = stay


def _enter_vouchers(book: Book, vouchers: Iterable[Voucher]) -> None:
    for voucher in vouchers:
        book.vouchers[voucher.voucher_id] = voucher
