"""The parts of the book that a command needs before it can be decided."""

from typing import NamedTuple

from app.engine.model import names
from app.engine.model.commands.checkout import AskQuote, PlaceHold, RedeemReward, ReleaseHold
from app.engine.model.commands.command import Command
from app.engine.model.commands.gift_cards import ChangeGiftCard, IssueGiftCard, ReplaceGiftCard, TopUpGiftCard
from app.engine.model.commands.members import (
    AddCard,
    ChangeMember,
    EnrolMember,
    EraseMember,
    LinkMember,
    MergeMembers,
    RemoveCard,
    UnlinkMember,
)
from app.engine.model.commands.points import AdjustBalance, PassTime, TransferPoints
from app.engine.model.commands.sales import (
    ActivatePurchase,
    ClaimPurchase,
    Exchange,
    RecordPurchase,
    TakeReturn,
    TakeReturnWithoutReceipt,
    VoidPurchase,
    VoidReturn,
)
from app.engine.model.commands.tiers import DecideSegments, GrantTier, RevokeTierGrant, SetRank
from app.engine.model.commands.vouchers import IssueVoucher, RevokeVoucher
from app.engine.model.gift_cards import GiftCardPart
from app.engine.model.receipts import RequestKey


class Needs(NamedTuple):
    """References to load and lock, and names to look up among idempotency records and identifiers.

    A purchase is loaded with its returns; a return with its purchase and the entries of all returns of that purchase,
    because it is loaded to be undone.

    * `usable`: the members' usable and held vouchers.
    * `vouchers`: vouchers that may be revoked, so expired ones too.
    * `expired`: expired points and punches, because some may be taken back.
    * `entries`: those of the purchase and its returns.
    * `codes`: vouchers to load by code.
    * `facts`: everything in the tables about the members; `profiles`: their personal data; `consents`: what they
      allowed.
    * `quote` and `hold` are ids.
    * `revoked`: the code of a voucher to load with its owner and the points paid for it.
    * `stays`: the members' stays in segments.
    * `gift_cards`: codes or ids of gift cards to load and lock.
    * `card_entries`: the ledger of these cards, and of those that they have replaced.
    * `enrols`: whether to look for an erased member enrolled by the same request.
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
    stays: bool = False
    consents: bool = False
    gift_cards: tuple[str, ...] = ()
    card_entries: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether members and the request's own record are all."""
        return self == Needs(self.members, request_key=self.request_key)


def needs(command: Command, country: str | None = None) -> Needs:
    """The needs of one command. `country`: the programme's default, by which phone numbers have other forms."""
    match command:
        case RecordPurchase(member=member, request_key=request_key, vouchers=codes, quote=quote, hold=hold):
            return Needs(
                (member,) if member else (),
                request_key=request_key,
                codes=codes,
                quote=quote,
                hold=hold,
                usable=bool(quote or hold),
                gift_cards=_named(command.gift_cards),
            )
        case AskQuote(member=member, vouchers=codes):
            return Needs(
                members=(member,) if member else (),
                usable=member is not None,
                codes=codes or (),
                gift_cards=_named(command.gift_cards),
            )
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
        case Exchange():
            raise AssertionError("the parts of an exchange have needs of their own")
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
        case DecideSegments(member=member):
            return Needs(members=(member,), stays=True)
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
            return Needs(
                members=(member,),
                request_key=request_key,
                quote=quote,
                codes=codes,
                usable=True,
                gift_cards=_named(command.gift_cards),
            )
        case IssueGiftCard(request_key=request_key, member=holder):
            return Needs(members=(holder,) if holder else (), request_key=request_key)
        case TopUpGiftCard(card=card, request_key=request_key) | ReplaceGiftCard(card=card, request_key=request_key):
            return Needs(request_key=request_key, gift_cards=(card,))
        case ChangeGiftCard(card=card, act=act):
            return Needs(gift_cards=(card,), card_entries=act == "void")
        case ReleaseHold(hold=hold):
            return Needs(hold=hold, usable=True)
        case AddCard(member=member, card_number=number) | RemoveCard(member=member, card_number=number):
            return Needs(members=(member, f"card:{number}"))
        case LinkMember(member=member, link=link) | UnlinkMember(member=member, link=link):
            return Needs(members=(member, f"link:{link}"))
        case MergeMembers(member=member, merged=merged):
            return Needs(members=(member, merged), vouchers=True, facts=True, profiles=True, stays=True, consents=True)
        case ChangeMember(member=member, told=told, consents=consents):
            named = _references(country, email=told.get("email"), phone=told.get("phone"))
            return Needs(members=(member, *named), profiles=True, consents=consents != {})
        case EraseMember(member=member):
            return Needs(members=(member,))
        case EnrolMember(request_key=request_key, external_id=ext, card_number=card, email=email, phone=phone):
            return Needs(
                members=_references(country, ext=ext, card=card, email=email, phone=phone),
                request_key=request_key,
                enrols=True,
            )


def _named(parts: tuple[GiftCardPart, ...]) -> tuple[str, ...]:
    return tuple([one.card for one in parts]) if parts else ()


def _references(country: str | None, **given: str | None) -> tuple[str, ...]:
    return tuple(
        f"{kind}:{form}" for kind, value in given.items() if value for form in names.forms(kind, value, country)
    )
