"""The audit log of administrative actions: who, what and on which object. It contains no personal data."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from app.actions.access.keys import Caller
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.gift_cards import ChangeGiftCard, IssueGiftCard, ReplaceGiftCard, TopUpGiftCard
from app.engine.model.commands.members import (
    AddCard,
    ChangeMember,
    EraseMember,
    LinkMember,
    MergeMembers,
    RemoveCard,
    UnlinkMember,
)
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.model.commands.vouchers import IssueVoucher, RevokeVoucher
from app.engine.model.gift_cards import GiftCard
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member
from app.engine.model.records.points import Adjustment
from app.engine.model.records.vouchers import Voucher
from app.store.rows.access import AuditRow

# Named after the operations of the API; a change of a gift card says itself which.
_ACTS: dict[type, str] = {
    AdjustBalance: "adjust_balance",
    GrantTier: "give_level",
    RevokeTierGrant: "take_level_away",
    ChangeMember: "change_member",
    EraseMember: "erase_member",
    MergeMembers: "merge_members",
    AddCard: "add_card",
    RemoveCard: "remove_card",
    LinkMember: "add_link",
    UnlinkMember: "remove_link",
    IssueVoucher: "give_voucher",
    RevokeVoucher: "revoke_voucher",
    IssueGiftCard: "issue_gift_card",
    TopUpGiftCard: "top_up_gift_card",
    ReplaceGiftCard: "replace_gift_card",
    ChangeGiftCard: "",
}


class Recorder:
    """Makes audit rows. `clock` gives the real time, in UTC; without a key, the caller is at a shell."""

    def __init__(self, draw_id: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._draw_id = draw_id
        self._clock = clock

    def row(self, caller: Caller | None, program_id: str, act: str, object_id: str, **detail: Any) -> AuditRow:
        """The row of one action."""
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
        at, key_id = instant_text(self._clock()), (caller.key_id or None) if caller else None
        return AuditRow(
            audit_id=self._draw_id("aud"),
            program_id=program_id,
            at=at,
            key_id=key_id,
            act=act,
            object_id=object_id,
            detail=text,
            staff_id=caller.staff_id if caller else None,
        )

    def rows_of(self, done: Iterable[tuple[Command, Caller | None, Decision | Refusal]]) -> list[AuditRow]:
        """The rows of the effective administrative commands among these."""
        return [
            self._row_of(command, caller, answer)
            for command, caller, answer in done
            if _is_act(command) and isinstance(answer, Decision) and not answer.replayed
        ]

    def _row_of(self, command: Command, caller: Caller | None, decision: Decision) -> AuditRow:
        subject = decision.subject
        act = f"{command.act}_gift_card" if isinstance(command, ChangeGiftCard) else _ACTS[type(command)]
        assert isinstance(subject, Member | Adjustment | Voucher | GiftCard)
        object_id = subject.card_id if isinstance(subject, GiftCard) else subject.member_id
        return self.row(caller, command.program_id, act, object_id, **_detail(command, decision))


def _is_act(command: Command) -> bool:
    """Whether a command is an action of its own; the vouchers of a batch are not, because the batch is."""
    is_of_batch = isinstance(command, IssueVoucher) and command.batch
    by_time = isinstance(command, ChangeGiftCard) and command.act == "expire"
    return type(command) in _ACTS and not is_of_batch and not by_time


def _detail(command: Command, decision: Decision) -> dict[str, Any]:
    match command:
        case AdjustBalance():
            assert isinstance(decision.subject, Adjustment)
            adjustment_id = decision.subject.adjustment_id
            return {
                "adjustment": adjustment_id,
                "unit": command.unit,
                "amount": command.amount,
                "reason": command.reason,
            }
        case IssueVoucher() | RevokeVoucher():
            assert isinstance(decision.subject, Voucher)
            voucher = decision.subject
            return {"voucher": voucher.voucher_id, "reward": voucher.reward, "reason": command.reason}
        case ChangeMember():
            parts = {"consents": command.consents, "metadata": command.metadata}
            return {"changed": sorted([*command.told, *(name for name, part in parts.items() if part != {})])}
        case GrantTier():
            return {"tier": command.level, "until": command.until, "kind": command.kind, "reason": command.reason}
        case MergeMembers():
            return {"from": decision.merged[0]} if decision.merged else {}
        case IssueGiftCard() | TopUpGiftCard():
            return {"amount": command.amount, "reason": command.reason}
        case ReplaceGiftCard():
            return {"replaced": command.card, "reason": command.reason}
        case ChangeGiftCard():
            return {"reason": command.reason}
        case _:
            return {}
