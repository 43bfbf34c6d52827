"""Business figures of a batch of commands, without names or ids."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command, parts_of
from app.engine.model.commands.sales import RecordPurchase, TakeReturn, TakeReturnWithoutReceipt, VoidPurchase
from app.ledger.entries import POINTS, Entry

_RETURNS: Final = (TakeReturn, TakeReturnWithoutReceipt, VoidPurchase)
# Entries that move points between member and shop for purchases or manually; spending and expiry are not counted.
GIVES_OR_TAKES: Final = {"earn", "bonus", "reverse", "adjust", "settle", "forfeit"}


@dataclass(slots=True)
class BatchStats:
    """Sums over a batch. Rebates are in minor units, by currency."""

    members_enrolled: int = 0
    purchases: int = 0
    returns: int = 0
    points_issued: int = 0
    points_taken_back: int = 0
    vouchers_issued: int = 0
    rebates_due: Counter[str] = field(default_factory=Counter)
    rebates_withdrawn: Counter[str] = field(default_factory=Counter)

    def add(self, command: Command, decision: Decision, currency: str) -> None:
        """Add the figures of one command."""
        self.purchases += isinstance(command, RecordPurchase)
        self.returns += isinstance(command, _RETURNS)
        points = 0
        for entry in decision.entries:
            if entry.unit == POINTS:
                points += entry.amount if entry.type in GIVES_OR_TAKES else 0
            else:
                self._add_entry(entry, currency)
        self.points_issued += max(points, 0)
        self.points_taken_back += max(-points, 0)

    def _add_entry(self, entry: Entry, currency: str) -> None:
        if entry.type == "accrue" and entry.unit.startswith("rebate:"):
            (self.rebates_due if entry.amount > 0 else self.rebates_withdrawn)[currency] += abs(entry.amount)
        elif entry.type == "earn" and entry.unit.startswith("voucher:"):
            self.vouchers_issued += entry.amount


def trade_of(carried_out: Iterable[tuple[Command, Decision | Refusal, str]], members_enrolled: int) -> BatchStats:
    """The figures of commands with their answers and currencies. Replays and refusals count as nothing."""
    trade = BatchStats(members_enrolled)
    for command, answer, currency in carried_out:
        if isinstance(answer, Decision):
            for part, decision in zip(parts_of(command), answer.parts or (answer,), strict=True):
                if not decision.replayed:
                    trade.add(part, decision, currency)
    return trade
