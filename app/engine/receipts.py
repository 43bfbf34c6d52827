"""Saying the same again: a name that is known answers as it did, and means one thing for ever."""

from app.engine.book import Book, Decision, Refusal
from app.engine.commands import Basis
from app.engine.records import Member, Purchase, Receipt, Return

FIRST_CAUSES = ("purchase", "return")


def repeated(book: Book, program_id: str, basis: Basis) -> Decision | Refusal | None:
    """The first answer again, a refusal when the name stands for something else, None when it is new."""
    receipt = book.receipts.get((program_id, basis.kind, basis.name))
    if receipt is None:
        return None
    if receipt.fingerprint != basis.fingerprint:
        return _conflict(basis)
    made = receipt.object_id
    return Decision(
        _subject(book, made),
        replayed=True,
        entries=[entry for entry in book.entries.get(made, []) if entry.cause in FIRST_CAUSES],
        vouchers=[voucher for voucher in book.vouchers.values() if made in (voucher.issued_by, voucher.revoked_by)],
    )


def receipt(program_id: str, basis: Basis, member_id: str, object_id: str) -> Receipt:
    """The memory of a request that has had its effect."""
    return Receipt(program_id, basis.kind, basis.name, member_id, object_id, basis.fingerprint)


def _subject(book: Book, object_id: str) -> Purchase | Return | Member:
    subject = book.purchases.get(object_id) or book.returns.get(object_id) or book.members.get(object_id)
    if subject is None:
        raise LookupError("a receipt names something that was not loaded")
    return subject


def _conflict(basis: Basis) -> Refusal:
    if basis.kind == "key":
        return Refusal("idempotency-mismatch", "this Idempotency-Key was used for another request")
    return Refusal("external-id-conflict", "this external_id stands for something else already", "/external_id")
