"""Counts a member's redemptions of each reward from ledger entries."""

from collections import Counter
from collections.abc import Iterable

from app.ledger.entries import POINTS, Entry


def is_one(entry: Entry) -> bool:
    """Whether an entry spends points on a reward."""
    return entry.cause == "redemption" and entry.unit == POINTS and entry.amount < 0


def is_undone(entry: Entry) -> bool:
    """Whether an entry refunds the points of a revoked redemption."""
    return (entry.cause, entry.unit, entry.type) == ("revocation", POINTS, "redeem") and entry.amount > 0


def counted(entries: Iterable[Entry]) -> dict[str, int]:
    """The number of redemptions of each reward in these entries, less the refunded ones."""
    known = list(entries)
    given = {(entry.rule or "", entry.cause_id) for entry in known if is_one(entry)}
    undone = {(entry.rule or "", entry.cause_id) for entry in known if is_undone(entry)}
    return dict(Counter(reward for reward, _ in given) - Counter(reward for reward, _ in undone))
