"""A member's state: balances (a fold of entries) and measures (a fold of purchases and returns).

It holds sums, not history, so that it stays small however long somebody has been a customer.
"""

from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json, to_json

from app.ledger import balances as ledger

FORMAT = 1


@dataclass(slots=True)
class MemberState:
    """All that deciding needs to know of one member.

    `balances`: unit -> lot -> amount. `window` names how `spent` is bucketed (see `calendar.Window`), and
    `spent` holds minor units by bucket, of the tier window only. `rebates`: id -> first day of the period ->
    [spend, due] in minor units. `completed`: card -> vouchers standing. `tier_since`: the business date of
    the last change of level.
    """

    balances: ledger.Balances = field(default_factory=dict)
    window: str = ""
    spent: dict[str, int] = field(default_factory=dict)
    tier: str | None = None
    tier_since: str | None = None
    rebates: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    completed: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "MemberState":
        """An independent copy, so that a refusal leaves the original as it was."""
        return MemberState(
            balances=ledger.copy(self.balances),
            window=self.window,
            spent=dict(self.spent),
            tier=self.tier,
            tier_since=self.tier_since,
            rebates={
                name: {start: list(sums) for start, sums in periods.items()} for name, periods in self.rebates.items()
            },
            completed=dict(self.completed),
        )

    def dump(self) -> str:
        """The state as JSON text, for the member's row."""
        return to_json(
            {
                "format": FORMAT,
                "balances": self.balances,
                "window": self.window,
                "spent": self.spent,
                "tier": self.tier,
                "tier_since": self.tier_since,
                "rebates": self.rebates,
                "completed": self.completed,
            }
        ).decode()

    @classmethod
    def load(cls, text: str) -> "MemberState":
        """The state from its JSON text. Raises ValueError for a format that this version does not know."""
        stored: dict[str, Any] = from_json(text)
        if stored.pop("format") != FORMAT:
            raise ValueError("the state of a member was written by another version of Goldlist")
        return cls(**stored)
