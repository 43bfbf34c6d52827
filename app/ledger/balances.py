"""Balances are the fold of entries: unit -> lot -> amount, without zeros."""

from collections.abc import Iterable

from app.ledger.entries import Entry

Balances = dict[str, dict[str, int]]

LARGEST_BALANCE = 2**62


class BalanceOutOfRange(ArithmeticError):
    """A balance would leave the range that all supported databases can store."""


def move(balances: Balances, unit: str, lot: str, amount: int) -> None:
    """Add `amount` (signed) to one lot of one unit, in place. Raises BalanceOutOfRange."""
    lots = balances.get(unit)
    if lots is None:
        lots = balances[unit] = {}
    left = lots.get(lot, 0) + amount
    # The whole balance too, because it has a column of its own.
    if max(abs(left), abs(sum(lots.values()) + amount)) > LARGEST_BALANCE:
        raise BalanceOutOfRange(unit)
    if left:
        lots[lot] = left
    else:
        lots.pop(lot, None)
        if not lots:
            del balances[unit]


def fold(entries: Iterable[Entry]) -> Balances:
    """The balances after these entries, in any order."""
    balances: Balances = {}
    for entry in entries:
        move(balances, entry.unit, entry.lot, entry.amount)
    return balances


def total(balances: Balances, unit: str) -> int:
    """The whole balance of a unit over all its lots."""
    lots = balances.get(unit)
    return sum(lots.values()) if lots else 0


def copy(balances: Balances) -> Balances:
    """An independent copy."""
    return {unit: dict(lots) for unit, lots in balances.items()}
