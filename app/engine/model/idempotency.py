"""Idempotency: a repeated key gets its first answer; the same key with other content is refused."""

from collections.abc import Iterable
from typing import Final

from pydantic_core import from_json

from app.engine.model.book import Book, Decision, MemberErased, Refusal
from app.engine.model.gift_cards import GiftCard
from app.engine.model.names import FORGOTTEN, forgotten_name, identifiers
from app.engine.model.receipts import IdempotencyRecord, RequestKey
from app.engine.model.records.checkout import Hold
from app.engine.model.records.members import Enrolment
from app.engine.model.records.points import Adjustment, Redemption, Transfer
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import vouchers_taken

FIRST_CAUSES = ("purchase", "return", "adjustment", "redemption", "hold", "gift", "transfer")
# Records without a table of their own, or whose first answer is stored, by the prefix of their ids.
TOLD_BY_RECEIPTS: Final[dict[str, type[Adjustment | Redemption | Voucher | Transfer | GiftCard]]] = {
    "adj": Adjustment,
    "red": Redemption,
    "gif": Voucher,
    "trf": Transfer,
    "gft": GiftCard,
    "gtu": GiftCard,
}


def repeated(book: Book, program_id: str, request_key: RequestKey) -> Decision | Refusal | None:
    """The first answer again, a refusal if the name stands for other content, None if it is new."""
    receipt = book.receipts.get((program_id, request_key.kind, request_key.name))
    if receipt is None:
        return None
    if receipt.fingerprint != request_key.fingerprint:
        return _conflict(request_key, receipt)
    made = receipt.object_id
    if made.startswith("mem_"):
        return _enrolled(book, receipt)
    left_behind = book.claimed.get(made)
    if left_behind and left_behind.member_id == receipt.member_id:
        # A guest's request gets its first answer again, even after a member has claimed the purchase.
        return Decision(left_behind, replayed=True)
    returned = book.returns.get(made)
    taken = vouchers_taken(returned) if returned else ()
    return Decision(
        _subject(book, receipt),
        replayed=True,
        entries=[entry for entry in book.entries.get(made, []) if entry.cause in FIRST_CAUSES],
        vouchers=[
            one for one in book.vouchers.values() if made in (one.issued_by, one.revoked_by) or one.voucher_id in taken
        ],
    )


def first(book: Book, program_id: str, request_key: RequestKey) -> object:
    """What the first request of this name recorded, with its present member; None if it is not known."""
    receipt = book.receipts.get((program_id, request_key.kind, request_key.name))
    if receipt is None or receipt.object_id.startswith("mem_"):
        return None
    return _subject(book, receipt)


def was_forgotten(book: Book, program_id: str, request_key: RequestKey) -> bool:
    """Whether this very enrolment made a member who has since been erased."""
    return (program_id, FORGOTTEN, forgotten_name(*request_key)) in book.receipts


def receipt(
    program_id: str, request_key: RequestKey, member_id: str, object_id: str, answer: str | None = None
) -> IdempotencyRecord:
    """The idempotency record of a request that had its effect."""
    return IdempotencyRecord(
        program_id=program_id,
        kind=request_key.kind,
        name=request_key.name,
        member_id=member_id,
        object_id=object_id,
        fingerprint=request_key.fingerprint,
        answer=answer,
    )


def _enrolled(book: Book, receipt: IdempotencyRecord) -> Decision:
    member = book.members.get(receipt.object_id)
    if member and member.erased_at:
        raise MemberErased
    assert receipt.answer
    first = Enrolment(*from_json(receipt.answer))
    card = identifiers(receipt.program_id, receipt.object_id, None, card=first.card_number)
    return Decision(first, replayed=True, identifiers=list(card))


def _subject(
    book: Book, receipt: IdempotencyRecord
) -> Purchase | Return | Adjustment | Redemption | Hold | Voucher | Transfer | GiftCard:
    made = receipt.object_id
    if receipt.answer is not None:
        return TOLD_BY_RECEIPTS[made.partition("_")[0]](*from_json(receipt.answer))
    if made.startswith("hld_"):
        return book.holds[made]._replace(member_id=receipt.member_id)
    recorded = book.purchases.get(made) or book.returns.get(made)
    if recorded is None:
        raise LookupError("a receipt names something that was not loaded")
    # The member may have been merged into another since.
    return recorded._replace(member_id=receipt.member_id)


def _conflict(request_key: RequestKey, receipt: IdempotencyRecord) -> Refusal:
    if request_key.kind == "key":
        return Refusal("idempotency-mismatch", "this Idempotency-Key was used for a different request")
    detail = f"this external_id already belongs to {receipt.object_id}, with different content"
    return Refusal("external-id-conflict", detail, "/external_id")


def told_apart(refusal: Refusal, differing: Iterable[str]) -> Refusal:
    """The refusal of a reused name, extended by the fields that differ."""
    if refusal.problem != "external-id-conflict" or not (names := tuple(differing)):
        return refusal
    detail = f"{refusal.detail}: it differs in {', '.join(names)}"
    return refusal._replace(detail=detail, differing=names)
