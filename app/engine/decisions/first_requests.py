"""Repeated requests whose name stands for other content: which fields differ from the first one."""

from datetime import timedelta
from typing import Final

from pydantic_core import from_json

from app.engine.model import idempotency, value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import PlaceHold, RedeemReward
from app.engine.model.commands.points import AdjustBalance, TransferPoints
from app.engine.model.commands.sales import TakeReturnWithoutReceipt
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.model.instants import instant, instant_text
from app.engine.model.records.checkout import Hold
from app.engine.model.records.points import Adjustment, Redemption, Transfer
from app.engine.model.records.sales import Return
from app.engine.model.records.vouchers import Voucher

Repeatable = AdjustBalance | IssueVoucher | PlaceHold | RedeemReward | TakeReturnWithoutReceipt | TransferPoints
# Names of fields, with their values now and in the first request.
Fields = dict[str, tuple[object, object]]
NOTHING_ELSE: Final[Fields] = {}


def repeated(book: Book, command: Repeatable) -> Decision | Refusal | None:
    """The first answer again, a refusal with the fields that differ, or None if the name is new."""
    repeat = idempotency.repeated(book, command.program_id, command.request_key)
    if not isinstance(repeat, Refusal):
        return repeat
    fields = _fields(book, command, idempotency.first(book, command.program_id, command.request_key))
    return idempotency.told_apart(repeat, [name for name, (now, before) in fields.items() if now != before])


def _fields(book: Book, command: Repeatable, first: object) -> Fields:
    match command, first:
        case AdjustBalance(), Adjustment():
            fields = _member(book, command, first.member_id) | {"unit": (command.unit, first.unit)}
            return fields | {"amount": (command.amount, first.amount), "reason": (command.reason, first.reason)}
        case RedeemReward(), Redemption():
            return _member(book, command, first.member_id) | {"reward": (command.reward, first.reward)}
        case IssueVoucher(), Voucher():
            return _of_voucher(book, command, first)
        case TransferPoints(), Transfer():
            return {
                "from": (_id(book, command.program_id, command.giver), first.member_id),
                "to": (_id(book, command.program_id, command.taker), first.taker_id),
                "points": (command.points, first.points),
                "reason": (command.reason, first.reason),
            }
        case PlaceHold(), Hold():
            return _member(book, command, first.member_id) | _of_hold(command, first)
        case TakeReturnWithoutReceipt(), Return():
            return _member(book, command, first.member_id) | _of_return(command, first)
    return NOTHING_ELSE


def _of_voucher(book: Book, command: IssueVoucher, first: Voucher) -> Fields:
    ending = f" given: {command.reason}"
    has_reason = any(entry.why.endswith(ending) for entry in book.entries.get(first.issued_by, ()))
    fields = _member(book, command, first.member_id) | {"reward": (command.reward, first.reward)}
    fields |= {"reason": (True, has_reason)}
    # The last day may be the reward's own, so it differs only if nothing else does.
    is_last_day = all(now == before for now, before in fields.values())
    return fields | {"valid_until": (is_last_day, False)}


def _of_hold(command: PlaceHold, first: Hold) -> Fields:
    until = instant(first.created_at) + timedelta(seconds=command.ttl_seconds)
    fields: Fields = {"quote": (command.quote, first.quote_id), "ttl_seconds": (instant_text(until), first.expires_at)}
    if command.quote or first.quote_id:
        return fields
    return fields | {
        "points": (command.points, first.points),
        "credit": (command.credit, first.credit),
        "vouchers": (list(command.vouchers), from_json(first.vouchers)),
    }


def _of_return(command: TakeReturnWithoutReceipt, first: Return) -> Fields:
    if first.purchase_id:
        return {"purchase": (None, first.purchase_id)}
    said, was = value.as_sent(command.lines), value.as_sent(value.purchase_lines(first.lines))
    return {
        "occurred_at": (instant_text(command.occurred_at), first.occurred_at),
        "lines": (said, was),
        "store": (command.store, first.store),
        "metadata": (command.metadata, first.metadata),
    }


def _member(
    book: Book, command: AdjustBalance | RedeemReward | IssueVoucher | PlaceHold | TakeReturnWithoutReceipt, first: str
) -> Fields:
    return {"member": (_id(book, command.program_id, command.member), first)}


def _id(book: Book, program_id: str, reference: str) -> str | None:
    member = book.member_or_what_is_left(program_id, reference)
    return member.member_id if member else None
