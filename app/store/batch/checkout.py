"""Loads the data of checkouts into the book: holds, quotes, vouchers to revoke, and shared limits."""

from collections.abc import Collection, Iterable, Sequence

from pydantic_core import from_json

from app.engine.model.book import Book
from app.engine.model.commands.command import Command
from app.engine.model.needs import Needs
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.checkout import Hold
from app.engine.model.records.points import Transfer
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.engine.rules.shared_limits import codes_named, needs_secret, wanted
from app.ledger.entries import Entry
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import quotes, shared_limits, vouchers
from app.store.queries.customers import mail_links

Wants = Sequence[tuple[str, Needs]]


async def owners_of_holds(transaction: Transaction, wants: Wants) -> set[str]:
    """The owners of the named holds, to be locked."""
    named = {need.hold for _, need in wants if need.hold}
    return {one.member_id for one in await transaction.rows(Hold, "hold_id", named)} if named else set()


async def load(transaction: Transaction, book: Book, wants: Wants, repeats: Iterable[IdempotencyRecord]) -> None:
    """Load the named holds, those placed by repeated requests, and quotes, both named and of those holds."""
    named = {need.hold for _, need in wants if need.hold}
    placed = {receipt.object_id for receipt in repeats if receipt.object_id.startswith("hld_")}
    if named | placed:
        _enter(book, await transaction.rows(Hold, "hold_id", named | placed))
        if any(book.holds[one].member_id not in book.members for one in named & book.holds.keys()):
            raise IntegrityConflict("the owner of a hold was merged into another member while this batch waited")
    quoted = {need.quote for _, need in wants if need.quote}
    quoted |= {one.quote_id for one in book.holds.values() if one.quote_id and one.hold_id in named}
    if quoted:
        book.quotes |= {one.quote_id: one for one in await quotes.lock_quotes(transaction, quoted)}
        keeping = {one.held_by for one in book.quotes.values() if one.held_by} - book.holds.keys()
        if keeping:
            # Their owners are those of the quotes, or members merged into others: no lock is needed.
            _enter(book, await transaction.rows(Hold, "hold_id", keeping))


async def owners_of_vouchers(transaction: Transaction, wants: Wants) -> set[str]:
    """The owners of the vouchers to revoke, to be locked."""
    return {one.member_id for one in await _to_be_revoked(transaction, wants)}


async def load_given_for_vouchers(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load the entries that spent points on the vouchers to revoke."""
    codes = {(program_id, need.revoked) for program_id, need in wants if need.revoked}
    if not codes:
        return
    named = [one for one in book.vouchers.values() if (one.program_id, one.code) in codes]
    if any(one.member_id not in book.members for one in named):
        raise IntegrityConflict("the owner of a voucher was merged into another member while this batch waited")
    causes = {one.issued_by for one in named} - book.entries.keys()
    if causes:
        owners = {one.member_id for one in named}
        for entry in await transaction.rows_of_members(Entry, owners, ("cause_id",), causes):
            book.entries.setdefault(entry.cause_id, []).append(entry)


def takers(repeats: Iterable[IdempotencyRecord]) -> set[tuple[str, str, str]]:
    """The names of the recipients of repeated transfers."""
    told = [one for one in repeats if one.object_id.startswith("trf_") and one.answer]
    return {(one.program_id, "mem", Transfer(*from_json(one.answer or "")).taker_id) for one in told}


async def _to_be_revoked(transaction: Transaction, wants: Wants) -> list[Voucher]:
    codes = {(program_id, need.revoked) for program_id, need in wants if need.revoked}
    found: list[Voucher] = []
    for program_id in {program_id for program_id, _ in codes}:
        found += await vouchers.by_codes(transaction, program_id, [code for one, code in codes if one == program_id])
    return found


async def load_active_holds(transaction: Transaction, book: Book, member_ids: Collection[str]) -> None:
    """Load the active holds of members, which time may end, and their vouchers."""
    holding = {one: book.members[one].state.holds for one in member_ids if book.members[one].state.holds}
    if holding:
        _enter(book, await transaction.rows_of_members(Hold, holding, ("status",), ("active",)))
        ids = {hold_id for holds in holding.values() for hold_id in holds}
        kept = await transaction.rows_of_members(Voucher, holding, ("held_by",), ids)
        book.vouchers |= {one.voucher_id: one for one in kept}


async def lock_supplies(
    transaction: Transaction, book: Book, programs: Sequence[Program], commands: Sequence[Command]
) -> None:
    """Lock and load the shared limits that these commands may draw on."""
    asked = list(zip(programs, commands, strict=True))
    names = {(program.id, name) for program, command in asked for name in wanted(program, command)}
    naming = [one for one in asked if needs_secret(*one)]
    for program_id in {program.id for program, _ in naming}:
        if secret := await mail_links.secret_of(transaction, program_id):
            book.code_secrets[program_id] = bytes.fromhex(secret)
    names |= {(program.id, name) for program, command in naming for name in codes_named(program, book, command)}
    if names:
        book.supplies = await shared_limits.lock(transaction, names)


def _enter(book: Book, holds: Iterable[Hold]) -> None:
    book.holds |= {one.hold_id: one for one in holds}
