"""Writes what the decisions of a batch have added to the book or changed in it."""

from collections.abc import Collection, Iterable

from app.engine.model.book import Book
from app.engine.model.gift_cards import GiftCard
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.members import Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.store.connection.transaction import AnyRecord, Transaction
from app.store.queries.checkout import shared_limits, vouchers
from app.store.queries.members import erasure, member_words, members, tier_changes

PERSONAL_DATA = ("name", "email", "phone", "birth_date", "consents", "metadata")


async def save_book(transaction: Transaction, book: Book) -> None:
    """Write everything that the decisions have added to the book or changed in it."""
    # A name that is removed may be assigned again in the same batch.
    for member in book.erasures:
        await erasure.forget_names(transaction, member, book.pepper)
    for identifier in book.removed_identifiers.values():
        await members.forget_name(transaction, identifier)
        if identifier.kind == "card":
            await erasure.forget_references(transaction, identifier.program_id, [identifier])
    # Names that other transactions may be writing too, in one order for all: one waits for the other, without
    # deadlocks.
    new: list[Collection[AnyRecord]] = [
        sorted(book.new_receipts.values()),
        sorted(book.new_identifiers.values()),
        vouchers.codes_of(book.vouchers.new.values()),
        book.members.new.values(),
        book.profiles.new.values(),
        book.purchases.new.values(),
        book.returns.new.values(),
        book.new_entries,
        book.vouchers.new.values(),
        book.quotes.new.values(),
        book.holds.new.values(),
        book.new_tier_changes.values(),
        *by_kind(book.added),
        book.stays.new.values(),
        member_words.of_new_members(book),
        book.gift_cards.new.values(),
    ]
    await transaction.save([records for records in new if records], book.members.changed.values())
    for kind, records, columns in (
        (Purchase, book.purchases, ("status", "activated_on")),
        (Return, book.returns, ("status", "outcome")),
        (Voucher, book.vouchers, ("status", "revoked_by", "used_by", "held_by", "amount")),
        (Profile, book.profiles, PERSONAL_DATA),
        (Hold, book.holds, ("status", "ended_at", "captured_by")),
        (Quote, book.quotes, ("booked_by", "held_by")),
        (GiftCard, book.gift_cards, ("status", "balance", "held", "expires_on", "member_id", "replaced_by")),
        (SegmentStay, book.stays, ("left_on", "left_at", "left_version", "left_why")),
    ):
        if records.changed:
            await transaction.update(kind, records.changed.values(), columns)
    await shared_limits.add_drawn(transaction, book.taken_supplies)
    if book.used_codes:
        await transaction.update(PartnerCode, book.used_codes, ("voucher_id",))
    for member_id, change_id in book.withdrawn_notices:
        await tier_changes.withdraw(transaction, member_id, change_id)
    for old_id, new_id in book.merges:
        await members.move_everything(transaction, old_id, new_id)
    for member in book.erasures:
        await erasure.forget_texts(transaction, member)
    await member_words.renew(transaction, _renamed(book))


def _renamed(book: Book) -> set[str]:
    """The known members whose names may have changed, and those who lost a name, were erased or merged."""
    renamed = {*book.profiles.new, *book.profiles.changed}
    renamed |= {name.member_id for name in book.new_identifiers.values()}
    renamed -= book.members.new.keys()
    renamed |= {name.member_id for name in book.removed_identifiers.values()}
    renamed |= {member.member_id for member in book.erasures}
    return renamed | {member_id for merge in book.merges for member_id in merge}


def by_kind(records: Iterable[AnyRecord]) -> list[list[AnyRecord]]:
    """Records of several kinds, those of each together."""
    found: dict[type[AnyRecord], list[AnyRecord]] = {}
    for record in records:
        found.setdefault(type(record), []).append(record)
    return list(found.values())
