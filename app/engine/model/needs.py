"""What a command needs in the book before it can be decided."""

from typing import NamedTuple

from app.engine.model.commands import (
    ActivatePurchase,
    AddCard,
    AdjustBalance,
    AskQuote,
    Basis,
    ChangeMember,
    ClaimPurchase,
    Command,
    EnrolMember,
    EraseMember,
    GiveLevel,
    GiveVoucher,
    MergeMembers,
    PassTime,
    PlaceHold,
    RecordPurchase,
    RedeemReward,
    ReleaseHold,
    RemoveCard,
    RevokeVoucher,
    SetRank,
    TakeLevelAway,
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
    basis: Basis | None = None
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
        case RecordPurchase(member=member, basis=basis, vouchers=codes, quote=quote, hold=hold):
            mine = (member,) if member else ()
            return Needs(mine, basis=basis, codes=codes, quote=quote, hold=hold, usable=bool(quote or hold))
        case AskQuote(member=member, vouchers=codes):
            return Needs(members=(member,) if member else (), usable=member is not None, codes=codes or ())
        case TakeReturn(purchase=purchase, member=member, basis=basis):
            return Needs(
                members=(member,) if member else (), purchase=purchase, basis=basis, vouchers=True, expired=True
            )
        case TakeReturnWithoutReceipt(member=member, basis=basis):
            return Needs(members=(member,), basis=basis, vouchers=True)
        case VoidPurchase(purchase=purchase):
            return Needs(purchase=purchase, vouchers=True, expired=True)
        case VoidReturn(returned=returned):
            return Needs(returned=returned, vouchers=True, expired=True)
        case ActivatePurchase(purchase=purchase):
            return Needs(purchase=purchase, entries=True)
        case PassTime(member=member) | GiveLevel(member=member) | TakeLevelAway(member=member) | SetRank(member=member):
            return Needs(members=(member,))
        case ClaimPurchase(purchase=purchase, member=member):
            return Needs(members=(member,), purchase=purchase)
        case AdjustBalance(member=member, basis=basis):
            return Needs(members=(member,), basis=basis, vouchers=True)
        case RedeemReward(member=member, basis=basis) | GiveVoucher(member=member, basis=basis):
            return Needs(members=(member,), basis=basis)
        case RevokeVoucher(code=code):
            return Needs(codes=(code,), revoked=code)
        case TransferPoints(giver=giver, taker=taker, basis=basis):
            return Needs(members=(giver, taker), basis=basis)
        case PlaceHold(member=member, basis=basis, quote=quote, vouchers=codes):
            return Needs(members=(member,), basis=basis, quote=quote, codes=codes, usable=True)
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
        case EnrolMember(basis=basis, external_id=ext, card_number=card, email=email, phone=phone):
            return Needs(members=_names(ext=ext, card=card, email=email, phone=phone), basis=basis, enrols=True)


def _names(**names: str | None) -> tuple[str, ...]:
    return tuple(reference(kind, value) for kind, value in names.items() if value)
