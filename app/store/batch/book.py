"""Loads the book that a batch of commands is decided from, and writes what was decided.

The order is the point: names first, then the members' locks in the order of their ids, and only then the receipts.
Whoever repeats a request waits at the lock, and finds the first one's receipt behind it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from pydantic_core import from_json

from app.engine.model.book import Book
from app.engine.model.commands import Command
from app.engine.model.names import FORGOTTEN, forgotten_name
from app.engine.model.needs import Needs, needs
from app.engine.model.records import (
    Hold,
    IdempotencyRecord,
    Identifier,
    Member,
    PartnerCode,
    Profile,
    Purchase,
    Quote,
    Return,
    Voucher,
)
from app.engine.model.value import vouchers_taken
from app.engine.program.terms import Program
from app.engine.rules import coupons
from app.ledger.entries import Entry
from app.store.batch import checkout
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import AnyRecord, NameKey, Transaction
from app.store.queries import entries, erasure, folds, members, shared_limits, tier_changes, vouchers

GUEST = "gst_"
PERSONAL_DATA = ("name", "email", "phone", "birth_date", "consents", "metadata")

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
) -> Book:
    """Everything that these commands need, each of its programme, locked until the transaction ends.

    Raises IntegrityConflict when a neighbour has just recorded what a command refers to: run the batch again.
    """
    book = Book(draw_id, draw_code, draw_card_number)
    wants = [(command.program_id, needs(command)) for command in commands]
    await _load_names(transaction, book, wants)
    named = _named(book, wants)
    await _lock(transaction, book, wants, named)
    await _load_own_receipts(transaction, book, wants)
    if _named(book, wants) != named:
        raise IntegrityConflict("what a command refers to was recorded while it waited")
    repeats = _repeats(book, wants)
    await checkout.load(transaction, book, wants, repeats)
    await checkout.lock_supplies(transaction, book, programs, commands)
    await _load_purchases_and_returns(transaction, book, named, repeats)
    await _load_first_answers(transaction, book, repeats)
    await _load_earlier_entries(transaction, book, wants, named)
    await _load_expired(transaction, book, wants)
    await _load_vouchers(transaction, book, programs, wants)
    await checkout.load_given_for_vouchers(transaction, book, wants)
    await _load_facts(transaction, book, wants)
    await _load_profiles(transaction, book, wants)
    return book


async def save_book(transaction: Transaction, book: Book) -> None:
    """Write everything that the decisions applied to the book have added and changed."""
    # What is given up may be taken again in the same batch.
    for member in book.erasures:
        await erasure.forget_names(transaction, member)
    for identifier in book.removed_identifiers.values():
        await members.forget_name(transaction, identifier)
    # Names that neighbours may be writing too, in one order for all: the second waits, and nobody deadlocks.
    new: list[Collection[AnyRecord]] = [
        sorted(book.new_receipts.values()),
        sorted(book.new_identifiers.values()),
        book.new_members.values(),
        book.new_profiles.values(),
        book.new_purchases.values(),
        book.new_returns.values(),
        book.new_entries,
        book.new_vouchers.values(),
        book.new_quotes.values(),
        book.new_holds.values(),
        book.new_given,
        book.new_tier_changes.values(),
    ]
    await transaction.save([records for records in new if records], book.changed_members.values())
    if book.changed_purchases:
        await transaction.update(Purchase, book.changed_purchases.values(), ("status", "activated_on"))
    if book.changed_returns:
        await transaction.update(Return, book.changed_returns.values(), ("status", "outcome"))
    if book.changed_vouchers:
        await transaction.update(
            Voucher, book.changed_vouchers.values(), ("status", "revoked_by", "used_by", "held_by", "amount")
        )
    if book.changed_profiles:
        await transaction.update(Profile, book.changed_profiles.values(), PERSONAL_DATA)
    if book.changed_holds:
        await transaction.update(Hold, book.changed_holds.values(), ("status", "ended_at", "captured_by"))
    if book.changed_quotes:
        await transaction.update(Quote, book.changed_quotes.values(), ("booked_by", "held_by"))
    await shared_limits.add(transaction, book.taken_supplies)
    if book.used_codes:
        await transaction.update(PartnerCode, book.used_codes, ("voucher_id",))
    for member_id, change_id in book.withdrawn_notices:
        await tier_changes.withdraw(transaction, member_id, change_id)
    for old_id, new_id in book.merges:
        await members.move_everything(transaction, old_id, new_id)
    for member in book.erasures:
        await erasure.forget_texts(transaction, member)


async def _load_names(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Who and what the references name, as far as names are kept apart from what they name."""
    identifiers: set[NameKey] = set()
    receipts: set[NameKey] = set()
    for program_id, need in wants:
        for reference in need.members:
            kind, colon, value = reference.partition(":")
            identifiers.add((program_id, kind, value) if colon else (program_id, "mem", reference))
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
    """Lock the members and the owners of what is named; a guest has no row, so there the purchases themselves."""
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
    """Whoever waited at the lock of a member who is another one now has to look again."""
    named: set[NameKey] = {
        (program_id, "mem", one) for program_id, need in wants for one in need.members if ":" not in one
    }
    missing = [name for name in named if name[2] not in book.members and name not in book.identifiers]
    moved = await transaction.named(Identifier, missing) if missing else []
    if moved or not book.members.keys() >= set(book.identifiers.values()):
        raise IntegrityConflict("a member was merged into another while this waited")


