"""How often a member has redeemed each reward, read from ledger entries."""

from collections import Counter
from collections.abc import Iterable

from app.ledger.entries import POINTS, Entry


def is_one(entry: Entry) -> bool:
    """Whether an entry is the points that were given for a reward."""
    return entry.cause == "redemption" and entry.unit == POINTS and entry.amount < 0


def is_undone(entry: Entry) -> bool:
    """Whether an entry is points that came back because the voucher was revoked that they were given for."""
    return (entry.cause, entry.unit, entry.type) == ("revocation", POINTS, "redeem") and entry.amount > 0


def counted(entries: Iterable[Entry]) -> dict[str, int]:
    """How often points were given for which reward, by these entries, and did not come back."""
    known = list(entries)
    given = {(entry.rule or "", entry.cause_id) for entry in known if is_one(entry)}
    undone = {(entry.rule or "", entry.cause_id) for entry in known if is_undone(entry)}
    return dict(Counter(reward for reward, _ in given) - Counter(reward for reward, _ in undone))
