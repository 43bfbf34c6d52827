"""Puts administrative acts on record: who did what to what. Never what somebody is called."""

import json
from collections.abc import Callable
from typing import Any

from app.actions.keys import Caller
from app.engine.book import Decision
from app.engine.commands import (
    AddCard,
    AdjustBalance,
    ChangeMember,
    Command,
    EraseMember,
    MergeMembers,
    RemoveCard,
)
from app.engine.records import Adjustment, Member
from app.store.audit import AuditRow

# By the names that the operations have in the API.
_ACTS: dict[type, str] = {
    AdjustBalance: "adjust_balance",
    ChangeMember: "change_member",
    EraseMember: "erase_member",
    MergeMembers: "merge_members",
    AddCard: "add_card",
    RemoveCard: "remove_card",
}
ADMINISTRATIVE = tuple(_ACTS)


class Recorder:
    """Makes the records of what one caller does at one real time. `caller` None is somebody at a shell."""

    def __init__(self, draw_id: Callable[[str], str], at: str, caller: Caller | None) -> None:
        self._draw_id = draw_id
        self._at = at
        self._key_id = caller.key_id if caller else None

    def row(self, program_id: str, act: str, object_id: str, **detail: Any) -> AuditRow:
        """The record of one act."""
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
        return AuditRow(self._draw_id("aud"), program_id, self._at, self._key_id, act, object_id, text)

    def row_of(self, command: Command, decision: Decision) -> AuditRow:
        """The record of a command of one of the `ADMINISTRATIVE` kinds that was carried out."""
        assert isinstance(decision.subject, Member | Adjustment)
        member_id = decision.subject.member_id
        return self.row(command.program_id, _ACTS[type(command)], member_id, **_detail(command, decision))


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
        case ChangeMember():
            parts = {"consents": command.consents, "metadata": command.metadata}
            return {"changed": sorted([*command.told, *(name for name, part in parts.items() if part != {})])}
        case MergeMembers():
            return {"from": decision.merged[0]} if decision.merged else {}
        case _:
            return {}