def _repeats(book: Book, wants: Wants) -> list[IdempotencyRecord]:
    """The receipts of requests that were answered before."""
    found = (
        book.receipts.get((program_id, need.request_key.kind, need.request_key.name))
        for program_id, need in wants
        if need.request_key
    )
    return [receipt for receipt in found if receipt]


async def _load_purchases_and_returns(
    transaction: Transaction, book: Book, named: Named, repeats: Iterable[IdempotencyRecord]
) -> None:
    """What is named with all that belongs to it, and what repeated requests made."""
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
                raise IntegrityConflict("a guest's purchase was claimed while this waited")
        _enter_returns(book, await transaction.rows(Return, "purchase_id", purchase_ids))


def _enter_returns(book: Book, returns: Iterable[Return]) -> None:
    for returned in returns:
        (book.claimed if returned.status == "claimed" else book.returns)[returned.return_id] = returned


async def _load_first_answers(transaction: Transaction, book: Book, repeats: Collection[IdempotencyRecord]) -> None:
    """What the first answers to repeated requests said: entries, vouchers, and the members they enrolled."""
    if not repeats:
        return
    causes = {receipt.object_id for receipt in repeats if not receipt.object_id.startswith("mem_")}
    made = (book.purchases | book.returns).values()
    owners = {receipt.member_id for receipt in repeats} | {record.member_id for record in made}
    owners = {owner for owner in owners if not owner.startswith(GUEST)}
    # What has no table of its own does not say where its entries went when its member was merged into another.
    told = {(receipt.program_id, "mem", receipt.member_id) for receipt in repeats if receipt.answer is not None}
    takers = checkout.takers(repeats)
    told |= takers
    owners |= {member_id for _, _, member_id in takers}
    if told:
        owners |= {moved.member_id for moved in await transaction.named(Identifier, told)}
    if causes and owners:
        for entry in await transaction.rows_of_members(Entry, owners, ("cause_id",), causes):
            book.entries.setdefault(entry.cause_id, []).append(entry)
        taken = {voucher for one in causes & book.returns.keys() for voucher in vouchers_taken(book.returns[one])}
        columns = ("issued_by", "revoked_by", "voucher_id") if taken else ("issued_by", "revoked_by")
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, owners, columns, causes | taken))
    # Not locked: they are only shown, and writing one that was not locked is refused.
    enrolled = {receipt.object_id for receipt in repeats if receipt.object_id.startswith("mem_")} - book.members.keys()
    if enrolled:
        for member in await transaction.rows(Member, "member_id", enrolled):
            book.members[member.member_id] = member


