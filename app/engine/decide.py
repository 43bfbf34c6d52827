"""`decide` is the whole engine: takes a programme, a book, a command and the time; returns the changes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from app.engine.decisions import (
    adjustments,
    gift_cards,
    redemptions,
    revocations,
    tier_grants,
    transfers,
    voucher_grants,
)
from app.engine.decisions.checkout import holds, quoting
from app.engine.decisions.members import links, members, merging, profiles
from app.engine.decisions.sales import activation, claims, exchanges, purchases, returns, voids
from app.engine.model.book import ERASED, Book, Decision, MemberErased, Refusal
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
from app.engine.model.refusals import Refused
from app.engine.program.versions import Program
from app.engine.rules import ranks, stays
from app.engine.rules.passing_time import next_due_at, pass_time
from app.engine.rules.rewards.vouchers import MOST_AT_ONCE, TooManyVouchers
from app.ledger.balances import BalanceOutOfRange

DECIDERS: dict[type, Callable[[Program, Book, Any, datetime], Decision | Refusal]] = {
    RecordPurchase: purchases.record,
    AskQuote: quoting.ask,
    TakeReturn: returns.take,
    TakeReturnWithoutReceipt: returns.take_without_receipt,
    Exchange: exchanges.exchange,
    VoidPurchase: voids.void,
    VoidReturn: returns.void,
    ClaimPurchase: claims.claim,
    ActivatePurchase: activation.activate,
    PassTime: pass_time,
    AdjustBalance: adjustments.adjust,
    RedeemReward: redemptions.redeem,
    IssueVoucher: voucher_grants.give,
    RevokeVoucher: revocations.revoke,
    TransferPoints: transfers.transfer,
    PlaceHold: holds.place,
    ReleaseHold: holds.let_go,
    GrantTier: tier_grants.give,
    RevokeTierGrant: tier_grants.take_away,
    SetRank: ranks.set_rank,
    DecideSegments: stays.decide_segments,
    AddCard: members.add_card,
    RemoveCard: members.remove_card,
    LinkMember: links.link,
    UnlinkMember: links.unlink,
    ChangeMember: profiles.change,
    EraseMember: profiles.erase,
    MergeMembers: merging.merge,
    EnrolMember: members.enrol,
    IssueGiftCard: gift_cards.issue,
    TopUpGiftCard: gift_cards.top_up,
    ReplaceGiftCard: gift_cards.replace,
    ChangeGiftCard: gift_cards.change_status,
}


TOO_MANY_VOUCHERS: Final = f"this would issue more than {MOST_AT_ONCE} vouchers"
_NAMES_A_MEMBER: Final = (
    TakeReturnWithoutReceipt,
    ClaimPurchase,
    RedeemReward,
    IssueVoucher,
    AskQuote,
    PlaceHold,
    IssueGiftCard,
)


def decide(program: Program, book: Book, command: Command, now: datetime) -> Decision | Refusal:
    """Decide one command at the programme's `now` (UTC). It changes nothing: the caller applies the decision."""
    try:
        decision = DECIDERS[type(command)](program, book, command, now)
    except Refused as refused:
        return refused.refusal
    except MemberErased as erased:
        return Refusal("member-erased", ERASED, _place(command, erased.args))
    except BalanceOutOfRange:
        return Refusal("validation", "a balance would exceed the supported range", "", "too-large")
    except TooManyVouchers:
        return Refusal("validation", TOO_MANY_VOUCHERS, "", "too-large")
    if isinstance(decision, Decision):
        decision.members = [one._replace(next_due_at=next_due_at(program, one.state)) for one in decision.members]
    return decision


def _place(command: Command, named: tuple[Any, ...]) -> str:
    """The place in a request's body where a command names the member; "" if its path names it."""
    if isinstance(command, MergeMembers):
        return "/from" if command.merged in named else ""
    if isinstance(command, TransferPoints):
        return "/to" if command.taker in named else "/from"
    return "/member" if isinstance(command, _NAMES_A_MEMBER) else ""
