"""Any command, and the commands of which it consists."""

from app.engine.model.commands.checkout import AskQuote, PlaceHold, RedeemReward, ReleaseHold
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

Command = (
    RecordPurchase
    | AskQuote
    | TakeReturn
    | TakeReturnWithoutReceipt
    | Exchange
    | VoidPurchase
    | VoidReturn
    | ClaimPurchase
    | ActivatePurchase
    | PassTime
    | AdjustBalance
    | RedeemReward
    | IssueVoucher
    | RevokeVoucher
    | TransferPoints
    | PlaceHold
    | ReleaseHold
    | GrantTier
    | RevokeTierGrant
    | SetRank
    | DecideSegments
    | AddCard
    | RemoveCard
    | LinkMember
    | UnlinkMember
    | ChangeMember
    | EraseMember
    | MergeMembers
    | EnrolMember
    | IssueGiftCard
    | TopUpGiftCard
    | ReplaceGiftCard
    | ChangeGiftCard
)


def parts_of(command: Command) -> tuple[Command, ...]:
    """The commands that one consists of: itself, but for an exchange its return and its purchase."""
    return (command.taken, command.bought) if isinstance(command, Exchange) else (command,)