async def _load_earlier_entries(transaction: Transaction, book: Book, wants: Wants, named: Named) -> None:
    """The entries of the returns that are named, to be undone, and of all other returns of their purchases.

    For commands that need them, and where more than money was paid, those of the purchases too.
    """
    undone = [book.returns[return_id] for return_id in named.returns & book.returns.keys()]
    all_of_them = any(need.entries for _, need in wants)
    # What a purchase was paid with goes back to where it came from.
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
    """How much has expired out of which lots, of every member of the batch if any command may take some back."""
    if book.members and any(need.expired for _, need in wants):
        book.expired = await entries.expired(transaction, book.members)


async def load_vouchers(transaction: Transaction, book: Book, member_ids: Collection[str], *statuses: str) -> None:
    """The vouchers of members which may end, or be taken back."""
    if member_ids:
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, member_ids, ("status",), statuses))


async def _load_vouchers(transaction: Transaction, book: Book, programs: Iterable[Program], wants: Wants) -> None:
    """Vouchers that commands name, and those of every member of the batch if any command may have to take some back."""
    if any(need.returned for _, need in wants):
        await load_vouchers(transaction, book, book.members, "usable", "held", "expired", "revoked")
        await _load_what_revoked(transaction, book)
    elif any(need.vouchers for _, need in wants):
        await load_vouchers(transaction, book, book.members, "usable", "held", "expired")
    elif book.members and any(need.usable for _, need in wants):
        await load_vouchers(transaction, book, book.members, "usable", "held")
    if any(need.vouchers for _, need in wants):
        await _load_brought(transaction, book, programs)
    codes = {(program_id, code) for program_id, need in wants for code in need.codes}
    codes |= {(one.program_id, code) for one in book.purchases.values() for code in from_json(one.vouchers)}
    kept = [book.holds[need.hold] for _, need in wants if need.hold and need.hold in book.holds]
    codes |= {(one.program_id, code) for one in kept for code in from_json(one.vouchers)}
    codes -= {(one.program_id, one.code) for one in book.vouchers.values()}
    for program_id in {program_id for program_id, _ in codes}:
        named = await vouchers.by_codes(transaction, program_id, [code for owner, code in codes if owner == program_id])
        _enter_vouchers(book, named)


async def _load_brought(transaction: Transaction, book: Book, programs: Iterable[Program]) -> None:
    """The vouchers that came with the purchases which may be taken back, whatever has become of them."""
    owners = {one.member_id for one in book.purchases.values() if not one.guest}
    brought = {source for program in programs for source in coupons.sources(program, book.purchases)}
    if brought and owners:
        values = brought | book.purchases.keys()
        _enter_vouchers(book, await transaction.rows_of_members(Voucher, owners, ("source", "issued_by"), values))


async def _load_what_revoked(transaction: Transaction, book: Book) -> None:
    """The returns that took vouchers back: of what a mistaken one took, the same is given back."""
    revoked = {one.revoked_by for one in book.vouchers.values() if one.revoked_by and one.revoked_by.startswith("ret_")}
    missing = revoked - book.returns.keys()
    if missing:
        _enter_returns(book, await transaction.rows(Return, "return_id", missing))


async def _load_facts(transaction: Transaction, book: Book, wants: Wants) -> None:
    """All that the tables say of the members of commands that need it."""
    if any(need.facts for _, need in wants):
        for member, facts in await folds.facts_of(transaction, list(book.members.values())):
            book.facts[member.member_id] = facts


async def _load_profiles(transaction: Transaction, book: Book, wants: Wants) -> None:
    """The personal data of the members of commands that need it."""
    if book.members and any(need.profiles for _, need in wants):
        for profile in await transaction.rows(Profile, "member_id", book.members):
            book.profiles[profile.member_id] = profile


def _enter_vouchers(book: Book, vouchers: Iterable[Voucher]) -> None:
    for voucher in vouchers:
        book.vouchers[voucher.voucher_id] = voucher
