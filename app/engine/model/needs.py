"""What a command needs in the book before it can be decided."""

from typing import NamedTuple

from app.engine.model.commands import (
    ActivatePurchase,
    AddCard,
    AdjustBalance,
    AskQuote,
    ChangeMember,
    ClaimPurchase,
    Command,
    EnrolMember,
    EraseMember,
    GrantTier,
    IssueVoucher,
    MergeMembers,
    PassTime,
    PlaceHold,
    RecordPurchase,
    RedeemReward,
    ReleaseHold,
    RemoveCard,
    RequestKey,
    RevokeTierGrant,
    RevokeVoucher,
    SetRank,
    TakeReturn,
    TakeReturnWithoutReceipt,
    TransferPoints,
    VoidPurchase,
    VoidReturn,
)
from app.engine.model.names import reference


class Needs(NamedTuple):
    """References to load and lock, and names to look for in the receipts and identifiers.

    Whoever loads a purchase loads its returns with it, and whoever loads a return its purchase, and the entries of all
    returns of that: a return is loaded to be undone. `usable` says that usable and held vouchers of the members are
    needed, `vouchers` that some may have to be taken back, so expired ones too, and `expired` that points or punches
    may be, so what has expired is needed. `entries`: those of the purchase and its returns are needed. `codes` are
    vouchers to load by code. `facts`: all that the tables say of the members is needed; `profiles`: their personal data
    is. `quote` and `hold` are ids. `revoked` is the code of a voucher whose owner is needed, and what was given for it.
    `enrols`: whether the same request has made a member who was erased is needed.
    """

    members: tuple[str, ...] = ()
    purchase: str | None = None
    returned: str | None = None
    request_key: RequestKey | None = None
    vouchers: bool = False
    codes: tuple[str, ...] = ()
    expired: bool = False
    entries: bool = False
    facts: bool = False
    profiles: bool = False
    usable: bool = False
    quote: str | None = None
    hold: str | None = None
    revoked: str | None = None
    enrols: bool = False


def needs(command: Command) -> Needs:
    """The needs of one command."""
    match command:
        case RecordPurchase(member=member, request_key=request_key, vouchers=codes, quote=quote, hold=hold):
            mine = (member,) if member else ()
            return Needs(mine, request_key=request_key, codes=codes, quote=quote, hold=hold, usable=bool(quote or hold))
        case AskQuote(member=member, vouchers=codes):
            return Needs(members=(member,) if member else (), usable=member is not None, codes=codes or ())
        case TakeReturn(purchase=purchase, member=member, request_key=request_key):
            return Needs(
                members=(member,) if member else (),
                purchase=purchase,
                request_key=request_key,
                vouchers=True,
                expired=True,
            )
        case TakeReturnWithoutReceipt(member=member, request_key=request_key):
            return Needs(members=(member,), request_key=request_key, vouchers=True)
        case VoidPurchase(purchase=purchase):
            return Needs(purchase=purchase, vouchers=True, expired=True)
        case VoidReturn(returned=returned):
            return Needs(returned=returned, vouchers=True, expired=True)
        case ActivatePurchase(purchase=purchase):
            return Needs(purchase=purchase, entries=True)
        case (
            PassTime(member=member) | GrantTier(member=member) | RevokeTierGrant(member=member) | SetRank(member=member)
        ):
            return Needs(members=(member,))
        case ClaimPurchase(purchase=purchase, member=member):
            return Needs(members=(member,), purchase=purchase)
        case AdjustBalance(member=member, request_key=request_key):
            return Needs(members=(member,), request_key=request_key, vouchers=True)
        case (
            RedeemReward(member=member, request_key=request_key) | IssueVoucher(member=member, request_key=request_key)
        ):
            return Needs(members=(member,), request_key=request_key)
        case RevokeVoucher(code=code):
            return Needs(codes=(code,), revoked=code)
        case TransferPoints(giver=giver, taker=taker, request_key=request_key):
            return Needs(members=(giver, taker), request_key=request_key)
        case PlaceHold(member=member, request_key=request_key, quote=quote, vouchers=codes):
            return Needs(members=(member,), request_key=request_key, quote=quote, codes=codes, usable=True)
        case ReleaseHold(hold=hold):
            return Needs(hold=hold, usable=True)
        case AddCard(member=member, card_number=number) | RemoveCard(member=member, card_number=number):
            return Needs(members=(member, f"card:{number}"))
        case MergeMembers(member=member, merged=merged):
            return Needs(members=(member, merged), vouchers=True, facts=True, profiles=True)
        case ChangeMember(member=member, told=told):
            return Needs(members=(member, *_names(email=told.get("email"), phone=told.get("phone"))), profiles=True)
        case EraseMember(member=member):
            return Needs(members=(member,))
        case EnrolMember(request_key=request_key, external_id=ext, card_number=card, email=email, phone=phone):
            return Needs(
                members=_names(ext=ext, card=card, email=email, phone=phone), request_key=request_key, enrols=True
            )


def _names(**names: str | None) -> tuple[str, ...]:
    return tuple(reference(kind, value) for kind, value in names.items() if value)
